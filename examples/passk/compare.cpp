// SPDX-License-Identifier: Apache-2.0
// passk compare: a base model against a tuned one, or several models, on the same problems.
#include "progress.hpp"
#include "show_report.hpp"
#include "tool.hpp"

#include <passk/compare/compare_models.hpp>
#include <passk/compare/rank_models.hpp>
#include <passk/report/comparison_page.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/ranking_page.hpp>
#include <passk/report/ranking_report.hpp>

#include <CLI/CLI.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace passk_tool {
namespace {

struct compare_options {
    outcome_input input{};
    std::vector<std::string> base{};
    std::vector<std::string> tuned{};
    bool by_benchmark = false;
    std::uint64_t forecast = 0;  // 0: none
    analysis_choice analysis{};
    page_format format = page_format::text;
    report_files written{};
};

// One base for all tuned models, or one for each.
std::vector<passk::model_pair> pairs_of(const compare_options& options) {
    if (options.base.size() != 1 && options.base.size() != options.tuned.size()) {
        throw failure(wrong_usage,
                      "--base was given " + std::to_string(options.base.size())
                          + " times and --tuned " + std::to_string(options.tuned.size())
                          + " times; give one base for all tuned models, or one for each, in the "
                            "same order");
    }
    std::vector<passk::model_pair> pairs;
    for (std::size_t i = 0; i < options.tuned.size(); ++i) {
        pairs.push_back({options.base[options.base.size() == 1 ? 0 : i], options.tuned[i]});
    }
    return pairs;
}

void check_comparison(const passk::model_comparison& found, bool strict) {
    report_unequal(found.base, strict);
    report_unequal(found.tuned, strict);
    if (strict && found.base_alone + found.tuned_alone > 0) {
        throw failure(data_say_no, std::to_string(found.base_alone)
                                       + " problems were attempted by '" + found.base.model
                                       + "' only and " + std::to_string(found.tuned_alone) + " by '"
                                       + found.tuned.model + "' only");
    }
}

exit_code run_compare(const compare_options& options) {
    const std::vector<passk::model_pair> pairs = pairs_of(options);
    const passk::outcome_table table = read_table(options.input);
    for (const passk::model_pair& pair : pairs) {
        require_model(table, pair.base, "--base");
        require_model(table, pair.tuned, "--tuned");
    }
    std::vector<passk::model_comparison> found;
    {
        stage_line stage;
        passk::comparison_options how;
        options.analysis.apply(how, stage);
        how.forecast = options.forecast;
        how.undecided = options.input.undecided;
        how.by_benchmark = options.by_benchmark;
        found = options.analysis.value(
            passk::compare_models(table, pairs, options.analysis.target, how));
    }
    for (const passk::model_comparison& one : found) {
        check_comparison(one, options.input.strict);
    }
    const auto make_page = [&] { return passk::comparison_page(found); };
    if (found.size() == 1) {
        show_report(found.front(), options.format, options.written, make_page);
    } else {
        show_report(std::span(found), options.format, options.written, make_page);
    }
    return done;
}

// Every model against every other, in place of a base against a tuned one.
exit_code run_ranking(const compare_options& options) {
    if (options.analysis.target != passk::estimand::sampled_problems) {
        throw failure(wrong_usage, "--estimand fixed: ranks are about problems like these only");
    }
    const passk::outcome_table table = read_table(options.input);
    passk::model_rankings found;
    {
        stage_line stage;
        passk::analysis_options how;
        how.ks = [](std::uint64_t largest) {
            return passk::attempts(std::vector<std::uint64_t>{1, largest});
        };
        options.analysis.apply(how, stage);
        found = options.analysis.value(passk::rank_models(table, how, options.input.undecided));
    }
    for (const passk::outcome_summary& summary : found.models) {
        report_unequal(summary, options.input.strict);
    }
    if (options.input.strict && found.left_out > 0) {
        throw failure(data_say_no, std::to_string(found.left_out)
                                       + " problems were attempted by some of the models only");
    }
    show_report(found, options.format, options.written, [&] { return passk::ranking_page(found); });
    return done;
}

}  // namespace

void add_compare(CLI::App& app, action& chosen) {
    CLI::App* command = app.add_subcommand(
        "compare", "a base model against a tuned one, or every model against every other");
    command->footer(
        "With --base and --tuned: both pass@k curves, their difference on the same problems, for\n"
        "problems like these and for exactly these, the k at which the base model catches up, the\n"
        "sampling-efficiency gap (what the base reaches in k attempts minus what the tuned model\n"
        "reaches in one), which problems only one of the two ever solved, and what a benchmark of\n"
        "this size can show. P values are adjusted for the number of k that are looked at.\n"
        "\n"
        "Several --tuned, or pairs of --base and --tuned: every comparison, adjusted for their\n"
        "number.\n"
        "\n"
        "Without them: ranks of all models at k = 1 and k = n (or --k), with the ranks that the\n"
        "data leave open, and every pair's difference, adjusted for the number of pairs and k.\n"
        "\n"
        "Examples:\n"
        "  passk compare --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo counts.csv\n"
        "  passk compare --base b --tuned t b=run1/seed1.jsonl b=run1/seed2.jsonl t=run2.jsonl\n"
        "  passk compare --base b --tuned t counts.csv --html report.html --svg figures\n"
        "  passk compare --k 1,16 counts_of_five_models.csv");
    auto options = std::make_shared<compare_options>();
    add_outcome_input(*command, options->input);
    CLI::Option* const base =
        command
            ->add_option("--base", options->base, "The model before training (may be given again)")
            ->allow_extra_args(false)
            ->option_text("NAME");
    CLI::Option* const tuned =
        command
            ->add_option("--tuned", options->tuned, "The model after training (may be given again)")
            ->allow_extra_args(false)
            ->option_text("NAME");
    base->needs(tuned);
    tuned->needs(base);
    command
        ->add_flag("--by-benchmark", options->by_benchmark,
                   "Compare benchmark by benchmark; problems are named BENCHMARK/...")
        ->needs(base);
    command
        ->add_option("--forecast", options->forecast,
                     "Also forecast pass@k beyond n, up to this k, from a fitted distribution")
        ->needs(base)
        ->option_text("K");
    add_attempts_option(*command, options->analysis);
    add_interval_options(*command, options->analysis);
    add_method_option(*command, options->analysis);
    add_format_option(*command, options->format);
    add_report_options(*command, options->written);
    command->callback([options, &chosen] {
        chosen = [options] {
            return options->base.empty() ? run_ranking(*options) : run_compare(*options);
        };
    });
}

}  // namespace passk_tool
