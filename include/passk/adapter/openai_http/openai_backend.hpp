// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_OPENAI_HTTP_OPENAI_BACKEND_HPP
#define PASSK_ADAPTER_OPENAI_HTTP_OPENAI_BACKEND_HPP

#include <passk/adapter/openai_http/endpoint_report.hpp>
#include <passk/adapter/openai_http/openai_options.hpp>
#include <passk/adapter/openai_http/server_dialect.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <chrono>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace passk {

/// Draws and scores on servers that speak the HTTP API of OpenAI: vLLM, SGLang, the servers of
/// llama.cpp, OpenAI itself and whatever does as they do. Models inference_backend and
/// scoring_backend.
///
/// What the servers can do is found out at the start, by trying. All endpoints work from one
/// queue; each gets as many requests at once as it bears (additive increase, multiplicative
/// decrease), and is left alone for a while when it fails. What may pass is tried again, with
/// jitter and as the server's Retry-After says; what will not is an error at once. An answer is
/// taken as a whole or not at all: one that is garbled, short of a choice or has a choice twice
/// is asked for again.
///
/// @par Cost
/// one thread, the caller's. About 5 KB for each request on its way, its answer not counted;
/// answers hold openai_options::answer_memory bytes at most.
class openai_backend {
public:
    /// Reaches the endpoints and finds out what they are and can do: some thirty small requests
    /// each. Endpoints that cannot be reached now are tried again later, if at least one can.
    ///
    /// @returns  the backend; errc::malformed for an address that is none, errc::io, timeout or
    ///           unavailable if no endpoint can be reached, errc::rejected if a server refuses
    ///           the key or the model, or if endpoints serve different models,
    ///           errc::cancelled if stop was asked for
    /// @throws   domain_error if there is no endpoint, or a number of the options is 0
    [[nodiscard]] PASSK_INLINE static result<openai_backend> connect(openai_options options,
                                                                     std::stop_token stop = {});

    PASSK_INLINE openai_backend(openai_backend&& other) noexcept;
    PASSK_INLINE openai_backend& operator=(openai_backend&& other) noexcept;
    PASSK_INLINE ~openai_backend();

    /// What all endpoints can do.
    [[nodiscard]] PASSK_INLINE const backend_capabilities& capabilities() const noexcept;
    /// What the first endpoint that was reached was found to be.
    [[nodiscard]] PASSK_INLINE const server_dialect& dialect() const noexcept;
    [[nodiscard]] PASSK_INLINE std::vector<endpoint_report> endpoints() const;

    PASSK_INLINE void generate(std::span<const generation_request> requests, draw_sink sink,
                               std::stop_token stop = {});
    [[nodiscard]] PASSK_INLINE std::vector<result<token_logprobs>> score(
        std::span<const scoring_request> requests, std::stop_token stop = {});

private:
    using clock = std::chrono::steady_clock;
    using milliseconds = std::chrono::milliseconds;
    struct endpoint;
    struct chunk;
    class engine;

    PASSK_INLINE explicit openai_backend(std::unique_ptr<engine> made);

    std::unique_ptr<engine> engine_;
};

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/openai_http/impl/openai_backend.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_OPENAI_HTTP_OPENAI_BACKEND_HPP
