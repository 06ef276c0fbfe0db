// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_QUANTILE_HPP
#define PASSK_INTERVAL_DETAIL_QUANTILE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace passk::detail {

// The quantile of rule 7 of Hyndman and Fan 1996: with B sorted values and position (B - 1) p,
// linear between the two neighbours. NumPy, SciPy and R default to it. Reorders the values.
// An infinite neighbour makes the quantile infinite. fma, so that the bits do not depend on
// whether a compiler fuses.
[[nodiscard]] inline double quantile(std::span<double> values, double p) {
    const double position = static_cast<double>(values.size() - 1) * p;
    const auto below = static_cast<std::size_t>(position);
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(below);
    std::nth_element(values.begin(), nth, values.end());
    const double fraction = position - static_cast<double>(below);
    if (fraction == 0.0) {
        return *nth;
    }
    const double above = *std::min_element(nth + 1, values.end());
    return above == *nth ? above : std::fma(fraction, above - *nth, *nth);
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_QUANTILE_HPP
