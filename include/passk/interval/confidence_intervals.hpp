// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_CONFIDENCE_INTERVALS_HPP
#define PASSK_INTERVAL_CONFIDENCE_INTERVALS_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/method.hpp>
#include <passk/interval/recommend_method.hpp>
#include <passk/interval/statistic.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk {
namespace detail {

/// Bounds of the values of a statistic, which may be infinite.
struct value_bounds {
    double low;
    double high;

    [[nodiscard]] bool of_shares() const { return low == 0.0 && high == 1.0; }
    [[nodiscard]] bool finite() const { return std::isfinite(low) && std::isfinite(high); }
};

template <mean_statistic Statistic>
inline constexpr value_bounds bounds_of{Statistic::low, Statistic::high};

/// Intervals of the columns of a sample of problems or clusters.
PASSK_INLINE std::vector<estimate_with_interval> intervals_of_sample(
    const mean_sample& sample, value_bounds bounds, const any_sampled_method& method,
    confidence_level level, const any_executor& on);

/// What a method must not be asked for.
/// @throws domain_error that names the precondition violated
PASSK_INLINE void expects_sampled_problems(std::size_t problems, const sampled_problems& target,
                                           const any_sampled_method& method, value_bounds bounds,
                                           confidence_level level);

/// The interval of one mean over a fixed benchmark.
PASSK_INLINE result<interval> interval_of_variance(double estimate, const result<double>& variance,
                                                   std::uint64_t k, confidence_level level);

}  // namespace detail

/// Confidence intervals of the columns of a statistic: a curve of one model (curve_of), the
/// difference of two (difference_of), their gap (gap_of), or any numbers of problems (means_of,
/// shares_of). It is the one way to ask for intervals; max_t_band as the method gives a band.
///
///     confidence_intervals(curve_of(problems, {1, 8, 64}), sampled_problems{});
///     confidence_intervals(difference_of(outcomes, {1, 64}), fixed_benchmark{});
///     confidence_intervals(shares_of(scores), sampled_problems{.clusters = books},
///                          bca_bootstrap{.seed = 7}, confidence_level(0.9), threads());
///
/// A method that cannot answer for the estimand, or for the range of the statistic, does not
/// compile. Ends are those of the method, also where they leave the range of the values: basic,
/// studentized and t intervals of a probability can reach below 0 or above 1.
///
/// @param of      the statistic
/// @param target  the estimand: sampled_problems, with its clusters if any, or fixed_benchmark
/// @param method  one that answers for the estimand; recommended picks it and gives the reason
/// @param level   confidence level
/// @param on      where resamples are computed; the bits do not depend on it
/// @pre      for sampled problems and a method other than recommended, at least two problems, in
///           at least two clusters; a cluster number for each problem, if any; a method that
///           resamples has at least 2 / (1 - level) resamples; at most 2^31 problems
/// @returns  for each column the estimate with its interval, or errc::unsupported with the reason
///           and what to do instead: no spread, or none left after resampling; no unbiased
///           estimate of the variance.
/// @throws   domain_error that names the precondition violated.
/// @par Determinism
/// Resampled sums are exact on a grid of 2^-(52 - ceil(log2 P)) for P problems, so intervals depend
/// on the multiset of problems, method and level alone: no order, executor, compiler or machine.
/// @par Cost
/// closed forms take a pass over the distinct problems; for each resample about two random words
/// for each distinct problem, and a product of distinct problems x columns.
/// @par Source
/// see the methods; Miller 2024, arXiv:2411.00640, section 2.2, for clusters; Bell, McCaffrey 2002,
/// Surv. Methodol. 28(2), for their errors (CR3); Carter, Schnepel, Steigerwald 2017, Rev. Econ.
/// Stat. 99(4), for their effective number.
template <mean_statistic Statistic, sampled_method Method = recommended>
    requires(share_statistic<Statistic> || !share_method<Method>)
&&(bounded_statistic<Statistic> || !bounded_method<Method>)
    [[nodiscard]] std::vector<estimate_with_interval> confidence_intervals(
        const Statistic& of, const sampled_problems& target, const Method& method = {},
        confidence_level level = confidence_level(0.95), const any_executor& on = this_thread()) {
    constexpr detail::value_bounds bounds = detail::bounds_of<Statistic>;
    const any_sampled_method chosen(method);
    detail::expects_sampled_problems(of.problem_count(), target, chosen, bounds, level);
    return detail::intervals_of_sample(of.sample(target.clusters), bounds, chosen, level, on);
}

template <sampling_statistic Statistic, fixed_method Method = recommended>
[[nodiscard]] std::vector<estimate_with_interval> confidence_intervals(
    const Statistic& of, const fixed_benchmark&, const Method& = {},
    confidence_level level = confidence_level(0.95), const any_executor& = this_thread()) {
    std::vector<estimate_with_interval> intervals;
    const std::vector<double> estimates = of.estimates();
    for (std::size_t c = 0; c < estimates.size(); ++c) {
        estimate_with_interval& at = intervals.emplace_back();
        at.estimate = estimates[c];
        if constexpr (std::same_as<Method, recommended>) {
            const auto pick =
                recommend_fixed_method(of.problem_count(), of.fewest_trials(), of.attempts_of(c));
            if (!pick) {
                at.bounds = pick.error();
                continue;
            }
            at.reason = pick.value().reason;
        }
        at.bounds = detail::interval_of_variance(estimates[c], of.sampling_variance(c),
                                                 of.attempts_of(c), level);
    }
    return intervals;
}

/// The same for an estimand that is chosen at run time. It takes no other as one, lest a method
/// that cannot answer for sampled_problems{} or fixed_benchmark{} compile after all.
/// @param method  for sampled problems; the fixed benchmark always has the recommended one
/// @throws   domain_error as above, or if the method is for shares and the statistic is not
template <sampling_statistic Statistic, std::same_as<any_estimand> Target>
[[nodiscard]] std::vector<estimate_with_interval> confidence_intervals(
    const Statistic& of, const Target& target, const any_sampled_method& method = recommended{},
    confidence_level level = confidence_level(0.95), const any_executor& on = this_thread()) {
    if (const auto* const sampled = std::get_if<sampled_problems>(&target)) {
        constexpr detail::value_bounds bounds = detail::bounds_of<Statistic>;
        detail::expects_sampled_problems(of.problem_count(), *sampled, method, bounds, level);
        return detail::intervals_of_sample(of.sample(sampled->clusters), bounds, method, level, on);
    }
    return confidence_intervals(of, fixed_benchmark{}, recommended{}, level, on);
}

/// The resampled means of which a percentile bootstrap takes quantiles, for plots and for
/// statistics of the caller's own: the mean of column c in resample r stands at c * resamples + r.
/// @pre  those of confidence_intervals
template <mean_statistic Statistic>
[[nodiscard]] std::vector<double> resampled_means(const Statistic& of,
                                                  const sampled_problems& target,
                                                  const percentile_bootstrap& method = {},
                                                  const any_executor& on = this_thread()) {
    detail::expects_sampled_problems(of.problem_count(), target, method,
                                     detail::bounds_of<Statistic>, confidence_level(0.5));
    const mean_sample sample = of.sample(target.clusters);
    deviations resampled = resample_means(sample, {method.resamples, method.seed}, on);
    const auto resamples = static_cast<std::size_t>(method.resamples);
    resampled.values.resize(sample.estimates.size() * resamples);
    for (std::size_t i = 0; i < resampled.values.size(); ++i) {
        resampled.values[i] =
            sample.estimates[i / resamples] + resampled.values[i] / resampled.divisor;
    }
    return std::move(resampled.values);
}

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/interval/impl/confidence_intervals.ipp>
#endif

#endif  // PASSK_INTERVAL_CONFIDENCE_INTERVALS_HPP
