// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_DIFFERENCE_INTERVALS_HPP
#define PASSK_COMPARE_DIFFERENCE_INTERVALS_HPP

#include <passk/compare/difference_curve.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/mean_interval.hpp>
#include <passk/interval/simultaneous_band.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// Intervals of tuned minus base mean pass-at-k by any method of the estimand, for each k.
///
/// For sampled problems both models are taken on the same problems, so that what makes a problem
/// hard for both cancels. For the fixed benchmark the two models' samples are independent and
/// their unbiased variances add.
///
/// @param outcomes  two models on their common problems.
/// @param ks        numbers of attempts, in any order.
/// @param target    what the interval is about.
/// @param method    one of the target's: see mean_intervals; unbiased_variance
/// @param clusters  empty, or for each common problem the number of its family; for sampled
///                  problems only
/// @pre      1 <= k <= n for every k, problem and model; those of mean_intervals; a difference
///           lies between -1 and 1, so wilson_effective_n and korn_graubard are not for it
/// @returns  for each k an interval, or errc::unsupported with the reason and what to do instead.
/// @throws   domain_error that names the precondition violated.
[[nodiscard]] inline std::vector<result<interval>> difference_intervals(
    const paired_outcomes& outcomes, std::span<const std::uint64_t> ks, estimand target,
    interval_method method, const bootstrap_options& options = {},
    std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::difference_intervals";
    for (const std::uint64_t k : ks) {
        detail::expects_paired_attempts(function, outcomes, k);
    }
    const std::vector<double> base = mean_pass_at_k_curve(outcomes.base(), ks);
    const std::vector<double> tuned = mean_pass_at_k_curve(outcomes.tuned(), ks);
    std::vector<double> differences;
    for (std::size_t c = 0; c < ks.size(); ++c) {
        differences.push_back(tuned[c] - base[c]);
    }
    if (target == estimand::fixed_benchmark) {
        detail::expects(method == interval_method::unbiased_variance && clusters.empty(),
                        "passk::difference_intervals: for the fixed benchmark the method is "
                        "unbiased_variance, without clusters");
        const std::vector<result<interval>> of_base =
            pass_at_k_curve_intervals(outcomes.base(), ks, target, method, options);
        const std::vector<result<interval>> of_tuned =
            pass_at_k_curve_intervals(outcomes.tuned(), ks, target, method, options);
        std::vector<result<interval>> intervals;
        for (std::size_t c = 0; c < ks.size(); ++c) {
            if (!of_base[c] || !of_tuned[c]) {
                intervals.push_back(of_base[c] ? of_tuned[c] : of_base[c]);
                continue;
            }
            // Half lengths are one multiple of the errors, so they add as errors do.
            const double reach =
                std::hypot(of_base[c].value().length() / 2.0, of_tuned[c].value().length() / 2.0);
            interval between = of_base[c].value();
            between.estimate = differences[c];
            between.lower = differences[c] - reach;
            between.upper = differences[c] + reach;
            intervals.push_back(between);
        }
        return intervals;
    }
    detail::expects_sampled_method(function, outcomes.problems.size(), clusters, target, method,
                                   options);
    detail::expects(!detail::is_of_shares(method),
                    "passk::difference_intervals: Wilson's interval and Korn and Graubard's are "
                    "for values between 0 and 1, and differences are not");
    const detail::mean_sample sample =
        detail::difference_sample(outcomes, ks, ks, differences, clusters);
    return detail::mean_intervals_of(function, sample, method, options)();
}

/// A band that holds the whole difference curve, tuned minus base, at once.
///
/// @param clusters  empty, or for each common problem the number of its family
/// @pre      at least two problems, in two clusters; 1 <= k <= n for every k, problem and model
/// @returns  for each k an interval, or errc::unsupported where all problems differ alike.
/// @throws   domain_error that names what is violated.
/// @see      simultaneous_band
[[nodiscard]] inline std::vector<result<interval>> difference_band(
    const paired_outcomes& outcomes, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}, std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::difference_band";
    detail::expects_resampling(function, outcomes.problems.size(), target, options);
    detail::expects_clusters(function, outcomes.problems.size(), clusters);
    for (const std::uint64_t k : ks) {
        detail::expects_paired_attempts(function, outcomes, k);
    }
    const std::vector<double> base = mean_pass_at_k_curve(outcomes.base(), ks);
    std::vector<double> differences = mean_pass_at_k_curve(outcomes.tuned(), ks);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        differences[c] -= base[c];
    }
    return detail::symmetric_max_t_band(
        function, detail::difference_sample(outcomes, ks, ks, std::move(differences), clusters),
        options);
}

}  // namespace passk

#endif  // PASSK_COMPARE_DIFFERENCE_INTERVALS_HPP
