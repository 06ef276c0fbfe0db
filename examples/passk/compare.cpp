// SPDX-License-Identifier: Apache-2.0
// passk compare: a base model against a tuned one, or several models, on the same problems.
#include "progress.hpp"
#include "show_report.hpp"
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
#include <passk/core/attempts.hpp>
#include <passk/estimate/accuracy_histogram.hpp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/report/comparison_page.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/ranking_page.hpp>
#include <passk/report/ranking_report.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk_tool {
namespace {

struct compare_options {
    outcome_input input{};
    std::vector<std::string> base{};
    std::vector<std::string> tuned{};
    bool by_benchmark = false;
    std::uint64_t forecast = 0;  // 0: none
    std::string attempts{};      // empty: doubling for two models, 1 and n for more
    interval_choice intervals{};
    page_format format = page_format::text;
    report_files written{};
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
                                                const interval_choice& choice,
                                                std::span<const std::size_t> clusters) {
    std::vector<passk::family_test> tests;
    std::vector<double> ps;
    for (const std::uint64_t k : ks) {
        tests.push_back(
            {.k = k,
             .test = passk::paired_permutation_test(outcomes, k, choice.permutations(), clusters),
             .family = ks.size()});
        ps.push_back(tests.back().test.p);
    }
    const std::vector<double> adjusted = passk::holm(ps);
    const std::vector<double> bh = passk::benjamini_hochberg(ps);
    for (std::size_t i = 0; i < ks.size(); ++i) {
        tests[i].adjusted_p = adjusted[i];
        tests[i].bh_p = bh[i];
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

passk::power_summary summarise_power(const passk::paired_outcomes& outcomes,
                                     std::span<const std::uint64_t> ks, std::uint64_t n_base,
                                     std::uint64_t n_tuned, double level,
                                     std::span<const std::size_t> clusters) {
    passk::power_summary power{.plan = {.significance = 1.0 - level,
                                        .power = 0.8,
                                        .base_samples = static_cast<double>(n_base),
                                        .tuned_samples = static_cast<double>(n_tuned)}};
    for (const std::uint64_t k : ks) {
        const passk::paired_variances variances =
            passk::observed_paired_variance(outcomes, k, clusters);
        passk::power_at_k at{
            .k = k,
            .variance = variances.between_problems,
            .minimum_detectable_effect = passk::minimum_detectable_effect(
                variances, static_cast<double>(outcomes.problems.size()), power.plan)};
        const double observed = std::fabs(passk::mean_pass_at_k(outcomes.tuned(), k)
                                          - passk::mean_pass_at_k(outcomes.base(), k));
        if (observed > 0.0) {
            at.required_problems = passk::required_problems(variances, observed, power.plan);
            at.required_samples =
                passk::required_samples(outcomes, k, observed, power.plan, clusters);
        }
        power.by_k.push_back(std::move(at));
    }
    if (n_base < 2 || n_tuned < 2) {
        power.variances = passk::error{
            passk::errc::unsupported,
            "with one sample a problem the noise of sampling does not show; draw at least two"};
    } else {
        power.variances = passk::estimate_paired_variances(outcomes);
    }
    return power;
}

// k from the first power of two above n up to the k that was asked for.
passk::forecast_curve forecast(passk::problem_tallies problems, const compare_options& options) {
    std::vector<std::uint64_t> ks{problems.min_trials()};
    while (ks.back() < options.forecast / 2) {
        ks.push_back(ks.back() * 2);
    }
    if (ks.back() < options.forecast) {
        ks.push_back(options.forecast);
    }
    const passk::forecast_options choice{.level = passk::confidence_level(options.intervals.level),
                                         .seed = options.intervals.seed};
    return {.model = choice.model,
            .level = choice.level,
            .resamples = choice.resamples,
            .seed = choice.seed,
            .points = passk::forecast_pass_at_k(problems, ks, choice)};
}

// Holm's and Benjamini and Hochberg's adjustment over all tests of all comparisons.
void adjust_tests(std::vector<passk::comparison_report>& reports) {
    std::vector<double> ps;
    for (const passk::comparison_report& report : reports) {
        for (const passk::family_test& one : report.tests) {
            ps.push_back(one.test.p);
        }
    }
    const std::vector<double> adjusted = passk::holm(ps);
    const std::vector<double> bh = passk::benjamini_hochberg(ps);
    std::size_t i = 0;
    for (passk::comparison_report& report : reports) {
        for (passk::family_test& one : report.tests) {
            one.adjusted_p = adjusted[i];
            one.bh_p = bh[i++];
            one.family = ps.size();
        }
    }
}

// "HumanEval" of "HumanEval/9".
std::string benchmark_of(const std::string& problem) {
    const std::size_t slash = problem.rfind('/');
    return slash == std::string::npos ? std::string() : problem.substr(0, slash);
}

// The outcomes apart by benchmark, in order of appearance.
std::vector<std::pair<std::string, passk::outcome_table>> split_by_benchmark(
    const passk::outcome_table& all) {
    std::vector<std::pair<std::string, passk::outcome_table>> parts;
    std::map<std::string, std::size_t> places;
    for (const std::string& problem : all.problems()) {
        const std::string benchmark = benchmark_of(problem);
        const auto [found, fresh] = places.try_emplace(benchmark, parts.size());
        if (fresh) {
            parts.emplace_back(benchmark, passk::outcome_table{});
        }
        for (const std::string& model : all.models()) {
            if (const auto counts = all.find(problem, model)) {
                parts[found->second].second.insert(problem, model, *counts);
            }
        }
    }
    return parts;
}

// One of several comparisons is tested at its smallest and its largest k only.
passk::comparison_report make_report(const compare_options& options, const std::string& benchmark,
                                     const passk::paired_outcomes& outcomes,
                                     const family_table& families, bool one_of_several) {
    const std::string& base = outcomes.base_model;
    const std::string& tuned = outcomes.tuned_model;
    if (outcomes.problems.size() < 2) {
        throw failure(data_say_no,
                      "models '" + base + "' and '" + tuned + "' have "
                          + std::to_string(outcomes.problems.size()) + " problems in common"
                          + (benchmark.empty() ? "" : " in '" + benchmark + "'")
                          + "; a comparison needs two or more, since one does not show how "
                            "problems differ");
    }
    passk::comparison_report report{
        .benchmark = benchmark,
        .base = passk::summarise(base, outcomes.base(), outcomes.base_verdicts.undecided,
                                 outcomes.base_verdicts.missing),
        .tuned = passk::summarise(tuned, outcomes.tuned(), outcomes.tuned_verdicts.undecided,
                                  outcomes.tuned_verdicts.missing),
        .base_alone = outcomes.base_alone.size(),
        .tuned_alone = outcomes.tuned_alone.size()};

    const std::uint64_t largest = (std::min)(report.base.fewest_trials, report.tuned.fewest_trials);
    const std::vector<std::uint64_t> ks =
        parse_attempts(options.attempts.empty() ? "doubling" : options.attempts, largest);
    const interval_choice& choice = options.intervals;
    constexpr passk::estimand sampled = passk::estimand::sampled_problems;
    const std::vector<std::size_t> clusters = families.numbers(outcomes.problems);
    report.families = family_count(clusters);
    report.target = choice.target;
    report.base_curve = curve_with_intervals(outcomes.base(), ks, choice, clusters);
    report.tuned_curve = curve_with_intervals(outcomes.tuned(), ks, choice, clusters);
    const std::vector<passk::estimate_with_interval> differences =
        difference_with_intervals(outcomes, ks, choice, sampled, clusters);
    const std::vector<passk::estimate_with_interval> fixed =
        difference_with_intervals(outcomes, ks, choice, passk::estimand::fixed_benchmark, clusters);
    stage_line stage;
    stage.enter("resampling the difference");
    const std::vector<passk::result<passk::interval>> band =
        passk::difference_band(outcomes, ks, sampled, choice.bootstrap(), clusters);
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
    report.tests = test_at_every_k(
        outcomes, one_of_several && ks.size() > 2 ? std::vector{ks.front(), ks.back()} : ks, choice,
        clusters);
    stage.enter("resampling the crossover");
    report.crossing = passk::find_crossover(outcomes, crossing_attempts(largest), sampled,
                                            choice.bootstrap(), clusters);
    stage.enter("resampling the gap");
    report.gap = passk::sampling_efficiency_gap(
        outcomes, (std::min)(report.base.fewest_trials, std::uint64_t{256}), sampled,
        choice.bootstrap(), clusters);
    report.sets = passk::find_solvable_sets(outcomes);
    report.test = passk::mcnemar(report.sets);
    report.support = summarise_support(outcomes, report.sets, largest, choice.level);
    report.power = summarise_power(outcomes, ks, report.base.fewest_trials,
                                   report.tuned.fewest_trials, choice.level, clusters);
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        report.problems.push_back(
            {outcomes.problems[i], outcomes.base_tallies[i], outcomes.tuned_tallies[i]});
    }
    report.base_accuracy = passk::accuracy_histogram(outcomes.base());
    report.tuned_accuracy = passk::accuracy_histogram(outcomes.tuned());
    if (options.forecast > 0) {
        stage.enter("forecasting");
        report.base_forecast = forecast(outcomes.base(), options);
        report.tuned_forecast = forecast(outcomes.tuned(), options);
    }
    return report;
}

// One base for all tuned models, or one for each; each pair on every benchmark.
std::vector<passk::comparison_report> make_reports(const compare_options& options) {
    if (options.base.size() != 1 && options.base.size() != options.tuned.size()) {
        throw failure(wrong_usage,
                      "--base was given " + std::to_string(options.base.size())
                          + " times and --tuned " + std::to_string(options.tuned.size())
                          + " times; give one base for all tuned models, or one for each, in the "
                            "same order");
    }
    std::vector<std::pair<std::string, passk::outcome_table>> tables;
    if (options.by_benchmark) {
        tables = split_by_benchmark(read_table(options.input));
    } else {
        tables.emplace_back("", read_table(options.input));
    }
    const family_table families(options.intervals.clusters);
    const bool several = tables.size() * options.tuned.size() > 1;
    std::vector<passk::comparison_report> reports;
    for (const auto& [benchmark, table] : tables) {
        for (std::size_t i = 0; i < options.tuned.size(); ++i) {
            const std::string& base = options.base[options.base.size() == 1 ? 0 : i];
            reports.push_back(make_report(
                options, benchmark, table.pair(base, options.tuned[i], options.input.undecided),
                families, several));
        }
    }
    if (several) {
        adjust_tests(reports);
    }
    return reports;
}

void check_report(const passk::comparison_report& report, bool strict) {
    report_unequal(report.base, strict);
    report_unequal(report.tuned, strict);
    if (strict && report.base_alone + report.tuned_alone > 0) {
        throw failure(data_say_no, std::to_string(report.base_alone)
                                       + " problems were attempted by '" + report.base.model
                                       + "' only and " + std::to_string(report.tuned_alone)
                                       + " by '" + report.tuned.model + "' only");
    }
}

exit_code run_compare(const compare_options& options) {
    const std::vector<passk::comparison_report> reports = make_reports(options);
    for (const passk::comparison_report& report : reports) {
        check_report(report, options.input.strict);
    }
    const auto make_page = [&] { return passk::comparison_page(reports); };
    if (reports.size() == 1) {
        show_report(reports.front(), options.format, options.written, make_page);
    } else {
        show_report(std::span(reports), options.format, options.written, make_page);
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
    const std::vector<std::size_t> clusters =
        family_table(options.intervals.clusters).numbers(outcomes.problems);
    report.families = family_count(clusters);
    report.rankings =
        passk::rank_models(outcomes, ks, options.intervals.target, options.intervals.bootstrap(),
                           options.intervals.permutations(), clusters);
    return report;
}

exit_code run_ranking(const compare_options& options) {
    const passk::ranking_report report = make_ranking(options);
    show_report(report, options.format, options.written,
                [&] { return passk::ranking_page(report); });
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
    add_attempts_option(*command, options->attempts);
    add_interval_options(*command, options->intervals);
    add_method_option(*command, options->intervals);
    add_format_option(*command, options->format);
    add_report_options(*command, options->written);
    command->callback([options, &chosen] {
        chosen = [options] {
            return options->base.empty() ? run_ranking(*options) : run_compare(*options);
        };
    });
}

}  // namespace passk_tool
