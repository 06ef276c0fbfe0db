// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_SERVER_DIALECT_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_SERVER_DIALECT_HPP

#include <passk/infer/backend_capabilities.hpp>
#include <passk/sample/sampling.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// Which program answers.
enum class server_kind : std::uint8_t { vllm, sglang, llama_cpp, llama_cpp_python, openai, other };

[[nodiscard]] constexpr std::string_view to_string(server_kind kind) noexcept {
    switch (kind) {
        case server_kind::vllm: return "vLLM";
        case server_kind::sglang: return "SGLang";
        case server_kind::llama_cpp: return "llama.cpp server";
        case server_kind::llama_cpp_python: return "llama-cpp-python";
        case server_kind::openai: return "OpenAI";
        case server_kind::other: break;
    }
    return "a server of the OpenAI kind";
}

/// How a server is asked for the log-probabilities of a given text.
enum class scoring_route : std::uint8_t {
    none,
    prompt_logprobs,  ///< /v1/completions with prompt_logprobs: vLLM
    echo,             ///< /v1/completions with echo and logprobs
    echo_text,        ///< likewise, of text only: llama-cpp-python
    generate,         ///< /generate with logprob_start_len: SGLang
};

/// How a server is asked for the tokens of a text.
enum class tokenizer_route : std::uint8_t {
    none,
    tokenize_prompt,   ///< /tokenize {prompt}: vLLM, SGLang
    tokenize_content,  ///< /tokenize {content}: llama.cpp server
    extras_tokenize,   ///< /extras/tokenize {input}: llama-cpp-python
};

/// What a server was found to be and to do when it was asked, by trying: nothing here follows
/// from its name but the names of fields.
struct server_dialect {
    server_kind kind = server_kind::other;
    backend_capabilities able{};
    std::uint32_t max_choices = 1;     ///< n of one request that was honoured
    std::uint32_t logprobs_field = 0;  ///< of completions: the least that gives log-probabilities
    bool only_known_fields = false;    ///< it refuses fields that it does not know
    bool ids_with_logprobs = false;    ///< ids of tokens come with log-probabilities only
    bool chat_logprobs = false;        ///< log-probabilities of chat, where there are both
    bool usage_counts = false;  ///< usage.completion_tokens counts what has a log-probability
    scoring_route scoring = scoring_route::none;
    tokenizer_route tokenizer = tokenizer_route::none;

    /// What a server makes of sampling parameters. vLLM raises a temperature in (0, 0.01) to 0.01.
    [[nodiscard]] sampling effective(sampling how) const {
        constexpr double least = 0.01;
        if (kind == server_kind::vllm && how.temperature > 0.0 && how.temperature < least) {
            how.temperature = least;
        }
        return how;
    }
};

}  // namespace passk

#endif  // PASSK_ADAPTER_OPENAI_HTTP_SERVER_DIALECT_HPP
