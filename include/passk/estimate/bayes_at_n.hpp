// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_BAYES_AT_N_HPP
#define PASSK_ESTIMATE_BAYES_AT_N_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/estimate/posterior_pass_at_k.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk {

/// Bayes-at-N: posterior mean and standard deviation of the mean score of a benchmark whose
/// completions fall into categories of known worth, under a uniform Dirichlet prior for each
/// problem.
///
/// @param categories  one row a problem: how many completions fell into each category. Counts of
///                    earlier outcomes are simply added to them; rows may differ in n.
/// @param worth       of each category: {0, 1} for wrong and right
/// @pre               at least one problem and one category; each row as long as worth; worths
///                    finite and not negative
/// @returns           mean and deviation over the chances of these problems.
/// @throws            domain_error if the precondition does not hold.
/// @par Source
/// Hariri et al. 2025, arXiv:2510.04265, algorithm 1.
[[nodiscard]] inline posterior_summary bayes_at_n(
    const shared_span<std::vector<std::uint64_t>>& categories, std::span<const double> worth) {
    detail::expects(!categories.empty(), "passk::bayes_at_n: there is no problem");
    detail::expects(!worth.empty(), "passk::bayes_at_n: there is no category");
    for (const double one : worth) {
        detail::expects(one >= 0.0 && std::isfinite(one),
                        "passk::bayes_at_n: a worth is negative or not finite");
    }
    double mean = 0.0;
    double variance = 0.0;
    for (const std::vector<std::uint64_t>& row : categories) {
        detail::expects(row.size() == worth.size(),
                        "passk::bayes_at_n: a problem has another number of categories");
        double total = 0.0;
        double first = 0.0;
        for (std::size_t j = 0; j < row.size(); ++j) {
            const double count = static_cast<double>(row[j]) + 1.0;
            total += count;
            first += count * worth[j];
        }
        first /= total;
        double spread = 0.0;
        for (std::size_t j = 0; j < row.size(); ++j) {
            const double off = worth[j] - first;
            spread += (static_cast<double>(row[j]) + 1.0) * off * off;
        }
        mean += first;
        variance += spread / total / (total + 1.0);
    }
    const auto size = static_cast<double>(categories.size());
    return {mean / size, std::sqrt(variance) / size};
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_BAYES_AT_N_HPP
