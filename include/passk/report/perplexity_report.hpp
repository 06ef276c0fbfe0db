// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_PERPLEXITY_REPORT_HPP
#define PASSK_REPORT_PERPLEXITY_REPORT_HPP

#include <passk/compare/checkpoint_perplexities.hpp>
#include <passk/compare/perplexity_comparison.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/text_table.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

/// A base and a tuned model by perplexity, ready to be shown: of all completions, and of the
/// correct ones where verdicts are known.
struct perplexity_report {
    std::string base{};
    std::string tuned{};
    std::string reference{};  ///< empty: none
    std::vector<perplexity_comparison> comparisons{};
    /// Checkpoints of the tuned model's training by the same rules, for each of the comparisons.
    std::vector<std::vector<checkpoint_perplexity>> series{};
};

namespace detail {

// One number of a comparison with a name that does not change between versions.
struct perplexity_measure {
    std::string completions{};  // all, correct
    std::string subject{};      // a distribution, "location", "coverage", or a problem
    std::string name{};
    double value{};
    std::optional<interval> bounds{};
};

[[nodiscard]] inline std::string_view filter_text(completion_filter filter) {
    return filter == completion_filter::all ? "all" : "correct";
}

// Perplexities may be infinite; then they say so.
[[nodiscard]] inline std::string measure_text(double value, int digits) {
    return std::isfinite(value) ? fixed_text(value, digits) : value > 0.0 ? "inf" : "-inf";
}
[[nodiscard]] inline std::string measure_text(double value) {
    return std::isfinite(value) ? shortest_text(value) : value > 0.0 ? "inf" : "-inf";
}
[[nodiscard]] inline std::string measure_text(const std::optional<interval>& of, int digits) {
    return of ? measure_text(of->estimate, digits) + " [" + measure_text(of->lower, digits) + ", "
                    + measure_text(of->upper, digits) + "]"
              : "-";
}

[[nodiscard]] inline std::string budget_text(double budget) {
    return budget < 1e15 && budget == std::floor(budget)
               ? grouped_text(static_cast<unsigned long long>(budget))
               : shortest_text(budget);
}

// The four distributions that there are, with the paper's names.
[[nodiscard]] inline std::vector<std::pair<std::string, const perplexity_distribution*>>
distributions_of(const perplexity_comparison& of) {
    std::vector<std::pair<std::string, const perplexity_distribution*>> all;
    const auto add = [&](const char* name, const std::optional<perplexity_distribution>& one) {
        if (one) {
            all.emplace_back(name, &*one);
        }
    };
    add("base(Y_base)", of.base_of_base);
    add("base(Y_tuned)", of.base_of_tuned);
    add("tuned(Y_tuned)", of.tuned_of_tuned);
    add("base(Y_reference)", of.base_of_reference);
    return all;
}

// Of one comparison of a report, by its position.
[[nodiscard]] inline std::vector<perplexity_measure> measures_of(const perplexity_report& report,
                                                                 std::size_t number) {
    const perplexity_comparison& of = report.comparisons[number];
    std::vector<perplexity_measure> all;
    std::string subject;
    const auto add = [&](std::string name, double value, std::optional<interval> bounds = {}) {
        all.push_back(
            {std::string(filter_text(of.filter)), subject, std::move(name), value, bounds});
    };
    const auto add_interval = [&](const char* name, const std::optional<interval>& bounds) {
        if (bounds) {
            add(name, bounds->estimate, bounds);
        }
    };
    const auto add_summary = [&](const std::string& name, const distribution_summary& summary) {
        add(name + "_median", summary.median);
        add(name + "_lower_quartile", summary.lower_quartile);
        add(name + "_upper_quartile", summary.upper_quartile);
        add(name + "_least", summary.least);
        add(name + "_greatest", summary.greatest);
        add(name + "_mean", summary.mean);
    };
    const auto add_line = [&](const std::string& name,
                              const std::optional<length_regression_result>& line) {
        if (line) {
            add(name + "_slope", line->slope);
            add(name + "_slope_error", line->slope_error);
            add(name + "_intercept", line->intercept);
            add(name + "_correlation", line->correlation);
        }
    };
    for (const auto& [name, distribution] : distributions_of(of)) {
        subject = name;
        add("problems", static_cast<double>(distribution->problems));
        add("completions", static_cast<double>(distribution->perplexity.count));
        add_summary("perplexity", distribution->perplexity);
        add_interval("median_perplexity", distribution->median);
        add_interval("lower_quartile_perplexity", distribution->lower_quartile);
        add_interval("upper_quartile_perplexity", distribution->upper_quartile);
        add_interval("mean_of_median_perplexities", distribution->mean_of_medians);
        add_summary("log_probability", distribution->log_probability);
        add_summary("tokens", distribution->tokens);
        if (distribution->bits_per_byte) {
            add_summary("bits_per_byte", *distribution->bits_per_byte);
        }
        add_line("log_probability_on_tokens", distribution->on_length);
        add_line("log_probability_on_tokens_within_problems", distribution->on_length_within);
        if (distribution->log_support) {
            add("log_effective_support", *distribution->log_support);
        }
    }
    if (of.location) {
        subject = "location";
        add("problems", static_cast<double>(of.location->problems.size()));
        add_interval("superiority", of.location->superiority);
        add_interval("mean_percentile_rank", of.location->mean_rank);
        add_interval("share_below_base_median", of.location->below_median);
        add("van_elteren_p", of.location->van_elteren.p_value);
        add("permutation_p", of.location->permutation.p_value);
        for (const problem_location& problem : of.location->problems) {
            subject = "problem " + problem.name;
            add("base_median", problem.base.median);
            add("tuned_median", problem.tuned.median);
            add("rank_sum_u", problem.test.u);
            add("rank_sum_p", problem.test.p_value);
            add("mean_percentile_rank", problem.mean_rank);
        }
    }
    if (of.coverage) {
        subject = "coverage";
        add("problems", static_cast<double>(of.coverage->problems));
        add("completions", static_cast<double>(of.coverage->completions));
        add("unpaired", static_cast<double>(of.coverage->unpaired));
        for (std::size_t i = 0; i < of.coverage->profile.size(); ++i) {
            add("coverage_" + shortest_text(of.coverage->budgets[i]),
                of.coverage->profile[i].estimate, of.coverage->profile[i]);
        }
        add_interval("kl_divergence", of.coverage->divergence);
        if (of.coverage->estimators) {
            const auto add_mean = [&](const std::string& name, const mean_estimate& mean) {
                add(name, mean.value);
                add(name + "_error", mean.standard_error());
            };
            add_mean("kl_k1", of.coverage->estimators->k1);
            add_mean("kl_k2", of.coverage->estimators->k2);
            add_mean("kl_k3", of.coverage->estimators->k3);
        }
        add_interval("log10_expected_base_samples", of.coverage->log10_samples);
        add("least_effective_share", of.coverage->least_effective_share);
        add("problems_with_unreliable_weights",
            static_cast<double>(of.coverage->unreliable_weights));
    }
    if (number < report.series.size()) {
        for (const checkpoint_perplexity& point : report.series[number]) {
            subject = "checkpoint " + point.name;
            add("problems", static_cast<double>(point.problems));
            add("completions", static_cast<double>(point.completions));
            add_interval("mean_of_median_perplexities", point.mean_of_medians);
            add_interval("change_since_first", point.change);
        }
    }
    subject = "left out";
    add("cut", static_cast<double>(of.left_out.cut));
    add("empty", static_cast<double>(of.left_out.empty));
    add("missing_tokens", static_cast<double>(of.left_out.missing_tokens));
    add("token_count_unknown", static_cast<double>(of.left_out.without_count));
    add("not_correct", static_cast<double>(of.left_out.not_correct));
    return all;
}

[[nodiscard]] inline std::string distribution_tables(const perplexity_comparison& of) {
    text_table perplexity({"perplexity", "problems", "completions", "median", "lower quartile",
                           "upper quartile", "range", "mean of medians"});
    text_table sequence({"whole completions", "ln P median", "tokens median", "bits/byte median",
                         "ln P per token more", "within problems", "ln support"});
    const auto slope = [](const std::optional<length_regression_result>& line) {
        return line ? fixed_text(line->slope, 4) + " +- " + fixed_text(line->slope_error, 4)
                    : std::string("-");
    };
    for (const auto& [name, one] : distributions_of(of)) {
        perplexity.add_row(
            {name, grouped_text(one->problems), grouped_text(one->perplexity.count),
             one->median ? measure_text(one->median, 4) : measure_text(one->perplexity.median, 4),
             one->lower_quartile ? measure_text(one->lower_quartile, 4)
                                 : measure_text(one->perplexity.lower_quartile, 4),
             one->upper_quartile ? measure_text(one->upper_quartile, 4)
                                 : measure_text(one->perplexity.upper_quartile, 4),
             measure_text(one->perplexity.least, 4) + " "
                 + measure_text(one->perplexity.greatest, 4),
             measure_text(one->mean_of_medians, 4)});
        sequence.add_row({name, measure_text(one->log_probability.median, 2),
                          measure_text(one->tokens.median, 1),
                          one->bits_per_byte ? measure_text(one->bits_per_byte->median, 4) : "-",
                          slope(one->on_length), slope(one->on_length_within),
                          one->log_support ? measure_text(*one->log_support, 2) : "-"});
    }
    return perplexity.aligned(2) + "\n" + sequence.aligned(2);
}

[[nodiscard]] inline std::string location_lines(const location_comparison& of) {
    std::string text =
        "\nWhere the tuned model's completions fall among the base's, under the "
        "base ("
        + grouped_text(of.problems.size()) + " problems):\n";
    text_table table({"", "estimate"});
    table.add_row(
        {"chance that a tuned completion is the less perplexing", measure_text(of.superiority, 4)});
    table.add_row({"mean percentile rank (0 lowest, 1 highest)", measure_text(of.mean_rank, 4)});
    table.add_row({"share below the base's median", measure_text(of.below_median, 4)});
    table.add_row(
        {"p, rank sums over problems (van Elteren)", p_value_text(of.van_elteren.p_value)});
    table.add_row({"p, by permutation within problems", p_value_text(of.permutation.p_value)});
    text += table.aligned(2);
    constexpr std::size_t shown = 20;
    text_table each({"problem", "base median", "tuned median", "rank", "p"});
    for (std::size_t i = 0; i < of.problems.size() && i < shown; ++i) {
        const problem_location& problem = of.problems[i];
        each.add_row({problem.name, measure_text(problem.base.median, 4),
                      measure_text(problem.tuned.median, 4), fixed_text(problem.mean_rank, 3),
                      p_value_text(problem.test.p_value)});
    }
    text += "\n" + each.aligned(2);
    if (of.problems.size() > shown) {
        text += "  and " + grouped_text(of.problems.size() - shown)
                + " more problems; --format csv lists all\n";
    }
    return text;
}

[[nodiscard]] inline std::string coverage_lines(const coverage_comparison& of) {
    std::string text = "\nHow the base covers the tuned model's completions ("
                       + grouped_text(of.completions) + " scored by both, "
                       + grouped_text(of.unpaired) + " by one only):\n";
    text_table table({"", "estimate"});
    for (std::size_t i = 0; i < of.profile.size(); ++i) {
        table.add_row(
            {"share that takes the base >= " + budget_text(of.budgets[i]) + " times the samples",
             measure_text(of.profile[i], 4)});
    }
    table.add_row({"KL(tuned || base), nats a completion", measure_text(of.divergence, 3)});
    if (of.estimators) {
        const auto add = [&](const char* name, const mean_estimate& mean) {
            table.add_row({name, measure_text(mean.value, 3) + " +- "
                                     + measure_text(mean.standard_error(), 3)});
        };
        add("  k1, error for these problems", of.estimators->k1);
        add("  k2 (biased)", of.estimators->k2);
        add("  k3", of.estimators->k3);
    }
    table.add_row({"log10 of base samples until this very completion, median",
                   measure_text(of.log10_samples, 2)});
    table.add_row(
        {"least effective share of importance weights", fixed_text(of.least_effective_share, 4)});
    table.add_row({"problems whose weights cannot be trusted (Pareto k)",
                   grouped_text(of.unreliable_weights) + " of " + grouped_text(of.problems)});
    return text + table.aligned(2);
}

[[nodiscard]] inline std::string series_lines(std::span<const checkpoint_perplexity> series) {
    text_table table({"checkpoint", "problems", "completions", "mean of medians", "since the first",
                      "problems of both"});
    for (const checkpoint_perplexity& point : series) {
        table.add_row({point.name, grouped_text(point.problems), grouped_text(point.completions),
                       measure_text(point.mean_of_medians, 4), measure_text(point.change, 4),
                       point.shared_problems == 0 ? "-" : grouped_text(point.shared_problems)});
    }
    return "\nPerplexity under the base as training goes on:\n" + table.aligned(2);
}

}  // namespace detail

/// The comparison as text for a terminal.
[[nodiscard]] inline std::string to_text(const perplexity_report& report) {
    std::string text = "base: " + report.base + "\ntuned: " + report.tuned + "\n";
    if (!report.reference.empty()) {
        text += "reference: " + report.reference + "\n";
    }
    for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
        const perplexity_comparison& of = report.comparisons[i];
        text += of.filter == completion_filter::all ? "\nAll completions\n\n"
                                                    : "\nCorrect completions only\n\n";
        text += detail::distribution_tables(of);
        if (of.location) {
            text += detail::location_lines(*of.location);
        }
        if (of.coverage) {
            text += detail::coverage_lines(*of.coverage);
        }
        if (i < report.series.size()) {
            text += detail::series_lines(report.series[i]);
        }
        const left_out_completions& out = of.left_out;
        text += "\nLeft out: " + grouped_text(out.cut) + " cut, " + grouped_text(out.empty)
                + " empty, " + grouped_text(out.missing_tokens) + " with missing tokens, "
                + grouped_text(out.without_count) + " without token counts, "
                + grouped_text(out.not_correct) + " not correct.\n";
        for (const auto& [name, one] : detail::distributions_of(of)) {
            if (one->median) {
                text += method_text(*one->median) + "\n";
                break;
            }
        }
    }
    return text;
}

/// The comparison as CSV: one row for each number.
[[nodiscard]] inline std::string to_csv(const perplexity_report& report) {
    text_table table({"completions", "subject", "measure", "value", "lower", "upper", "level",
                      "method", "estimand", "resamples", "seed"});
    for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
        for (const detail::perplexity_measure& one : detail::measures_of(report, i)) {
            std::vector<std::string> row{one.completions, one.subject, one.name,
                                         detail::measure_text(one.value)};
            if (one.bounds) {
                row.insert(row.end(), {detail::measure_text(one.bounds->lower),
                                       detail::measure_text(one.bounds->upper),
                                       shortest_text(one.bounds->level.value()),
                                       std::string(to_string(one.bounds->method)),
                                       std::string(to_string(one.bounds->target)),
                                       std::to_string(one.bounds->resamples),
                                       std::to_string(one.bounds->seed)});
            } else {
                row.resize(11);
            }
            table.add_row(std::move(row));
        }
    }
    return table.csv();
}

/// The comparison as one JSON document of schema "passk.perplexity/1": a list of numbers. What
/// is infinite is the text "inf" or "-inf", for JSON has no such number.
[[nodiscard]] inline std::string to_json(const perplexity_report& report) {
    json_writer out;
    const auto number = [&](std::string_view key, double value) {
        if (std::isfinite(value)) {
            out.member(key, value);
        } else {
            out.member(key, value > 0.0 ? "inf" : "-inf");
        }
    };
    out.begin_object().member("schema", "passk.perplexity/1");
    out.member("base", report.base).member("tuned", report.tuned);
    if (!report.reference.empty()) {
        out.member("reference", report.reference);
    }
    out.key("measures").begin_array();
    for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
        for (const detail::perplexity_measure& one : detail::measures_of(report, i)) {
            out.begin_object()
                .member("completions", one.completions)
                .member("subject", one.subject)
                .member("measure", one.name);
            number("value", one.value);
            if (one.bounds) {
                number("lower", one.bounds->lower);
                number("upper", one.bounds->upper);
                out.member("level", one.bounds->level.value())
                    .member("method", to_string(one.bounds->method))
                    .member("estimand", to_string(one.bounds->target))
                    .member("resamples", one.bounds->resamples)
                    .member("seed", one.bounds->seed);
            }
            out.end();
        }
    }
    out.end().end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_PERPLEXITY_REPORT_HPP
