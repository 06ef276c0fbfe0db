// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/difference_curve.hpp>

#include <passk/core/attempts.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::difference_curve;
using passk::estimand;

TEST_CASE("MATH500: the published curves, differences and paired intervals") {
    const auto outcomes = passk_tests::math500();
    struct row {
        std::uint64_t k;
        double base, tuned, difference, lower, upper;
    };
    constexpr std::array<row, 8> published = {{
        {1, 0.613921875, 0.779328125, 0.1654, 0.1464, 0.1848},
        {2, 0.7340831692913385, 0.8235853838582677, 0.0895, 0.0724, 0.1071},
        {4, 0.8143581835395576, 0.8567501336707911, 0.0424, 0.0275, 0.0577},
        {8, 0.8681727477486968, 0.8829698676500476, 0.0148, 0.0010, 0.0289},
        {16, 0.9043392837691936, 0.902217497649716, -0.0021, -0.0155, 0.0113},
        {32, 0.9292921989161737, 0.9150862887604729, -0.0142, -0.0281, -0.0008},
        {64, 0.9474446568195055, 0.9234943668139742, -0.0240, -0.0398, -0.0090},
        {128, 0.962, 0.930, -0.0320, -0.0500, -0.0140},
    }};
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(128);
    const auto curve = difference_curve(outcomes, ks, estimand::sampled_problems,
                                        {.resamples = 20'000, .seed = 1});
    for (std::size_t c = 0; c < published.size(); ++c) {
        INFO("k=", published[c].k);
        CHECK(curve[c].k == published[c].k);
        CHECK(std::fabs(curve[c].base - published[c].base) <= 1e-12);
        CHECK(std::fabs(curve[c].tuned - published[c].tuned) <= 1e-12);
        CHECK(std::fabs(curve[c].difference.estimate - published[c].difference) <= 5.1e-5);
        // The published ends have the Monte-Carlo error of their own resamples, about 3 % of
        // the standard error at 2000; at k = n they lie on a lattice of step 1/500.
        const double error = (published[c].upper - published[c].lower) / (2.0 * 1.96);
        const double allowed = 0.1 * error + (published[c].k == 128 ? 1.0 / 500.0 : 0.0);
        CHECK(std::fabs(curve[c].difference.lower - published[c].lower) <= allowed + 5e-5);
        CHECK(std::fabs(curve[c].difference.upper - published[c].upper) <= allowed + 5e-5);
    }
}

TEST_CASE("a model against itself differs by exactly 0 everywhere") {
    passk::outcome_table table;
    for (std::uint64_t i = 0; i < 12; ++i) {
        const std::string name = std::to_string(i);
        table.insert(name, "one", {.correct = i, .incorrect = 12 - i});
        table.insert(name, "other", {.correct = i, .incorrect = 12 - i});
    }
    for (const auto& at : difference_curve(table.pair("one", "other"), passk::all_attempts(12),
                                           estimand::sampled_problems)) {
        CHECK(at.base == at.tuned);
        CHECK(at.difference.lower == 0.0);
        CHECK(at.difference.upper == 0.0);
    }
}

TEST_CASE("an error names the model's problem") {
    passk::outcome_table table;
    for (const char* name : {"a", "b"}) {
        table.insert(name, "base", {.correct = 1, .incorrect = 7});
        table.insert(name, "tuned", {.correct = 1, .incorrect = 3});
    }
    CHECK_THROWS_WITH_AS(
        (void)difference_curve(table.pair("base", "tuned"), std::array{std::uint64_t{8}},
                               estimand::sampled_problems),
        "passk::difference_curve: k = 8 exceeds the n = 4 trials of problem 'a'",
        passk::domain_error);
}
