// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_CHECKER_PROGRAM_HPP
#define PASSK_ADAPTER_PROGRAM_CHECKER_PROGRAM_HPP

#include <passk/adapter/program/limits.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/adapter/program/sandbox.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// What the end of a checker or interactor says, by the convention of testlib: exit code 0 is
/// right, 1 wrong, 2 presentation, 4 and 8 (surplus and missing text) wrong; 7 gives the points
/// that its message begins with ("points 0.5 ..."), 50 to 150 so many hundredths above 50: right if
/// all of them. 3 says that it cannot decide. Any other end is a failure of its own.
///
/// @param who  "checker" or "interactor", for the message
[[nodiscard]] inline checker_opinion opinion_of_exit(const sandbox_run& run, std::string_view who) {
    const program_verdict& evidence = run.evidence;
    checker_opinion opinion{program_outcome::judge_error, evidence.error_tail, {}, false};
    const auto points = [&opinion](double share) {
        opinion.score = (std::min)((std::max)(share, 0.0), 1.0);
        opinion.outcome = share >= 1.0 ? program_outcome::accepted : program_outcome::wrong_answer;
    };
    if (!run.failure) {
        opinion.outcome = program_outcome::accepted;
        return opinion;
    }
    if (evidence.exit_code && evidence.stopped == stopped_by::nobody) {
        const int code = *evidence.exit_code;
        switch (code) {
            case 1:
            case 4:
            case 8: opinion.outcome = program_outcome::wrong_answer; break;
            case 2: opinion.outcome = program_outcome::presentation_error; break;
            case 3: opinion.by_its_own_word = true; break;
            case 7: {
                std::string_view text = evidence.error_tail;
                text.remove_prefix(text.starts_with("points ") ? 7 : 0);
                double share = 0.0;
                if (std::from_chars(text.data(), text.data() + text.size(), share).ec
                    == std::errc{}) {
                    points(share);
                }
                break;
            }
            default:
                if (code >= 50 && code <= 150) {
                    points((code - 50) / 100.0);
                }
                break;
        }
    }
    if (opinion.outcome == program_outcome::judge_error) {
        opinion.detail =
            "the " + std::string(who) + " failed: " + std::string(to_string(*run.failure))
            + (evidence.exit_code ? ", exit code " + std::to_string(*evidence.exit_code)
                                  : std::string())
            + (evidence.error_tail.empty() ? "" : ": ") + evidence.error_tail;
    }
    return opinion;
}

/// A checker that is a program, by the convention of testlib: called as `checker INPUT OUTPUT
/// ANSWER` with the paths of three files; opinion_of_exit says what its exit codes mean.
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
        return opinion_of_exit(run.value(), "checker");
    };
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_CHECKER_PROGRAM_HPP
