// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_QUANTILE_HPP
#define PASSK_PERPLEXITY_QUANTILE_HPP

#include <passk/core/error.hpp>

#include <cstddef>
#include <span>

namespace passk {
namespace detail {

// Two infinities of one sign would otherwise give inf - inf.
[[nodiscard]] constexpr double between(double lower, double upper, double share) noexcept {
    return lower == upper || share == 0.0 ? lower : lower + share * (upper - lower);
}

}  // namespace detail

/// The quantile of probability p of sorted values, by rule 7 of Hyndman and Fan: position
/// (n - 1) p counted from 0, linear between neighbours. The rule of NumPy, R and of box plots.
///
/// @param sorted  ascending; infinite values allowed
/// @param p       in [0, 1]
/// @pre     at least one value, none NaN
/// @throws  domain_error otherwise
/// @par Source
/// Hyndman and Fan 1996, "Sample quantiles in statistical packages", Am. Stat. 50(4).
[[nodiscard]] constexpr double quantile_of_sorted(std::span<const double> sorted, double p) {
    detail::expects(!sorted.empty(), "passk::quantile_of_sorted: there is no value");
    detail::expects(p >= 0.0 && p <= 1.0, "passk::quantile_of_sorted: p must lie in [0, 1]");
    const double position = p * static_cast<double>(sorted.size() - 1);
    const auto i = static_cast<std::size_t>(position);
    if (i + 1 >= sorted.size()) {
        return sorted.back();
    }
    return detail::between(sorted[i], sorted[i + 1], position - static_cast<double>(i));
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_QUANTILE_HPP
