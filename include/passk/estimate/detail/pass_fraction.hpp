// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_PASS_FRACTION_HPP
#define PASSK_ESTIMATE_DETAIL_PASS_FRACTION_HPP

#include <passk/estimate/detail/unit_fraction.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

// pass-at-k of one problem to about 100 bits, from whole-number arithmetic alone.
namespace passk::detail {

// A probability: `fraction` / 2^128, or exactly one.
struct wide_probability {
    uint128 fraction = 0;
    bool one = false;
};

// A product of 64-bit factors as mantissa * 2^exponent; each factor costs at most 2^-127 of it.
struct wide_product {
    uint128 mantissa = uint128{1} << 127U;
    unsigned exponent = 0;

    constexpr void multiply(std::uint64_t factor) noexcept {
        const uint128 low = uint128{low_half(mantissa)} * factor;
        const uint128 high = uint128{high_half(mantissa)} * factor + high_half(low);
        const unsigned zeros = leading_zeros(high);  // at most 64: the mantissa has its top bit
        mantissa = zeros == 0 ? high : (high << zeros) | (low_half(low) >> (64U - zeros));
        exponent += 64U - zeros;
    }
};

// 1 - (n - other)...(n - other - factors + 1) / (n ... (n - factors + 1)).
// Needs other + factors <= n and factors >= 1.
constexpr wide_probability pass_by_product(std::uint64_t n, std::uint64_t other,
                                           std::uint64_t factors) noexcept {
    if (factors == 1) {
        return other == n ? wide_probability{0, true}
                          : wide_probability{divide_fraction(other, n), false};
    }
    wide_product misses;
    wide_product all;
    // As many factors as fit one word are multiplied first.
    const unsigned together = 64U / static_cast<unsigned>(std::bit_width(n));
    for (std::uint64_t i = 0; i < factors;) {
        std::uint64_t miss = n - other - i;
        std::uint64_t any = n - i;
        ++i;
        for (unsigned packed = 1; packed < together && i < factors; ++packed, ++i) {
            miss *= n - other - i;
            any *= n - i;
        }
        misses.multiply(miss);
        all.multiply(any);
    }
    const unsigned below = all.exponent - misses.exponent;
    if (below >= 128U) {
        return {0, true};
    }
    return {divide_fraction(all.mantissa - (misses.mantissa >> below), all.mantissa), false};
}

inline constexpr std::size_t series_terms = 40;

inline constexpr auto inverse_odd = [] {  // 1/(2i + 1), i >= 1
    std::array<uint128, series_terms> inverse{};
    for (std::size_t i = 1; i < inverse.size(); ++i) {
        inverse[i] = largest_fraction / (2 * i + 1);
    }
    return inverse;
}();

inline constexpr auto inverse_factorial = [] {  // 1/i!, i >= 2
    std::array<uint128, 18> inverse{};
    inverse[2] = uint128{1} << 127U;
    for (std::size_t i = 3; i < inverse.size(); ++i) {
        inverse[i] = inverse[i - 1] / i;
    }
    return inverse;
}();

// 1 - exp(-x) for 0 <= x < 1/64.
constexpr uint128 one_minus_exp_of_minus(uint128 x) noexcept {
    uint128 series = inverse_factorial[17];
    for (std::size_t i = 16; i >= 2; --i) {
        series = inverse_factorial[i] - multiply_high(x, series);
    }
    return x - multiply_high(x, multiply_high(x, series));
}

// Beyond this c k / n the chance of a miss is below exp(-46) < 2^-66: pass-at-k is 1 to 64 bits.
inline constexpr std::uint64_t hopeless_miss = 46;

struct exp_tables {
    std::array<uint128, 64> sixty_fourths{};      // exp(-i/64)
    std::array<uint128, hopeless_miss> wholes{};  // exp(-i)
};

inline constexpr exp_tables exp_of_minus = [] {
    exp_tables tables;
    // exp(-1/128)^2, since the series is for less than 1/64.
    const uint128 step = largest_fraction - one_minus_exp_of_minus(uint128{1} << 121U);
    const uint128 sixty_fourth = multiply_high(step, step);
    tables.sixty_fourths[0] = largest_fraction;
    for (std::size_t i = 1; i < tables.sixty_fourths.size(); ++i) {
        tables.sixty_fourths[i] = multiply_high(tables.sixty_fourths[i - 1], sixty_fourth);
    }
    const uint128 whole = multiply_high(tables.sixty_fourths[63], sixty_fourth);
    tables.wholes[0] = largest_fraction;
    for (std::size_t i = 1; i < tables.wholes.size(); ++i) {
        tables.wholes[i] = multiply_high(tables.wholes[i - 1], whole);
    }
    return tables;
}();

// atanh(s)/s - 1 for 0 <= s < 1/2.
constexpr uint128 atanh_excess(uint128 s) noexcept {
    const uint128 square = multiply_high(s, s);
    if (square == 0) {
        return 0;
    }
    const std::size_t terms = 118 / leading_zeros(square) + 1;
    uint128 series = inverse_odd[terms < series_terms ? terms : series_terms - 1];
    for (std::size_t i = terms < series_terms ? terms - 1 : series_terms - 2; i >= 1; --i) {
        series = inverse_odd[i] + multiply_high(square, series);
    }
    return multiply_high(square, series);
}

// 1/(12 x) less the remainder of Stirling's formula for log x!, times 2^(64 + 3 scale), where
// 2^scale <= x: the series 1/(360 x^3) - 1/(1260 x^5) + ...
constexpr std::uint64_t stirling_tail(std::uint64_t x, unsigned scale) noexcept {
    constexpr auto product = [](std::uint64_t a, std::uint64_t b) {
        return high_half(uint128{a} * b);
    };
    constexpr std::array<std::uint64_t, 7> coefficients = {
        largest_fraction / 360 >> 64U,          largest_fraction / 1260 >> 64U,
        largest_fraction / 1680 >> 64U,         largest_fraction / 1188 >> 64U,
        largest_fraction / 360360 * 691 >> 64U, largest_fraction / 156 >> 64U,
        largest_fraction / 122400 * 3617 >> 64U};
    const std::uint64_t inverse = ((std::uint64_t{1} << 63U) / x) << scale;  // of 2^63, <= 2^63
    const std::uint64_t square = product(inverse, inverse) << 1U;            // of 2^63
    const std::uint64_t cube = product(square, inverse) << 1U;               // of 2^63
    const std::uint64_t small_square = square >> (2U * scale - 1U);
    std::uint64_t series = coefficients.back();
    for (std::size_t i = coefficients.size() - 1; i-- > 0;) {
        series = coefficients[i] - product(small_square, series);
    }
    return product(cube, series) << 1U;
}

// With A = ck/n, d = n - c - k and Stirling's formula, C(n - c, k)/C(n, k) = exp(-L),
//
//     L = A [(1 + s2) H(s2) + (1 + s3) H(s3) - (1 + e) H(s1)] - D,       H(s) = atanh(s)/s,
//     s1 = A/(2d + A), s2 = c/(2n - c), s3 = k/(2n - k), e = (1 - A)/(2d + A),
//
// where D is what the remainders of Stirling's formula leave. It is the form of Loader's binomial
// density in which nothing cancels: every term in brackets is near 1, and A carries the scale.
// Needs min(c, k) > 112 and ck < 46 n, hence n - c - k >= 52, all three s < 1/3.
constexpr wide_probability pass_by_stirling(std::uint64_t n, std::uint64_t c,
                                            std::uint64_t k) noexcept {
    const std::uint64_t d = n - c - k;
    const uint128 a = divide_fraction(uint128{c} * k, uint128{n} << 6U);  // A / 64
    const uint128 s2 = divide_fraction(c, uint128{2} * n - c);
    const uint128 s3 = divide_fraction(k, uint128{2} * n - k);
    const unsigned align = 125U - static_cast<unsigned>(std::bit_width(d));
    const uint128 denominator = (uint128{2} * d << align) + (a >> (122U - align));
    const uint128 w = divide_fraction(uint128{1} << align, denominator);  // 1/(2d + A)
    const uint128 s1 = multiply_high(a, w) << 6U;

    const uint128 h1 = atanh_excess(s1);
    const uint128 h2 = atanh_excess(s2);
    const uint128 h3 = atanh_excess(s3);
    // In units of 2^-120; what is subtracted is smaller than what is there.
    const uint128 bracket = (uint128{1} << 120U) + ((s2 + h2 + multiply_high(s2, h2)) >> 8U)
                            + ((s3 + h3 + multiply_high(s3, h3)) >> 8U) - (h1 >> 8U)
                            - ((w + multiply_high(w, h1)) >> 8U)
                            + ((s1 + multiply_high(s1, h1)) >> 8U);
    uint128 exponent = multiply_high(a, bracket);  // in units of 2^-114

    // -D = (1/n + 1/d) s1/(1 + s1) / 6 less the tails, in units of 2^-64 and then of 2^-114.
    const std::uint64_t s1_high = high_half(s1);
    const auto share = static_cast<std::uint64_t>((uint128{s1_high} << 63U)
                                                  / ((std::uint64_t{1} << 63U) + (s1_high >> 1U)));
    const std::uint64_t inverses = ~std::uint64_t{0} / n + ~std::uint64_t{0} / d;
    exponent += uint128{share} * inverses / 6 >> 14U;
    const auto scale = static_cast<unsigned>(std::bit_width(d)) - 1U;
    if (scale < 20U) {  // beyond, the tails change nothing before the 80th bit
        const uint128 tails = uint128{stirling_tail(n, scale)} + stirling_tail(d, scale)
                              - stirling_tail(n - c, scale) - stirling_tail(n - k, scale);
        exponent -= (tails << 50U) >> (3U * scale);
    }

    const auto whole = static_cast<std::size_t>(exponent >> 114U);
    if (whole >= hopeless_miss) {
        return {0, true};
    }
    const auto sixty_fourths = static_cast<std::size_t>(exponent >> 108U) % 64U;
    const uint128 rest = one_minus_exp_of_minus(exponent << 20U >> 6U);
    if (whole == 0 && sixty_fourths == 0) {
        return {rest, false};
    }
    const uint128 miss =
        multiply_high(exp_of_minus.wholes[whole], exp_of_minus.sixty_fourths[sixty_fourths]);
    return {multiply_high(miss, rest) - miss, false};
}

// 1 - C(n - c, k)/C(n, k). Needs c <= n and 1 <= k <= n.
constexpr wide_probability pass_fraction(std::uint64_t n, std::uint64_t c,
                                         std::uint64_t k) noexcept {
    if (c == 0) {
        return {0, false};
    }
    if (n - c < k || uint128{c} * k >= uint128{n} * hopeless_miss) {
        return {0, true};
    }
    const std::uint64_t fewer = c < k ? c : k;
    const std::uint64_t more = c < k ? k : c;
    return fewer <= 112 ? pass_by_product(n, more, fewer) : pass_by_stirling(n, c, k);
}

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_PASS_FRACTION_HPP
