// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_DIFFERENCE_FIGURE_IPP
#define PASSK_REPORT_IMPL_DIFFERENCE_FIGURE_IPP

#include <passk/interval/estimand.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/difference_figure.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/test_text.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace passk {

PASSK_INLINE figure difference_figure(const model_comparison& report) {
    figure drawn{.id = "difference",
                 .title = "Difference: tuned - base",
                 .reading =
                     "Above 0 the tuned model is ahead, below it the base model. Where the "
                     "band includes 0 the data do not tell who leads. The bracket shows "
                     "where the base model catches up and how sure that is."};
    curve_chart chart{.x = {.label = "k, attempts", .scale = axis_scale::log2},
                      .y = {.label = "pass@k, tuned - base"},
                      .zero_line = true,
                      .above_zero = "tuned ahead",
                      .below_zero = "base ahead"};
    chart_series series{.name = "tuned - base", .look = 1};
    const bool sampled = report.target == estimand::sampled_problems;
    drawn.table.heading = {"k",
                           "base",
                           "tuned",
                           "tuned - base",
                           "interval",
                           "all k at once",
                           sampled ? "exactly these problems" : "problems like these",
                           "p",
                           "adjusted p"};
    for (const compared_difference& at : report.differences) {
        const estimate_with_interval& about = at.about(report.target);
        const estimate_with_interval& other = sampled ? at.fixed : at.difference;
        series.points.push_back(detail::point_of(at.k, about));
        const auto tested = std::find_if(report.tests.begin(), report.tests.end(),
                                         [&](const paired_test& one) { return one.k == at.k; });
        const bool has_test = tested != report.tests.end();
        drawn.table.add_row({attempts_cell(at.k), number_cell(at.base, 4), number_cell(at.tuned, 4),
                             signed_cell(about.estimate, 4), signed_interval_text(about, 4),
                             signed_interval_text(at.band, 4), signed_interval_text(other, 4),
                             has_test ? detail::p_value_cell(tested->test.p) : table_cell(""),
                             has_test ? detail::p_value_cell(tested->adjusted_p) : table_cell("")});
        detail::add_interval_note(drawn.notes, about);
    }
    chart.series.push_back(std::move(series));
    for (const std::string& sentence : findings(report)) {
        drawn.description += sentence + " ";
    }
    const crossover& crossing = report.crossing;
    if (crossing.at) {
        chart.marked = chart_span{.label = "level at k = " + fixed_text(*crossing.at, 1),
                                  .at = *crossing.at,
                                  .lower = crossing.lower,
                                  .upper = crossing.upper};
        drawn.notes.push_back("Crossover at k = " + fixed_text(*crossing.at, 1) + " ["
                              + detail::crossing_end(crossing.lower, crossing.largest_k) + ", "
                              + detail::crossing_end(crossing.upper, crossing.largest_k)
                              + "], linear in log k between neighbouring k. "
                              + detail::crossover_method_text(crossing));
    }
    if (!report.tests.empty()) {
        drawn.notes.push_back(method_text(report.tests));
    }
    detail::add_sample_notes(drawn.notes, std::array{report.base, report.tuned});
    drawn.notes.emplace_back("Both models are resampled on the same problems.");
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_DIFFERENCE_FIGURE_IPP
