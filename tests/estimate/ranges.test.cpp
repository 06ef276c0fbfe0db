// SPDX-License-Identifier: Apache-2.0
// Every public function of estimate/ that takes problems takes any range of them.
#include <passk/estimate.hpp>
#include <passk/estimate/forecast.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/transform.hpp>

#include "ranges_of_problems.hpp"

#include <cstdint>
#include <list>
#include <vector>

using passk_tests::benchmark;
using passk_tests::check_every_range;
using passk_tests::row;

TEST_CASE("estimate: every function of problems takes any range of them") {
    check_every_range([](auto&& p) { return passk::accuracy_histogram(p); });
    check_every_range([](auto&& p) { return passk::mean_auc_at_k(p, 5); });
    check_every_range([](auto&& p) { return passk::cover(p, 0.5); });
    check_every_range([](auto&& p) { return passk::posterior_cover(p, 0.5); });
    check_every_range([](auto&& p) { return passk::mean_g_pass_at_k(p, 5, 0.6); });
    check_every_range([](auto&& p) { return passk::mean_mg_pass_at_k(p, 5); });
    check_every_range([](auto&& p) { return passk::guess_filter(p).guessable; });
    check_every_range([](auto&& p) { return passk::log_mean_pass_at_k(p, 5); });
    check_every_range([](auto&& p) { return passk::mean_binary_majority_at_k(p, 5); });
    check_every_range([](auto&& p) { return passk::mean_pass_at_k(p, 5); });
    check_every_range([](auto&& p) { return passk::mean_pass_at_k<float>(p, 5); });
    check_every_range([](auto&& p) { return passk::mean_pass_at_k_curve(p, {1, 2, 16}); });
    check_every_range([](auto&& p) { return passk::pass_at_k_table(p, {1, 2, 16}); });
    check_every_range([](auto&& p) { return passk::mean_pass_hat_k(p, 5); });
    check_every_range([](auto&& p) { return passk::posterior_mean_pass_at_k(p, 5).mean; });
    check_every_range([](auto&& p) { return passk::prior_sensitivity(p, 5).spread; });
    check_every_range([](auto&& p) { return passk::next_problem_to_sample(p); });
    check_every_range([](auto&& p) { return passk::allocate_samples(p, 7, 5); });
    check_every_range([](auto&& p) { return passk::mean_pass_at_k_variance_estimate(p, 5); });
    check_every_range([](auto&& p) { return passk::mean_pass_at_k_covariance_estimate(p, 5, 3); });
    check_every_range(
        [](auto&& p) { return passk::fit_success_distribution(p).value().distribution.a; });
    check_every_range([](auto&& p) {
        return passk::profile_intervals(p, passk::confidence_level(0.9)).has_value();
    });
    check_every_range([](auto&& p) {
        passk::forecast_options few;
        few.resamples = 20;
        return passk::forecast_pass_at_k(p, {100}, few).value().front().upper;
    });
    check_every_range([](auto&& p) { return passk::check_forecast(p).has_value(); });
    check_every_range([](auto&& p) { return passk::fit_kumaraswamy(p).value().a; });
    check_every_range([](auto&& p) { return passk::fit_power_law(p, {1, 2, 4}).has_value(); });
}

TEST_CASE("estimate: structs with a projection, in braces and behind the arguments") {
    const double expected =
        passk::mean_pass_at_k(passk::problem_tallies(benchmark, &row::counts), 8);
    CHECK(passk::mean_pass_at_k({benchmark, &row::counts}, 8) == expected);
    CHECK(passk::mean_pass_at_k(benchmark, 8, &row::counts) == expected);
    CHECK(passk::mean_pass_at_k(benchmark, 8, &row::get) == expected);
    CHECK(passk::mean_pass_at_k<float>(benchmark, 8, &row::counts) == static_cast<float>(expected));
    CHECK(passk::mean_pass_at_k_curve(benchmark, {8}, &row::counts).front() == expected);
    CHECK_THROWS_WITH_AS((void)passk::mean_pass_at_k({benchmark, &row::counts, &row::name}, 17),
                         "passk::mean_pass_at_k: k = 17 exceeds the n = 16 trials of problem 'a'",
                         passk::domain_error);
}

TEST_CASE("estimate: every function of several k takes any range of integers") {
    const passk::tally counts(16, 3);
    const std::vector<double> expected = passk::pass_at_k_curve(counts, {1, 2, 3, 4});
    CHECK(passk::pass_at_k_curve(counts, std::list<short>{1, 2, 3, 4}) == expected);
    CHECK(passk::pass_at_k_curve(counts, ranges::views::iota(1, 5)) == expected);
    CHECK(passk::pass_at_k_curve(counts, passk::all_attempts(4)) == expected);
    const passk::answer_counts answers{.correct = 5, .wrong = {3, 4}};
    CHECK(passk::majority_at_k_curve(answers, ranges::views::iota(1, 3))
          == passk::majority_at_k_curve(answers, {1, 2}));
    CHECK_THROWS_AS((void)passk::pass_at_k_curve(counts, std::vector<int>{1, -2}),
                    passk::domain_error);
}

TEST_CASE("estimate: ranges of completions and of answer counts, with projections") {
    struct scored {
        double reward;
        bool correct;
        [[nodiscard]] passk::scored_completion of() const { return {reward, correct ? 1.0 : 0.0}; }
    };
    const std::vector<scored> completions = {{0.5, true}, {0.25, false}, {0.75, false}};
    const double expected = passk::best_of_n({{0.5, 1.0}, {0.25, 0.0}, {0.75, 0.0}}, 2);
    CHECK(passk::best_of_n({completions, &scored::of}, 2) == expected);
    CHECK(passk::best_of_n(completions | ranges::views::transform(&scored::of), 2) == expected);
    CHECK(passk::max_at_k({completions, &scored::reward}, 1) == doctest::Approx(0.5));

    struct voted {
        passk::answer_counts answers;
    };
    const std::vector<voted> problems = {{{.correct = 5, .wrong = {3, 4}}},
                                         {{.correct = 2, .wrong = {9}}}};
    CHECK(passk::mean_majority_at_k({problems, &voted::answers}, 4)
          == passk::mean_majority_at_k(problems | ranges::views::transform(&voted::answers), 4));
}
