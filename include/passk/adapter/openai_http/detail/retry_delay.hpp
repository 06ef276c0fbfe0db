// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_DETAIL_RETRY_DELAY_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_DETAIL_RETRY_DELAY_HPP

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace passk::detail {

// The seconds that a Retry-After field asks for: a number, or a date as in
// "Wed, 21 Oct 2015 07:28:00 GMT" (RFC 9110, section 10.2.3). None if it is unreadable; a date in
// the past is 0.
inline std::optional<std::chrono::seconds> retry_after(std::string_view field,
                                                       std::chrono::sys_seconds now) {
    while (field.starts_with(' ')) {
        field.remove_prefix(1);
    }
    while (field.ends_with(' ')) {
        field.remove_suffix(1);
    }
    const auto number = [&](std::size_t at, std::size_t length) -> std::optional<std::int64_t> {
        std::int64_t value = 0;
        if (at + length > field.size() || length == 0) {
            return std::nullopt;
        }
        const char* const end = field.data() + at + length;
        const auto [stopped, failure] = std::from_chars(field.data() + at, end, value);
        return failure == std::errc{} && stopped == end && value >= 0 ? std::optional(value)
                                                                      : std::nullopt;
    };
    if (const auto whole = number(0, field.find('.'))) {
        return std::chrono::seconds(*whole);
    }
    if (const auto whole = number(0, field.size())) {
        return std::chrono::seconds(*whole);
    }
    if (field.size() != 29 || !field.ends_with(" GMT")) {
        return std::nullopt;
    }
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    unsigned month = 0;
    while (month < months.size() && months[month] != field.substr(8, 3)) {
        ++month;
    }
    const auto day = number(5, 2);
    const auto year = number(12, 4);
    const auto hour = number(17, 2);
    const auto minute = number(20, 2);
    const auto second = number(23, 2);
    if (month == months.size() || !day || !year || !hour || !minute || !second) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(month + 1),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) {
        return std::nullopt;
    }
    const auto then = std::chrono::sys_seconds(std::chrono::sys_days(date))
                      + std::chrono::hours(*hour) + std::chrono::minutes(*minute)
                      + std::chrono::seconds(*second);
    return then > now ? std::chrono::duration_cast<std::chrono::seconds>(then - now)
                      : std::chrono::seconds(0);
}

// The wait before the next attempt: even between `base` and three times the last wait, at most
// `most` ("decorrelated jitter"). `unit` is drawn evenly from [0, 1).
// Source: Brooker 2015, "Exponential backoff and jitter", AWS Architecture Blog.
inline std::chrono::milliseconds next_delay(std::chrono::milliseconds last,
                                            std::chrono::milliseconds base,
                                            std::chrono::milliseconds most, double unit) {
    const auto upper = last * 3 > base ? last * 3 : base;
    const auto span = static_cast<double>((upper - base).count());
    const auto wait = base + std::chrono::milliseconds(static_cast<std::int64_t>(unit * span));
    return wait < most ? wait : most;
}

}  // namespace passk::detail

#endif  // PASSK_ADAPTER_OPENAI_HTTP_DETAIL_RETRY_DELAY_HPP
