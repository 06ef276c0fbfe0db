// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_SCORE_EACH_HPP
#define PASSK_INFER_SCORE_EACH_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/refusal.hpp>
#include <passk/infer/scoring_request.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <concepts>
#include <optional>
#include <span>
#include <stop_token>
#include <type_traits>
#include <vector>

namespace passk {

/// score() of a backend that scores one continuation at a time: refuses what `able` denies and
/// stops when asked to.
///
/// @param able       what the backend can do
/// @param requests   what to score
/// @param stop       looked at between continuations
/// @param score_one  score_one(request) is its log-probabilities, or why there are none
template <class Function>
    requires std::convertible_to<std::invoke_result_t<Function&, const scoring_request&>,
                                 result<token_logprobs>>
[[nodiscard]] std::vector<result<token_logprobs>> score_each(
    const backend_capabilities& able, std::span<const scoring_request> requests,
    const std::stop_token& stop, Function&& score_one) {
    std::vector<result<token_logprobs>> scores;
    scores.reserve(requests.size());
    for (const scoring_request& one : requests) {
        if (const std::optional<error> refused = refusal(able, one)) {
            scores.emplace_back(*refused);
        } else if (stop.stop_requested()) {
            scores.emplace_back(error{errc::cancelled, "scoring was stopped"});
        } else {
            scores.emplace_back(score_one(one));
        }
    }
    return scores;
}

}  // namespace passk

#endif  // PASSK_INFER_SCORE_EACH_HPP
