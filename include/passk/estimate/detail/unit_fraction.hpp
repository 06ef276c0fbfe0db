// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_UNIT_FRACTION_HPP
#define PASSK_ESTIMATE_DETAIL_UNIT_FRACTION_HPP

#include <passk/core/uint128.hpp>

#include <bit>
#include <cstdint>
#include <limits>

// Numbers in [0, 1) as multiples of 2^-128. Whole-number arithmetic gives the same bits on every
// compiler and machine, works in constant expressions, and cannot be disturbed by the fused
// multiply-add that g++ forms on its own.
namespace passk::detail {

inline constexpr uint128 largest_fraction = ~uint128{0};

constexpr std::uint64_t high_half(uint128 x) noexcept {
    return static_cast<std::uint64_t>(x >> 64U);
}
constexpr std::uint64_t low_half(uint128 x) noexcept {
    return static_cast<std::uint64_t>(x);
}

constexpr unsigned leading_zeros(uint128 x) noexcept {
    return static_cast<unsigned>(high_half(x) != 0 ? std::countl_zero(high_half(x))
                                                   : 64 + std::countl_zero(low_half(x)));
}

// x * y / 2^128, low by less than 3.
constexpr uint128 multiply_high(uint128 x, uint128 y) noexcept {
    return uint128{high_half(x)} * high_half(y) + high_half(uint128{high_half(x)} * low_half(y))
           + high_half(uint128{low_half(x)} * high_half(y));
}

// floor(2^128 numerator / denominator), by long division in two digits of 64 bits.
// Needs numerator < denominator.
constexpr uint128 divide_fraction(uint128 numerator, uint128 denominator) noexcept {
    const unsigned shift = leading_zeros(denominator);
    denominator <<= shift;
    uint128 rest = numerator << shift;
    const std::uint64_t high = high_half(denominator);
    const std::uint64_t low = low_half(denominator);
    if (low == 0) {
        const uint128 first = rest / high;
        rest -= first * high;
        return (first << 64U) + (rest << 64U) / high;
    }
    uint128 quotient = 0;
    for (int digits = 0; digits < 2; ++digits) {
        // Knuth, The Art of Computer Programming 4.3.1, algorithm D: the guess is at most 2 high.
        std::uint64_t digit = high_half(rest) >= high ? ~std::uint64_t{0} : low_half(rest / high);
        uint128 above = rest - uint128{digit} * high;
        uint128 below = uint128{digit} * low;
        while (high_half(above) == 0 && below > above << 64U) {
            --digit;
            below -= low;
            above += high;
        }
        rest = (above << 64U) - below;
        quotient = (quotient << 64U) + digit;
    }
    return quotient;
}

// fraction / 2^128, rounded to nearest even. Floating types of more than 64 bits get the leading
// 64 bits.
template <class Real>
constexpr Real to_real(uint128 fraction) noexcept {
    if (fraction == 0) {
        return Real(0);
    }
    constexpr unsigned kept =
        std::numeric_limits<Real>::digits < 64 ? unsigned{std::numeric_limits<Real>::digits} : 64U;
    unsigned zeros = leading_zeros(fraction);
    const uint128 aligned = fraction << zeros;
    constexpr unsigned dropped = 128U - kept;
    const uint128 half = uint128{1} << (dropped - 1U);
    const uint128 rest = aligned & ((half << 1U) - 1U);
    auto leading = static_cast<std::uint64_t>(aligned >> dropped);
    if (rest > half || (rest == half && (leading & 1U) != 0)) {
        ++leading;
        if (leading == 0) {  // 64 bits kept, all of them ones
            leading = std::uint64_t{1} << 63U;
            --zeros;
        }
    }
    Real value = static_cast<Real>(leading);
    for (zeros += kept; zeros > 0;) {
        const unsigned step = zeros < 63U ? zeros : 63U;
        value /= static_cast<Real>(std::uint64_t{1} << step);
        zeros -= step;
    }
    return value;
}

// A sum of fractions, and of ones, with weights. Exact, so the order of the terms is of no
// consequence. The weights may sum to 2^64 - 1.
class fraction_sum {
public:
    constexpr void add(uint128 fraction, std::uint64_t weight) noexcept {
        const uint128 low = uint128{low_half(fraction)} * weight;
        const uint128 high = uint128{high_half(fraction)} * weight + high_half(low);
        const uint128 below_one = (high << 64U) + low_half(low);
        fraction_ += below_one;
        whole_ += high_half(high) + (fraction_ < below_one ? 1U : 0U);
    }
    constexpr void add_one(std::uint64_t weight) noexcept { whole_ += weight; }

    // The sum over the weight, 2^128 for one. Needs a sum below the weight.
    [[nodiscard]] constexpr uint128 over_fraction(std::uint64_t weight) const noexcept {
        uint128 rest = (uint128{whole_} << 64U) + high_half(fraction_);
        const uint128 first = rest / weight;
        rest = ((rest - first * weight) << 64U) + low_half(fraction_);
        return (first << 64U) + rest / weight;
    }

    // The sum over the weight. Needs a sum of at most the weight.
    template <class Real>
    [[nodiscard]] constexpr Real over(std::uint64_t weight) const noexcept {
        return whole_ >= weight ? Real(1) : to_real<Real>(over_fraction(weight));
    }

private:
    std::uint64_t whole_ = 0;
    uint128 fraction_ = 0;
};

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_UNIT_FRACTION_HPP
