// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_QUANTILE_HPP
#define PASSK_INTERVAL_DETAIL_QUANTILE_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace passk::detail {

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

// The quantile of rule 7 of Hyndman and Fan 1996: with B sorted values and position (B - 1) p,
// linear between the two neighbours. NumPy, SciPy and R default to it. An infinite neighbour makes
// the quantile infinite. fma, so that the bits do not depend on whether a compiler fuses.
// `room` is scratch space, as large as `values`.
[[nodiscard]] inline double quantile(std::span<const double> values, double p,
                                     std::span<double> room) noexcept {
    const double position = static_cast<double>(values.size() - 1) * p;
    const auto rank = static_cast<std::size_t>(position);
    const double fraction = position - static_cast<double>(rank);
    double below = 0.0;
    double above = 0.0;
    if (p <= 0.5 || rank + 1 >= values.size()) {
        const auto found = neighbours(
            values, rank, [](double a, double b) { return a < b; }, room);
        below = found[0];
        above = found[1];
    } else {
        const auto found = neighbours(
            values, values.size() - 2 - rank, [](double a, double b) { return a > b; }, room);
        below = found[1];
        above = found[0];
    }
    return fraction == 0.0 || above == below ? below : std::fma(fraction, above - below, below);
}

[[nodiscard]] inline double quantile(std::span<const double> values, double p) {
    std::vector<double> room(values.size());
    return quantile(values, p, room);
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_QUANTILE_HPP
