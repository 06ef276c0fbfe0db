// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/accuracy_histogram.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

using passk::accuracy_bin;
using passk::tally;

TEST_CASE("puts tenths into the bin that they close") {
    CHECK(passk::accuracy_bin_labels[accuracy_bin(tally(10, 3))] == "(0.2, 0.3]");
    CHECK(passk::accuracy_bin_labels[accuracy_bin(tally(1000, 301))] == "(0.3, 0.4]");
    CHECK(passk::accuracy_bin_labels[accuracy_bin(tally(10, 9))] == "(0.8, 0.9]");
    CHECK(passk::accuracy_bin_labels[accuracy_bin(tally(1024, 1023))] == "(0.9, 1)");
    CHECK(passk::accuracy_bin_labels[accuracy_bin(tally(1024, 1))] == "(0, 0.1]");
    CHECK(accuracy_bin(tally(5, 0)) == 0);
    CHECK(accuracy_bin(tally(5, 5)) == 11);
    const std::uint64_t huge = ~std::uint64_t{0};
    CHECK(accuracy_bin(tally(huge, huge - 1)) == 10);
}

TEST_CASE("agrees with whole tenths for every count of 100 trials") {
    for (unsigned c = 1; c < 100; ++c) {
        CHECK(accuracy_bin(tally(100, c)) == (c + 9) / 10);
    }
}

TEST_CASE("counts every problem once") {
    const std::vector problems{tally(4, 0), tally(4, 0), tally(4, 1), tally(8, 8)};
    const std::array<std::uint64_t, passk::accuracy_bins> expected{2, 0, 0, 1, 0, 0,
                                                                   0, 0, 0, 0, 0, 1};
    CHECK(passk::accuracy_histogram(problems) == expected);
}

TEST_CASE("rejects an empty benchmark and names a problem without trials") {
    CHECK_THROWS_AS((void)passk::accuracy_histogram(std::vector<tally>{}), passk::domain_error);
    CHECK_THROWS_WITH_AS((void)passk::accuracy_histogram(std::vector{tally(1, 1), tally(0, 0)}),
                         "passk::accuracy_histogram: k = 1 exceeds the n = 0 trials of problem 1",
                         passk::domain_error);
}
