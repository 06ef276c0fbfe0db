// SPDX-License-Identifier: Apache-2.0
// passk verify program: does the program pass its tests? Each runs in a sandbox.
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/program.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
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

template <class T>
T or_fail(passk::result<T> got) {
    if (!got.has_value()) {
        throw failure(data_say_no, got.error().context);
    }
    return std::move(got).value();
}

// The completions of one record: "completion", "solution" or "completions" and its like.
void add_submissions(const std::string& file, std::size_t line, const boost::json::object& record,
                     const std::map<std::string, const program::program_task*>& tasks,
                     std::string& prefill, std::vector<submitted>& all) {
    if (const boost::json::value* const schema = record.if_contains("schema")) {
        // A line of a journal of passk sample; the tests are in the problems file.
        if (*schema == "passk.samples/1") {
            prefill = program::detail::text_field(record, "prefill");
        }
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
            const std::string begun = std::string_view(key) == "text" ? prefill : std::string();
            all.push_back({id, names, task->second, begun + std::string(found->get_string())});
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
        std::string prefill;
        std::size_t line = 1;
        for (std::size_t at = 0; at < text.size(); ++line) {
            const std::size_t end = text.find('\n', at);
            const std::string_view one = std::string_view(text).substr(at, end - at);
            at = end == std::string::npos ? text.size() : end + 1;
            if (one.find_first_not_of(" \t\r") == std::string_view::npos) {
                continue;
            }
            const auto record = program::detail::parse_json(one);
            if (!record || !record->is_object()) {
                throw failure(data_say_no,
                              file + ":" + std::to_string(line) + ": not a JSON object");
            }
            add_submissions(file, line, record->get_object(), tasks, prefill, all);
        }
    }
    return all;
}

exit_code run_program(const program_options& options) {
    std::vector<program::loaded_task> tasks = or_fail(program::read_tasks(options.problems));
    program::judge_settings settings;
    settings.level =
        options.level == "full" ? program::isolation::full : program::isolation::namespaces;
    settings.packages = options.packages ? program::python_packages::installed
                                         : program::python_packages::standard_library;
    settings.interpreter = or_fail(
        options.python.empty() ? program::find_python() : program::inspect_python(options.python));
    // Before anything is judged: can this machine do it?
    or_fail(program::sandbox::make(settings.level));
    std::map<std::string, const program::program_task*> by_id;
    for (program::loaded_task& loaded : tasks) {
        loaded.task.bounds.cpu_time =
            std::chrono::milliseconds(static_cast<std::int64_t>(options.cpu_seconds * 1000.0));
        loaded.task.bounds.memory = options.memory_mib << 20U;
        by_id[loaded.task.id] = &loaded.task;
    }
    program::program_judge reference(settings);
    or_fail(program::expect_reference_outputs(tasks, reference));

    std::vector<submitted> all = read_submissions(options, by_id);
    std::vector<program::program_submission> submissions;
    for (submitted& one : all) {
        if (options.markdown) {
            one.text = program::extract_code(one.text);
        }
        submissions.push_back({one.task, one.text});
    }
    std::optional<program::verdict_journal> journal;
    if (!options.journal.empty()) {
        journal.emplace(or_fail(program::verdict_journal::open(options.journal)));
    }
    std::vector<program::program_verdict> verdicts;
    {
        progress_line progress("judging");
        program::judging_plan plan;
        plan.workers = options.workers;
        plan.journal = journal ? &*journal : nullptr;
        plan.progress = [&](std::size_t done, std::size_t total) {
            progress.update(done, total, "programs");
        };
        verdicts = or_fail(program::judge_programs(submissions, settings, plan));
    }

    std::ofstream file;
    if (!options.out.empty()) {
        file.open(options.out, std::ios::binary);
        if (!file) {
            throw failure(data_say_no, options.out + ": cannot be written");
        }
    }
    std::ostream& out = options.out.empty() ? std::cout : file;
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const program::program_verdict& verdict = verdicts[i];
        const passk::verdict decided = program::to_verdict(verdict.outcome);
        boost::json::object line{{"task_id", all[i].id},
                                 {"outcome", program::to_string(verdict.outcome)},
                                 {"level", program::to_string(verdict.level)},
                                 {"tests_passed", verdict.tests_passed},
                                 {"cpu_ms", static_cast<double>(verdict.cpu_time.count()) / 1000.0},
                                 {"peak_memory", verdict.peak_memory},
                                 {"detail", program::detail::quoted(verdict.detail, 500)}};
        for (const auto& name : all[i].names) {
            line[name.key()] = name.value();
        }
        // Undecided is neither: a reader that counts `passed` must see that it is missing.
        if (decided != passk::verdict::undecided) {
            line["passed"] = decided == passk::verdict::correct;
        }
        out << boost::json::serialize(line) << '\n';
        ++counts[std::string(program::to_string(verdict.outcome))];
    }
    out.flush();
    if (!out) {
        throw failure(data_say_no, "the verdicts could not be written");
    }
    std::cerr << settings.interpreter->executable << ", level " << options.level << ":";
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
    command->add_option("--workers", options->workers, "0: one for each core")
        ->option_text("N [0]");
    command->footer(
        "A sample has task_id and completion, solution, code or response, or a list of them.\n"
        "What the judge could not decide is never counted as wrong: it has no field passed.\n"
        "\n"
        "Example:\n"
        "  passk verify program --problems HumanEval.jsonl.gz --in samples.jsonl --out "
        "verdicts.jsonl");
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
