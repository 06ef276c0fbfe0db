// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_PERPLEXITY_SEQUENCE_SCORE_HPP
#define PASSK_PERPLEXITY_SEQUENCE_SCORE_HPP

#include <passk/core/error.hpp>
#include <passk/sample/token_logprobs.hpp>
#include <passk/statistics/compensated_sum.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace passk {

/// One completion under one model, its tokens summed up: all that perplexity, coverage and
/// divergence need. Its size does not depend on the number of tokens.
struct sequence_score {
    double log_probability = 0.0;           ///< natural log, of the tokens that were scored
    std::optional<std::uint64_t> tokens{};  ///< with missing ones; empty: the source did not say
    std::optional<std::uint64_t> bytes{};   ///< of the text in UTF-8; empty: not known
    std::uint64_t missing = 0;              ///< tokens without a log-probability
    std::uint64_t impossible = 0;           ///< tokens of probability 0
    logprob_kind kind{};
    completion_extent extent = completion_extent::complete;

    friend bool operator==(const sequence_score&, const sequence_score&) = default;
};

/// Builds a sequence_score token by token, whatever pieces the tokens come in.
///
/// @par Accuracy
/// the sum is that of compensated_sum.
/// @par Cost
/// O(1) memory, seven additions a token.
class sequence_scorer {
public:
    /// @param logprob  in [-inf, 0], or missing_logprob
    /// @throws  domain_error above 0
    constexpr void add(double logprob) {
        ++tokens_;
        if (logprob > -std::numeric_limits<double>::infinity()) [[likely]] {
            detail::expects(logprob <= 0.0,
                            "passk::sequence_scorer::add: a log-probability is above 0");
            sum_.add(logprob);
        } else if (logprob < 0.0) {
            ++impossible_;
        } else {
            ++missing_;
        }
    }

    [[nodiscard]] sequence_score score(
        const logprob_kind& kind, completion_extent extent = completion_extent::complete) const {
        return {.log_probability =
                    impossible_ == 0 ? sum_.value() : -std::numeric_limits<double>::infinity(),
                .tokens = tokens_,
                .missing = missing_,
                .impossible = impossible_,
                .kind = kind,
                .extent = extent};
    }

private:
    compensated_sum sum_{};
    std::uint64_t tokens_ = 0;
    std::uint64_t missing_ = 0;
    std::uint64_t impossible_ = 0;
};

/// Sums up the tokens of one completion.
[[nodiscard]] inline sequence_score score_of(const token_logprobs& tokens) {
    sequence_scorer scorer;
    for (const double logprob : tokens.values()) {
        scorer.add(logprob);
    }
    return scorer.score(tokens.kind(), tokens.extent());
}

namespace detail {

[[nodiscard]] inline std::string at_completion(std::string_view function, std::size_t i) {
    return std::string(function) + ": completion " + std::to_string(i) + ": ";
}

// What every number about a whole completion needs: something scored, and nothing missing.
inline void expects_scored(const std::string& where, const sequence_score& score) {
    if (score.missing != 0) [[unlikely]] {
        fail_precondition(where + std::to_string(score.missing)
                          + " tokens have no log-probability");
    }
    if (score.tokens == std::uint64_t{0}) [[unlikely]] {
        fail_precondition(where + "there is no token");
    }
    if (!(score.log_probability <= 0.0)) [[unlikely]] {
        fail_precondition(where + "the log-probability " + std::to_string(score.log_probability)
                          + " is not one");
    }
}

inline void expects_one_kind(std::string_view function, std::span<const sequence_score> scores) {
    for (const sequence_score& score : scores) {
        expects_same_kind(function, scores.front().kind, score.kind);
    }
}

}  // namespace detail
}  // namespace passk

#endif  // PASSK_PERPLEXITY_SEQUENCE_SCORE_HPP
