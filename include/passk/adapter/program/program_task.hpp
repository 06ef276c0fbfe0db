// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PROGRAM_TASK_HPP
#define PASSK_ADAPTER_PROGRAM_PROGRAM_TASK_HPP

#include <passk/adapter/program/limits.hpp>
#include <passk/adapter/program/output_comparison.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/adapter/program/python_value.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace passk::adapter::program {

/// What a checker says of one output.
struct checker_opinion {
    /// accepted, wrong_answer or presentation_error; judge_error if the checker itself failed.
    program_outcome outcome = program_outcome::judge_error;
    std::string detail{};  ///< for a person
    /// Between 0 and 1, of checkers that give points; nothing: 1 for accepted, else 0.
    std::optional<double> score{};
    /// The checker says itself that it cannot decide; otherwise a failure may be due to the output.
    bool by_its_own_word = false;
};

/// A checker of the problem's own: (input, output, expected output) to opinion. It runs in the
/// judge and must treat the output as hostile. Called from several threads at once.
using output_checker = std::function<checker_opinion(
    std::string_view input, std::string_view output, std::string_view expected)>;

/// One run of a program that reads standard input and writes standard output.
struct stdio_test {
    std::string input{};
    std::string expected{};
};

/// Tests by standard input and output (LiveCodeBench, APPS, TACO, Codeforces).
struct stdio_tests {
    std::vector<stdio_test> tests{};
    comparison how = comparison::tokens_and_floats;
    float_tolerance within{};
    output_checker checker{};    ///< used instead of the comparison where given
    std::string checker_name{};  ///< tells checkers apart in the key of a verdict
    /// The bytes of a program that talks with the judged one: what it prints is the other's input
    /// and the other way round. It is called as by testlib, `interactor INPUT OUTPUT ANSWER`, and
    /// its exit code decides, as that of a checker. Empty: none.
    std::string interactor{};
};

/// One call of a function with data for arguments and result (see python_value.hpp).
struct call_test {
    boost::json::array arguments{};
    boost::json::value expected{};
    std::vector<boost::json::value> or_else{};  ///< other values that are right as well
};

/// Tests of a Python function by data (EvalPlus inputs, LiveCodeBench functional, LeetCode).
/// The expected values stay in the judge.
struct call_tests {
    std::string function{};  ///< "name", or "Class.method" for a method of a fresh object
    std::vector<call_test> tests{};
    value_rule rule{};
};

/// Tests of a Python function by code of the benchmark (HumanEval's check, MBPP's asserts). The
/// code runs in a process of its own; the functions of the program are called across processes.
struct code_tests {
    std::string prelude{};  ///< run before the tests: helpers that they use
    std::string code{};
    std::string
        function{};  ///< of the program; empty: every name that the tests use and do not define
    std::string check{};  ///< called with the function after the code has run; may be empty
    /// Names that the problem's own solution defines: where one is that of a built-in function, the
    /// tests call the program's.
    std::vector<std::string> defined{};
};

/// How programs in another language than Python are run.
struct command_language {
    std::string source_file{};  ///< "main.cpp"; found as /src/main.cpp
    /// Writes the program to standard output; empty for languages that need no compiler.
    std::vector<std::string> compile{};
    std::vector<std::string> run{};  ///< the compiled program is /src/program
    limits compile_bounds{};
    std::vector<std::string> tools{};        ///< paths without which it cannot be judged
    std::vector<std::string> folders{};      ///< of the machine, beside /usr, that it needs
    std::vector<std::string> environment{};  ///< NAME=value
    std::uint64_t address_space = 0;  ///< of each process, where it reserves more than it uses

    /// C++ by g++ as C++17; other flags by changing `compile`.
    [[nodiscard]] static command_language cpp();
    /// C by gcc as C17, with the mathematical library.
    [[nodiscard]] static command_language c();

    /// The presets by name: c, c++, rust, go, java, javascript, pypy. Nothing for any other name.
    /// One whose tools are not installed is returned all the same: its programs are unsupported.
    [[nodiscard]] static std::optional<command_language> named(std::string_view name);

    /// What compilers may use: more than programs.
    [[nodiscard]] static limits compiler_bounds();
};

/// One problem with its tests.
struct program_task {
    std::string id{};
    std::string
        prompt{};  ///< put before each completion; empty where completions are whole programs
    std::variant<stdio_tests, call_tests, code_tests> tests{};
    limits bounds{};  ///< of each test; for call_tests and code_tests of all together
    std::optional<command_language> language{};  ///< nothing: Python
    /// A solution that is known to be right, in the form of a completion; may be empty. Where it
    /// fails the tests, no program is called wrong for failing them.
    std::string reference{};
    /// Why no program can be judged by these tests; empty: they can.
    std::string unsupported{};
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PROGRAM_TASK_HPP
