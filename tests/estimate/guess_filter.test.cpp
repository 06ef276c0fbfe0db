// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/guess_filter.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

using passk::tally;

TEST_CASE("drops problems that are answered seldom but not never") {
    const std::vector problems{tally(100, 0), tally(100, 1), tally(100, 4), tally(100, 5),
                               tally(100, 90)};
    const passk::guess_filter_result result = passk::guess_filter(problems);
    CHECK(result.kept == std::vector<std::size_t>{0, 3, 4});
    CHECK(result.guessable == std::vector<std::size_t>{1, 2});
    CHECK(passk::guess_filter(problems, 0.01).guessable.empty());
}

TEST_CASE("rejects an empty benchmark and problems without trials") {
    CHECK_THROWS_AS((void)passk::guess_filter(std::vector<tally>{}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::guess_filter(std::vector{tally(0, 0)}), passk::domain_error);
}
