// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_ATTEMPTS_HPP
#define PASSK_ESTIMATE_ATTEMPTS_HPP

#include <passk/core/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace passk {

/// 1, 2, ..., largest: every number of attempts, the whole curve.
/// @pre largest >= 1
[[nodiscard]] inline std::vector<std::uint64_t> all_attempts(std::uint64_t largest) {
    detail::expects(largest >= 1, "passk::all_attempts: the largest k must be at least 1");
    std::vector<std::uint64_t> ks(static_cast<std::size_t>(largest));
    for (std::size_t i = 0; i < ks.size(); ++i) {
        ks[i] = i + 1;
    }
    return ks;
}

/// 1, 2, 4, ... up to largest, and largest itself if it is no power of two.
/// @pre largest >= 1
[[nodiscard]] inline std::vector<std::uint64_t> doubling_attempts(std::uint64_t largest) {
    detail::expects(largest >= 1, "passk::doubling_attempts: the largest k must be at least 1");
    std::vector<std::uint64_t> ks;
    for (std::uint64_t k = 1; k < largest; k *= 2) {
        ks.push_back(k);
        if (k > largest / 2) {
            break;
        }
    }
    ks.push_back(largest);
    return ks;
}

/// The grid of the paper's curves: the distinct floor(2^(j/4)), j = 0, 1, ..., up to largest:
/// 1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16, ...
///
/// @pre largest >= 1
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, the marker positions of figures 2, 4, 7 and 9.
[[nodiscard]] inline std::vector<std::uint64_t> paper_attempts(std::uint64_t largest) {
    detail::expects(largest >= 1, "passk::paper_attempts: the largest k must be at least 1");
    // floor(2^63 * 2^(r/4)) for r = 0..3; a right shift gives floor(2^(q + r/4)) exactly.
    constexpr std::array<std::uint64_t, 4> quarter_powers = {
        0x8000000000000000U, 0x9837F0518DB8A96FU, 0xB504F333F9DE6484U, 0xD744FCCAD69D6AF4U};
    std::vector<std::uint64_t> ks;
    for (unsigned j = 0; j / 4 <= 63; ++j) {
        const std::uint64_t k = quarter_powers[j % 4] >> (63 - j / 4);
        if (k > largest) {
            break;
        }
        if (ks.empty() || ks.back() != k) {
            ks.push_back(k);
        }
    }
    return ks;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_ATTEMPTS_HPP
