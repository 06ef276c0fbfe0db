// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_ACCURACY_HISTOGRAM_HPP
#define PASSK_ESTIMATE_ACCURACY_HISTOGRAM_HPP

#include <passk/core/error.hpp>
#include <passk/estimate/detail/unit_fraction.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace passk {

/// Number of bins of accuracy_histogram.
inline constexpr std::size_t accuracy_bins = 12;

/// What each bin holds, in order: 0, then tenths open below and closed above, then (0.9, 1), 1.
inline constexpr std::array<std::string_view, accuracy_bins> accuracy_bin_labels = {
    "0",          "(0, 0.1]",   "(0.1, 0.2]", "(0.2, 0.3]", "(0.3, 0.4]", "(0.4, 0.5]",
    "(0.5, 0.6]", "(0.6, 0.7]", "(0.7, 0.8]", "(0.8, 0.9]", "(0.9, 1)",   "1"};

/// The bin of c/n, found in whole numbers: 3 of 10 is in (0.2, 0.3].
/// @pre  at least one trial
[[nodiscard]] constexpr std::size_t accuracy_bin(tally counts) {
    detail::expects(counts.trials() >= 1, "passk::accuracy_bin: the problem has no trial");
    if (counts.failures() == 0) {
        return accuracy_bins - 1;
    }
    const uint128 scaled = uint128{10} * counts.successes();
    return static_cast<std::size_t>((scaled + counts.trials() - 1) / counts.trials());
}

/// How many problems fall into each bin of accuracy c/n.
///
/// @pre     at least one problem; at least one trial for each
/// @throws  domain_error that names the problem otherwise.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, figures 5 and 13.
[[nodiscard]] constexpr std::array<std::uint64_t, accuracy_bins> accuracy_histogram(
    const problem_tallies& problems) {
    problems.expects_attempts("passk::accuracy_histogram", 1);
    std::array<std::uint64_t, accuracy_bins> counts{};
    for (const tally& one : problems) {
        ++counts[accuracy_bin(one)];
    }
    return counts;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_ACCURACY_HISTOGRAM_HPP
