// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <type_traits>

static_assert(std::is_base_of_v<std::domain_error, passk::domain_error>);

TEST_CASE("error: a precondition that holds passes in silence") {
    CHECK_NOTHROW(passk::detail::expects(true, "never seen"));
    CHECK_NOTHROW(passk::detail::expects_attempts("f", 1, 1));
    CHECK_NOTHROW(passk::detail::expects_attempts("f", 3, 128, "problem 'a'"));
}

TEST_CASE("error: a broken precondition throws what it was told to say") {
    CHECK_THROWS_WITH_AS(passk::detail::expects(false, "passk::f: x must be positive"),
                         "passk::f: x must be positive", passk::domain_error);
}

TEST_CASE("error: a refused k is named with n and the problem") {
    using passk::detail::expects_attempts;
    CHECK_THROWS_WITH_AS(expects_attempts("passk::f", 9, 8),
                         "passk::f: k = 9 exceeds the n = 8 trials", passk::domain_error);
    CHECK_THROWS_WITH_AS(expects_attempts("passk::f", 9, 8, "problem 'math/3'"),
                         "passk::f: k = 9 exceeds the n = 8 trials of problem 'math/3'",
                         passk::domain_error);
    CHECK_THROWS_WITH_AS(expects_attempts("passk::f", 0, 8, "problem 2"),
                         "passk::f: k = 0 attempts; k must be at least 1", passk::domain_error);
    CHECK_THROWS_WITH_AS(
        expects_attempts("passk::f", (std::numeric_limits<std::uint64_t>::max)(), 0),
        "passk::f: k = 18446744073709551615 exceeds the n = 0 trials", passk::domain_error);
}
