// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_DRAW_EACH_HPP
#define PASSK_INFER_DRAW_EACH_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/refusal.hpp>
#include <passk/sample/completion.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <type_traits>

namespace passk {

/// generate() of a backend that draws one completion at a time: refuses what `able` denies, stops
/// when asked to, and accounts for every draw.
///
/// @param able      what the backend can do
/// @param requests  checked by expects_requests
/// @param sink      gets every draw, in order
/// @param stop      looked at between draws
/// @param draw_one  draw_one(request, seed) is the completion drawn with that seed, or why there
///                  is none
template <class Function>
    requires std::convertible_to<
        std::invoke_result_t<Function&, const generation_request&, std::uint64_t>,
        result<completion>>
void draw_each(const backend_capabilities& able, std::span<const generation_request> requests,
               draw_sink sink, const std::stop_token& stop, Function&& draw_one) {
    for (std::size_t r = 0; r < requests.size(); ++r) {
        const generation_request& one = requests[r];
        const std::optional<error> refused = refusal(able, one);
        for (std::uint32_t i = 0; i < one.count; ++i) {
            const std::uint32_t number = one.first + i;
            if (refused) {
                sink({.request = r, .number = number, .outcome = *refused});
            } else if (stop.stop_requested()) {
                sink({.request = r,
                      .number = number,
                      .outcome = error{errc::cancelled, "generation was stopped"}});
            } else {
                sink({.request = r,
                      .number = number,
                      .outcome = draw_one(one, one.how.seed + number)});
            }
        }
    }
}

}  // namespace passk

#endif  // PASSK_INFER_DRAW_EACH_HPP
