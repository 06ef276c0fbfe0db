// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PROGRAM_JUDGE_HPP
#define PASSK_ADAPTER_PROGRAM_PROGRAM_JUDGE_HPP

#include <passk/adapter/program/checker_program.hpp>
#include <passk/adapter/program/detail/call_channel.hpp>
#include <passk/adapter/program/languages.hpp>
#include <passk/adapter/program/program_task.hpp>
#include <passk/adapter/program/program_verdict.hpp>
#include <passk/adapter/program/python_value.hpp>
#include <passk/adapter/program/python_zygote.hpp>
#include <passk/adapter/program/sandbox.hpp>
#include <passk/core/result.hpp>

#include <boost/json/parse.hpp>

#include <array>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk::adapter::program {

/// What a judge is made with.
struct judge_settings {
    isolation level = isolation::namespaces;
    /// Nothing: find_python() on the first Python program.
    std::optional<python_interpreter> interpreter{};
    python_packages packages = python_packages::standard_library;
    std::vector<std::string> modules{};  ///< imported once, before the first program
    std::uint64_t retries = 1;           ///< of a run that failed through the judge's own fault
    bool all_tests = false;              ///< go on after a test that failed
};

/// Judges programs, one at a time. The program, the test code and this judge never share a
/// process:
///
///   - inputs go in and outputs come out as data, and are compared here or in the process of the
///     test code;
///   - expected outputs, test code and the channel of the verdict exist in no process that the
///     program runs in or could reach;
///   - a pass needs every test to have been answered; no exit status, text or exception of the
///     program can stand for one.
///
/// Interpreters are started when first needed and kept. Not for several threads at once: give
/// each thread its own.
class program_judge {
public:
    explicit program_judge(judge_settings settings) : settings_(std::move(settings)) {}

    /// Judges one program: `completion` after the task's prompt. Never throws for what a program
    /// does; a failure of the judge is the outcome judge_error.
    [[nodiscard]] program_verdict judge(const program_task& task, std::string_view completion,
                                        const std::stop_token& cancel = {}) {
        const std::string source = task.prompt + std::string(completion);
        const auto started = std::chrono::steady_clock::now();
        program_verdict verdict;
        for (std::uint64_t attempt = 0;; ++attempt) {
            verdict = judge_once(task, source, cancel);
            verdict.retries = attempt;
            if (verdict.outcome != program_outcome::judge_error || attempt >= settings_.retries
                || std::chrono::steady_clock::now() - started > task.bounds.effective_wall_time()) {
                break;
            }
            // By an interpreter that is as new as the first was.
            candidate_.reset();
        }
        if (verdict.tests.empty()) {
            verdict.score = verdict.outcome == program_outcome::accepted ? 1.0 : verdict.score;
        } else {
            for (const test_result& test : verdict.tests) {
                verdict.score += test.score;
            }
            verdict.score /= static_cast<double>((std::max)(verdict.tests.size(), tests_of(task)));
        }
        return verdict;
    }

    /// What a trusted solution returns for each list of arguments, in the form in which values
    /// cross: the expected values of data sets that hold only inputs.
    [[nodiscard]] result<std::vector<boost::json::value>> outputs_of(
        const std::string& source, const std::string& function,
        const std::vector<boost::json::array>& arguments, const limits& bounds) {
        std::vector<boost::json::value> outputs;
        const auto next = [&](std::uint64_t index) -> const boost::json::array* {
            return index < arguments.size() ? &arguments[index] : nullptr;
        };
        const auto take = [&](std::uint64_t, const boost::json::value& value) {
            outputs.push_back(value);
            return true;
        };
        const program_verdict verdict = run_calls(
            source, function, bounds, next, take,
            [](std::uint64_t) { return std::size_t{detail::call_channel::frame_limit}; }, {},
            nullptr);
        if (verdict.outcome != program_outcome::accepted) {
            const bool broken = verdict.outcome == program_outcome::judge_error
                                || verdict.outcome == program_outcome::cancelled;
            return error{broken ? errc::io : errc::malformed,
                         "the problem's own solution of " + function + ": "
                             + std::string(to_string(verdict.outcome)) + ": " + verdict.detail};
        }
        return outputs;
    }

    /// The interpreter in use, once a Python program has been judged.
    [[nodiscard]] const std::optional<python_interpreter>& interpreter() const noexcept {
        return settings_.interpreter;
    }

private:
    // How many tests run one by one.
    [[nodiscard]] static std::size_t tests_of(const program_task& task) {
        if (const auto* const io = std::get_if<stdio_tests>(&task.tests)) {
            return io->tests.size();
        }
        const auto* const calls = std::get_if<call_tests>(&task.tests);
        return calls != nullptr ? calls->tests.size() : 0;
    }

    [[nodiscard]] program_verdict failed(const error& failure) const {
        program_verdict verdict;
        verdict.level = settings_.level;
        verdict.outcome = failure.code == errc::cancelled ? program_outcome::cancelled
                                                          : program_outcome::judge_error;
        verdict.detail = failure.context;
        return verdict;
    }

    [[nodiscard]] program_verdict judge_once(const program_task& task, const std::string& source,
                                             const std::stop_token& cancel) {
        if (cancel.stop_requested()) {
            return failed({errc::cancelled, {}});
        }
        if (!task.unsupported.empty()) {
            program_verdict verdict = failed({errc::unsupported, task.unsupported});
            verdict.outcome = program_outcome::unsupported;
            return verdict;
        }
        if (const auto* const tests = std::get_if<stdio_tests>(&task.tests)) {
            return judge_stdio(task, *tests, source, cancel);
        }
        if (task.language) {
            program_verdict verdict = failed(
                {errc::unsupported, "functions of other languages than Python cannot be called"});
            verdict.outcome = program_outcome::unsupported;
            return verdict;
        }
        if (const auto* const tests = std::get_if<call_tests>(&task.tests)) {
            const auto next = [&](std::uint64_t index) -> const boost::json::array* {
                return index < tests->tests.size() ? &tests->tests[index].arguments : nullptr;
            };
            std::string difference;
            const auto take = [&](std::uint64_t index, const boost::json::value& value) {
                const call_test& test = tests->tests[index];
                const auto equals = [&](const boost::json::value& expected) {
                    return python_values_equal(value, expected, tests->rule);
                };
                if (equals(test.expected)
                    || std::any_of(test.or_else.begin(), test.or_else.end(), equals)) {
                    return true;
                }
                difference = "expected " + shown(test.expected) + ", got " + shown(value);
                return false;
            };
            // A text much longer than that of the expected value cannot be equal to it.
            const auto longest = [&](std::uint64_t index) {
                const call_test& test = tests->tests[index];
                std::size_t size = boost::json::serialize(test.expected).size();
                for (const boost::json::value& other : test.or_else) {
                    size = (std::max)(size, boost::json::serialize(other).size());
                }
                return 65536 + 40 * size;
            };
            program_verdict verdict = run_calls(source, tests->function, task.bounds, next, take,
                                                longest, cancel, &difference);
            if (verdict.outcome == program_outcome::accepted && tests->tests.empty()) {
                verdict.outcome = program_outcome::judge_error;
                verdict.detail = "the task has no tests";
            }
            return verdict;
        }
        return judge_code(task, std::get<code_tests>(task.tests), source, cancel);
    }

    // ---- Standard input and output ---------------------------------------------------------

    // What a checker or the comparison says of one output.
    [[nodiscard]] static checker_opinion opinion_of(const stdio_tests& tests,
                                                    const stdio_test& test,
                                                    const std::string& output) {
        if (!tests.checker) {
            const auto difference =
                first_difference(output, test.expected, tests.how, tests.within);
            return difference ? checker_opinion{program_outcome::wrong_answer, *difference}
                              : checker_opinion{program_outcome::accepted, {}};
        }
        checker_opinion opinion = tests.checker(test.input, output, test.expected);
        if (opinion.outcome != program_outcome::judge_error || opinion.by_its_own_word) {
            return opinion;
        }
        // A checker that takes the right answer and breaks on this one: the output is to blame.
        if (tests.checker(test.input, test.expected, test.expected).outcome
            == program_outcome::accepted) {
            opinion.outcome = program_outcome::wrong_answer;
            opinion.detail =
                "the output breaks the checker, which accepts the expected one: " + opinion.detail;
        }
        return opinion;
    }

    // How a program fared in one test by standard input and output.
    struct stdio_run {
        std::optional<program_outcome> failure{};
        std::string output{};
        program_verdict evidence{};
        std::optional<checker_opinion> opinion{};  // of an interactor
    };

    [[nodiscard]] program_verdict judge_stdio(const program_task& task, const stdio_tests& tests,
                                              const std::string& source,
                                              const std::stop_token& cancel) {
        program_verdict verdict = failed({errc::malformed, "the task has no tests"});
        sandbox_command command;
        if (task.language) {
            if (auto problem = prepare_command(task, source, command, cancel)) {
                return *std::move(problem);
            }
        }
        std::optional<program_verdict> first_failure;
        for (std::size_t i = 0; i < tests.tests.size(); ++i) {
            const stdio_test& test = tests.tests[i];
            command.input = test.input;
            auto ran = !tests.interactor.empty()
                           ? run_interactive(task, tests, test, source, command, cancel)
                       : task.language ? run_command(command, cancel)
                                       : run_python(task, source, test.input, cancel);
            if (!ran) {
                return failed(ran.error());
            }
            stdio_run run = std::move(ran).value();
            checker_opinion opinion{run.failure.value_or(program_outcome::accepted), {}};
            if (!run.failure) {
                opinion = run.opinion ? *run.opinion : opinion_of(tests, test, run.output);
            }
            const std::uint64_t passed = verdict.tests_passed;
            program_verdict& now = run.evidence;
            std::vector<test_result> results = std::move(verdict.tests);
            results.push_back(
                {opinion.outcome,
                 opinion.score.value_or(opinion.outcome == program_outcome::accepted ? 1.0 : 0.0),
                 now.cpu_time, now.wall_time, now.peak_memory,
                 opinion.detail.empty() ? now.detail : opinion.detail});
            now.cpu_time = (std::max)(now.cpu_time, verdict.cpu_time);
            now.wall_time = (std::max)(now.wall_time, verdict.wall_time);
            now.peak_memory = (std::max)(now.peak_memory, verdict.peak_memory);
            now.output_size += verdict.output_size;
            now.leftover_processes += verdict.leftover_processes;
            verdict = std::move(now);
            verdict.outcome = opinion.outcome;
            verdict.detail = results.back().detail;
            verdict.tests = std::move(results);
            verdict.tests_passed = passed + (opinion.outcome == program_outcome::accepted ? 1 : 0);
            if (opinion.outcome == program_outcome::accepted) {
                continue;
            }
            verdict.test = i;
            if (!settings_.all_tests || opinion.outcome == program_outcome::judge_error
                || opinion.outcome == program_outcome::cancelled) {
                return verdict;
            }
            if (!first_failure) {
                first_failure = verdict;
            }
        }
        if (first_failure) {
            first_failure->tests = std::move(verdict.tests);
            first_failure->tests_passed = verdict.tests_passed;
            first_failure->cpu_time = verdict.cpu_time;
            first_failure->wall_time = verdict.wall_time;
            first_failure->peak_memory = verdict.peak_memory;
            return *std::move(first_failure);
        }
        return verdict;
    }

    [[nodiscard]] result<stdio_run> run_python(const program_task& task, const std::string& source,
                                               const std::string& input,
                                               const std::stop_token& cancel) {
        auto started = start(candidate_, python_zygote::mode::program, task.bounds, source, input);
        if (!started) {
            return started.error();
        }
        detail::watched process = std::move(started).value();
        std::vector<detail::watched*> all{&process};
        std::vector<detail::extra_fd> none;
        while (!process.ended) {
            detail::watch_once(all, none, cancel);
        }
        return finish_python(process);
    }

    [[nodiscard]] result<stdio_run> finish_python(detail::watched& process) {
        detail::drain_rest(process);
        const auto report = candidate_->finish(process);
        if (!report) {
            return report.error();
        }
        stdio_run run;
        run.evidence.level = settings_.level;
        detail::add_evidence(run.evidence, process, report.value());
        run.failure = detail::failure_of(process, report.value());
        run.output = std::move(process.output);
        return run;
    }

    [[nodiscard]] result<stdio_run> run_command(const sandbox_command& command,
                                                const std::stop_token& cancel) {
        auto finished = commands_->run(command, cancel);
        if (!finished) {
            return finished.error();
        }
        sandbox_run run = std::move(finished).value();
        return stdio_run{run.failure, std::move(run.output), std::move(run.evidence), {}};
    }

    [[nodiscard]] result<std::monostate> make_sandbox(std::optional<sandbox>& place) const {
        if (!place) {
            auto made = sandbox::make(settings_.level);
            if (!made) {
                return made.error();
            }
            place.emplace(std::move(made).value());
        }
        return std::monostate{};
    }

    // Compiles the program, where its language does, and makes the command that runs it; the
    // verdict if that cannot be done.
    [[nodiscard]] std::optional<program_verdict> prepare_command(const program_task& task,
                                                                 const std::string& source,
                                                                 sandbox_command& command,
                                                                 const std::stop_token& cancel) {
        const auto unsupported = [this](const std::string& why) {
            program_verdict verdict = failed({errc::unsupported, why});
            verdict.outcome = program_outcome::unsupported;
            return verdict;
        };
        const command_language& language = *task.language;
        for (const std::string& tool : language.tools) {
            if (::access(tool.c_str(), X_OK) != 0) {
                return unsupported("programs of this language need " + tool
                                   + ", which is not installed");
            }
        }
        if (const auto ready = make_sandbox(commands_); !ready) {
            return failed(ready.error());
        }
        command.files = {{language.source_file, source}};
        command.folders = language.folders;
        command.environment = language.environment;
        if (!language.compile.empty()) {
            command.arguments = language.compile;
            command.bounds = language.compile_bounds;
            auto compiled = commands_->run(command, cancel);
            if (!compiled) {
                return failed(compiled.error());
            }
            sandbox_run run = std::move(compiled).value();
            // The shell's word for a command that it does not find. It is the program's fault only
            // if the same happens with no other program.
            if (run.failure && run.evidence.exit_code == 127) {
                sandbox_command empty = command;
                empty.files = {{language.source_file, ""}};
                const auto again = commands_->run(empty, cancel);
                if (again && again.value().evidence.exit_code == 127) {
                    return unsupported("the compiler cannot be run: " + run.evidence.error_tail);
                }
            }
            if (run.failure) {
                program_verdict verdict = run.evidence;
                verdict.detail = "compiling: " + std::string(to_string(*run.failure));
                if (*run.failure != program_outcome::cancelled) {
                    verdict.outcome = program_outcome::compile_error;
                }
                return verdict;
            }
            command.files = {{"program", std::move(run.output)}};
        }
        command.arguments = language.run;
        command.bounds = task.bounds;
        if (command.bounds.address_space == 0) {
            command.bounds.address_space = language.address_space;
        }
        return std::nullopt;
    }

    // The program and an interactor, each the other's standard input and output.
    [[nodiscard]] result<stdio_run> run_interactive(
        const program_task& task, const stdio_tests& tests, const stdio_test& test,
        const std::string& source, const sandbox_command& command, const std::stop_token& cancel) {
        if (const auto ready = make_sandbox(interactors_); !ready) {
            return ready.error();
        }
        auto to_program_made = detail::make_output_pipe();
        auto from_program_made = detail::make_output_pipe();
        if (!to_program_made || !from_program_made) {
            return !to_program_made ? to_program_made.error() : from_program_made.error();
        }
        detail::pipe_ends to_program = std::move(to_program_made).value();
        detail::pipe_ends from_program = std::move(from_program_made).value();
        sandbox_command talker{
            .arguments = {"/src/interactor", "/src/input", "/tmp/output", "/src/answer"},
            .files = {{"interactor", tests.interactor},
                      {"input", test.input},
                      {"answer", test.expected}}};
        talker.bounds.cpu_time = task.bounds.cpu_time + std::chrono::seconds(2);
        talker.bounds.wall_time = task.bounds.effective_wall_time() * 3 / 2;
        auto talking = interactors_->start(talker, from_program.read.get(), to_program.write.get());
        if (!talking) {
            return talking.error();
        }
        sandbox::running interactor = std::move(talking).value();
        std::optional<sandbox::running> program;
        detail::watched own;
        if (task.language) {
            auto started =
                commands_->start(command, to_program.read.get(), from_program.write.get());
            if (!started) {
                return started.error();
            }
            program.emplace(std::move(started).value());
        } else {
            auto started = start(candidate_, python_zygote::mode::program, task.bounds, source, {},
                                 {}, to_program.read.get(), from_program.write.get());
            if (!started) {
                return started.error();
            }
            own = std::move(started).value();
        }
        to_program = {};
        from_program = {};
        detail::watched& process = program ? program->process : own;
        std::vector<detail::watched*> all{&process, &interactor.process};
        std::vector<detail::extra_fd> none;
        while (!process.ended || !interactor.process.ended) {
            detail::watch_once(all, none, cancel);
        }
        auto said = interactors_->finish(interactor);
        stdio_run run;
        if (program) {
            auto finished = commands_->finish(*program);
            if (!finished) {
                return finished.error();
            }
            run.failure = finished.value().failure;
            run.evidence = finished.value().evidence;
        } else {
            auto finished = finish_python(process);
            if (!finished) {
                return finished.error();
            }
            run = std::move(finished).value();
        }
        if (!said) {
            return error{said.error().code, "the interactor: " + said.error().context};
        }
        checker_opinion opinion = opinion_of_exit(said.value(), "interactor");
        // It decides unless the program went over a limit of its own; a program that is refused
        // may well end badly, and one that ends badly may break the talk.
        const bool over_limit = run.failure && *run.failure != program_outcome::runtime_error;
        if (!over_limit && opinion.outcome != program_outcome::accepted
            && (opinion.outcome != program_outcome::judge_error || !run.failure)) {
            run.failure.reset();
        }
        if (run.failure && opinion.outcome == program_outcome::judge_error) {
            opinion.outcome = *run.failure;
        }
        run.opinion = std::move(opinion);
        return run;
    }

    // ---- Python --------------------------------------------------------------------------------

    [[nodiscard]] result<std::monostate> warm(std::optional<python_zygote>& zygote,
                                              bool tests_only) {
        if (zygote && zygote->usable()) {
            return std::monostate{};
        }
        zygote.reset();
        if (!settings_.interpreter) {
            auto found = find_python();
            if (!found) {
                return found.error();
            }
            settings_.interpreter = std::move(found).value();
        }
        auto started = python_zygote::start({.interpreter = *settings_.interpreter,
                                             .level = settings_.level,
                                             .packages = settings_.packages,
                                             .modules = settings_.modules,
                                             .tests_only = tests_only});
        if (!started) {
            return started.error();
        }
        zygote.emplace(std::move(started).value());
        return std::monostate{};
    }

    // Starts a job with its output attached; `more` are the descriptors after the source.
    [[nodiscard]] result<detail::watched> start(std::optional<python_zygote>& zygote,
                                                python_zygote::mode mode, const limits& bounds,
                                                std::string_view source, std::string_view input,
                                                std::vector<int> more = {}, int input_fd = -1,
                                                int output_fd = -1) {
        if (const auto ready = warm(zygote, mode == python_zygote::mode::tests); !ready) {
            return ready.error();
        }
        auto in = detail::sealed_file(input);
        auto text = detail::sealed_file(source);
        auto out_pipe = detail::make_output_pipe();
        auto err_pipe = detail::make_output_pipe();
        if (!out_pipe || !err_pipe) {
            return !out_pipe ? out_pipe.error() : err_pipe.error();
        }
        if (!in || !text) {
            return !in ? in.error() : text.error();
        }
        detail::pipe_ends out = std::move(out_pipe).value();
        detail::pipe_ends err = std::move(err_pipe).value();
        std::vector<int> fds{input_fd >= 0 ? input_fd : in.value().get(),
                             output_fd >= 0 ? output_fd : out.write.get(), err.write.get(),
                             text.value().get()};
        fds.insert(fds.end(), more.begin(), more.end());
        // The words of what a program looks at itself with, or at its file.
        constexpr std::string_view words[] = {"__file__",  "inspect",   "argv", "__code__",
                                              "linecache", "traceback", "/src", "co_filename"};
        const bool reads_itself =
            std::any_of(std::begin(words), std::end(words), [source](std::string_view word) {
                return source.find(word) != std::string_view::npos;
            });
        auto begun = zygote->begin(mode, bounds, fds, reads_itself);
        if (!begun) {
            return begun.error();
        }
        detail::watched process = std::move(begun).value();
        process.out = std::move(out.read);
        process.err = std::move(err.read);
        ::fcntl(process.out.get(), F_SETFL, O_NONBLOCK);
        ::fcntl(process.err.get(), F_SETFL, O_NONBLOCK);
        return process;
    }

    // A program that has been imported and waits for calls.
    struct served {
        detail::watched process;
        detail::call_channel channel;
    };

    // Starts a program and waits until it is imported, or has ended.
    [[nodiscard]] result<served> serve(const std::string& source, const limits& bounds,
                                       const std::stop_token& cancel) {
        auto pair = detail::make_socket_pair(SOCK_STREAM);
        if (!pair) {
            return pair.error();
        }
        detail::pipe_ends ends = std::move(pair).value();
        auto started =
            start(candidate_, python_zygote::mode::calls, bounds, source, {}, {ends.write.get()});
        if (!started) {
            return started.error();
        }
        ends.write.reset();
        served program{std::move(started).value(), detail::call_channel(std::move(ends.read))};
        std::vector<detail::watched*> all{&program.process};
        std::string frame;
        while (!program.process.ended && !program.channel.take(frame)) {
            if (program.channel.broken()) {
                program.process.stop(stopped_by::nobody);
            }
            std::vector<detail::extra_fd> extra{program.channel.wanted()};
            detail::watch_once(all, extra, cancel);
            program.channel.pump(extra[0].ready);
        }
        program.channel.ready = frame == R"({"ready":1})" && !program.channel.has_more();
        return program;
    }

    // Ends a served program and collects its evidence: the failure, if it ended before it was
    // told to or used more than it may.
    [[nodiscard]] result<std::optional<program_outcome>> conclude(served& program,
                                                                  program_verdict& verdict,
                                                                  const std::stop_token& cancel,
                                                                  bool gone) {
        std::vector<detail::watched*> all{&program.process};
        std::vector<detail::extra_fd> none;
        // One that no longer answers has mostly ended, or is about to.
        for (int i = 0; gone && i < 10 && !program.process.ended; ++i) {
            detail::watch_once(all, none, cancel);
        }
        const bool by_itself =
            gone || program.process.ended || program.process.stopped != stopped_by::nobody;
        if (!program.process.ended) {
            detail::kill_process(program.process.pidfd.get());
        }
        while (!program.process.ended) {
            detail::watch_once(all, none, cancel);
        }
        detail::drain_rest(program.process);
        const auto report = candidate_->finish(program.process);
        if (!report) {
            return report.error();
        }
        detail::add_evidence(verdict, program.process, report.value());
        if (by_itself) {
            return detail::failure_of(program.process, report.value());
        }
        verdict.signal.reset();
        return report.value().cpu_time > program.process.bounds.cpu_time
                   ? std::optional(program_outcome::time_limit)
                   : std::nullopt;
    }

    // Calls the function until `next` gives no more arguments or `take` refuses a value.
    template <class Next, class Take, class Longest>
    [[nodiscard]] program_verdict run_calls(const std::string& source, const std::string& function,
                                            const limits& bounds, const Next& next,
                                            const Take& take, const Longest& longest,
                                            const std::stop_token& cancel,
                                            const std::string* difference) {
        auto begun = serve(source, bounds, cancel);
        if (!begun) {
            return failed(begun.error());
        }
        served program = std::move(begun).value();
        program_verdict verdict = failed({errc::io, {}});
        std::optional<program_outcome> outcome;
        std::string detail_text;
        std::uint64_t asked = 0;
        std::uint64_t passed = 0;
        std::vector<test_result> results;
        std::optional<test_result> first_failure;
        std::uint64_t first_failed = 0;
        std::vector<detail::watched*> all{&program.process};
        while (program.channel.ready && !outcome) {
            const boost::json::array* const arguments = next(asked);
            if (arguments == nullptr) {
                outcome = first_failure ? first_failure->outcome : program_outcome::accepted;
                break;
            }
            const auto begun_call = std::chrono::steady_clock::now();
            const std::size_t at_most = longest(asked);
            program.channel.send(
                boost::json::serialize(boost::json::object{{"q", "call"},
                                                           {"h", 1},
                                                           {"n", function},
                                                           {"a", *arguments},
                                                           {"k", boost::json::object()}}));
            std::string frame;
            while (!program.process.ended && !program.channel.broken(at_most)
                   && !program.channel.take(frame)) {
                std::vector<detail::extra_fd> extra{program.channel.wanted()};
                detail::watch_once(all, extra, cancel);
                program.channel.pump(extra[0].ready);
            }
            if (frame.empty()) {
                if (!program.process.ended && program.process.stopped == stopped_by::nobody) {
                    outcome = program_outcome::wrong_answer;
                    detail_text = "a value much larger than the expected one";
                }
                break;
            }
            test_result now{.outcome = program_outcome::accepted,
                            .score = 1.0,
                            .wall_time = std::chrono::duration_cast<std::chrono::microseconds>(
                                std::chrono::steady_clock::now() - begun_call)};
            boost::json::error_code code;
            boost::json::parse_options options;
            options.max_depth = 512;
            const boost::json::value reply = boost::json::parse(frame, code, {}, options);
            const boost::json::object* const fields = code ? nullptr : reply.if_object();
            if (fields == nullptr || (!fields->contains("v") && !fields->contains("x"))) {
                now = {.outcome = program_outcome::wrong_answer, .detail = "an unreadable answer"};
            } else if (const boost::json::value* const value = fields->if_contains("v")) {
                if (take(asked, *value)) {
                    ++passed;
                } else {
                    now.outcome = program_outcome::wrong_answer;
                    now.detail = difference != nullptr ? *difference : std::string();
                }
            } else {
                now.detail = shown(reply);
                now.outcome = now.detail.find("\"x\":\"MemoryError\"") != std::string::npos
                                  ? program_outcome::memory_limit
                                  : program_outcome::runtime_error;
            }
            now.score = now.outcome == program_outcome::accepted ? 1.0 : 0.0;
            if (now.outcome != program_outcome::accepted && !first_failure) {
                first_failure = now;
                first_failed = asked;
                detail_text = now.detail;
                if (!settings_.all_tests) {
                    outcome = now.outcome;
                }
            }
            results.push_back(std::move(now));
            ++asked;
        }
        const auto failure = conclude(program, verdict, cancel, !outcome && !program.process.ended);
        if (!failure) {
            return failed(failure.error());
        }
        if (failure.value()) {
            outcome = *failure.value();
        } else if (!outcome) {
            outcome = program_outcome::runtime_error;
            detail_text = "the program ended before it had answered every call";
        }
        if (results.size() == asked && next(asked) != nullptr && !first_failure
            && *outcome != program_outcome::accepted) {
            results.push_back({.outcome = *outcome, .detail = detail_text});
        }
        verdict.outcome = *outcome;
        verdict.detail = detail_text;
        verdict.tests_passed = passed;
        verdict.tests = std::move(results);
        if (*outcome != program_outcome::accepted) {
            verdict.test = first_failure ? first_failed : asked;
        }
        return verdict;
    }

    [[nodiscard]] program_verdict judge_code(const program_task& task, const code_tests& tests,
                                             const std::string& source,
                                             const std::stop_token& cancel) {
        auto begun = serve(source, task.bounds, cancel);
        if (!begun) {
            return failed(begun.error());
        }
        served program = std::move(begun).value();
        program_verdict verdict = failed({errc::io, {}});
        boost::json::object said;
        bool tests_over_limit = false;
        bool tests_died = false;
        if (program.channel.ready) {
            const auto finished =
                run_tests(tests, program, cancel, said, tests_over_limit, tests_died);
            if (!finished) {
                // The program is still collected, or its interpreter would be out of step.
                if (!conclude(program, verdict, cancel, false)) {
                    candidate_.reset();
                }
                return failed(finished.error());
            }
        }
        const bool ready = program.channel.ready;
        const boost::json::value* const how = said.if_contains("kind");
        const auto failure =
            conclude(program, verdict, cancel, !ready || (how != nullptr && *how == "gone"));
        if (!failure) {
            return failed(failure.error());
        }
        const auto text = [&said](const char* key) {
            const boost::json::value* const value = said.if_contains(key);
            return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                          : std::string();
        };
        const std::string kind = text("kind");
        if (const boost::json::value* const calls = said.if_contains("calls");
            calls != nullptr && calls->is_int64()) {
            verdict.tests_passed = static_cast<std::uint64_t>(calls->get_int64());
        }
        verdict.detail = text("detail");
        if (!text("where").empty()) {
            verdict.detail += " in: " + text("where");
        }
        if (!text("last").empty()) {
            verdict.detail += " after: " + text("last");
        }
        if (kind == "pass" && failure.value() != program_outcome::time_limit
            && failure.value() != program_outcome::output_limit
            && failure.value() != program_outcome::cancelled) {
            verdict.outcome = program_outcome::accepted;
        } else if (failure.value()) {
            verdict.outcome = *failure.value();
        } else if (tests_over_limit) {
            verdict.outcome = program_outcome::time_limit;
            verdict.detail = "the tests did not end with what the program returned";
        } else if (kind.empty() && ready && tests_died) {
            verdict.outcome = program_outcome::wrong_answer;
            verdict.detail = "what the program returned ends the interpreter of the tests";
        } else if (!ready || kind == "gone") {
            verdict.outcome = program_outcome::runtime_error;
            verdict.detail = "the program ended before it had answered every call";
        } else if (kind == "raised") {
            verdict.outcome = verdict.detail.starts_with("MemoryError")
                                  ? program_outcome::memory_limit
                                  : program_outcome::runtime_error;
        } else if (kind == "fail") {
            verdict.outcome = program_outcome::wrong_answer;
        } else if (kind == "unsupported") {
            verdict.outcome = program_outcome::unsupported;
        } else {
            verdict.outcome = program_outcome::judge_error;
            verdict.detail = kind.empty() ? "the tests ended without a report"
                                          : "the tests themselves failed: " + verdict.detail;
        }
        return verdict;
    }

    // Runs the test code in the other interpreter, which calls the program. `said` is its report.
    [[nodiscard]] result<std::monostate> run_tests(const code_tests& tests, served& program,
                                                   const std::stop_token& cancel,
                                                   boost::json::object& said, bool& over_limit,
                                                   bool& died) {
        boost::json::array functions;
        if (!tests.function.empty()) {
            functions.emplace_back(tests.function);
        }
        const std::string text = boost::json::serialize(boost::json::object{
            {"prelude", tests.prelude},
            {"code", tests.code},
            {"functions", functions},
            {"defined", boost::json::array(tests.defined.begin(), tests.defined.end())},
            {"check", tests.check}});
        auto code = detail::sealed_file(text);
        if (!code) {
            return code.error();
        }
        // The test code is trusted, the values that it gets are not: it has limits too, above
        // those of the program, whose time it waits for.
        limits bounds = program.process.bounds;
        bounds.cpu_time = 2 * bounds.cpu_time + std::chrono::seconds(1);
        bounds.wall_time = program.process.bounds.effective_wall_time() * 3 / 2;
        bounds.memory = (std::max)(bounds.memory, std::uint64_t{1} << 30U);
        bounds.address_space = 0;
        if (const auto ready = start_test_server(bounds); !ready) {
            return ready.error();
        }
        detail::watched& process = server_->process;
        process.restart(bounds);
        {
            const detail::unique_fd calls = program.channel.release();
            if (!detail::send_with_fds(server_->jobs.get(), "job",
                                       std::array{code.value().get(), calls.get()})) {
                static_cast<void>(end_test_server());
                return error{errc::io, "the interpreter of the tests has ended"};
            }
        }
        std::string reported;
        std::vector<detail::watched*> all{&program.process, &process};
        while (!process.ended && reported.empty()) {
            std::vector<detail::extra_fd> extra{{server_->jobs.get(), POLLIN, 0}};
            detail::watch_once(all, extra, cancel);
            if (extra[0].ready != 0) {
                char buffer[1 << 15];
                const ssize_t got =
                    ::recv(server_->jobs.get(), buffer, sizeof buffer, MSG_DONTWAIT);
                reported.assign(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
                if (got == 0) {
                    break;
                }
            }
        }
        over_limit =
            process.stopped == stopped_by::cpu_time || process.stopped == stopped_by::wall_time;
        const bool silent = reported.empty();
        boost::json::error_code failure;
        boost::json::value parsed = boost::json::parse(reported, failure);
        if (!failure && parsed.is_object()) {
            said = std::move(parsed.get_object());
        }
        const boost::json::value* const again = said.if_contains("again");
        if (again == nullptr || *again != true) {
            // By a signal that nobody here sent: the values that it was given are to blame.
            const auto ended = end_test_server(&died);
            died = died && silent && !over_limit;
            return ended;
        }
        return std::monostate{};
    }

    // The process that runs test codes, one after another.
    struct test_server {
        detail::watched process;
        detail::unique_fd jobs;
        std::uint64_t memory = 0;
    };

    [[nodiscard]] result<std::monostate> start_test_server(const limits& bounds) {
        if (server_ && server_->memory >= bounds.memory) {
            return std::monostate{};
        }
        if (server_) {
            if (const auto ended = end_test_server(); !ended) {
                return ended.error();
            }
        }
        if (const auto ready = warm(tests_, true); !ready) {
            return ready.error();
        }
        auto pair = detail::make_socket_pair(SOCK_SEQPACKET);
        auto nothing = detail::sealed_file({});
        const detail::unique_fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
        if (!pair || !nothing || !null) {
            return detail::system_failure("starting the interpreter of the tests", errno);
        }
        detail::pipe_ends ends = std::move(pair).value();
        limits unhurried_bounds = bounds;  // its time is watched for each test code by itself
        unhurried_bounds.cpu_time = std::chrono::hours(24);
        auto begun = tests_->begin(python_zygote::mode::tests, unhurried_bounds,
                                   std::array{null.get(), null.get(), null.get(),
                                              nothing.value().get(), ends.write.get()});
        if (!begun) {
            return begun.error();
        }
        server_.emplace(test_server{std::move(begun).value(), std::move(ends.read), bounds.memory});
        return std::monostate{};
    }

    // `died` asks whether a signal ended it before this function would have.
    [[nodiscard]] result<std::monostate> end_test_server(bool* died = nullptr) {
        test_server ending = std::move(*server_);
        server_.reset();
        const bool by_itself = ending.process.ended;
        detail::kill_process(ending.process.pidfd.get());
        std::vector<detail::watched*> all{&ending.process};
        std::vector<detail::extra_fd> none;
        while (!ending.process.ended) {
            detail::watch_once(all, none, {});
        }
        const auto ended = tests_->finish(ending.process);
        if (!ended) {
            return ended.error();
        }
        if (died != nullptr) {
            *died = by_itself && WIFSIGNALED(ended.value().wait_status);
        }
        return std::monostate{};
    }

    [[nodiscard]] static std::string shown(const boost::json::value& value) {
        std::string text = boost::json::serialize(value);
        if (text.size() > 300) {
            text = text.substr(0, 300) + "...";
        }
        return text;
    }

    judge_settings settings_;
    std::optional<python_zygote> candidate_;  // runs programs
    std::optional<python_zygote> tests_;      // runs test code; never a program
    std::optional<test_server> server_;       // its child, while there is one
    std::optional<sandbox> commands_;
    std::optional<sandbox> interactors_;
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PROGRAM_JUDGE_HPP
