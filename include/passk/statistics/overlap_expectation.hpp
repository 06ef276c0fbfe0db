// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_OVERLAP_EXPECTATION_HPP
#define PASSK_STATISTICS_OVERLAP_EXPECTATION_HPP

#include <passk/core/uint128.hpp>

#include <cstdint>

namespace passk {

/// The expectation of f(j), where j is hypergeometric: the size of the overlap of a random set of k
/// and a random set of l out of n.
///
/// Terms are taken from the likeliest outwards and relative to it, so neither do binomials overflow
/// nor is anything subtracted; those below 1e-290 of the largest are left out.
/// @pre k <= n and l <= n
/// @par Cost
/// a call of f for each j whose probability counts.
template <class F>
constexpr double overlap_expectation(std::uint64_t n, std::uint64_t k, std::uint64_t l, F f) {
    const std::uint64_t first = k > n - l ? k - (n - l) : 0;
    const std::uint64_t last = k < l ? k : l;
    auto mode = static_cast<std::uint64_t>((uint128{k} + 1) * (uint128{l} + 1) / (uint128{n} + 2));
    mode = mode < first ? first : (mode > last ? last : mode);
    const auto ratio = [&](std::uint64_t j) {  // of term j + 1 to term j
        return static_cast<double>(k - j) / static_cast<double>(j + 1)
               * (static_cast<double>(l - j) / static_cast<double>(n - k - (l - j) + 1));
    };
    constexpr double negligible = 1e-290;
    double total = 0.0;
    double sum = 0.0;
    double weight = 1.0;
    for (std::uint64_t j = mode; weight > negligible; ++j) {
        total += weight;
        sum += weight * f(j);
        if (j == last) {
            break;
        }
        weight *= ratio(j);
    }
    weight = 1.0;
    for (std::uint64_t j = mode; j > first; --j) {
        weight /= ratio(j - 1);
        if (weight <= negligible) {
            break;
        }
        total += weight;
        sum += weight * f(j - 1);
    }
    return sum / total;
}

}  // namespace passk

#endif  // PASSK_STATISTICS_OVERLAP_EXPECTATION_HPP
