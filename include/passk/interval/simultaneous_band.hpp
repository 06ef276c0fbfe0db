// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_SIMULTANEOUS_BAND_HPP
#define PASSK_INTERVAL_SIMULTANEOUS_BAND_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/interval/detail/quantile.hpp>
#include <passk/interval/detail/share_ends.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

// A band from each column's ends, by its number, its spread and the multiple of its standard error
// that the largest resampled deviation over all columns reaches; nothing where there are no ends.
template <class Ends>
[[nodiscard]] std::vector<result<interval>> max_t_band(std::string_view function,
                                                       const mean_sample& sample,
                                                       const bootstrap_options& options,
                                                       const Ends& ends_of) {
    const deviations resampled = resample_means(sample, options);
    std::vector<column_spread> spreads;
    std::vector<double> largest(options.resamples, 0.0);
    for (std::size_t c = 0; c < sample.estimates.size(); ++c) {
        const column_spread& spread = spreads.emplace_back(spread_of(sample, c));
        if (spread.squares > 0.0) {
            const double scale = resampled.divisor * spread.standard_error();
            for (std::size_t r = 0; r < options.resamples; ++r) {
                const double deviation = resampled.values[c * options.resamples + r];
                largest[r] = (std::max)(largest[r], std::fabs(deviation) / scale);
            }
        }
    }
    // Resamples of a few problems stray less than the normal distribution does; what holds at all
    // k at once is no shorter than what holds at one.
    const double multiple = (std::max)(quantile(largest, options.level.value()),
                                       -normal_quantile(options.level.tail()));
    std::vector<result<interval>> band;
    for (std::size_t c = 0; c < sample.estimates.size(); ++c) {
        const std::optional<std::pair<double, double>> ends = ends_of(c, spreads[c], multiple);
        if (!ends) {
            band.push_back(passk::error{errc::unsupported,
                                        std::string(function)
                                            + ": all problems give the same value, which shows no "
                                              "spread to build a band on"});
            continue;
        }
        band.push_back(interval{.estimate = sample.estimates[c],
                                .lower = ends->first,
                                .upper = ends->second,
                                .level = options.level,
                                .method = interval_method::max_t_band,
                                .target = estimand::sampled_problems,
                                .resamples = options.resamples,
                                .seed = options.seed});
    }
    return band;
}

// Of means that may lie anywhere: the multiple of the standard error, times the ratio of Student's
// to the normal quantile, which allows for errors that are estimated from few problems.
[[nodiscard]] inline std::vector<result<interval>> symmetric_max_t_band(
    std::string_view function, const mean_sample& sample, const bootstrap_options& options) {
    return max_t_band(function, sample, options,
                      [&](std::size_t c, const column_spread& spread,
                          double multiple) -> std::optional<std::pair<double, double>> {
                          if (spread.squares == 0.0) {
                              return std::nullopt;
                          }
                          const double tail = options.level.tail();
                          const double students =
                              t_upper_quantile(spread.degrees(), tail) / -normal_quantile(tail);
                          const double half = students * multiple * spread.standard_error();
                          return std::pair(sample.estimates[c] - half, sample.estimates[c] + half);
                      });
}

}  // namespace detail

/// A band that holds the whole curve at once. The quantile of the largest resampled |deviation| /
/// standard error over all k, but at least the normal quantile of the level, says by which multiple
/// of the error some point strays; the tail of a normal distribution beyond this multiple is the
/// tail of the pointwise interval, Korn and Graubard's, which is as skewed as a mean near 0 or 1
/// and lies between them.
///
/// Where pointwise intervals each miss in 5 % of cases, somewhere along the curve one of them
/// misses more often; claims about where curves lie or cross need the band.
///
/// @param problems  one tally a problem.
/// @param ks        the k that the band holds for, jointly.
/// @param target    must be estimand::sampled_problems.
/// @param clusters  empty, or for each problem the number of its family; see mean_intervals
/// @pre      at least two problems, in two clusters; 1 <= k <= n for every k and problem
/// @returns  for each k an interval, or errc::unsupported where all problems give the same value
///           between 0 and 1.
/// @throws   domain_error that names what is violated.
/// @par Source
/// Westfall, Young 1993, "Resampling-Based Multiple Testing"; Montiel Olea, Plagborg-Moller 2019,
/// "Simultaneous confidence bands", J. Appl. Econometrics 34(1); Korn, Graubard 1998, "Confidence
/// intervals for proportions with small expected number of positive counts", Survey Methodology 24.
[[nodiscard]] inline std::vector<result<interval>> simultaneous_band(
    problem_tallies problems, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}, std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::simultaneous_band";
    detail::expects_resampling(function, problems.size(), target, options);
    detail::expects_clusters(function, problems.size(), clusters);
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
    const detail::mean_sample sample = detail::curve_sample(problems, ks, clusters);
    return detail::max_t_band(
        function, sample, options,
        [&](std::size_t c, const detail::column_spread& spread, double multiple) {
            return detail::share_ends(interval_method::korn_graubard, sample.estimates[c], spread,
                                      detail::normal_cdf(-multiple));
        });
}

}  // namespace passk

#endif  // PASSK_INTERVAL_SIMULTANEOUS_BAND_HPP
