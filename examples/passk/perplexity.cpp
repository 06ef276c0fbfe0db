// SPDX-License-Identifier: Apache-2.0
// passk perplexity: were the tuned model's paths already in the base?
#include "progress.hpp"
#include "show_report.hpp"
#include "tool.hpp"

#include <passk/adapter/json/scored_samples.hpp>
#include <passk/compare/checkpoint_perplexities.hpp>
#include <passk/compare/perplexity_comparison.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/perplexity_page.hpp>
#include <passk/report/perplexity_report.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace json = passk::adapter::json;

namespace passk_tool {
namespace {

struct perplexity_command {
    std::vector<std::string> files{};
    std::string base{};
    std::string tuned{};
    std::string reference{};
    std::vector<std::string> checkpoints{};
    passk::logprob_distribution distribution = passk::logprob_distribution::unknown;
    passk::cut_rule cut = passk::cut_rule::refused;
    std::vector<double> budgets = passk::perplexity_options{}.budgets;
    analysis_choice analysis{};
    page_format format = page_format::text;
    report_files written{};
};

// MODEL=FILE or MODEL@SCORER=FILE, for files that do not say; a file of that very name wins.
struct scored_file {
    std::string model{};
    std::string scorer{};
    std::string path{};
};

scored_file split_scored(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || equals == 0 || std::filesystem::exists(argument)) {
        return {.path = argument};
    }
    const std::string names = argument.substr(0, equals);
    const std::size_t at = names.find('@');
    return {.model = names.substr(0, at),
            .scorer = at == std::string::npos ? "" : names.substr(at + 1),
            .path = argument.substr(equals + 1)};
}

// Completions by problem, in the order in which problems were first seen.
class scored_table {
public:
    explicit scored_table(const perplexity_command& command) : command_(command) {
        for (const std::string& name : command.checkpoints) {
            checkpoints_.push_back({.name = name});
        }
    }

    void add(const json::scored_sample& sample) {
        seen_.insert("'" + sample.model + "' scored by '" + sample.scorer + "'");
        const bool by_base = sample.scorer == command_.base;
        const passk::completion_score score{
            .sample = sample.sample, .judged = sample.judged, .score = sample.score};
        bool used = false;
        for (passk::checkpoint_completions& checkpoint : checkpoints_) {
            if (by_base && sample.model == checkpoint.name) {
                const std::size_t row = row_of(sample);
                checkpoint.problems.resize(problems_.size());
                checkpoint.problems[row].push_back(score);
                used = true;
            }
        }
        std::vector<passk::completion_score> passk::perplexity_problem::*list = nullptr;
        if (by_base && sample.model == command_.base) {
            list = &passk::perplexity_problem::base_of_base;
        } else if (by_base && sample.model == command_.tuned) {
            list = &passk::perplexity_problem::base_of_tuned;
        } else if (sample.scorer == command_.tuned && sample.model == command_.tuned) {
            list = &passk::perplexity_problem::tuned_of_tuned;
        } else if (by_base && !command_.reference.empty() && sample.model == command_.reference) {
            list = &passk::perplexity_problem::base_of_reference;
        } else {
            others_ += used ? 0 : 1;
            return;
        }
        (problems_[row_of(sample)].*list).push_back(score);
    }

    [[nodiscard]] const std::vector<passk::perplexity_problem>& problems() const noexcept {
        return problems_;
    }
    [[nodiscard]] bool judged() const noexcept { return judged_; }

    [[nodiscard]] bool holds(const std::string& checkpoint) const {
        return std::ranges::any_of(checkpoints_, [&](const auto& one) {
            return one.name == checkpoint && !one.problems.empty();
        });
    }

    [[nodiscard]] std::vector<passk::checkpoint_perplexity> series(
        const passk::any_estimand& target, const passk::perplexity_options& options) {
        std::vector<std::string> names;
        for (const passk::perplexity_problem& problem : problems_) {
            names.push_back(problem.name);
        }
        for (passk::checkpoint_completions& checkpoint : checkpoints_) {
            checkpoint.problems.resize(problems_.size());
        }
        return passk::checkpoint_perplexities(names, checkpoints_, target, options);
    }
    [[nodiscard]] std::uint64_t others() const noexcept { return others_; }
    [[nodiscard]] std::string seen() const {
        std::string text;
        for (const std::string& pair : seen_) {
            text += (text.empty() ? "" : ", ") + pair;
        }
        return text.empty() ? "nothing" : text;
    }

private:
    std::size_t row_of(const json::scored_sample& sample) {
        const auto [found, fresh] = rows_.try_emplace(sample.problem, problems_.size());
        if (fresh) {
            problems_.push_back({.name = sample.problem});
        }
        judged_ = judged_ || sample.judged.has_value();
        return found->second;
    }

    const perplexity_command& command_;
    std::vector<passk::checkpoint_completions> checkpoints_{};
    std::vector<passk::perplexity_problem> problems_{};
    std::unordered_map<std::string, std::size_t> rows_{};
    std::set<std::string> seen_{};
    std::uint64_t others_ = 0;
    bool judged_ = false;
};

void note(const std::string& text) {
    std::cerr << "passk: note: " << text << '\n';
}

scored_table read_scored(const perplexity_command& command) {
    scored_table table(command);
    progress_line progress("reading");
    for (const std::string& argument : command.files) {
        const scored_file file = split_scored(argument);
        json::scored_read_options options{.model = file.model, .scorer = file.scorer};
        options.kind.distribution = command.distribution;
        options.on_progress = [&progress](const json::read_progress& state) {
            progress.update(state.bytes_read, state.bytes_total, "bytes", state.file);
            return true;
        };
        const passk::result<json::scored_read_report> report = json::read_scored_samples(
            file.path, options, [&](const json::scored_sample& sample) { table.add(sample); });
        progress.clear();
        if (!report) {
            throw failure(data_say_no, report.error().context);
        }
        if (report.value().torn) {
            note(file.path + ": the last line breaks off and was left out");
        }
        if (report.value().unscored > 0) {
            note(file.path + ": " + passk::grouped_text(report.value().unscored)
                 + " completions have no log-probabilities");
        }
    }
    if (table.problems().empty()) {
        throw failure(data_say_no, "no completion of '" + command.base + "' or '" + command.tuned
                                       + "' scored by either; the files hold " + table.seen());
    }
    for (const std::string& name : command.checkpoints) {
        if (!table.holds(name)) {
            throw failure(data_say_no, "no completion of checkpoint '" + name + "' scored by '"
                                           + command.base + "'; the files hold " + table.seen());
        }
    }
    if (table.others() > 0) {
        note(passk::grouped_text(table.others()) + " completions are of other models or scorers");
    }
    return table;
}

exit_code run_perplexity(const perplexity_command& command) {
    if (command.base == command.tuned) {
        throw failure(wrong_usage, "--base and --tuned name the same model");
    }
    scored_table table = read_scored(command);
    passk::perplexity_report report{
        .base = command.base, .tuned = command.tuned, .reference = command.reference};
    passk::perplexity_options options{.cut = command.cut, .budgets = command.budgets};
    options.bootstrap = {command.analysis.resamples, command.analysis.seed};
    options.level = passk::confidence_level(command.analysis.level);
    options.on = passk::threads(command.analysis.threads);
    const passk::any_estimand target = command.analysis.target == passk::estimand::sampled_problems
                                           ? passk::any_estimand(passk::sampled_problems{})
                                           : passk::any_estimand(passk::fixed_benchmark{});
    const auto compare = [&](passk::completion_filter filter) {
        options.filter = filter;
        report.comparisons.push_back(
            passk::compare_perplexities(table.problems(), target, options));
        if (!command.checkpoints.empty()) {
            report.series.push_back(table.series(target, options));
        }
    };
    compare(passk::completion_filter::all);
    if (table.judged()) {
        compare(passk::completion_filter::correct);
    }
    show_report(report, command.format, command.written,
                [&] { return passk::perplexity_page(report); });
    return done;
}

}  // namespace

void add_perplexity(CLI::App& app, action& chosen) {
    CLI::App* command = app.add_subcommand(
        "perplexity", "were the tuned model's paths already in the base? log-probabilities");
    command->footer(
        "Reads completions with the log-probabilities of their tokens: JSON lines with problem,\n"
        "model (who drew), scorer (who scored), sample and token_logprobs; responses of vLLM and\n"
        "OpenAI; log-likelihoods of lm-evaluation-harness. Prints the four distributions of\n"
        "perplexity, where the tuned model's completions fall among the base's, how many samples\n"
        "the base would need for them, and how length bears on it; of all completions, and of\n"
        "the correct ones where verdicts are known.\n"
        "\n"
        "Examples:\n"
        "  passk perplexity --base b --tuned t scored.jsonl\n"
        "  passk perplexity --base b --tuned t b=base.jsonl t@b=tuned_under_base.jsonl "
        "t=tuned.jsonl\n"
        "  passk perplexity --base b --tuned step300 --checkpoints step50,step150,step300 "
        "scored.jsonl");
    auto options = std::make_shared<perplexity_command>();
    command
        ->add_option("FILE", options->files,
                     "Scored samples (.gz too); MODEL=FILE or MODEL@SCORER=FILE says who drew and "
                     "who scored where the file does not")
        ->required()
        ->option_text("...");
    command->add_option("--base", options->base, "The model before training")
        ->required()
        ->option_text("NAME (required)");
    command->add_option("--tuned", options->tuned, "The model after training")
        ->required()
        ->option_text("NAME (required)");
    command
        ->add_option("--reference", options->reference,
                     "A third source of completions, scored by the base")
        ->option_text("NAME");
    command
        ->add_option("--checkpoints", options->checkpoints,
                     "Models in the order of training, with commas between: the base's perplexity "
                     "of what each draws, median a problem, mean over problems")
        ->delimiter(',')
        ->option_text("NAME,...");
    const std::map<std::string, passk::logprob_distribution> distributions = {
        {"raw", passk::logprob_distribution::raw},
        {"unknown", passk::logprob_distribution::unknown}};
    command
        ->add_option_function<std::string>(
            "--logprobs",
            [options, distributions](const std::string& word) {
                options->distribution = distributions.at(word);
            },
            "What log-probabilities are where the file does not say; servers never say")
        ->check(CLI::IsMember(distributions))
        ->option_text("raw|unknown [unknown]");
    const std::map<std::string, passk::cut_rule> rules = {{"refuse", passk::cut_rule::refused},
                                                          {"exclude", passk::cut_rule::excluded},
                                                          {"include", passk::cut_rule::included}};
    command
        ->add_option_function<std::string>(
            "--cut", [options, rules](const std::string& word) { options->cut = rules.at(word); },
            "Completions that a limit on length cut: refuse them, leave them out (which favours "
            "short ones), or take them as far as they go")
        ->check(CLI::IsMember(rules))
        ->option_text("refuse|exclude|include [refuse]");
    command
        ->add_option("--budgets", options->budgets,
                     "Values of N for the coverage profile, with commas between")
        ->delimiter(',')
        ->check(CLI::PositiveNumber)
        ->option_text("N,... [1,10,100,1000,10000,1000000]");
    add_interval_options(*command, options->analysis);
    add_format_option(*command, options->format);
    add_report_options(*command, options->written);
    command->callback(
        [options, &chosen] { chosen = [options] { return run_perplexity(*options); }; });
}

}  // namespace passk_tool
