// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_COMPARISON_REPORT_HPP
#define PASSK_REPORT_COMPARISON_REPORT_HPP

#include <passk/compare/crossover.hpp>
#include <passk/compare/difference_curve.hpp>
#include <passk/compare/mcnemar.hpp>
#include <passk/compare/sampling_efficiency_gap.hpp>
#include <passk/compare/solvable_sets.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_summary.hpp>
#include <passk/report/text_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// A base model against a tuned one on the same problems, ready to be shown.
struct comparison_report {
    outcome_summary base{};
    outcome_summary tuned{};
    std::uint64_t base_alone = 0;   ///< problems left out: only the base attempted them
    std::uint64_t tuned_alone = 0;  ///< problems left out: only the tuned model attempted them
    std::vector<estimate_with_interval> base_curve{};   ///< one for each of differences
    std::vector<estimate_with_interval> tuned_curve{};  ///< one for each of differences
    std::vector<difference_at_k> differences{};         ///< tuned - base, by ascending k
    crossover crossing{};
    efficiency_gap gap{};
    solvable_sets sets{};
    mcnemar_test test{};
};

namespace detail {

[[nodiscard]] inline std::string problem_count(std::size_t count) {
    return grouped_text(count) + (count == 1 ? " problem" : " problems");
}

// Names on one line, at most `most` of them, with how many more there are.
[[nodiscard]] inline std::string some_names(const std::vector<std::string>& names,
                                            std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + names[i];
    }
    if (names.size() > most) {
        text += " and " + grouped_text(names.size() - most) + " more (--format json lists all)";
    }
    return text;
}

[[nodiscard]] inline std::string crossing_end(const std::optional<double>& end,
                                              std::uint64_t largest_k) {
    return end ? fixed_text(*end, 1) : "beyond " + std::to_string(largest_k);
}

// Does a difference's interval lie on one side of zero?
[[nodiscard]] inline bool is_clear(const interval& difference) {
    return difference.lower > 0.0 || difference.upper < 0.0;
}

// Who leads at one k, no stronger than the interval.
[[nodiscard]] inline std::string leader_text(const difference_at_k& at) {
    const std::string where = "At k = " + std::to_string(at.k) + " ";
    const std::string by = signed_text(at.difference.estimate, 4) + " "
                           + signed_interval_text(at.difference.lower, at.difference.upper, 4);
    if (!is_clear(at.difference)) {
        return where + "neither model is clearly ahead (tuned - base = " + by + ").";
    }
    return where + (at.difference.estimate > 0.0 ? "the tuned model" : "the base model")
           + " is ahead (tuned - base = " + by + ").";
}

}  // namespace detail

/// The answer in words, one sentence for each of: who leads at the smallest and the largest k,
/// where the curves cross, and who solves what the other does not.
[[nodiscard]] inline std::vector<std::string> findings(const comparison_report& report) {
    std::vector<std::string> sentences;
    if (!report.differences.empty()) {
        sentences.push_back(detail::leader_text(report.differences.front()));
        if (report.differences.size() > 1) {
            sentences.push_back(detail::leader_text(report.differences.back()));
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
            sentences.push_back("The lead changes " + std::to_string(crossing.crossings.size())
                                + " times: curves this close differ by little more than noise.");
        }
    }
    std::string sets = report.sets.tuned_only.empty()
                           ? std::string("The tuned model solved no problem that the base did not")
                           : "The tuned model alone solved "
                                 + detail::problem_count(report.sets.tuned_only.size());
    sets += ", the base alone " + detail::problem_count(report.sets.base_only.size())
            + " (McNemar's exact p = " + p_value_text(report.test.exact_p) + ").";
    sentences.push_back(std::move(sets));
    return sentences;
}

/// The comparison as text for a terminal.
[[nodiscard]] inline std::string to_text(const comparison_report& report) {
    std::string text = "base   " + report.base.model + "\n       " + summary_text(report.base)
                       + ", " + trials_text(report.base) + "\ntuned  " + report.tuned.model
                       + "\n       " + summary_text(report.tuned) + ", " + trials_text(report.tuned)
                       + "\n";
    if (report.base_alone + report.tuned_alone > 0) {
        text += "       left out: " + detail::problem_count(report.base_alone)
                + " that only the base attempted, " + detail::problem_count(report.tuned_alone)
                + " that only the tuned model attempted\n";
    }
    text += "\n";
    for (const std::string& sentence : findings(report)) {
        text += sentence + "\n";
    }
    text += "\n";

    text_table curves({"k", "base", "interval", "tuned", "interval", "tuned - base", "interval"});
    for (std::size_t i = 0; i < report.differences.size(); ++i) {
        const difference_at_k& at = report.differences[i];
        curves.add_row({std::to_string(at.k), fixed_text(at.base, 4),
                        interval_text(report.base_curve[i], 4), fixed_text(at.tuned, 4),
                        interval_text(report.tuned_curve[i], 4),
                        signed_text(at.difference.estimate, 4),
                        signed_interval_text(at.difference.lower, at.difference.upper, 4)});
    }
    text += "pass@k, mean over " + detail::problem_count(report.base.problems) + "\n"
            + curves.aligned(2) + "\n";

    const efficiency_gap& gap = report.gap;
    text += "sampling-efficiency gap: base pass@" + std::to_string(gap.k)
            + " - tuned pass@1 = " + fixed_text(gap.gap.estimate, 4) + " "
            + interval_text(gap.gap.lower, gap.gap.upper, 4) + "\n\n";

    const solvable_sets& sets = report.sets;
    text_table solved({"solved at least once by", "problems"});
    solved.add_row({"both", grouped_text(sets.both.size())});
    solved.add_row({"base only", grouped_text(sets.base_only.size())});
    solved.add_row({"tuned only", grouped_text(sets.tuned_only.size())});
    solved.add_row({"neither", grouped_text(sets.neither.size())});
    text += solved.aligned(2);
    constexpr std::size_t names_shown = 20;
    if (!sets.base_only.empty()) {
        text += "  base only:  " + detail::some_names(sets.base_only, names_shown) + "\n";
    }
    if (!sets.tuned_only.empty()) {
        text += "  tuned only: " + detail::some_names(sets.tuned_only, names_shown) + "\n";
    }
    text += "  McNemar's test, " + grouped_text(report.test.base_only) + " against "
            + grouped_text(report.test.tuned_only)
            + ": exact p = " + p_value_text(report.test.exact_p)
            + ", mid-p = " + p_value_text(report.test.mid_p) + "\n\n";
    if (!report.differences.empty()) {
        text += method_text(report.differences.front().difference)
                + "\nBoth models are resampled on the same problems.\n";
    }
    return text;
}

/// The curves of the comparison as CSV: one row for each k.
[[nodiscard]] inline std::string to_csv(const comparison_report& report) {
    std::vector<std::string> heading{"base", "tuned", "problems", "k"};
    for (const std::string curve : {"base", "tuned", "difference"}) {
        for (const char* field :
             {"", "_lower", "_upper", "_level", "_method", "_estimand", "_resamples", "_seed"}) {
            heading.push_back(curve + field);
        }
    }
    text_table table(std::move(heading));
    for (std::size_t i = 0; i < report.differences.size(); ++i) {
        const difference_at_k& at = report.differences[i];
        std::vector<std::string> row{report.base.model, report.tuned.model,
                                     std::to_string(report.base.problems), std::to_string(at.k)};
        const auto add = [&row](double estimate, const result<interval>& bounds) {
            row.push_back(shortest_text(estimate));
            const std::vector<std::string> fields = csv_fields(bounds);
            row.insert(row.end(), fields.begin(), fields.end());
        };
        add(at.base, report.base_curve[i].bounds);
        add(at.tuned, report.tuned_curve[i].bounds);
        add(at.difference.estimate, at.difference);
        table.add_row(std::move(row));
    }
    return table.csv();
}

/// The comparison as one JSON document of schema "passk.compare/1".
[[nodiscard]] inline std::string to_json(const comparison_report& report) {
    json_writer out;
    out.begin_object().member("schema", "passk.compare/1").key("base");
    write_json(out, report.base);
    out.key("tuned");
    write_json(out, report.tuned);
    out.member("problems_only_base_attempted", report.base_alone)
        .member("problems_only_tuned_attempted", report.tuned_alone);
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
        out.end();
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
        .end()
        .end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_COMPARISON_REPORT_HPP
