// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/difference_intervals.hpp>

#include <passk/core/attempts.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using passk::difference_intervals;
using passk::estimand;
using passk::interval_method;

TEST_CASE("MATH500: every method for sampled problems is near the t interval") {
    const auto outcomes = passk_tests::math500();
    const std::vector<std::uint64_t> ks = {1, 8, 64};
    const auto t =
        difference_intervals(outcomes, ks, estimand::sampled_problems, interval_method::clt_t);
    const auto curve = passk::difference_curve(outcomes, ks, estimand::sampled_problems);
    for (const interval_method method :
         {interval_method::percentile_bootstrap, interval_method::basic_bootstrap,
          interval_method::bca_bootstrap, interval_method::studentized_bootstrap,
          interval_method::saddlepoint}) {
        const auto got = difference_intervals(outcomes, ks, estimand::sampled_problems, method);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            INFO(to_string(method), " k=", ks[c]);
            const double error = t[c].value().length() / 4.0;
            CHECK(got[c].value().estimate == t[c].value().estimate);
            CHECK(std::fabs(got[c].value().lower - t[c].value().lower) <= 0.3 * error);
            CHECK(std::fabs(got[c].value().upper - t[c].value().upper) <= 0.3 * error);
            if (method == interval_method::percentile_bootstrap) {
                CHECK(got[c].value().lower
                      == doctest::Approx(curve[c].difference.lower).epsilon(1e-14));
            }
        }
    }
}

TEST_CASE("fixed benchmark: independent errors add in squares, and 2k > n is refused") {
    const auto outcomes = passk_tests::math500();
    const std::vector<std::uint64_t> ks = {1, 64, 65};
    const auto got = difference_intervals(outcomes, ks, estimand::fixed_benchmark,
                                          interval_method::unbiased_variance);
    // k = 1: p (1 - p) / (n - 1) for each problem and model.
    double variance = 0.0;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        for (const passk::tally& counts : {outcomes.base_tallies[i], outcomes.tuned_tallies[i]}) {
            const double p = static_cast<double>(counts.successes()) / 128.0;
            variance += p * (1.0 - p) / 127.0;
        }
    }
    CHECK(got[0].value().length()
          == doctest::Approx(2.0 * 1.959963984540054 * std::sqrt(variance) / 500.0).epsilon(1e-12));
    CHECK(got[0].value().estimate == doctest::Approx(0.16540625).epsilon(1e-12));
    CHECK(got[1].has_value());
    CHECK_FALSE(got[2].has_value());
}

TEST_CASE("a model against itself has no spread to build an interval on, and says so") {
    passk::outcome_table table;
    for (std::uint64_t i = 0; i < 9; ++i) {
        table.insert(std::to_string(i), "base", {.correct = i, .incorrect = 12 - i});
        table.insert(std::to_string(i), "tuned", {.correct = i, .incorrect = 12 - i});
    }
    const auto outcomes = table.pair("base", "tuned");
    CHECK_FALSE(difference_intervals(outcomes, std::array{std::uint64_t{2}},
                                     estimand::sampled_problems, interval_method::clt_t)
                    .front()
                    .has_value());
    CHECK_THROWS_AS(
        (void)difference_intervals(outcomes, std::array{std::uint64_t{2}},
                                   estimand::sampled_problems, interval_method::wilson_effective_n),
        passk::domain_error);
}

TEST_CASE(
    "the stated share of resampled difference curves lies inside the band at every k at once") {
    passk::paired_outcomes outcomes;
    for (std::uint64_t i = 0; i < 120; ++i) {
        outcomes.problems.push_back(std::to_string(i));
        outcomes.base_tallies.emplace_back(64, i * i * i % 65);
        outcomes.tuned_tallies.emplace_back(64, i * i % 65);
    }
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(32);
    const passk::bootstrap_options options{.resamples = 4000, .seed = 5};
    const auto band = passk::difference_band(outcomes, ks, estimand::sampled_problems, options);
    std::vector<double> values;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        const auto base = passk::pass_at_k_curve(outcomes.base_tallies[i], ks);
        const auto tuned = passk::pass_at_k_curve(outcomes.tuned_tallies[i], ks);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            values.push_back(tuned[c] - base[c]);
        }
    }
    // Other resamples than the band was made of.
    const auto means = passk::resampled_means(values, ks.size(), estimand::sampled_problems,
                                              {.resamples = 4000, .seed = 6});
    int inside = 0;
    for (std::size_t r = 0; r < 4000; ++r) {
        bool all = true;
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const double mean = means[c * 4000 + r];
            all = all && band[c].value().lower <= mean && mean <= band[c].value().upper;
        }
        inside += all;
    }
    // Two Monte-Carlo errors of sqrt(.95 * .05 / 4000) add; five of them.
    CHECK(std::fabs(inside / 4000.0 - 0.95) <= 5.0 * std::sqrt(2.0 * 0.95 * 0.05 / 4000.0));
}
