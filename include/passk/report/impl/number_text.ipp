// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_NUMBER_TEXT_IPP
#define PASSK_REPORT_IMPL_NUMBER_TEXT_IPP

#include <passk/core/error.hpp>
#include <passk/report/number_text.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace passk {

PASSK_INLINE std::string shortest_text(double number) {
    detail::expects(std::isfinite(number), "passk::shortest_text: the number is not finite");
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return {buffer.data(), end};
}

PASSK_INLINE std::string fixed_text(double number, int digits) {
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

PASSK_INLINE std::string signed_text(double number, int digits) {
    std::string text = fixed_text(number, digits);
    if (text.front() != '-' && text.find_first_not_of("0.") != std::string::npos) {
        text.insert(0, 1, '+');
    }
    return text;
}

PASSK_INLINE std::string p_value_text(double p) {
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

PASSK_INLINE std::string p_statement(double p) {
    const std::string text = p_value_text(p);
    return (text.front() == '<' ? "p " : "p = ") + text;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_NUMBER_TEXT_IPP
