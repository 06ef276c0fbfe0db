// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INFER_RUN_SAMPLING_HPP
#define PASSK_INFER_RUN_SAMPLING_HPP

#include <passk/core/error.hpp>
#include <passk/infer/draw.hpp>
#include <passk/infer/generation_request.hpp>
#include <passk/infer/inference_backend.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/sampling.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// What a run draws from: the prompt of one problem.
struct sampling_task {
    std::string problem{};   ///< id, unique in the run
    passk::prompt prompt{};  ///< what the model is given
};

/// The seed of draw 0 of a problem: a hash of the run's seed and the problem's id, so that it does
/// not depend on which other problems there are, nor on their order. It is below 2^31 - 2^16: draw
/// i can have seed + i on every server. Two problems may share seeds; their prompts differ.
[[nodiscard]] constexpr std::uint64_t seed_of_problem(std::uint64_t run_seed,
                                                      std::string_view problem) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325U ^ (run_seed * 0x9E3779B97F4A7C15U);
    for (const char c : problem) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDU;
    hash ^= hash >> 33U;
    return hash % ((std::uint64_t{1} << 31U) - (std::uint64_t{1} << 16U));
}

/// How far a run is.
struct sampling_progress {
    std::uint64_t wanted = 0;  ///< draws that the run asks for in all
    std::uint64_t kept = 0;    ///< of them, there before it began
    std::uint64_t drawn = 0;   ///< of them, drawn and stored by it
    std::uint64_t cut = 0;     ///< of the drawn, ended by a limit on length
    std::uint64_t tokens = 0;  ///< of the drawn, where the backend tells
    /// Draws that failed, by kind, and the message of the first of each kind. A draw that was
    /// cancelled is not there.
    std::map<errc, std::uint64_t> failed{};
    std::map<errc, std::string> reasons{};
    std::chrono::steady_clock::duration elapsed{};

    /// Draws that are still not there.
    [[nodiscard]] std::uint64_t missing() const noexcept { return wanted - kept - drawn; }
};

/// How run_sampling runs.
struct sampling_run {
    sampling how{};       ///< how.seed is the run's seed, see seed_of_problem
    std::uint32_t n = 1;  ///< completions a problem, at least 1 and at most 65536
    bool logprobs = false;
    bool token_ids = false;
    std::uint32_t turn = 16;     ///< draws of one problem before the next has its turn
    std::size_t at_once = 4096;  ///< requests given to the backend in one call, at least 1
    /// Called after each draw, from the thread of the backend that draws.
    std::function<void(const sampling_progress&)> on_progress{};
    std::stop_token stop{};
};

/// How a run ended.
struct sampling_outcome {
    sampling_progress progress{};
    /// The store failed, and the run ended: what was stored before is there.
    std::optional<error> store_failure{};
    bool stopped = false;  ///< the caller asked for it
};

/// Where a run keeps what it draws.
///
///   expression                          type                    meaning
///   std::as_const(s).contains(p, i)     bool                    is draw i of task p there?
///   s.add(p, i, std::move(drawn))       std::optional<error>    keep it; an error ends the run
template <class S>
concept sample_store = requires(S& store, const S& constant, std::size_t task, std::uint32_t number,
                                completion drawn) {
    { constant.contains(task, number) } -> std::convertible_to<bool>;
    { store.add(task, number, std::move(drawn)) } -> std::same_as<std::optional<error>>;
};

namespace detail {

// The draws that a store does not have, in turns, so that a run that is stopped has about equally
// many of every problem.
template <sample_store Store>
class missing_draws {
public:
    missing_draws(std::span<const sampling_task> tasks, const sampling_run& run, const Store& store)
        : tasks_(tasks), run_(run), store_(store) {}

    // The next requests, at most run.at_once; `of` gets the task of each.
    [[nodiscard]] std::vector<generation_request> next(std::vector<std::size_t>& of) {
        std::vector<generation_request> requests;
        of.clear();
        while (requests.size() < run_.at_once && from_ < run_.n) {
            add_turn(requests, of);
            if (++task_ == tasks_.size()) {
                task_ = 0;
                from_ += (std::min)(run_.turn, run_.n - from_);
            }
        }
        return requests;
    }

private:
    void add_turn(std::vector<generation_request>& requests, std::vector<std::size_t>& of) const {
        const std::uint32_t end = from_ + (std::min)(run_.turn, run_.n - from_);
        for (std::uint32_t i = from_; i < end; ++i) {
            if (store_.contains(task_, i)) {
                continue;
            }
            std::uint32_t last = i + 1;
            while (last < end && !store_.contains(task_, last)) {
                ++last;
            }
            generation_request request{.prompt = tasks_[task_].prompt,
                                       .how = run_.how,
                                       .first = i,
                                       .count = last - i,
                                       .logprobs = run_.logprobs,
                                       .token_ids = run_.token_ids};
            request.how.seed = seed_of_problem(run_.how.seed, tasks_[task_].problem);
            requests.push_back(std::move(request));
            of.push_back(task_);
            i = last;
        }
    }

    std::span<const sampling_task> tasks_;
    const sampling_run& run_;
    const Store& store_;
    std::size_t task_ = 0;
    std::uint32_t from_ = 0;
};

}  // namespace detail

/// Draws what a store does not have yet of n completions for each task. Whatever ended the run
/// before - a kill, a full disk, a lost server - calling it again draws the rest and nothing
/// twice; with a larger n, only what is new. Draws that failed stay missing: they are never
/// replaced, and are asked for again by the next run. A completion that something other than the
/// model or a limit ended (finish_reason::aborted) counts as failed.
///
/// @param backend  draws; retrying and spreading over servers are its own matter
/// @param tasks    one for each problem
/// @param run      parameters; see sampling_run
/// @param store    knows what is there, and takes what is drawn
/// @pre  1 <= run.n <= 65536; run.turn >= 1; run.at_once >= 1; parameters in their range
/// @throws  domain_error if the precondition does not hold; what the store or on_progress throws
/// @par Cost
/// memory for run.at_once requests beside what the backend holds.
template <inference_backend Backend, sample_store Store>
[[nodiscard]] sampling_outcome run_sampling(Backend& backend, std::span<const sampling_task> tasks,
                                            const sampling_run& run, Store& store) {
    detail::expects(run.n >= 1 && run.n <= 65536, "passk::run_sampling: n must be from 1 to 65536");
    detail::expects(run.turn >= 1 && run.at_once >= 1,
                    "passk::run_sampling: turn and at_once must be at least 1");
    detail::expects_sampling("passk::run_sampling", run.how);
    const auto started = std::chrono::steady_clock::now();
    sampling_outcome out;
    sampling_progress& progress = out.progress;
    for (std::size_t task = 0; task < tasks.size(); ++task) {
        for (std::uint32_t i = 0; i < run.n; ++i) {
            progress.kept += store.contains(task, i) ? 1U : 0U;
        }
    }
    progress.wanted = std::uint64_t{run.n} * tasks.size();

    std::stop_source stopping;
    const std::stop_callback relay(run.stop, [&stopping] { stopping.request_stop(); });
    const auto fail = [&progress](errc code, std::string reason) {
        ++progress.failed[code];
        progress.reasons.emplace(code, std::move(reason));
    };
    detail::missing_draws<Store> missing(tasks, run, store);
    std::vector<std::size_t> task_of;
    while (!stopping.stop_requested()) {
        const std::vector<generation_request> requests = missing.next(task_of);
        if (requests.empty()) {
            break;
        }
        const auto take = [&](draw one) {
            const std::size_t task = task_of[one.request];
            if (!one.outcome) {
                if (one.outcome.error().code != errc::cancelled) {
                    fail(one.outcome.error().code,
                         "problem '" + tasks[task].problem + "': " + one.outcome.error().context);
                }
            } else if (completion drawn = std::move(one.outcome).value();
                       drawn.finish == finish_reason::aborted) {
                fail(errc::rejected,
                     "problem '" + tasks[task].problem + "': the server ended a completion itself");
            } else if (!out.store_failure) {
                const bool cut = drawn.finish == finish_reason::length;
                const std::uint64_t tokens = drawn.completion_tokens;
                out.store_failure = store.add(task, one.number, std::move(drawn));
                if (out.store_failure) {
                    stopping.request_stop();
                } else {
                    ++progress.drawn;
                    progress.cut += cut ? 1U : 0U;
                    progress.tokens += tokens;
                }
            }
            progress.elapsed = std::chrono::steady_clock::now() - started;
            if (run.on_progress) {
                run.on_progress(progress);
            }
        };
        backend.generate(requests, take, stopping.get_token());
    }
    progress.elapsed = std::chrono::steady_clock::now() - started;
    out.stopped = run.stop.stop_requested() && progress.missing() > 0;
    return out;
}

}  // namespace passk

#endif  // PASSK_INFER_RUN_SAMPLING_HPP
