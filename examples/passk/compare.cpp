// SPDX-License-Identifier: Apache-2.0
// passk compare: a base model against a tuned one, or several models, on the same problems.
#include "progress.hpp"
#include "tool.hpp"

#include <passk/compare/crossover.hpp>
#include <passk/compare/difference_intervals.hpp>
#include <passk/compare/mcnemar.hpp>
#include <passk/compare/model_ranking.hpp>
#include <passk/compare/multiplicity.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/compare/power.hpp>
#include <passk/compare/sampling_efficiency_gap.hpp>
#include <passk/compare/solvable_sets.hpp>
#include <passk/compare/support_dynamics.hpp>
#include <passk/estimate/attempts.hpp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/ranking_report.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace passk_tool {
namespace {

struct compare_options {
    outcome_input input{};
    std::string base{};
    std::string tuned{};
    std::string attempts{};  // empty: doubling for two models, 1 and n for more
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

std::vector<passk::family_test> test_at_every_k(const passk::paired_outcomes& outcomes,
                                                std::span<const std::uint64_t> ks,
                                                const interval_choice& choice) {
    std::vector<passk::family_test> tests;
    std::vector<double> ps;
    for (const std::uint64_t k : ks) {
        tests.push_back({.k = k,
                         .test = passk::paired_permutation_test(outcomes, k, choice.permutations()),
                         .family = ks.size()});
        ps.push_back(tests.back().test.p);
    }
    const std::vector<double> adjusted = passk::holm(ps);
    for (std::size_t i = 0; i < ks.size(); ++i) {
        tests[i].adjusted_p = adjusted[i];
    }
    return tests;
}

// Success rates above this are what no success in n samples rules out, at the intervals' level.
passk::support_summary summarise_support(const passk::paired_outcomes& outcomes,
                                         const passk::solvable_sets& sets, std::uint64_t n,
                                         double level) {
    constexpr passk::beta_prior prior = passk::beta_prior::jeffreys();
    passk::support_summary support{
        .counts = passk::count_support(sets),
        .threshold = -std::expm1(std::log1p(-level) / static_cast<double>(n)),
        .prior_a = prior.a(),
        .prior_b = prior.b()};
    support.dynamics = passk::compute_support_dynamics(support.counts);
    support.members = passk::support_memberships(outcomes, support.threshold, prior);
    support.expected = passk::expected_support(support.members);
    return support;
}

passk::power_summary summarise_power(const passk::paired_outcomes& outcomes, std::uint64_t n_base,
                                     std::uint64_t n_tuned, double level) {
    passk::power_summary power{.plan = {.significance = 1.0 - level,
                                        .power = 0.8,
                                        .base_samples = static_cast<double>(n_base),
                                        .tuned_samples = static_cast<double>(n_tuned)}};
    if (n_base < 2 || n_tuned < 2) {
        power.variances = passk::error{
            passk::errc::unsupported,
            "with one sample a problem the noise of sampling does not show; draw at least two"};
        return power;
    }
    const passk::paired_variances variances = passk::estimate_paired_variances(outcomes);
    power.variances = variances;
    power.minimum_detectable_effect = passk::minimum_detectable_effect(
        variances, static_cast<double>(outcomes.problems.size()), power.plan);
    const double observed = std::fabs(passk::mean_pass_at_k(outcomes.tuned(), 1)
                                      - passk::mean_pass_at_k(outcomes.base(), 1));
    if (observed > 0.0) {
        power.required_problems = passk::required_problems(variances, observed, power.plan);
    }
    return power;
}

passk::comparison_report make_report(const compare_options& options) {
    const passk::outcome_table table = read_table(options.input);
    const passk::paired_outcomes outcomes =
        table.pair(options.base, options.tuned, options.input.undecided);
    if (outcomes.problems.size() < 2) {
        throw failure(data_say_no,
                      "models '" + options.base + "' and '" + options.tuned + "' have "
                          + std::to_string(outcomes.problems.size())
                          + " problems in common; a comparison needs two or more, since one does "
                            "not show how problems differ");
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
    const std::vector<std::uint64_t> ks =
        parse_attempts(options.attempts.empty() ? "doubling" : options.attempts, largest);
    const interval_choice& choice = options.intervals;
    constexpr passk::estimand sampled = passk::estimand::sampled_problems;
    report.target = choice.target;
    report.base_curve = curve_with_intervals(outcomes.base(), ks, choice);
    report.tuned_curve = curve_with_intervals(outcomes.tuned(), ks, choice);
    const std::vector<passk::estimate_with_interval> differences =
        difference_with_intervals(outcomes, ks, choice, sampled);
    const std::vector<passk::estimate_with_interval> fixed =
        difference_with_intervals(outcomes, ks, choice, passk::estimand::fixed_benchmark);
    stage_line stage;
    stage.enter("resampling the difference");
    const std::vector<passk::result<passk::interval>> band =
        passk::difference_band(outcomes, ks, sampled, choice.bootstrap());
    for (std::size_t i = 0; i < ks.size(); ++i) {
        report.differences.push_back(
            {.k = ks[i],
             .base = report.base_curve[i].estimate,
             .tuned = report.tuned_curve[i].estimate,
             .difference = differences[i],
             .band = {.estimate = differences[i].estimate, .bounds = band[i]},
             .fixed = fixed[i]});
    }
    stage.enter("testing the difference");
    report.tests = test_at_every_k(outcomes, ks, choice);
    stage.enter("resampling the crossover");
    report.crossing =
        passk::find_crossover(outcomes, crossing_attempts(largest), sampled, choice.bootstrap());
    stage.enter("resampling the gap");
    report.gap = passk::sampling_efficiency_gap(
        outcomes, (std::min)(report.base.fewest_trials, std::uint64_t{256}), sampled,
        choice.bootstrap());
    report.sets = passk::find_solvable_sets(outcomes);
    report.test = passk::mcnemar(report.sets);
    report.support = summarise_support(outcomes, report.sets, largest, choice.level);
    report.power = summarise_power(outcomes, report.base.fewest_trials, report.tuned.fewest_trials,
                                   choice.level);
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

// Every model against every other, in place of a base against a tuned one.
passk::ranking_report make_ranking(const compare_options& options) {
    const passk::outcome_table table = read_table(options.input);
    const passk::common_outcomes outcomes = table.common(table.models(), options.input.undecided);
    if (outcomes.models.size() < 2 || outcomes.problems.size() < 2) {
        throw failure(data_say_no, std::to_string(outcomes.models.size()) + " models with "
                                       + std::to_string(outcomes.problems.size())
                                       + " problems in common; a comparison needs two of each");
    }
    if (options.input.strict && !outcomes.left_out.empty()) {
        throw failure(data_say_no, std::to_string(outcomes.left_out.size())
                                       + " problems were attempted by some of the models only");
    }
    passk::ranking_report report{.left_out = outcomes.left_out.size()};
    std::uint64_t largest = outcomes.of(0).min_trials();
    for (std::size_t m = 0; m < outcomes.models.size(); ++m) {
        passk::verdict_counts verdicts;
        for (const std::string& problem : outcomes.problems) {
            verdicts += table.find(problem, outcomes.models[m]).value();
        }
        report.models.push_back(passk::summarise(outcomes.models[m], outcomes.of(m),
                                                 verdicts.undecided, verdicts.missing));
        report_unequal(report.models.back(), options.input.strict);
        largest = (std::min)(largest, report.models.back().fewest_trials);
    }
    const std::vector<std::uint64_t> ks = options.attempts.empty()
                                              ? std::vector<std::uint64_t>{1, largest}
                                              : parse_attempts(options.attempts, largest);
    stage_line stage;
    stage.enter("resampling " + std::to_string(outcomes.models.size()) + " models");
    report.rankings =
        passk::rank_models(outcomes, ks, options.intervals.target, options.intervals.bootstrap(),
                           options.intervals.permutations());
    return report;
}

exit_code run_ranking(const compare_options& options) {
    const passk::ranking_report report = make_ranking(options);
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
        "compare", "a base model against a tuned one, or every model against every other");
    command->footer(
        "With --base and --tuned: both pass@k curves, their difference on the same problems, for\n"
        "problems like these and for exactly these, the k at which the base model catches up, the\n"
        "sampling-efficiency gap (what the base reaches in k attempts minus what the tuned model\n"
        "reaches in one), which problems only one of the two ever solved, and what a benchmark of\n"
        "this size can show. P values are adjusted for the number of k that are looked at.\n"
        "\n"
        "Without them: ranks of all models at k = 1 and k = n (or --k), with the ranks that the\n"
        "data leave open, and every pair's difference, adjusted for the number of pairs and k.\n"
        "\n"
        "Examples:\n"
        "  passk compare --base Qwen2.5-7B --tuned Qwen2.5-7B-SimpleRL-Zoo counts.csv\n"
        "  passk compare --base b --tuned t b=run1/seed1.jsonl b=run1/seed2.jsonl t=run2.jsonl\n"
        "  passk compare --k 1,16 counts_of_five_models.csv");
    auto options = std::make_shared<compare_options>();
    add_outcome_input(*command, options->input);
    CLI::Option* const base =
        command->add_option("--base", options->base, "The model before training")
            ->option_text("NAME");
    CLI::Option* const tuned =
        command->add_option("--tuned", options->tuned, "The model after training")
            ->option_text("NAME");
    base->needs(tuned);
    tuned->needs(base);
    add_attempts_option(*command, options->attempts);
    add_interval_options(*command, options->intervals);
    add_format_option(*command, options->format);
    command->callback([options, &chosen] {
        chosen = [options] {
            return options->base.empty() ? run_ranking(*options) : run_compare(*options);
        };
    });
}

}  // namespace passk_tool
