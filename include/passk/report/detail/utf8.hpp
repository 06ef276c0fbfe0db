// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_UTF8_HPP
#define PASSK_REPORT_DETAIL_UTF8_HPP

#include <passk/core/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace passk::detail {

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
