// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_COMPARISON_REPORT_HPP
#define PASSK_REPORT_COMPARISON_REPORT_HPP

#include <passk/compare/compare_models.hpp>
#include <passk/compare/crossover.hpp>
#include <passk/compare/paired_tests.hpp>
#include <passk/compare/power.hpp>
#include <passk/compare/sampling_efficiency_gap.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/detail/some_names.hpp>
#include <passk/report/forecast_text.hpp>
#include <passk/report/fragility_text.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/test_text.hpp>
#include <passk/report/text_table.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

[[nodiscard]] inline std::string problem_count(std::size_t count) {
    return grouped_text(count) + (count == 1 ? " problem" : " problems");
}

[[nodiscard]] inline std::string crossing_end(const std::optional<double>& end,
                                              std::uint64_t largest_k) {
    return end ? fixed_text(*end, 1) : "beyond " + std::to_string(largest_k);
}

// Does an interval lie on one side of zero?
[[nodiscard]] inline bool is_clear(const estimate_with_interval& difference) {
    return difference.bounds
           && (difference.bounds.value().lower > 0.0 || difference.bounds.value().upper < 0.0);
}

// Who leads at one k, no stronger than the interval.
[[nodiscard]] inline std::string leader_text(const compared_difference& at, estimand target) {
    const estimate_with_interval& difference = at.about(target);
    const std::string where = "At k = " + std::to_string(at.k) + " ";
    const std::string by =
        "(tuned - base = " + signed_text(difference.estimate, 4)
        + (difference.bounds ? " " + signed_interval_text(difference, 4) : ", no interval") + ").";
    if (!is_clear(difference)) {
        return where + "neither model is clearly ahead " + by;
    }
    return where + (difference.estimate > 0.0 ? "the tuned model" : "the base model") + " is ahead "
           + by;
}

// Every change of the lead.
[[nodiscard]] inline std::string crossings_text(const std::vector<crossing>& crossings) {
    constexpr std::size_t shown = 6;
    std::string text = "The lead changes " + grouped_text(crossings.size()) + " times:";
    for (std::size_t i = 0; i < crossings.size() && i < shown; ++i) {
        text += (i == 0 ? " to the " : ", to the ")
                + std::string(crossings[i].base_overtakes ? "base" : "tuned")
                + " at k = " + fixed_text(crossings[i].at, 1);
    }
    if (crossings.size() > shown) {
        text += ", and so on";
    }
    return text + ". Curves this close differ by little more than noise.";
}

[[nodiscard]] inline std::string ratio_text(const result<double>& ratio) {
    return ratio ? fixed_text(ratio.value(), 3) : "none";
}

[[nodiscard]] inline std::vector<std::uint64_t> attempts_of(const model_comparison& report) {
    std::vector<std::uint64_t> ks;
    for (const compared_difference& at : report.differences) {
        ks.push_back(at.k);
    }
    return ks;
}

// How the crossover's interval was made, as one sentence.
[[nodiscard]] inline std::string crossover_method_text(const crossover& crossing) {
    return method_text(interval{.level = crossing.level,
                                .method = crossing.method,
                                .target = crossing.target,
                                .resamples = crossing.resamples,
                                .seed = crossing.seed});
}

// What the benchmark can show at every k.
[[nodiscard]] inline std::string power_text(const model_comparison& report) {
    const power_summary& power = report.power;
    text_table table({"k", "least difference", "problems", "samples"});
    for (const power_at_k& at : power.by_k) {
        table.add_row({std::to_string(at.k), fixed_text(at.minimum_detectable_effect, 4),
                       at.required_problems ? grouped_text(
                           static_cast<std::uint64_t>(std::ceil(*at.required_problems)))
                                            : "-",
                       at.required_samples && *at.required_samples
                           ? grouped_text(at.required_samples->value())
                           : "-"});
    }
    return "Power: the least true difference that these problems and samples find with chance "
           + fixed_text(power.plan.power, 2) + " at significance "
           + fixed_text(power.plan.significance, 2)
           + ",\n  and the problems, or else the samples of each of these problems, that it takes "
             "to find the one observed\n"
           + table.aligned(2);
}

// How one kind of interval was made at every k.
[[nodiscard]] inline std::string method_text_of(const model_comparison& report,
                                                estimate_with_interval compared_difference::*kind) {
    std::vector<estimate_with_interval> intervals;
    for (const compared_difference& at : report.differences) {
        intervals.push_back(at.*kind);
    }
    return method_text(attempts_of(report), intervals);
}

}  // namespace detail

/// The answer in words, one sentence for each of: who leads at the smallest and the largest k,
/// where the curves cross, and who solves what the other does not.
[[nodiscard]] inline std::vector<std::string> findings(const model_comparison& report) {
    std::vector<std::string> sentences;
    if (!report.differences.empty()) {
        sentences.push_back(detail::leader_text(report.differences.front(), report.target));
        if (report.differences.size() > 1) {
            sentences.push_back(detail::leader_text(report.differences.back(), report.target));
        }
    }
    const crossover& crossing = report.crossing;
    const std::string chance = fixed_text(100.0 * crossing.probability, 1)
                               + "% of resamples up to k = " + std::to_string(crossing.largest_k);
    if (!crossing.k) {
        sentences.push_back("The base model does not catch up by k = "
                            + std::to_string(crossing.largest_k) + "; it does in " + chance + ".");
    } else if (crossing.crossings.empty()) {
        sentences.push_back("The base model is level or ahead from k = "
                            + std::to_string(*crossing.k) + " on; the curves do not cross.");
    } else {
        sentences.push_back("The base model catches up at k = " + fixed_text(*crossing.at, 1) + " "
                            + "[" + detail::crossing_end(crossing.lower, crossing.largest_k) + ", "
                            + detail::crossing_end(crossing.upper, crossing.largest_k)
                            + "], first whole k " + std::to_string(*crossing.k) + "; it does in "
                            + chance + ".");
        if (crossing.crossings.size() > 1) {
            sentences.push_back(detail::crossings_text(crossing.crossings));
        }
    }
    std::string sets = report.sets.tuned_only.empty()
                           ? std::string("The tuned model solved no problem that the base did not")
                           : "The tuned model alone solved "
                                 + detail::problem_count(report.sets.tuned_only.size());
    sets += ", the base alone " + detail::problem_count(report.sets.base_only.size())
            + " (McNemar's exact " + p_statement(report.test.exact_p) + ").";
    sentences.push_back(std::move(sets));
    return sentences;
}

/// The comparison as text for a terminal.
[[nodiscard]] inline std::string to_text(const model_comparison& report) {
    std::string text = "base   " + report.base.model + "\n       " + summary_text(report.base)
                       + ", " + trials_text(report.base) + "\ntuned  " + report.tuned.model
                       + "\n       " + summary_text(report.tuned) + ", " + trials_text(report.tuned)
                       + "\n";
    if (report.base_alone + report.tuned_alone > 0) {
        text += "       left out: " + detail::problem_count(report.base_alone)
                + " that only the base attempted, " + detail::problem_count(report.tuned_alone)
                + " that only the tuned model attempted\n";
    }
    if (report.clusters > 0) {
        text += "       " + families_text(report.clusters);
    }
    text += "\n";
    for (const std::string& sentence : findings(report)) {
        text += sentence + "\n";
    }
    text += "\n";

    const std::vector<std::uint64_t> ks = detail::attempts_of(report);
    text_table curves({"k", "base", "interval", "tuned", "interval"});
    for (std::size_t i = 0; i < ks.size(); ++i) {
        curves.add_row({std::to_string(ks[i]), fixed_text(report.differences[i].base, 4),
                        interval_text(report.base_curve[i], 4),
                        fixed_text(report.differences[i].tuned, 4),
                        interval_text(report.tuned_curve[i], 4)});
    }
    text += "pass@k, mean over " + detail::problem_count(report.base.problems) + "\n"
            + curves.aligned(2) + method_text(ks, report.base_curve) + "\n";

    text_table differences({"k", "difference", "problems like these", "all k at once",
                            "exactly these", "p", "adjusted p", "BH p"});
    for (std::size_t i = 0; i < ks.size(); ++i) {
        const compared_difference& at = report.differences[i];
        std::vector<std::string> row{std::to_string(at.k), signed_text(at.difference.estimate, 4),
                                     signed_interval_text(at.difference, 4),
                                     signed_interval_text(at.band, 4),
                                     signed_interval_text(at.fixed, 4)};
        const auto tested = std::find_if(report.tests.begin(), report.tests.end(),
                                         [&](const paired_test& one) { return one.k == at.k; });
        const bool has_test = tested != report.tests.end();
        row.push_back(has_test ? p_value_text(tested->test.p) : "");
        row.push_back(has_test ? p_value_text(tested->adjusted_p) : "");
        row.push_back(has_test ? p_value_text(tested->bh_p) : "");
        differences.add_row(std::move(row));
    }
    text +=
        "tuned - base, both models on the same problems\n" + differences.aligned(2)
        + "Problems like these: " + detail::method_text_of(report, &compared_difference::difference)
        + "All k at once: " + detail::method_text_of(report, &compared_difference::band)
        + "Exactly these: " + detail::method_text_of(report, &compared_difference::fixed)
        + (report.tests.empty() ? "" : method_text(report.tests) + "\n");
    for (const compared_difference& at : report.differences) {
        const std::string_view decisive =
            at.single_problems.decisive
                ? std::string_view(report.problems[*at.single_problems.decisive].name)
                : std::string_view();
        for (const std::string& sentence : fragility_text(at.single_problems, decisive)) {
            text += "k = " + std::to_string(at.k) + ": " + sentence + "\n";
        }
    }
    text += "\n";

    const efficiency_gap& gap = report.gap;
    text += "sampling-efficiency gap: base pass@" + std::to_string(gap.k)
            + " - tuned pass@1 = " + fixed_text(gap.gap.estimate, 4) + " "
            + interval_text(gap.gap, 4) + "\n  " + method_text(gap.gap) + "\n";
    text += "crossover: " + detail::crossover_method_text(report.crossing) + "\n\n";

    const solvable_sets& sets = report.sets;
    text_table solved({"solved at least once by", "problems"});
    solved.add_row({"both", grouped_text(sets.both.size())});
    solved.add_row({"base only", grouped_text(sets.base_only.size())});
    solved.add_row({"tuned only", grouped_text(sets.tuned_only.size())});
    solved.add_row({"neither", grouped_text(sets.neither.size())});
    text += solved.aligned(2);
    constexpr std::size_t names_shown = 20;
    constexpr std::string_view elsewhere = " (--format json lists all)";
    if (!sets.base_only.empty()) {
        text +=
            "  base only:  " + detail::some_names(sets.base_only, names_shown, elsewhere) + "\n";
    }
    if (!sets.tuned_only.empty()) {
        text +=
            "  tuned only: " + detail::some_names(sets.tuned_only, names_shown, elsewhere) + "\n";
    }
    text += "  McNemar's test, " + grouped_text(report.test.base_only) + " against "
            + grouped_text(report.test.tuned_only) + ": exact " + p_statement(report.test.exact_p)
            + ", mid-" + p_statement(report.test.mid_p)
            + (report.clusters > 0 ? " (takes problems for independent)" : "") + "\n";
    const support_summary& support = report.support;
    text += "  support: retention " + detail::ratio_text(support.dynamics.retention)
            + ", discovery " + detail::ratio_text(support.dynamics.discovery) + ", score "
            + detail::ratio_text(support.dynamics.score) + ", net change "
            + detail::ratio_text(support.dynamics.net_change) + "\n";
    if (!support.members.empty()) {
        text += "  expected with a chance of success over " + fixed_text(support.threshold, 4)
                + ": both " + fixed_text(support.expected.preserved, 1) + ", base only "
                + fixed_text(support.expected.shrunk, 1) + ", tuned only "
                + fixed_text(support.expected.expanded, 1) + ", neither "
                + fixed_text(support.expected.neither, 1) + "\n    (posterior under a Beta("
                + shortest_text(support.prior_a) + ", " + shortest_text(support.prior_b)
                + ") prior of each chance)\n";
    }
    text += "\n" + detail::power_text(report);
    return text;
}

/// Several comparisons as text, one after the other.
[[nodiscard]] inline std::string to_text(std::span<const model_comparison> reports) {
    std::string text;
    for (const model_comparison& report : reports) {
        text += text.empty() ? "" : "\n----\n\n";
        text += report.benchmark.empty() ? "" : "benchmark: " + report.benchmark + "\n";
        text += to_text(report);
    }
    return text;
}

/// The curves of comparisons as CSV: one row for each comparison and k. Where a benchmark is told,
/// it is the first column.
[[nodiscard]] inline std::string to_csv(std::span<const model_comparison> reports) {
    const bool told = std::any_of(reports.begin(), reports.end(), [](const model_comparison& one) {
        return !one.benchmark.empty();
    });
    std::vector<std::string> heading{"base", "tuned", "problems", "k"};
    if (told) {
        heading.insert(heading.begin(), "benchmark");
    }
    for (const std::string curve : {"base", "tuned", "difference", "band", "fixed"}) {
        for (const char* field :
             {"", "_lower", "_upper", "_level", "_method", "_estimand", "_resamples", "_seed"}) {
            heading.push_back(curve + field);
        }
    }
    heading.insert(heading.end(), {"p", "adjusted_p", "permutations", "permutation_seed", "bh_p"});
    text_table table(std::move(heading));
    for (const model_comparison& report : reports) {
        for (std::size_t i = 0; i < report.differences.size(); ++i) {
            const compared_difference& at = report.differences[i];
            std::vector<std::string> row{report.base.model, report.tuned.model,
                                         std::to_string(report.base.problems),
                                         std::to_string(at.k)};
            if (told) {
                row.insert(row.begin(), report.benchmark);
            }
            const auto add = [&row](double estimate, const result<interval>& bounds) {
                row.push_back(shortest_text(estimate));
                const std::vector<std::string> fields = csv_fields(bounds);
                row.insert(row.end(), fields.begin(), fields.end());
            };
            add(at.base, report.base_curve[i].bounds);
            add(at.tuned, report.tuned_curve[i].bounds);
            for (const estimate_with_interval* of : {&at.difference, &at.band, &at.fixed}) {
                add(of->estimate, of->bounds);
            }
            const auto tested = std::find_if(report.tests.begin(), report.tests.end(),
                                             [&](const paired_test& one) { return one.k == at.k; });
            if (tested != report.tests.end()) {
                const paired_test& one = *tested;
                row.insert(row.end(), {shortest_text(one.test.p), shortest_text(one.adjusted_p),
                                       std::to_string(one.test.permutations),
                                       one.test.exact ? "" : std::to_string(one.test.seed),
                                       shortest_text(one.bh_p)});
            } else {
                row.resize(row.size() + 5);
            }
            table.add_row(std::move(row));
        }
    }
    return table.csv();
}

/// The curves of one comparison as CSV.
[[nodiscard]] inline std::string to_csv(const model_comparison& report) {
    return to_csv(std::span(&report, 1));
}

namespace detail {

inline void write_counts(json_writer& out, const char* name, const support_counts& counts) {
    out.key(name)
        .begin_object()
        .member("both", counts.preserved)
        .member("base_only", counts.shrunk)
        .member("tuned_only", counts.expanded)
        .member("neither", counts.neither)
        .end();
}

inline void write_json(json_writer& out, const support_summary& support) {
    const auto ratio = [&out](const char* name, const result<double>& value) {
        out.key(name);
        if (value) {
            out.value(value.value());
        } else {
            out.null();
        }
    };
    out.key("support").begin_object();
    write_counts(out, "counts", support.counts);
    ratio("retention", support.dynamics.retention);
    ratio("discovery", support.dynamics.discovery);
    ratio("score", support.dynamics.score);
    ratio("net_change", support.dynamics.net_change);
    out.key("posterior")
        .begin_object()
        .member("threshold", support.threshold)
        .member("prior_a", support.prior_a)
        .member("prior_b", support.prior_b);
    write_counts(out, "expected", support.expected);
    out.key("problems").begin_array();
    for (const support_membership& member : support.members) {
        out.begin_object()
            .member("problem", member.problem)
            .member("base", member.base)
            .member("tuned", member.tuned)
            .end();
    }
    out.end().end().end();
}

inline void write_json(json_writer& out, const power_summary& power) {
    const auto optional_member = [&out](const char* name, const auto& value) {
        out.key(name);
        if (value) {
            out.value(*value);
        } else {
            out.null();
        }
    };
    out.key("power")
        .begin_object()
        .member("significance", power.plan.significance)
        .member("power", power.plan.power)
        .member("base_samples", power.plan.base_samples)
        .member("tuned_samples", power.plan.tuned_samples)
        .key("variances_at_1")
        .begin_object();
    if (power.variances) {
        out.member("between_problems", power.variances.value().between_problems)
            .member("base_sampling", power.variances.value().base_sampling)
            .member("tuned_sampling", power.variances.value().tuned_sampling);
    } else {
        out.member("no_variances", power.variances.error().context);
    }
    out.end().key("points").begin_array();
    for (const power_at_k& at : power.by_k) {
        out.begin_object()
            .member("k", at.k)
            .member("variance", at.variance)
            .member("minimum_detectable_effect", at.minimum_detectable_effect);
        optional_member("required_problems", at.required_problems);
        if (at.required_samples && !*at.required_samples) {
            out.key("required_samples").null();
            out.member("no_required_samples", at.required_samples->error().context);
        } else {
            optional_member("required_samples", at.required_samples
                                                    ? std::optional(at.required_samples->value())
                                                    : std::nullopt);
        }
        out.end();
    }
    out.end().end();
}

inline void write_problems(json_writer& out, const model_comparison& report) {
    if (report.problems.empty()) {
        return;
    }
    const auto counts = [&out](std::string_view name, const auto& bins) {
        out.key(name).begin_array();
        for (const auto& bin : bins) {
            out.value(bin);
        }
        out.end();
    };
    out.key("accuracy_histogram").begin_object();
    counts("bins", accuracy_bin_labels);
    counts("base", report.base_accuracy);
    counts("tuned", report.tuned_accuracy);
    out.end().key("problems").begin_array();
    for (const compared_problem& problem : report.problems) {
        out.begin_object()
            .member("problem", problem.name)
            .member("base_n", problem.base.trials())
            .member("base_c", problem.base.successes())
            .member("tuned_n", problem.tuned.trials())
            .member("tuned_c", problem.tuned.successes())
            .end();
    }
    out.end();
}

inline void write_forecast(json_writer& out, std::string_view name,
                           const std::optional<forecast_curve>& curve) {
    if (!curve) {
        return;
    }
    out.key(name).begin_object();
    if (!curve->points) {
        out.member("no_forecast", curve->points.error().context).end();
        return;
    }
    out.member("model", forecast_model_name(curve->model))
        .member("level", curve->level.value())
        .member("resamples", curve->resamples)
        .member("seed", curve->seed)
        .key("points")
        .begin_array();
    for (const pass_at_k_forecast& at : curve->points.value()) {
        out.begin_object()
            .member("k", at.k)
            .member("estimate", at.estimate)
            .member("lower", at.lower)
            .member("upper", at.upper)
            .end();
    }
    out.end().end();
}

}  // namespace detail

/// The comparison as a JSON object of schema "passk.compare/1".
inline void write_json(json_writer& out, const model_comparison& report) {
    out.begin_object().member("schema", "passk.compare/1");
    if (!report.benchmark.empty()) {
        out.member("benchmark", report.benchmark);
    }
    out.key("base");
    write_json(out, report.base);
    out.key("tuned");
    write_json(out, report.tuned);
    out.member("problems_only_base_attempted", report.base_alone)
        .member("problems_only_tuned_attempted", report.tuned_alone);
    if (report.clusters > 0) {
        out.member("families", report.clusters);
    }
    out.key("findings").begin_array();
    for (const std::string& sentence : findings(report)) {
        out.value(sentence);
    }
    out.end().key("curves").begin_array();
    for (std::size_t i = 0; i < report.differences.size(); ++i) {
        out.begin_object().member("k", report.differences[i].k).key("base");
        write_json(out, report.base_curve[i]);
        out.key("tuned");
        write_json(out, report.tuned_curve[i]);
        out.key("difference");
        write_json(out, report.differences[i].difference);
        out.key("difference_band");
        write_json(out, report.differences[i].band);
        out.key("difference_fixed_benchmark");
        write_json(out, report.differences[i].fixed);
        out.end();
    }
    out.end();
    out.member("findings_are_about", to_string(report.target));
    out.key("permutation_tests").begin_array();
    for (const paired_test& one : report.tests) {
        write_json(out, one);
    }
    out.end();

    const crossover& crossing = report.crossing;
    const auto optional_member = [&out](std::string_view name, const auto& value) {
        out.key(name);
        if (value) {
            out.value(*value);
        } else {
            out.null();
        }
    };
    out.key("crossover").begin_object();
    optional_member("k", crossing.k);
    optional_member("at", crossing.at);
    optional_member("lower", crossing.lower);
    optional_member("upper", crossing.upper);
    out.member("probability", crossing.probability)
        .member("largest_k", crossing.largest_k)
        .member("level", crossing.level.value())
        .member("method", to_string(crossing.method))
        .member("estimand", to_string(crossing.target))
        .member("resamples", crossing.resamples)
        .member("seed", crossing.seed)
        .key("crossings")
        .begin_array();
    for (const passk::crossing& change : crossing.crossings) {
        out.begin_object()
            .member("before", change.before)
            .member("after", change.after)
            .member("at", change.at)
            .member("base_overtakes", change.base_overtakes)
            .end();
    }
    out.end().end();

    out.key("sampling_efficiency_gap").begin_object().member("k", report.gap.k);
    out.member("base_pass_at_k", report.gap.base_at_k)
        .member("tuned_pass_at_1", report.gap.tuned_at_1)
        .key("gap");
    write_json(out, report.gap.gap);
    out.end();

    const auto names = [&out](std::string_view name, const std::vector<std::string>& problems) {
        out.key(name).begin_array();
        for (const std::string& problem : problems) {
            out.value(problem);
        }
        out.end();
    };
    out.key("solvable").begin_object();
    names("both", report.sets.both);
    names("base_only", report.sets.base_only);
    names("tuned_only", report.sets.tuned_only);
    names("neither", report.sets.neither);
    out.end();
    out.key("mcnemar")
        .begin_object()
        .member("base_only", report.test.base_only)
        .member("tuned_only", report.test.tuned_only)
        .member("exact_p", report.test.exact_p)
        .member("mid_p", report.test.mid_p)
        .end();
    detail::write_json(out, report.support);
    detail::write_json(out, report.power);
    detail::write_problems(out, report);
    detail::write_forecast(out, "base_forecast", report.base_forecast);
    detail::write_forecast(out, "tuned_forecast", report.tuned_forecast);
    out.end();
}

/// The comparison as one JSON document of schema "passk.compare/1".
[[nodiscard]] inline std::string to_json(const model_comparison& report) {
    json_writer out;
    write_json(out, report);
    return std::move(out).finish();
}

/// Several comparisons as one JSON document of schema "passk.comparisons/1": an array of the
/// documents of each.
[[nodiscard]] inline std::string to_json(std::span<const model_comparison> reports) {
    json_writer out;
    out.begin_object().member("schema", "passk.comparisons/1").key("comparisons").begin_array();
    for (const model_comparison& report : reports) {
        write_json(out, report);
    }
    out.end().end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_COMPARISON_REPORT_HPP
