// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_COMPARE_MODELS_HPP
#define PASSK_COMPARE_COMPARE_MODELS_HPP

#include <passk/compare/analysis_options.hpp>
#include <passk/compare/crossover.hpp>
#include <passk/compare/fragility.hpp>
#include <passk/compare/mcnemar.hpp>
#include <passk/compare/paired_tests.hpp>
#include <passk/compare/power.hpp>
#include <passk/compare/sampling_efficiency_gap.hpp>
#include <passk/compare/solvable_sets.hpp>
#include <passk/compare/support_dynamics.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/estimate/accuracy_histogram.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_summary.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace passk {

/// Tuned minus base mean pass-at-k at one k, about both estimands.
struct compared_difference {
    std::uint64_t k{};
    double base{};
    double tuned{};
    estimate_with_interval difference{};  ///< about problems like these, for this k alone
    estimate_with_interval band{};        ///< about problems like these, for all listed k at once
    estimate_with_interval fixed{};       ///< about exactly these problems
    fragility single_problems{};          ///< how the difference hangs on single problems

    [[nodiscard]] const estimate_with_interval& about(estimand target) const noexcept {
        return target == estimand::sampled_problems ? difference : fixed;
    }
};

/// How tuning moved what the model can reach, by counts and by the posterior.
struct support_summary {
    support_counts counts{};
    support_dynamics dynamics{error{}, error{}, error{}, error{}};  ///< of the counts
    double threshold{};  ///< of the probability of success, for the memberships
    double prior_a{};    ///< of the Beta prior
    double prior_b{};
    std::vector<support_membership> members{};
    support_counts expected{};  ///< of the memberships
};

/// What the benchmark can show at one k, with the problems and samples that there are.
struct power_at_k {
    std::uint64_t k{};
    double variance{};  ///< of the difference over problems, the noise of sampling included
    double minimum_detectable_effect{};
    std::optional<double> required_problems{};  ///< to find the observed difference, if not 0
    std::optional<result<std::uint64_t>> required_samples{};  ///< likewise, of each problem
};

/// What the benchmark can show.
struct power_summary {
    test_plan plan{};
    std::vector<power_at_k> by_k{};
    result<paired_variances> variances = error{};  ///< at k = 1, apart; or why not
};

/// One problem with the tallies of both models.
struct compared_problem {
    std::string name{};
    tally base{0, 0};
    tally tuned{0, 0};
};

/// A model's pass-at-k beyond the trials that were drawn, or why nothing can be said.
struct forecast_curve {
    forecast_model model{};
    confidence_level level{0.95};
    std::uint64_t resamples = 0;
    std::uint64_t seed = 0;
    result<std::vector<pass_at_k_forecast>> points = error{};
};

/// A base model against a tuned one on the same problems.
struct model_comparison {
    std::string benchmark{};  ///< empty: not told
    outcome_summary base{};
    outcome_summary tuned{};
    std::uint64_t clusters = 0;     ///< of problems, drawn in their place; 0: none
    std::uint64_t base_alone = 0;   ///< problems left out: only the base attempted them
    std::uint64_t tuned_alone = 0;  ///< problems left out: only the tuned model attempted them
    std::vector<estimate_with_interval> base_curve{};   ///< one for each of differences
    std::vector<estimate_with_interval> tuned_curve{};  ///< one for each of differences
    std::vector<compared_difference> differences{};     ///< tuned - base, by ascending k
    estimand target = estimand::sampled_problems;       ///< what the findings are about
    std::vector<paired_test> tests{};                   ///< by ascending k
    crossover crossing{};
    efficiency_gap gap{};
    solvable_sets sets{};
    mcnemar_test test{};
    support_summary support{};
    power_summary power{};
    std::vector<compared_problem> problems{};                   ///< in the order of the outcomes
    std::array<std::uint64_t, accuracy_bins> base_accuracy{};   ///< accuracy_histogram
    std::array<std::uint64_t, accuracy_bins> tuned_accuracy{};  ///< accuracy_histogram
    std::optional<forecast_curve> base_forecast{};
    std::optional<forecast_curve> tuned_forecast{};
};

/// How two models are compared.
struct comparison_options : analysis_options {
    std::uint64_t forecast = 0;  ///< the largest k of a forecast beyond n; 0: no forecast
    /// How completions without a verdict count, where outcomes are taken from a table.
    undecided_rule undecided = undecided_rule::not_correct;
    bool by_benchmark = false;    ///< compare_models of a table: each BENCHMARK/... apart
    bool test_ends_only = false;  ///< test at the smallest and the largest k only
};

/// Compares a base model with a tuned one on the same problems: both curves, their difference about
/// either estimand with a band, tests, crossover, sampling-efficiency gap, solvable sets, support
/// and power.
///
///     const passk::paired_outcomes outcomes = table.pair("base", "tuned");
///     const auto found = passk::compare_models(outcomes, passk::estimand::sampled_problems);
///     std::cout << to_text(found.value());  // passk/report/comparison_report.hpp
///
/// @param outcomes  two models on their common problems: outcome_table::pair, or
///                  {.problems, .base_tallies, .tuned_tallies} of the caller's own
/// @param target    what the curves and findings are about
/// @param options   k, method, level, clusters, forecast; where it runs and how it is stopped
/// @returns  the comparison; errc::malformed if the clusters do not name every problem;
///           errc::cancelled if asked to stop
/// @pre      at least two problems; 1 <= k <= n for every k, problem and model
/// @throws   domain_error that names the precondition violated
/// @par Cost
/// 30 ms for 500 problems, n = 128 and eight k, with 10,000 resamples, on one core.
[[nodiscard]] PASSK_INLINE result<model_comparison> compare_models(
    const paired_outcomes& outcomes, estimand target, const comparison_options& options = {});

/// The names of a base model and of the model that was tuned from it.
struct model_pair {
    std::string base{};
    std::string tuned{};
};

/// Compares several pairs of models of a table, on each benchmark apart if asked to. The p values
/// of several comparisons are adjusted as one family, and each is tested at its smallest and its
/// largest k only.
/// @pre      the table has these models; those of compare_models for every pair
/// @throws   domain_error that names the precondition violated
[[nodiscard]] PASSK_INLINE result<std::vector<model_comparison>> compare_models(
    const outcome_table& table, std::span<const model_pair> pairs, estimand target,
    const comparison_options& options = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/compare/impl/compare_models.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_COMPARE_COMPARE_MODELS_HPP
