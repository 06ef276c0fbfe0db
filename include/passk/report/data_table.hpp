// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DATA_TABLE_HPP
#define PASSK_REPORT_DATA_TABLE_HPP

#include <passk/core/error.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/text_table.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
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
[[nodiscard]] inline table_cell count_cell(std::uint64_t count) {
    return {grouped_text(count), static_cast<double>(count)};
}

/// A number of attempts, shown as it is typed.
[[nodiscard]] inline table_cell attempts_cell(std::uint64_t k) {
    return {std::to_string(k), static_cast<double>(k)};
}

/// A number shown with so many digits after the point.
[[nodiscard]] inline table_cell number_cell(double number, int digits) {
    return {fixed_text(number, digits), number};
}

/// The same with its sign.
[[nodiscard]] inline table_cell signed_cell(double number, int digits) {
    return {signed_text(number, digits), number};
}

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
[[nodiscard]] inline text_table to_text_table(const data_table& table) {
    text_table text(table.heading);
    for (const std::vector<table_cell>& row : table.rows) {
        std::vector<std::string> cells;
        cells.reserve(row.size());
        for (const table_cell& cell : row) {
            cells.push_back(cell.text);
        }
        text.add_row(std::move(cells));
    }
    return text;
}

namespace detail {

// Columns whose every cell is a number or empty are set flush right.
[[nodiscard]] inline std::vector<bool> number_columns(const data_table& table) {
    std::vector<bool> numbers(table.heading.size(), !table.rows.empty());
    for (const std::vector<table_cell>& row : table.rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            if (!row[column].value
                && row[column].text.find_first_not_of("0123456789.,[]+-/ ") != std::string::npos) {
                numbers[column] = false;
            }
        }
    }
    return numbers;
}

}  // namespace detail

/// The table in GitHub's Markdown.
[[nodiscard]] inline std::string to_markdown(const data_table& table) {
    const std::vector<bool> numbers = detail::number_columns(table);
    std::string text = "|";
    std::string rule = "\n|";
    for (std::size_t column = 0; column < table.heading.size(); ++column) {
        text += ' ';
        text += markdown_escaped(table.heading[column]) + " |";
        rule += numbers[column] ? " ---: |" : " :--- |";
    }
    text += rule + "\n";
    for (const std::vector<table_cell>& row : table.rows) {
        text += "|";
        for (const table_cell& cell : row) {
            text += ' ';
            text += markdown_escaped(cell.text) + " |";
        }
        text += "\n";
    }
    return text;
}

/// The table as a LaTeX tabular of the booktabs package.
[[nodiscard]] inline std::string to_latex(const data_table& table) {
    const std::vector<bool> numbers = detail::number_columns(table);
    std::string text = "\\begin{tabular}{";
    for (const bool number : numbers) {
        text += number ? 'r' : 'l';
    }
    text += "}\n\\toprule\n";
    for (std::size_t column = 0; column < table.heading.size(); ++column) {
        text += (column == 0 ? "" : " & ") + latex_escaped(table.heading[column]);
    }
    text += " \\\\\n\\midrule\n";
    for (const std::vector<table_cell>& row : table.rows) {
        text += row.front().text.find_first_of("[*") == 0
                    ? "{}"
                    : "";  // or LaTeX would read them as an argument of the line end
        for (std::size_t column = 0; column < row.size(); ++column) {
            text += (column == 0 ? "" : " & ") + latex_escaped(row[column].text);
        }
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace passk

#endif  // PASSK_REPORT_DATA_TABLE_HPP
