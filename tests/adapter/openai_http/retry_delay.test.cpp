// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/openai_http/detail/concurrency_limit.hpp>
#include <passk/adapter/openai_http/detail/retry_delay.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

namespace {

using namespace std::chrono_literals;

TEST_CASE("retry_after: seconds, dates, and nonsense") {
    // 1994-11-06 08:49:37 is the example of RFC 9110, section 5.6.7: 784111777 s after 1970.
    const std::chrono::sys_seconds now{784111777s - 90s};
    const auto read = [&](std::string_view field) {
        return passk::detail::retry_after(field, now);
    };
    CHECK(read("Sun, 06 Nov 1994 08:49:37 GMT") == 90s);
    CHECK(read("Sat, 05 Nov 1994 08:49:37 GMT") == 0s);
    CHECK(read("120") == 120s);
    CHECK(read(" 0 ") == 0s);
    CHECK(read("1.5") == 1s);
    for (const std::string_view wrong :
         {"", "-1", "soon", "1e3", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Foo 1994 08:49:37 GMT", "99999999999999999999"}) {
        CAPTURE(wrong);
        CHECK_FALSE(read(wrong).has_value());
    }
}

TEST_CASE("next_delay: between the base and three times the last, and never above the most") {
    CHECK(passk::detail::next_delay(0ms, 100ms, 10s, 0.999) == 100ms);
    CHECK(passk::detail::next_delay(100ms, 100ms, 10s, 0.0) == 100ms);
    CHECK(passk::detail::next_delay(100ms, 100ms, 10s, 0.5) == 200ms);
    CHECK(passk::detail::next_delay(9s, 100ms, 10s, 0.9) == 10s);
}

TEST_CASE("concurrency_limit: doubles in calm, halves once for what was out, then creeps") {
    passk::detail::concurrency_limit limit(4, 100);
    CHECK(limit.limit() == 4);
    for (int i = 0; i < 4; ++i) {
        limit.sent();
        limit.succeeded(true);
    }
    CHECK(limit.limit() == 8);
    limit.succeeded(false);  // there was room: nothing was learnt
    CHECK(limit.limit() == 8);

    const std::uint64_t first = limit.sent();
    const std::uint64_t second = limit.sent();
    limit.overloaded(first);
    limit.overloaded(second);  // was out by then: the same overload
    CHECK(limit.limit() == 4);
    for (int i = 0; i < 5; ++i) {
        limit.succeeded(true);
    }
    CHECK(limit.limit() == 5);
    for (int i = 0; i < 10; ++i) {
        limit.overloaded(limit.sent());
    }
    CHECK(limit.limit() == 1);
    passk::detail::concurrency_limit tight(64, 2);
    CHECK(tight.limit() == 2);
    tight.succeeded(true);
    CHECK(tight.limit() == 2);
}

}  // namespace
