// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_CACHE_BACKEND_HPP
#define PASSK_INFER_CACHE_BACKEND_HPP

#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/inference_backend.hpp>
#include <passk/infer/recorded_draws.hpp>
#include <passk/sample/completion.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace passk {

/// An inference_backend that draws nothing twice: what it has, it gives; the rest it has drawn by
/// another, and keeps. Errors are not kept. Asked for 256 draws of a prompt after 64, it draws 192.
template <inference_backend B>
class cache_backend {
public:
    /// @param backend   draws what is missing
    /// @param recorded  what there is already
    explicit cache_backend(B backend, recorded_draws recorded = {})
        : backend_(std::move(backend)), recorded_(std::move(recorded)) {}

    [[nodiscard]] backend_capabilities capabilities() const {
        return std::as_const(backend_).capabilities();
    }
    [[nodiscard]] const recorded_draws& recorded() const noexcept { return recorded_; }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop = {}) {
        expects_requests("passk::cache_backend::generate", requests);
        std::vector<generation_request> missing;
        std::vector<std::size_t> belongs_to;
        for (std::size_t r = 0; r < requests.size(); ++r) {
            bool joined = false;  // the last of the missing ends just before this number
            for (std::uint32_t i = 0; i < requests[r].count; ++i) {
                const std::uint32_t number = requests[r].first + i;
                std::optional<completion> found = recorded_.find(requests[r], number);
                if (found && !stop.stop_requested()) {
                    sink({.request = r, .number = number, .outcome = *std::move(found)});
                    joined = false;
                    continue;
                }
                if (joined) {
                    ++missing.back().count;
                } else {
                    missing.push_back(requests[r]);
                    missing.back().first = number;
                    missing.back().count = 1;
                    belongs_to.push_back(r);
                }
                joined = true;
            }
        }
        backend_.generate(
            std::span<const generation_request>(missing),
            [&](draw one) {
                one.request = belongs_to[one.request];
                if (one.outcome) {
                    recorded_.record(requests[one.request], one.number, one.outcome.value());
                }
                sink(std::move(one));
            },
            std::move(stop));
    }

private:
    B backend_;
    recorded_draws recorded_;
};

}  // namespace passk

#endif  // PASSK_INFER_CACHE_BACKEND_HPP
