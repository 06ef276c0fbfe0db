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
    std::vector<std::string> files{};
    std::string out{};
    std::string journal{};
    std::string python{};
    std::string level = "namespaces";
    std::string language = "python";
    std::string source{};
    std::string compile{};
    std::string run{};
    std::string checker{};
    std::string compare{};
    std::optional<double> absolute{};
    std::optional<double> relative{};
    std::uint64_t address_space_mib = 0;
    bool markdown = false;
    bool packages = false;
    double cpu_seconds = 3.0;
    std::uint64_t memory_mib = 512;
    unsigned workers = 0;
};

struct submitted {
    std::string id{};
    boost::json::object names{};  // model and sample, passed on
    const program::program_task* task = nullptr;
    std::string text{};
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
    const auto complain = [&](const std::string& what) {
        throw failure(data_say_no, file + ":" + std::to_string(line) + ": " + what);
    };
    std::string id;
    for (const char* key : {"task_id", "question_id", "problem_id", "problem", "id"}) {
        if (id.empty()) {
            id = program::detail::text_field(record, key);
        }
    }
    const auto task = tasks.find(id);
    if (task == tasks.end()) {
        complain("no problem '" + id + "' in the problems file");
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
            all.push_back({id, names, task->second, std::move(text)});
        } else if (const boost::json::array* const list = found->if_array()) {
            for (const boost::json::value& one : *list) {
                if (!one.is_string()) {
                    complain(std::string(key) + " holds something that is no text");
                }
                all.push_back({id, names, task->second, std::string(one.get_string())});
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
    for (const std::string& file : options.files) {
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
                throw failure(data_say_no,
                              file + ":" + std::to_string(line) + ": not a JSON object");
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
        options.language == "c" ? program::command_language::c() : program::command_language::cpp();
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

program::comparison comparison_of(const std::string& name) {
    using enum program::comparison;
    static const std::map<std::string, program::comparison> known{
        {"exact", exact},
        {"lines", lines},
        {"tokens", tokens},
        {"floats", tokens_and_floats},
        {"unordered-lines", unordered_lines},
        {"unordered-tokens", unordered_tokens}};
    return known.at(name);
}

// Gives the tasks what the command line says of limits, language and comparison.
void adjust_tasks(const program_options& options, program::isolation level,
                  std::vector<program::loaded_task>& tasks) {
    const std::optional<program::command_language> language = language_of(options);
    program::output_checker checker;
    std::string checker_text;
    if (!options.checker.empty()) {
        checker_text = or_fail(program::detail::read_gzip_or_plain(options.checker));
        checker = program::checker_program(checker_text, level);
    }
    std::size_t by_output = 0;
    for (program::loaded_task& loaded : tasks) {
        program::program_task& task = loaded.task;
        task.bounds.cpu_time =
            std::chrono::milliseconds(static_cast<std::int64_t>(options.cpu_seconds * 1000.0));
        task.bounds.memory = options.memory_mib << 20U;
        task.bounds.address_space = options.address_space_mib << 20U;
        task.language = language;
        const auto within = [&options](program::float_tolerance& floats) {
            floats.absolute = options.absolute.value_or(floats.absolute);
            floats.relative = options.relative.value_or(floats.relative);
        };
        if (auto* const io = std::get_if<program::stdio_tests>(&task.tests)) {
            ++by_output;
            io->checker = checker;
            io->checker_name = checker_text;
            io->how = options.compare.empty() ? io->how : comparison_of(options.compare);
            within(io->within);
        } else if (auto* const calls = std::get_if<program::call_tests>(&task.tests)) {
            within(calls->rule.floats);
        }
    }
    if (by_output == 0 && (language || checker || !options.compare.empty())) {
        throw failure(data_say_no, options.problems
                                       + ": no problem has tests by standard input and output, "
                                         "which other languages, checkers and comparisons need");
    }
}

exit_code run_program(const program_options& options) {
    std::vector<program::loaded_task> tasks = or_fail(program::read_tasks(options.problems));
    program::judge_settings settings;
    settings.level =
        options.level == "full" ? program::isolation::full : program::isolation::namespaces;
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
    // Before anything is judged: can this machine do it?
    or_fail(program::sandbox::make(settings.level));
    std::map<std::string, const program::program_task*> by_id;
    for (const program::loaded_task& loaded : tasks) {
        if (!by_id.emplace(loaded.task.id, &loaded.task).second) {
            throw failure(data_say_no,
                          options.problems + ": problem '" + loaded.task.id + "' is there twice");
        }
    }
    program::program_judge reference(settings);
    or_fail(program::expect_reference_outputs(tasks, reference));

    std::vector<submitted> all = read_submissions(options, by_id);
    std::vector<std::string> read = options.files;
    read.insert(read.end(), {options.problems, options.journal});
    line_output out(options.out, read);
    std::vector<program::program_submission> submissions;
    for (submitted& one : all) {
        if (options.markdown) {
            one.text = program::extract_code(
                one.text, one.task->language ? one.task->language->source_file : "python");
        }
        submissions.push_back({one.task, one.text});
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
    for (std::size_t i = 0; i < all.size(); ++i) {
        const program::program_verdict& verdict = verdicts[i];
        const passk::verdict decided = program::to_verdict(verdict.outcome);
        // As passk verify math writes them: passk curve and compare read both at once.
        const std::string_view ruling = decided == passk::verdict::correct     ? "correct"
                                        : decided == passk::verdict::incorrect ? "incorrect"
                                                                               : "undecided";
        boost::json::object line{
            {"problem", all[i].id},
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
        for (const auto& name : all[i].names) {
            line[name.key()] = name.value();
        }
        out.stream() << boost::json::serialize(line) << '\n';
        ++counts[std::string(program::to_string(verdict.outcome))];
    }
    out.finish();
    std::cerr << (settings.interpreter ? settings.interpreter->executable + ", " : std::string())
              << "level " << options.level << ":";
    for (const auto& [outcome, count] : counts) {
        std::cerr << "  " << outcome << ' ' << count;
    }
    std::cerr << '\n';
    return done;
}

}  // namespace

void add_verify_program(CLI::App& verify, action& chosen) {
    CLI::App* command =
        verify.add_subcommand("program", "Programs, run against their tests in a sandbox");
    auto options = std::make_shared<program_options>();
    command->add_option("FILE", options->files, "Samples: JSON lines, .gz too; - is standard input")
        ->option_text("...");
    command->add_option("--in", options->files, "The same as FILE")->option_text("FILE");
    command
        ->add_option(
            "--problems", options->problems,
            "HumanEval, EvalPlus, MBPP, LiveCodeBench or APPS: JSON lines or an array, .gz too")
        ->required()
        ->option_text("FILE");
    command->add_option("--out", options->out, "Write here instead of to standard output")
        ->option_text("FILE");
    command
        ->add_option("--journal", options->journal,
                     "Keep verdicts here; a run that was stopped goes on where it was")
        ->option_text("FILE");
    command
        ->add_option("--language", options->language, "Of the programs; c and c++ by gcc and g++")
        ->check(CLI::IsMember({"python", "c", "c++"}))
        ->option_text("python|c|c++ [python]");
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
    command->add_option("--python", options->python, "The interpreter")
        ->option_text("PATH [python3]");
    command
        ->add_option("--level", options->level,
                     "How programs are kept apart; full needs a control group")
        ->check(CLI::IsMember({"namespaces", "full"}))
        ->option_text("namespaces|full [namespaces]");
    command->add_flag("--markdown", options->markdown,
                      "The program is the last fenced block of each sample");
    command->add_flag("--packages", options->packages,
                      "Programs may import the interpreter's installed packages");
    command->add_option("--cpu", options->cpu_seconds, "CPU seconds")
        ->check(CLI::Range(0.01, 3600.0))
        ->option_text("S [3]");
    command->add_option("--memory", options->memory_mib, "MiB")
        ->check(CLI::Range(64, 1 << 20))
        ->option_text("MIB [512]");
    command
        ->add_option("--address-space", options->address_space_mib,
                     "MiB of each process, for run-time systems that reserve more than they use")
        ->check(CLI::Range(64, 1 << 24))
        ->option_text("MIB [as --memory]");
    command->add_option("--workers", options->workers, "0: one for each core")
        ->option_text("N [0]");
    command->footer(
        "A sample has task_id and completion, solution, code or response, or a list of them.\n"
        "What the judge could not decide is undecided, and never counted as wrong.\n"
        "\n"
        "Example:\n"
        "  passk verify program --problems HumanEval.jsonl.gz --in samples.jsonl --out "
        "verdicts.jsonl\n"
        "  passk verify program --problems apps.jsonl --in samples.jsonl --source Main.java \\\n"
        "    --compile 'javac -d /tmp /src/Main.java && jar cfe /tmp/program Main -C /tmp .' \\\n"
        "    --run 'java -jar /src/program' --address-space 65536");
    command->callback([options, &chosen] {
        chosen = [options] {
            if (options->files.empty()) {
                throw failure(wrong_usage, "verify program: give a FILE of samples");
            }
            return run_program(*options);
        };
    });
}

}  // namespace passk_tool
