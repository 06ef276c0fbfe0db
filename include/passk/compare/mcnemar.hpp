// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_MCNEMAR_HPP
#define PASSK_COMPARE_MCNEMAR_HPP

#include <passk/compare/solvable_sets.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace passk {

/// The two-sided p values of McNemar's test.
struct mcnemar_test {
    std::uint64_t base_only{};
    std::uint64_t tuned_only{};
    double exact_p{};  ///< never rejects too often
    double mid_p{};    ///< counts outcomes as uneven as the observed half: nearer to its level
};

/// McNemar's test that two models solve equally many problems, from the problems that only one
/// of them solves: under that hypothesis each falls to either side with probability 1/2.
///
/// With n discordant problems and m the smaller side, exact_p = min(1, 2 P(X <= m)) and
/// mid_p = exact_p - P(X = m), or 1 - P(X = m) / 2 for equal sides, for X ~ Binomial(n, 1/2).
///
/// @par Accuracy
/// relative error below (n + 4) 2^-52, down to p = 10^-308.
/// @par Cost
/// O(n).
/// @par Source
/// McNemar 1947, Psychometrika 12(2); Fagerland, Lydersen, Laake 2013, "The McNemar test for
/// binary matched-pairs data: mid-p and asymptotic are better than exact conditional", BMC Med.
/// Res. Methodol. 13:91.
[[nodiscard]] inline mcnemar_test mcnemar(std::uint64_t base_only, std::uint64_t tuned_only) {
    const std::uint64_t fewer = (std::min)(base_only, tuned_only);
    const std::uint64_t n = base_only + tuned_only;

    // P(X = m) as a fraction and a power of two, so that 2^-n does not underflow on the way.
    double fraction = 1.0;
    std::int64_t exponent = -static_cast<std::int64_t>(n);
    for (std::uint64_t i = 1; i <= fewer; ++i) {
        int shift = 0;
        fraction = std::frexp(
            fraction * static_cast<double>(n - fewer + i) / static_cast<double>(i), &shift);
        exponent += shift;
    }
    const double at =
        std::ldexp(fraction, static_cast<int>((std::max)(exponent, std::int64_t{-4000})));

    // P(X < m) / P(X = m): each term is the one above it times i / (n - i + 1).
    double below = 0.0;
    double term = 1.0;
    for (std::uint64_t i = fewer; i > 0 && term > 0x1p-60; --i) {
        term *= static_cast<double>(i) / static_cast<double>(n - i + 1);
        below += term;
    }
    if (base_only == tuned_only) {
        return {base_only, tuned_only, 1.0, 1.0 - at / 2.0};
    }
    return {base_only, tuned_only, (std::min)(1.0, 2.0 * at * (below + 1.0)),
            (std::min)(1.0, 2.0 * at * (below + 0.5))};
}

/// The same from the sets themselves.
[[nodiscard]] inline mcnemar_test mcnemar(const solvable_sets& sets) {
    return mcnemar(sets.base_only.size(), sets.tuned_only.size());
}

}  // namespace passk

#endif  // PASSK_COMPARE_MCNEMAR_HPP
