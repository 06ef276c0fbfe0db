// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_BACKEND_CAPABILITIES_HPP
#define PASSK_INFER_BACKEND_CAPABILITIES_HPP

#include <passk/sample/token_logprobs.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace passk {

/// What a backend can do, as data. What it cannot do and is asked for all the same is
/// errc::unsupported, never a number or a text that means something else.
struct backend_capabilities {
    std::string name{};   ///< of the engine, with its version if known, such as "vLLM 0.10.2"
    std::string model{};  ///< that it serves

    bool text_prompts = true;
    bool chat_prompts = false;
    bool images = false;         ///< in chat prompts
    bool token_prompts = false;  ///< prompts given as token ids
    bool token_ids = false;      ///< completions carry the ids of their tokens

    bool top_k = true;  ///< these are honoured when not off
    bool min_p = true;
    bool repetition_penalty = true;
    bool stop = true;

    bool sampled_logprobs = false;  ///< completions carry log-probabilities
    logprob_distribution sampled_from = logprob_distribution::unknown;  ///< which those are
    bool scores_text = false;                                           ///< score() takes text
    bool scores_tokens = false;                                         ///< score() takes token ids

    bool seeded = false;  ///< same seed, prompt and parameters: same completion, however batched
    std::uint64_t max_seed = (std::numeric_limits<std::uint64_t>::max)();
    std::uint64_t context_length = 0;  ///< tokens of prompt and completion; 0: not known

    /// How this is known where it was found out by trying: what was tried and what came of it, a
    /// line each, for people.
    std::vector<std::string> findings{};

    friend bool operator==(const backend_capabilities&, const backend_capabilities&) = default;
};

}  // namespace passk

#endif  // PASSK_INFER_BACKEND_CAPABILITIES_HPP
