// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_GAFFKE_PASS_AT_K_HPP
#define PASSK_INTERVAL_GAFFKE_PASS_AT_K_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/interval/detail/gaffke_ends.hpp>
#include <passk/interval/detail/mean_sample.hpp>
#include <passk/interval/gaffke.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace passk {

/// Gaffke's intervals of mean pass-at-k over problems like these, for each k. Neither end falls as
/// k grows.
///
/// @param problems  one tally a problem; n may differ between them
/// @param ks        numbers of attempts, in any order
/// @param level     of each interval
/// @param clusters  empty, or for each problem the number of its cluster: the clusters are then
///                  what was drawn
/// @pre      at least one problem; 1 <= k <= n for every k and problem
/// @throws   domain_error that names what is violated.
/// @see      gaffke_interval for accuracy, cost and source
[[nodiscard]] inline std::vector<interval_ends> gaffke_pass_at_k(
    problem_tallies problems, std::span<const std::uint64_t> ks, confidence_level level,
    std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::gaffke_pass_at_k";
    detail::expects_clusters(function, problems.size(), clusters);
    for (const std::uint64_t k : ks) {
        problems.expects_attempts(function, k);
    }
    const detail::mean_sample sample = detail::curve_sample(problems, ks, clusters);
    std::vector<interval_ends> ends;
    for (std::size_t c = 0; c < ks.size(); ++c) {
        ends.push_back(detail::gaffke_ends(sample, c, level.tail(), 0.0, 1.0, 1.0));
    }
    detail::rise_with_attempts(ks, ends);
    return ends;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_GAFFKE_PASS_AT_K_HPP
