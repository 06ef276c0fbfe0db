// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/tally.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <type_traits>

using passk::tally;

static_assert(std::is_trivially_copyable_v<tally>);
static_assert(!std::is_default_constructible_v<tally>, "no counts, no tally");
static_assert(!std::is_convertible_v<std::uint64_t, tally>);

TEST_CASE("tally: keeps trials apart into successes and failures") {
    for (std::uint64_t n = 0; n <= 20; ++n) {
        for (std::uint64_t c = 0; c <= n; ++c) {
            const tally counts(n, c);
            CHECK(counts.trials() == n);
            CHECK(counts.successes() == c);
            CHECK(counts.successes() + counts.failures() == n);
        }
    }
}

TEST_CASE("tally: takes the largest counts there are") {
    constexpr std::uint64_t most = (std::numeric_limits<std::uint64_t>::max)();
    CHECK(tally(most, most).failures() == 0);
    CHECK(tally(most, 0).failures() == most);
}

TEST_CASE("tally: refuses more successes than trials") {
    CHECK_THROWS_WITH_AS(static_cast<void>(tally(3, 4)), "passk::tally: more successes than trials",
                         passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(tally(0, 1)), passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(tally(5, static_cast<std::uint64_t>(-1))),
                    passk::domain_error);
}

TEST_CASE("tally: differs if either count differs") {
    CHECK(tally(4, 2) == tally(4, 2));
    CHECK(tally(4, 2) != tally(4, 1));
    CHECK(tally(4, 2) != tally(5, 2));
}
