// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_COMPARISON_PAGE_HPP
#define PASSK_REPORT_COMPARISON_PAGE_HPP

#include <passk/core/error.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/report/accuracy_figure.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/curve_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/difference_figure.hpp>
#include <passk/report/efficiency_gap_figure.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/forecast_figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_summary.hpp>
#include <passk/report/overview_figure.hpp>
#include <passk/report/pass_at_k_figure.hpp>
#include <passk/report/report_page.hpp>
#include <passk/report/solvable_figure.hpp>
#include <passk/report/summary_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace passk {
namespace detail {

// Which side of 0 an interval lies on: 1 tuned ahead, -1 base ahead, 0 not told.
[[nodiscard]] inline int leader(const estimate_with_interval& difference) {
    return !is_clear(difference) ? 0 : difference.estimate > 0.0 ? 1 : -1;
}

}  // namespace detail

/// The answer in one or two sentences: who leads in one attempt, who in the most that were sampled,
/// and what that says of reach. No stronger than the intervals: what they do not tell is called
/// not told.
[[nodiscard]] inline std::string headline(const comparison_report& report) {
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
               + ": training made answers surer, and on problems like these the base model's reach "
                 "is the wider.";
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
inline void add_cautions(std::vector<std::string>& cautions, const comparison_report& report) {
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
    for (const outcome_summary* one : {&report.base, &report.tuned}) {
        if (one->undecided + one->missing > 0) {
            add_note(cautions, one->model + ": " + grouped_text(one->undecided)
                                   + " completions undecided, " + grouped_text(one->missing)
                                   + " missing.");
        }
        if (one->fewest_trials != one->most_trials) {
            add_note(cautions,
                     one->model + ": " + trials_text(*one) + "; k goes up to the smallest.");
        }
    }
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

[[nodiscard]] inline curve_report curve_of(const outcome_summary& summary,
                                           const comparison_report& report,
                                           const std::vector<estimate_with_interval>& curve) {
    curve_report one{.summary = summary, .curve = curve};
    for (const compared_difference& at : report.differences) {
        one.ks.push_back(at.k);
    }
    return one;
}

inline const std::vector<std::pair<std::string, std::string>>& comparison_terms() {
    static const std::vector<std::pair<std::string, std::string>> terms{
        {"pass@k",
         "The chance that at least one of k attempts at a problem is correct, estimated without "
         "bias as 1 - C(n-c, k)/C(n, k) from n completions of which c are correct, averaged over "
         "problems. k cannot exceed n."},
        {"base and tuned model", "The model before and after training."},
        {"estimand",
         "What an interval is about: problems like these (the problems are a sample), or exactly "
         "these problems sampled without end. The two differ 3- to 100-fold in length."},
        {"crossover",
         "The k from which the base model is level with the tuned one or ahead. Where the base "
         "catches up, training has raised the chance per attempt without widening what is "
         "reachable."},
        {"sampling-efficiency gap",
         "What the base model reaches in k attempts minus what the tuned model reaches in one."},
        {"solved", "At least one correct completion among those sampled."},
        {"undecided and missing",
         "A completion without a verdict, and one that was never drawn. Neither is counted as "
         "wrong in silence; both are shown."},
        {"interval and band",
         "In 95 of 100 repetitions of the whole study a 95% interval holds the true value, at "
         "each k on its own. Two bands that overlap may still differ: the difference of the two "
         "models, resampled on the same problems, decides."},
        {"adjusted p",
         "Who makes many tests finds differences by chance. Holm's adjustment keeps the chance of "
         "any false finding among all of them at the level."}};
    return terms;
}

[[nodiscard]] inline std::vector<figure> comparison_figures(const comparison_report& report,
                                                            bool with_curves, bool with_problems) {
    std::vector<figure> figures;
    if (with_curves) {
        const std::vector<curve_report> curves{curve_of(report.base, report, report.base_curve),
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

[[nodiscard]] inline report_page single_page(const comparison_report& report) {
    report_page page{.title = report.base.model + " and " + report.tuned.model
                              + (report.benchmark.empty() ? "" : " on " + report.benchmark),
                     .headline = headline(report),
                     .findings = findings(report),
                     .terms = comparison_terms()};
    add_cautions(page.cautions, report);
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
                                    + "; McNemar's p = " + p_value_text(report.test.exact_p)});
    page.facts.push_back(
        {.label = "Sampling-efficiency gap",
         .value = fixed_text(report.gap.gap.estimate, 4),
         .detail = "base pass@" + std::to_string(report.gap.k) + " - tuned pass@1 "
                   + interval_text(report.gap.gap.lower, report.gap.gap.upper, 4)});
    page.sections.push_back({.id = "compare",
                             .title = "What was measured",
                             .figures = comparison_figures(report, true, true)});
    page.sections.push_back(
        {.id = "samples",
         .title = "What it rests on",
         .tables = {{.id = "samples-table",
                     .title = "Samples",
                     .table = passk::summary_table({&report.base, &report.tuned})}}});
    return page;
}

// c of n of every problem and model of one benchmark, in the order of the first comparison that
// has each; squares refer to problems by row, so their indices are moved along.
struct problem_matrix {
    data_table table{};
    std::map<std::string, std::size_t> rows{};
};

[[nodiscard]] inline problem_matrix counts_of_all(const std::vector<const comparison_report*>& of) {
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
    for (const comparison_report* report : of) {
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

[[nodiscard]] inline report_page family_page(std::span<const comparison_report> reports) {
    report_page page{.terms = comparison_terms()};
    std::vector<std::string> benchmarks;
    std::vector<const outcome_summary*> models;
    const auto add_model = [&models](const outcome_summary& one) {
        for (const outcome_summary* other : models) {
            if (*other == one) {
                return;
            }
        }
        models.push_back(&one);
    };
    std::size_t wider_base = 0;
    std::size_t wider_tuned = 0;
    std::size_t surer = 0;
    bool same_base = true;
    for (const comparison_report& report : reports) {
        if (std::find(benchmarks.begin(), benchmarks.end(), report.benchmark) == benchmarks.end()) {
            benchmarks.push_back(report.benchmark);
        }
        add_model(report.base);
        add_model(report.tuned);
        same_base = same_base && report.base.model == reports.front().base.model;
        if (!report.differences.empty()) {
            const int last = leader(report.differences.back().about(report.target));
            wider_base += last < 0 ? 1U : 0U;
            wider_tuned += last > 0 ? 1U : 0U;
            surer += leader(report.differences.front().about(report.target)) > 0 ? 1U : 0U;
        }
        add_cautions(page.cautions, report);
    }
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
    const auto how_many = [](std::size_t some) {
        return some == 0 ? std::string("none") : grouped_text(some);
    };
    page.headline = "At the smallest k the tuned model is clearly ahead in " + how_many(surer)
                    + " of " + count + " comparisons. At the largest the base model is in "
                    + how_many(wider_base) + ", the tuned model in " + how_many(wider_tuned)
                    + "; in " + how_many(reports.size() - wider_base - wider_tuned)
                    + " the data do not tell.";
    page.findings.emplace_back(
        "\"Clearly\" is by each interval on its own; the overview below "
        "adjusts for the number of comparisons.");

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
        std::vector<const comparison_report*> here;
        std::vector<curve_report> lines;
        const auto add_line = [&lines](curve_report line) {
            for (const curve_report& other : lines) {
                if (other.summary.model == line.summary.model) {
                    return;
                }
            }
            lines.push_back(std::move(line));
        };
        for (const comparison_report& report : reports) {
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
        for (const comparison_report* report : here) {
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
         .tables = {
             {.id = "samples-table", .title = "Samples", .table = passk::summary_table(models)}}});
    return page;
}

}  // namespace detail

/// The page of one comparison, or of many: of different tuned models, bases or benchmarks.
/// @pre     at least one comparison; the problems of each are filled in
/// @throws  domain_error otherwise
[[nodiscard]] inline report_page comparison_page(std::span<const comparison_report> reports) {
    detail::expects(!reports.empty(), "passk::comparison_page: there is no comparison");
    for (const comparison_report& report : reports) {
        detail::expects(!report.problems.empty(),
                        "passk::comparison_page: a comparison has no problems");
    }
    return reports.size() == 1 ? detail::single_page(reports.front())
                               : detail::family_page(reports);
}

}  // namespace passk

#endif  // PASSK_REPORT_COMPARISON_PAGE_HPP
