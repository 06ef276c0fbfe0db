// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PLAIN_NUMBER_HPP
#define PASSK_VERIFY_MATH_PLAIN_NUMBER_HPP

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>

namespace passk::detail::math {

/// A number of at most 18 digits written in the plainest way: -12, 1,234, 0.75, 3/4, \frac{3}{4}.
/// Most answers are one of these, and two of them need no expression tree and no big numbers.
struct plain_number {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;  ///< positive, coprime to the numerator
    bool decimal = false;          ///< written with a decimal point
    bool grouped = false;          ///< written with commas, so it may be a list instead
};

/// Removes white space, enclosing dollar signs in pairs and one full stop at the end.
[[nodiscard]] constexpr std::string_view trim_answer(std::string_view text) noexcept {
    const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    for (;;) {
        while (!text.empty() && space(text.front())) {
            text.remove_prefix(1);
        }
        while (!text.empty() && space(text.back())) {
            text.remove_suffix(1);
        }
        if (text.size() >= 2 && text.front() == '$' && text.back() == '$') {
            text = text.substr(1, text.size() - 2);
        } else if (text.size() >= 2 && text.back() == '.' && text[text.size() - 2] != '.') {
            text.remove_suffix(1);
        } else {
            return text;
        }
    }
}

/// Reads digits with optional commas between groups of three; false if there is none, or more
/// than 18 digits.
[[nodiscard]] constexpr bool take_digits(std::string_view& text, std::int64_t& value, int& count,
                                         bool* grouped) noexcept {
    int group = 0;
    bool in_groups = false;
    const bool leading_zero = text.starts_with('0');
    count = 0;
    while (!text.empty()) {
        const char c = text.front();
        if (c >= '0' && c <= '9') {
            if (++count > 18) {
                return false;
            }
            value = value * 10 + (c - '0');
            ++group;
        } else if (c == ',' && grouped != nullptr && count > 0
                   && (in_groups ? group == 3 : group <= 3) && text.size() > 1 && text[1] >= '0'
                   && text[1] <= '9') {
            in_groups = true;
            group = 0;
        } else {
            break;
        }
        text.remove_prefix(1);
    }
    if (in_groups) {
        *grouped = true;
        if (group != 3 || value == 0 || leading_zero) {
            return false;
        }
    }
    return count > 0;
}

/// Reads a plain number that fills all of `text`, or nothing.
///
/// @par Cost
/// one pass, no allocation.
[[nodiscard]] constexpr std::optional<plain_number> read_plain_number(
    std::string_view text) noexcept {
    text = trim_answer(text);
    plain_number out;
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    int count = 0;
    bool fraction = false;
    for (std::string_view command : {"\\frac{", "\\dfrac{", "\\tfrac{"}) {
        if (text.starts_with(command)) {
            text.remove_prefix(command.size());
            fraction = true;
            break;
        }
    }
    if (fraction) {
        std::int64_t below = 0;
        if (!take_digits(text, out.numerator, count, nullptr) || !text.starts_with("}{")) {
            return std::nullopt;
        }
        text.remove_prefix(2);
        if (!take_digits(text, below, count, nullptr) || text != "}" || below == 0) {
            return std::nullopt;
        }
        out.denominator = below;
    } else {
        if (!take_digits(text, out.numerator, count, &out.grouped)) {
            return std::nullopt;
        }
        if (text.size() >= 2 && text.front() == '.') {
            text.remove_prefix(1);
            out.decimal = true;
            while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
                if (++count > 18) {
                    return std::nullopt;
                }
                out.numerator = out.numerator * 10 + (text.front() - '0');
                out.denominator *= 10;
                text.remove_prefix(1);
            }
        } else if (text.size() >= 2 && text.front() == '/' && !out.grouped) {
            text.remove_prefix(1);
            std::int64_t below = 0;
            if (!take_digits(text, below, count, nullptr) || below == 0) {
                return std::nullopt;
            }
            out.denominator = below;
        }
        if (!text.empty()) {
            return std::nullopt;
        }
    }
    const std::int64_t common = std::gcd(out.numerator, out.denominator);
    out.numerator /= common;
    out.denominator /= common;
    out.numerator = negative ? -out.numerator : out.numerator;
    return out;
}

/// True if the number has a finite decimal: its denominator has no prime factor but 2 and 5.
[[nodiscard]] constexpr bool has_finite_decimal(std::int64_t denominator) noexcept {
    while (denominator % 2 == 0) {
        denominator /= 2;
    }
    while (denominator % 5 == 0) {
        denominator /= 5;
    }
    return denominator == 1;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PLAIN_NUMBER_HPP
