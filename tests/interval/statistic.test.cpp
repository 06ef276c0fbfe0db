// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/statistic.hpp>

#include <passk/core/attempts.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/hierarchical_bootstrap.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/transform.hpp>

#include "recorded_outcomes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <span>
#include <string>
#include <utility>
#include <vector>
#if !defined(__clang__) || __clang_major__ >= 16
#include <ranges>
#endif

using passk::confidence_intervals;
using passk::curve_of;
using passk::difference_of;
using passk::fixed_benchmark;
using passk::gap_of;
using passk::interval;
using passk::means_of;
using passk::paired_outcomes;
using passk::sampled_problems;
using passk::tally;

static_assert(passk::sampling_statistic<curve_of>);
static_assert(passk::sampling_statistic<difference_of>);
static_assert(passk::sampling_statistic<gap_of>);
static_assert(passk::mean_statistic<means_of> && !passk::sampling_statistic<means_of>);
static_assert(passk::share_statistic<curve_of> && passk::share_statistic<passk::shares_of>);
static_assert(!passk::share_statistic<difference_of> && !passk::share_statistic<gap_of>);
static_assert(passk::bounded_statistic<passk::share_differences_of>);
static_assert(!passk::bounded_statistic<means_of>);

namespace {

struct counted_row {
    std::string name;
    tally counts;
};

const std::vector<counted_row> counted_rows = {
    {"first", {10, 3}}, {"second", {12, 0}}, {"third", {8, 8}}, {"fourth", {8, 1}}};
const std::vector<tally> counted = {{10, 3}, {12, 0}, {8, 8}, {8, 1}};

// Two models whose tallies vary from problem to problem.
paired_outcomes two_models_on(std::size_t problems, std::uint64_t n) {
    paired_outcomes outcomes{.base_model = "base", .tuned_model = "tuned"};
    for (std::uint64_t i = 0; i < problems; ++i) {
        outcomes.problems.push_back(std::to_string(i));
        outcomes.base_tallies.emplace_back(n, i * i * i % (n + 1));
        outcomes.tuned_tallies.emplace_back(n, i * i % (n + 1));
    }
    return outcomes;
}

std::vector<interval> bounds_of_all(const std::vector<passk::estimate_with_interval>& intervals) {
    std::vector<interval> bounds;
    for (const auto& at : intervals) {
        bounds.push_back(at.bounds.value());
    }
    return bounds;
}

}  // namespace

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
    const std::vector<double> base = curve_of(outcomes.base(), ks).estimates();
    const std::vector<double> tuned = curve_of(outcomes.tuned(), ks).estimates();
    const difference_of difference(outcomes, ks);
    CHECK(difference.columns() == ks.size());
    CHECK(difference.problem_count() == 500);
    const auto curve = confidence_intervals(difference, sampled_problems{},
                                            passk::percentile_bootstrap{20'000, 1});
    for (std::size_t c = 0; c < published.size(); ++c) {
        INFO("k=", published[c].k);
        CHECK(difference.attempts_of(c) == published[c].k);
        CHECK(std::fabs(base[c] - published[c].base) <= 1e-12);
        CHECK(std::fabs(tuned[c] - published[c].tuned) <= 1e-12);
        CHECK(curve[c].estimate == tuned[c] - base[c]);
        CHECK(std::fabs(curve[c].estimate - published[c].difference) <= 5.1e-5);
        // The published ends have the Monte-Carlo error of their own resamples, about 3 % of
        // the standard error at 2000; at k = n they lie on a lattice of step 1/500.
        const double error = (published[c].upper - published[c].lower) / (2.0 * 1.96);
        const double allowed = 0.1 * error + (published[c].k == 128 ? 1.0 / 500.0 : 0.0);
        CHECK(std::fabs(curve[c].bounds.value().lower - published[c].lower) <= allowed + 5e-5);
        CHECK(std::fabs(curve[c].bounds.value().upper - published[c].upper) <= allowed + 5e-5);
    }
}

TEST_CASE("MATH500: every method for sampled problems is near the t interval of a difference") {
    const auto outcomes = passk_tests::math500();
    const std::vector<std::uint64_t> ks = {1, 8, 64};
    const difference_of difference(outcomes, ks);
    const auto t = bounds_of_all(confidence_intervals(difference, {}, passk::student_t{}));
    const auto check = [&](const auto& method) {
        const auto got = bounds_of_all(confidence_intervals(difference, {}, method));
        for (std::size_t c = 0; c < ks.size(); ++c) {
            INFO(to_string(got[c].method), " k=", ks[c]);
            const double error = t[c].length() / 4.0;
            CHECK(got[c].estimate == t[c].estimate);
            CHECK(std::fabs(got[c].lower - t[c].lower) <= 0.3 * error);
            CHECK(std::fabs(got[c].upper - t[c].upper) <= 0.3 * error);
        }
    };
    check(passk::percentile_bootstrap{});
    check(passk::basic_bootstrap{});
    check(passk::bca_bootstrap{});
    check(passk::studentized_bootstrap{});
    check(passk::saddlepoint{});
    check(passk::gaffke{passk::gaffke_difference_weight});
}

TEST_CASE(
    "a difference on a fixed benchmark: independent errors add in squares, 2k > n is refused") {
    const auto outcomes = passk_tests::math500();
    const auto got = confidence_intervals(difference_of(outcomes, {1, 64, 65}), fixed_benchmark{},
                                          passk::unbiased_variance{});
    // k = 1: p (1 - p) / (n - 1) for each problem and model.
    double variance = 0.0;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        for (const tally& counts : {outcomes.base_tallies[i], outcomes.tuned_tallies[i]}) {
            const double p = static_cast<double>(counts.successes()) / 128.0;
            variance += p * (1.0 - p) / 127.0;
        }
    }
    CHECK(got[0].bounds.value().length()
          == doctest::Approx(2.0 * 1.959963984540054 * std::sqrt(variance) / 500.0).epsilon(1e-12));
    CHECK(got[0].estimate == doctest::Approx(0.16540625).epsilon(1e-12));
    CHECK(got[1].bounds.has_value());
    CHECK_FALSE(got[2].bounds.has_value());
}

TEST_CASE("a model against itself differs by exactly 0 at every k, and shows no spread") {
    passk::outcome_table table;
    for (std::uint64_t i = 0; i < 12; ++i) {
        const std::string name = std::to_string(i);
        table.insert(name, "one", {.correct = i, .incorrect = 12 - i});
        table.insert(name, "other", {.correct = i, .incorrect = 12 - i});
    }
    const auto outcomes = table.pair("one", "other");
    const difference_of difference(outcomes, passk::all_attempts(12));
    for (const double estimate : difference.estimates()) {
        CHECK(estimate == 0.0);
    }
    for (const double mean : passk::resampled_means(difference, {}, {.resamples = 100})) {
        CHECK(mean == 0.0);
    }
    for (const auto& at : confidence_intervals(difference, {}, passk::student_t{})) {
        CHECK_FALSE(at.bounds.has_value());
        CHECK(at.estimate == 0.0);
    }
    // Between bounds, no problem of 12 that moved is still an answer.
    for (const auto& at : confidence_intervals(difference, sampled_problems{})) {
        CHECK(at.bounds.value().lower == doctest::Approx(-at.bounds.value().upper));
        CHECK(at.bounds.value().upper > 0.0);
    }
}

TEST_CASE("an error names the model's problem") {
    passk::outcome_table table;
    for (const char* name : {"a", "b"}) {
        table.insert(name, "base", {.correct = 1, .incorrect = 7});
        table.insert(name, "tuned", {.correct = 1, .incorrect = 3});
    }
    const auto outcomes = table.pair("base", "tuned");
    CHECK_THROWS_WITH_AS(difference_of(outcomes, {8}),
                         "passk::difference_of: k = 8 exceeds the n = 4 trials of problem 'a'",
                         passk::domain_error);
    CHECK_THROWS_WITH_AS(curve_of({{8, 1}, {4, 1}}, {1, 8}),
                         "passk::curve_of: k = 8 exceeds the n = 4 trials of problem 1",
                         passk::domain_error);
    CHECK_THROWS_AS(curve_of({{8, 1}, {4, 1}}, {0}), passk::domain_error);
    CHECK_THROWS_AS(curve_of(std::vector<tally>(), {1}), passk::domain_error);
    const paired_outcomes nothing;
    CHECK_THROWS_AS(difference_of(nothing, {1}), passk::domain_error);
}

TEST_CASE(
    "the stated share of resampled difference curves lies inside the band at every k at once") {
    const paired_outcomes outcomes = two_models_on(120, 64);
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(32);
    // A band of values of which no bounds are known is as wide as the resamples say.
    std::vector<double> values;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        const auto base = passk::pass_at_k_curve(outcomes.base_tallies[i], ks);
        const auto tuned = passk::pass_at_k_curve(outcomes.tuned_tallies[i], ks);
        for (std::size_t c = 0; c < ks.size(); ++c) {
            values.push_back(tuned[c] - base[c]);
        }
    }
    const means_of means(values, ks.size());
    const auto band = bounds_of_all(confidence_intervals(means, {}, passk::max_t_band{4000, 5}));
    const auto bounded = bounds_of_all(
        confidence_intervals(difference_of(outcomes, ks), {}, passk::max_t_band{4000, 5}));
    // Other resamples than the band was made of.
    const auto resampled = passk::resampled_means(difference_of(outcomes, ks), {}, {4000, 6});
    const auto same = passk::resampled_means(means, {}, {4000, 6});
    int inside = 0;
    int inside_bounded = 0;
    for (std::size_t r = 0; r < 4000; ++r) {
        bool all = true;
        bool all_bounded = true;
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const double mean = resampled[c * 4000 + r];
            all = all && band[c].lower <= mean && mean <= band[c].upper;
            all_bounded = all_bounded && bounded[c].lower <= mean && mean <= bounded[c].upper;
        }
        inside += all ? 1 : 0;
        inside_bounded += all_bounded ? 1 : 0;
    }
    CHECK(same.size() == resampled.size());
    // Two Monte-Carlo errors of sqrt(.95 * .05 / 4000) add; five of them.
    CHECK(std::fabs(inside / 4000.0 - 0.95) <= 5.0 * std::sqrt(2.0 * 0.95 * 0.05 / 4000.0));
    CHECK(inside_bounded / 4000.0 >= 0.95 - 5.0 * std::sqrt(2.0 * 0.95 * 0.05 / 4000.0));
}

TEST_CASE("the gap is base at k minus tuned at 1, with a difference's interval turned round") {
    const paired_outcomes outcomes = two_models_on(40, 64);
    const gap_of gap(outcomes, 8);
    CHECK(gap.columns() == 1);
    CHECK(gap.problem_count() == 40);
    CHECK(gap.attempts_of(0) == 8);
    CHECK(gap.fewest_trials() == 64);
    CHECK(gap.estimates().front()
          == passk::mean_pass_at_k(outcomes.base(), 8)
                 - passk::mean_pass_at_k(outcomes.tuned(), 1));
    const difference_of difference(outcomes, {1}, {8});
    for (const auto& target :
         {passk::any_estimand(sampled_problems{}), passk::any_estimand(fixed_benchmark{})}) {
        const interval turned = confidence_intervals(gap, target).front().bounds.value();
        const interval plain = confidence_intervals(difference, target).front().bounds.value();
        CHECK(turned.estimate == -plain.estimate);
        CHECK(turned.lower == doctest::Approx(-plain.upper).epsilon(1e-12));
        CHECK(turned.upper == doctest::Approx(-plain.lower).epsilon(1e-12));
    }
    CHECK_THROWS_AS(gap_of(outcomes, 65), passk::domain_error);
    CHECK_THROWS_AS(gap_of(outcomes, 0), passk::domain_error);
}

TEST_CASE("a difference of one model's curve at other k than the other's needs as many of each") {
    const paired_outcomes outcomes = two_models_on(10, 8);
    CHECK(difference_of(outcomes, {1, 2}, {4, 8}).attempts_of(1) == 8);
    CHECK_THROWS_AS(difference_of(outcomes, {1, 2}, {4}), passk::domain_error);
}

TEST_CASE("a curve is the same of a vector, a view, a list and a projection of structs") {
    const std::vector<std::uint64_t> ks{1, 4, 8};
    const auto bounds = [](const curve_of& of) {
        std::vector<interval> found = bounds_of_all(confidence_intervals(of, sampled_problems{}));
        const auto drawn =
            bounds_of_all(confidence_intervals(of, {}, passk::percentile_bootstrap{.seed = 2}));
        found.insert(found.end(), drawn.begin(), drawn.end());
        return found;
    };
    const auto expected = bounds(curve_of(counted, ks));
    CHECK(expected.size() == 6);
    CHECK(bounds(curve_of(std::span(counted), {1, 4, 8})) == expected);
    CHECK(bounds(curve_of(std::list<tally>(counted.begin(), counted.end()), ks)) == expected);
    CHECK(bounds(curve_of({{10, 3}, {12, 0}, {8, 8}, {8, 1}}, ks)) == expected);
    CHECK(bounds(curve_of({counted_rows, &counted_row::counts}, ks)) == expected);
    CHECK(bounds(curve_of({counted_rows, &counted_row::counts, &counted_row::name}, {1, 4, 8}))
          == expected);
    const auto counts = [](const counted_row& row) { return row.counts; };
    CHECK(bounds(curve_of({counted_rows, counts}, ks)) == expected);
    CHECK(bounds(curve_of(counted_rows | ranges::views::transform(&counted_row::counts), ks))
          == expected);
    CHECK(bounds(curve_of(counted | ranges::views::reverse | ranges::views::reverse, ks))
          == expected);
    CHECK(bounds(curve_of(counted, std::vector<int>{1, 4, 8})) == expected);
    CHECK(bounds(curve_of(counted, ks | ranges::views::transform([](auto k) { return k; })))
          == expected);
#if !defined(__clang__) || __clang_major__ >= 16
    CHECK(bounds(curve_of(counted_rows | std::views::transform(&counted_row::counts), ks))
          == expected);
    CHECK(confidence_intervals(curve_of(counted, std::views::iota(1, 9)), sampled_problems{}).size()
          == 8);
#endif
}

TEST_CASE("a difference takes ks of any range, and a curve any model_outcomes") {
    const paired_outcomes outcomes = two_models_on(20, 8);
    const auto bounds = [](const difference_of& of) {
        return bounds_of_all(confidence_intervals(of, sampled_problems{}));
    };
    const auto expected = bounds(difference_of(outcomes, {1, 2, 4, 8}));
    CHECK(bounds(difference_of(outcomes, passk::doubling_attempts(8))) == expected);
    const std::vector<int> exponents{0, 1, 2, 3};
    CHECK(bounds(difference_of(outcomes, exponents | ranges::views::transform([](int e) {
                                             return std::uint64_t{1} << e;
                                         })))
          == expected);
#if !defined(__clang__) || __clang_major__ >= 16
    CHECK(bounds(difference_of(outcomes, exponents | std::views::transform([](int e) {
                                             return std::uint64_t{1} << e;
                                         })))
          == expected);
#endif
    const passk::model_outcomes column{
        .model = "m", .problems = {"a", "b", "c", "d"}, .tallies = counted};
    CHECK(curve_of(column, {2}).estimates() == curve_of(counted, {2}).estimates());
}

TEST_CASE("the hierarchical bootstrap takes a view and a projection of structs") {
    const auto bounds = [](const passk::problem_tallies& problems) {
        return passk::hierarchical_bootstrap(problems, {1, 4}, sampled_problems{},
                                             {.resamples = 200})
            .back()
            .bounds;
    };
    const interval expected = bounds(counted);
    CHECK(bounds({counted_rows, &counted_row::counts}) == expected);
    CHECK(bounds(counted_rows | ranges::views::transform(&counted_row::counts)) == expected);
#if !defined(__clang__) || __clang_major__ >= 16
    CHECK(bounds(counted_rows | std::views::transform(&counted_row::counts)) == expected);
#endif
}

TEST_CASE("means of any numbers: columns, bounds and what is refused") {
    const std::vector<double> values{0.0, -2.0, 1.0, 5.0, 0.5, 3.0};
    const means_of means(values, 2);
    CHECK(means.problem_count() == 3);
    CHECK(means.columns() == 2);
    const auto t = confidence_intervals(means, sampled_problems{});
    CHECK(t[0].estimate == 0.5);
    CHECK(t[1].estimate == 2.0);
    CHECK(t[1].bounds.value().method == passk::interval_method::student_t);
    CHECK_FALSE(t[1].reason.empty());
    // t quantile of 2 degrees of freedom, 4.302652729911275, times sd / sqrt(3).
    CHECK(t[0].bounds.value().length()
          == doctest::Approx(2.0 * 4.302652729911275 * 0.5 / std::sqrt(3.0)));

    const std::vector<double> shares{0.25, 1.0, 0.0};
    CHECK(confidence_intervals(passk::shares_of(shares), sampled_problems{})
              .front()
              .bounds.value()
              .method
          == passk::interval_method::gaffke);
    CHECK(confidence_intervals(passk::share_differences_of(shares), sampled_problems{})
              .front()
              .bounds.value()
              .method
          == passk::interval_method::gaffke_reduced_weight);

    CHECK_THROWS_AS(means_of(values, 4), passk::domain_error);
    CHECK_THROWS_AS(means_of(values, 0), passk::domain_error);
    const std::vector<double> not_finite{0.0, std::nan("")};
    CHECK_THROWS_AS((void)means_of(not_finite), passk::domain_error);
    const std::vector<double> infinite{0.0, std::numeric_limits<double>::infinity()};
    CHECK_THROWS_AS((void)means_of(infinite), passk::domain_error);
    CHECK_THROWS_AS((void)passk::shares_of(values), passk::domain_error);
    CHECK_THROWS_AS((void)passk::share_differences_of(values), passk::domain_error);
}
