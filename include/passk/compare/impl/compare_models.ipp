// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_IMPL_COMPARE_MODELS_IPP
#define PASSK_COMPARE_IMPL_COMPARE_MODELS_IPP

#include <passk/compare/compare_models.hpp>
#include <passk/compare/impl/curve_of_model.ipp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace passk {
namespace detail {

// Every k up to 512 is looked at for the crossing; beyond, the paper's grid of 4 a doubling.
[[nodiscard]] inline std::vector<std::uint64_t> crossing_attempts(std::uint64_t largest) {
    constexpr std::uint64_t dense = 512;
    std::vector<std::uint64_t> ks = all_attempts((std::min)(largest, dense));
    for (const std::uint64_t k : paper_attempts(largest)) {
        if (k > dense) {
            ks.push_back(k);
        }
    }
    if (ks.back() != largest) {
        ks.push_back(largest);
    }
    return ks;
}

// Probabilities of success above the threshold are what no success in n samples rules out, at the
// intervals' level.
[[nodiscard]] inline support_summary summarise_support(const paired_outcomes& outcomes,
                                                       const solvable_sets& sets, std::uint64_t n,
                                                       confidence_level level) {
    constexpr beta_prior prior = beta_prior::jeffreys();
    support_summary support{
        .counts = count_support(sets),
        .threshold = -std::expm1(std::log1p(-level.value()) / static_cast<double>(n)),
        .prior_a = prior.a(),
        .prior_b = prior.b()};
    support.dynamics = compute_support_dynamics(support.counts);
    support.members = support_memberships(outcomes, support.threshold, prior);
    support.expected = expected_support(support.members);
    return support;
}

[[nodiscard]] inline power_summary summarise_power(const paired_outcomes& outcomes,
                                                   std::span<const std::uint64_t> ks,
                                                   std::uint64_t n_base, std::uint64_t n_tuned,
                                                   confidence_level level,
                                                   std::span<const std::size_t> clusters) {
    power_summary power{.plan = {.significance = 1.0 - level.value(),
                                 .power = 0.8,
                                 .base_samples = static_cast<double>(n_base),
                                 .tuned_samples = static_cast<double>(n_tuned)}};
    for (const std::uint64_t k : ks) {
        const paired_variances variances = observed_paired_variance(outcomes, k, clusters);
        power_at_k at{.k = k,
                      .variance = variances.between_problems,
                      .minimum_detectable_effect = minimum_detectable_effect(
                          variances, static_cast<double>(outcomes.problems.size()), power.plan)};
        const double observed =
            std::fabs(mean_pass_at_k(outcomes.tuned(), k) - mean_pass_at_k(outcomes.base(), k));
        if (observed > 0.0) {
            at.required_problems = required_problems(variances, observed, power.plan);
            at.required_samples = required_samples(outcomes, k, observed, power.plan, clusters);
        }
        power.by_k.push_back(std::move(at));
    }
    if (n_base < 2 || n_tuned < 2) {
        power.variances =
            error{errc::unsupported,
                  "with one sample a problem the noise of sampling does not show; draw at least "
                  "two"};
    } else {
        power.variances = estimate_paired_variances(outcomes);
    }
    return power;
}

// From the first power of two above n up to `largest`.
[[nodiscard]] inline forecast_curve forecast_up_to(const problem_tallies& problems,
                                                   std::uint64_t largest,
                                                   const analysis_options& options) {
    std::vector<std::uint64_t> ks{problems.min_trials()};
    while (ks.back() < largest / 2) {
        ks.push_back(ks.back() * 2);
    }
    if (ks.back() < largest) {
        ks.push_back(largest);
    }
    const forecast_options choice{.level = options.level, .seed = options.seed};
    return {.model = choice.model,
            .level = choice.level,
            .resamples = choice.resamples,
            .seed = choice.seed,
            .points = forecast_pass_at_k(problems, ks, choice)};
}

// "HumanEval" of "HumanEval/9".
[[nodiscard]] inline std::string benchmark_of(const std::string& problem) {
    const std::size_t slash = problem.rfind('/');
    return slash == std::string::npos ? std::string() : problem.substr(0, slash);
}

// The outcomes apart by benchmark, in order of appearance.
[[nodiscard]] inline std::vector<std::pair<std::string, outcome_table>> split_by_benchmark(
    const outcome_table& all) {
    std::vector<std::pair<std::string, outcome_table>> parts;
    std::map<std::string, std::size_t> positions;
    for (const std::string& problem : all.problems()) {
        const std::string benchmark = benchmark_of(problem);
        const auto [found, fresh] = positions.try_emplace(benchmark, parts.size());
        if (fresh) {
            parts.emplace_back(benchmark, outcome_table{});
        }
        for (const std::string& model : all.models()) {
            if (const auto counts = all.find(problem, model)) {
                parts[found->second].second.insert(problem, model, *counts);
            }
        }
    }
    return parts;
}

}  // namespace detail

PASSK_INLINE result<model_comparison> compare_models(const paired_outcomes& outcomes,
                                                     estimand target,
                                                     const comparison_options& options) {
    detail::expects(outcomes.problems.size() >= 2,
                    "passk::compare_models: a comparison needs two or more problems in common, "
                    "since one does not show how problems differ");
    model_comparison out{
        .base = summarise(outcomes.base_model, outcomes.base(), outcomes.base_verdicts.undecided,
                          outcomes.base_verdicts.missing),
        .tuned = summarise(outcomes.tuned_model, outcomes.tuned(),
                           outcomes.tuned_verdicts.undecided, outcomes.tuned_verdicts.missing),
        .base_alone = outcomes.base_alone.size(),
        .tuned_alone = outcomes.tuned_alone.size(),
        .target = target};
    const std::uint64_t largest = (std::min)(out.base.fewest_trials, out.tuned.fewest_trials);
    const attempts chosen = options.ks(largest);
    const std::vector<std::uint64_t> ks(chosen.begin(), chosen.end());
    auto clusters = cluster_numbers(options.clusters, outcomes.problems);
    if (!clusters) {
        return clusters.error();
    }
    out.clusters = cluster_count(clusters.value());
    const sampled_problems sampled{clusters.value()};
    const any_estimand about = detail::estimand_with(target, clusters.value());
    const auto intervals = [&](const auto& statistic, const any_estimand& what,
                               const any_sampled_method& method) {
        return confidence_intervals(statistic, what, method, options.level, options.on);
    };
    out.base_curve = intervals(curve_of(outcomes.base(), ks), about, options.method);
    out.tuned_curve = intervals(curve_of(outcomes.tuned(), ks), about, options.method);
    const difference_of difference(outcomes, ks);
    const auto differences = intervals(difference, sampled, options.method);
    const auto fixed = intervals(difference, fixed_benchmark{}, recommended{});
    if (const auto stop = detail::enter_stage(options, "resampling the difference")) {
        return *stop;
    }
    const auto band = intervals(difference, sampled, max_t_band{options.resamples, options.seed});
    const std::vector<double> base_values = pass_at_k_table(outcomes.base(), ks);
    const std::vector<double> tuned_values = pass_at_k_table(outcomes.tuned(), ks);
    for (std::size_t i = 0; i < ks.size(); ++i) {
        std::vector<double> by_problem;
        for (std::size_t at = i; at < base_values.size(); at += ks.size()) {
            by_problem.push_back(tuned_values[at] - base_values[at]);
        }
        out.differences.push_back({.k = ks[i],
                                   .base = out.base_curve[i].estimate,
                                   .tuned = out.tuned_curve[i].estimate,
                                   .difference = differences[i],
                                   .band = band[i],
                                   .fixed = fixed[i],
                                   .single_problems = find_fragility(by_problem)});
    }
    if (const auto stop = detail::enter_stage(options, "testing the difference")) {
        return *stop;
    }
    out.tests = paired_tests(
        outcomes, options.test_ends_only && ks.size() > 2 ? std::vector{ks.front(), ks.back()} : ks,
        sampled, {.permutations = options.resamples, .seed = options.seed}, options.on);
    if (const auto stop = detail::enter_stage(options, "resampling the crossover")) {
        return *stop;
    }
    const percentile_bootstrap bootstrap{options.resamples, options.seed};
    out.crossing = find_crossover(outcomes, detail::crossing_attempts(largest), sampled, bootstrap,
                                  options.level, options.on);
    if (const auto stop = detail::enter_stage(options, "resampling the gap")) {
        return *stop;
    }
    out.gap =
        sampling_efficiency_gap(outcomes, (std::min)(out.base.fewest_trials, std::uint64_t{256}),
                                sampled, recommended{}, options.level, options.on);
    out.sets = find_solvable_sets(outcomes);
    out.test = mcnemar(out.sets);
    out.support = detail::summarise_support(outcomes, out.sets, largest, options.level);
    out.power = detail::summarise_power(outcomes, ks, out.base.fewest_trials,
                                        out.tuned.fewest_trials, options.level, sampled.clusters);
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        out.problems.push_back(
            {outcomes.problems[i], outcomes.base_tallies[i], outcomes.tuned_tallies[i]});
    }
    out.base_accuracy = accuracy_histogram(outcomes.base());
    out.tuned_accuracy = accuracy_histogram(outcomes.tuned());
    if (options.forecast > 0) {
        if (const auto stop = detail::enter_stage(options, "forecasting")) {
            return *stop;
        }
        out.base_forecast = detail::forecast_up_to(outcomes.base(), options.forecast, options);
        out.tuned_forecast = detail::forecast_up_to(outcomes.tuned(), options.forecast, options);
    }
    return out;
}

PASSK_INLINE result<std::vector<model_comparison>> compare_models(
    const outcome_table& table, std::span<const model_pair> pairs, estimand target,
    const comparison_options& options) {
    std::vector<std::pair<std::string, outcome_table>> parts;
    if (options.by_benchmark) {
        parts = detail::split_by_benchmark(table);
    } else {
        parts.emplace_back("", table);
    }
    comparison_options each = options;
    each.test_ends_only = options.test_ends_only || parts.size() * pairs.size() > 1;
    std::vector<model_comparison> comparisons;
    for (const auto& [benchmark, outcomes] : parts) {
        for (const model_pair& pair : pairs) {
            const paired_outcomes paired = outcomes.pair(pair.base, pair.tuned, options.undecided);
            if (paired.problems.size() < 2) {
                return error{errc::unsupported,
                             "models '" + pair.base + "' and '" + pair.tuned + "' have "
                                 + std::to_string(paired.problems.size()) + " problems in common"
                                 + (benchmark.empty() ? "" : " in '" + benchmark + "'")
                                 + "; a comparison needs two or more, since one does not show how "
                                   "problems differ"};
            }
            auto comparison = compare_models(paired, target, each);
            if (!comparison) {
                return comparison.error();
            }
            comparisons.push_back(std::move(comparison).value());
            comparisons.back().benchmark = benchmark;
        }
    }
    std::vector<paired_test*> family;
    for (model_comparison& comparison : comparisons) {
        for (paired_test& one : comparison.tests) {
            family.push_back(&one);
        }
    }
    adjust_as_one_family(family);
    return comparisons;
}

}  // namespace passk

#endif  // PASSK_COMPARE_IMPL_COMPARE_MODELS_IPP
