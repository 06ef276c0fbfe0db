// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_NUMBER_TEXT_HPP
#define PASSK_REPORT_NUMBER_TEXT_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>

#include <concepts>
#include <string>

namespace passk {

/// The shortest decimal text that reads back as exactly the same double.
/// @pre number is finite: NaN and infinity are no results
[[nodiscard]] PASSK_INLINE std::string shortest_text(double number);

/// A number with a given count of digits after the point, rounded to nearest; never "-0.00".
/// @pre number is finite; 0 <= digits <= 17
[[nodiscard]] PASSK_INLINE std::string fixed_text(double number, int digits);

/// fixed_text with its sign always shown, as differences are written.
[[nodiscard]] PASSK_INLINE std::string signed_text(double number, int digits);

/// A p-value as it is read: three significant digits, "< 1e-15" below what a double can show
/// of one minus something.
/// @pre 0 <= p <= 1
[[nodiscard]] PASSK_INLINE std::string p_value_text(double p);

/// The same as a statement: "p = 0.03", or "p < 1e-15".
/// @pre 0 <= p <= 1
[[nodiscard]] PASSK_INLINE std::string p_statement(double p);

/// A whole number with its thousands apart: 39,291.
[[nodiscard]] inline std::string grouped_text(std::unsigned_integral auto number) {
    std::string text = std::to_string(number);
    for (std::size_t digits = 3; digits < text.size(); digits += 4) {
        text.insert(text.size() - digits, 1, ',');
    }
    return text;
}

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/number_text.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_NUMBER_TEXT_HPP
