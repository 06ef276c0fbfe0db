// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/curve_of_model.hpp>

#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>

#include <doctest/doctest.h>

#include "analysis_of_two_models.hpp"
#include "recorded_outcomes.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

using passk::analysis_options;
using passk::curve_of_model;
using passk::estimand;
using passk::model_curve;

TEST_CASE("curve_of_model: MATH500 has the published means") {
    const auto table = passk_tests::recorded_outcomes("math500_qwen7b_simplerl_counts.csv");
    const model_curve base =
        curve_of_model(table.outcomes_of("Qwen2.5-7B"), estimand::sampled_problems).value();
    CHECK(base.ks == passk::doubling_attempts(128));
    CHECK(std::fabs(base.curve.front().estimate - 0.613921875) <= 1e-12);
    CHECK(std::fabs(base.curve.back().estimate - 0.962) <= 1e-12);
    CHECK(base.summary.model == "Qwen2.5-7B");
    CHECK(base.summary.solved == 481);
    CHECK(base.exact.empty());
}

TEST_CASE("curve_of_model: intervals and band are those of confidence_intervals") {
    const auto table = passk_tests::two_benchmarks();
    const passk::model_outcomes outcomes = table.outcomes_of("tuned");
    for (const bool clustered : {false, true}) {
        analysis_options options;
        options.ks = [](std::uint64_t n) { return passk::paper_attempts(n); };
        options.method = passk::saddlepoint{};
        options.level = passk::confidence_level(0.8);
        options.resamples = 300;
        options.seed = 3;
        passk::sampled_problems target;
        if (clustered) {
            options.clusters = passk_tests::pairs_of_problems();
            target.clusters = passk::cluster_numbers(options.clusters, outcomes.problems).value();
        }
        const model_curve found =
            curve_of_model(outcomes, estimand::sampled_problems, options).value();
        const passk::curve_of statistic(outcomes, passk::paper_attempts(16));
        const auto curve =
            confidence_intervals(statistic, target, passk::saddlepoint{}, options.level);
        const auto band =
            confidence_intervals(statistic, target, passk::max_t_band{300, 3}, options.level);
        CHECK(found.clusters == (clustered ? 20 : 0));
        REQUIRE(found.ks == passk::paper_attempts(16));
        for (std::size_t c = 0; c < found.ks.size(); ++c) {
            CHECK(found.curve[c].bounds.value() == curve[c].bounds.value());
            CHECK(found.band[c].bounds.value() == band[c].bounds.value());
        }
        const model_curve fixed =
            curve_of_model(outcomes, estimand::fixed_benchmark, options).value();
        const auto exact = confidence_intervals(statistic, passk::fixed_benchmark{},
                                                passk::recommended{}, options.level);
        CHECK(fixed.band.empty());
        CHECK(fixed.curve.front().bounds.value() == exact.front().bounds.value());
        CHECK(fixed.curve.back().bounds.has_value() == exact.back().bounds.has_value());
    }
}

TEST_CASE("curve_of_model: takes outcomes of the caller's own, and one problem") {
    const passk::model_outcomes own{.problems = {"a", "b"}, .tallies = {{4, 1}, {4, 3}}};
    CHECK(curve_of_model(own, estimand::sampled_problems).value().curve.front().estimate == 0.5);
    const passk::model_outcomes one{.problems = {"a"}, .tallies = {{4, 1}}};
    const model_curve alone = curve_of_model(one, estimand::sampled_problems).value();
    CHECK(alone.band.empty());
    CHECK_FALSE(alone.curve.front().bounds.has_value());
    analysis_options options;
    options.ks = [](std::uint64_t n) { return passk::attempts{n + 1}; };
    CHECK_THROWS_AS((void)curve_of_model(own, estimand::sampled_problems, options),
                    passk::domain_error);
}

TEST_CASE("curve_of_model: announces its stage, stops when asked, and checks the clusters") {
    const auto table = passk_tests::two_benchmarks();
    const passk::model_outcomes outcomes = table.outcomes_of("base");
    analysis_options options;
    options.resamples = 100;
    std::vector<std::string> stages;
    options.on_stage = [&](std::string_view stage) { stages.emplace_back(stage); };
    CHECK(curve_of_model(outcomes, estimand::sampled_problems, options).has_value());
    CHECK(stages == std::vector<std::string>{"resampling base"});
    std::stop_source stop;
    stop.request_stop();
    options.stop = stop.get_token();
    const auto stopped = curve_of_model(outcomes, estimand::sampled_problems, options);
    REQUIRE_FALSE(stopped.has_value());
    CHECK(stopped.error().code == passk::errc::cancelled);
    CHECK(stages.size() == 1);
    options.clusters = {{"A/0", "x"}};
    const auto missing = curve_of_model(outcomes, estimand::sampled_problems, options);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == passk::errc::malformed);
}
