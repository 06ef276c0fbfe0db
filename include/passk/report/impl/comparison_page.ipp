// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_COMPARISON_PAGE_IPP
#define PASSK_REPORT_IMPL_COMPARISON_PAGE_IPP

#include <passk/core/error.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/report/accuracy_figure.hpp>
#include <passk/report/comparison_page.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/curve_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/detail/page_terms.hpp>
#include <passk/report/detail/some_names.hpp>
#include <passk/report/difference_figure.hpp>
#include <passk/report/efficiency_gap_figure.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/forecast_figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/overview_figure.hpp>
#include <passk/report/pass_at_k_figure.hpp>
#include <passk/report/report_page.hpp>
#include <passk/report/solvable_figure.hpp>
#include <passk/report/summary_table.hpp>
#include <passk/report/test_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace passk {
namespace detail {

PASSK_INLINE int leader(const estimate_with_interval& difference) {
    return !is_clear(difference) ? 0 : difference.estimate > 0.0 ? 1 : -1;
}

}  // namespace detail

PASSK_INLINE std::string headline(const model_comparison& report) {
    if (report.differences.empty()) {
        return "Nothing was compared.";
    }
    const compared_difference& first = report.differences.front();
    const compared_difference& last = report.differences.back();
    const int now = detail::leader(first.about(report.target));
    const int then = detail::leader(last.about(report.target));
    const std::string in_few =
        first.k == 1 ? "in one attempt" : "in " + std::to_string(first.k) + " attempts";
    const std::string in_many =
        "in " + std::to_string(last.k) + (last.k == 1 ? " attempt" : " attempts");
    if (first.k == last.k) {
        return now == 0 ? "Neither model is clearly ahead " + in_few + "."
                        : std::string("The ") + (now > 0 ? "tuned" : "base") + " model solves more "
                              + in_few + ".";
    }
    if (now > 0 && then < 0) {
        return "The tuned model solves more " + in_few + ", the base model more " + in_many
               + ": training made answers surer, and on "
               + (report.target == estimand::sampled_problems ? "problems like these"
                                                              : "exactly these problems")
               + " the base model's reach is the wider.";
    }
    if (now > 0 && then > 0) {
        return "The tuned model solves more " + in_few + " and still " + in_many
               + ": as far as was sampled, it reaches further than the base model.";
    }
    if (now > 0) {
        return "The tuned model solves more " + in_few + "; " + in_many
               + " the data do not tell which model reaches further.";
    }
    if (now < 0 && then < 0) {
        return "The base model solves more both " + in_few + " and " + in_many + ".";
    }
    if (now < 0 && then > 0) {
        return "The base model solves more " + in_few + ", the tuned model more " + in_many
               + ": training widened the reach at the price of single attempts.";
    }
    if (now < 0) {
        return "The base model solves more " + in_few + "; " + in_many
               + " the data do not tell which model reaches further.";
    }
    if (then != 0) {
        return "The data do not tell which model solves more " + in_few + "; " + in_many + " the "
               + (then > 0 ? "tuned" : "base") + " model reaches further.";
    }
    return "The data do not tell the two models apart, neither " + in_few + " nor " + in_many + ".";
}

namespace detail {

// What a comparison rests on and does not show, a sentence each.
inline void add_cautions(std::vector<std::string>& cautions, const model_comparison& report) {
    if (report.differences.empty()) {
        return;
    }
    add_note(
        cautions,
        report.target == estimand::sampled_problems
            ? "Every interval is about problems like these (estimand: sampled problems); for "
              "exactly these problems it would be shorter."
            : "Every interval is about exactly these problems (estimand: fixed benchmark); for "
              "problems like these it would be longer.");
    if (report.base_alone + report.tuned_alone > 0) {
        add_note(cautions, "Left out: " + problem_count(report.base_alone) + " that only "
                               + report.base.model + " attempted, "
                               + problem_count(report.tuned_alone) + " that only "
                               + report.tuned.model + " attempted.");
    }
    add_note(cautions, "Beyond k = " + std::to_string(report.crossing.largest_k)
                           + " nothing was measured: \"not solved\" means not solved in these "
                             "samples.");
}

[[nodiscard]] inline model_curve curve_of(const outcome_summary& summary,
                                          const model_comparison& report,
                                          const std::vector<estimate_with_interval>& curve) {
    model_curve one{.summary = summary, .curve = curve};
    for (const compared_difference& at : report.differences) {
        one.ks.push_back(at.k);
    }
    return one;
}

[[nodiscard]] inline std::vector<std::pair<std::string, std::string>> comparison_terms() {
    return page_terms({"pass@k", "base and tuned model", "estimand", "crossover",
                       "sampling-efficiency gap", "solved", "undecided and missing",
                       "interval and band", "adjusted p"});
}

[[nodiscard]] inline std::vector<figure> comparison_figures(const model_comparison& report,
                                                            bool with_curves, bool with_problems) {
    std::vector<figure> figures;
    if (with_curves) {
        const std::vector<model_curve> curves{curve_of(report.base, report, report.base_curve),
                                              curve_of(report.tuned, report, report.tuned_curve)};
        figures.push_back(pass_at_k_figure(curves));
    }
    figures.push_back(difference_figure(report));
    figures.push_back(accuracy_figure(report));
    figures.push_back(solvable_figure(report, with_problems));
    if (report.base_forecast || report.tuned_forecast) {
        figures.push_back(forecast_figure(report));
    }
    return figures;
}

[[nodiscard]] inline report_page single_page(const model_comparison& report) {
    report_page page{.title = report.base.model + " and " + report.tuned.model
                              + (report.benchmark.empty() ? "" : " on " + report.benchmark),
                     .headline = headline(report),
                     .findings = findings(report),
                     .terms = comparison_terms()};
    add_cautions(page.cautions, report);
    add_sample_cautions(page.cautions, std::array{report.base, report.tuned});
    const auto at_k = [&](const compared_difference& at) {
        const estimate_with_interval& about = at.about(report.target);
        return key_fact{.label = "base \u2192 tuned at k = " + std::to_string(at.k),
                        .value = fixed_text(at.base, 4) + " \u2192 " + fixed_text(at.tuned, 4),
                        .detail = "tuned - base = " + signed_text(about.estimate, 4) + " "
                                  + signed_interval_text(about, 4)};
    };
    if (!report.differences.empty()) {
        page.facts.push_back(at_k(report.differences.front()));
        if (report.differences.size() > 1) {
            page.facts.push_back(at_k(report.differences.back()));
            page.facts.back().k_table = "compare-difference";
        }
    }
    const crossover& crossing = report.crossing;
    page.facts.push_back(
        {.label = "Base catches up at",
         .value = crossing.at ? "k = " + fixed_text(*crossing.at, 1)
                              : "not by k = " + std::to_string(crossing.largest_k),
         .detail = (crossing.at ? "[" + crossing_end(crossing.lower, crossing.largest_k) + ", "
                                      + crossing_end(crossing.upper, crossing.largest_k) + "], in "
                                : std::string("in "))
                   + fixed_text(100.0 * crossing.probability, 1) + "% of resamples"});
    page.facts.push_back({.label = "Solved by one model only",
                          .value = "base " + grouped_text(report.sets.base_only.size()) + ", tuned "
                                   + grouped_text(report.sets.tuned_only.size()),
                          .detail = "of " + problem_count(report.problems.size())
                                    + "; McNemar's exact " + p_statement(report.test.exact_p)});
    page.facts.push_back({.label = "Sampling-efficiency gap",
                          .value = fixed_text(report.gap.gap.estimate, 4),
                          .detail = "base pass@" + std::to_string(report.gap.k) + " - tuned pass@1 "
                                    + interval_text(report.gap.gap, 4)});
    page.sections.push_back({.id = "compare",
                             .title = "What was measured",
                             .figures = comparison_figures(report, true, true)});
    page.sections.push_back(
        {.id = "samples",
         .title = "What it rests on",
         .tables = {{.id = "samples-table",
                     .title = "Samples",
                     .table = passk::summary_table(std::array{report.base, report.tuned})}}});
    return page;
}

// c of n of every problem and model of one benchmark, in the order of the first comparison that
// has each; squares refer to problems by row, so their indices are moved along.
struct problem_matrix {
    data_table table{};
    std::map<std::string, std::size_t> rows{};
};

[[nodiscard]] inline problem_matrix counts_of_all(const std::vector<const model_comparison*>& of) {
    problem_matrix all;
    all.table.heading = {"problem"};
    const auto column_of = [&all](const std::string& model) {
        const auto found = std::find(all.table.heading.begin() + 1, all.table.heading.end(), model);
        if (found != all.table.heading.end()) {
            return static_cast<std::size_t>(found - all.table.heading.begin());
        }
        all.table.heading.push_back(model);
        for (std::vector<table_cell>& row : all.table.rows) {
            row.emplace_back();
        }
        return all.table.heading.size() - 1;
    };
    for (const model_comparison* report : of) {
        const std::size_t base = column_of(report->base.model);
        const std::size_t tuned = column_of(report->tuned.model);
        for (const compared_problem& problem : report->problems) {
            const auto [found, fresh] = all.rows.try_emplace(problem.name, all.table.rows.size());
            if (fresh) {
                std::vector<table_cell> row(all.table.heading.size());
                row.front() = problem.name;
                all.table.rows.push_back(std::move(row));
            }
            std::vector<table_cell>& row = all.table.rows[found->second];
            row[base] = tally_cell(problem.base);
            row[tuned] = tally_cell(problem.tuned);
        }
    }
    return all;
}

// Who leads at one of the tested k: by the adjusted p where the tests are about what the intervals
// are about, else by the interval.
[[nodiscard]] inline int adjusted_leader(const model_comparison& report,
                                         const compared_difference& at) {
    const auto tested = std::find_if(report.tests.begin(), report.tests.end(),
                                     [&](const paired_test& one) { return one.k == at.k; });
    if (report.target != estimand::sampled_problems || tested == report.tests.end()) {
        return leader(at.about(report.target));
    }
    return !is_told_apart(tested->adjusted_p) ? 0 : at.difference.estimate > 0.0 ? 1 : -1;
}

// The answer of many comparisons: in how many who leads, and which.
inline void add_family_answer(report_page& page, std::span<const model_comparison> reports) {
    std::vector<std::string> surer;
    std::vector<std::string> less_sure;
    std::vector<std::string> wider_base;
    std::vector<std::string> wider_tuned;
    for (const model_comparison& report : reports) {
        if (report.differences.empty()) {
            continue;
        }
        const std::string name = comparison_name(report, reports);
        const int now = adjusted_leader(report, report.differences.front());
        const int then = adjusted_leader(report, report.differences.back());
        if (now != 0) {
            (now > 0 ? surer : less_sure).push_back(name);
        }
        if (then != 0) {
            (then > 0 ? wider_tuned : wider_base).push_back(name);
        }
    }
    const auto how_many = [&](const std::vector<std::string>& some) {
        return some.size() == reports.size() ? "all " + grouped_text(some.size())
               : some.empty()                ? std::string("none")
                                             : grouped_text(some.size());
    };
    const std::string count = grouped_text(reports.size());
    page.headline = "Of " + count + " comparisons, the tuned model solves more in few attempts in "
                    + how_many(surer) + ", the base model in " + how_many(less_sure)
                    + ". In the most attempts that were sampled the base model reaches further in "
                    + how_many(wider_base) + ", the tuned model in " + how_many(wider_tuned)
                    + (wider_base.size() + wider_tuned.size() < reports.size()
                           ? "; in the rest the data do not tell."
                           : ".");
    constexpr std::size_t names_shown = 6;
    const auto add = [&](const std::string& what, const std::vector<std::string>& names) {
        if (!names.empty()) {
            page.findings.push_back(what + ": " + some_names(names, names_shown) + ".");
        }
    };
    add("The tuned model is ahead at the smallest k", surer);
    add("The base model is ahead at the smallest k", less_sure);
    add("The base model is ahead at the largest k", wider_base);
    add("The tuned model is ahead at the largest k", wider_tuned);
    const bool adjusted =
        std::all_of(reports.begin(), reports.end(), [](const model_comparison& report) {
            return report.target == estimand::sampled_problems && !report.tests.empty();
        });
    page.findings.emplace_back(
        adjusted ? "Ahead is whoever is told apart at a p of at most 0.05, adjusted for all "
                   "comparisons; each comparison below is worded by its own intervals."
                 : "Ahead is whoever's interval does not hold 0, each on its own, without "
                   "adjustment for the number of comparisons.");
}

[[nodiscard]] inline report_page family_page(std::span<const model_comparison> reports) {
    report_page page{.terms = comparison_terms()};
    std::vector<std::string> benchmarks;
    std::vector<outcome_summary> models;
    std::vector<std::string> model_benchmarks;
    const auto add_model = [&](const outcome_summary& one, const std::string& benchmark) {
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (models[i] == one && model_benchmarks[i] == benchmark) {
                return;
            }
        }
        models.push_back(one);
        model_benchmarks.push_back(benchmark);
    };
    bool same_base = true;
    for (const model_comparison& report : reports) {
        if (std::find(benchmarks.begin(), benchmarks.end(), report.benchmark) == benchmarks.end()) {
            benchmarks.push_back(report.benchmark);
        }
        add_model(report.base, report.benchmark);
        add_model(report.tuned, report.benchmark);
        same_base = same_base && report.base.model == reports.front().base.model;
        add_cautions(page.cautions, report);
    }
    add_sample_cautions(page.cautions, models);
    constexpr std::size_t most_cautions = 8;
    if (page.cautions.size() > most_cautions) {
        const std::size_t more = page.cautions.size() - most_cautions;
        page.cautions.resize(most_cautions);
        page.cautions.push_back("And " + grouped_text(more)
                                + " more notes of this kind; the table of samples shows them all.");
    }
    const std::string count = grouped_text(reports.size());
    page.title = same_base ? reports.front().base.model + " and " + count + " comparisons"
                           : count + " comparisons of base and tuned models";
    if (benchmarks.size() > 1) {
        page.title += " on " + grouped_text(benchmarks.size()) + " benchmarks";
    } else if (!benchmarks.front().empty()) {
        page.title += " on " + benchmarks.front();
    }
    add_family_answer(page, reports);

    page_section overview{.id = "all", .title = "All comparisons"};
    const bool tested = std::all_of(reports.begin(), reports.end(),
                                    [](const auto& report) { return !report.tests.empty(); });
    if (tested) {
        overview.figures.push_back(overview_figure(reports));
    }
    overview.figures.push_back(efficiency_gap_figure(reports));
    page.sections.push_back(std::move(overview));

    page_section curves{.id = "curves", .title = "Curves"};
    std::vector<page_section> folds;
    page_section problems{.id = "problems", .title = "Every problem"};
    for (std::size_t b = 0; b < benchmarks.size(); ++b) {
        std::vector<const model_comparison*> here;
        std::vector<model_curve> lines;
        const auto add_line = [&lines](model_curve line) {
            for (const model_curve& other : lines) {
                if (other.summary.model == line.summary.model) {
                    return;
                }
            }
            lines.push_back(std::move(line));
        };
        for (const model_comparison& report : reports) {
            if (report.benchmark == benchmarks[b]) {
                here.push_back(&report);
                add_line(curve_of(report.base, report, report.base_curve));
                add_line(curve_of(report.tuned, report, report.tuned_curve));
            }
        }
        figure all = pass_at_k_figure(lines);
        all.id += "-" + std::to_string(b);
        all.title += benchmarks[b].empty() ? "" : " on " + benchmarks[b];
        curves.figures.push_back(std::move(all));

        problem_matrix counts = counts_of_all(here);
        const std::string table = "problems-" + std::to_string(b);
        for (const model_comparison* report : here) {
            page_section fold{
                .id = "c" + std::to_string(folds.size()),
                .title = report->tuned.model + " against " + report->base.model
                         + (report->benchmark.empty() ? "" : " on " + report->benchmark),
                .lead = headline(*report),
                .findings = findings(*report),
                .figures = comparison_figures(*report, !same_base, false),
                .folded = true,
                .problems = table};
            for (figure& one : fold.figures) {
                if (auto* squares = std::get_if<square_chart>(&one.chart)) {
                    for (square_chart::group& group : squares->groups) {
                        for (std::size_t& problem : group.problems) {
                            problem = counts.rows.at(report->problems[problem].name);
                        }
                    }
                }
            }
            folds.push_back(std::move(fold));
        }
        problems.tables.push_back({.id = table,
                                   .title = "c of n of every problem and model"
                                            + (benchmarks[b].empty() ? "" : " of " + benchmarks[b]),
                                   .table = std::move(counts.table),
                                   .folded = true});
    }
    page.sections.push_back(std::move(curves));
    for (page_section& fold : folds) {
        page.sections.push_back(std::move(fold));
    }
    page.sections.push_back(std::move(problems));
    page.sections.push_back(
        {.id = "samples",
         .title = "What it rests on",
         .tables = {{.id = "samples-table",
                     .title = "Samples",
                     .table = passk::summary_table(models, benchmarks.size() > 1
                                                               ? model_benchmarks
                                                               : std::vector<std::string>())}}});
    return page;
}

}  // namespace detail

PASSK_INLINE report_page comparison_page(std::span<const model_comparison> reports) {
    detail::expects(!reports.empty(), "passk::comparison_page: there is no comparison");
    for (const model_comparison& report : reports) {
        detail::expects(!report.problems.empty(),
                        "passk::comparison_page: a comparison has no problems");
    }
    return reports.size() == 1 ? detail::single_page(reports.front())
                               : detail::family_page(reports);
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_COMPARISON_PAGE_IPP
