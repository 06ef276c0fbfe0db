// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_CROSSOVER_HPP
#define PASSK_COMPARE_CROSSOVER_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/gaffke.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/method.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/resampling/resampled_sums.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace passk {

/// A change of the lead between two neighbouring k of a list.
struct crossing {
    std::uint64_t before{};  ///< the last k with the old leader
    std::uint64_t after{};   ///< the first k with the new one: the crossing as a whole number
    double at{};             ///< where the difference is 0, linear in log k between the two
    bool base_overtakes{};   ///< from here base >= tuned; otherwise tuned > base
};

/// Every change of the lead along two curves, by k. The base model leads where it is at least
/// level with the tuned one.
///
/// @param ks           numbers of attempts, strictly ascending
/// @param differences  tuned - base at each k, finite
/// @pre      as many differences as ks
/// @throws   domain_error otherwise
[[nodiscard]] inline std::vector<crossing> find_crossings(const attempts& ks,
                                                          std::span<const double> differences) {
    detail::expects(ks.size() == differences.size(),
                    "passk::find_crossings: there must be one difference for each k");
    detail::expects(std::adjacent_find(ks.begin(), ks.end(), std::greater_equal<>()) == ks.end()
                        && (ks.empty() || ks[0] >= 1),
                    "passk::find_crossings: the ks must ascend from 1 or more");
    detail::expects(std::all_of(differences.begin(), differences.end(),
                                [](double d) { return std::isfinite(d); }),
                    "passk::find_crossings: a difference is not finite");
    std::vector<crossing> found;
    for (std::size_t j = 1; j < ks.size(); ++j) {
        const double from = differences[j - 1];
        const double to = differences[j];
        if ((from > 0.0) != (to > 0.0)) {
            const double low = std::log2(static_cast<double>(ks[j - 1]));
            const double high = std::log2(static_cast<double>(ks[j]));
            const double share = from / (from - to);
            found.push_back({.before = ks[j - 1],
                             .after = ks[j],
                             .at = std::exp2(std::fma(share, high - low, low)),
                             .base_overtakes = from > 0.0});
        }
    }
    return found;
}

/// Where the base model catches up with the tuned one, and how sure that is.
struct crossover {
    /// The first listed k with base >= tuned; none if there is none.
    std::optional<std::uint64_t> k{};
    /// The same, linear in log k between neighbours; the first listed k if base leads from there.
    std::optional<double> at{};
    /// Every change of the lead. More than one is a sign of curves that differ by noise.
    std::vector<crossing> crossings{};
    /// The largest listed k: nothing is said beyond it.
    std::uint64_t largest_k{};

    /// The share of resamples with base >= tuned at some listed k.
    double probability{};
    /// Confidence interval of `at`; an end that is absent lies beyond largest_k.
    std::optional<double> lower{};
    std::optional<double> upper{};

    confidence_level level{0.95};
    interval_method method = interval_method::gaffke_reduced_weight;
    estimand target{};
    std::uint64_t resamples = 0;  ///< of `probability`
    std::uint64_t seed = 0;
};

namespace detail {

// Where a curve over ks first comes down to 0, linear in log k; nothing where it stays above.
[[nodiscard]] inline std::optional<double> first_at_most_zero(const attempts& ks,
                                                              std::span<const double> curve) {
    if (curve.front() <= 0.0) {
        return static_cast<double>(ks[0]);
    }
    const std::vector<crossing> found = find_crossings(ks, curve);
    return found.empty() ? std::nullopt : std::optional(found.front().at);
}

}  // namespace detail

/// The k from which the base model's mean pass-at-k is at least the tuned model's, with its
/// confidence interval.
///
/// The interval inverts those of the difference (Gaffke's, with half a weight): it runs from where
/// their lower end first comes down to 0 to where their upper end does. At the true crossover the
/// difference is 0, which they hold as often as stated. Differences that rounding to the resampling
/// grid (2^-43 for 500 problems) cannot tell from 0 are ties.
///
/// @param outcomes  two models on their common problems.
/// @param ks        strictly ascending; all_attempts(n) for the exact whole-number crossing.
/// @param target    with clusters, these are resampled
/// @param method    resamples and seed
/// @param level     confidence level
/// @param on        where resamples are computed
/// @pre      at least one k, two problems, two clusters; 1 <= k <= n for every k, problem and model
/// @throws   domain_error that names what is violated.
/// @par Determinism
/// as confidence_intervals, with the same resamples for the same seed.
/// @par Cost
/// a product of distinct pairs of tallies x ks for each resample.
[[nodiscard]] inline crossover find_crossover(const paired_outcomes& outcomes, const attempts& ks,
                                              const sampled_problems& target,
                                              const percentile_bootstrap& method = {},
                                              confidence_level level = confidence_level(0.95),
                                              const any_executor& on = this_thread()) {
    constexpr std::string_view function = "passk::find_crossover";
    detail::expects(!ks.empty(), "passk::find_crossover: there is no k");
    detail::expects_resampling(function, outcomes.problems.size(),
                               resample_draw{method.resamples, method.seed}, level);
    detail::expects_clusters(function, outcomes.problems.size(), target.clusters);
    // Sums tell who leads as well as means do, over problems as over clusters of any sizes.
    const difference_of difference(outcomes, ks);
    const resampling::mean_resampler resampler(difference.sample(target.clusters).kinds);
    const auto clean = [tie = resampler.rounding()](double sum) {
        return std::fabs(sum) <= tie ? 0.0 : sum;
    };

    std::vector<double> differences;
    for (std::size_t c = 0; c < ks.size(); ++c) {
        differences.push_back(clean(resampler.total(c)));
    }
    crossover found{.crossings = find_crossings(ks, differences),
                    .largest_k = ks[ks.size() - 1],
                    .level = level,
                    .target = estimand::sampled_problems,
                    .resamples = method.resamples,
                    .seed = method.seed};
    if (differences.front() <= 0.0) {
        found.k = ks[0];
        found.at = static_cast<double>(ks[0]);
    } else if (!found.crossings.empty()) {
        found.k = found.crossings.front().after;
        found.at = found.crossings.front().at;
    }

    // How many resamples cross.
    std::vector<double> crossed(static_cast<std::size_t>(method.resamples));
    resampling::for_each_block(
        resampler, {method.resamples, method.seed}, on,
        [&](std::uint64_t first, std::size_t count, const double* sums) noexcept {
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t c = 0; c < ks.size(); ++c) {
                    if (clean(sums[resampling::mean_resampler::block * c + i]) <= 0.0) {
                        crossed[first + i] = 1.0;
                        break;
                    }
                }
            }
        });
    resampling::gather_columns(crossed, crossed.size(), on);
    found.probability = static_cast<double>(std::count(crossed.begin(), crossed.end(), 1.0))
                        / static_cast<double>(method.resamples);

    std::vector<double> lower;
    std::vector<double> upper;
    for (const estimate_with_interval& at :
         confidence_intervals(difference, target, gaffke{gaffke_difference_weight}, level)) {
        lower.push_back(at.bounds.value().lower);
        upper.push_back(at.bounds.value().upper);
    }
    found.lower = detail::first_at_most_zero(ks, lower);
    found.upper = detail::first_at_most_zero(ks, upper);
    return found;
}

}  // namespace passk

#endif  // PASSK_COMPARE_CROSSOVER_HPP
