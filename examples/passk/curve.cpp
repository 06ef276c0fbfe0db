// SPDX-License-Identifier: Apache-2.0
// passk curve: pass@k of each model of a set of outcomes, with intervals.
#include "progress.hpp"
#include "show_report.hpp"
#include "tool.hpp"

#include <passk/core/attempts.hpp>
#include <passk/exact/mean_pass_at_k.hpp>
#include <passk/interval/simultaneous_band.hpp>
#include <passk/report/curve_page.hpp>
#include <passk/report/curve_report.hpp>

#include <CLI/CLI.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace passk_tool {
namespace {

struct curve_options {
    outcome_input input{};
    std::vector<std::string> models{};
    std::string attempts = "doubling";
    bool exact = false;
    interval_choice intervals{};
    page_format format = page_format::text;
    report_files written{};
};

std::vector<passk::curve_report> make_reports(const curve_options& options) {
    const passk::outcome_table table = read_table(options.input);
    std::vector<std::string> models = options.models;
    if (models.empty()) {
        models.assign(table.models().begin(), table.models().end());
    }
    const family_table families(options.intervals.clusters);
    std::vector<passk::curve_report> reports;
    stage_line stage;
    for (const std::string& model : models) {
        const passk::model_outcomes outcomes = table.outcomes_of(model, options.input.undecided);
        const passk::problem_tallies problems = outcomes;
        const std::vector<std::size_t> clusters = families.numbers(outcomes.problems);
        passk::curve_report report{
            .summary = passk::summarise(model, problems, outcomes.undecided, outcomes.missing)};
        report.ks = parse_attempts(options.attempts, problems.min_trials());
        report.families = family_count(clusters);
        report.curve = curve_with_intervals(problems, report.ks, options.intervals, clusters);
        if (options.intervals.target == passk::estimand::sampled_problems && problems.size() > 1) {
            stage.enter("resampling " + model);
            const std::vector<passk::result<passk::interval>> band =
                passk::simultaneous_band(problems, report.ks, options.intervals.target,
                                         options.intervals.bootstrap(), clusters);
            for (std::size_t i = 0; i < report.ks.size(); ++i) {
                report.band.push_back({.estimate = report.curve[i].estimate, .bounds = band[i]});
            }
        }
        if (options.exact) {
            for (const std::uint64_t k : report.ks) {
                report.exact.push_back(passk::exact::mean_pass_at_k(problems, k).str());
            }
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

exit_code run_curve(const curve_options& options) {
    const std::vector<passk::curve_report> reports = make_reports(options);
    for (const passk::curve_report& report : reports) {
        report_unequal(report.summary, options.input.strict);
    }
    show_report(std::span(reports), options.format, options.written,
                [&] { return passk::curve_page(reports); });
    return done;
}

}  // namespace

void add_curve(CLI::App& app, action& chosen) {
    CLI::App* command =
        app.add_subcommand("curve", "pass@k of each model, with intervals, from outcomes");
    command->footer(
        "pass@k is estimated as 1 - C(n-c,k)/C(n,k) for each problem, without bias, and averaged\n"
        "over problems. It cannot be estimated for k above n: such a k is refused.\n"
        "\n"
        "Examples:\n"
        "  passk curve counts.csv                         columns model,problem,n,c\n"
        "  passk curve --k 1,10 --exact samples.jsonl_results.jsonl\n"
        "  passk curve base=seed1.jsonl base=seed2.jsonl  two files, one model called 'base'\n"
        "  passk curve --html curves.html counts.csv      a page to look at and to pass on\n"
        "  passk curve --format json counts.csv | jq '.curves[].points[].pass_at_k.estimate'");
    auto options = std::make_shared<curve_options>();
    add_outcome_input(*command, options->input);
    command->add_option("--model", options->models, "Only this model (may be given again)")
        ->allow_extra_args(false)
        ->option_text("NAME");
    add_attempts_option(*command, options->attempts);
    command->add_flag("--exact", options->exact, "Also print each mean as a fraction");
    add_interval_options(*command, options->intervals);
    add_method_option(*command, options->intervals);
    add_format_option(*command, options->format);
    add_report_options(*command, options->written);
    command->callback([options, &chosen] { chosen = [options] { return run_curve(*options); }; });
}

}  // namespace passk_tool
