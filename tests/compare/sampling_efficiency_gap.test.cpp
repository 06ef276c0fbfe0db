// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/sampling_efficiency_gap.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using passk::sampled_problems;
using passk::sampling_efficiency_gap;

TEST_CASE("tables 2 and 3 of the paper, rebuilt from solved counts and pass-at-1") {
    // MATH500 with 500 problems of which the base model solves 481 with many attempts; a tuned
    // model's pass-at-1 in tenths of a percent becomes that many right answers of 1000 trials.
    struct row {
        std::uint64_t tuned_per_mille;
        double points;
    };
    for (const row& at : {row{744, 21.8}, row{752, 21.0}, row{735, 22.7}, row{750, 21.2},
                          row{754, 20.8}, row{756, 20.6}, row{763, 19.9}}) {
        passk::outcome_table table;
        for (int i = 0; i < 500; ++i) {
            const std::string name = std::to_string(i);
            table.insert(name, "base",
                         {.correct = i < 481 ? 1U : 0U, .incorrect = i < 481 ? 0U : 1U});
            table.insert(name, "tuned",
                         {.correct = at.tuned_per_mille, .incorrect = 1000 - at.tuned_per_mille});
        }
        const auto gap = sampling_efficiency_gap(table.pair("base", "tuned"), 1, sampled_problems{},
                                                 passk::percentile_bootstrap{.resamples = 200});
        CHECK(std::fabs(100.0 * gap.gap.estimate - at.points) <= 0.0501);
    }
}

TEST_CASE("MATH500: pass-at-128 of the base model less pass-at-1 of the tuned one") {
    const auto outcomes = passk_tests::math500();
    const auto gap = sampling_efficiency_gap(outcomes, 128, sampled_problems{},
                                             passk::percentile_bootstrap{.seed = 4});
    CHECK(gap.base_at_k == doctest::Approx(0.962).epsilon(1e-14));
    CHECK(gap.tuned_at_1 == doctest::Approx(0.779328125).epsilon(1e-14));
    CHECK(gap.gap.estimate == gap.base_at_k - gap.tuned_at_1);
    const passk::interval bounds = gap.gap.bounds.value();
    // The normal interval from the spread of the paired differences.
    double squares = 0.0;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        const double difference =
            (outcomes.base_tallies[i].successes() > 0 ? 1.0 : 0.0)
            - static_cast<double>(outcomes.tuned_tallies[i].successes()) / 128;
        squares += std::pow(difference - gap.gap.estimate, 2.0);
    }
    const double error = std::sqrt(squares / 499.0 / 500.0);
    CHECK(std::fabs(bounds.lower - (gap.gap.estimate - 1.96 * error)) <= 0.15 * error);
    CHECK(std::fabs(bounds.upper - (gap.gap.estimate + 1.96 * error)) <= 0.15 * error);
}

TEST_CASE("k beyond the base model's trials is an error, beyond the tuned model's is not") {
    passk::outcome_table table;
    for (const char* name : {"a", "b"}) {
        table.insert(name, "base", {.correct = 1, .incorrect = 7});
        table.insert(name, "tuned", {.correct = 1});
    }
    const auto outcomes = table.pair("base", "tuned");
    CHECK(sampling_efficiency_gap(outcomes, 8, sampled_problems{}).gap.estimate == 0.0);
    CHECK_THROWS_AS((void)sampling_efficiency_gap(outcomes, 9, sampled_problems{}),
                    passk::domain_error);
}
