// SPDX-License-Identifier: Apache-2.0
// passk sample: completions of a benchmark's problems, into a journal that survives.
#include "backends.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "tool.hpp"

#include <passk/adapter/json/read_image.hpp>
#include <passk/adapter/json/read_problems.hpp>
#include <passk/adapter/json/sample_journal.hpp>
#include <passk/infer/run_sampling.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/sample/prompt_template.hpp>
#include <passk/version.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

struct sample_command {
    backend_choice backend{};
    std::vector<std::string> problems{};
    std::string out{};
    std::string model{};
    std::string template_name{};
    std::string protocol{};
    std::uint32_t n = 1;
    passk::sampling how{};
    bool logprobs = false;
    bool token_ids = false;
    output_format format = output_format::text;
};

json::problem_set read_all_problems(const sample_command& command) {
    progress_line progress("reading");
    return or_fail(json::read_problems(command.problems, [&](const json::read_progress& state) {
        progress.update(state.bytes_read, state.bytes_total, "bytes", state.file);
        return true;
    }));
}

// The paper's template for problems of this kind.
std::string_view paper_template(const json::problem_set& set) {
    const passk::problem& first = set.problems.front();
    if (!first.images.empty()) {
        return "easy-r1";
    }
    if (first.kind == passk::problem_kind::program) {
        return set.format == json::problem_format::live_code_bench ? "livecodebench" : "evalplus";
    }
    return "simplerl";
}

const passk::prompt_template& chosen_template(const sample_command& command,
                                              const json::problem_set& set) {
    std::string_view name = command.template_name;
    if (name.empty()) {
        name = command.protocol == "paper" ? paper_template(set) : "plain";
    }
    const passk::prompt_template* const found = passk::find_prompt_template(name);
    if (found == nullptr) {
        std::string names;
        for (const passk::prompt_template& one : passk::prompt_templates()) {
            names += (names.empty() ? "" : ", ") + std::string(one.name);
        }
        throw failure(wrong_usage, "--template: '" + std::string(name) + "' is none of " + names);
    }
    return *found;
}

std::vector<passk::sampling_task> make_tasks(const std::vector<passk::problem>& problems,
                                             const passk::prompt_template& with) {
    std::vector<passk::sampling_task> tasks;
    tasks.reserve(problems.size());
    for (const passk::problem& one : problems) {
        std::vector<passk::image> images;
        for (const std::string& place : one.images) {
            images.push_back(or_fail(json::read_image(place)));
        }
        const passk::prompt_template* const own = passk::find_prompt_template(one.prompt_template);
        tasks.push_back(
            {.problem = one.id,
             .prompt = passk::render_prompt(own == nullptr ? with : *own, one, std::move(images))});
    }
    return tasks;
}

// How the run ends answers: as the user says, and where the templates' examples would go on.
passk::sampling with_template_stops(passk::sampling how, const passk::prompt_template& with,
                                    const std::vector<passk::problem>& problems) {
    const auto has = [&how](std::string_view stop) {
        return stop.empty() || std::find(how.stop.begin(), how.stop.end(), stop) != how.stop.end();
    };
    if (!has(with.stop)) {
        how.stop.emplace_back(with.stop);
    }
    for (const passk::problem& one : problems) {
        const passk::prompt_template* const own = passk::find_prompt_template(one.prompt_template);
        if (own != nullptr && !has(own->stop)) {
            throw failure(wrong_usage, "--stop: the template '" + one.prompt_template
                                           + "' of problem '" + one.id
                                           + "' needs an end that the whole run must have: --stop '"
                                           + std::string(own->stop) + "'");
        }
    }
    return how;
}

std::string now_text() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string_view kind_of_failure(passk::errc code) {
    switch (code) {
        case passk::errc::io: return "connection";
        case passk::errc::timeout: return "timeout";
        case passk::errc::malformed: return "malformed";
        case passk::errc::unsupported: return "unsupported";
        case passk::errc::cancelled: return "cancelled";
        case passk::errc::unavailable: return "unavailable";
        case passk::errc::rejected: break;
    }
    return "rejected";
}

std::string failures_text(const passk::sampling_progress& progress) {
    std::string text;
    for (const auto& [code, count] : progress.failed) {
        text += (text.empty() ? "" : ", ") + passk::grouped_text(count) + ' '
                + std::string(kind_of_failure(code));
    }
    return text;
}

double seconds_of(const passk::sampling_progress& progress) {
    return std::chrono::duration<double>(progress.elapsed).count();
}

void print_summary(const sample_command& command, const passk::sampling_progress& progress,
                   std::uint64_t problems) {
    if (command.format == output_format::text) {
        std::cout << command.out << ": "
                  << passk::grouped_text(progress.wanted - progress.missing()) << " of "
                  << passk::grouped_text(progress.wanted) << " completions of "
                  << passk::grouped_text(problems) << " problems, "
                  << passk::grouped_text(progress.drawn) << " of them drawn now";
        if (progress.tokens > 0) {
            std::cout << " (" << passk::grouped_text(progress.tokens) << " tokens)";
        }
        if (progress.cut > 0) {
            std::cout << "; " << passk::grouped_text(progress.cut)
                      << " were cut by the limit on tokens";
        }
        std::cout << '\n';
        return;
    }
    const std::vector<std::pair<std::string_view, std::uint64_t>> numbers{
        {"problems", problems},  {"n", command.n},           {"wanted", progress.wanted},
        {"kept", progress.kept}, {"drawn", progress.drawn},  {"missing", progress.missing()},
        {"cut", progress.cut},   {"tokens", progress.tokens}};
    if (command.format == output_format::csv) {
        std::string heading;
        std::string row;
        for (const auto& [name, number] : numbers) {
            heading += (heading.empty() ? "" : ",") + std::string(name);
            row += (row.empty() ? "" : ",") + std::to_string(number);
        }
        std::cout << heading << '\n' << row << '\n';
        return;
    }
    passk::json_writer out;
    out.begin_object().member("schema", "passk.sample/1").member("journal", command.out);
    for (const auto& [name, number] : numbers) {
        out.member(name, number);
    }
    out.member("seconds", seconds_of(progress)).key("failed").begin_object();
    for (const auto& [code, count] : progress.failed) {
        out.member(kind_of_failure(code), count);
    }
    out.end().end();
    std::cout << std::move(out).finish();
}

exit_code run_sample(const sample_command& command) {
    // A file that may not grow any more is an error of writing, no end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    const json::problem_set set = read_all_problems(command);
    const passk::prompt_template& with = chosen_template(command, set);
    const std::vector<passk::sampling_task> tasks = make_tasks(set.problems, with);
    const passk::sampling how = with_template_stops(command.how, with, set.problems);
    passk::any_backend backend = open_backend(command.backend);
    const passk::backend_capabilities able = backend.capabilities();
    const json::run_description description{
        .model = !command.model.empty() ? command.model : able.model,
        .how = how,
        .n = command.n,
        .prompt_template = std::string(with.name),
        .prefill = std::string(with.prefill),
        .problem_files = command.problems,
        .problem_format = std::string(json::name_of(set.format)),
        .problem_hash = set.contents,
        .backend = backend_text(command.backend),
        .able = able,
        .started = now_text(),
        .version = std::to_string(PASSK_VERSION_MAJOR) + "." + std::to_string(PASSK_VERSION_MINOR)
                   + "." + std::to_string(PASSK_VERSION_PATCH)};
    if (description.model.empty()) {
        throw failure(wrong_usage, "--model: the backend has no name of its own; give one");
    }
    json::sample_journal journal =
        or_fail(json::sample_journal::open(command.out, description, tasks, set.problems));
    if (journal.file().removed() > 0) {
        std::cerr << "passk: note: " << command.out << ": the last line was cut short ("
                  << journal.file().removed() << " bytes) and is drawn again\n";
    }

    const interrupt_stop interrupt;
    passk::sampling_run run{.how = how,
                            .n = command.n,
                            .logprobs = command.logprobs,
                            .token_ids = command.token_ids,
                            .stop = interrupt.token()};
    passk::sampling_outcome outcome;
    {
        shared_progress<passk::sampling_progress> shown(
            "sampling", [](progress_line& line, const passk::sampling_progress& at) {
                std::string detail;
                if (at.tokens > 0 && seconds_of(at) > 0.0) {
                    detail = std::to_string(static_cast<std::uint64_t>(
                                 static_cast<double>(at.tokens) / seconds_of(at)))
                             + " tokens/s";
                }
                if (const std::string failures = failures_text(at); !failures.empty()) {
                    detail += (detail.empty() ? "" : ", ") + ("failed: " + failures);
                }
                line.update(at.drawn, at.wanted - at.kept, "completions", detail);
            });
        run.on_progress = [&shown](const passk::sampling_progress& at) { shown.set(at); };
        outcome = passk::run_sampling(backend, tasks, run, journal);
    }
    std::optional<passk::error> unsynced = journal.sync();
    const passk::sampling_progress& progress = outcome.progress;
    const std::string go_on = "; the same command goes on from here";
    if (outcome.store_failure) {
        throw failure(data_say_no, outcome.store_failure->context + "; "
                                       + passk::grouped_text(journal.samples())
                                       + " completions are kept" + go_on);
    }
    if (unsynced) {
        throw failure(data_say_no, unsynced->context);
    }
    print_summary(command, progress, set.problems.size());
    for (const auto& [code, count] : progress.failed) {
        std::cerr << "passk: note: " << passk::grouped_text(count) << ' ' << kind_of_failure(code)
                  << ", the first: " << progress.reasons.at(code) << '\n';
    }
    if (progress.missing() > 0) {
        throw failure(data_say_no, std::string(outcome.stopped ? "stopped: " : "")
                                       + passk::grouped_text(progress.missing())
                                       + " completions are missing" + go_on);
    }
    return done;
}

void add_sampling_options(CLI::App& command, sample_command& options) {
    passk::sampling& how = options.how;
    command.add_option("--temperature", how.temperature, "0 is greedy")
        ->check(CLI::Range(0.0, 100.0))
        ->option_text("T [1]");
    command.add_option("--top-p", how.top_p, "Nucleus; 1: off")
        ->check(CLI::Range(0.0, 1.0))
        ->option_text("P [1]");
    command.add_option("--top-k", how.top_k, "0: off")->option_text("K [0]");
    command.add_option("--min-p", how.min_p, "0: off")
        ->check(CLI::Range(0.0, 1.0))
        ->option_text("P [0]");
    command.add_option("--repetition-penalty", how.repetition_penalty, "1: off")
        ->option_text("R [1]");
    command.add_option("--max-tokens", how.max_tokens, "Longest completion")
        ->check(CLI::PositiveNumber)
        ->option_text("COUNT [1024]");
    command.add_option("--stop", how.stop, "Text that ends a completion (may be given again)")
        ->allow_extra_args(false)
        ->option_text("TEXT");
    command.add_option("--seed", how.seed, "Of the run; each problem's seeds follow from it")
        ->option_text("NUMBER [0]");
}

}  // namespace

void add_sample(CLI::App& app, action& chosen) {
    CLI::App* command =
        app.add_subcommand("sample", "completions of a benchmark's problems, from a model");
    auto options = std::make_shared<sample_command>();
    add_backend_options(*command, options->backend);
    command
        ->add_option("--problems", options->problems,
                     "GSM8K, MATH, AIME, AMC, Minerva, OlympiadBench, Omni-MATH, HumanEval(+), "
                     "MBPP(+), LiveCodeBench, APPS, MathVista, MathVision as published (JSON, .gz "
                     "too), or lines with id, prompt or messages, reference, kind, options, images "
                     "and template")
        ->required()
        ->option_text("FILE... (required)");
    command->add_option("--out", options->out, "The journal; what is in it is not drawn again")
        ->required()
        ->option_text("FILE (required)");
    command->add_option("-n", options->n, "Completions a problem")
        ->required()
        ->check(CLI::Range(1, 65536))
        ->option_text("COUNT (required)");
    command->add_option("--model", options->model, "How reports call the model")
        ->option_text("NAME [the backend's]");
    command->add_option("--template", options->template_name, "How problems are put; see below")
        ->option_text("NAME [plain]");
    CLI::Option* const protocol =
        command
            ->add_option("--protocol", options->protocol,
                         "paper: temperature 0.6, top-p 0.95, 16384 tokens, zero-shot, and the "
                         "paper's template for the kind of problem; what is given beside it wins")
            ->check(CLI::IsMember({"paper"}))
            ->option_text("paper");
    add_sampling_options(*command, *options);
    command->add_flag("--logprobs", options->logprobs,
                      "Also keep the log-probability of each token");
    command->add_flag("--token-ids", options->token_ids,
                      "Also keep token ids: what passk score then scores exactly as drawn");
    add_format_option(*command, options->format);
    std::string templates = "Templates:\n";
    for (const passk::prompt_template& one : passk::prompt_templates()) {
        std::string name(one.name);
        name.resize(16, ' ');
        templates += "  " + name + std::string(one.about) + "\n";
    }
    command->footer(
        templates
        + "\n"
          "The journal is only ever appended to. After Ctrl-C, a kill, a full disk or a lost\n"
          "server the same command draws what is missing and nothing twice; with a larger -n, or\n"
          "other servers, it goes on too. Keys are taken from OPENAI_API_KEY.\n"
          "\n"
          "Examples:\n"
          "  passk sample --backend markov --problems problems.jsonl -n 16 --out samples.jsonl\n"
          "  passk sample --backend http://127.0.0.1:8000 --protocol paper -n 128 \\\n"
          "      --problems math500.jsonl --out base.jsonl\n"
          "  passk verify math base.jsonl --out base_verdicts.jsonl\n"
          "  passk curve base=base_verdicts.jsonl");
    command->callback([options, command, protocol, &chosen] {
        if (protocol->count() > 0) {
            const auto unless_given = [command](const char* name, auto& value, auto otherwise) {
                if (command->get_option(name)->count() == 0) {
                    value = otherwise;
                }
            };
            unless_given("--temperature", options->how.temperature, 0.6);
            unless_given("--top-p", options->how.top_p, 0.95);
            unless_given("--max-tokens", options->how.max_tokens, 16384U);
        }
        chosen = [options] { return run_sample(*options); };
    });
}

}  // namespace passk_tool
