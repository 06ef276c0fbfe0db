// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_COVERAGE_PROFILE_HPP
#define PASSK_PERPLEXITY_COVERAGE_PROFILE_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/statistics/compensated_sum.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace passk {

/// ln (P(y given x) under one model / P(y given x) under another) of one completion, in nats.
///
/// @param numerator    the completion under one model
/// @param denominator  the same completion under the other
/// @pre      one kind and extent; a token, none missing; if both know the number of tokens, they
///           agree; not probability 0 under both
/// @returns  +inf if the denominator is 0, -inf if the numerator is
/// @throws   domain_error otherwise
[[nodiscard]] inline double log_ratio(const sequence_score& numerator,
                                      const sequence_score& denominator) {
    detail::expects_same_kind("passk::log_ratio", numerator.kind, denominator.kind);
    detail::expects_scored("passk::log_ratio: ", numerator);
    detail::expects_scored("passk::log_ratio: ", denominator);
    detail::expects(numerator.extent == denominator.extent,
                    "passk::log_ratio: one completion is cut, the other is not");
    if (numerator.tokens && denominator.tokens && *numerator.tokens != *denominator.tokens)
        [[unlikely]] {
        detail::fail_precondition("passk::log_ratio: " + std::to_string(*numerator.tokens)
                                  + " tokens under one model and "
                                  + std::to_string(*denominator.tokens)
                                  + " under the other: not the same completion");
    }
    detail::expects(numerator.log_probability - numerator.log_probability == 0.0
                        || denominator.log_probability - denominator.log_probability == 0.0,
                    "passk::log_ratio: the completion has probability 0 under both models");
    return numerator.log_probability - denominator.log_probability;
}

/// Coverage profile of the base for the tuned model's completions:
///
///     Cov_N = P(tuned(y) / base(y) >= N),  y drawn from the tuned model
///
/// the share of what the tuned model says that the base would need at least N times as many
/// samples to say. Low is well covered.
///
/// @param log_ratios  ln tuned(y) - ln base(y) of completions drawn from the tuned model
/// @param budgets     values of N, each > 0
/// @pre      at least one log ratio, none NaN
/// @returns  one share in [0, 1] for each N, in their order
/// @throws   domain_error otherwise
/// @par Source
/// Chen et al. 2025, "The Coverage Principle", arXiv:2510.15020, section 3.
[[nodiscard]] inline std::vector<double> coverage_profile(std::span<const double> log_ratios,
                                                          std::span<const double> budgets) {
    detail::expects(!log_ratios.empty(), "passk::coverage_profile: there is no completion");
    for (const double ratio : log_ratios) {
        detail::expects(ratio == ratio, "passk::coverage_profile: a log ratio is not a number");
    }
    std::vector<double> shares;
    shares.reserve(budgets.size());
    for (const double budget : budgets) {
        detail::expects(budget > 0.0, "passk::coverage_profile: N must be greater than 0");
        const double threshold = std::log(budget);
        std::size_t uncovered = 0;
        for (const double ratio : log_ratios) {
            uncovered += ratio >= threshold ? 1U : 0U;
        }
        shares.push_back(static_cast<double>(uncovered) / static_cast<double>(log_ratios.size()));
    }
    return shares;
}

/// The same, averaged over problems with equal weights, as the definition asks.
/// @param problems  log ratios, problem by problem
/// @pre  at least one problem, each with at least one log ratio
[[nodiscard]] inline std::vector<double> mean_coverage_profile(
    const shared_span<std::vector<double>>& problems, std::span<const double> budgets) {
    detail::expects(!problems.empty(), "passk::mean_coverage_profile: there is no problem");
    std::vector<compensated_sum> sums(budgets.size());
    for (const std::vector<double>& ratios : problems) {
        const std::vector<double> shares = coverage_profile(ratios, budgets);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            sums[i].add(shares[i]);
        }
    }
    std::vector<double> means;
    means.reserve(sums.size());
    for (const compensated_sum& sum : sums) {
        means.push_back(sum.value() / static_cast<double>(problems.size()));
    }
    return means;
}

/// log10 of the number of base samples that it takes on average until this very completion comes
/// up: 1 / base(y). A logarithm, for the number is beyond counting: a completion of 600 tokens
/// at perplexity 1.06 takes 10^15.
///
/// @param under_base  the completion, scored by the base
/// @pre      a token, none missing
/// @returns  a number in [0, inf]; +inf if the base cannot say it
/// @throws   domain_error otherwise
[[nodiscard]] inline double log10_expected_samples(const sequence_score& under_base) {
    detail::expects_scored("passk::log10_expected_samples: ", under_base);
    constexpr double log10e = 0.43429448190325182765;
    return -under_base.log_probability * log10e;
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_COVERAGE_PROFILE_HPP
