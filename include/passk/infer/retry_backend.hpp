// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_RETRY_BACKEND_HPP
#define PASSK_INFER_RETRY_BACKEND_HPP

#include <passk/core/error.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/inference_backend.hpp>
#include <passk/infer/is_transient.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

namespace passk {

/// When to try again.
struct retry_policy {
    std::uint32_t attempts = 4;                  ///< of each draw, the first included; at least 1
    std::chrono::milliseconds first_delay{500};  ///< before the second attempt
    std::chrono::milliseconds longest_delay{30'000};  ///< delays double up to this one
};

/// An inference_backend that draws again what failed in a way that may pass (is_transient). A
/// failed draw reaches the sink only when its attempts are spent, so that each draw still comes
/// exactly once. Delays have jitter: half to all of what the policy says.
template <inference_backend B>
class retry_backend {
public:
    /// @throws  domain_error if the policy allows no attempt
    explicit retry_backend(B backend, retry_policy policy = {})
        : backend_(std::move(backend)), policy_(policy) {
        detail::expects(policy.attempts >= 1, "passk::retry_backend: at least 1 attempt is needed");
    }

    [[nodiscard]] backend_capabilities capabilities() const {
        return std::as_const(backend_).capabilities();
    }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop = {}) {
        expects_requests("passk::retry_backend::generate", requests);
        std::vector<generation_request> now(requests.begin(), requests.end());
        std::vector<std::size_t> belongs_to(requests.size());
        for (std::size_t r = 0; r < requests.size(); ++r) {
            belongs_to[r] = r;
        }
        std::chrono::milliseconds delay = policy_.first_delay;
        for (std::uint32_t attempt = 1; !now.empty(); ++attempt) {
            std::vector<generation_request> again;
            std::vector<std::size_t> again_belongs_to;
            backend_.generate(
                std::span<const generation_request>(now),
                [&](draw one) {
                    const std::size_t asked = one.request;
                    one.request = belongs_to[asked];
                    if (one.outcome || !is_transient(one.outcome.error().code)
                        || attempt == policy_.attempts) {
                        sink(std::move(one));
                        return;
                    }
                    again.push_back(now[asked]);
                    again.back().first = one.number;
                    again.back().count = 1;
                    again_belongs_to.push_back(one.request);
                },
                stop);
            now = std::move(again);
            belongs_to = std::move(again_belongs_to);
            if (!now.empty()) {
                wait(delay, stop);
                delay = delay * 2 < policy_.longest_delay ? delay * 2 : policy_.longest_delay;
            }
        }
    }

private:
    void wait(std::chrono::milliseconds delay, const std::stop_token& stop) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        const double share = 0.5 + 0.5 * uniform_unit(bits_);
        std::condition_variable_any().wait_for(
            lock, stop, std::chrono::duration<double, std::milli>(delay) * share,
            [] { return false; });
    }

    B backend_;
    retry_policy policy_;
    random_bits bits_{0};  // for jitter
};

}  // namespace passk

#endif  // PASSK_INFER_RETRY_BACKEND_HPP
