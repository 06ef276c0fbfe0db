// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_PERPLEXITY_HPP
#define PASSK_PERPLEXITY_PERPLEXITY_HPP

#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/perplexity/sequence_score.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <string_view>
#include <vector>

namespace passk {
namespace detail {

inline double tokens_of(const std::string& where, const sequence_score& score) {
    expects_scored(where, score);
    if (!score.tokens) [[unlikely]] {
        fail_precondition(where + "the number of tokens is not known");
    }
    return static_cast<double>(*score.tokens);
}

}  // namespace detail

/// ln P(y given x): the log-probability of the whole completion, in nats.
///
/// @pre     at least one token, none missing
/// @returns a number in [-inf, 0]; -inf exactly if a token has probability 0.
/// @throws  domain_error otherwise
[[nodiscard]] inline double sequence_log_probability(const sequence_score& score) {
    detail::expects_scored("passk::sequence_log_probability: ", score);
    return score.log_probability;
}

/// Perplexity of one completion of T tokens:
///
///     exp(-(1/T) sum_t ln P(y_t given x, y_1 .. y_(t-1)))
///
/// Small values say that the model would have chosen these tokens itself. A long completion with
/// a small perplexity is still improbable as a whole: 600 tokens at 1.06 have probability e^-35.
///
/// @pre     at least one token, none missing, their number known
/// @returns a number in [1, inf]; +inf exactly if a token has probability 0 or the mean lies
///          below -709.
/// @throws  domain_error otherwise
/// @see     sequence_log_probability, bits_per_byte: the length is part of them.
///
/// @par Accuracy
/// relative error at most (|ln PPL| + 1) 2^-52.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, section 3.3.
[[nodiscard]] inline double perplexity(const sequence_score& score) {
    const double tokens = detail::tokens_of("passk::perplexity: ", score);
    return std::exp(-score.log_probability / tokens);
}
[[nodiscard]] inline double perplexity(const token_logprobs& tokens) {
    return perplexity(score_of(tokens));
}

/// -log2 P(y given x) / T: the logarithm to base 2 of the perplexity.
/// @pre as for perplexity
[[nodiscard]] inline double bits_per_token(const sequence_score& score) {
    const double tokens = detail::tokens_of("passk::bits_per_token: ", score);
    return -score.log_probability * std::numbers::log2e / tokens;
}

/// -log2 P(y given x) / (bytes of y in UTF-8): comparable between models whose tokens differ.
/// @pre  none missing; the number of bytes known and not 0
/// @throws domain_error otherwise
[[nodiscard]] inline double bits_per_byte(const sequence_score& score) {
    detail::expects_scored("passk::bits_per_byte: ", score);
    detail::expects(score.bytes.has_value() && *score.bytes > 0,
                    "passk::bits_per_byte: the number of bytes is not known or 0");
    return -score.log_probability * std::numbers::log2e / static_cast<double>(*score.bytes);
}

/// Perplexities of many completions, in their order.
/// @pre  one kind; for each what perplexity asks
/// @throws domain_error that names the completion
[[nodiscard]] inline std::vector<double> perplexities(const shared_span<sequence_score>& scores) {
    constexpr std::string_view function = "passk::perplexities";
    detail::expects_one_kind(function, scores);
    std::vector<double> values;
    values.reserve(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double tokens = detail::tokens_of(detail::at_completion(function, i), scores[i]);
        values.push_back(std::exp(-scores[i].log_probability / tokens));
    }
    return values;
}

}  // namespace passk

#endif  // PASSK_PERPLEXITY_PERPLEXITY_HPP
