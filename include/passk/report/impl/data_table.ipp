// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_DATA_TABLE_IPP
#define PASSK_REPORT_IMPL_DATA_TABLE_IPP

#include <passk/core/error.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/text_table.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE table_cell count_cell(std::uint64_t count) {
    return {grouped_text(count), static_cast<double>(count)};
}

PASSK_INLINE table_cell attempts_cell(std::uint64_t k) {
    return {std::to_string(k), static_cast<double>(k)};
}

PASSK_INLINE table_cell number_cell(double number, int digits) {
    return {fixed_text(number, digits), number};
}

PASSK_INLINE table_cell signed_cell(double number, int digits) {
    return {signed_text(number, digits), number};
}

PASSK_INLINE text_table to_text_table(const data_table& table) {
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

PASSK_INLINE std::vector<bool> number_columns(const data_table& table) {
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

PASSK_INLINE std::string to_markdown(const data_table& table) {
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

PASSK_INLINE std::string to_latex(const data_table& table) {
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

#endif  // PASSK_REPORT_IMPL_DATA_TABLE_IPP
