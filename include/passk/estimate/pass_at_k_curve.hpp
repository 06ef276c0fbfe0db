// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_AT_K_CURVE_HPP
#define PASSK_ESTIMATE_PASS_AT_K_CURVE_HPP

#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk {

/// pass_at_k of one problem for each k of a list, in the list's order.
/// @pre 1 <= k <= n for each
[[nodiscard]] inline std::vector<double> pass_at_k_curve(tally counts,
                                                         std::span<const std::uint64_t> ks) {
    std::vector<double> curve;
    curve.reserve(ks.size());
    for (const std::uint64_t k : ks) {
        curve.push_back(pass_at_k(counts, k));
    }
    return curve;
}

/// mean_pass_at_k of a benchmark for each k of a list, in the list's order.
///
/// @pre     at least one problem; 1 <= k <= n for every k and problem
/// @throws  domain_error that names k, n and the problem otherwise.
/// @see     attempts.hpp for lists of k: all, doubling, the paper's grid.
[[nodiscard]] inline std::vector<double> mean_pass_at_k_curve(problem_tallies problems,
                                                              std::span<const std::uint64_t> ks) {
    std::vector<double> curve;
    curve.reserve(ks.size());
    for (const std::uint64_t k : ks) {
        curve.push_back(mean_pass_at_k(problems, k));
    }
    return curve;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_PASS_AT_K_CURVE_HPP
