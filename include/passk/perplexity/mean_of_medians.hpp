// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_MEAN_OF_MEDIANS_HPP
#define PASSK_PERPLEXITY_MEAN_OF_MEDIANS_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/statistics/compensated_sum.hpp>
#include <passk/statistics/distribution_summary.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace passk {

/// Perplexity of one checkpoint's completions under the base, by the paper's later protocol:
/// the median over each problem's completions, then the mean over problems. The paper takes 32
/// completions of each of 10 problems; any numbers are allowed here.
///
/// @param problems  perplexities of the completions, problem by problem
/// @pre     at least one problem, each with at least one completion, none NaN
/// @throws  domain_error that names the problem by its position
/// @see     checkpoint_perplexities for a series of checkpoints, with intervals.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, versions 4 and 5, appendix C.4.
[[nodiscard]] inline double mean_of_medians(const shared_span<std::vector<double>>& problems) {
    detail::expects(!problems.empty(), "passk::mean_of_medians: there is no problem");
    compensated_sum sum;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (problems[i].empty()) [[unlikely]] {
            detail::fail_precondition("passk::mean_of_medians: problem " + std::to_string(i)
                                      + " has no completion");
        }
        sum.add(median_of(problems[i]));
    }
    return sum.value() / static_cast<double>(problems.size());
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_MEAN_OF_MEDIANS_HPP
