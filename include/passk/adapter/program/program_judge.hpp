// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_PROGRAM_JUDGE_HPP
#define PASSK_ADAPTER_PROGRAM_PROGRAM_JUDGE_HPP

#include <passk/adapter/program/detail/call_channel.hpp>
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
        program_verdict verdict;
        std::optional<program_task> slower;  // for a second measurement
        for (std::uint64_t attempt = 0;; ++attempt) {
            verdict = judge_once(slower ? std::as_const(*slower) : task, source, cancel);
            verdict.retries = attempt;
            if (verdict.outcome == program_outcome::judge_error && attempt < settings_.retries) {
                continue;
            }
            // The clock ended a program that was computing: the machine was too busy to give it
            // its CPU time. Once more, with four times as much of the clock; a program that sleeps
            // stays idle and is not repeated.
            if (verdict.stopped == stopped_by::wall_time && !slower
                && verdict.cpu_time * 10 > verdict.wall_time) {
                slower = unhurried(task, 4);
                continue;
            }
            break;
        }
        // A program that fills its memory until its time is over meets first whichever limit the
        // machine's speed decides. It is a memory limit on every machine that lets it get there in
        // ten times the time.
        if (verdict.outcome == program_outcome::time_limit
            && verdict.stopped != stopped_by::wall_time
            && verdict.peak_memory >= task.bounds.memory / 8) {
            program_task patient = unhurried(task, 40);
            patient.bounds.cpu_time *= 10;
            program_verdict later = judge_once(patient, source, cancel);
            if (later.outcome == program_outcome::memory_limit) {
                later.retries = verdict.retries;
                return later;
            }
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
        const program_verdict verdict = run_calls(source, function, bounds, next, take, {});
        if (verdict.outcome != program_outcome::accepted) {
            return error{errc::malformed, "the reference solution of " + function + ": "
                                              + std::string(to_string(verdict.outcome)) + ": "
                                              + verdict.detail};
        }
        return outputs;
    }

    /// The interpreter in use, once a Python program has been judged.
    [[nodiscard]] const std::optional<python_interpreter>& interpreter() const noexcept {
        return settings_.interpreter;
    }

private:
    // The task with more time on the clock and the same CPU time.
    [[nodiscard]] static program_task unhurried(program_task task, int times) {
        task.bounds.wall_time = task.bounds.effective_wall_time() * times;
        return task;
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
        if (const auto* const tests = std::get_if<stdio_tests>(&task.tests)) {
            return task.language ? judge_command(task, *tests, source, cancel)
                                 : judge_stdio(task, *tests, source, cancel);
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
                if (python_values_equal(value, tests->tests[index].expected, tests->rule)) {
                    return true;
                }
                difference =
                    "expected " + shown(tests->tests[index].expected) + ", got " + shown(value);
                return false;
            };
            program_verdict verdict =
                run_calls(source, tests->function, task.bounds, next, take, cancel);
            if (verdict.outcome == program_outcome::accepted && tests->tests.empty()) {
                verdict.outcome = program_outcome::judge_error;
                verdict.detail = "the task has no tests";
            } else if (verdict.outcome == program_outcome::wrong_answer) {
                verdict.detail = difference;
            }
            return verdict;
        }
        return judge_code(task, std::get<code_tests>(task.tests), source, cancel);
    }

    // ---- Standard input and output ---------------------------------------------------------

    // Compares one output; true if the next test may run.
    [[nodiscard]] static bool judge_output(const stdio_tests& tests, std::size_t index,
                                           const std::string& output, program_verdict& verdict) {
        const stdio_test& test = tests.tests[index];
        if (tests.checker) {
            const checker_opinion opinion = tests.checker(test.input, output, test.expected);
            verdict.outcome = opinion.outcome;
            verdict.detail = opinion.detail;
        } else if (const auto difference =
                       first_difference(output, test.expected, tests.how, tests.within)) {
            verdict.outcome = program_outcome::wrong_answer;
            verdict.detail = *difference;
        } else {
            verdict.outcome = program_outcome::accepted;
        }
        if (verdict.outcome == program_outcome::accepted) {
            ++verdict.tests_passed;
            return true;
        }
        verdict.test = index;
        return false;
    }

    [[nodiscard]] program_verdict judge_stdio(const program_task& task, const stdio_tests& tests,
                                              const std::string& source,
                                              const std::stop_token& cancel) {
        program_verdict verdict = failed({errc::malformed, "the task has no tests"});
        for (std::size_t i = 0; i < tests.tests.size(); ++i) {
            verdict.detail.clear();
            auto started = start(candidate_, python_zygote::mode::program, task.bounds, source,
                                 tests.tests[i].input);
            if (!started) {
                return failed(started.error());
            }
            detail::watched process = std::move(started).value();
            std::vector<detail::watched*> all{&process};
            std::vector<detail::extra_fd> none;
            while (!process.ended) {
                detail::watch_once(all, none, cancel);
            }
            detail::drain_rest(process);
            const auto report = candidate_->finish(process);
            if (!report) {
                return failed(report.error());
            }
            detail::add_evidence(verdict, process, report.value());
            if (const auto failure = detail::failure_of(process, report.value())) {
                verdict.outcome = *failure;
                verdict.test = i;
                return verdict;
            }
            if (!judge_output(tests, i, process.output, verdict)) {
                return verdict;
            }
        }
        return verdict;
    }

    [[nodiscard]] program_verdict judge_command(const program_task& task, const stdio_tests& tests,
                                                const std::string& source,
                                                const std::stop_token& cancel) {
        if (!commands_) {
            auto made = sandbox::make(settings_.level);
            if (!made) {
                return failed(made.error());
            }
            commands_.emplace(std::move(made).value());
        }
        const command_language& language = *task.language;
        sandbox_command command;
        command.files = {{language.source_file, source}};
        program_verdict verdict = failed({errc::malformed, "the task has no tests"});
        if (!language.compile.empty()) {
            command.arguments = language.compile;
            command.bounds = language.compile_bounds;
            auto compiled = commands_->run(command, cancel);
            if (!compiled) {
                return failed(compiled.error());
            }
            sandbox_run run = std::move(compiled).value();
            if (run.failure) {
                verdict = run.evidence;
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
        for (std::size_t i = 0; i < tests.tests.size(); ++i) {
            command.input = tests.tests[i].input;
            auto finished = commands_->run(command, cancel);
            if (!finished) {
                return failed(finished.error());
            }
            const sandbox_run run = std::move(finished).value();
            const std::uint64_t passed = verdict.tests_passed;
            const auto cpu = (std::max)(verdict.cpu_time, run.evidence.cpu_time);
            const auto wall = (std::max)(verdict.wall_time, run.evidence.wall_time);
            verdict = run.evidence;
            verdict.tests_passed = passed;
            verdict.cpu_time = cpu;
            verdict.wall_time = wall;
            if (run.failure) {
                verdict.test = i;
                return verdict;
            }
            if (!judge_output(tests, i, run.output, verdict)) {
                return verdict;
            }
        }
        return verdict;
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
                                                std::vector<int> more = {}) {
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
        std::vector<int> fds{in.value().get(), out.write.get(), err.write.get(),
                             text.value().get()};
        fds.insert(fds.end(), more.begin(), more.end());
        auto begun = zygote->begin(mode, bounds, fds);
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
                                                                  const std::stop_token& cancel) {
        const bool by_itself =
            program.process.ended || program.process.stopped != stopped_by::nobody;
        if (!program.process.ended) {
            detail::kill_process(program.process.pidfd.get());
        }
        std::vector<detail::watched*> all{&program.process};
        std::vector<detail::extra_fd> none;
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
    template <class Next, class Take>
    [[nodiscard]] program_verdict run_calls(const std::string& source, const std::string& function,
                                            const limits& bounds, const Next& next,
                                            const Take& take, const std::stop_token& cancel) {
        auto begun = serve(source, bounds, cancel);
        if (!begun) {
            return failed(begun.error());
        }
        served program = std::move(begun).value();
        program_verdict verdict = failed({errc::io, {}});
        std::optional<program_outcome> outcome;
        std::string detail_text;
        std::uint64_t answered = 0;
        std::vector<detail::watched*> all{&program.process};
        while (program.channel.ready && !outcome) {
            const boost::json::array* const arguments = next(answered);
            if (arguments == nullptr) {
                outcome = program_outcome::accepted;
                break;
            }
            program.channel.send(boost::json::serialize(boost::json::object{
                {"n", function}, {"a", *arguments}, {"k", boost::json::object()}}));
            std::string frame;
            while (!program.process.ended && !program.channel.broken()
                   && !program.channel.take(frame)) {
                std::vector<detail::extra_fd> extra{program.channel.wanted()};
                detail::watch_once(all, extra, cancel);
                program.channel.pump(extra[0].ready);
            }
            if (frame.empty()) {
                break;
            }
            boost::json::error_code code;
            boost::json::parse_options options;
            options.max_depth = 512;
            const boost::json::value reply = boost::json::parse(frame, code, {}, options);
            const boost::json::object* const fields = code ? nullptr : reply.if_object();
            if (fields == nullptr || (!fields->contains("v") && !fields->contains("x"))) {
                outcome = program_outcome::wrong_answer;
                detail_text = "an unreadable answer";
            } else if (const boost::json::value* const value = fields->if_contains("v")) {
                if (take(answered, *value)) {
                    ++answered;
                } else {
                    outcome = program_outcome::wrong_answer;
                }
            } else {
                detail_text = shown(reply);
                outcome = detail_text.find("\"x\":\"MemoryError\"") != std::string::npos
                              ? program_outcome::memory_limit
                              : program_outcome::runtime_error;
            }
        }
        const auto failure = conclude(program, verdict, cancel);
        if (!failure) {
            return failed(failure.error());
        }
        if (failure.value()) {
            outcome = *failure.value();
        } else if (!outcome) {
            outcome = program_outcome::runtime_error;
            detail_text = "the program ended before it had answered every call";
        }
        verdict.outcome = *outcome;
        verdict.detail = detail_text;
        verdict.tests_passed = answered;
        if (*outcome != program_outcome::accepted) {
            verdict.test = answered;
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
        if (program.channel.ready) {
            const auto finished = run_tests(tests, program, cancel, said, tests_over_limit);
            if (!finished) {
                // The program is still collected, or its interpreter would be out of step.
                if (!conclude(program, verdict, cancel)) {
                    candidate_.reset();
                }
                return failed(finished.error());
            }
        }
        const bool ready = program.channel.ready;
        const auto failure = conclude(program, verdict, cancel);
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
                                                   boost::json::object& said, bool& over_limit) {
        boost::json::array functions;
        if (!tests.function.empty()) {
            functions.emplace_back(tests.function);
        }
        const std::string text =
            boost::json::serialize(boost::json::object{{"prelude", tests.prelude},
                                                       {"code", tests.code},
                                                       {"functions", functions},
                                                       {"check", tests.check}});
        auto code = detail::sealed_file(text);
        if (!code) {
            return code.error();
        }
        // The test code is trusted, the values that it gets are not: it has limits too, above
        // those of the program, whose time it waits for.
        limits bounds = program.process.bounds;
        bounds.cpu_time += std::chrono::seconds(10);
        bounds.wall_time = program.process.bounds.effective_wall_time() + std::chrono::seconds(20);
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
        boost::json::error_code failure;
        boost::json::value parsed = boost::json::parse(reported, failure);
        if (!failure && parsed.is_object()) {
            said = std::move(parsed.get_object());
        }
        const boost::json::value* const again = said.if_contains("again");
        if (again == nullptr || *again != true) {
            return end_test_server();
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

    [[nodiscard]] result<std::monostate> end_test_server() {
        test_server ending = std::move(*server_);
        server_.reset();
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
};

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_PROGRAM_JUDGE_HPP
