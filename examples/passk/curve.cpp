// SPDX-License-Identifier: Apache-2.0
// passk curve: pass@k of each model of a set of outcomes, with intervals.
#include "progress.hpp"
#include "show_report.hpp"
#include "tool.hpp"

#include <passk/compare/curve_of_model.hpp>
#include <passk/exact/mean_pass_at_k.hpp>
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
    bool exact = false;
    analysis_choice analysis{};
    page_format format = page_format::text;
    report_files written{};
};

std::vector<passk::model_curve> make_curves(const curve_options& options) {
    const passk::outcome_table table = read_table(options.input);
    std::vector<std::string> models = options.models;
    for (const std::string& model : models) {
        require_model(table, model, "--model");
    }
    if (models.empty()) {
        models.assign(table.models().begin(), table.models().end());
    }
    stage_line stage;
    passk::analysis_options how;
    options.analysis.apply(how, stage);
    std::vector<passk::model_curve> curves;
    for (const std::string& model : models) {
        const passk::model_outcomes outcomes = table.outcomes_of(model, options.input.undecided);
        curves.push_back(
            options.analysis.value(passk::curve_of_model(outcomes, options.analysis.target, how)));
        if (options.exact) {
            for (const std::uint64_t k : curves.back().ks) {
                curves.back().exact.push_back(passk::exact::mean_pass_at_k(outcomes, k).str());
            }
        }
    }
    return curves;
}

exit_code run_curve(const curve_options& options) {
    const std::vector<passk::model_curve> curves = make_curves(options);
    for (const passk::model_curve& curve : curves) {
        report_unequal(curve.summary, options.input.strict);
    }
    show_report(std::span(curves), options.format, options.written,
                [&] { return passk::curve_page(curves); });
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
    add_attempts_option(*command, options->analysis);
    command->add_flag("--exact", options->exact, "Also print each mean as a fraction");
    add_interval_options(*command, options->analysis);
    add_method_option(*command, options->analysis);
    add_format_option(*command, options->format);
    add_report_options(*command, options->written);
    command->callback([options, &chosen] { chosen = [options] { return run_curve(*options); }; });
}

}  // namespace passk_tool
