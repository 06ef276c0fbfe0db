// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_BASE64_HPP
#define PASSK_CORE_BASE64_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace passk {

namespace detail {

inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace detail

/// Base64 text (RFC 4648, section 4) of the bytes, padded, without line breaks. Linear.
[[nodiscard]] inline std::string base64_encoded(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes) {
        bits = (bits << 8U) | static_cast<unsigned char>(byte);
        for (count += 8; count >= 6; count -= 6) {
            text += detail::base64_alphabet[(bits >> (count - 6)) & 63U];
        }
    }
    if (count > 0) {
        text += detail::base64_alphabet[(bits << (6 - count)) & 63U];
    }
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

/// The bytes that base64 text (RFC 4648, section 4) stands for, with or without padding and broken
/// into lines or not; empty if it holds another character. Linear.
[[nodiscard]] inline std::optional<std::string> base64_decoded(std::string_view text) {
    constexpr auto digits = [] {
        std::array<int, 256> value{};
        value.fill(-1);
        int next = 0;
        for (const char c : detail::base64_alphabet) {
            value[static_cast<unsigned char>(c)] = next++;
        }
        return value;
    }();
    while (!text.empty() && (text.back() == '=' || text.back() == '\n' || text.back() == '\r')) {
        text.remove_suffix(1);
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            continue;
        }
        const int digit = digits[static_cast<unsigned char>(c)];
        if (digit < 0) {
            return std::nullopt;
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 0xFFU);
        }
    }
    return bytes;
}

}  // namespace passk

#endif  // PASSK_CORE_BASE64_HPP
