// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_UTF8_HPP
#define PASSK_REPORT_DETAIL_UTF8_HPP

#include <cstddef>
#include <string>
#include <string_view>

namespace passk::detail {

/// What stands for bytes that are no UTF-8: U+FFFD.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// Bytes of the well-formed sequence at the start of text (Unicode 15, table 3-7), or 0.
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const auto between = [&byte](std::size_t i, unsigned lowest, unsigned highest) {
        return byte(i) >= lowest && byte(i) <= highest;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return text.empty() ? 0 : 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return between(1, 0x80, 0xBF) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second = between(1, lead == 0xE0 ? 0xA0U : 0x80U, lead == 0xED ? 0x9FU : 0xBFU);
        return second && between(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second = between(1, lead == 0xF0 ? 0x90U : 0x80U, lead == 0xF4 ? 0x8FU : 0xBFU);
        return second && between(2, 0x80, 0xBF) && between(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

/// Calls use(character) for each character of text, bytes that are no UTF-8 as U+FFFD each.
template <class Use>
void for_each_character(std::string_view text, const Use& use) {
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        use(length == 0 ? replacement_character : text.substr(0, length));
        text.remove_prefix(length == 0 ? 1 : length);
    }
}

/// Code points, which is the width of everything but combining and wide characters.
[[nodiscard]] inline std::size_t display_width(std::string_view text) noexcept {
    std::size_t width = 0;
    for (const char byte : text) {
        width += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1U : 0U;
    }
    return width;
}

/// The text, or where it is longer than `most` characters its beginning, an ellipsis and its end:
/// models of one family differ in their last letters.
/// @pre  most >= 3
[[nodiscard]] inline std::string shortened(std::string_view text, std::size_t most) {
    const std::size_t width = display_width(text);
    if (width <= most) {
        return std::string(text);
    }
    const std::size_t head = most / 2;
    const std::size_t tail = most - head - 1;
    std::string shorter;
    std::size_t at = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t next = i + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) {
            ++next;
        }
        if (at < head || at >= width - tail) {
            shorter += text.substr(i, next - i);
        } else if (at == head) {
            shorter += "\xE2\x80\xA6";
        }
        i = next;
        ++at;
    }
    return shorter;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_UTF8_HPP
