// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_KL_DIVERGENCE_HPP
#define PASSK_PERPLEXITY_KL_DIVERGENCE_HPP

#include <passk/core/error.hpp>
#include <passk/sample/token_logprobs.hpp>
#include <passk/statistics/compensated_sum.hpp>
#include <passk/statistics/mean_estimate.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace passk {

/// What one completion drawn from the tuned model contributes to the three estimators of
/// KL(tuned || base), in nats, with r = ln tuned - ln base:
///
///     k1 = r,    k2 = r^2 / 2,    k3 = exp(-r) - 1 + r
///
/// k1 is unbiased and can be negative; k2 is biased, with little variance where the models are
/// close; k3 is unbiased wherever the tuned model's support holds the base's, and never negative.
struct kl_terms {
    double k1 = 0.0;
    double k2 = 0.0;
    double k3 = 0.0;

    friend bool operator==(const kl_terms&, const kl_terms&) = default;
};

/// The terms of a completion as one draw, from its log ratio.
///
/// @param log_ratio  ln tuned(y) - ln base(y), y drawn from the tuned model: > -inf
/// @throws  domain_error for NaN and -inf, which such a draw cannot have
/// @par Source
/// Schulman 2020, "Approximating KL divergence", joschu.net/blog/kl-approx.html.
[[nodiscard]] inline kl_terms sequence_kl_terms(double log_ratio) {
    detail::expects(log_ratio > -std::numeric_limits<double>::infinity(),
                    "passk::sequence_kl_terms: a log ratio is missing, or says that the "
                    "tuned model cannot have drawn the completion");
    return {.k1 = log_ratio,
            .k2 = log_ratio * log_ratio / 2.0,
            .k3 = std::expm1(-log_ratio) + log_ratio};
}

/// The terms of a completion summed over its tokens. The sums of k1 and k3 estimate the same
/// divergence of whole completions; k3 varies far less than for the completion as one draw.
///
/// @param tuned  the completion under the model it was drawn from
/// @param base   the same completion under the base
/// @pre      one kind and extent, the same number of tokens, at least one, none missing
/// @throws   domain_error otherwise
/// @par Cost
/// an exponential a token.
[[nodiscard]] inline kl_terms token_kl_terms(const token_logprobs& tuned,
                                             const token_logprobs& base) {
    detail::expects_same_kind("passk::token_kl_terms", tuned.kind(), base.kind());
    detail::expects(tuned.extent() == base.extent(),
                    "passk::token_kl_terms: one completion is cut, the other is not");
    detail::expects(tuned.size() == base.size(),
                    "passk::token_kl_terms: the completions differ in their number of tokens");
    detail::expects(!tuned.empty(), "passk::token_kl_terms: there is no token");
    std::array<compensated_sum, 3> sums{};
    for (std::size_t t = 0; t < tuned.size(); ++t) {
        const kl_terms terms = sequence_kl_terms(tuned.values()[t] - base.values()[t]);
        sums[0].add(terms.k1);
        sums[1].add(terms.k2);
        sums[2].add(terms.k3);
    }
    return {.k1 = sums[0].value(), .k2 = sums[1].value(), .k3 = sums[2].value()};
}

/// KL(tuned || base) from completions of the tuned model, by three estimators.
struct kl_estimate {
    mean_estimate k1{};
    mean_estimate k2{};
    mean_estimate k3{};
};

/// Means of kl_terms over completions of one problem. +inf where the base cannot say what the
/// tuned model said: the divergence is infinite.
///
/// @pre  at least two completions
/// @throws domain_error otherwise
[[nodiscard]] inline kl_estimate kl_divergence(std::span<const kl_terms> completions) {
    const auto column = [&](double kl_terms::*member) {
        std::vector<double> values;
        values.reserve(completions.size());
        for (const kl_terms& terms : completions) {
            values.push_back(terms.*member);
        }
        return estimate_mean(values);
    };
    return {.k1 = column(&kl_terms::k1), .k2 = column(&kl_terms::k2), .k3 = column(&kl_terms::k3)};
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_KL_DIVERGENCE_HPP
