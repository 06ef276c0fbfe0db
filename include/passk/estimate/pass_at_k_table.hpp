// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_AT_K_TABLE_HPP
#define PASSK_ESTIMATE_PASS_AT_K_TABLE_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/simd_level.hpp>
#include <passk/estimate/detail/count_groups.hpp>
#include <passk/estimate/detail/miss_recurrence.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

// The double-double recurrence is right to 2^-99 n in q, and n^2 2^-101 of p is below 2^-8 units
// in the last place up to here.
inline constexpr std::uint64_t recurrence_trials = std::uint64_t{1} << 20U;

inline double recurrence_tolerance(std::uint64_t n) noexcept {
    return static_cast<double>(n) * 0x1p-99;
}

inline void expects_all_attempts(std::string_view function, const problem_tallies& problems,
                                 std::span<const std::uint64_t> ks) {
    if (ks.empty()) {
        problems.expects_attempts(function, 1);
        return;
    }
    const auto [fewest, most] = std::minmax_element(ks.begin(), ks.end());
    problems.expects_attempts(function, *fewest == 0 ? 0 : *most);
}

// pass_at_k for no success and for each of `successes`, which rise from 1 on, as rows of `stride`
// >= ks.size() values, a multiple of the lanes; what lies beyond ks.size() is of no use.
inline std::vector<double> pass_rows(simd_level level, std::uint64_t n,
                                     std::span<const std::uint64_t> successes,
                                     std::span<const std::uint64_t> ks, std::size_t stride,
                                     std::vector<double> storage = {}) {
    std::vector<double> rows = std::move(storage);
    rows.resize((successes.size() + 1) * stride);
    std::fill_n(rows.begin(), stride, 0.0);
    if (successes.empty()) {
        return rows;
    }
    // A step of the recurrence for 16 lanes against one closed form: about 1 to 16.
    const std::uint64_t blocks = stride / recurrence_lanes;
    bool certain =
        n <= recurrence_trials && successes.back() * blocks <= 16 * successes.size() * ks.size();
    if (certain) {
        const step_reciprocals reciprocals = make_reciprocals(level, n, successes.back());
        for (std::size_t block = 0; block < stride; block += recurrence_lanes) {
            std::array<double, recurrence_lanes> lanes{};
            for (std::size_t lane = 0; lane < recurrence_lanes; ++lane) {
                const std::size_t column = block + lane;
                lanes[lane] = static_cast<double>(ks[column < ks.size() ? column : 0]);
            }
            certain = recurrence_rows(level, n, lanes.data(), successes, reciprocals,
                                      recurrence_tolerance(n), rows.data() + stride + block, stride)
                      && certain;
        }
    }
    if (!certain) {
        for (std::size_t i = 0; i < successes.size(); ++i) {
            for (std::size_t j = 0; j < ks.size(); ++j) {
                rows[(i + 1) * stride + j] = pass_at_k({n, successes[i]}, ks[j]);
            }
        }
    }
    return rows;
}

}  // namespace detail

/// pass_at_k of every problem at every k of a list: P rows of K values, one row after the other.
///
/// @param problems  one tally a problem; n may differ between them.
/// @param ks        numbers of attempts, in any order
/// @pre             at least one problem; 1 <= k <= n for every k and problem
/// @returns         P * K values; that of problem i at ks[j] is at [i * K + j].
/// @throws          domain_error that names k, n and the problem otherwise.
///
/// @par Accuracy
/// the very doubles that pass_at_k gives, on every machine: a value that the fast recurrence
/// leaves in doubt is computed again.
/// @par Cost
/// where problems share n: about a nanosecond for each distinct count of successes and k, and
/// the copying. Vector instructions are chosen when the program runs; the environment variable
/// PASSK_SIMD = portable, avx2 or avx512 forces a choice.
[[nodiscard]] inline std::vector<double> pass_at_k_table(const problem_tallies& problems,
                                                         const attempts& ks) {
    detail::expects_all_attempts("passk::pass_at_k_table", problems, ks);
    static const simd_level level = simd_level_in_use();
    const std::size_t width = ks.size();
    const std::size_t stride = (width + detail::recurrence_lanes - 1) / detail::recurrence_lanes
                               * detail::recurrence_lanes;
    std::vector<double> table(problems.size() * width);
    const std::vector<detail::count_group> groups = detail::group_by_trials(problems);
    const double* const end = table.data() + table.size();
    const bool alone = groups.size() == 1;
    // Where there are several n: the problems in the order of the groups.
    std::vector<std::size_t> by_trials(alone ? 0 : problems.size());
    std::iota(by_trials.begin(), by_trials.end(), std::size_t{0});
    std::sort(by_trials.begin(), by_trials.end(), [&](std::size_t a, std::size_t b) {
        return problems[a].trials() < problems[b].trials();
    });
    auto next = by_trials.begin();
    // Kept by the thread up to a megabyte: to return it each time costs as much as the table.
    thread_local std::vector<double> kept;
    for (const detail::count_group& group : groups) {
        std::vector<double> rows =
            detail::pass_rows(level, group.n, group.successes, ks, stride, std::move(kept));
        // Which row belongs to a count: looked up, or searched for where the counts lie far apart.
        const std::uint64_t largest = group.successes.empty() ? 0 : group.successes.back();
        std::vector<const double*> row_of;
        if (largest <= 64 * group.successes.size()) {
            row_of.assign(static_cast<std::size_t>(largest) + 1, rows.data());
            for (std::size_t i = 0; i < group.successes.size(); ++i) {
                row_of[static_cast<std::size_t>(group.successes[i])] =
                    rows.data() + (i + 1) * stride;
            }
        }
        const auto copy_row = [&](std::size_t i) {
            const std::uint64_t c = problems[i].successes();
            const double* const from =
                !row_of.empty()
                    ? row_of[static_cast<std::size_t>(c)]
                    : rows.data()
                          + static_cast<std::size_t>(
                                std::upper_bound(group.successes.begin(), group.successes.end(), c)
                                - group.successes.begin())
                                * stride;
            double* const to = table.data() + i * width;
            // Whole blocks are copied fastest; the next problem's row covers what is too much.
            if (alone && to + stride <= end) {
                for (std::size_t block = 0; block < stride; block += detail::recurrence_lanes) {
                    std::memcpy(to + block, from + block,
                                detail::recurrence_lanes * sizeof(double));
                }
            } else {
                std::copy_n(from, width, to);
            }
        };
        if (alone) {
            for (std::size_t i = 0; i < problems.size(); ++i) {
                copy_row(i);
            }
        } else {
            for (; next != by_trials.end() && problems[*next].trials() == group.n; ++next) {
                copy_row(*next);
            }
        }
        kept = rows.capacity() <= 131072 ? std::move(rows) : std::vector<double>();
    }
    return table;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_PASS_AT_K_TABLE_HPP
