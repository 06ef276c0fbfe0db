// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_JUDGE_PROGRAMS_HPP
#define PASSK_ADAPTER_PROGRAM_JUDGE_PROGRAMS_HPP

#include <passk/adapter/program/program_judge.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/adapter/program/verdict_journal.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace passk::adapter::program {

/// One completion and the task that it answers.
struct program_submission {
    const program_task* task = nullptr;  ///< not null; must outlive the judging
    std::string_view completion{};       ///< likewise
};

/// How many programs are judged at a time, and what is told on the way.
struct judging_plan {
    /// Workers, each with interpreters of its own; 0 is one for each processor. More than that
    /// makes programs wait for each other and gains nothing.
    unsigned workers = 0;
    verdict_journal* journal = nullptr;  ///< may be null
    /// Called after each program with how many are done of how many; by one thread at a time.
    std::function<void(std::size_t done, std::size_t total)> progress{};
    std::stop_token cancel{};
};

/// Corrects a verdict by that of the problem's own solution: what the solution fails too is
/// unsupported and not wrong; what only the program makes unsupported is wrong.
inline void hold_against_reference(const program_verdict& of_reference, program_verdict& verdict) {
    if (of_reference.outcome == program_outcome::accepted) {
        if (verdict.outcome == program_outcome::unsupported) {
            verdict.outcome = program_outcome::wrong_answer;
        }
    } else if (of_reference.outcome != program_outcome::cancelled
               && to_verdict(verdict.outcome) == passk::verdict::incorrect) {
        verdict.detail = "the problem's own solution is not accepted either: "
                         + std::string(to_string(of_reference.outcome))
                         + (of_reference.detail.empty() ? "" : ": ") + of_reference.detail;
        verdict.outcome = program_outcome::unsupported;
    }
}

/// Judges many programs at a time. Verdicts come in the order of the submissions and depend on
/// neither the number of workers nor the order in which they ran. Equal programs for the same task
/// are judged once. Where a program fails and the problem has a solution of its own, the solution
/// is judged too, see hold_against_reference.
///
/// @returns  one verdict for each submission; those not reached when `cancel` was asked for are
///           cancelled. An error if no worker can be started at all, or the journal cannot be
///           written.
/// @throws   domain_error if a submission has no task.
[[nodiscard]] inline result<std::vector<program_verdict>> judge_programs(
    std::span<const program_submission> submissions, judge_settings settings,
    const judging_plan& plan = {}) {
    for (const program_submission& submission : submissions) {
        passk::detail::expects(submission.task != nullptr,
                               "passk::adapter::program::judge_programs: a submission has no task");
    }
    if (!settings.interpreter) {
        // One interpreter for all workers, and part of the key of each verdict.
        for (const program_submission& submission : submissions) {
            if (!submission.task->language) {
                auto found = find_python();
                if (!found) {
                    return found.error();
                }
                settings.interpreter = std::move(found).value();
                break;
            }
        }
    }
    std::vector<program_verdict> verdicts(submissions.size());
    std::mutex guard;
    std::optional<error> failure;
    std::size_t done = 0;
    std::size_t total = submissions.size();
    // Judges some programs, equal ones once; returns their verdicts in order.
    const auto judge_all = [&](std::span<const program_submission> some) {
        std::vector<program_verdict> reached(some.size());
        std::vector<std::string> keys;
        keys.reserve(some.size());
        std::unordered_map<std::string_view, std::size_t> first_of;
        std::vector<std::size_t> same_as(some.size());
        std::vector<std::size_t> todo;
        for (std::size_t i = 0; i < some.size(); ++i) {
            keys.push_back(verdict_key(*some[i].task, some[i].completion, settings));
            const auto [at, is_first] = first_of.try_emplace(keys.back(), i);
            same_as[i] = at->second;
            if (!is_first) {
                ++done;
            } else if (auto known =
                           plan.journal != nullptr ? plan.journal->find(keys[i]) : std::nullopt) {
                reached[i] = std::move(*known);
                ++done;
            } else {
                todo.push_back(i);
            }
        }
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            program_judge judge(settings);
            for (;;) {
                const std::size_t position = next.fetch_add(1, std::memory_order_relaxed);
                if (position >= todo.size()) {
                    return;
                }
                const std::size_t i = todo[position];
                program_verdict verdict =
                    judge.judge(*some[i].task, some[i].completion, plan.cancel);
                const std::lock_guard lock(guard);
                if (plan.journal != nullptr && !failure) {
                    if (const auto kept = plan.journal->add(keys[i], some[i].task->id, verdict);
                        !kept) {
                        failure = kept.error();
                        next = todo.size();  // nothing more is begun
                    }
                }
                reached[i] = std::move(verdict);
                ++done;
                if (plan.progress) {
                    plan.progress(done, total);
                }
            }
        };
        const unsigned processors = (std::max)(1U, std::thread::hardware_concurrency());
        const std::size_t wanted = plan.workers != 0 ? plan.workers : processors;
        std::vector<std::thread> workers;
        for (std::size_t i = 1; i < (std::min)(wanted, todo.size()); ++i) {
            workers.emplace_back(work);
        }
        if (!todo.empty()) {
            work();
        }
        for (std::thread& worker : workers) {
            worker.join();
        }
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (same_as[i] != i) {
                reached[i] = reached[same_as[i]];
            }
        }
        return reached;
    };
    verdicts = judge_all(submissions);
    // What the problem's own solution cannot pass is not held against a program; and where it
    // passes, tests that a program makes impossible to apply are.
    std::unordered_map<const program_task*, std::size_t> references;
    std::vector<program_submission> to_check;
    for (std::size_t i = 0; i < submissions.size() && !failure; ++i) {
        const program_task* const task = submissions[i].task;
        if (!task->reference.empty() && task->unsupported.empty()
            && verdicts[i].outcome != program_outcome::accepted
            && verdicts[i].outcome != program_outcome::cancelled
            && verdicts[i].outcome != program_outcome::judge_error
            && references.try_emplace(task, to_check.size()).second) {
            to_check.push_back({task, task->reference});
        }
    }
    if (!to_check.empty() && !failure) {
        total += to_check.size();
        const std::vector<program_verdict> checked = judge_all(to_check);
        for (std::size_t i = 0; i < submissions.size(); ++i) {
            const auto found = references.find(submissions[i].task);
            if (found == references.end()) {
                continue;
            }
            hold_against_reference(checked[found->second], verdicts[i]);
        }
    }
    if (failure) {
        return *failure;
    }
    return verdicts;
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_JUDGE_PROGRAMS_HPP
