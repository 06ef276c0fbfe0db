// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_DRAW_CURVES_HPP
#define PASSK_REPORT_DETAIL_DRAW_CURVES_HPP

#include <passk/report/detail/chart_scale.hpp>
#include <passk/report/detail/svg_text.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/number_text.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail {

// A stretch that is left out: shaded, with two short strokes across each side.
[[nodiscard]] inline std::string draw_fold(const std::pair<double, double>& stretch,
                                           const chart_scale& up, double left, double right) {
    const double top = up(stretch.second);
    const double bottom = up(stretch.first);
    std::string text = "<rect class=\"fold\" x=\"" + px(left) + "\" y=\"" + px(top) + "\" width=\""
                       + px(right - left) + "\" height=\"" + px(bottom - top) + "\" fill=\""
                       + std::string(muted) + "\" fill-opacity=\"0.12\"/>";
    for (const double x : {left, right}) {
        for (const double y : {top, bottom}) {
            text += svg_line(x - 5.0, y + 3.0, x + 5.0, y - 3.0, axis_attributes());
        }
    }
    return text;
}

[[nodiscard]] inline std::string draw_one_curve(const chart_series& series,
                                                const chart_scale& across, const chart_scale& up) {
    std::string xs;
    std::string line;
    for (const chart_point& point : series.points) {
        line += (line.empty() ? "M" : "L") + px(across(point.x)) + " " + px(up(point.y));
        xs += (xs.empty() ? "" : " ") + shortest_text(point.x);
    }
    std::string text =
        open_look(series.look, "series",
                  " data-name=\"" + html_escaped(series.name) + "\" data-xs=\"" + xs + "\"");
    // a band for each stretch of points that have intervals
    for (std::size_t first = 0; first < series.points.size();) {
        std::string above;
        std::string below;
        std::string band_xs;
        std::size_t i = first;
        for (; i < series.points.size() && series.points[i].lower && series.points[i].upper; ++i) {
            const chart_point& point = series.points[i];
            const std::string x = px(across(point.x)) + " ";
            above += (above.empty() ? "M" : "L") + x + px(up(*point.upper));
            below = "L" + x + px(up(*point.lower)) + below;
            band_xs += (band_xs.empty() ? "" : " ") + shortest_text(point.x);
        }
        if (i > first + 1) {
            text += "<path class=\"band\" data-xs=\"" + band_xs + "\" d=\"" + above + below
                    + "Z\" stroke=\"none\" fill-opacity=\"0.16\"/>";
        }
        first = i + 1;
    }
    text += "<path class=\"line\" d=\"" + line
            + "\" fill=\"none\" stroke-width=\"2.2\" stroke-linejoin=\"round\""
            + dash_attribute(series.look, series.extrapolated) + "/>";
    constexpr std::size_t most_markers = 16;
    const std::size_t every = (series.points.size() + most_markers - 1) / most_markers;
    for (std::size_t i = 0; i < series.points.size(); i += every) {
        const chart_point& point = series.points[i];
        text += "<path class=\"mark\" data-x=\"" + shortest_text(point.x) + "\" d=\""
                + look_marker(series.look) + "\" transform=\"translate(" + px(across(point.x)) + " "
                + px(up(point.y)) + ")\"" + (series.extrapolated ? " fill=\"none\"" : "") + "/>";
    }
    return text + "</g>";
}

[[nodiscard]] inline std::string draw_span(const chart_span& span, const chart_scale& across,
                                           double left, double right, double top, double bottom) {
    const double low = span.lower ? (std::max)(across(*span.lower), left) : right;
    const double high = span.upper ? across(*span.upper) : right;
    const double at = across(span.at);
    const auto data = [](const char* name, const std::optional<double>& end) {
        return end ? " data-" + std::string(name) + "=\"" + shortest_text(*end) + "\""
                   : std::string();
    };
    std::string text = "<g class=\"span\" fill=\"" + std::string(muted) + "\" stroke=\""
                       + std::string(muted) + "\"" + data("at", span.at) + data("lower", span.lower)
                       + data("upper", span.upper) + ">";
    text += "<rect x=\"" + px(low) + "\" y=\"" + px(top) + "\" width=\"" + px(high - low)
            + "\" height=\"" + px(bottom - top) + "\" fill-opacity=\"0.1\" stroke=\"none\"/>";
    text += svg_line(at, top, at, bottom, "stroke-dasharray=\"3 3\"");
    text += "</g>";
    const bool before = at > (left + right) / 2.0;
    text_style style{.size = 12.0, .anchor = before ? "end" : "start", .halo = true};
    return text + "<g class=\"span-label\">"
           + svg_words(before ? at - 7.0 : at + 7.0, top + 15.0, span.label, style) + "</g>";
}

[[nodiscard]] inline drawn_chart draw(const curve_chart& chart, double width) {
    const bool wide = width > 500.0;
    const double height = wide ? 372.0 : 300.0;
    number_extent xs;
    number_extent ys;
    for (const chart_series& series : chart.series) {
        for (const chart_point& point : series.points) {
            xs.include(point.x);
            ys.include(point.y);
            ys.include(point.lower);
            ys.include(point.upper);
        }
    }
    if (chart.zero_line) {
        ys.include(0.0);
    }
    const double top = 30.0;
    const double bottom = height - 46.0;
    const chart_scale up(chart.y, ys, bottom, top, wide ? 6 : 5);
    double labels = 0.0;
    for (const chart_scale::tick& tick : up.ticks()) {
        labels = (std::max)(labels, text_width(tick.text, 12.5));
    }
    const double left = labels + 12.0;
    const double right = width - 12.0;
    const chart_scale across(chart.x, xs, left, right, wide ? 12 : 8);

    drawn_chart drawn{.height = height};
    std::string& text = drawn.body;
    text += svg_words(0.0, 14.0, chart.y.label, {.size = 12.0, .quiet = true});
    for (const chart_scale::tick& tick : up.ticks()) {
        const double y = up(tick.value);
        text +=
            svg_line(left, y, right, y,
                     chart.zero_line && tick.value == 0.0 ? axis_attributes() : grid_attributes());
        text += svg_words(left - 8.0, y + 4.2, tick.text, {.anchor = "end", .quiet = true});
    }
    if (up.folded()) {
        text += draw_fold(*up.folded(), up, left, right);
    }
    text += svg_line(left, bottom, right, bottom, axis_attributes());
    for (const chart_scale::tick& tick : across.ticks()) {
        text += "<g class=\"tick\" data-x=\"" + shortest_text(tick.value)
                + "\" transform=\"translate(" + px(across(tick.value)) + " 0)\">"
                + svg_line(0.0, bottom, 0.0, bottom + 5.0, axis_attributes())
                + svg_words(0.0, bottom + 19.0, tick.text, {.anchor = "middle", .quiet = true})
                + "</g>";
    }
    text += svg_words((left + right) / 2.0, height - 6.0, chart.x.label,
                      {.size = 12.0, .anchor = "middle", .quiet = true});
    if (chart.marked) {
        text += draw_span(*chart.marked, across, left, right, top, bottom);
    }
    for (const chart_series& series : chart.series) {
        text += draw_one_curve(series, across, up);
    }
    // where the first curve is the farther from them
    const bool at_left = chart.series.empty() || chart.series.front().points.empty()
                         || std::fabs(chart.series.front().points.front().y)
                                >= std::fabs(chart.series.front().points.back().y);
    const text_style beside{
        .size = 12.0, .anchor = at_left ? "start" : "end", .quiet = true, .halo = true};
    const double words = at_left ? left + 6.0 : right - 6.0;
    if (chart.zero_line && up(0.0) - top > 30.0) {
        text += svg_words(words, up(0.0) - 7.0, chart.above_zero, beside);
    }
    if (chart.zero_line && bottom - up(0.0) > 30.0) {
        text += svg_words(words, up(0.0) + 16.0, chart.below_zero, beside);
    }
    const char* scale = chart.x.scale == axis_scale::linear ? "linear" : "log";
    drawn.attributes = " data-scale=\"" + std::string(scale) + "\" data-low=\""
                       + shortest_text(across.low()) + "\" data-high=\""
                       + shortest_text(across.high()) + "\" data-left=\"" + px(left)
                       + "\" data-right=\"" + px(right) + "\" data-top=\"" + px(top)
                       + "\" data-bottom=\"" + px(bottom) + "\"";
    return drawn;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_DRAW_CURVES_HPP
