// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_COMPLETION_STATISTIC_HPP
#define PASSK_INTERVAL_COMPLETION_STATISTIC_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/executor.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/method.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace passk {

/// One resample of grouped completions, as how often each problem and each completion counts.
struct resample_weights {
    std::vector<std::uint32_t> problems{};
    /// By group, then completion, problem by problem.
    std::vector<std::vector<std::uint32_t>> completions{};
};

/// Any numbers computed from completions that belong to problems: medians, ranks, shares. For means
/// of one number a problem, means_of is faster and has every method.
struct completion_statistic {
    /// Completions of each problem, group by group: sizes[g][i] >= 1. One group of sizes 1 for a
    /// statistic of problems.
    std::span<const std::vector<std::size_t>> sizes{};
    /// How many numbers there are.
    std::size_t columns = 1;
    /// Computes all columns of one resample. It must not throw, and must give the plain estimates
    /// when all weights are 1.
    std::function<void(const resample_weights&, std::span<double>)> compute{};
};

/// Percentile bootstrap intervals of the columns of a completion_statistic.
///
///   - sampled problems: problems, or clusters of them, are drawn with replacement, each with all
///     its completions;
///   - fixed benchmark: completions are drawn with replacement within each problem and group.
///
/// @param of      the statistic
/// @param target  which of the two
/// @param method  resamples and seed
/// @param level   confidence level
/// @param on      where resamples are computed; the bits do not depend on it
/// @pre      every group has the same number of problems; at least two, in two clusters, for
///           sampled problems; every size is at least 1; at least 2 / (1 - level) resamples
/// @returns  an interval for each column
/// @throws   domain_error otherwise, or if an estimate is not a number
///
/// @par Cost
/// for each resample a random number for each problem (each completion, on a fixed benchmark),
/// and the statistic.
/// @par Source
/// Davison and Hinkley 1997, "Bootstrap methods and their application", section 3.8.
[[nodiscard]] PASSK_INLINE std::vector<interval> confidence_intervals(
    const completion_statistic& of, const any_estimand& target,
    const percentile_bootstrap& method = {}, confidence_level level = confidence_level(0.95),
    const any_executor& on = this_thread());

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/interval/impl/completion_statistic.ipp>
#endif

#endif  // PASSK_INTERVAL_COMPLETION_STATISTIC_HPP
