// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_IMPL_POWER_IPP
#define PASSK_COMPARE_IMPL_POWER_IPP

#include <passk/compare/power.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/variance.hpp>
#include <passk/interval/distinct_tallies.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/statistics/overlap_expectation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

[[nodiscard]] inline double variance_per_problem(const char* function,
                                                 const paired_variances& variances,
                                                 const test_plan& plan) {
    const bool proper =
        plan.significance > 0.0 && plan.significance < 1.0 && plan.power > 0.0 && plan.power < 1.0
        && plan.base_samples >= 1.0 && plan.tuned_samples >= 1.0
        && variances.between_problems >= 0.0 && variances.base_sampling >= 0.0
        && variances.tuned_sampling >= 0.0 && std::isfinite(variances.between_problems)
        && std::isfinite(variances.base_sampling) && std::isfinite(variances.tuned_sampling);
    if (!proper) {
        fail_precondition(std::string(function)
                          + ": significance and power must lie strictly between 0 and 1, samples "
                            "be at least 1 and variances finite and not negative");
    }
    return variances.between_problems + variances.base_sampling / plan.base_samples
           + variances.tuned_sampling / plan.tuned_samples;
}

[[nodiscard]] inline double normal_reach(const test_plan& plan) {
    return -normal_quantile(plan.significance / 2.0) - normal_quantile(1.0 - plan.power);
}

}  // namespace detail

PASSK_INLINE double minimum_detectable_effect(const paired_variances& variances, double problems,
                                              const test_plan& plan) {
    constexpr const char* function = "passk::minimum_detectable_effect";
    const double variance = detail::variance_per_problem(function, variances, plan);
    detail::expects(problems >= 1.0 && std::isfinite(problems),
                    "passk::minimum_detectable_effect: there must be at least one problem");
    return detail::normal_reach(plan) * std::sqrt(variance / problems);
}

PASSK_INLINE double required_problems(const paired_variances& variances, double effect,
                                      const test_plan& plan) {
    constexpr const char* function = "passk::required_problems";
    const double variance = detail::variance_per_problem(function, variances, plan);
    detail::expects(effect > 0.0 && std::isfinite(effect),
                    "passk::required_problems: the effect must be positive");
    const double reach = detail::normal_reach(plan) / effect;
    return reach * reach * variance;
}

PASSK_INLINE result<double> required_samples(const paired_variances& variances, double effect,
                                             double problems, const test_plan& plan) {
    constexpr const char* function = "passk::required_samples";
    (void)detail::variance_per_problem(function, variances, plan);
    detail::expects(
        effect > 0.0 && std::isfinite(effect) && problems >= 1.0 && std::isfinite(problems),
        "passk::required_samples: the effect must be positive and there must be a "
        "problem");
    const double reach = detail::normal_reach(plan) / effect;
    const double left = problems / (reach * reach) - variances.between_problems;
    if (left <= 0.0) {
        return passk::error{
            errc::unsupported,
            std::string(function) + ": no number of samples finds this difference on "
                + std::to_string(problems) + " problems; use more problems (required_problems)"};
    }
    const double samples = (variances.base_sampling + variances.tuned_sampling) / left;
    return samples < 1.0 ? 1.0 : samples;
}

PASSK_INLINE paired_variances estimate_paired_variances(const paired_outcomes& outcomes) {
    constexpr const char* function = "passk::estimate_paired_variances";
    detail::expects(outcomes.problems.size() >= 2,
                    "passk::estimate_paired_variances: there must be at least two problems");
    outcomes.base().expects_attempts(function, 2);
    outcomes.tuned().expects_attempts(function, 2);
    const auto problems = static_cast<double>(outcomes.problems.size());
    paired_variances out;
    double noise = 0.0;
    double sum = 0.0;
    double square = 0.0;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        const auto n_base = static_cast<double>(outcomes.base_tallies[i].trials());
        const auto n_tuned = static_cast<double>(outcomes.tuned_tallies[i].trials());
        const double base = static_cast<double>(outcomes.base_tallies[i].successes()) / n_base;
        const double tuned = static_cast<double>(outcomes.tuned_tallies[i].successes()) / n_tuned;
        const double base_variance = base * (1.0 - base) * n_base / (n_base - 1.0);
        const double tuned_variance = tuned * (1.0 - tuned) * n_tuned / (n_tuned - 1.0);
        out.base_sampling += base_variance / problems;
        out.tuned_sampling += tuned_variance / problems;
        noise += (base_variance / n_base + tuned_variance / n_tuned) / problems;
        sum += tuned - base;
        square += (tuned - base) * (tuned - base);
    }
    const double spread = (square - sum * sum / problems) / (problems - 1.0);
    out.between_problems = spread > noise ? spread - noise : 0.0;
    return out;
}

PASSK_INLINE paired_variances observed_paired_variance(const paired_outcomes& outcomes,
                                                       std::uint64_t k,
                                                       std::span<const std::size_t> clusters) {
    constexpr const char* function = "passk::observed_paired_variance";
    detail::expects(outcomes.problems.size() >= 2,
                    "passk::observed_paired_variance: there must be at least two problems");
    detail::expects_clusters(function, outcomes.problems.size(), clusters);
    const column_spread spread =
        spread_of(difference_of(outcomes, std::array{k}).sample(clusters), 0);
    const double error = spread.standard_error();
    return {.between_problems = error * error * spread.problems};
}

namespace detail {

PASSK_INLINE std::vector<double> overlap_terms(problem_tallies problems, std::uint64_t k) {
    std::vector<tally_key> keys;
    for (const tally& counts : problems) {
        keys.push_back(key_of(counts));
    }
    std::vector<double> terms(k + 1, 0.0);
    for (const auto& [key, count] : count_distinct(std::move(keys))) {
        if (key.second == 0) {
            continue;  // no success: q is taken for 1
        }
        const uint128 none = miss_fraction(tally_of(key), 2 * k);
        for (std::uint64_t j = 1; j <= k; ++j) {
            terms[j] += count * to_real<double>(miss_fraction(tally_of(key), 2 * k - j) - none)
                        / static_cast<double>(problems.size());
        }
    }
    return terms;
}

}  // namespace detail

PASSK_INLINE result<std::uint64_t> required_samples(const paired_outcomes& outcomes,
                                                    std::uint64_t k, double effect,
                                                    const test_plan& plan,
                                                    std::span<const std::size_t> clusters) {
    constexpr const char* function = "passk::required_samples";
    const paired_variances observed = observed_paired_variance(outcomes, k, clusters);
    (void)detail::variance_per_problem(function, observed, plan);
    detail::expects(effect > 0.0 && std::isfinite(effect),
                    "passk::required_samples: the effect must be positive");
    const auto problems = static_cast<double>(outcomes.problems.size());
    double drawn = 0.0;  // what sampling adds to the observed variance
    std::vector<double> terms(k + 1, 0.0);
    for (const problem_tallies& model : {outcomes.base(), outcomes.tuned()}) {
        std::string complaint = detail::no_unbiased_covariance(function, model, k, k);
        if (!complaint.empty()) {
            return passk::error{errc::unsupported, std::move(complaint)};
        }
        drawn += mean_pass_at_k_variance_estimate(model, k) * problems;
        const std::vector<double> of_model = detail::overlap_terms(model, k);
        for (std::uint64_t j = 0; j <= k; ++j) {
            terms[j] += of_model[j];
        }
    }
    const double between = (std::max)(0.0, observed.between_problems - drawn);
    const double reach = detail::normal_reach(plan) / effect;
    const double left = problems / (reach * reach) - between;
    const auto enough = [&](std::uint64_t n) {
        return overlap_expectation(n, k, k, [&](std::uint64_t j) { return terms[j]; }) <= left;
    };
    constexpr std::uint64_t most = std::uint64_t{1} << 30U;
    std::uint64_t few = k;
    std::uint64_t many = k;
    while (!enough(many)) {
        if (left <= 0.0 || many >= most) {
            return passk::error{
                errc::unsupported,
                std::string(function) + ": no number of samples finds this difference at k = "
                    + std::to_string(k) + " on " + std::to_string(outcomes.problems.size())
                    + " problems; use more problems (required_problems)"};
        }
        few = many + 1;
        many *= 2;
    }
    while (few < many) {
        const std::uint64_t middle = few + (many - few) / 2;
        if (enough(middle)) {
            many = middle;
        } else {
            few = middle + 1;
        }
    }
    return many;
}

}  // namespace passk

#endif  // PASSK_COMPARE_IMPL_POWER_IPP
