// SPDX-License-Identifier: Apache-2.0
// passk forecast: pass@k beyond the samples that there are, from the fitted chances of success.
#include "progress.hpp"
#include "tool.hpp"

#include <passk/core/confidence_level.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/report/forecast_report.hpp>

#include <CLI/CLI.hpp>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace passk_tool {
namespace {

struct forecast_command {
    outcome_input input{};
    std::vector<std::string> models{};
    std::string attempts{};
    passk::forecast_model shape = passk::forecast_model::averaged;
    double level = 0.95;
    std::uint64_t resamples = 200;
    std::uint64_t seed = 1;
    output_format format = output_format::text;
};

std::vector<passk::forecast_report> make_forecasts(const forecast_command& command) {
    const passk::outcome_table table = read_table(command.input);
    std::vector<std::string> models = command.models;
    for (const std::string& model : models) {
        require_model(table, model, "--model");
    }
    if (models.empty()) {
        models.assign(table.models().begin(), table.models().end());
    }
    const passk::forecast_options options{.model = command.shape,
                                          .level = passk::confidence_level(command.level),
                                          .resamples = command.resamples,
                                          .seed = command.seed};
    std::vector<passk::forecast_report> reports;
    stage_line stage;
    for (const std::string& model : models) {
        const passk::model_outcomes outcomes = table.outcomes_of(model, command.input.undecided);
        const passk::problem_tallies problems = outcomes;
        passk::forecast_report report{
            .summary = passk::summarise(model, problems, outcomes.undecided, outcomes.missing),
            .options = options};
        const std::vector<std::uint64_t> ks =
            parse_attempts(command.attempts, problems.min_trials());
        stage.enter("forecasting " + model);
        const auto fit = passk::fit_forecast_shapes(problems, options.model);
        auto points = passk::forecast_pass_at_k(problems, ks, options);
        for (const passk::error* const why :
             {fit ? nullptr : &fit.error(), points ? nullptr : &points.error()}) {
            if (why != nullptr) {
                throw failure(data_say_no, "model '" + model + "': " + why->context);
            }
        }
        report.fit = fit.value();
        report.points = std::move(points).value();
        if (problems.min_trials() >= 8) {
            report.check = passk::check_forecast(problems, options.model, options.seed);
        } else {
            report.check = passk::error{passk::errc::unsupported,
                                        "it takes 8 samples of each problem to leave some out"};
        }
        reports.push_back(std::move(report));
    }
    return reports;
}

exit_code run_forecast(const forecast_command& command) {
    const std::vector<passk::forecast_report> reports = make_forecasts(command);
    for (const passk::forecast_report& report : reports) {
        report_unequal(report.summary, command.input.strict);
    }
    switch (command.format) {
        case output_format::text: std::cout << passk::to_text(reports); break;
        case output_format::json: std::cout << passk::to_json(reports); break;
        case output_format::csv: std::cout << passk::to_csv(reports); break;
    }
    return done;
}

}  // namespace

void add_forecast(CLI::App& app, action& chosen) {
    CLI::App* command =
        app.add_subcommand("forecast", "pass@k beyond the samples that there are, from a fit");
    command->footer(
        "pass@k cannot be estimated for k above n. It can be forecast: the probabilities of "
        "success\n"
        "are taken to be spread over problems as a beta distribution, with or without a share of\n"
        "impossible ones, or with a normal logit. The forecast averages over these shapes by how\n"
        "well they fit, and is printed with how such a forecast fares where the samples can check\n"
        "it.\n"
        "\n"
        "Examples:\n"
        "  passk forecast --k 10000 counts.csv\n"
        "  passk forecast --k 128,1024,10000 --format csv counts.csv");
    auto options = std::make_shared<forecast_command>();
    add_outcome_input(*command, options->input);
    command->add_option("--k", options->attempts, "Attempts, with commas between")
        ->required()
        ->option_text("LIST (required)");
    command->add_option("--model", options->models, "Only this model (may be given again)")
        ->allow_extra_args(false)
        ->option_text("NAME");
    const std::map<std::string, passk::forecast_model> shapes{
        {"average", passk::forecast_model::averaged},
        {"logit-normal", passk::forecast_model::logit_normal},
        {"all-solvable", passk::forecast_model::beta_binomial},
        {"some-impossible", passk::forecast_model::zero_inflated_beta_binomial}};
    command
        ->add_option_function<std::string>(
            "--shape",
            [options, shapes](const std::string& name) { options->shape = shapes.at(name); },
            "The shape of the probabilities of success; the average knows that it is a guess")
        ->check(CLI::IsMember(shapes))
        ->option_text("average|all-solvable|some-impossible|logit-normal [average]");
    command->add_option("--level", options->level, "Confidence level of the intervals")
        ->check(CLI::Range(0.0, 1.0))
        ->option_text("NUMBER [0.95]");
    command->add_option("--resamples", options->resamples, "Parametric bootstrap resamples")
        ->check(CLI::Range(20, 1'000'000))
        ->option_text("COUNT [200]");
    command
        ->add_option("--seed", options->seed, "Seed of the resamples; the same gives the same bits")
        ->option_text("NUMBER [1]");
    add_format_option(*command, options->format);
    command->callback(
        [options, &chosen] { chosen = [options] { return run_forecast(*options); }; });
}

}  // namespace passk_tool
