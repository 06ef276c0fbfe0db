// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_IMPL_CONFIDENCE_INTERVALS_IPP
#define PASSK_INTERVAL_IMPL_CONFIDENCE_INTERVALS_IPP

#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/detail/gaffke_ends.hpp>
#include <passk/interval/detail/saddlepoint.hpp>
#include <passk/interval/detail/share_ends.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/statistics/quantile.hpp>
#include <passk/statistics/student_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <type_traits>

namespace passk::detail {

[[nodiscard]] inline error cannot_say(std::string_view why) {
    return {errc::unsupported, std::string(why)};
}

// The label of a method.
struct label_of {
    interval_method operator()(const recommended&) const { return interval_method::student_t; }
    interval_method operator()(const percentile_bootstrap&) const {
        return interval_method::percentile_bootstrap;
    }
    interval_method operator()(const basic_bootstrap&) const {
        return interval_method::basic_bootstrap;
    }
    interval_method operator()(const bca_bootstrap&) const {
        return interval_method::bca_bootstrap;
    }
    interval_method operator()(const studentized_bootstrap&) const {
        return interval_method::studentized_bootstrap;
    }
    interval_method operator()(const saddlepoint&) const { return interval_method::saddlepoint; }
    interval_method operator()(const student_t&) const { return interval_method::student_t; }
    interval_method operator()(const wilson_effective_n&) const {
        return interval_method::wilson_effective_n;
    }
    interval_method operator()(const gaffke& chosen) const {
        return chosen.weight < 1.0 ? interval_method::gaffke_reduced_weight
                                   : interval_method::gaffke;
    }
    interval_method operator()(const korn_graubard&) const {
        return interval_method::korn_graubard;
    }
    interval_method operator()(const max_t_band&) const { return interval_method::max_t_band; }
};

// What a method draws, if it draws.
[[nodiscard]] inline std::optional<resample_draw> draw_of(const any_sampled_method& method) {
    return std::visit(
        [](const auto& chosen) -> std::optional<resample_draw> {
            if constexpr (requires { chosen.resamples; }) {
                return resample_draw{chosen.resamples, chosen.seed};
            } else {
                return std::nullopt;
            }
        },
        method);
}

// Intervals of the columns by one method.
class intervals_by_method {
public:
    intervals_by_method(const mean_sample& sample, value_bounds bounds,
                        const any_sampled_method& method, confidence_level level,
                        const any_executor& on)
        : sample_(sample),
          bounds_(bounds),
          weight_(weight_of(method, bounds)),
          method_(std::visit(label_of{}, method)),
          draw_(draw_of(method).value_or(resample_draw{0, 0})),
          level_(level),
          on_(on) {}

    [[nodiscard]] std::vector<result<interval>> operator()() {
        const std::size_t columns = sample_.estimates.size();
        std::vector<column_spread> spreads;
        for (std::size_t c = 0; c < columns; ++c) {
            spreads.push_back(spread_of(sample_, c));
        }
        if (method_ == interval_method::studentized_bootstrap) {
            resampled_.values = resample_t(sample_, draw_, on_);
        } else if (draw_.resamples > 0) {
            resampled_ = resample_means(sample_, draw_, on_);
        }
        if (method_ == interval_method::percentile_bootstrap
            || method_ == interval_method::basic_bootstrap
            || method_ == interval_method::studentized_bootstrap) {
            find_quantiles(columns);
        }
        if (method_ == interval_method::max_t_band) {
            multiple_ = band_multiple(spreads);
        }
        std::vector<result<interval>> intervals;
        if (has_gaffke_ends()) {
            const double tail =
                method_ == interval_method::max_t_band ? normal_cdf(-multiple_) : level_.tail();
            for (const interval_ends& ends :
                 gaffke_ends(sample_, tail, bounds_.low, bounds_.high, weight_)) {
                intervals.push_back(between(intervals.size(), ends.lower, ends.upper));
            }
            return intervals;
        }
        for (std::size_t c = 0; c < columns; ++c) {
            intervals.push_back(column(c, spreads[c]));
        }
        return intervals;
    }

private:
    // The weight of Gaffke's extra unit: a band of differences has that of a recommended interval.
    [[nodiscard]] static double weight_of(const any_sampled_method& method, value_bounds bounds) {
        const auto* const chosen = std::get_if<gaffke>(&method);
        return chosen != nullptr    ? chosen->weight
               : bounds.of_shares() ? 1.0
                                    : gaffke_difference_weight;
    }

    [[nodiscard]] bool has_gaffke_ends() const {
        return method_ == interval_method::gaffke
               || method_ == interval_method::gaffke_reduced_weight
               || (method_ == interval_method::max_t_band && bounds_.finite());
    }

    [[nodiscard]] interval between(std::size_t c, double lower, double upper) const {
        return {.estimate = sample_.estimates[c],
                .lower = lower,
                .upper = upper,
                .level = level_,
                .method = method_,
                .target = estimand::sampled_problems,
                .resamples = draw_.resamples,
                .seed = draw_.seed};
    }

    [[nodiscard]] result<interval> column(std::size_t c, const column_spread& spread) {
        const double estimate = sample_.estimates[c];
        const double tail = level_.tail();
        if (method_ == interval_method::wilson_effective_n
            || method_ == interval_method::korn_graubard) {
            return of_share(c, spread, method_, tail);
        }
        if (spread.squares == 0.0) {
            return cannot_say(
                method_ == interval_method::max_t_band
                    ? "all problems give the same value, which shows no spread to build a band on"
                    : "all problems give the same value, which shows no spread to build an "
                      "interval on; Gaffke's interval, for values between bounds, has an answer");
        }
        switch (method_) {
            case interval_method::student_t: {
                const double reach =
                    t_upper_quantile(spread.degrees(), tail) * spread.standard_error();
                return between(c, estimate - reach, estimate + reach);
            }
            case interval_method::max_t_band: {
                // Student's quantile over the normal one allows for errors that are estimated
                // from few problems.
                const double students =
                    t_upper_quantile(spread.degrees(), tail) / -normal_quantile(tail);
                const double reach = students * multiple_ * spread.standard_error();
                return between(c, estimate - reach, estimate + reach);
            }
            case interval_method::saddlepoint: return deterministic(c, spread);
            case interval_method::bca_bootstrap: return bca(c, spread);
            default: break;
        }
        const auto [low, high] = quantiles_[c];
        if (method_ == interval_method::percentile_bootstrap) {
            return between(c, estimate + low, estimate + high);
        }
        if (method_ == interval_method::basic_bootstrap) {
            return between(c, estimate - high, estimate - low);
        }
        if (!std::isfinite(low) || !std::isfinite(high)) {
            return cannot_say(
                "too many resamples show no spread of their own, so their t statistics have no "
                "quantile; ask for the BCa bootstrap or Wilson's interval with effective n");
        }
        const double error = std::sqrt(spread.squares) / spread.problems;
        return between(c, estimate - high * error, estimate - low * error);
    }

    [[nodiscard]] std::span<double> resampled(std::size_t c) {
        const auto resamples = static_cast<std::size_t>(draw_.resamples);
        return {resampled_.values.data() + c * resamples, resamples};
    }

    // The quantiles of the resampled deviations or t statistics of every column.
    void find_quantiles(std::size_t columns) {
        quantiles_.resize(columns);
        const std::size_t workers = on_.workers(columns);
        std::vector<std::vector<double>> rooms(
            workers, std::vector<double>(static_cast<std::size_t>(draw_.resamples)));
        on_.for_each({0, columns}, [&](std::size_t worker, std::uint64_t column) noexcept {
            const auto c = static_cast<std::size_t>(column);
            const double tail = level_.tail();
            quantiles_[c] = {
                quantile(resampled(c), tail, rooms[worker]) / resampled_.divisor,
                quantile(resampled(c), 1.0 - tail, rooms[worker]) / resampled_.divisor};
        });
    }

    // The multiple of its standard error that the largest resampled deviation over all columns
    // reaches.
    [[nodiscard]] double band_multiple(std::span<const column_spread> spreads) {
        const auto resamples = static_cast<std::size_t>(draw_.resamples);
        std::vector<double> largest(resamples, 0.0);
        for (std::size_t c = 0; c < spreads.size(); ++c) {
            if (spreads[c].squares > 0.0) {
                const double scale = resampled_.divisor * spreads[c].standard_error();
                for (std::size_t r = 0; r < resamples; ++r) {
                    const double deviation = resampled_.values[c * resamples + r];
                    largest[r] = (std::max)(largest[r], std::fabs(deviation) / scale);
                }
            }
        }
        // Resamples of a few problems stray less than the normal distribution does; what holds at
        // all columns at once is no shorter than what holds at one.
        return (std::max)(quantile(largest, level_.value()), -normal_quantile(level_.tail()));
    }

    [[nodiscard]] result<interval> of_share(std::size_t c, const column_spread& spread,
                                            interval_method method, double tail) const {
        const auto ends = share_ends(method, sample_.estimates[c], spread, tail);
        if (!ends) {
            return cannot_say(
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
            return cannot_say(
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
        const double z = normal_quantile(level_.tail());
        const auto end = [&](double normal) -> result<double> {
            const double shifted = bias + normal;
            const double stretch = 1.0 - acceleration * shifted;
            if (stretch <= 0.0) {
                return cannot_say("the values are too skewed for BCa's correction");
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
            return cannot_say(
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
        const double tail = level_.tail();
        return resampled_mean_quantiles(resampled_mean_law(std::move(atoms), spread.units),
                                        spread.units, tail, 1.0 - tail);
    }

    const mean_sample& sample_;
    value_bounds bounds_;
    double weight_;
    interval_method method_;
    resample_draw draw_;
    confidence_level level_;
    const any_executor& on_;
    deviations resampled_{};
    std::vector<std::pair<double, double>> quantiles_{};  // by column
    double multiple_ = 0.0;                               // of a band
};

PASSK_INLINE std::vector<estimate_with_interval> intervals_of_sample(
    const mean_sample& sample, value_bounds bounds, const any_sampled_method& method,
    confidence_level level, const any_executor& on) {
    std::vector<estimate_with_interval> intervals(sample.estimates.size());
    for (std::size_t c = 0; c < intervals.size(); ++c) {
        intervals[c].estimate = sample.estimates[c];
    }
    any_sampled_method chosen = method;
    if (std::holds_alternative<recommended>(method)) {
        std::uint64_t units = 0;
        for (const std::uint32_t count : sample.kinds.problems) {
            units += count;
        }
        const auto pick = recommend_method(units, bounds.low, bounds.high);
        for (estimate_with_interval& at : intervals) {
            if (pick) {
                at.reason = pick.value().reason;
            } else {
                at.bounds = pick.error();
            }
        }
        if (!pick) {
            return intervals;
        }
        chosen = pick.value().method;
    }
    const std::vector<result<interval>> found =
        intervals_by_method(sample, bounds, chosen, level, on)();
    for (std::size_t c = 0; c < intervals.size(); ++c) {
        intervals[c].bounds = found[c];
    }
    return intervals;
}

PASSK_INLINE void expects_sampled_problems(std::size_t problems, const sampled_problems& target,
                                           const any_sampled_method& method, value_bounds bounds,
                                           confidence_level level) {
    constexpr std::string_view function = "passk::confidence_intervals";
    expects_clusters(function, problems, target.clusters);
    if (std::holds_alternative<recommended>(method)) {
        return;
    }
    expects(bounds.of_shares()
                || !(std::holds_alternative<wilson_effective_n>(method)
                     || std::holds_alternative<korn_graubard>(method)),
            "passk::confidence_intervals: Wilson's interval and Korn and Graubard's are for "
            "values between 0 and 1, and differences are not");
    if (const auto* const chosen = std::get_if<gaffke>(&method)) {
        expects(bounds.finite() && chosen->weight > 0.0 && std::isfinite(chosen->weight),
                "passk::confidence_intervals: Gaffke's interval is for values between two finite "
                "bounds, and its extra weight is above 0");
    }
    expects_resampling(function, problems, draw_of(method), level);
}

PASSK_INLINE result<interval> interval_of_variance(double estimate, const result<double>& variance,
                                                   std::uint64_t k, confidence_level level) {
    if (!variance) {
        return cannot_say(variance.error().context
                          + "; draw at least 2k samples of each problem, or take a "
                            "Clopper-Pearson interval problem by problem");
    }
    if (variance.value() <= 0.0) {
        return cannot_say("the estimated variance of k = " + std::to_string(k)
                          + " attempts is not positive; draw more samples, or take a "
                            "Clopper-Pearson interval problem by problem");
    }
    const double reach = -normal_quantile(level.tail()) * std::sqrt(variance.value());
    return interval{.estimate = estimate,
                    .lower = estimate - reach,
                    .upper = estimate + reach,
                    .level = level,
                    .method = interval_method::unbiased_variance,
                    .target = estimand::fixed_benchmark};
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_IMPL_CONFIDENCE_INTERVALS_IPP
