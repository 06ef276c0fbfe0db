// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_GAFFKE_ENDS_HPP
#define PASSK_INTERVAL_DETAIL_GAFFKE_ENDS_HPP

#include <passk/interval/gaffke.hpp>
#include <passk/interval/mean_sample.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

namespace passk::detail {

// Gaffke's ends of the means of all columns, `tail` beyond each, where all values lie between low
// and high. A column whose every value is at least another's has no end below the other's.
[[nodiscard]] inline std::vector<interval_ends> gaffke_ends(const mean_sample& sample, double tail,
                                                            double low, double high,
                                                            double weight) {
    const std::size_t columns = sample.kinds.columns;
    const std::size_t kinds = sample.kinds.problems.size();
    const std::vector<std::uint64_t> counts(sample.kinds.problems.begin(),
                                            sample.kinds.problems.end());
    double problems = 0.0;
    for (std::size_t d = 0; d < kinds; ++d) {
        problems += sample.kinds.problems[d] * sample.size(d);
    }
    std::vector<std::vector<double>> values(columns);
    std::vector<interval_ends> ends;
    for (std::size_t c = 0; c < columns; ++c) {
        double sum = 0.0;
        for (std::size_t d = 0; d < kinds; ++d) {
            sum += sample.kinds.problems[d] * sample.kinds.values[columns * d + c];
        }
        // What the column lacks is 0 or 1.
        const double lacking = std::round(sample.estimates[c] - sum / problems);
        for (std::size_t d = 0; d < kinds; ++d) {
            const double value = sample.kinds.values[columns * d + c] / sample.size(d) + lacking;
            values[c].push_back((std::clamp)(value, low, high));
        }
        const bounded_sample bounded{
            .values = values[c], .counts = counts, .sizes = sample.sizes, .low = low, .high = high};
        ends.push_back(
            {gaffke_lower_end(bounded, tail, weight), gaffke_upper_end(bounded, tail, weight)});
    }
    // Rounding must not break the order of the columns.
    std::vector<std::size_t> order(columns);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sample.estimates[a] < sample.estimates[b];
    });
    for (std::size_t i = 1; i < columns; ++i) {
        const std::size_t less = order[i - 1];
        const std::size_t more = order[i];
        if (std::equal(values[less].begin(), values[less].end(), values[more].begin(),
                       std::less_equal<>())) {
            ends[more].lower = (std::max)(ends[more].lower, ends[less].lower);
            ends[more].upper = (std::max)(ends[more].upper, ends[less].upper);
        }
    }
    return ends;
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_GAFFKE_ENDS_HPP
