// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/compare_models.hpp>

#include <passk/compare/multiplicity.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>

#include <doctest/doctest.h>

#include "analysis_of_two_models.hpp"
#include "recorded_outcomes.hpp"
#include "several_ranks.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

using passk::compare_models;
using passk::comparison_options;
using passk::estimand;
using passk::estimate_with_interval;
using passk::fixed_benchmark;
using passk::model_comparison;
using passk::model_pair;
using passk::sampled_problems;

namespace {

passk::attempts one_four_sixteen(std::uint64_t n) {
    return {std::uint64_t{1}, std::uint64_t{4}, n};
}

// Two intervals that are the same, or refused with the same words.
bool same(const estimate_with_interval& a, const estimate_with_interval& b) {
    if (a.estimate != b.estimate || a.bounds.has_value() != b.bounds.has_value()) {
        return false;
    }
    return a.bounds ? a.bounds.value() == b.bounds.value()
                    : a.bounds.error().context == b.bounds.error().context;
}

// What is random in a comparison, for executors to agree on.
std::vector<double> drawn_numbers(const model_comparison& of) {
    std::vector<double> numbers{of.crossing.probability, of.gap.gap.bounds.value().lower,
                                of.gap.gap.bounds.value().upper};
    for (const passk::compared_difference& at : of.differences) {
        numbers.push_back(at.band.bounds.value().lower);
        numbers.push_back(at.band.bounds.value().upper);
    }
    for (const passk::paired_test& one : of.tests) {
        numbers.push_back(one.test.p);
    }
    return numbers;
}

}  // namespace

TEST_CASE("compare_models: MATH500 has the published curves, differences, crossover and gap") {
    const auto outcomes = passk_tests::math500();
    const auto compared = compare_models(outcomes, estimand::sampled_problems);
    REQUIRE(compared.has_value());
    const model_comparison& found = compared.value();
    struct row {
        std::uint64_t k;
        double base, tuned;
    };
    constexpr std::array<row, 8> published = {{
        {1, 0.613921875, 0.779328125},
        {2, 0.7340831692913385, 0.8235853838582677},
        {4, 0.8143581835395576, 0.8567501336707911},
        {8, 0.8681727477486968, 0.8829698676500476},
        {16, 0.9043392837691936, 0.902217497649716},
        {32, 0.9292921989161737, 0.9150862887604729},
        {64, 0.9474446568195055, 0.9234943668139742},
        {128, 0.962, 0.930},
    }};
    REQUIRE(found.differences.size() == published.size());
    for (std::size_t c = 0; c < published.size(); ++c) {
        const passk::compared_difference& at = found.differences[c];
        CHECK(at.k == published[c].k);
        CHECK(std::fabs(at.base - published[c].base) <= 1e-12);
        CHECK(std::fabs(at.tuned - published[c].tuned) <= 1e-12);
        CHECK(std::fabs(at.difference.estimate - (published[c].tuned - published[c].base))
              <= 1e-12);
        CHECK(found.base_curve[c].estimate == at.base);
        CHECK(found.tuned_curve[c].estimate == at.tuned);
    }
    CHECK(found.base.model == "Qwen2.5-7B");
    CHECK(found.base.problems == 500);
    CHECK(found.base.fewest_trials == 128);
    CHECK(found.base.solved == 481);
    CHECK(found.tuned.solved == 465);
    CHECK(found.crossing.k == 15);
    CHECK(found.gap.k == 128);
    CHECK(found.gap.gap.estimate == doctest::Approx(0.962 - 0.779328125).epsilon(1e-12));
    CHECK(found.test.base_only == 19);
    CHECK(found.test.tuned_only == 3);
    CHECK(found.problems.size() == 500);
    CHECK(found.tests.front().test.p <= 2e-4);
    CHECK(found.target == estimand::sampled_problems);
    CHECK_FALSE(found.base_forecast.has_value());
}

TEST_CASE("compare_models: every part is what its own function makes of the outcomes") {
    const auto table = passk_tests::two_benchmarks();
    const auto outcomes = table.pair("base", "tuned");
    const std::vector<std::uint64_t> ks{1, 4, 16};
    comparison_options options;
    options.ks = one_four_sixteen;
    options.level = passk::confidence_level(0.9);
    options.resamples = 500;
    options.seed = 7;
    const std::vector<std::size_t> pairs =
        passk::cluster_numbers(passk_tests::pairs_of_problems(), outcomes.problems).value();
    for (const bool clustered : {false, true}) {
        CAPTURE(clustered);
        options.clusters = clustered ? passk_tests::pairs_of_problems() : passk::problem_clusters{};
        const sampled_problems target{clustered ? pairs : std::vector<std::size_t>{}};
        const model_comparison found =
            compare_models(outcomes, estimand::sampled_problems, options).value();
        CHECK(found.clusters == (clustered ? 20 : 0));
        const passk::difference_of difference(outcomes, ks);
        const auto at_level = [&](const auto& statistic, const auto& method) {
            return confidence_intervals(statistic, target, method, options.level);
        };
        const passk::recommended recommended;
        const auto base = at_level(passk::curve_of(outcomes.base(), ks), recommended);
        const auto tuned = at_level(passk::curve_of(outcomes.tuned(), ks), recommended);
        const auto alone = at_level(difference, recommended);
        const auto band = at_level(difference, passk::max_t_band{500, 7});
        const auto fixed =
            confidence_intervals(difference, fixed_benchmark{}, recommended, options.level);
        const auto tests =
            passk::paired_tests(outcomes, ks, target, {.permutations = 500, .seed = 7});
        for (std::size_t c = 0; c < ks.size(); ++c) {
            CAPTURE(ks[c]);
            const passk::compared_difference& at = found.differences[c];
            CHECK(at.k == ks[c]);
            CHECK(same(found.base_curve[c], base[c]));
            CHECK(same(found.tuned_curve[c], tuned[c]));
            CHECK(same(at.difference, alone[c]));
            CHECK(same(at.band, band[c]));
            CHECK(same(at.fixed, fixed[c]));
            CHECK(&at.about(estimand::fixed_benchmark) == &at.fixed);
            CHECK(&at.about(estimand::sampled_problems) == &at.difference);
            CHECK(found.tests[c].test.p == tests[c].test.p);
            CHECK(found.tests[c].adjusted_p == tests[c].adjusted_p);
            CHECK(found.tests[c].bh_p == tests[c].bh_p);
            CHECK(found.tests[c].family == 3);
        }
        const passk::crossover crossing = passk::find_crossover(outcomes, passk::all_attempts(16),
                                                                target, {500, 7}, options.level);
        CHECK(found.crossing.k == crossing.k);
        CHECK(found.crossing.at == crossing.at);
        CHECK(found.crossing.lower == crossing.lower);
        CHECK(found.crossing.upper == crossing.upper);
        CHECK(found.crossing.probability == crossing.probability);
        const passk::efficiency_gap gap = passk::sampling_efficiency_gap(
            outcomes, 16, target, passk::recommended{}, options.level);
        CHECK(same(found.gap.gap, gap.gap));
        CHECK(found.gap.base_at_k == gap.base_at_k);
        CHECK(found.sets.base_only == passk::find_solvable_sets(outcomes).base_only);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const auto variances =
                passk::observed_paired_variance(outcomes, ks[c], target.clusters);
            CHECK(found.power.by_k[c].variance == variances.between_problems);
            CHECK(found.power.by_k[c].minimum_detectable_effect
                  == passk::minimum_detectable_effect(variances, 40.0, found.power.plan));
        }
    }
}

TEST_CASE("compare_models: about a fixed benchmark the curves have its intervals") {
    const auto outcomes = passk_tests::math500();
    comparison_options options;
    options.ks = [](std::uint64_t) { return passk::attempts{1, 32}; };
    options.resamples = 100;
    const model_comparison found =
        compare_models(outcomes, estimand::fixed_benchmark, options).value();
    const auto base =
        confidence_intervals(passk::curve_of(outcomes.base(), {1, 32}), fixed_benchmark{});
    CHECK(same(found.base_curve[0], base[0]));
    CHECK(same(found.base_curve[1], base[1]));
    CHECK(found.base_curve[0].bounds.value().target == estimand::fixed_benchmark);
    CHECK(found.target == estimand::fixed_benchmark);
}

TEST_CASE("compare_models: no result depends on where it is computed") {
    const auto table = passk_tests::two_benchmarks();
    const auto outcomes = table.pair("base", "tuned");
    const auto on = [&](const passk::any_executor& place) {
        comparison_options options;
        options.ks = one_four_sixteen;
        options.resamples = 500;
        options.on = place;
        return drawn_numbers(compare_models(outcomes, estimand::sampled_problems, options).value());
    };
    const std::vector<double> one = on(passk::this_thread());
    CHECK(on(passk::threads(3)) == one);
    for (const std::vector<double>& on_rank : passk_tests::on_every_rank(3, on)) {
        CHECK(on_rank == one);
    }
}

TEST_CASE("compare_models: announces its stages, and stops before the next one when asked") {
    const auto table = passk_tests::two_benchmarks();
    const auto outcomes = table.pair("base", "tuned");
    std::vector<std::string> stages;
    comparison_options options;
    options.resamples = 100;
    options.forecast = 64;
    options.on_stage = [&](std::string_view stage) { stages.emplace_back(stage); };
    const auto whole = compare_models(outcomes, estimand::sampled_problems, options);
    REQUIRE(whole.has_value());
    CHECK(whole.value().base_forecast.has_value());
    CHECK(whole.value().tuned_forecast->points.has_value());
    REQUIRE(stages.size() == 5);
    const std::vector<std::string> all = stages;
    for (std::size_t stop_in = 0; stop_in + 1 < all.size(); ++stop_in) {
        std::stop_source stop;
        stages.clear();
        options.stop = stop.get_token();
        options.on_stage = [&](std::string_view stage) {
            stages.emplace_back(stage);
            if (stages.size() == stop_in + 1) {
                stop.request_stop();
            }
        };
        const auto stopped = compare_models(outcomes, estimand::sampled_problems, options);
        REQUIRE_FALSE(stopped.has_value());
        CHECK(stopped.error().code == passk::errc::cancelled);
        CHECK(stopped.error().context == "stopped before " + all[stop_in + 1]);
        CHECK(stages.size() == stop_in + 1);
    }
}

TEST_CASE("compare_models: a problem without a cluster, and a single cluster, are malformed") {
    const auto table = passk_tests::two_benchmarks();
    const auto outcomes = table.pair("base", "tuned");
    comparison_options options;
    options.resamples = 100;
    options.clusters = passk_tests::pairs_of_problems();
    options.clusters.erase("A/7");
    const auto missing = compare_models(outcomes, estimand::sampled_problems, options);
    REQUIRE_FALSE(missing.has_value());
    CHECK(missing.error().code == passk::errc::malformed);
    CHECK(missing.error().context.find("'A/7'") != std::string::npos);
    for (const std::string& problem : outcomes.problems) {
        options.clusters[problem] = "all";
    }
    const auto single = compare_models(outcomes, estimand::sampled_problems, options);
    REQUIRE_FALSE(single.has_value());
    CHECK(single.error().code == passk::errc::malformed);
}

TEST_CASE("compare_models: throws for one problem and for k > n") {
    passk::paired_outcomes one;
    one.problems = {"a"};
    one.base_tallies.emplace_back(4, 1);
    one.tuned_tallies.emplace_back(4, 2);
    CHECK_THROWS_AS((void)compare_models(one, estimand::sampled_problems), passk::domain_error);
    comparison_options options;
    options.ks = [](std::uint64_t n) { return passk::attempts{n + 1}; };
    const auto table = passk_tests::two_benchmarks();
    CHECK_THROWS_AS(
        (void)compare_models(table.pair("base", "tuned"), estimand::sampled_problems, options),
        passk::domain_error);
}

TEST_CASE("compare_models: several pairs on each benchmark are adjusted as one family") {
    const auto table = passk_tests::two_benchmarks();
    const std::vector<model_pair> pairs{{"base", "tuned"}, {"base", "later"}};
    comparison_options options;
    options.ks = one_four_sixteen;
    options.resamples = 300;
    for (const bool by_benchmark : {false, true}) {
        CAPTURE(by_benchmark);
        options.by_benchmark = by_benchmark;
        const auto found =
            compare_models(table, pairs, estimand::sampled_problems, options).value();
        REQUIRE(found.size() == (by_benchmark ? 4 : 2));
        CHECK(found[0].benchmark == (by_benchmark ? "A" : ""));
        CHECK(found.back().benchmark == (by_benchmark ? "B" : ""));
        CHECK(found[1].tuned.model == "later");
        CHECK(found[0].problems.size() == (by_benchmark ? 24 : 40));
        CHECK(found.back().problems.size() == (by_benchmark ? 16 : 40));
        std::vector<double> ps;
        std::vector<const passk::paired_test*> tests;
        for (const model_comparison& comparison : found) {
            // The smallest and the largest k are tested, all are shown.
            CHECK(comparison.differences.size() == 3);
            REQUIRE(comparison.tests.size() == 2);
            CHECK(comparison.tests[0].k == 1);
            CHECK(comparison.tests[1].k == 16);
            for (const passk::paired_test& one : comparison.tests) {
                ps.push_back(one.test.p);
                tests.push_back(&one);
            }
        }
        const std::vector<double> holm = passk::holm(ps);
        const std::vector<double> bh = passk::benjamini_hochberg(ps);
        for (std::size_t i = 0; i < tests.size(); ++i) {
            CHECK(tests[i]->family == tests.size());
            CHECK(tests[i]->adjusted_p == holm[i]);
            CHECK(tests[i]->bh_p == bh[i]);
        }
    }
    // A single comparison tests every k.
    options.by_benchmark = false;
    const auto single =
        compare_models(table, std::span(pairs).first(1), estimand::sampled_problems, options)
            .value();
    CHECK(single.front().tests.size() == 3);
    CHECK(single.front().tests.front().family == 3);
}

TEST_CASE("compare_models: says which models of a table have too few problems in common") {
    passk::outcome_table table;
    for (const char* problem : {"a", "b"}) {
        table.insert(problem, "base", {.correct = 1, .incorrect = 1});
    }
    table.insert("b", "tuned", {.correct = 1, .incorrect = 1});
    const std::vector<model_pair> pairs{{"base", "tuned"}};
    const auto found = compare_models(table, pairs, estimand::sampled_problems);
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().code == passk::errc::unsupported);
    CHECK(found.error().context.find("1 problems in common") != std::string::npos);
    const std::vector<model_pair> unknown{{"base", "nobody"}};
    CHECK_THROWS_AS((void)compare_models(table, unknown, estimand::sampled_problems),
                    passk::domain_error);
}
