// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_AT_K_CURVE_HPP
#define PASSK_ESTIMATE_PASS_AT_K_CURVE_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/simd_level.hpp>
#include <passk/estimate/detail/count_groups.hpp>
#include <passk/estimate/detail/miss_recurrence.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_at_k_table.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace passk {

/// pass_at_k of one problem for each k of a list, in the list's order.
/// @pre     1 <= k <= n for each
/// @throws  domain_error otherwise.
[[nodiscard]] inline std::vector<double> pass_at_k_curve(tally counts, const attempts& ks) {
    std::vector<double> curve;
    curve.reserve(ks.size());
    for (const std::uint64_t k : ks) {
        curve.push_back(pass_at_k(counts, k));
    }
    return curve;
}

namespace detail {

// Sums of C(n - c, k)/C(n, k) over the problems of a benchmark as double-doubles, for each k of
// a list that rises.
struct miss_sums {
    std::vector<double> high;
    std::vector<double> low;
};

// Adds one group's misses: lanes are either the ks or the counts, whatever takes fewer steps.
inline void add_misses(simd_level level, const count_group& group,
                       std::span<const std::uint64_t> ks, double grid, miss_sums& sums) {
    const std::vector<std::uint64_t>& successes = group.successes;
    for (std::size_t i = 0; i < ks.size(); ++i) {
        accumulate(sums.high[i], sums.low[i], static_cast<double>(group.without_success), 0.0);
    }
    if (successes.empty()) {
        return;
    }
    std::array<double, recurrence_lanes> lanes{};
    const auto blocks = [](std::size_t size) { return size / recurrence_lanes + 1; };
    if (blocks(ks.size()) * successes.back() <= blocks(successes.size()) * ks.back()) {
        const step_reciprocals reciprocals = make_reciprocals(level, group.n, successes.back());
        std::array<double, recurrence_lanes> high{};
        std::array<double, recurrence_lanes> low{};
        for (std::size_t first = 0; first < ks.size(); first += recurrence_lanes) {
            const std::size_t used = (std::min)(recurrence_lanes, ks.size() - first);
            lanes.fill(0.0);
            for (std::size_t lane = 0; lane < used; ++lane) {
                lanes[lane] = static_cast<double>(ks[first + lane]);
            }
            recurrence_sums(level, group.n, lanes.data(), successes, group.weights.data(),
                            reciprocals, high.data(), low.data());
            for (std::size_t lane = 0; lane < used; ++lane) {
                accumulate(sums.high[first + lane], sums.low[first + lane], high[lane], low[lane]);
            }
        }
        return;
    }
    const step_reciprocals reciprocals = make_reciprocals(level, group.n, ks.back());
    // Kept by the thread up to a megabyte: to return it each time costs as much as the sums.
    thread_local std::vector<double> kept;
    std::vector<double> both = std::move(kept);
    both.assign(2 * ks.size() * curve_sums, 0.0);
    const std::span<double> high(both.data(), ks.size() * curve_sums);
    const std::span<double> low(both.data() + high.size(), high.size());
    std::array<double, recurrence_lanes> weights{};
    for (std::size_t first = 0; first < successes.size(); first += recurrence_lanes) {
        const std::size_t used = (std::min)(recurrence_lanes, successes.size() - first);
        lanes.fill(static_cast<double>(group.n));
        weights.fill(0.0);
        for (std::size_t lane = 0; lane < used; ++lane) {
            lanes[lane] = static_cast<double>(successes[first + lane]);
            weights[lane] = group.weights[first + lane];
        }
        recurrence_curve(level, group.n, lanes.data(), weights.data(), ks, reciprocals, grid,
                         high.data(), low.data());
    }
    for (std::size_t i = 0; i < ks.size(); ++i) {
        double sum_high = 0.0;
        double sum_low = 0.0;
        for (std::size_t j = i * curve_sums; j < (i + 1) * curve_sums; ++j) {
            sum_high += high[j];  // exact
            sum_low += low[j];
        }
        accumulate(sums.high[i], sums.low[i], sum_high, sum_low);
    }
    if (both.capacity() <= 131072) {
        kept = std::move(both);
    }
}

inline std::vector<double> mean_curve(simd_level level, const problem_tallies& problems,
                                      std::span<const std::uint64_t> ks) {
    std::vector<double> curve(ks.size());
    std::vector<std::uint64_t> rising(ks.begin(), ks.end());
    const bool in_order = std::is_sorted(ks.begin(), ks.end());
    if (!in_order) {
        std::sort(rising.begin(), rising.end());
    }
    const std::vector<count_group> groups = group_by_trials(problems);
    std::size_t distinct = 0;
    std::uint64_t steps = 0;
    std::uint64_t largest = 0;
    for (const count_group& group : groups) {
        distinct += group.successes.size();
        steps += group.successes.empty() ? 0 : group.successes.back();
        largest = (std::max)(largest, group.n);
    }
    // The recurrence pays unless counts are few and far apart.
    const bool recurrence = !ks.empty() && largest <= recurrence_trials
                            && steps / recurrence_lanes <= distinct * ks.size();
    const auto size = static_cast<double>(problems.size());
    const double grid =
        static_cast<double>(std::bit_ceil(static_cast<std::uint64_t>(problems.size()))) * 0x1p-52;
    miss_sums sums{std::vector<double>(ks.size(), 0.0), std::vector<double>(ks.size(), 0.0)};
    if (recurrence) {
        for (const count_group& group : groups) {
            add_misses(level, group, rising, grid, sums);
        }
    }
    // Of the misses over the problems: from lanes left off, from the steps, most of it where lanes
    // are carried on in double precision, and from adding up what is finer than the grid.
    const double tolerance = 0x1p-79 + static_cast<double>(largest) * 0x1p-82
                             + static_cast<double>(distinct + 16) * grid * 0x1p-53;
    std::vector<double> means(ks.size(), -1.0);
    if (recurrence) {
        round_means(level, sums.high.data(), sums.low.data(), size, tolerance, means.data(),
                    means.size());
    }
    for (std::size_t i = 0; i < ks.size(); ++i) {
        const std::size_t at =
            in_order ? i
                     : static_cast<std::size_t>(
                         std::lower_bound(rising.begin(), rising.end(), ks[i]) - rising.begin());
        if (means[at] >= 0.0) {
            curve[i] = means[at];
            continue;
        }
        fraction_sum exact;
        for (const count_group& group : groups) {
            for (std::size_t j = 0; j < group.successes.size(); ++j) {
                const auto weight = static_cast<std::uint64_t>(group.weights[j]);
                const wide_probability pass = pass_fraction(group.n, group.successes[j], ks[i]);
                if (pass.one) {
                    exact.add_one(weight);
                } else {
                    exact.add(pass.fraction, weight);
                }
            }
        }
        curve[i] = exact.over<double>(problems.size());
    }
    return curve;
}

}  // namespace detail

/// mean_pass_at_k of a benchmark for each k of a list, in the list's order.
///
/// @param problems  one tally a problem; n may differ between them.
/// @param ks        numbers of attempts, in any order
/// @pre             at least one problem; 1 <= k <= n for every k and problem
/// @throws          domain_error that names k, n and the problem otherwise.
/// @see             attempts.hpp for lists of k: all, doubling, the paper's grid.
///
/// @par Accuracy
/// the very doubles that mean_pass_at_k gives, on every machine.
/// @par Cost
/// about a nanosecond for each distinct count of successes and k, less for a whole curve; see
/// pass_at_k_table for the choice of vector instructions.
[[nodiscard]] inline std::vector<double> mean_pass_at_k_curve(const problem_tallies& problems,
                                                              const attempts& ks) {
    detail::expects_all_attempts("passk::mean_pass_at_k_curve", problems, ks);
    static const simd_level level = simd_level_in_use();
    return detail::mean_curve(level, problems, ks);
}

/// mean_pass_at_k_curve of a range of structs.
/// @param counts  gives the tally of an element: a data member, a member function or a callable
template <class Rows, class Projection>
    requires range_convertible_to<Rows, tally, Projection>
[[nodiscard]] std::vector<double> mean_pass_at_k_curve(Rows&& rows, const attempts& ks,
                                                       Projection counts) {
    return mean_pass_at_k_curve(problem_tallies(rows, std::move(counts)), ks);
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_PASS_AT_K_CURVE_HPP
