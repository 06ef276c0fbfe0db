// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DATA_TABLE_HPP
#define PASSK_REPORT_DATA_TABLE_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/text_table.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// What stands in one field of a table: how it is shown, and the number itself where it is one.
struct table_cell {
    std::string text{};
    std::optional<double> value{};

    table_cell() = default;
    table_cell(std::string shown) : text(std::move(shown)) {}
    table_cell(const char* shown) : text(shown) {}
    table_cell(std::string shown, double number)
        : text(std::move(shown)),
          value(std::isfinite(number) ? std::optional(number) : std::nullopt) {}
};

/// A whole number, shown with its thousands apart.
[[nodiscard]] PASSK_INLINE table_cell count_cell(std::uint64_t count);

/// A number of attempts, shown as it is typed.
[[nodiscard]] PASSK_INLINE table_cell attempts_cell(std::uint64_t k);

/// A number shown with so many digits after the point.
[[nodiscard]] PASSK_INLINE table_cell number_cell(double number, int digits);

/// The same with its sign.
[[nodiscard]] PASSK_INLINE table_cell signed_cell(double number, int digits);

/// The numbers behind a figure, row by row, as every writer shows them.
struct data_table {
    std::vector<std::string> heading{};
    std::vector<std::vector<table_cell>> rows{};

    /// @pre as many cells as the heading has
    void add_row(std::vector<table_cell> cells) {
        detail::expects(cells.size() == heading.size(),
                        "passk::data_table::add_row: the row is not as wide as the heading");
        rows.push_back(std::move(cells));
    }
};

/// The table as it is shown in columns or as CSV, without the numbers' further digits.
[[nodiscard]] PASSK_INLINE text_table to_text_table(const data_table& table);

namespace detail {

// Columns whose every cell is a number or empty are set flush right.
[[nodiscard]] PASSK_INLINE std::vector<bool> number_columns(const data_table& table);

}  // namespace detail

/// The table in GitHub's Markdown.
[[nodiscard]] PASSK_INLINE std::string to_markdown(const data_table& table);

/// The table as a LaTeX tabular of the booktabs package.
[[nodiscard]] PASSK_INLINE std::string to_latex(const data_table& table);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/data_table.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_DATA_TABLE_HPP
