// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_COMPLETION_HPP
#define PASSK_SAMPLE_COMPLETION_HPP

#include <passk/sample/token_id.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace passk {

/// What ended a completion.
enum class finish_reason : std::uint8_t {
    stop,     ///< the model, or a stop text
    length,   ///< max_tokens or the context: what would have followed is unknown
    aborted,  ///< something else, such as a content filter
};

/// "stop", "length" or "aborted": what servers and files say.
[[nodiscard]] constexpr std::string_view to_string(finish_reason reason) noexcept {
    switch (reason) {
        case finish_reason::stop: return "stop";
        case finish_reason::length: return "length";
        case finish_reason::aborted: break;
    }
    return "aborted";
}

/// One text a model produced, with what is known of how.
struct completion {
    std::string text{};  ///< UTF-8, without the stop text
    finish_reason finish = finish_reason::stop;
    std::uint64_t seed = 0;               ///< it was drawn with
    std::uint32_t prompt_tokens = 0;      ///< how many the prompt has; 0: not known
    std::uint32_t completion_tokens = 0;  ///< how many were drawn; 0: not known
    token_ids tokens{};                   ///< those drawn, with what ended them; empty: not known
    token_ids prompt_token_ids{};         ///< what the prompt became; empty: not known
    std::optional<token_logprobs> logprobs{};  ///< one for each token drawn, if asked for

    friend bool operator==(const completion&, const completion&) = default;
};

}  // namespace passk

#endif  // PASSK_SAMPLE_COMPLETION_HPP
