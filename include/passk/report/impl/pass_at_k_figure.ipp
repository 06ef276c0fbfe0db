// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_PASS_AT_K_FIGURE_IPP
#define PASSK_REPORT_IMPL_PASS_AT_K_FIGURE_IPP

#include <passk/report/curve_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/dull_middle.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/pass_at_k_figure.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {
PASSK_INLINE figure pass_at_k_figure(std::span<const model_curve> curves) {
    figure drawn{.id = "pass-at-k",
                 .title = "pass@k",
                 .reading =
                     "Each line is a model's chance to solve a problem in at least one of k "
                     "attempts, averaged over problems. On the left one attempt counts, on "
                     "the right what is reachable at all. The band is the interval at each "
                     "k on its own."};
    curve_chart chart{.x = {.label = "k, attempts", .scale = axis_scale::log2},
                      .y = {.label = "pass@k", .probability = true}};
    drawn.table.heading = {"k"};
    std::set<std::uint64_t> ks;
    std::vector<outcome_summary> summaries;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const model_curve& curve = curves[i];
        chart_series series{.name = curve.summary.model, .look = i};
        for (std::size_t j = 0; j < curve.ks.size(); ++j) {
            series.points.push_back(detail::point_of(curve.ks[j], curve.curve[j]));
        }
        if (!curve.ks.empty()) {
            drawn.description += curve.summary.model + ": pass@" + std::to_string(curve.ks.front())
                                 + " is " + fixed_text(curve.curve.front().estimate, 4) + ", pass@"
                                 + std::to_string(curve.ks.back()) + " is "
                                 + fixed_text(curve.curve.back().estimate, 4) + ". ";
        }
        chart.series.push_back(std::move(series));
        drawn.table.heading.push_back(curve.summary.model);
        drawn.table.heading.emplace_back("interval");
        if (!curve.band.empty()) {
            drawn.table.heading.emplace_back("all k at once");
        }
        ks.insert(curve.ks.begin(), curve.ks.end());
        summaries.push_back(curve.summary);
        for (const estimate_with_interval& at : curve.curve) {
            detail::add_interval_note(drawn.notes, at);
        }
        for (const estimate_with_interval& at : curve.band) {
            if (at.bounds) {
                detail::add_note(drawn.notes, "All k at once: " + method_text(at.bounds.value()));
            }
        }
    }
    detail::add_sample_notes(drawn.notes, summaries);
    chart.y.folded = detail::dull_middle(chart);
    if (chart.y.folded) {
        drawn.notes.push_back("The axis is folded: from " + shortest_text(chart.y.folded->first)
                              + " to " + shortest_text(chart.y.folded->second)
                              + " it is drawn at a tenth of its length.");
    }
    for (const std::uint64_t k : ks) {
        std::vector<table_cell> row{attempts_cell(k)};
        for (const model_curve& curve : curves) {
            const auto found = std::find(curve.ks.begin(), curve.ks.end(), k);
            if (found == curve.ks.end()) {
                row.insert(row.end(), {table_cell("beyond n"), table_cell("")});
                row.resize(row.size() + (curve.band.empty() ? 0U : 1U));
                continue;
            }
            const auto place = static_cast<std::size_t>(found - curve.ks.begin());
            row.push_back(number_cell(curve.curve[place].estimate, 4));
            row.push_back(interval_text(curve.curve[place], 4));
            if (!curve.band.empty()) {
                row.push_back(interval_text(curve.band[place], 4));
            }
        }
        drawn.table.add_row(std::move(row));
    }
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_PASS_AT_K_FIGURE_IPP
