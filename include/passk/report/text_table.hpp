// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_TEXT_TABLE_HPP
#define PASSK_REPORT_TEXT_TABLE_HPP

#include <passk/core/error.hpp>
#include <passk/report/detail/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// Rows of text under a heading, to be shown in columns or as CSV.
class text_table {
public:
    /// @pre at least one column
    explicit text_table(std::vector<std::string> heading) {
        detail::expects(!heading.empty(), "passk::text_table: there must be a column");
        rows_.push_back(std::move(heading));
    }

    /// @pre as many cells as the heading has
    void add_row(std::vector<std::string> cells) {
        detail::expects(cells.size() == rows_.front().size(),
                        "passk::text_table::add_row: the row is not as wide as the heading");
        rows_.push_back(std::move(cells));
    }

    /// Columns two blanks apart, the first flush left and the others flush right, every line
    /// indented by `indent` blanks and ended by a line feed.
    [[nodiscard]] std::string aligned(std::size_t indent = 0) const {
        std::vector<std::size_t> widths(rows_.front().size());
        for (const std::vector<std::string>& row : rows_) {
            for (std::size_t column = 0; column < row.size(); ++column) {
                widths[column] = (std::max)(widths[column], detail::display_width(row[column]));
            }
        }
        std::string text;
        for (const std::vector<std::string>& row : rows_) {
            std::string line(indent, ' ');
            for (std::size_t column = 0; column < row.size(); ++column) {
                const std::string padding(widths[column] - detail::display_width(row[column]), ' ');
                line += column == 0 ? row[column] + padding : "  " + padding + row[column];
            }
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + '\n';
        }
        return text;
    }

    /// Comma-separated values: RFC 4180, with line feeds.
    [[nodiscard]] std::string csv() const {
        std::string text;
        for (const std::vector<std::string>& row : rows_) {
            for (std::size_t column = 0; column < row.size(); ++column) {
                text += column == 0 ? "" : ",";
                text += csv_field(row[column]);
            }
            text += '\n';
        }
        return text;
    }

private:
    [[nodiscard]] static std::string csv_field(const std::string& content) {
        if (content.find_first_of(",\"\r\n") == std::string::npos) {
            return content;
        }
        std::string quoted("\"");
        for (const char character : content) {
            quoted += character;
            if (character == '"') {
                quoted += '"';
            }
        }
        return quoted + '"';
    }

    std::vector<std::vector<std::string>> rows_{};
};

}  // namespace passk

#endif  // PASSK_REPORT_TEXT_TABLE_HPP
