// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_JSON_WRITER_HPP
#define PASSK_REPORT_JSON_WRITER_HPP

#include <passk/core/error.hpp>
#include <passk/report/detail/utf8.hpp>
#include <passk/report/number_text.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// Writes one JSON document in the order in which it is told, two blanks a level.
///
/// Numbers are written so that they read back as the same double. Text is passed through as
/// UTF-8 with what JSON requires escaped; bytes that are no UTF-8 become U+FFFD, so the
/// document is always valid.
///
/// @throws domain_error for a number that is not finite: JSON has none, and none is a result
class json_writer {
public:
    json_writer& begin_object() { return open('{', '}'); }
    json_writer& begin_array() { return open('[', ']'); }

    /// Ends the innermost object or array.
    /// @pre one is open
    json_writer& end() {
        detail::expects(!open_.empty(), "passk::json_writer::end: nothing is open");
        const level done = open_.back();
        open_.pop_back();
        if (!done.empty) {
            new_line();
        }
        text_ += done.close;
        return *this;
    }

    /// The name of the next value of an object.
    json_writer& key(std::string_view name) {
        separate();
        quote(name);
        text_ += ": ";
        after_key_ = true;
        return *this;
    }

    json_writer& value(std::string_view text) {
        separate();
        quote(text);
        return *this;
    }
    json_writer& value(const char* text) { return value(std::string_view(text)); }
    json_writer& value(double number) {
        separate();
        text_ += shortest_text(number);
        return *this;
    }
    json_writer& value(std::same_as<bool> auto flag) {
        separate();
        text_ += flag ? "true" : "false";
        return *this;
    }
    json_writer& value(std::integral auto number) requires(!std::same_as<decltype(number), bool>) {
        separate();
        text_ += std::to_string(number);
        return *this;
    }
    json_writer& null() {
        separate();
        text_ += "null";
        return *this;
    }

    /// key and value in one.
    template <class Value>
    json_writer& member(std::string_view name, const Value& content) {
        return key(name).value(content);
    }

    /// The finished document, with a line feed at its end.
    /// @pre everything that was opened was ended
    [[nodiscard]] std::string finish() && {
        detail::expects(open_.empty(), "passk::json_writer::finish: something is still open");
        text_ += '\n';
        return static_cast<std::string&&>(text_);
    }

private:
    struct level {
        char close;
        bool empty = true;
    };

    json_writer& open(char bracket, char close) {
        separate();
        text_ += bracket;
        open_.push_back({close});
        return *this;
    }

    void separate() {
        if (after_key_) {
            after_key_ = false;
            return;
        }
        if (!open_.empty()) {
            if (!open_.back().empty) {
                text_ += ',';
            }
            open_.back().empty = false;
            new_line();
        }
    }

    void new_line() {
        text_ += '\n';
        text_.append(2 * open_.size(), ' ');
    }

    void quote(std::string_view text) {
        static constexpr std::string_view digits = "0123456789abcdef";
        text_ += '"';
        while (!text.empty()) {
            const auto lead = static_cast<unsigned char>(text.front());
            if (lead >= 0x80) {
                const std::size_t length = utf8_length(text);
                if (length == 0) {
                    text_ += replacement_character;
                    text.remove_prefix(1);
                } else {
                    text_ += text.substr(0, length);
                    text.remove_prefix(length);
                }
                continue;
            }
            switch (lead) {
                case '"': text_ += "\\\""; break;
                case '\\': text_ += "\\\\"; break;
                case '\n': text_ += "\\n"; break;
                case '\r': text_ += "\\r"; break;
                case '\t': text_ += "\\t"; break;
                default:
                    if (lead < 0x20) {
                        text_ += "\\u00";
                        text_ += digits[lead >> 4U];
                        text_ += digits[lead & 0xFU];
                    } else {
                        text_ += text.front();
                    }
            }
            text.remove_prefix(1);
        }
        text_ += '"';
    }

    std::string text_{};
    std::vector<level> open_{};
    bool after_key_ = false;
};

}  // namespace passk

#endif  // PASSK_REPORT_JSON_WRITER_HPP
