// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_PERCENTILE_RANK_HPP
#define PASSK_STATISTICS_PERCENTILE_RANK_HPP

#include <passk/core/error.hpp>
#include <passk/statistics/distribution_summary.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace passk {

/// Where values fall in the distribution of a reference sample: the share of reference values
/// below, equal ones counted as half, from 0 to 1.
///
/// "The tuned model's perplexities match the lower portion of the base's" means: ranks below 1/2.
/// The mean rank is the probability that a value exceeds a reference value, ties as half.
///
/// @param reference  for example perplexities of the base's own completions of one problem
/// @param values     for example perplexities under the base of the tuned model's
/// @pre      the reference has a value; none NaN
/// @returns  ranks in the order of `values`
/// @throws   domain_error otherwise
/// @par Cost
/// a sort of the reference and two binary searches a value.
[[nodiscard]] inline std::vector<double> percentile_ranks(std::span<const double> reference,
                                                          std::span<const double> values) {
    detail::expects(!reference.empty(), "passk::percentile_ranks: the reference has no value");
    detail::expects_no_nan("passk::percentile_ranks: a value is not a number", reference);
    detail::expects_no_nan("passk::percentile_ranks: a value is not a number", values);
    std::vector<double> sorted(reference.begin(), reference.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> ranks;
    ranks.reserve(values.size());
    for (const double value : values) {
        const auto [below, above] = std::equal_range(sorted.begin(), sorted.end(), value);
        const auto halves = (below - sorted.begin()) + (above - sorted.begin());
        ranks.push_back(static_cast<double>(halves) / (2.0 * static_cast<double>(sorted.size())));
    }
    return ranks;
}

}  // namespace passk

#endif  // PASSK_STATISTICS_PERCENTILE_RANK_HPP
