// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_CHECKER_PROGRAM_HPP
#define PASSK_ADAPTER_PROGRAM_CHECKER_PROGRAM_HPP

#include <passk/adapter/program/limits.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/adapter/program/sandbox.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// A checker that is a program, by the convention of testlib: called as `checker INPUT OUTPUT
/// ANSWER` with the paths of three files, it exits with 0 (right), 1 (wrong) or 2 (presentation)
/// and may explain itself on standard error; 4 and 8 (surplus and missing text) are wrong too. Any
/// other end, a signal or too much time is a failure of the judge, never a wrong answer.
///
/// It runs in a sandbox of its own for each output: the output is hostile, and a checker may have
/// mistakes.
///
/// @param executable  the bytes of the program, or of a script that begins with #!
/// @param level       how the sandbox is kept apart
/// @param bounds      what one call may use
[[nodiscard]] inline output_checker checker_program(std::string executable,
                                                    isolation level = isolation::namespaces,
                                                    const limits& bounds = {}) {
    struct shared {
        std::string executable;
        isolation level{};
        limits bounds;
        std::mutex guard;
        std::vector<sandbox> idle;
    };
    auto state = std::make_shared<shared>();
    state->executable = std::move(executable);
    state->level = level;
    state->bounds = bounds;
    return [state](std::string_view input, std::string_view output,
                   std::string_view expected) -> checker_opinion {
        const auto take = [&]() -> result<sandbox> {
            {
                const std::lock_guard lock(state->guard);
                if (!state->idle.empty()) {
                    sandbox taken = std::move(state->idle.back());
                    state->idle.pop_back();
                    return taken;
                }
            }
            return sandbox::make(state->level);
        };
        auto taken = take();
        if (!taken) {
            return {program_outcome::judge_error, taken.error().context};
        }
        sandbox place = std::move(taken).value();
        const auto run =
            place.run({.arguments = {"/src/checker", "/src/input", "/src/output", "/src/answer"},
                       .files = {{"checker", state->executable},
                                 {"input", std::string(input)},
                                 {"output", std::string(output)},
                                 {"answer", std::string(expected)}},
                       .bounds = state->bounds});
        {
            const std::lock_guard lock(state->guard);
            state->idle.push_back(std::move(place));
        }
        if (!run) {
            return {program_outcome::judge_error, "the checker: " + run.error().context};
        }
        const program_verdict& evidence = run.value().evidence;
        checker_opinion opinion{program_outcome::judge_error, evidence.error_tail};
        if (!run.value().failure) {
            opinion.outcome = program_outcome::accepted;
        } else if (evidence.exit_code && evidence.stopped == stopped_by::nobody) {
            switch (*evidence.exit_code) {
                case 1:
                case 4:
                case 8: opinion.outcome = program_outcome::wrong_answer; break;
                case 2: opinion.outcome = program_outcome::presentation_error; break;
                default: break;
            }
        }
        if (opinion.outcome == program_outcome::judge_error) {
            opinion.detail =
                "the checker failed: " + std::string(to_string(*run.value().failure))
                + (evidence.exit_code ? ", exit code " + std::to_string(*evidence.exit_code)
                                      : std::string())
                + (evidence.error_tail.empty() ? "" : ": ") + evidence.error_tail;
        }
        return opinion;
    };
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_CHECKER_PROGRAM_HPP
