// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_QUANTILE_HPP
#define PASSK_STATISTICS_QUANTILE_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace passk {
namespace detail {

// lower + share (upper - lower), rounded once, so that the bits do not depend on whether a compiler
// fuses. Infinite where a neighbour is that the quantile lies between.
[[nodiscard]] inline double interpolate(double lower, double upper, double share) noexcept {
    if (share == 0.0 || lower == upper || (std::isinf(lower) && !std::isinf(upper))) {
        return lower;
    }
    return std::fma(share, upper - lower, lower);
}

// The values of one tail, in any order, so that those of rank `rank` and `rank + 1` are among
// them: those that a sample of the values says to be beyond a somewhat larger rank. They are put
// at the front of `room`, as large as `values`. Empty if the sample misled. `Before` orders from
// the tail's end inwards.
template <class Before>
[[nodiscard]] std::span<double> tail_of(std::span<const double> values, std::size_t rank,
                                        Before before, std::span<double> room) noexcept {
    constexpr std::size_t sampled = 256;
    const std::size_t stride = values.size() / sampled;
    std::array<double, sampled> sample;
    for (std::size_t i = 0; i < sampled; ++i) {
        sample[i] = values[i * stride];
    }
    const double share = static_cast<double>(rank) / static_cast<double>(values.size());
    const double wide = share + 3.0 * std::sqrt(share * (1.0 - share) / sampled) + 2.0 / sampled;
    const auto cut =
        sample.begin()
        + static_cast<std::ptrdiff_t>((std::min)(wide, 0.999) * static_cast<double>(sampled));
    std::nth_element(sample.begin(), cut, sample.end(), before);

    std::size_t kept = 0;
    for (const double value : values) {
        room[kept] = value;
        kept += before(*cut, value) ? 0U : 1U;
    }
    return room.first(kept < rank + 2 ? 0 : kept);
}

// The values of rank `rank` and `rank + 1`, counted from 0 in the given order.
template <class Before>
[[nodiscard]] std::array<double, 2> neighbours(std::span<const double> values, std::size_t rank,
                                               Before before, std::span<double> room) noexcept {
    constexpr std::size_t worth_filtering = 2048;
    std::span<double> kept;
    if (values.size() >= worth_filtering) {
        kept = tail_of(values, rank, before, room);
    }
    if (kept.empty()) {
        kept = room.first(values.size());
        std::copy(values.begin(), values.end(), kept.begin());
    }
    const auto nth = kept.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(kept.begin(), nth, kept.end(), before);
    return {*nth, nth + 1 == kept.end() ? *nth : *std::min_element(nth + 1, kept.end(), before)};
}

}  // namespace detail

/// The quantile of probability p of sorted values, by rule 7 of Hyndman and Fan: position
/// (n - 1) p counted from 0, linear between neighbours. The rule of NumPy, R and of box plots.
///
/// @param sorted  ascending; infinite values allowed
/// @param p       in [0, 1]
/// @pre     at least one value, none NaN
/// @throws  domain_error if there is no value or p is outside [0, 1]
/// @par Accuracy
/// rounded once from the two neighbours; the same bits on every machine and compiler.
/// @par Source
/// Hyndman and Fan 1996, "Sample quantiles in statistical packages", Am. Stat. 50(4).
[[nodiscard]] inline double quantile_of_sorted(std::span<const double> sorted, double p) {
    detail::expects(!sorted.empty(), "passk::quantile_of_sorted: there is no value");
    detail::expects(p >= 0.0 && p <= 1.0, "passk::quantile_of_sorted: p must lie in [0, 1]");
    const double position = p * static_cast<double>(sorted.size() - 1);
    const auto i = static_cast<std::size_t>(position);
    if (i + 1 >= sorted.size()) {
        return sorted.back();
    }
    return detail::interpolate(sorted[i], sorted[i + 1], position - static_cast<double>(i));
}

/// quantile_of_sorted of values in any order, the same bits without a sort.
///
/// @param values  infinite values allowed
/// @param p       in [0, 1]
/// @param room    scratch space, as large as `values`
/// @pre     at least one value, none NaN
/// @throws  domain_error if there is no value, too little room, or p is outside [0, 1]
/// @par Cost
/// linear: one pass that keeps the values beyond a bound taken from a sample, and a selection
/// among those.
[[nodiscard]] inline double quantile(std::span<const double> values, double p,
                                     std::span<double> room) {
    detail::expects(!values.empty(), "passk::quantile: there is no value");
    detail::expects(p >= 0.0 && p <= 1.0, "passk::quantile: p must lie in [0, 1]");
    detail::expects(room.size() >= values.size(), "passk::quantile: there is too little room");
    const double position = static_cast<double>(values.size() - 1) * p;
    const auto rank = static_cast<std::size_t>(position);
    const double share = position - static_cast<double>(rank);
    if (p <= 0.5 || rank + 1 >= values.size()) {
        const auto found = detail::neighbours(
            values, rank, [](double a, double b) { return a < b; }, room);
        return detail::interpolate(found[0], found[1], share);
    }
    const auto found = detail::neighbours(
        values, values.size() - 2 - rank, [](double a, double b) { return a > b; }, room);
    return detail::interpolate(found[1], found[0], share);
}

/// The same with room of its own.
[[nodiscard]] inline double quantile(std::span<const double> values, double p) {
    std::vector<double> room(values.size());
    return quantile(values, p, room);
}

}  // namespace passk

#endif  // PASSK_STATISTICS_QUANTILE_HPP
