// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_ENTROPY_HPP
#define PASSK_PERPLEXITY_ENTROPY_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/perplexity/perplexity.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/sample/token_logprobs.hpp>
#include <passk/statistics/compensated_sum.hpp>
#include <passk/statistics/mean_estimate.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk {

/// Entropy of the next token, -sum_v p(v) ln p(v), in nats, from the whole vocabulary's
/// log-probabilities. The few most probable tokens that servers report are not enough.
///
/// @param logprobs  ln p(v) for every v; -inf allowed
/// @pre     probabilities sum to 1 within 1e-4 (single precision)
/// @throws  domain_error otherwise
[[nodiscard]] inline double next_token_entropy(std::span<const double> logprobs) {
    compensated_sum mass;
    compensated_sum entropy;
    for (const double logprob : logprobs) {
        const double p = std::exp(logprob);
        mass.add(p);
        entropy.add(p > 0.0 ? -p * logprob : 0.0);
    }
    detail::expects(std::abs(mass.value() - 1.0) <= 1e-4,
                    "passk::next_token_entropy: the probabilities do not sum to 1");
    return entropy.value();
}

/// Token entropy of a set of completions: the mean over completions of the mean over tokens,
///
///     (1/N) sum_i (1/T_i) sum_t H_it
///
/// @param completions  entropies of the next token at each position, completion by completion
/// @pre     at least two completions, each with a token; all entropies finite and >= 0
/// @returns nats a token, with the variance of the mean over completions
/// @throws  domain_error otherwise
/// @par Source
/// Wu et al. 2025, "The Invisible Leash?", arXiv:2507.14843, section 4.
[[nodiscard]] inline mean_estimate mean_token_entropy(
    const shared_span<std::vector<double>>& completions) {
    std::vector<double> means;
    means.reserve(completions.size());
    for (const std::vector<double>& entropies : completions) {
        detail::expects(!entropies.empty(), "passk::mean_token_entropy: a completion has no token");
        compensated_sum sum;
        for (const double entropy : entropies) {
            detail::expects(entropy >= 0.0 && entropy - entropy == 0.0,
                            "passk::mean_token_entropy: an entropy is negative or not finite");
            sum.add(entropy);
        }
        means.push_back(sum.value() / static_cast<double>(entropies.size()));
    }
    return estimate_mean(means);
}

/// Token entropy where only the drawn tokens' log-probabilities are known: the mean of
/// -ln p(y_t) within, then over completions. Its expectation is the entropy only if the
/// log-probabilities are those of the distribution that was sampled from: processed ones.
///
/// @pre     at least two completions; what perplexity asks; of kind processed
/// @returns nats a token
/// @throws  domain_error otherwise
[[nodiscard]] inline mean_estimate sampled_token_entropy(
    const shared_span<sequence_score>& completions) {
    detail::expects_one_kind("passk::sampled_token_entropy", completions);
    std::vector<double> means;
    means.reserve(completions.size());
    for (std::size_t i = 0; i < completions.size(); ++i) {
        const sequence_score& score = completions[i];
        detail::expects(score.kind.distribution == logprob_distribution::processed,
                        "passk::sampled_token_entropy: needs log-probabilities of the "
                        "distribution that was sampled from (processed)");
        const double tokens =
            detail::tokens_of(detail::at_completion("passk::sampled_token_entropy", i), score);
        means.push_back(-score.log_probability / tokens);
    }
    return estimate_mean(means);
}

/// Entropy of the answers to one problem, -sum_j p_j ln p_j over distinct answers, in nats, with
/// p_j their shares. Completions without an answer count as one answer more, or are left out, as
/// the caller decides by what is counted.
///
/// @param counts  how often each distinct answer came up
/// @pre     at least one answer
/// @returns a number in [0, ln(number of answers)]; too small on average by about
///          (answers - 1) / (2 completions)
/// @throws  domain_error otherwise
/// @par Source
/// Wu et al. 2025, arXiv:2507.14843, section 4; bias: Miller 1955.
[[nodiscard]] inline double answer_entropy(std::span<const std::uint64_t> counts) {
    double all = 0.0;
    for (const std::uint64_t count : counts) {
        all += static_cast<double>(count);
    }
    detail::expects(all > 0.0, "passk::answer_entropy: there is no answer");
    compensated_sum entropy;
    for (const std::uint64_t count : counts) {
        if (count != 0) {
            const double p = static_cast<double>(count) / all;
            entropy.add(-p * std::log(p));
        }
    }
    return entropy.value();
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_ENTROPY_HPP
