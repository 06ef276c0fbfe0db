// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_SCORING_BACKEND_HPP
#define PASSK_INFER_SCORING_BACKEND_HPP

#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <concepts>
#include <span>
#include <stop_token>
#include <vector>

namespace passk {

/// Something that says how likely its model finds a given continuation (teacher forcing).
///
///   expression                       type                                   meaning
///   b.score(requests, stop)          std::vector<result<token_logprobs>>    one for each request
///   std::as_const(b).capabilities()  backend_capabilities                   scores_text,
///   ..._tokens
///
///   - One each:   the vector has one result for each request, in their order. One that fails
///                 does not fail the others.
///   - Raw:        values are raw, at temperature 1, one for each token of the continuation and
///                 for nothing else; the kind says so, with the end of sequence included for
///                 token ids, which are scored as they are, and excluded for text, to which none
///                 is added. Scores never see sampling parameters.
///   - Pure:       scoring again gives the same to the backend's stated accuracy.
///   - Typed, Cancelled: as for inference_backend. A continuation that the engine did not score
///                 token by token, or tokenized across its boundary with the prompt, is an error,
///                 never a number.
///
/// Calls on one object are made one at a time, calls of generate included.
template <class B>
concept scoring_backend = std::movable<B> && requires(B& b, const B& constant,
                                                      std::span<const scoring_request> requests,
                                                      std::stop_token stop) {
    { b.score(requests, stop) } -> std::same_as<std::vector<result<token_logprobs>>>;
    { constant.capabilities() } -> std::convertible_to<backend_capabilities>;
};

}  // namespace passk

#endif  // PASSK_INFER_SCORING_BACKEND_HPP
