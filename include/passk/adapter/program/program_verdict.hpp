// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PROGRAM_VERDICT_HPP
#define PASSK_ADAPTER_PROGRAM_PROGRAM_VERDICT_HPP

#include <passk/adapter/program/isolation.hpp>
#include <passk/outcome/verdict.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk::adapter::program {

/// How a program fared, in the words of programming contests.
enum class program_outcome : std::uint8_t {
    accepted,            ///< A: every test passed
    wrong_answer,        ///< W: a test got another answer
    presentation_error,  ///< P: a checker found the right answer in the wrong form
    runtime_error,       ///< R: ended by an exception, a signal or an exit code other than 0
    time_limit,          ///< T: too much CPU time, or waiting for ever
    memory_limit,        ///< M: an allocation beyond the limit ended it
    output_limit,        ///< O: too much output
    compile_error,       ///< C: does not compile
    unsupported,         ///< U: the tests need what cannot cross a process boundary
    cancelled,           ///< X: the caller asked to stop
    judge_error,         ///< J: the judge failed, through no fault of the program
};

[[nodiscard]] constexpr std::string_view to_string(program_outcome outcome) noexcept {
    switch (outcome) {
        case program_outcome::accepted: return "accepted";
        case program_outcome::wrong_answer: return "wrong answer";
        case program_outcome::presentation_error: return "presentation error";
        case program_outcome::runtime_error: return "runtime error";
        case program_outcome::time_limit: return "time limit";
        case program_outcome::memory_limit: return "memory limit";
        case program_outcome::output_limit: return "output limit";
        case program_outcome::compile_error: return "compile error";
        case program_outcome::unsupported: return "unsupported";
        case program_outcome::cancelled: return "cancelled";
        case program_outcome::judge_error: return "judge error";
    }
    return "judge error";
}

/// One letter for each outcome, as listed at program_outcome.
[[nodiscard]] constexpr char letter(program_outcome outcome) noexcept {
    constexpr std::string_view letters = "AWPRTMOCUXJ";
    const auto index = static_cast<std::size_t>(outcome);
    return index < letters.size() ? letters[index] : 'J';
}

/// The outcome of a letter, or nothing for any other character.
[[nodiscard]] constexpr std::optional<program_outcome> outcome_of_letter(char c) noexcept {
    constexpr std::string_view letters = "AWPRTMOCUXJ";
    const std::size_t index = letters.find(c);
    if (index == std::string_view::npos) {
        return std::nullopt;
    }
    return static_cast<program_outcome>(index);
}

/// Correct, incorrect, or undecided where the program was not to blame: unsupported, cancelled
/// and judge_error are never counted as wrong answers.
[[nodiscard]] constexpr verdict to_verdict(program_outcome outcome) noexcept {
    switch (outcome) {
        case program_outcome::accepted: return verdict::correct;
        case program_outcome::unsupported:
        case program_outcome::cancelled:
        case program_outcome::judge_error: return verdict::undecided;
        default: return verdict::incorrect;
    }
}

/// Who ended a run before its time.
enum class stopped_by : std::uint8_t {
    nobody,
    cpu_time,
    wall_time,
    memory,
    output,
    error_output,
    caller
};

/// What one test of a program showed.
struct test_result {
    program_outcome outcome = program_outcome::judge_error;
    double score = 0.0;  ///< between 0 and 1; of a checker that gives points
    std::chrono::microseconds cpu_time{0};
    std::chrono::microseconds wall_time{0};
    std::uint64_t peak_memory = 0;  ///< bytes
    std::string detail{};           ///< for a person
};

/// The outcome of one program and what it rests on.
struct program_verdict {
    program_outcome outcome = program_outcome::judge_error;
    isolation level = isolation::namespaces;  ///< the level that it ran at
    std::optional<std::uint64_t> test{};      ///< the first test that failed, from 0
    std::uint64_t tests_passed = 0;           ///< or, for check functions, calls answered
    /// The mean score of all tests, those that were not run counting 0; where tests do not run one
    /// by one, 1 for accepted and 0 for the rest.
    double score = 0.0;
    std::vector<test_result> tests{};         ///< the tests that ran, where they run one by one
    std::string detail{};                     ///< what was expected and seen; for a person
    std::optional<int> exit_code{};           ///< of the program, where it exited
    std::optional<int> signal{};              ///< that ended the program
    stopped_by stopped = stopped_by::nobody;  ///< by the judge
    std::chrono::microseconds cpu_time{0};    ///< user and system time of the longest test
    std::chrono::microseconds wall_time{0};   ///< of the longest test
    std::uint64_t peak_memory = 0;            ///< bytes resident in the largest process
    std::uint64_t output_size = 0;            ///< bytes written to standard output
    std::uint64_t leftover_processes = 0;     ///< killed after the program had ended
    std::uint64_t retries = 0;                ///< runs that were thrown away as the judge's fault
    std::string error_tail{};                 ///< the end of standard error, at most 2,000 bytes
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PROGRAM_VERDICT_HPP
