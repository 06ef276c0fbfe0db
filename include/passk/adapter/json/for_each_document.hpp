// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_FOR_EACH_DOCUMENT_HPP
#define PASSK_ADAPTER_JSON_FOR_EACH_DOCUMENT_HPP

#include <passk/adapter/json/byte_source.hpp>
#include <passk/adapter/json/fields.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace passk::adapter::json::detail {

struct document_count {
    std::uint64_t lines = 0;
    std::optional<error> torn{};  // what is wrong with a last line that has no newline
};

// Calls read(text, line) for each line of a source that is not blank, or once for a document that
// goes on after its first line. What read throws as refusal or domain_error is an error with file
// and line; on a last line without newline it is no error but `torn`.
template <class Read>
[[nodiscard]] result<document_count> for_each_document(byte_source& source, const Read& read) {
    std::string carried;  // the beginning of a line that goes on in the next block
    std::uint64_t line = 1;
    bool whole = false;
    const auto blank = [](std::string_view text) {
        return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    };
    const auto attempt = [&](std::string_view text) -> std::optional<error> {
        try {
            if (!blank(text)) {
                read(text, line);
            }
        } catch (const refusal& problem) {
            return error{errc::malformed, located(source.name(), line, problem.what())};
        } catch (const domain_error& problem) {
            return error{errc::malformed, located(source.name(), line, problem.what())};
        }
        return std::nullopt;
    };
    // No JSON value ends with one of these.
    const auto goes_on = [&blank](std::string_view text) {
        return !blank(text)
               && std::string_view("{[,:").find(text[text.find_last_not_of(" \t\r")])
                      != std::string_view::npos;
    };
    bool first_block = true;
    while (true) {
        const result<std::string_view> block = source.next();
        if (!block) {
            return block.error();
        }
        std::string_view rest = block.value();
        if (rest.empty()) {
            break;
        }
        if (first_block && rest.starts_with("\xEF\xBB\xBF")) {
            rest.remove_prefix(3);
        }
        first_block = false;
        std::size_t feed = 0;
        while (!whole && (feed = rest.find('\n')) != std::string_view::npos) {
            std::string_view text = rest.substr(0, feed);
            if (!carried.empty()) {
                carried += text;
                text = carried;
            }
            if (line == 1 && goes_on(text)) {
                whole = true;
                if (carried.empty()) {
                    carried = text;
                }
                carried += '\n';
            } else {
                if (std::optional<error> failure = attempt(text)) {
                    return *std::move(failure);
                }
                carried.clear();
                ++line;
            }
            rest.remove_prefix(feed + 1);
        }
        carried += rest;
    }
    std::optional<error> failure = attempt(carried);
    if (failure && (whole || line == 1)) {
        return *std::move(failure);
    }
    return document_count{line, std::move(failure)};
}

}  // namespace passk::adapter::json::detail

#endif  // PASSK_ADAPTER_JSON_FOR_EACH_DOCUMENT_HPP
