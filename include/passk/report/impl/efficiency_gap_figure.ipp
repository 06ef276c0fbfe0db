// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_EFFICIENCY_GAP_FIGURE_IPP
#define PASSK_REPORT_IMPL_EFFICIENCY_GAP_FIGURE_IPP

#include <passk/compare/sampling_efficiency_gap.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/efficiency_gap_figure.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

PASSK_INLINE std::string comparison_name(const model_comparison& report,
                                         std::span<const model_comparison> among,
                                         bool with_benchmark) {
    std::string name = report.tuned.model;
    bool several_bases = false;
    bool several_benchmarks = false;
    for (const model_comparison& other : among) {
        several_bases =
            several_bases
            || (other.tuned.model == report.tuned.model && other.base.model != report.base.model);
        several_benchmarks = several_benchmarks || other.benchmark != report.benchmark;
    }
    if (several_bases) {
        name += " against " + report.base.model;
    }
    if (several_benchmarks && with_benchmark) {
        name += ", " + report.benchmark;
    }
    return name;
}

PASSK_INLINE void add_sample_notes(std::vector<std::string>& notes,
                                   std::span<const model_comparison> reports) {
    std::vector<benchmark_samples> samples;
    for (const model_comparison& report : reports) {
        samples.push_back({.benchmark = report.benchmark, .summary = &report.base});
        samples.push_back({.benchmark = report.benchmark, .summary = &report.tuned});
    }
    add_sample_notes(notes, samples);
}

}  // namespace detail

PASSK_INLINE figure efficiency_gap_figure(std::span<const model_comparison> reports) {
    figure drawn{.id = "efficiency-gap",
                 .title = "Sampling-efficiency gap",
                 .reading =
                     "How far a tuned model in one attempt stays behind what its base "
                     "reaches in k attempts: 0 would mean that training turned all of the "
                     "base's reach into single-attempt skill. Smaller is better; below 0 "
                     "one attempt of the tuned model beats k of the base."};
    range_chart chart{.x = {.label = "base pass@k - tuned pass@1"}};
    drawn.table.heading = {"tuned model", "k", "base pass@k", "tuned pass@1", "gap", "interval"};
    std::vector<std::size_t> order(reports.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return reports[a].gap.gap.estimate < reports[b].gap.gap.estimate;
    });
    for (const std::size_t i : order) {
        const efficiency_gap& gap = reports[i].gap;
        std::string name = detail::comparison_name(reports[i], reports);
        chart.rows.push_back({.name = name,
                              .look = i + 1,
                              .value = gap.gap.estimate,
                              .lower = detail::lower_end(gap.gap),
                              .upper = detail::upper_end(gap.gap)});
        drawn.description += name + ": " + fixed_text(gap.gap.estimate, 4) + ". ";
        drawn.table.add_row({std::move(name), attempts_cell(gap.k), number_cell(gap.base_at_k, 4),
                             number_cell(gap.tuned_at_1, 4), number_cell(gap.gap.estimate, 4),
                             interval_text(gap.gap, 4)});
        detail::add_note(drawn.notes, method_text(gap.gap));
    }
    detail::add_sample_notes(drawn.notes, reports);
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_EFFICIENCY_GAP_FIGURE_IPP
