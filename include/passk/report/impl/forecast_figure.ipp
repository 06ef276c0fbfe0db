// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_FORECAST_FIGURE_IPP
#define PASSK_REPORT_IMPL_FORECAST_FIGURE_IPP

#include <passk/estimate/forecast.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/forecast_figure.hpp>
#include <passk/report/forecast_text.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE figure forecast_figure(const model_comparison& report) {
    figure drawn{.id = "forecast",
                 .title = "Forecast beyond n",
                 .reading =
                     "Solid lines are measured. Dashed lines are no measurement: they say "
                     "how pass@k would go on if the chances of success of problems like "
                     "these followed the fitted distribution, with the interval of that "
                     "fit. A wrong shape of distribution is not in the interval."};
    curve_chart chart{.x = {.label = "k, attempts", .scale = axis_scale::log2},
                      .y = {.label = "pass@k", .probability = true}};
    drawn.table.heading = {"k", "model", "pass@k", "interval", "what it is"};
    const auto add = [&](const outcome_summary& summary, std::size_t look, bool tuned,
                         const std::vector<estimate_with_interval>& curve,
                         const std::optional<forecast_curve>& forecast) {
        chart_series measured{.name = summary.model, .look = look};
        for (std::size_t i = 0; i < curve.size(); ++i) {
            const std::uint64_t k = report.differences[i].k;
            measured.points.push_back({.x = static_cast<double>(k), .y = curve[i].estimate});
            drawn.table.add_row({attempts_cell(k), summary.model, number_cell(curve[i].estimate, 4),
                                 interval_text(curve[i], 4), "measured"});
            if (curve[i].bounds) {
                detail::add_note(drawn.notes, "Measured: " + method_text(curve[i].bounds.value()));
            }
        }
        chart.series.push_back(std::move(measured));
        if (!forecast) {
            return;
        }
        if (!forecast->points) {
            detail::add_note(drawn.notes,
                             std::string("No forecast for the ") + (tuned ? "tuned" : "base")
                                 + " model: " + forecast->points.error().context + ".");
            return;
        }
        chart_series ahead{
            .name = summary.model + ", forecast", .look = look, .extrapolated = true};
        for (const pass_at_k_forecast& at : forecast->points.value()) {
            ahead.points.push_back({.x = static_cast<double>(at.k),
                                    .y = at.estimate,
                                    .lower = at.lower,
                                    .upper = at.upper});
            drawn.table.add_row({attempts_cell(at.k), summary.model, number_cell(at.estimate, 4),
                                 interval_text(at.lower, at.upper, 4), "forecast"});
        }
        if (!forecast->points.value().empty()) {
            const pass_at_k_forecast& last = forecast->points.value().back();
            drawn.description += summary.model + " is forecast to reach "
                                 + fixed_text(last.estimate, 4) + " "
                                 + interval_text(last.lower, last.upper, 4)
                                 + " at k = " + std::to_string(last.k) + ". ";
        }
        chart.series.push_back(std::move(ahead));
        detail::add_note(
            drawn.notes,
            "Forecast: " + std::string(forecast_model_name(forecast->model))
                + " by maximum likelihood; "
                + forecast_method_text(forecast->level, forecast->resamples, forecast->seed));
    };
    detail::add_sample_notes(drawn.notes, std::array{report.base, report.tuned});
    add(report.base, 0, false, report.base_curve, report.base_forecast);
    add(report.tuned, 1, true, report.tuned_curve, report.tuned_forecast);
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_FORECAST_FIGURE_IPP
