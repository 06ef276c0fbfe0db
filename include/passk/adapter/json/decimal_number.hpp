// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_DECIMAL_NUMBER_HPP
#define PASSK_ADAPTER_JSON_DECIMAL_NUMBER_HPP

#include <array>
#include <bit>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace passk::adapter::json {
namespace detail {

__extension__ using wide = unsigned __int128;

// 2^s / 5^k, cut to 128 bits of which the highest is set.
struct reciprocal_of_five {
    std::uint64_t high;
    std::uint64_t low;
    int shift;  // s
};

inline constexpr auto reciprocals_of_five = [] {
    std::array<reciprocal_of_five, 28> all{};
    std::uint64_t divisor = 1;
    for (reciprocal_of_five& one : all) {
        one.shift = 127 + (divisor == 1 ? 0 : static_cast<int>(std::bit_width(divisor)));
        wide quotient = 0;
        wide rest = 0;
        for (int bit = one.shift; bit >= 0; --bit) {
            rest = 2 * rest + (bit == one.shift ? 1U : 0U);
            quotient = 2 * quotient + (rest >= divisor ? 1U : 0U);
            rest -= rest >= divisor ? divisor : 0;
        }
        one.high = static_cast<std::uint64_t>(quotient >> 64U);
        one.low = static_cast<std::uint64_t>(quotient);
        divisor *= 5;
    }
    return all;
}();

inline constexpr std::array<std::uint64_t, 9> powers_of_ten{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};

// The digits at the beginning of eight characters, as a number, and how many they are. All eight
// at once: Lemire 2021, section 2.
[[nodiscard]] inline unsigned leading_digits(const char* at, std::uint64_t& value) noexcept {
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t text = 0;
    std::memcpy(&text, at, 8);
    text ^= 0x3030303030303030U;
    const std::uint64_t others = ((text + 0x7676767676767676U) | text) & 0x8080808080808080U;
    const auto count = static_cast<unsigned>(std::countr_zero(others)) / 8;
    if (count < 8) {
        text = text << 1U << (63 - 8 * count);  // zeros before them
    }
    text = text * 10 + (text >> 8U);
    constexpr std::uint64_t mask = 0x000000FF000000FFU;
    value =
        ((text & mask) * 0x000F424000000064U + ((text >> 16U) & mask) * 0x0000271000000001U) >> 32U;
    return count;
}

// The double nearest to digits / 10^places; false in the rare case that 128 bits do not tell, or
// that it is not in the table.
[[nodiscard]] inline bool nearest_quotient(std::uint64_t digits, int places,
                                           double& number) noexcept {
    if (digits == 0) {
        number = 0.0;
        return true;
    }
    if (places < 0 || places >= static_cast<int>(reciprocals_of_five.size())) {
        return false;
    }
    const reciprocal_of_five& one = reciprocals_of_five[static_cast<std::size_t>(places)];
    const int zeros = std::countl_zero(digits);
    const std::uint64_t top = digits << zeros;
    // The product's upper 128 bits: the true ones are these, or up to 2 more.
    const wide product =
        wide{top} * one.high + static_cast<std::uint64_t>(wide{top} * one.low >> 64U);
    const auto high = static_cast<std::uint64_t>(product >> 64U);
    const auto low = static_cast<std::uint64_t>(product);
    const int rest_bits = 10 + static_cast<int>(high >> 63U);  // of high, below the mantissa
    const std::uint64_t half = std::uint64_t{1} << (rest_bits - 1);
    const std::uint64_t rest = high & (2 * half - 1);
    if ((rest == half && low == 0) || (rest == half - 1 && low >= ~std::uint64_t{1})) {
        return false;
    }
    const std::uint64_t mantissa = (high >> rest_bits) + (rest >= half ? 1 : 0);
    const int exponent = rest_bits + 128 - one.shift - zeros - places;
    number = static_cast<double>(mantissa)
             * std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52U);
    return true;
}

}  // namespace detail

/// Reads a decimal number, "-0.25" or "1e-05", to the nearest double: std::from_chars, in less time
/// for the numbers of at most 19 digits that logs of probabilities are.
///
/// @param at      the text's first character: a digit or "-"
/// @param end     the text's end
/// @param number  set if one was read
/// @returns  as std::from_chars
/// @par Source
/// Lemire 2021, "Number parsing at a gigabyte per second", Softw. Pract. Exper. 51(8).
[[nodiscard]] inline std::from_chars_result read_decimal(const char* at, const char* end,
                                                         double& number) noexcept {
    const char* const begin = at;
    const bool negative = at != end && *at == '-';
    at += negative ? 1 : 0;
    std::uint64_t digits = 0;
    const auto read_digits = [&] {
        const char* const first = at;
        while (end - at >= 8) {
            std::uint64_t some = 0;
            const unsigned count = detail::leading_digits(at, some);
            digits = digits * detail::powers_of_ten[count] + some;
            at += count;
            if (count < 8) {
                return static_cast<int>(at - first);
            }
        }
        for (; at != end && *at >= '0' && *at <= '9'; ++at) {
            digits = digits * 10 + static_cast<std::uint64_t>(*at - '0');
        }
        return static_cast<int>(at - first);
    };
    const char* const first = at;
    int places = 0;
    int count = 1;
    if (end - at >= 2 && *at >= '0' && *at <= '9' && at[1] == '.') [[likely]] {
        digits = static_cast<std::uint64_t>(*at++ - '0');
    } else {
        count = read_digits();
    }
    bool plain = count > 0;
    if (plain && at != end && *at == '.') {
        ++at;
        places = read_digits();
        count += places;
        plain = places > 0;
    }
    if (plain && at != end && (*at == 'e' || *at == 'E')) {
        const char* exponent = at + 1;
        const bool down = exponent != end && *exponent == '-';
        exponent += down || (exponent != end && *exponent == '+') ? 1 : 0;
        int power = 0;
        const char* const from = exponent;
        for (; exponent != end && *exponent >= '0' && *exponent <= '9' && exponent - from < 4;
             ++exponent) {
            power = power * 10 + (*exponent - '0');
        }
        plain = exponent != from && exponent - from < 4;
        places += down ? power : -power;
        at = exponent;
    }
    if (plain && count > 19) {
        // Zeros before the first digit that counts do not.
        const char* zero = first;
        for (; *zero == '0' || *zero == '.'; ++zero) {
            count -= *zero == '0' ? 1 : 0;
        }
        plain = count <= 19;
    }
    if (plain && detail::nearest_quotient(digits, places, number)) [[likely]] {
        number = negative ? -number : number;
        return {at, std::errc()};
    }
    return std::from_chars(begin, end, number);
}

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_DECIMAL_NUMBER_HPP
