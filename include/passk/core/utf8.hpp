// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_UTF8_HPP
#define PASSK_CORE_UTF8_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// U+FFFD, which stands for bytes that are not UTF-8.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// A character of UTF-8 text. Where the bytes are not UTF-8, `valid` is false and `length` is the
/// maximal prefix that one U+FFFD stands for (Unicode 15.0, section 3.9, "substitution of maximal
/// subparts"). At the end of the text the length is 0.
struct utf8_character {
    char32_t point = 0;
    std::size_t length = 0;
    bool valid = false;
};

/// The character at the start of the text (Unicode 15.0, table 3-7).
[[nodiscard]] constexpr utf8_character decode_utf8(std::string_view text) noexcept {
    if (text.empty()) {
        return {};
    }
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80U) {
        return {lead, 1, true};
    }
    const std::size_t length = lead >= 0xC2U && lead <= 0xDFU   ? 2
                               : (lead & 0xF0U) == 0xE0U        ? 3
                               : lead >= 0xF0U && lead <= 0xF4U ? 4
                                                                : 1;
    if (length == 1) {
        return {0xFFFD, 1, false};
    }
    char32_t point = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const std::uint8_t low = i > 1           ? 0x80U
                                 : lead == 0xE0U ? 0xA0U
                                 : lead == 0xF0U ? 0x90U
                                                 : 0x80U;
        const std::uint8_t high = i > 1           ? 0xBFU
                                  : lead == 0xEDU ? 0x9FU
                                  : lead == 0xF4U ? 0x8FU
                                                  : 0xBFU;
        if (i >= text.size() || byte(i) < low || byte(i) > high) {
            return {0xFFFD, i, false};
        }
        point = point << 6U | (byte(i) & 0x3FU);
    }
    return {point, length, true};
}

/// Bytes of the well-formed sequence at the start of the text; 0 if there is none.
[[nodiscard]] constexpr std::size_t utf8_length(std::string_view text) noexcept {
    const utf8_character first = decode_utf8(text);
    return first.valid ? first.length : 0;
}

/// Whether all of the text is well-formed UTF-8.
[[nodiscard]] constexpr bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

/// Appends a code point.
/// @pre point is a Unicode scalar value
inline void append_utf8(std::string& out, char32_t point) {
    const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
    if (point < 0x80U) {
        put(point);
    } else if (point < 0x800U) {
        put(0xC0U | point >> 6U);
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000U) {
        put(0xE0U | point >> 12U);
        put(0x80U | (point >> 6U & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | point >> 18U);
        put(0x80U | (point >> 12U & 0x3FU));
        put(0x80U | (point >> 6U & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

/// The bytes as UTF-8, with one U+FFFD for each maximal subpart that is not.
[[nodiscard]] inline std::string replace_invalid_utf8(std::string_view bytes) {
    std::string out;
    while (!bytes.empty()) {
        const utf8_character next = decode_utf8(bytes);
        out += next.valid ? bytes.substr(0, next.length) : replacement_character;
        bytes.remove_prefix(next.length);
    }
    return out;
}

}  // namespace passk

#endif  // PASSK_CORE_UTF8_HPP
