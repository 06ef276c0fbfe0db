// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_BOOTSTRAP_STATISTICS_HPP
#define PASSK_INTERVAL_BOOTSTRAP_STATISTICS_HPP

#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/detail/parallel_for.hpp>
#include <passk/interval/detail/quantile.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace passk {

/// One resample of grouped completions, as how often each problem and each completion counts.
struct resample_weights {
    std::vector<std::uint32_t> problems{};
    /// By group, then completion, problem by problem.
    std::vector<std::vector<std::uint32_t>> completions{};
};

/// What bootstrap_statistics asks of a statistic: computes all columns of one resample. It must
/// not throw, and must give the plain estimates when all weights are 1.
using resampled_statistic = std::function<void(const resample_weights&, std::span<double>)>;

/// Percentile bootstrap intervals for any numbers computed from completions that belong to
/// problems: medians, ranks, shares. For means of one number a problem use bootstrap_means.
///
///   - sampled problems: problems are drawn with replacement, each with all its completions;
///   - fixed benchmark: completions are drawn with replacement within each problem and group.
///
/// @param sizes      completions of each problem, group by group: sizes[g][i]
/// @param columns    how many numbers the statistic computes
/// @param statistic  see resampled_statistic
/// @param target     which of the two
/// @param options    resamples, seed, level, threads
/// @param clusters   empty, or for each problem the number of its family: families are then drawn
///                   in place of problems; for sampled problems only
/// @pre      every group has the same number of problems; at least two, in two clusters, for
///           sampled problems; every size is at least 1
/// @returns  an interval for each column
/// @throws   domain_error otherwise, or if an estimate is not a number
/// @see      bootstrap_pass_at_k_curve for the quantile rule.
///
/// @par Cost
/// for each resample a random number for each problem (each completion, on a fixed benchmark),
/// and the statistic.
/// @par Source
/// Davison and Hinkley 1997, "Bootstrap methods and their application", section 3.8.
[[nodiscard]] inline std::vector<interval> bootstrap_statistics(
    std::span<const std::vector<std::size_t>> sizes, std::size_t columns,
    const resampled_statistic& statistic, estimand target, const bootstrap_options& options = {},
    std::span<const std::size_t> clusters = {}) {
    detail::expects(!sizes.empty(), "passk::bootstrap_statistics: there is no group");
    const std::size_t problems = sizes.front().size();
    const bool sampled = target == estimand::sampled_problems;
    detail::expects_resampling("passk::bootstrap_statistics", sampled ? problems : 2,
                               estimand::sampled_problems, options);
    detail::expects(sampled || clusters.empty(),
                    "passk::bootstrap_statistics: on a fixed benchmark only completions are drawn, "
                    "which knows no clusters");
    detail::expects_clusters("passk::bootstrap_statistics", problems, clusters);
    const std::vector<std::vector<std::size_t>> families =
        detail::cluster_members(problems, clusters);
    resample_weights once{.problems = std::vector<std::uint32_t>(problems, 1)};
    for (const std::vector<std::size_t>& group : sizes) {
        detail::expects(group.size() == problems,
                        "passk::bootstrap_statistics: the groups differ in their problems");
        std::size_t all = 0;
        for (const std::size_t size : group) {
            detail::expects(size >= 1, "passk::bootstrap_statistics: a problem has no completion");
            all += size;
        }
        once.completions.emplace_back(all, 1);
    }

    std::vector<double> estimates(columns);
    statistic(once, estimates);
    for (const double estimate : estimates) {
        detail::expects(estimate == estimate,
                        "passk::bootstrap_statistics: an estimate is not a number");
    }

    const auto draw = [&](std::uint64_t number, resample_weights& weights) {
        random_bits bits(options.seed, number);
        if (sampled) {
            std::fill(weights.problems.begin(), weights.problems.end(), 0U);
            for (std::size_t draws = 0; draws < families.size(); ++draws) {
                const auto drawn = static_cast<std::size_t>(uniform_below(bits, families.size()));
                for (const std::size_t problem : families[drawn]) {
                    ++weights.problems[problem];
                }
            }
        }
        for (std::size_t g = 0; g < sizes.size(); ++g) {
            std::vector<std::uint32_t>& drawn = weights.completions[g];
            std::size_t first = 0;
            std::fill(drawn.begin(), drawn.end(), 0U);
            for (std::size_t i = 0; i < problems; ++i) {
                const std::size_t size = sizes[g][i];
                for (std::size_t j = 0; j < size; ++j) {
                    if (sampled) {
                        drawn[first + j] = weights.problems[i];
                    } else {
                        ++drawn[first + static_cast<std::size_t>(uniform_below(bits, size))];
                    }
                }
                first += size;
            }
        }
    };
    const std::size_t workers = detail::worker_count(options.threads, options.resamples);
    std::vector<resample_weights> scratch(workers, once);
    std::vector<std::vector<double>> outputs(workers, std::vector<double>(columns));
    const auto resamples = static_cast<std::size_t>(options.resamples);
    std::vector<double> values(columns * resamples);
    detail::parallel_for(
        workers, 0, options.resamples, [&](std::size_t worker, std::uint64_t number) {
            draw(number, scratch[worker]);
            statistic(scratch[worker], outputs[worker]);
            for (std::size_t c = 0; c < columns; ++c) {
                values[c * resamples + static_cast<std::size_t>(number)] = outputs[worker][c];
            }
        });

    std::vector<interval> intervals;
    intervals.reserve(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        const std::span<double> column(values.data() + c * resamples, resamples);
        const double tail = options.level.tail();
        const double lower = detail::quantile(column, tail);
        intervals.push_back({.estimate = estimates[c],
                             .lower = lower,
                             .upper = detail::quantile(column, 1.0 - tail),
                             .level = options.level,
                             .method = interval_method::percentile_bootstrap,
                             .target = target,
                             .resamples = options.resamples,
                             .seed = options.seed});
    }
    return intervals;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_BOOTSTRAP_STATISTICS_HPP
