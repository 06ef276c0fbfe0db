// SPDX-License-Identifier: Apache-2.0
// passk verify program: does the program pass its tests? Each runs in a sandbox.
#include "interrupt.hpp"
#include "line_output.hpp"
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/program.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace program = passk::adapter::program;

namespace passk_tool {
namespace {

struct program_options {
    std::string problems{};
    std::vector<std::string> samples{};
    std::string out{};
    std::string journal{};
    std::string python{};
    std::string level = "namespaces";
    std::string language = "python";
    std::string source{};
    std::string compile{};
    std::string run{};
    std::string checker{};
    std::string interactor{};
    std::string compare{};
    std::optional<double> absolute{};
    std::optional<double> relative{};
    std::uint64_t address_space_mib = 0;
    bool markdown = false;
    bool verbatim = false;
    bool packages = false;
    bool all_tests = false;
    // Limits that take the place of the problems' own.
    std::optional<double> cpu_seconds{};
    std::optional<double> wall_seconds{};
    std::optional<std::uint64_t> memory_mib{};
    std::optional<std::uint64_t> output_mib{};
    std::optional<std::uint64_t> stack_mib{};
    std::optional<std::uint32_t> processes{};
    std::optional<std::uint32_t> files{};
    std::optional<std::uint32_t> open_files{};
    unsigned workers = 0;
};

struct submitted {
    std::string id{};
    boost::json::object names{};  // model and sample, passed on
    const program::program_task* task = nullptr;
    std::string text{};
    std::string unreadable{};  // why it cannot be judged
};

// How answers begin that were begun for the model, as lines of a journal of passk sample say.
struct begun_answers {
    std::string of_run{};
    std::map<std::string, std::string> of_problem{};  // those that were put in their own way

    void read(const boost::json::object& line) {
        const std::string prefill = program::detail::text_field(line, "prefill");
        if (line.at("schema") == "passk.samples/1") {
            of_run = prefill;
        } else if (line.contains("prefill")) {
            of_problem[program::detail::text_field(line, "problem")] = prefill;
        }
    }
    [[nodiscard]] const std::string& of(const std::string& problem) const {
        const auto own = of_problem.find(problem);
        return own == of_problem.end() ? of_run : own->second;
    }
};

// The completions of one record: "completion", "solution" or "completions" and its like.
void add_submissions(const std::string& file, std::size_t line, const boost::json::object& record,
                     const std::map<std::string, const program::program_task*>& tasks,
                     begun_answers& begun, std::vector<submitted>& all) {
    if (record.contains("schema")) {
        begun.read(record);  // the tests are in the problems file
        return;
    }
    boost::json::object names;
    for (const char* key : {"model", "sample"}) {
        if (const boost::json::value* const name = record.if_contains(key)) {
            names[key] = *name;
        }
    }
    const std::string place = file + ":" + std::to_string(line) + ": ";
    std::string id;
    for (const char* key : {"task_id", "question_id", "problem_id", "problem", "id"}) {
        if (id.empty()) {
            id = program::detail::text_field(record, key);
        }
    }
    const auto complain = [&](const std::string& what) {
        all.push_back({id, names, nullptr, {}, place + what});
    };
    const auto task = tasks.find(id);
    if (task == tasks.end()) {
        complain(id.empty() ? "no task_id" : "no problem '" + id + "' in the problems file");
        return;
    }
    const std::size_t before = all.size();
    for (const char* key : {"completion", "solution", "code", "response", "text", "completions",
                            "code_list", "output_list", "solutions", "responses"}) {
        const boost::json::value* const found = record.if_contains(key);
        if (found == nullptr || all.size() != before) {
            continue;
        }
        if (found->is_string()) {
            std::string text = std::string_view(key) == "text" ? begun.of(id) : std::string();
            text += std::string_view(found->get_string());
            all.push_back({id, names, task->second, std::move(text), {}});
        } else if (const boost::json::array* const list = found->if_array()) {
            for (const boost::json::value& one : *list) {
                if (one.is_string()) {
                    all.push_back({id, names, task->second, std::string(one.get_string()), {}});
                } else {
                    complain(std::string(key) + " holds something that is no text");
                }
            }
        }
    }
    if (all.size() == before) {
        complain("no completion, solution, code or response");
    }
}

std::vector<submitted> read_submissions(
    const program_options& options,
    const std::map<std::string, const program::program_task*>& tasks) {
    std::vector<submitted> all;
    for (const std::string& file : options.samples) {
        const std::string text =
            or_fail(program::detail::read_gzip_or_plain(file == "-" ? "/dev/stdin" : file));
        if (text.empty()) {
            throw failure(data_say_no, file + ":1: the file is empty");
        }
        begun_answers begun;
        std::size_t line = 1;
        for (std::size_t at = 0; at < text.size(); ++line) {
            const std::size_t end = text.find('\n', at);
            const std::string_view one = std::string_view(text).substr(at, end - at);
            at = end == std::string::npos ? text.size() : end + 1;
            if (one.find_first_not_of(" \t\r") == std::string_view::npos) {
                continue;
            }
            const auto record = program::detail::parse_json(one);
            if (!record && end == std::string::npos) {
                std::cerr << "passk: note: " << file << ':' << line
                          << ": the last line breaks off and was left out\n";
                break;
            }
            if (!record || !record->is_object()) {
                all.push_back({{},
                               {},
                               nullptr,
                               {},
                               file + ":" + std::to_string(line) + ": not a JSON object"});
                continue;
            }
            add_submissions(file, line, record->get_object(), tasks, begun, all);
        }
    }
    return all;
}

// A command line as its words; "..." holds blanks together.
std::vector<std::string> words_of(const std::string& command) {
    std::vector<std::string> words;
    std::istringstream rest(command);
    for (std::string word; rest >> std::quoted(word);) {
        words.push_back(word);
    }
    return words;
}

// How programs of the language that was asked for are run; nothing for Python.
std::optional<program::command_language> language_of(const program_options& options) {
    const bool own = !options.run.empty() || !options.compile.empty() || !options.source.empty();
    if (options.language == "python" && !own) {
        return std::nullopt;
    }
    if (options.language != "python" && own) {
        throw failure(wrong_usage,
                      "verify program: --language has its own --source, --compile and --run");
    }
    program::command_language language =
        own ? program::command_language() : *program::command_language::named(options.language);
    if (own) {
        language.compile_bounds = program::command_language::compiler_bounds();
    }
    if (options.address_space_mib != 0) {
        language.compile_bounds.address_space = options.address_space_mib << 20U;
    }
    if (own) {
        if (options.run.empty() || options.source.empty()) {
            throw failure(wrong_usage, "verify program: a language needs --source and --run");
        }
        language.source_file = options.source;
        language.compile.clear();
        if (!options.compile.empty()) {
            language.compile = {"/bin/sh", "-c", options.compile + " && cat /tmp/program"};
        }
        language.run = words_of(options.run);
        std::string& command = language.run.front();
        for (const char* folder : {"/usr/local/bin/", "/usr/bin/", "/bin/"}) {
            if (command.find('/') == std::string::npos
                && ::access((folder + command).c_str(), X_OK) == 0) {
                command.insert(0, folder);
            }
        }
        if (command.find('/') == std::string::npos) {
            throw failure(wrong_usage,
                          "verify program: --run: no '" + command + "' in /usr/bin or /bin");
        }
    }
    return language;
}

void adjust_limits(const program_options& options, program::limits& bounds) {
    const auto milliseconds = [](double seconds) {
        return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000.0));
    };
    if (options.cpu_seconds) {
        bounds.cpu_time = milliseconds(*options.cpu_seconds);
    }
    if (options.wall_seconds) {
        bounds.wall_time = milliseconds(*options.wall_seconds);
    }
    bounds.memory = options.memory_mib ? *options.memory_mib << 20U : bounds.memory;
    bounds.output = options.output_mib ? *options.output_mib << 20U : bounds.output;
    bounds.stack = options.stack_mib ? *options.stack_mib << 20U : bounds.stack;
    bounds.processes = options.processes.value_or(bounds.processes);
    bounds.files = options.files.value_or(bounds.files);
    bounds.open_files = options.open_files.value_or(bounds.open_files);
    if (options.address_space_mib != 0) {
        bounds.address_space = options.address_space_mib << 20U;
    }
}

// Gives the tasks what the command line says of limits, language and comparison.
void adjust_tasks(const program_options& options, program::isolation level,
                  std::vector<program::loaded_task>& tasks) {
    const std::optional<program::command_language> language = language_of(options);
    program::output_checker checker;
    std::string checker_text;
    std::string interactor;
    if (!options.interactor.empty()) {
        interactor = or_fail(program::detail::read_gzip_or_plain(options.interactor));
    }
    if (!options.checker.empty()) {
        checker_text = or_fail(program::detail::read_gzip_or_plain(options.checker));
        checker = program::checker_program(checker_text, level);
    }
    std::size_t by_output = 0;
    for (program::loaded_task& loaded : tasks) {
        program::program_task& task = loaded.task;
        adjust_limits(options, task.bounds);
        if (language) {
            task.language = language;
        }
        const auto within = [&options](program::float_tolerance& floats) {
            floats.absolute = options.absolute.value_or(floats.absolute);
            floats.relative = options.relative.value_or(floats.relative);
        };
        if (auto* const io = std::get_if<program::stdio_tests>(&task.tests)) {
            ++by_output;
            if (checker) {
                io->checker = checker;
                io->checker_name = checker_text;
            }
            if (!interactor.empty()) {
                io->interactor = interactor;
            }
            io->how = options.compare.empty() ? io->how
                                              : *program::detail::comparison_named(options.compare);
            within(io->within);
        } else if (auto* const calls = std::get_if<program::call_tests>(&task.tests)) {
            within(calls->rule.floats);
        }
    }
    if (by_output == 0
        && (language || checker || !interactor.empty() || !options.compare.empty())) {
        throw failure(data_say_no, options.problems
                                       + ": no problem has tests by standard input and output, "
                                         "which other languages, checkers and comparisons need");
    }
}

// What one program showed, as a line: passk curve and compare read it as they read the lines of
// passk verify math.
boost::json::object verdict_line(const submitted& sample, const program::program_verdict& verdict,
                                 bool all_tests) {
    const passk::verdict decided = program::to_verdict(verdict.outcome);
    const std::string_view ruling = decided == passk::verdict::correct     ? "correct"
                                    : decided == passk::verdict::incorrect ? "incorrect"
                                                                           : "undecided";
    boost::json::object line{{"problem", sample.id},
                             {"verdict", boost::json::string_view(ruling.data(), ruling.size())},
                             {"outcome", program::to_string(verdict.outcome)},
                             {"level", program::to_string(verdict.level)},
                             {"tests_passed", verdict.tests_passed},
                             {"cpu_us", verdict.cpu_time.count()},
                             {"wall_us", verdict.wall_time.count()},
                             {"peak_memory", verdict.peak_memory}};
    if (verdict.test) {
        line["test"] = *verdict.test;
    }
    if (!verdict.detail.empty()) {
        line["detail"] = program::detail::printable(verdict.detail);
    }
    if (verdict.exit_code.value_or(0) != 0) {
        line["exit_code"] = *verdict.exit_code;
    }
    if (verdict.signal) {
        line["signal"] = *verdict.signal;
    }
    if (!verdict.error_tail.empty()) {
        line["stderr_tail"] = program::detail::printable(verdict.error_tail);
    }
    if (all_tests) {
        line["score"] = verdict.score;
        boost::json::array tests;
        for (const program::test_result& test : verdict.tests) {
            boost::json::object one{{"outcome", program::to_string(test.outcome)},
                                    {"score", test.score},
                                    {"cpu_us", test.cpu_time.count()},
                                    {"wall_us", test.wall_time.count()},
                                    {"peak_memory", test.peak_memory}};
            if (!test.detail.empty()) {
                one["detail"] = program::detail::printable(test.detail);
            }
            tests.push_back(std::move(one));
        }
        line["tests"] = std::move(tests);
    }
    for (const auto& name : sample.names) {
        line[name.key()] = name.value();
    }
    return line;
}

// Takes the programs out of the samples that are answers in Markdown.
void extract_programs(const program_options& options, std::vector<submitted>& all) {
    std::size_t fenced = 0;
    std::size_t read = 0;
    for (submitted& one : all) {
        if (one.task == nullptr) {
            continue;
        }
        ++read;
        const bool answer = program::holds_fenced_code(one.text);
        fenced += answer ? 1U : 0U;
        if (options.markdown || (answer && !options.verbatim)) {
            one.text = program::extract_code(
                one.text, one.task->language ? one.task->language->source_file : "python");
        }
    }
    if (fenced > 0 && !options.markdown) {
        std::cerr << "passk: note: " << fenced << " of " << read << " samples hold fenced code; "
                  << (options.verbatim ? "they are judged as they are, by --verbatim\n"
                                       : "the last block of each is its program (--verbatim: the "
                                         "whole sample is)\n");
    }
}

// Modules that are not found: is one of them merely hidden?
void suggest_packages(const std::vector<program::program_verdict>& verdicts) {
    std::map<std::string, std::size_t> missing;
    for (const program::program_verdict& verdict : verdicts) {
        constexpr std::string_view words = "ModuleNotFoundError: No module named '";
        const std::size_t at = verdict.error_tail.rfind(words);
        if (at != std::string::npos) {
            const std::string_view rest =
                std::string_view(verdict.error_tail).substr(at + words.size());
            ++missing[std::string(rest.substr(0, rest.find_first_of("'.")))];
        }
    }
    for (const auto& [module, count] : missing) {
        std::cerr << "passk: note: " << count
                  << (count == 1 ? " program imports " : " programs import ") << module
                  << ", which is not of the standard library; --packages lets programs "
                     "import what is installed for the interpreter\n";
    }
}

exit_code run_program(const program_options& options) {
    std::vector<program::loaded_task> tasks = or_fail(program::read_tasks(options.problems));
    program::judge_settings settings;
    settings.level =
        options.level == "full" ? program::isolation::full : program::isolation::namespaces;
    settings.all_tests = options.all_tests;
    adjust_tasks(options, settings.level, tasks);
    settings.packages = options.packages ? program::python_packages::installed
                                         : program::python_packages::standard_library;
    const bool needs_python = std::any_of(tasks.begin(), tasks.end(),
                                          [](const auto& loaded) { return !loaded.task.language; });
    if (needs_python) {
        settings.interpreter =
            or_fail(options.python.empty() ? program::find_python()
                                           : program::inspect_python(options.python));
    }
    std::map<std::string, const program::program_task*> by_id;
    for (const program::loaded_task& loaded : tasks) {
        if (!by_id.emplace(loaded.task.id, &loaded.task).second) {
            throw failure(data_say_no,
                          options.problems + ": problem '" + loaded.task.id + "' is there twice");
        }
    }
    std::vector<submitted> all = read_submissions(options, by_id);
    std::vector<std::string> read = options.samples;
    read.insert(read.end(), {options.problems, options.journal});
    line_output out(options.out, read);
    extract_programs(options, all);
    std::map<std::string, std::uint64_t> reasons;  // of what is undecided
    for (const submitted& one : all) {
        if (one.task == nullptr) {
            std::cerr << "passk: note: " << one.unreadable << "; it is undecided\n";
            ++reasons[one.unreadable];
        }
    }
    // Before anything is judged: can this machine do it?
    if (reasons.size() < all.size()) {
        or_fail(program::sandbox::make(settings.level));
    }
    program::program_judge reference(settings);
    or_fail(program::expect_reference_outputs(tasks, reference));

    std::vector<program::program_submission> submissions;
    std::vector<std::size_t> index;  // of each submission among all samples
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].task != nullptr) {
            submissions.push_back({all[i].task, all[i].text});
            index.push_back(i);
        }
    }
    std::optional<program::verdict_journal> journal;
    if (!options.journal.empty()) {
        journal.emplace(or_fail(program::verdict_journal::open(options.journal)));
    }
    const interrupt_stop interrupt;
    std::vector<program::program_verdict> verdicts;
    {
        progress_line progress("judging");
        program::judging_plan plan;
        plan.workers = options.workers;
        plan.journal = journal ? &*journal : nullptr;
        plan.cancel = interrupt.token();
        plan.progress = [&](std::size_t done, std::size_t total) {
            progress.update(done, total, "programs");
        };
        verdicts = or_fail(program::judge_programs(submissions, settings, plan));
    }

    const auto left = std::count_if(verdicts.begin(), verdicts.end(), [](const auto& verdict) {
        return verdict.outcome == program::program_outcome::cancelled;
    });
    if (left > 0) {
        throw failure(data_say_no,
                      "stopped with " + std::to_string(left) + " of "
                          + std::to_string(verdicts.size()) + " programs not judged; "
                          + (journal ? "the same command goes on from here"
                                     : "with --journal FILE the same command would go on"));
    }
    std::map<std::string, std::uint64_t> counts;
    std::size_t decided = 0;
    for (std::size_t i = 0, next = 0; i < all.size(); ++i) {
        boost::json::object line;
        if (all[i].task == nullptr) {
            ++counts["unreadable"];
            line = {{"problem", all[i].id},
                    {"verdict", "undecided"},
                    {"outcome", "unreadable"},
                    {"detail", all[i].unreadable}};
            for (const auto& name : all[i].names) {
                line[name.key()] = name.value();
            }
            if (all[i].id.empty()) {
                continue;  // belongs to no problem
            }
        } else {
            const program::program_verdict& verdict = verdicts[next++];
            line = verdict_line(all[i], verdict, options.all_tests);
            ++counts[std::string(program::to_string(verdict.outcome))];
            if (program::to_verdict(verdict.outcome) == passk::verdict::undecided) {
                ++reasons[std::string(program::to_string(verdict.outcome)) + ": "
                          + program::detail::printable(verdict.detail)];
            } else {
                ++decided;
            }
        }
        out.stream() << boost::json::serialize(line) << '\n';
    }
    out.finish();
    if (!options.packages) {
        suggest_packages(verdicts);
    }
    std::cerr << (settings.interpreter ? settings.interpreter->executable + ", " : std::string())
              << "level " << options.level << ":";
    for (const auto& [outcome, count] : counts) {
        std::cerr << "  " << outcome << ' ' << count;
    }
    std::cerr << '\n';
    if (decided == 0) {
        const auto most =
            std::max_element(reasons.begin(), reasons.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        throw failure(
            data_say_no,
            "none of the " + std::to_string(all.size()) + " samples could be judged; "
                + (most == reasons.end() ? std::string("there is no sample") : most->first));
    }
    return done;
}

}  // namespace

void add_verify_program(CLI::App& verify, action& chosen) {
    CLI::App* command =
        verify.add_subcommand("program", "Programs, run against their tests in a sandbox");
    auto options = std::make_shared<program_options>();
    command
        ->add_option("FILE", options->samples, "Samples: JSON lines, .gz too; - is standard input")
        ->option_text("...");
    command->add_option("--in", options->samples, "The same as FILE")->option_text("FILE");
    command
        ->add_option(
            "--problems", options->problems,
            "HumanEval, EvalPlus, MBPP, LiveCodeBench, APPS or the format below: JSON lines or an "
            "array, .gz too; or a folder of NAME.in and NAME.out")
        ->required()
        ->option_text("FILE|FOLDER");
    command->add_option("--out", options->out, "Write here instead of to standard output")
        ->option_text("FILE");
    command
        ->add_option("--journal", options->journal,
                     "Keep verdicts here; a run that was stopped goes on where it was")
        ->option_text("FILE");
    command
        ->add_option("--language", options->language,
                     "Of the programs; other than Python by the compilers that are installed")
        ->check(CLI::IsMember({"python", "c", "c++", "rust", "go", "java", "javascript", "pypy"}))
        ->option_text("python|c|c++|rust|go|java|javascript|pypy [python]");
    command
        ->add_option("--source", options->source,
                     "Another language: the name of the source file, found in /src")
        ->option_text("NAME");
    command
        ->add_option("--compile", options->compile,
                     "and the shell command that makes /tmp/program of it, if it needs one")
        ->option_text("COMMAND");
    command
        ->add_option("--run", options->run,
                     "and the command that runs /src/program, as compiled, or /src/NAME")
        ->option_text("COMMAND");
    command->add_option("--compare", options->compare, "How outputs are compared")
        ->check(CLI::IsMember(
            {"exact", "lines", "tokens", "floats", "unordered-lines", "unordered-tokens"}))
        ->option_text(
            "exact|lines|tokens|floats|unordered-lines|unordered-tokens [floats: tokens, numbers "
            "within the tolerance]");
    command->add_option("--absolute", options->absolute, "Tolerance of numbers")
        ->check(CLI::NonNegativeNumber)
        ->option_text("X [1e-9, or the problem's]");
    command->add_option("--relative", options->relative, "Tolerance of numbers, times the expected")
        ->check(CLI::NonNegativeNumber)
        ->option_text("X [1e-9, or the problem's]");
    command
        ->add_option("--checker", options->checker,
                     "Program that compares instead: called with the files input, output, answer; "
                     "exits with 0 right, 1 wrong, 2 presentation (testlib)")
        ->option_text("FILE");
    command
        ->add_option("--interactor", options->interactor,
                     "Program that talks with each program over its input and output; called and "
                     "read as a checker is")
        ->option_text("FILE");
    command->add_option("--python", options->python, "The interpreter")
        ->option_text("PATH [python3]");
    command
        ->add_option("--level", options->level,
                     "How programs are kept apart; full needs a control group")
        ->check(CLI::IsMember({"namespaces", "full"}))
        ->option_text("namespaces|full [namespaces]");
    command->add_flag(
        "--markdown", options->markdown,
        "The program is the last fenced block of each sample, even where none begins");
    command
        ->add_flag("--verbatim", options->verbatim,
                   "The program is the whole sample, even where it holds fenced blocks")
        ->excludes("--markdown");
    command->add_flag("--all-tests", options->all_tests,
                      "Go on after a test that failed: outcome, score, time and memory of each");
    command->add_flag("--packages", options->packages,
                      "Programs may import the interpreter's installed packages");
    command->add_option("--cpu", options->cpu_seconds, "CPU seconds of all its processes")
        ->check(CLI::Range(0.01, 3600.0))
        ->option_text("S [3, or the problem's]");
    command->add_option("--wall", options->wall_seconds, "Seconds on the clock")
        ->check(CLI::Range(0.01, 36000.0))
        ->option_text("S [3 times the CPU seconds, at least 5 more]");
    command->add_option("--memory", options->memory_mib, "MiB of all its processes")
        ->check(CLI::Range(64, 1 << 20))
        ->option_text("MIB [512, or the problem's]");
    command->add_option("--output", options->output_mib, "MiB of standard output")
        ->check(CLI::Range(1, 4096))
        ->option_text("MIB [16]");
    command->add_option("--stack", options->stack_mib, "MiB of the main thread's stack")
        ->check(CLI::Range(1, 1 << 16))
        ->option_text("MIB [64]");
    command->add_option("--processes", options->processes, "Processes and threads at a time")
        ->check(CLI::Range(1, 10000))
        ->option_text("N [128]");
    command->add_option("--files", options->files, "Files below /tmp")
        ->check(CLI::Range(1, 1000000))
        ->option_text("N [4096]");
    command->add_option("--open-files", options->open_files, "Descriptors of each process")
        ->check(CLI::Range(16, 100000))
        ->option_text("N [1024]");
    command
        ->add_option("--address-space", options->address_space_mib,
                     "MiB of each process, for run-time systems that reserve more than they use")
        ->check(CLI::Range(64, 1 << 24))
        ->option_text("MIB [--memory and 2048 more]");
    command->add_option("--workers", options->workers, "0: one for each core")
        ->option_text("N [0]");
    command->footer(
        "A sample has task_id and completion, solution, code or response, or a list of them.\n"
        "What the judge could not decide is undecided, and never counted as wrong; where nothing\n"
        "could be decided the exit code is 1.\n"
        "\n"
        "Problems of your own are JSON lines. By standard input and output, in any language:\n"
        "  {\"id\": \"sum\", \"tests\": [{\"input\": \"1 2\\n\", \"output\": \"3\\n\"}],\n"
        "   \"compare\": \"tokens\", \"limits\": {\"cpu\": 1, \"wall\": 5, \"memory\": 256}}\n"
        "A function with cases, and one with asserts:\n"
        "  {\"id\": \"add\", \"function\": \"add\", \"cases\": [{\"arguments\": [1, 2], "
        "\"expected\": "
        "3}],\n"
        "   \"solution\": \"def add(a, b): return a + b\"}\n"
        "  {\"id\": \"half\", \"setup\": \"import math\", \"asserts\": [\"assert half(8) == "
        "math.sqrt(16)\"]}\n"
        "A checker or interactor is a program of testlib's kind (exit code 0 right, 1 wrong, 2\n"
        "presentation, 7 with \"points 0.5\" on standard error, 50 to 150 per cent), found beside "
        "the file:\n"
        "  {\"id\": \"any\", \"tests\": [{\"input\": \"5\\n\"}], \"checker\": \"check.py\"}\n"
        "  {\"id\": \"guess\", \"tests\": [{\"input\": \"42\\n\"}], \"interactor\": \"guess.py\"}\n"
        "Other fields: prompt, language, absolute, relative, unordered. Limits are cpu and wall "
        "in\n"
        "seconds; memory, address_space, output, stack and disk in MiB; processes, files and\n"
        "open_files. A folder is a problem, or holds one folder for each: 1.in, 1.out, 2.in, "
        "2.out,\n"
        "and problem.json with the other fields.\n"
        "\n"
        "Example:\n"
        "  passk verify program --problems HumanEval.jsonl.gz --in samples.jsonl --out "
        "verdicts.jsonl\n"
        "  passk verify program --problems sums/ --in samples.jsonl --language rust --all-tests\n"
        "  passk verify program --problems apps.jsonl --in samples.jsonl --source main.rb \\\n"
        "    --run 'ruby /src/main.rb' --address-space 65536");
    command->callback([options, &chosen] {
        chosen = [options] {
            if (options->samples.empty()) {
                throw failure(wrong_usage, "verify program: give a FILE of samples");
            }
            return run_program(*options);
        };
    });
}

}  // namespace passk_tool
