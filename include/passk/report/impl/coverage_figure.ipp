// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_COVERAGE_FIGURE_IPP
#define PASSK_REPORT_IMPL_COVERAGE_FIGURE_IPP

#include <passk/compare/perplexity_comparison.hpp>
#include <passk/report/coverage_figure.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/perplexity_report.hpp>

#include <cstddef>
#include <utility>

namespace passk {

PASSK_INLINE figure coverage_figure(const perplexity_comparison& of) {
    detail::expects(of.coverage.has_value(), "passk::coverage_figure: there is no coverage");
    const coverage_comparison& coverage = *of.coverage;
    const bool all = of.filter == completion_filter::all;
    figure drawn{.id = all ? "coverage" : "coverage-correct",
                 .title = all ? "Coverage profile" : "Coverage profile of correct completions",
                 .reading =
                     "At N: the share of the tuned model's completions that are at least N "
                     "times as likely under it as under its base, so that the base needs N "
                     "times the samples for them. A curve that falls to 0 early says that "
                     "more sampling replaces the training."};
    curve_chart chart{.x = {.label = "N, times the samples", .scale = axis_scale::log10},
                      .y = {.label = "share of completions", .probability = true}};
    chart_series series{.name = "tuned under base", .look = 1};
    drawn.table.heading = {"N", "share", "interval"};
    for (std::size_t i = 0; i < coverage.profile.size(); ++i) {
        const interval& at = coverage.profile[i];
        series.points.push_back(
            {.x = coverage.budgets[i], .y = at.estimate, .lower = at.lower, .upper = at.upper});
        drawn.table.add_row(
            {table_cell(detail::budget_text(coverage.budgets[i]), coverage.budgets[i]),
             number_cell(at.estimate, 4), interval_text(at.lower, at.upper, 4)});
        drawn.description += "At N = " + detail::budget_text(coverage.budgets[i]) + ": "
                             + fixed_text(at.estimate, 4) + ". ";
        detail::add_note(drawn.notes, method_text(at));
    }
    drawn.notes.push_back(grouped_text(coverage.completions) + " completions of "
                          + grouped_text(coverage.problems) + " problems, scored by both; "
                          + grouped_text(coverage.unpaired) + " by one only, left out.");
    chart.series.push_back(std::move(series));
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_COVERAGE_FIGURE_IPP
