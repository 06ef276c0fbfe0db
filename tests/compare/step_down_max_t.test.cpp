// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/permutation_test.hpp>
#include <passk/compare/step_down_max_t.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

using passk::column_pair;
using passk::max_t_p_values;
using passk::random_bits;
using passk::step_down_max_t;
using passk::uniform_unit;

namespace {

std::vector<column_pair> all_pairs(std::size_t columns) {
    std::vector<column_pair> pairs;
    for (std::size_t a = 0; a < columns; ++a) {
        for (std::size_t b = a + 1; b < columns; ++b) {
            pairs.push_back({a, b});
        }
    }
    return pairs;
}

// Rows with a part of their own, columns with a shift.
std::vector<double> table(random_bits& bits, std::size_t rows, const std::vector<double>& shifts) {
    std::vector<double> values;
    for (std::size_t i = 0; i < rows; ++i) {
        const double row = uniform_unit(bits);
        for (const double shift : shifts) {
            values.push_back(row + uniform_unit(bits) + shift);
        }
    }
    return values;
}

}  // namespace

TEST_CASE("step_down_max_t of one pair is the sign-flip test") {
    random_bits bits(31, 0);
    const std::vector<double> values = table(bits, 14, {0.0, 0.2});
    std::vector<double> differences;
    for (std::size_t i = 0; i < values.size(); i += 2) {
        differences.push_back(values[i] - values[i + 1]);
    }
    const double exact = passk::sign_flip_test(differences).p;
    const std::vector<max_t_p_values> p =
        step_down_max_t(values, 2, all_pairs(2), {.resamples = 40'000});
    CHECK(p.front().p == p.front().adjusted);
    CHECK(std::fabs(p.front().p - exact) < 4.0 * std::sqrt(exact * (1.0 - exact) / 40'000.0));
}

TEST_CASE("step_down_max_t adjusts upwards, in the order of the statistics") {
    random_bits bits(32, 0);
    const std::vector<double> values = table(bits, 30, {0.0, 0.1, 0.2, 0.9});
    const std::vector<max_t_p_values> p = step_down_max_t(values, 4, all_pairs(4));
    for (const max_t_p_values& each : p) {
        CHECK(each.adjusted >= each.p);
    }
    // The fourth column is far from all others, and the test says so for each of the three pairs.
    CHECK(p[2].adjusted < 0.01);
    CHECK(p[4].adjusted < 0.01);
    CHECK(p[5].adjusted < 0.01);
    CHECK(p[0].adjusted > 0.05);
}

TEST_CASE("step_down_max_t needs no more resamples for many pairs") {
    random_bits bits(33, 0);
    std::vector<double> shifts(30, 0.0);
    for (std::size_t m = 0; m < shifts.size(); ++m) {
        shifts[m] = static_cast<double>(m);
    }
    const std::vector<max_t_p_values> p =
        step_down_max_t(table(bits, 60, shifts), 30, all_pairs(30), {.resamples = 999});
    CHECK(std::all_of(p.begin(), p.end(),
                      [](const max_t_p_values& each) { return each.adjusted == 0.001; }));
}

TEST_CASE("step_down_max_t errs in one table of twenty where no pair differs") {
    random_bits bits(34, 0);
    constexpr int tables = 400;
    int wrong = 0;
    int wrong_without = 0;
    for (int i = 0; i < tables; ++i) {
        // The sixth column differs from the five that are alike.
        const std::vector<double> values = table(bits, 15, {0.0, 0.0, 0.0, 0.0, 0.0, 5.0});
        const std::vector<column_pair> pairs = all_pairs(6);
        const auto p = step_down_max_t(values, 6, pairs, {.resamples = 399, .seed = bits()});
        bool any = false;
        bool any_without = false;
        for (std::size_t h = 0; h < pairs.size(); ++h) {
            any = any || (pairs[h].second < 5 && p[h].adjusted <= 0.05);
            any_without = any_without || (pairs[h].second < 5 && p[h].p <= 0.05);
        }
        wrong += any ? 1 : 0;
        wrong_without += any_without ? 1 : 0;
    }
    CHECK(wrong <= 20 + 13);  // three standard errors above 5 %
    CHECK(wrong >= 5);        // and not needlessly careful
    CHECK(wrong_without > 60);
}

TEST_CASE("step_down_max_t gives the same bits on any executor") {
    random_bits bits(35, 0);
    const std::vector<double> values = table(bits, 20, {0.0, 0.1, 0.4});
    const auto p = step_down_max_t(values, 3, all_pairs(3), {.resamples = 1000});
    const auto threaded =
        step_down_max_t(values, 3, all_pairs(3), {.resamples = 1000}, {}, passk::threads(3));
    for (std::size_t h = 0; h < p.size(); ++h) {
        CHECK(p[h].p == threaded[h].p);
        CHECK(p[h].adjusted == threaded[h].adjusted);
    }
}

TEST_CASE("step_down_max_t flips the signs of a cluster together") {
    // Three rows that are copies are one piece of evidence.
    const std::vector<double> values{1, 0, 1, 0, 1, 0};
    const std::vector<std::size_t> clusters{4, 4, 4};
    const auto alone = step_down_max_t(values, 2, all_pairs(2), {.resamples = 4000});
    const auto together = step_down_max_t(values, 2, all_pairs(2), {.resamples = 4000}, clusters);
    CHECK(std::fabs(alone.front().p - 0.25) < 0.03);
    CHECK(together.front().p == 1.0);
}

TEST_CASE("step_down_max_t gives p = 1 for columns that are alike, and throws for bad input") {
    const std::vector<double> values{1, 1, 0, 0, 1, 1};
    CHECK(step_down_max_t(values, 2, all_pairs(2)).front().adjusted == 1.0);
    CHECK(step_down_max_t(values, 2, std::vector<column_pair>{}).empty());
    const std::vector<double> odd{1, 0, 1};
    CHECK_THROWS_AS(static_cast<void>(step_down_max_t(odd, 2, all_pairs(2))), std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(step_down_max_t(values, 2, all_pairs(3))), std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(step_down_max_t(values, 2, all_pairs(2), {.resamples = 0})),
                    std::domain_error);
    const std::vector<double> infinite{1, HUGE_VAL};
    CHECK_THROWS_AS(static_cast<void>(step_down_max_t(infinite, 2, all_pairs(2))),
                    std::domain_error);
}
