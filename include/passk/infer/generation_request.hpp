// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_GENERATION_REQUEST_HPP
#define PASSK_INFER_GENERATION_REQUEST_HPP

#include <passk/core/error.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace passk {

/// Draws number first, first + 1, ..., first + count - 1 of the completions of one prompt. Draw i
/// has seed how.seed + i, so any part of a run can be drawn alone, and a run be made longer.
struct generation_request {
    passk::prompt prompt{};
    sampling how{};
    std::uint32_t first = 0;
    std::uint32_t count = 1;  ///< may be 0
    bool logprobs = false;    ///< completions carry their log-probabilities
    bool token_ids = false;   ///< and the ids of their tokens

    friend bool operator==(const generation_request&, const generation_request&) = default;
};

/// What every backend checks before it draws anything.
///
/// @param function  named in the message, such as "passk::openai_backend::generate"
/// @throws          domain_error for a sampling parameter outside its range, and for draws
///                  numbered 2^32 - 1 or more
inline void expects_requests(std::string_view function,
                             std::span<const generation_request> requests) {
    for (const generation_request& one : requests) {
        detail::expects_sampling(function, one.how);
        if (one.count > (std::numeric_limits<std::uint32_t>::max)() - one.first) [[unlikely]] {
            detail::fail_precondition(std::string(function) + ": " + std::to_string(one.count)
                                      + " draws from number " + std::to_string(one.first)
                                      + " on: numbers end below 2^32 - 1");
        }
    }
}

}  // namespace passk

#endif  // PASSK_INFER_GENERATION_REQUEST_HPP
