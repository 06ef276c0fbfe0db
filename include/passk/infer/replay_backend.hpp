// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_REPLAY_BACKEND_HPP
#define PASSK_INFER_REPLAY_BACKEND_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/recorded_draws.hpp>
#include <passk/sample/completion.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>

namespace passk {

/// An inference_backend without a model: gives what was recorded, and errc::rejected for a draw
/// that was not. For tests, and for judging a finished run again.
class replay_backend {
public:
    /// @param recorded  what it gives; what a record lacks (log-probabilities, token ids) and a
    ///                  request wants counts as not recorded
    /// @param able      what the backend could do that it was recorded from
    explicit replay_backend(recorded_draws recorded, backend_capabilities able = {})
        : recorded_(std::move(recorded)), able_(std::move(able)) {}

    [[nodiscard]] const backend_capabilities& capabilities() const noexcept { return able_; }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop = {}) {
        expects_requests("passk::replay_backend::generate", requests);
        for (std::size_t r = 0; r < requests.size(); ++r) {
            for (std::uint32_t i = 0; i < requests[r].count; ++i) {
                const std::uint32_t number = requests[r].first + i;
                sink({.request = r, .number = number, .outcome = one(requests[r], number, stop)});
            }
        }
    }

private:
    result<completion> one(const generation_request& wanted, std::uint32_t number,
                           const std::stop_token& stop) const {
        if (stop.stop_requested()) {
            return error{errc::cancelled, "the replay was stopped"};
        }
        if (std::optional<completion> found = recorded_.find(wanted, number)) {
            return *std::move(found);
        }
        return error{errc::rejected,
                     "draw " + std::to_string(number)
                         + " of this prompt was not recorded with these parameters"};
    }

    recorded_draws recorded_;
    backend_capabilities able_;
};

}  // namespace passk

#endif  // PASSK_INFER_REPLAY_BACKEND_HPP
