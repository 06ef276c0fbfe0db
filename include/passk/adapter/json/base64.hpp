// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_JSON_BASE64_HPP
#define PASSK_ADAPTER_JSON_BASE64_HPP

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace passk::adapter::json {

/// The bytes that base64 text (RFC 4648) stands for, with or without padding and broken into lines
/// or not; nothing if it holds another character. Linear.
[[nodiscard]] inline std::optional<std::string> base64_decoded(std::string_view text) {
    constexpr auto digits = [] {
        std::array<int, 256> value{};
        value.fill(-1);
        int next = 0;
        for (const char c :
             std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
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

}  // namespace passk::adapter::json

#endif  // PASSK_ADAPTER_JSON_BASE64_HPP
