// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_NUMBER_TEXT_HPP
#define PASSK_REPORT_NUMBER_TEXT_HPP

#include <passk/core/error.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// The shortest decimal text that reads back as exactly the same double.
/// @pre number is finite: NaN and infinity are no results
[[nodiscard]] inline std::string shortest_text(double number) {
    detail::expects(std::isfinite(number), "passk::shortest_text: the number is not finite");
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return {buffer.data(), end};
}

/// A number with a given count of digits after the point, rounded to nearest; never "-0.00".
/// @pre number is finite; 0 <= digits <= 17
[[nodiscard]] inline std::string fixed_text(double number, int digits) {
    detail::expects(std::isfinite(number), "passk::fixed_text: the number is not finite");
    detail::expects(digits >= 0 && digits <= 17, "passk::fixed_text: digits must be 0 to 17");
    std::array<char, 352> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                   std::chars_format::fixed, digits)
                         .ptr;
    std::string text(buffer.data(), end);
    if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') {
        text.erase(0, 1);
    }
    return text;
}

/// fixed_text with its sign always shown, as differences are written.
[[nodiscard]] inline std::string signed_text(double number, int digits) {
    std::string text = fixed_text(number, digits);
    if (text.front() != '-' && text.find_first_not_of("0.") != std::string::npos) {
        text.insert(0, 1, '+');
    }
    return text;
}

/// A p-value as it is read: three significant digits, "< 1e-15" below what a double can show
/// of one minus something.
/// @pre 0 <= p <= 1
[[nodiscard]] inline std::string p_value_text(double p) {
    detail::expects(p >= 0.0 && p <= 1.0, "passk::p_value_text: a p-value lies between 0 and 1");
    if (p < 1e-15) {
        return "< 1e-15";
    }
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), p,
                                   std::chars_format::general, 3)
                         .ptr;
    return {buffer.data(), end};
}

/// The same as a statement: "p = 0.03", or "p < 1e-15".
/// @pre 0 <= p <= 1
[[nodiscard]] inline std::string p_statement(double p) {
    const std::string text = p_value_text(p);
    return (text.front() == '<' ? "p " : "p = ") + text;
}

/// A whole number with its thousands apart: 39,291.
[[nodiscard]] inline std::string grouped_text(std::unsigned_integral auto number) {
    std::string text = std::to_string(number);
    for (std::size_t digits = 3; digits < text.size(); digits += 4) {
        text.insert(text.size() - digits, 1, ',');
    }
    return text;
}

}  // namespace passk

#endif  // PASSK_REPORT_NUMBER_TEXT_HPP
