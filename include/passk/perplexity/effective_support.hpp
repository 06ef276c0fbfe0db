// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_EFFECTIVE_SUPPORT_HPP
#define PASSK_PERPLEXITY_EFFECTIVE_SUPPORT_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/statistics/mean_estimate.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace passk {

/// How many different completions a model has for one problem, as a logarithm: the entropy of
/// whole completions,
///
///     ln(effective support) = -E ln P(y given x),  y drawn from the model,
///
/// so that exp of it is the number of equally likely completions with the same entropy.
///
/// @param own  the model's own completions of the problem, scored by itself as they were sampled
/// @pre      at least two; one kind; none empty, with missing tokens, or cut: what a cut
///           completion might have become is not scored
/// @returns  nats, unbiased, with the variance of the mean
/// @throws   domain_error otherwise
/// @par Source
/// Hill 1973, "Diversity and evenness", Ecology 54(2), the number of order 1.
[[nodiscard]] inline mean_estimate log_effective_support(const shared_span<sequence_score>& own) {
    constexpr const char* function = "passk::log_effective_support";
    detail::expects_one_kind(function, own);
    std::vector<double> surprises;
    surprises.reserve(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
        detail::expects_scored(detail::at_completion(function, i), own[i]);
        if (own[i].extent == completion_extent::cut) [[unlikely]] {
            detail::fail_precondition(detail::at_completion(function, i) + "it was cut");
        }
        surprises.push_back(-own[i].log_probability);
    }
    return estimate_mean(surprises);
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_EFFECTIVE_SUPPORT_HPP
