// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_OVERVIEW_FIGURE_IPP
#define PASSK_REPORT_IMPL_OVERVIEW_FIGURE_IPP

#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/efficiency_gap_figure.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/overview_figure.hpp>
#include <passk/report/test_text.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE figure overview_figure(std::span<const model_comparison> reports) {
    figure drawn{.id = "overview",
                 .title = "All comparisons at a glance",
                 .reading =
                     "Each number is pass@k of the tuned model minus that of its base: "
                     "positive where the tuned model is ahead. Below it the p value, "
                     "adjusted for the number of tests. Numbers in bold differ from 0 at "
                     "an adjusted p of at most 0.05; the others may be chance."};
    matrix_chart chart{.positive = "tuned ahead", .negative = "base ahead"};
    drawn.table.heading = {"tuned",        "base",     "benchmark", "k",
                           "tuned - base", "interval", "p",         "adjusted p"};
    const auto place = [](std::vector<std::string>& names, const std::string& name) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found != names.end()) {
            return static_cast<std::size_t>(found - names.begin());
        }
        names.push_back(name);
        return names.size() - 1;
    };
    std::vector<std::string> benchmarks;
    for (const model_comparison& report : reports) {
        place(benchmarks, report.benchmark);
    }
    struct entry {
        std::size_t row;
        std::size_t column;
        matrix_chart::cell cell;
    };
    std::vector<entry> entries;
    std::size_t clear = 0;
    for (const std::string& benchmark : benchmarks) {
        for (const model_comparison& report : reports) {
            if (report.benchmark != benchmark) {
                continue;
            }
            const std::size_t row =
                place(chart.rows, detail::comparison_name(report, reports, false));
            for (const paired_test& one : report.tests) {
                const auto at = std::find_if(
                    report.differences.begin(), report.differences.end(),
                    [&](const compared_difference& difference) { return difference.k == one.k; });
                if (at == report.differences.end()) {
                    continue;
                }
                const std::size_t column =
                    place(chart.columns, (benchmark.empty() ? "" : benchmark + ", ")
                                             + "k = " + std::to_string(one.k));
                const estimate_with_interval& difference = at->about(report.target);
                clear += detail::is_told_apart(one.adjusted_p) ? 1U : 0U;
                entries.push_back({row,
                                   column,
                                   {.value = difference.estimate,
                                    .text = signed_text(difference.estimate, 3),
                                    .detail = "p " + p_value_text(one.adjusted_p),
                                    .clear = detail::is_told_apart(one.adjusted_p)}});
                drawn.table.add_row(
                    {report.tuned.model, report.base.model, benchmark, attempts_cell(one.k),
                     signed_cell(difference.estimate, 4), signed_interval_text(difference, 4),
                     detail::p_value_cell(one.test.p), detail::p_value_cell(one.adjusted_p)});
                detail::add_interval_note(drawn.notes, difference);
            }
        }
    }
    chart.cells.assign(chart.rows.size(),
                       std::vector<std::optional<matrix_chart::cell>>(chart.columns.size()));
    for (entry& one : entries) {
        chart.cells[one.row][one.column] = std::move(one.cell);
    }
    std::vector<paired_test> all;
    for (const model_comparison& report : reports) {
        all.insert(all.end(), report.tests.begin(), report.tests.end());
    }
    drawn.notes.push_back(method_text(all));
    detail::add_sample_notes(drawn.notes, reports);
    drawn.description = grouped_text(clear) + " of " + grouped_text(entries.size())
                        + " differences are told from 0 at an adjusted p of at most 0.05.";
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_OVERVIEW_FIGURE_IPP
