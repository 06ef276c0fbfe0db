// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_REFUSAL_HPP
#define PASSK_INFER_REFUSAL_HPP

#include <passk/core/error.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/prompt.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace passk {
namespace detail {

// The capability that a prompt asks for and that is denied; empty if there is none.
inline std::string_view denied_prompt(const backend_capabilities& able, const prompt& given) {
    if (std::holds_alternative<std::string>(given)) {
        return able.text_prompts ? std::string_view{} : "prompts of text";
    }
    if (std::holds_alternative<token_ids>(given)) {
        return able.token_prompts ? std::string_view{} : "prompts of token ids";
    }
    if (!able.chat_prompts) {
        return "chat";
    }
    if (!able.images) {
        for (const chat_message& turn : *std::get_if<chat>(&given)) {
            if (!turn.images.empty()) {
                return "images";
            }
        }
    }
    return {};
}

inline std::optional<error> denied(const backend_capabilities& able, std::string_view what) {
    if (what.empty()) {
        return std::nullopt;
    }
    return error{errc::unsupported, (able.name.empty() ? std::string("the backend") : able.name)
                                        + " does not support " + std::string(what)};
}

}  // namespace detail

/// Why a backend with these capabilities cannot serve the request: errc::unsupported that names
/// the capability; none if it can.
[[nodiscard]] inline std::optional<error> refusal(const backend_capabilities& able,
                                                  const generation_request& wanted) {
    const sampling& how = wanted.how;
    std::string_view what = detail::denied_prompt(able, wanted.prompt);
    if (what.empty()) {
        what = wanted.logprobs && !able.sampled_logprobs ? "log-probabilities of what it draws"
               : wanted.token_ids && !able.token_ids     ? "token ids of what it draws"
               : how.top_k != 0 && !able.top_k           ? "top-k"
               : how.min_p != 0.0 && !able.min_p         ? "min-p"
               : how.repetition_penalty != 1.0 && !able.repetition_penalty ? "a repetition penalty"
               : !how.stop.empty() && !able.stop                           ? "stop texts"
                                                                           : std::string_view{};
    }
    if (what.empty() && wanted.count > 0) {
        const std::uint64_t last = wanted.how.seed + wanted.first + (wanted.count - 1U);
        if (last > able.max_seed || last < wanted.how.seed) {
            return detail::denied(able, "seeds above " + std::to_string(able.max_seed));
        }
    }
    return detail::denied(able, what);
}

/// Likewise for scoring.
[[nodiscard]] inline std::optional<error> refusal(const backend_capabilities& able,
                                                  const scoring_request& wanted) {
    std::string_view what = detail::denied_prompt(able, wanted.prompt);
    if (what.empty()) {
        const bool text = std::holds_alternative<std::string>(wanted.continuation);
        what = text && !able.scores_text      ? "scoring of text"
               : !text && !able.scores_tokens ? "scoring of token ids"
                                              : std::string_view{};
    }
    return detail::denied(able, what);
}

}  // namespace passk

#endif  // PASSK_INFER_REFUSAL_HPP
