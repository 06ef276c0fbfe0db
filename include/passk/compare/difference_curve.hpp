// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_DIFFERENCE_CURVE_HPP
#define PASSK_COMPARE_DIFFERENCE_CURVE_HPP

#include <passk/core/error.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// Two models at one k: the mean pass-at-k of each, and tuned minus base with its interval.
struct difference_at_k {
    std::uint64_t k{};
    double base{};
    double tuned{};
    interval difference{};  ///< tuned - base; above 0 where the tuned model is ahead
};

namespace detail {

// 1 <= k <= n of both models on every problem.
inline void expects_paired_attempts(std::string_view function, const paired_outcomes& outcomes,
                                    std::uint64_t k) {
    outcomes.base().expects_attempts(function, k);
    outcomes.tuned().expects_attempts(function, k);
}

// Rows of tuned - base at tuned_ks[c], base_ks[c], one for each pair of tallies.
[[nodiscard]] inline std::vector<double> difference_rows(std::span<const tally> base,
                                                         std::span<const tally> tuned,
                                                         std::span<const std::uint64_t> tuned_ks,
                                                         std::span<const std::uint64_t> base_ks) {
    std::vector<double> rows = pass_at_k_table(tuned, tuned_ks);
    const std::vector<double> subtracted = pass_at_k_table(base, base_ks);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] -= subtracted[i];
    }
    return rows;
}

// Pairs of tallies that occur, counted, with the columns tuned - base at tuned_ks[c], base_ks[c].
[[nodiscard]] inline problem_kinds difference_kinds(const paired_outcomes& outcomes,
                                                    std::span<const std::uint64_t> tuned_ks,
                                                    std::span<const std::uint64_t> base_ks) {
    std::vector<std::pair<tally_key, tally_key>> keys;
    keys.reserve(outcomes.problems.size());
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        keys.emplace_back(key_of(outcomes.base_tallies[i]), key_of(outcomes.tuned_tallies[i]));
    }
    problem_kinds kinds{.columns = tuned_ks.size()};
    std::vector<tally> base;
    std::vector<tally> tuned;
    for (const auto& [key, count] : count_distinct(std::move(keys))) {
        base.push_back(tally_of(key.first));
        tuned.push_back(tally_of(key.second));
        kinds.problems.push_back(count);
    }
    kinds.values = difference_rows(base, tuned, tuned_ks, base_ks);
    return kinds;
}

// Means of tuned - base at tuned_ks[c], base_ks[c], over problems or over clusters of them.
[[nodiscard]] inline mean_sample difference_sample(const paired_outcomes& outcomes,
                                                   std::span<const std::uint64_t> tuned_ks,
                                                   std::span<const std::uint64_t> base_ks,
                                                   std::vector<double> estimates,
                                                   std::span<const std::size_t> clusters) {
    mean_sample sample{.kinds = {}, .sizes = {}, .estimates = std::move(estimates)};
    if (clusters.empty()) {
        sample.kinds = difference_kinds(outcomes, tuned_ks, base_ks);
        return sample;
    }
    const std::vector<double> values =
        difference_rows(outcomes.base_tallies, outcomes.tuned_tallies, tuned_ks, base_ks);
    return cluster_rows(values, tuned_ks.size(), clusters, std::move(sample));
}

template <class Place>
[[nodiscard]] std::vector<difference_at_k> difference_curve_in(
    std::string_view function, const paired_outcomes& outcomes, std::span<const std::uint64_t> ks,
    estimand target, const bootstrap_options& options, const Place& place) {
    expects_resampling(function, outcomes.problems.size(), target, options);
    for (const std::uint64_t k : ks) {
        expects_paired_attempts(function, outcomes, k);
    }
    const std::vector<double> base = mean_pass_at_k_curve(outcomes.base(), ks);
    const std::vector<double> tuned = mean_pass_at_k_curve(outcomes.tuned(), ks);
    std::vector<double> differences;
    for (std::size_t c = 0; c < ks.size(); ++c) {
        differences.push_back(tuned[c] - base[c]);
    }
    const std::vector<interval> intervals =
        percentile_intervals(difference_kinds(outcomes, ks, ks), differences, options, place);
    std::vector<difference_at_k> curve;
    for (std::size_t c = 0; c < ks.size(); ++c) {
        curve.push_back({ks[c], base[c], tuned[c], intervals[c]});
    }
    return curve;
}

}  // namespace detail

/// The difference of two models' mean pass-at-k, tuned minus base, for each k, with paired
/// percentile bootstrap intervals: both models are resampled on the same problems.
///
/// @param outcomes  two models on their common problems (outcome_table::pair).
/// @param ks        numbers of attempts, in any order.
/// @param target    must be estimand::sampled_problems.
/// @pre      at least two problems; 1 <= k <= n for every k, problem and model
/// @throws   domain_error that names k, n and the problem.
/// @see      bootstrap_pass_at_k_curve for quantile rule, determinism and cost.
/// @par Source
/// Miller 2024, arXiv:2411.00640, section 4.2, on why to pair.
[[nodiscard]] inline std::vector<difference_at_k> difference_curve(
    const paired_outcomes& outcomes, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}) {
    return detail::difference_curve_in("passk::difference_curve", outcomes, ks, target, options,
                                       detail::in_this_process{});
}

}  // namespace passk

#endif  // PASSK_COMPARE_DIFFERENCE_CURVE_HPP
