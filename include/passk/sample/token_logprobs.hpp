// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_TOKEN_LOGPROBS_HPP
#define PASSK_SAMPLE_TOKEN_LOGPROBS_HPP

#include <passk/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// Which distribution log-probabilities were taken from.
enum class logprob_distribution : std::uint8_t {
    raw,        ///< the model's own, temperature 1, before anything that sampling does to it
    processed,  ///< after temperature, top-p, top-k and min-p: the one sampled from
    unknown,    ///< the source did not say
};

/// Whether the token that ends a completion is among the scored ones.
enum class end_of_sequence : std::uint8_t { included, excluded, unknown };

/// How a completion came to its end.
enum class completion_extent : std::uint8_t {
    complete,  ///< the model ended it
    cut,       ///< a limit on length ended it: what would have followed is not scored
    unknown,   ///< the source did not say
};

/// What log-probabilities are. Numbers of different kinds are never compared, pooled or
/// subtracted: perplexity under the base needs raw ones, weights of importance sampling
/// processed ones.
struct logprob_kind {
    logprob_distribution distribution = logprob_distribution::unknown;
    end_of_sequence ending = end_of_sequence::unknown;
    double temperature = 1.0;  ///< these four belong to processed ones and stay as they are here
    double top_p = 1.0;
    double min_p = 0.0;
    std::uint64_t top_k = 0;  ///< 0: off

    friend bool operator==(const logprob_kind&, const logprob_kind&) = default;
};

/// A few words for messages, such as "raw, end of sequence included".
[[nodiscard]] inline std::string to_string(const logprob_kind& kind) {
    const auto number = [](double value) {
        std::string digits = std::to_string(value);
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') {
            digits.pop_back();
        }
        return digits;
    };
    std::string words;
    switch (kind.distribution) {
        case logprob_distribution::raw: words = "raw"; break;
        case logprob_distribution::unknown: words = "unknown distribution"; break;
        case logprob_distribution::processed:
            words = "processed (temperature " + number(kind.temperature) + ", top-p "
                    + number(kind.top_p) + ", top-k " + std::to_string(kind.top_k) + ", min-p "
                    + number(kind.min_p) + ')';
            break;
    }
    switch (kind.ending) {
        case end_of_sequence::included: return words + ", end of sequence included";
        case end_of_sequence::excluded: return words + ", end of sequence excluded";
        case end_of_sequence::unknown: break;
    }
    return words + ", end of sequence unknown";
}

namespace detail {

// A kind that contradicts itself would compare unequal to its equals.
inline void expects_kind(std::string_view function, const logprob_kind& kind) {
    const bool plain =
        kind.temperature == 1.0 && kind.top_p == 1.0 && kind.min_p == 0.0 && kind.top_k == 0;
    const bool in_range = kind.temperature > 0.0 && kind.top_p > 0.0 && kind.top_p <= 1.0
                          && kind.min_p >= 0.0 && kind.min_p <= 1.0;
    if (!in_range) [[unlikely]] {
        fail_precondition(std::string(function)
                          + ": sampling parameters out of range: " + to_string(kind));
    }
    if (!plain && kind.distribution != logprob_distribution::processed) [[unlikely]] {
        fail_precondition(std::string(function)
                          + ": temperature, top-p, top-k and min-p belong to processed "
                            "log-probabilities only");
    }
}

inline void expects_same_kind(std::string_view function, const logprob_kind& first,
                              const logprob_kind& second) {
    if (!(first == second)) [[unlikely]] {
        fail_precondition(std::string(function) + ": log-probabilities of different kinds: "
                          + to_string(first) + "; and " + to_string(second));
    }
}

}  // namespace detail

/// Stands for a token whose log-probability the server did not give. Not a number: whatever is
/// computed from it by mistake is seen to be none.
inline constexpr double missing_logprob = std::numeric_limits<double>::quiet_NaN();

/// What a number that a server reports means.
///
/// Servers cannot write -inf in JSON and write -9999 instead; nothing a model can say comes near
/// it, so -9000 and below is -inf. Rounding in single precision leaves some at up to 1e-6 above
/// 0: those are 0.
///
/// @returns  a log-probability in [-inf, 0], or missing_logprob for NaN and for what lies
///           above 1e-6: no probability is greater than 1.
/// @par Source
/// vLLM, vllm/entrypoints/openai: values are clamped by max(logprob, -9999.0).
[[nodiscard]] constexpr double logprob_from_server(double reported) noexcept {
    if (!(reported <= 1e-6)) {
        return missing_logprob;
    }
    if (reported <= -9000.0) {
        return -std::numeric_limits<double>::infinity();
    }
    return reported < 0.0 ? reported : 0.0;
}

/// Natural-log probabilities of the tokens of one completion under one model, prompt left out.
class token_logprobs {
public:
    /// @param values  one a token, in order, in [-inf, 0], or missing_logprob
    /// @param kind    what they are
    /// @param extent  how the completion ended
    /// @throws  domain_error for a value above 0, or a kind that contradicts itself
    explicit token_logprobs(std::vector<double> values, const logprob_kind& kind,
                            completion_extent extent = completion_extent::complete)
        : values_(std::move(values)), kind_(kind), extent_(extent) {
        detail::expects_kind("passk::token_logprobs", kind);
        for (std::size_t i = 0; i < values_.size(); ++i) {
            if (values_[i] > 0.0) [[unlikely]] {
                detail::fail_precondition("passk::token_logprobs: the log-probability "
                                          + std::to_string(values_[i]) + " of token "
                                          + std::to_string(i) + " is above 0");
            }
        }
    }

    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }
    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
    [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
    [[nodiscard]] const logprob_kind& kind() const noexcept { return kind_; }
    [[nodiscard]] completion_extent extent() const noexcept { return extent_; }

    /// Same kind, extent and values; missing is the same as missing.
    friend bool operator==(const token_logprobs& a, const token_logprobs& b) noexcept {
        return a.kind_ == b.kind_ && a.extent_ == b.extent_
               && std::equal(
                   a.values_.begin(), a.values_.end(), b.values_.begin(), b.values_.end(),
                   [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
    }

private:
    std::vector<double> values_;
    logprob_kind kind_;
    completion_extent extent_;
};

}  // namespace passk

#endif  // PASSK_SAMPLE_TOKEN_LOGPROBS_HPP
