// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_SIMULTANEOUS_BAND_HPP
#define PASSK_INTERVAL_SIMULTANEOUS_BAND_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/detail/mean_sample.hpp>
#include <passk/interval/detail/normal.hpp>
#include <passk/interval/detail/quantile.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {
namespace detail {

[[nodiscard]] inline std::vector<result<interval>> max_t_band(std::string_view function,
                                                              const mean_sample& sample,
                                                              const bootstrap_options& options) {
    const deviations resampled = resample_means(sample, options);
    const std::size_t columns = sample.estimates.size();
    std::vector<double> errors;
    double units = 0.0;
    for (std::size_t c = 0; c < columns; ++c) {
        const column_spread spread = spread_of(sample, c);
        units = spread.units;
        errors.push_back(spread.squares > 0.0 ? spread.standard_error() : 0.0);
    }
    std::vector<double> largest(options.resamples, 0.0);
    for (std::size_t c = 0; c < columns; ++c) {
        if (errors[c] > 0.0) {
            const double scale = resampled.divisor * errors[c];
            for (std::size_t r = 0; r < options.resamples; ++r) {
                const double deviation = resampled.values[c * options.resamples + r];
                largest[r] = (std::max)(largest[r], std::fabs(deviation) / scale);
            }
        }
    }
    // The quantile takes the errors as known; Student's factor allows for their estimation.
    const double students = t_upper_quantile(units - 1.0, options.level.tail())
                            / -normal_quantile(options.level.tail());
    const double reach = students * quantile(largest, options.level.value());
    std::vector<result<interval>> band;
    for (std::size_t c = 0; c < columns; ++c) {
        if (errors[c] == 0.0) {
            band.push_back(passk::error{errc::unsupported,
                                        std::string(function)
                                            + ": all problems give the same value, which shows no "
                                              "spread to build a band on"});
            continue;
        }
        band.push_back(interval{.estimate = sample.estimates[c],
                                .lower = sample.estimates[c] - reach * errors[c],
                                .upper = sample.estimates[c] + reach * errors[c],
                                .level = options.level,
                                .method = interval_method::max_t_band,
                                .target = estimand::sampled_problems,
                                .resamples = options.resamples,
                                .seed = options.seed});
    }
    return band;
}

}  // namespace detail

/// A band that holds the whole curve at once: mean pass-at-k for each k, plus or minus one
/// multiple of its standard error, the multiple being the quantile of the largest resampled
/// |deviation| / error over all k, times the ratio of Student's to the normal quantile, which
/// allows for errors that are estimated from few problems; cut off at 0 and 1, between which
/// every mean lies.
///
/// Where pointwise intervals each miss in 5 % of cases, somewhere along the curve one of them
/// misses more often; claims about where curves lie or cross need the band.
///
/// @param problems  one tally a problem.
/// @param ks        the k that the band holds for, jointly.
/// @param target    must be estimand::sampled_problems.
/// @param clusters  empty, or for each problem the number of its family; see mean_intervals
/// @pre      at least two problems, in two clusters; 1 <= k <= n for every k and problem
/// @returns  for each k an interval, or errc::unsupported where all problems give the same value.
/// @throws   domain_error that names what is violated.
/// @par Source
/// Westfall, Young 1993, "Resampling-Based Multiple Testing"; Montiel Olea, Plagborg-Moller 2019,
/// "Simultaneous confidence bands", J. Appl. Econometrics 34(1).
[[nodiscard]] inline std::vector<result<interval>> simultaneous_band(
    problem_tallies problems, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}, std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::simultaneous_band";
    detail::expects_resampling(function, problems.size(), target, options);
    detail::expects_clusters(function, problems.size(), clusters);
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
    auto band = detail::max_t_band(function, detail::curve_sample(problems, ks, clusters), options);
    for (result<interval>& at_k : band) {
        if (at_k) {
            interval within = at_k.value();
            within.lower = (std::max)(within.lower, 0.0);
            within.upper = (std::min)(within.upper, 1.0);
            at_k = within;
        }
    }
    return band;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_SIMULTANEOUS_BAND_HPP
