// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_GAFFKE_ENDS_HPP
#define PASSK_INTERVAL_DETAIL_GAFFKE_ENDS_HPP

#include <passk/interval/detail/mean_sample.hpp>
#include <passk/interval/gaffke.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace passk::detail {

// Gaffke's ends of a column's mean, `tail` beyond each, where all values lie between low and high.
[[nodiscard]] inline interval_ends gaffke_ends(const mean_sample& sample, std::size_t column,
                                               double tail, double low, double high,
                                               double weight) {
    const std::size_t kinds = sample.kinds.problems.size();
    const auto value = [&](std::size_t d) {
        return sample.kinds.values[sample.kinds.columns * d + column];
    };
    // What the column lacks is 0 or 1.
    double sum = 0.0;
    double problems = 0.0;
    for (std::size_t d = 0; d < kinds; ++d) {
        sum += sample.kinds.problems[d] * value(d);
        problems += sample.kinds.problems[d] * sample.size(d);
    }
    const double lacking = std::round(sample.estimates[column] - sum / problems);
    std::vector<double> values;
    values.reserve(kinds);
    for (std::size_t d = 0; d < kinds; ++d) {
        values.push_back(std::clamp(value(d) / sample.size(d) + lacking, low, high));
    }
    const std::vector<std::uint64_t> counts(sample.kinds.problems.begin(),
                                            sample.kinds.problems.end());
    const bounded_sample bounded{
        .values = values, .counts = counts, .sizes = sample.sizes, .low = low, .high = high};
    return {gaffke_lower_end(bounded, tail, weight), gaffke_upper_end(bounded, tail, weight)};
}

// Makes ends that rise with k but for the rounding of their last digits rise with k.
inline void rise_with_attempts(std::span<const std::uint64_t> ks, std::span<interval_ends> ends) {
    std::vector<std::size_t> order(ks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return ks[a] < ks[b]; });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const interval_ends& before = ends[order[i - 1]];
        interval_ends& now = ends[order[i]];
        now.lower = (std::max)(now.lower, before.lower);
        now.upper = (std::max)(now.upper, before.upper);
    }
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_GAFFKE_ENDS_HPP
