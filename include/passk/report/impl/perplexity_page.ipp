// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_PERPLEXITY_PAGE_IPP
#define PASSK_REPORT_IMPL_PERPLEXITY_PAGE_IPP

#include <passk/compare/checkpoint_perplexities.hpp>
#include <passk/compare/perplexity_comparison.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/coverage_figure.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/detail/page_terms.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/perplexity_figure.hpp>
#include <passk/report/perplexity_page.hpp>
#include <passk/report/perplexity_report.hpp>
#include <passk/report/report_page.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace passk {
namespace detail {

// Where the tuned model's completions lie for the base, no stronger than the interval.
[[nodiscard]] inline std::string location_sentence(const perplexity_comparison& of) {
    const std::string which =
        of.filter == completion_filter::all ? "completions" : "correct completions";
    if (!of.location || !of.location->superiority) {
        return "Where the tuned model's " + which
               + " lie among the base's is not known: they were not both scored by the base.";
    }
    const interval& chance = *of.location->superiority;
    const std::string by = " (chance that a tuned one is the less perplexing to the base: "
                           + measure_text(chance, 4) + ").";
    if (chance.lower > 0.5) {
        return "To the base model the tuned model's " + which + " are less perplexing than its own"
               + by;
    }
    if (chance.upper < 0.5) {
        return "To the base model the tuned model's " + which + " are more perplexing than its own"
               + by;
    }
    return "The data do not tell whether the tuned model's " + which
           + " are more or less perplexing to the base than its own" + by;
}

}  // namespace detail

PASSK_INLINE report_page perplexity_page(const perplexity_report& report) {
    report_page page{.title = report.base + " and " + report.tuned + " by perplexity",
                     .terms = detail::page_terms({"perplexity", "scorer(Y_drawer)", "coverage at N",
                                                  "estimand", "interval and band"})};
    for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
        const perplexity_comparison& of = report.comparisons[i];
        const bool all = of.filter == completion_filter::all;
        if (page.headline.empty() || !all) {
            page.headline = detail::location_sentence(of);
        }
        page.findings.push_back(detail::location_sentence(of));
        if (of.coverage && of.coverage->divergence) {
            page.findings.push_back(
                "KL(tuned || base) of " + std::string(all ? "completions" : "correct completions")
                + ": " + detail::measure_text(of.coverage->divergence, 3) + " nats a completion.");
        }
        detail::add_note(
            page.cautions,
            of.target == estimand::sampled_problems
                ? "Every interval is about problems like these (estimand: sampled problems)."
                : "Every interval is about exactly these problems (estimand: fixed benchmark).");
        page_section section{.id = all ? "all" : "correct",
                             .title = all ? "All completions" : "Correct completions"};
        section.figures.push_back(perplexity_figure(report, of));
        if (of.coverage && !of.coverage->profile.empty()) {
            section.figures.push_back(coverage_figure(of));
        }
        if (of.location) {
            data_table table{.heading = {"problem", "base median", "tuned median", "rank", "p"}};
            for (const problem_location& problem : of.location->problems) {
                table.add_row({problem.name, detail::measure_cell(problem.base.median, 4),
                               detail::measure_cell(problem.tuned.median, 4),
                               number_cell(problem.mean_rank, 3),
                               detail::p_value_cell(problem.test.p_value)});
            }
            section.tables.push_back({.id = section.id + "-problems",
                                      .title = "Every problem",
                                      .table = std::move(table),
                                      .folded = true});
        }
        if (i < report.series.size()) {
            data_table table{.heading = {"checkpoint", "problems", "completions", "mean of medians",
                                         "since the first"}};
            for (const checkpoint_perplexity& point : report.series[i]) {
                const auto interval_cell = [](const std::optional<interval>& bounds) {
                    return bounds ? table_cell(detail::measure_text(bounds, 4), bounds->estimate)
                                  : table_cell("-");
                };
                if (point.mean_of_medians) {
                    detail::add_note(section.findings,
                                     "Checkpoints: median of each problem, mean "
                                     "over problems; "
                                         + method_text(*point.mean_of_medians));
                }
                table.add_row({point.name, count_cell(point.problems),
                               count_cell(point.completions), interval_cell(point.mean_of_medians),
                               interval_cell(point.change)});
            }
            section.tables.push_back({.id = section.id + "-checkpoints",
                                      .title = "Perplexity under the base as training goes on",
                                      .table = std::move(table)});
        }
        page.sections.push_back(std::move(section));
    }
    return page;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_PERPLEXITY_PAGE_IPP
