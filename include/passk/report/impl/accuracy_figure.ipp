// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_ACCURACY_FIGURE_IPP
#define PASSK_REPORT_IMPL_ACCURACY_FIGURE_IPP

#include <passk/estimate/accuracy_histogram.hpp>
#include <passk/report/accuracy_figure.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/number_text.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace passk {

PASSK_INLINE figure accuracy_figure(const model_comparison& report) {
    figure drawn{.id = "accuracy",
                 .title = "Accuracy by problem",
                 .description = "At accuracy 0: base " + grouped_text(report.base_accuracy.front())
                                + ", tuned " + grouped_text(report.tuned_accuracy.front())
                                + " problems. At accuracy 1: base "
                                + grouped_text(report.base_accuracy.back()) + ", tuned "
                                + grouped_text(report.tuned_accuracy.back()) + " problems.",
                 .reading =
                     "Each bar counts problems by the share c/n of completions that are "
                     "correct. Training usually moves problems to the right end; what "
                     "matters for reach is the bar at 0, problems never solved."};
    bar_chart chart{.category_label = "accuracy c/n", .value_label = "problems"};
    bar_chart::bars base{.name = report.base.model, .look = 0};
    bar_chart::bars tuned{.name = report.tuned.model, .look = 1};
    drawn.table.heading = {"accuracy c/n", report.base.model, report.tuned.model};
    for (std::size_t bin = 0; bin < accuracy_bins; ++bin) {
        chart.categories.emplace_back(accuracy_bin_labels[bin]);
        base.values.push_back(static_cast<double>(report.base_accuracy[bin]));
        tuned.values.push_back(static_cast<double>(report.tuned_accuracy[bin]));
        drawn.table.add_row({std::string(accuracy_bin_labels[bin]),
                             count_cell(report.base_accuracy[bin]),
                             count_cell(report.tuned_accuracy[bin])});
    }
    chart.series = {std::move(base), std::move(tuned)};
    detail::add_sample_notes(drawn.notes, std::array{report.base, report.tuned});
    drawn.notes.emplace_back("Counts of these samples; no interval.");
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_ACCURACY_FIGURE_IPP
