// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_CSV_RECORDS_HPP
#define PASSK_ADAPTER_JSON_CSV_RECORDS_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::json::detail {

// The rows of a CSV file as RFC 4180 has them: fields in double quotes may hold commas, doubled
// quotes and line ends; lines end with LF or CRLF. A byte order mark and blank lines are passed
// over. The separator is the first of comma, semicolon and tab in the header.
//
// Own code, because nothing in reach does this: Boost.Tokenizer's escaped_list_separator knows
// neither doubled quotes nor fields over several lines, and Debian's fast-cpp-csv-parser fixes
// the columns at compile time and refuses line ends in fields.
class csv_records {
public:
    explicit csv_records(byte_source& source) : source_(source) {}

    // The next row; false at the end of the file.
    [[nodiscard]] result<bool> next(std::vector<std::string>& row) {
        row.clear();
        std::string field;
        state at = state::start;
        const auto finish_field = [&] {
            row.push_back(std::exchange(field, {}));
            at = state::start;
        };
        row_line_ = line_;
        while (true) {
            if (bytes_.empty()) {
                const result<std::string_view> block = source_.next();
                if (!block) {
                    return block.error();
                }
                bytes_ = block.value();
                if (bytes_.empty()) {
                    if (at == state::quoted) {
                        return malformed(row_line_, "the file ends inside a quoted field");
                    }
                    if (row.empty() && field.empty() && at == state::start) {
                        return false;
                    }
                    ends_without_newline_ = true;
                    finish_field();
                    return checked(row);
                }
                if (first_block_ && bytes_.substr(0, 3) == "\xEF\xBB\xBF") {
                    bytes_.remove_prefix(3);
                }
                first_block_ = false;
                continue;
            }
            const char c = bytes_.front();
            bytes_.remove_prefix(1);
            if (c == '\n') {
                ++line_;
            }
            if (at == state::quoted) {
                if (c == '"') {
                    at = state::closed;
                } else {
                    field += c;
                }
            } else if (c == '"') {
                if (at == state::bare) {
                    return malformed(line_, "a quote inside a field that is not quoted");
                }
                if (at == state::closed) {
                    field += c;
                }
                at = state::quoted;
            } else if (c == '\n') {
                if (at != state::closed && !field.empty() && field.back() == '\r') {
                    field.pop_back();
                }
                if (row.empty() && field.empty() && at != state::closed) {
                    at = state::start;  // a blank line
                    row_line_ = line_;
                    continue;
                }
                finish_field();
                return checked(row);
            } else if (is_separator(c)) {
                finish_field();
            } else if (at == state::closed) {
                if (c != '\r') {
                    return malformed(line_, "text after the closing quote of a field");
                }
            } else {
                field += c;
                at = state::bare;
            }
            if (field.size() > max_field) {
                return malformed(row_line_, "a field is longer than a million bytes");
            }
        }
    }

    // The line on which the latest row begins.
    [[nodiscard]] std::uint64_t line() const noexcept { return row_line_; }
    // Whether the last row lacks a line end, which may be a sign of a file that was cut.
    [[nodiscard]] bool ends_without_newline() const noexcept { return ends_without_newline_; }

private:
    enum class state : std::uint8_t { start, bare, quoted, closed };
    static constexpr std::size_t max_field = 1'000'000;

    [[nodiscard]] bool is_separator(char c) {
        if (separator_ == '\0' && (c == ',' || c == ';' || c == '\t')) {
            separator_ = c;
        }
        return separator_ != '\0' && c == separator_;
    }

    [[nodiscard]] error malformed(std::uint64_t line, std::string_view what) const {
        return {errc::malformed, located(source_.name(), line, what)};
    }

    [[nodiscard]] result<bool> checked(const std::vector<std::string>& row) const {
        for (const std::string& field : row) {
            if (!is_utf8(field)) {
                return malformed(row_line_,
                                 "a field has bytes that are not UTF-8 (" + excerpt(field) + ')');
            }
        }
        return true;
    }

    byte_source& source_;
    std::string_view bytes_{};
    std::uint64_t line_ = 1;
    std::uint64_t row_line_ = 1;
    char separator_ = '\0';
    bool first_block_ = true;
    bool ends_without_newline_ = false;
};

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_CSV_RECORDS_HPP
