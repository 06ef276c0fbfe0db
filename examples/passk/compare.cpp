// SPDX-License-Identifier: Apache-2.0
// passk compare: a base model against a tuned one on the same problems.
#include "progress.hpp"
#include "tool.hpp"

#include <passk/compare/crossover.hpp>
#include <passk/compare/difference_curve.hpp>
#include <passk/compare/mcnemar.hpp>
#include <passk/compare/sampling_efficiency_gap.hpp>
#include <passk/compare/solvable_sets.hpp>
#include <passk/estimate/attempts.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/report/comparison_report.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

namespace passk_tool {
namespace {

struct compare_options {
    outcome_input input{};
    std::string base{};
    std::string tuned{};
    std::string attempts = "doubling";
    interval_choice intervals{};
    output_format format = output_format::text;
};

// Every k up to 512 is looked at for the crossing; beyond, the paper's grid of 4 a doubling.
std::vector<std::uint64_t> crossing_attempts(std::uint64_t largest) {
    constexpr std::uint64_t dense = 512;
    std::vector<std::uint64_t> ks = passk::all_attempts((std::min)(largest, dense));
    for (const std::uint64_t k : passk::paper_attempts(largest)) {
        if (k > dense) {
            ks.push_back(k);
        }
    }
    if (ks.back() != largest) {
        ks.push_back(largest);
    }
    return ks;
}

passk::comparison_report make_report(const compare_options& options) {
    const passk::outcome_table table = read_table(options.input);
    const passk::paired_outcomes outcomes =
        table.pair(options.base, options.tuned, options.input.undecided);
    if (outcomes.problems.empty()) {
        throw failure(data_say_no, "models '" + options.base + "' and '" + options.tuned
                                       + "' have no problem in common");
    }
    passk::comparison_report report{
        .base = passk::summarise(options.base, outcomes.base(), outcomes.base_verdicts.undecided,
                                 outcomes.base_verdicts.missing),
        .tuned =
            passk::summarise(options.tuned, outcomes.tuned(), outcomes.tuned_verdicts.undecided,
                             outcomes.tuned_verdicts.missing),
        .base_alone = outcomes.base_alone.size(),
        .tuned_alone = outcomes.tuned_alone.size()};

    const std::uint64_t largest = (std::min)(report.base.fewest_trials, report.tuned.fewest_trials);
    const std::vector<std::uint64_t> ks = parse_attempts(options.attempts, largest);
    const passk::estimand target = options.intervals.target;
    const passk::bootstrap_options bootstrap = options.intervals.bootstrap();
    stage_line stage;
    stage.enter("resampling the difference");
    report.differences = passk::difference_curve(outcomes, ks, target, bootstrap);
    stage.enter("resampling the curves");
    report.base_curve = curve_with_intervals(outcomes.base(), ks, options.intervals);
    report.tuned_curve = curve_with_intervals(outcomes.tuned(), ks, options.intervals);
    stage.enter("resampling the crossover");
    report.crossing =
        passk::find_crossover(outcomes, crossing_attempts(largest), target, bootstrap);
    stage.enter("resampling the gap");
    report.gap = passk::sampling_efficiency_gap(
        outcomes, (std::min)(report.base.fewest_trials, std::uint64_t{256}), target, bootstrap);
    report.sets = passk::find_solvable_sets(outcomes);
    report.test = passk::mcnemar(report.sets);
    return report;
}

exit_code run_compare(const compare_options& options) {
    const passk::comparison_report report = make_report(options);
    report_unequal(report.base, options.input.strict);
    report_unequal(report.tuned, options.input.strict);
    if (options.input.strict && report.base_alone + report.tuned_alone > 0) {
        throw failure(data_say_no, std::to_string(report.base_alone)
                                       + " problems were attempted by '" + options.base
                                       + "' only and " + std::to_string(report.tuned_alone)
                                       + " by '" + options.tuned + "' only");
    }
    switch (options.format) {
        case output_format::text: std::cout << passk::to_text(report); break;
        case output_format::json: std::cout << passk::to_json(report); break;
        case output_format::csv: std::cout << passk::to_csv(report); break;
    }
    return done;
}

}  // namespace

void add_compare(CLI::App& app, action& chosen) {
    CLI::App* command = app.add_subcommand(
        "compare", "a base model against a tuned one: curves, crossover, gap, solvable sets");
    command->footer(
        "Prints both pass@k curves, their difference with intervals that keep the problems\n"
        "paired, the k at which the base model catches up, the sampling-efficiency gap (what the\n"
        "base reaches in k attempts minus what the tuned model reaches in one), and which\n"
        "problems only one of the two ever solved, with McNemar's test.\n"
        "\n"
        "Examples:\n"
        "  passk compare --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo counts.csv\n"
        "  passk compare --base b --tuned t b=run1/seed1.jsonl b=run1/seed2.jsonl t=run2.jsonl");
    auto options = std::make_shared<compare_options>();
    add_outcome_input(*command, options->input);
    command->add_option("--base", options->base, "The model before training")
        ->required()
        ->option_text("NAME (required)");
    command->add_option("--tuned", options->tuned, "The model after training")
        ->required()
        ->option_text("NAME (required)");
    add_attempts_option(*command, options->attempts);
    add_interval_options(*command, options->intervals);
    add_format_option(*command, options->format);
    command->callback([options, &chosen] { chosen = [options] { return run_compare(*options); }; });
}

}  // namespace passk_tool
