// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/chance_floor.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

using doctest::Approx;
using passk::chance_floor;
using passk::shuffled_gold_floor;

TEST_CASE("is what a uniform guesser of three-digit answers reaches") {
    CHECK(chance_floor(0.001, 16) == Approx(0.01588062).epsilon(1e-6));
    CHECK(chance_floor(0.001, 1024) == Approx(0.641).epsilon(1e-3));
    CHECK(chance_floor(0.0, 5) == 0.0);
    CHECK(chance_floor(1.0, 5) == 1.0);
    CHECK(chance_floor(1e-18, 1000) == Approx(1e-15).epsilon(1e-12));
}

TEST_CASE("against shuffled answers is the mean over all other keys") {
    const std::vector<std::vector<std::string>> answers{
        {"1", "1", "2", "7"}, {"2", "3", "1", "1"}, {"5", "5", "5", "2"}};
    const std::vector<std::string> golds{"1", "2", "1"};
    const std::span<const std::vector<std::string>> rows(answers);
    const std::span<const std::string> keys(golds);
    // Problem 0 against "2": c = 1. Problem 1 against "1" twice: c = 2. Problem 2 against "2": 1.
    CHECK(shuffled_gold_floor(rows, keys, 1) == Approx((0.25 + 0.5 + 0.25) / 3));
    CHECK(shuffled_gold_floor(rows, keys, 2) == Approx((0.5 + 5.0 / 6.0 + 0.5) / 3));
}

TEST_CASE("against shuffled answers weighs keys by how often they occur") {
    const std::vector<std::vector<int>> answers{{9, 9}, {3, 4}, {3, 5}, {9, 9}};
    const std::vector<int> golds{3, 4, 4, 5};
    // Problem 3 alone: against 3 once, against 4 twice; it gave neither. Problem 1 gave 3, not 5.
    const double expected = (0.0 + 0.5 * (0.5 + 0.0) + 0.5 * (0.5 + 0.5) + 0.0) / 4;
    CHECK(shuffled_gold_floor(std::span<const std::vector<int>>(answers),
                              std::span<const int>(golds), 1)
          == Approx(expected));
}

TEST_CASE("rejects chances outside 0..1 and keys that are all the same") {
    CHECK_THROWS_AS((void)chance_floor(-0.1, 1), passk::domain_error);
    CHECK_THROWS_AS((void)chance_floor(std::nan(""), 1), passk::domain_error);
    CHECK_THROWS_AS((void)chance_floor(0.5, 0), passk::domain_error);
    const std::vector<std::vector<int>> answers{{9}, {3}};
    const std::vector<int> same{3, 3};
    CHECK_THROWS_AS((void)shuffled_gold_floor(std::span<const std::vector<int>>(answers),
                                              std::span<const int>(same), 1),
                    passk::domain_error);
    const std::vector<int> different{3, 4};
    CHECK_THROWS_WITH_AS((void)shuffled_gold_floor(std::span<const std::vector<int>>(answers),
                                                   std::span<const int>(different), 2),
                         "passk::shuffled_gold_floor: k = 2 exceeds the n = 1 trials of problem 0",
                         passk::domain_error);
}
