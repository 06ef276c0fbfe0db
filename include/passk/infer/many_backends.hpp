// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_MANY_BACKENDS_HPP
#define PASSK_INFER_MANY_BACKENDS_HPP

#include <passk/core/error.hpp>
#include <passk/infer/any_backend.hpp>
#include <passk/infer/backend_capabilities.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/draw_each.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/refusal.hpp>
#include <passk/sample/token_logprobs.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace passk {

/// Several backends of one model as one inference_backend: each draws in a thread of its own,
/// all from one queue, so that a fast one does more. For engines in this process, such as one on
/// each device; openai_backend does the same for servers by itself.
class many_backends {
public:
    /// @param backends  at least one; what one of them cannot do, all together cannot
    /// @param portion   draws that one of them takes at a time, at least 1
    /// @throws          domain_error if there are none, or they serve different models
    explicit many_backends(std::vector<any_backend> backends, std::uint32_t portion = 64)
        : backends_(std::move(backends)), portion_(portion) {
        detail::expects(!backends_.empty() && portion >= 1,
                        "passk::many_backends: at least one backend and one draw at a time");
        able_ = backends_.front().capabilities();
        for (const any_backend& one : backends_) {
            narrow(one.capabilities());
        }
    }

    [[nodiscard]] const backend_capabilities& capabilities() const noexcept { return able_; }

    void generate(std::span<const generation_request> requests, draw_sink sink,
                  std::stop_token stop = {}) {
        expects_requests("passk::many_backends::generate", requests);
        shared_work work{.requests = requests, .working = backends_.size()};
        const std::stop_callback pass_on(stop, [&] { work.stop.request_stop(); });
        std::vector<std::jthread> threads;
        threads.reserve(backends_.size());
        const abandoning when_the_sink_throws(work);  // goes before the threads, which are joined
        for (any_backend& one : backends_) {
            threads.emplace_back([this, &one, &work] { work_on(one, work); });
        }
        while (std::optional<draw> one = work.next()) {
            sink(*std::move(one));
        }
    }

private:
    // What the threads and the caller share: requests go in, draws come out, at most `most` of
    // them waiting.
    struct shared_work {
        static constexpr std::size_t most = 256;

        std::span<const generation_request> requests;
        std::size_t working;      // threads that may still bring draws
        std::size_t request = 0;  // the next draw that nobody has had
        std::uint32_t offset = 0;
        std::deque<draw> waiting{};
        bool abandoned = false;
        std::mutex mutex{};
        std::condition_variable changed{};
        std::stop_source stop{};

        void put(draw one) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return waiting.size() < most || abandoned; });
            if (!abandoned) {
                waiting.push_back(std::move(one));
                changed.notify_all();
            }
        }
        std::optional<draw> next() {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return !waiting.empty() || working == 0; });
            if (waiting.empty()) {
                return std::nullopt;
            }
            std::optional<draw> one(std::move(waiting.front()));
            waiting.pop_front();
            changed.notify_all();
            return one;
        }
        void finished() {
            const std::scoped_lock lock(mutex);
            --working;
            changed.notify_all();
        }
    };

    struct abandoning {
        explicit abandoning(shared_work& what) : work(what) {}
        abandoning(const abandoning&) = delete;
        abandoning& operator=(const abandoning&) = delete;
        ~abandoning() {
            const std::scoped_lock lock(work.mutex);
            work.abandoned = true;
            work.changed.notify_all();
            if (work.working != 0) {
                work.stop.request_stop();
            }
        }
        shared_work& work;
    };

    // Draws that nobody has had, of one request.
    std::optional<std::pair<std::size_t, generation_request>> take(shared_work& from) const {
        const std::scoped_lock lock(from.mutex);
        while (from.request < from.requests.size()
               && from.offset == from.requests[from.request].count) {
            ++from.request;
            from.offset = 0;
        }
        if (from.request == from.requests.size() || from.abandoned) {
            return std::nullopt;
        }
        generation_request some = from.requests[from.request];
        some.first += from.offset;
        some.count = (std::min)(portion_, some.count - from.offset);
        from.offset += some.count;
        return std::pair(from.request, std::move(some));
    }

    void work_on(any_backend& one, shared_work& work) const {
        while (const auto mine = take(work)) {
            const std::size_t request = mine->first;
            const std::span<const generation_request> some(&mine->second, 1);
            const auto deliver = [&](draw drawn) {
                drawn.request = request;
                work.put(std::move(drawn));
            };
            if (const std::optional<error> refused = refusal(able_, mine->second)) {
                draw_each(able_, some, deliver, {},
                          [&](const generation_request&, std::uint64_t) { return *refused; });
            } else {
                one.generate(some, deliver, work.stop.get_token());
            }
        }
        work.finished();
    }

    void narrow(const backend_capabilities& other) {
        detail::expects(other.model == able_.model,
                        "passk::many_backends: the backends serve different models");
        using c = backend_capabilities;
        for (bool c::*one : {&c::text_prompts, &c::chat_prompts, &c::images, &c::token_prompts,
                             &c::token_ids, &c::top_k, &c::min_p, &c::repetition_penalty, &c::stop,
                             &c::sampled_logprobs, &c::seeded}) {
            able_.*one = able_.*one && other.*one;
        }
        able_.scores_text = able_.scores_tokens = false;
        able_.max_seed = (std::min)(able_.max_seed, other.max_seed);
        if (other.sampled_from != able_.sampled_from) {
            able_.sampled_from = logprob_distribution::unknown;
        }
    }

    std::vector<any_backend> backends_;
    std::uint32_t portion_;
    backend_capabilities able_;
};

}  // namespace passk

#endif  // PASSK_INFER_MANY_BACKENDS_HPP
