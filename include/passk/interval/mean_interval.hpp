// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_MEAN_INTERVAL_HPP
#define PASSK_INTERVAL_MEAN_INTERVAL_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/estimate/variance.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/interval/detail/quantile.hpp>
#include <passk/interval/detail/saddlepoint.hpp>
#include <passk/interval/detail/share_ends.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

[[nodiscard]] inline passk::error cannot_say(std::string_view function, std::string_view why) {
    return {errc::unsupported, std::string(function) + ": " + std::string(why)};
}

// Is the method for means of values between 0 and 1 only?
[[nodiscard]] constexpr bool is_of_shares(interval_method method) noexcept {
    return method == interval_method::wilson_effective_n
           || method == interval_method::korn_graubard;
}

// Intervals of means for every method of estimand::sampled_problems.
class mean_intervals_of {
public:
    mean_intervals_of(std::string_view function, const mean_sample& sample, interval_method method,
                      const bootstrap_options& options)
        : function_(function), sample_(sample), method_(method), options_(options) {}

    [[nodiscard]] std::vector<result<interval>> operator()() {
        if (method_ == interval_method::studentized_bootstrap) {
            resampled_.values = resample_t(sample_, options_);
        } else if (resamples()) {
            resampled_ = resample_means(sample_, options_);
        }
        std::vector<result<interval>> intervals;
        for (std::size_t c = 0; c < sample_.estimates.size(); ++c) {
            intervals.push_back(column(c));
        }
        return intervals;
    }

private:
    [[nodiscard]] bool resamples() const noexcept {
        return method_ == interval_method::percentile_bootstrap
               || method_ == interval_method::basic_bootstrap
               || method_ == interval_method::bca_bootstrap
               || method_ == interval_method::studentized_bootstrap;
    }

    [[nodiscard]] interval between(std::size_t c, double lower, double upper) const {
        return {.estimate = sample_.estimates[c],
                .lower = lower,
                .upper = upper,
                .level = options_.level,
                .method = method_,
                .target = estimand::sampled_problems,
                .resamples = resamples() ? options_.resamples : 0,
                .seed = resamples() ? options_.seed : 0};
    }

    [[nodiscard]] result<interval> column(std::size_t c) {
        const column_spread spread = spread_of(sample_, c);
        const double estimate = sample_.estimates[c];
        if (is_of_shares(method_)) {
            return of_share(c, spread);
        }
        if (spread.squares == 0.0) {
            return cannot_say(function_,
                              "all problems give the same value, which shows no spread to build "
                              "an interval on; for a share of problems Wilson's interval with "
                              "effective n and Korn and Graubard's have an answer at 0 and 1");
        }
        const double tail = options_.level.tail();
        switch (method_) {
            case interval_method::clt_t: {
                const double reach =
                    t_upper_quantile(spread.degrees(), tail) * spread.standard_error();
                return between(c, estimate - reach, estimate + reach);
            }
            case interval_method::saddlepoint: return deterministic(c, spread);
            case interval_method::bca_bootstrap: return bca(c, spread);
            default: break;
        }
        const double low = quantile(resampled(c), tail) / resampled_.divisor;
        const double high = quantile(resampled(c), 1.0 - tail) / resampled_.divisor;
        if (method_ == interval_method::percentile_bootstrap) {
            return between(c, estimate + low, estimate + high);
        }
        if (method_ == interval_method::basic_bootstrap) {
            return between(c, estimate - high, estimate - low);
        }
        if (!std::isfinite(low) || !std::isfinite(high)) {
            return cannot_say(function_,
                              "too many resamples show no spread of their own, so their t "
                              "statistics have no quantile; ask for the BCa bootstrap or "
                              "Wilson's interval with effective n");
        }
        const double error = std::sqrt(spread.squares) / spread.problems;
        return between(c, estimate - high * error, estimate - low * error);
    }

    [[nodiscard]] std::span<double> resampled(std::size_t c) {
        return {resampled_.values.data() + c * options_.resamples, options_.resamples};
    }

    [[nodiscard]] result<interval> of_share(std::size_t c, const column_spread& spread) const {
        const auto ends = share_ends(method_, sample_.estimates[c], spread, options_.level.tail());
        if (!ends) {
            return cannot_say(function_,
                              "all problems give the same value between 0 and 1, which shows no "
                              "spread to build an interval on");
        }
        return between(c, ends->first, ends->second);
    }

    [[nodiscard]] result<interval> bca(std::size_t c, const column_spread& spread) {
        const std::span<double> values = resampled(c);
        double below = 0.0;
        for (const double value : values) {
            below += value < -resampled_.tie ? 1.0 : (value <= resampled_.tie ? 0.5 : 0.0);
        }
        below /= static_cast<double>(values.size());
        if (below <= 0.0 || below >= 1.0) {
            return cannot_say(function_,
                              "all resamples lie on one side of the estimate, so that its bias "
                              "cannot be corrected; ask for Wilson's interval with effective n");
        }
        double cubes = 0.0;
        double squares = 0.0;
        for (std::size_t d = 0; d < spread.centred.size(); ++d) {
            const double influence = spread.centred[d] / (spread.problems - sample_.size(d));
            cubes += sample_.kinds.problems[d] * influence * influence * influence;
            squares += sample_.kinds.problems[d] * influence * influence;
        }
        const double acceleration = cubes / (6.0 * squares * std::sqrt(squares));
        const double bias = normal_quantile(below);
        const double z = normal_quantile(options_.level.tail());
        const auto end = [&](double normal) -> result<double> {
            const double shifted = bias + normal;
            const double stretch = 1.0 - acceleration * shifted;
            if (stretch <= 0.0) {
                return cannot_say(function_, "the values are too skewed for BCa's correction");
            }
            return quantile(values, normal_cdf(bias + shifted / stretch)) / resampled_.divisor;
        };
        const result<double> low = end(z);
        const result<double> high = end(-z);
        if (!low || !high) {
            return low ? high.error() : low.error();
        }
        return between(c, sample_.estimates[c] + low.value(), sample_.estimates[c] + high.value());
    }

    [[nodiscard]] result<interval> deterministic(std::size_t c, const column_spread& spread) const {
        const auto [low, high] = quantiles_about(spread, 0.0);
        if (!sample_.clustered()) {
            return between(c, sample_.estimates[c] + low, sample_.estimates[c] + high);
        }
        const double lower = ratio_quantile(spread, low, &std::pair<double, double>::first);
        const double upper = ratio_quantile(spread, high, &std::pair<double, double>::second);
        if (!std::isfinite(lower) || !std::isfinite(upper)) {
            return cannot_say(function_,
                              "the clusters are too few, or their sizes too unequal, for the "
                              "quantile of their mean to be found without drawing; ask for a "
                              "bootstrap");
        }
        return between(c, sample_.estimates[c] + lower, sample_.estimates[c] + upper);
    }

    // Over clusters a mean is a ratio, sum of D / sum of sizes. It is at most t where the sum of
    // D - t size is at most 0, which is the likelier the greater t: its quantile is the one zero of
    // quantile(D - t (size - mean size)) / mean size - t, whose first quantile at t = 0 is given.
    // By false position with the Illinois rule (Dowell, Jarratt 1971); NaN where that fails.
    [[nodiscard]] double ratio_quantile(const column_spread& spread, double at_zero,
                                        double std::pair<double, double>::*end) const {
        struct point {
            double t;
            double above;  // how far the zero seems to lie above t
        };
        const double size = spread.problems / spread.units;
        const double tolerance = 1e-5 * std::sqrt(spread.squares) / spread.problems;
        const auto at = [&](double t) {
            return point{t, quantiles_about(spread, t).*end / size - t};
        };
        constexpr int most_steps = 100;
        point kept{0.0, at_zero / size};
        point last = at(kept.above);
        for (int step = 0; step < most_steps; ++step) {
            if (!(std::fabs(last.above) > tolerance && std::fabs(last.t - kept.t) > tolerance)) {
                return last.t + last.above;
            }
            if (std::signbit(last.above) == std::signbit(kept.above)) {  // not yet between them
                kept = std::exchange(last, at(last.t + 2.0 * last.above));
                continue;
            }
            const point next =
                at((kept.t * last.above - last.t * kept.above) / (last.above - kept.above));
            if (std::signbit(next.above) == std::signbit(last.above)) {
                kept.above /= 2.0;
            } else {
                kept = last;
            }
            last = next;
        }
        return std::numeric_limits<double>::quiet_NaN();
    }

    // Quantiles of the mean over drawn units of D - t (size - mean size).
    [[nodiscard]] std::pair<double, double> quantiles_about(const column_spread& spread,
                                                            double t) const {
        const double size = spread.problems / spread.units;
        std::map<double, double> shares;
        for (std::size_t d = 0; d < spread.centred.size(); ++d) {
            const double value = spread.centred[d] - t * (sample_.size(d) - size);
            shares[value] += sample_.kinds.problems[d] / spread.units;
        }
        std::vector<atom> atoms;
        atoms.reserve(shares.size());
        for (const auto& [value, share] : shares) {
            atoms.push_back({value, share});
        }
        const double tail = options_.level.tail();
        return resampled_mean_quantiles(resampled_mean_law(std::move(atoms), spread.units),
                                        spread.units, tail, 1.0 - tail);
    }

    std::string_view function_;
    const mean_sample& sample_;
    interval_method method_;
    const bootstrap_options& options_;
    deviations resampled_{};
};

inline void expects_sampled_method(std::string_view function, std::size_t problems,
                                   std::span<const std::size_t> clusters, estimand target,
                                   interval_method method, const bootstrap_options& options) {
    if (method > interval_method::saddlepoint) {
        fail_precondition(std::string(function) + ": '" + std::string(to_string(method))
                          + "' is no interval for means over sampled problems");
    }
    expects_resampling(function, problems, target, options);
    expects_clusters(function, problems, clusters);
}

}  // namespace detail

/// Means over problems of any numbers, with an interval by any method for sampled problems.
///
/// Ends are those of the method, also where they leave the range of the values: basic,
/// studentized and t intervals of a probability can reach below 0 or above 1.
///
/// @param values    problems x columns, problem by problem: values[columns * i + c]
/// @param columns   how many numbers a problem has
/// @param target    must be estimand::sampled_problems
/// @param method    percentile_bootstrap, basic_bootstrap, bca_bootstrap, studentized_bootstrap,
///                  clt_t, saddlepoint; wilson_effective_n and korn_graubard if all values lie
///                  in [0, 1]
/// @param clusters  empty, or for each problem the number of its family: problems of one family
///                  are drawn together, and errors count families: standard errors are the
///                  jackknife's over families, and Student's t has one degree of freedom less
///                  than there are families, effectively, where their sizes differ
/// @pre      columns >= 1 divides the number of values; at least two problems, in at least two
///           clusters; all values finite
/// @returns  for each column an interval, or errc::unsupported with the reason and what to do
///           instead: no spread, or none left after resampling.
/// @throws   domain_error that names the precondition violated.
/// @see      recommend_interval; bootstrap_pass_at_k_curve for determinism.
/// @par Source
/// Efron 1987, "Better bootstrap confidence intervals", JASA 82; DiCiccio, Efron 1996,
/// "Bootstrap confidence intervals", Statist. Sci. 11(3); Korn, Graubard 1998, Surv. Methodol.
/// 24(2), for the effective n and korn_graubard; Daniels, Young 1991, Biometrika 78(1), for the
/// saddlepoint; Miller 2024, arXiv:2411.00640, section 2.2, for clusters; Bell, McCaffrey 2002,
/// Surv. Methodol. 28(2), for their errors (CR3); Carter, Schnepel, Steigerwald 2017, Rev. Econ.
/// Stat. 99(4), for their effective number.
[[nodiscard]] inline std::vector<result<interval>> mean_intervals(
    std::span<const double> values, std::size_t columns, estimand target, interval_method method,
    const bootstrap_options& options = {}, std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::mean_intervals";
    detail::mean_sample sample;
    sample.kinds = detail::value_kinds(function, values, columns, sample.estimates);
    detail::expects_sampled_method(function, values.size() / columns, clusters, target, method,
                                   options);
    detail::expects(!detail::is_of_shares(method)
                        || std::all_of(values.begin(), values.end(),
                                       [](double value) { return value >= 0.0 && value <= 1.0; }),
                    "passk::mean_intervals: Wilson's interval and Korn and Graubard's are for "
                    "values between 0 and 1");
    if (!clusters.empty()) {
        sample = detail::cluster_rows(values, columns, clusters, std::move(sample));
    }
    return detail::mean_intervals_of(function, sample, method, options)();
}

/// Mean pass-at-k of a benchmark for each k, with intervals by any method of the estimand.
///
/// For the fixed benchmark the method is unbiased_variance: the estimate plus or minus the normal
/// quantile times the root of mean_pass_at_k_variance_estimate, which exists where 2k <= n.
///
/// @param problems  one tally a problem; n may differ between them.
/// @param ks        numbers of attempts, in any order.
/// @param target    what the interval is about; the two differ 3- to 100-fold in length.
/// @param method    one of the target's: see mean_intervals; unbiased_variance
/// @param clusters  empty, or for each problem the number of its family. Sampling noise knows no
///                  families: without meaning for the fixed benchmark.
/// @pre      1 <= k <= n for every k and problem; for sampled problems those of mean_intervals
/// @returns  for each k an interval, or errc::unsupported with the reason and what to do instead.
/// @throws   domain_error that names the precondition violated.
[[nodiscard]] inline std::vector<result<interval>> pass_at_k_curve_intervals(
    problem_tallies problems, std::span<const std::uint64_t> ks, estimand target,
    interval_method method, const bootstrap_options& options = {},
    std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::pass_at_k_curve_intervals";
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
    if (target == estimand::fixed_benchmark) {
        detail::expects(method == interval_method::unbiased_variance && clusters.empty(),
                        "passk::pass_at_k_curve_intervals: for the fixed benchmark the method is "
                        "unbiased_variance, without clusters");
        const double z = -detail::normal_quantile(options.level.tail());
        std::vector<result<interval>> intervals;
        for (const std::uint64_t k : ks) {
            const result<double> variance = mean_pass_at_k_variance_estimate(problems, k);
            if (!variance) {
                intervals.push_back(detail::cannot_say(
                    function, variance.error().context
                                  + "; draw at least 2k samples of each problem, or take a "
                                    "Clopper-Pearson interval problem by problem"));
                continue;
            }
            if (variance.value() <= 0.0) {
                intervals.push_back(detail::cannot_say(
                    function, "the estimated variance of k = " + std::to_string(k)
                                  + " attempts is not positive; draw more samples, or take a "
                                    "Clopper-Pearson interval problem by problem"));
                continue;
            }
            const double estimate = mean_pass_at_k(problems, k);
            const double reach = z * std::sqrt(variance.value());
            intervals.push_back(interval{.estimate = estimate,
                                         .lower = estimate - reach,
                                         .upper = estimate + reach,
                                         .level = options.level,
                                         .method = method,
                                         .target = target});
        }
        return intervals;
    }
    detail::expects_sampled_method(function, problems.size(), clusters, target, method, options);
    const detail::mean_sample sample = detail::curve_sample(problems, ks, clusters);
    return detail::mean_intervals_of(function, sample, method, options)();
}

}  // namespace passk

#endif  // PASSK_INTERVAL_MEAN_INTERVAL_HPP
