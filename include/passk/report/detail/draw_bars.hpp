// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_DRAW_BARS_HPP
#define PASSK_REPORT_DETAIL_DRAW_BARS_HPP

#include <passk/report/detail/chart_scale.hpp>
#include <passk/report/detail/svg_text.hpp>
#include <passk/report/figure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

namespace passk::detail {

[[nodiscard]] inline drawn_chart draw(const bar_chart& chart, double width) {
    const bool wide = width > 500.0;
    const double height = wide ? 372.0 : 300.0;
    const double top = 34.0;
    const double bottom = height - 60.0;
    number_extent counts;
    counts.include(0.0);
    for (const bar_chart::bars& series : chart.series) {
        for (const double value : series.values) {
            counts.include(value);
        }
    }
    const chart_scale up({}, counts, bottom, top, wide ? 6 : 5);
    double labels = 0.0;
    for (const chart_scale::tick& tick : up.ticks()) {
        labels = (std::max)(labels, text_width(tick.text, 12.5));
    }
    const double left = labels + 12.0;
    const double right = width - 4.0;
    const double slot =
        (right - left) / static_cast<double>((std::max)(chart.categories.size(), std::size_t{1}));
    const double bar =
        slot * 0.78 / static_cast<double>((std::max)(chart.series.size(), std::size_t{1}));

    drawn_chart drawn{.height = height};
    std::string& text = drawn.body;
    text += svg_words(0.0, 14.0, chart.value_label, {.size = 12.0, .quiet = true});
    for (const chart_scale::tick& tick : up.ticks()) {
        if (std::floor(tick.value) != tick.value) {
            continue;  // bars count
        }
        const double y = up(tick.value);
        text +=
            svg_line(left, y, right, y, tick.value == 0.0 ? axis_attributes() : grid_attributes());
        text += svg_words(left - 8.0, y + 4.2, tick.text, {.anchor = "end", .quiet = true});
    }
    for (std::size_t i = 0; i < chart.categories.size(); ++i) {
        // "(0.1, 0.2]" on two lines
        const std::string& label = chart.categories[i];
        const std::size_t comma = label.find(", ");
        const double centre = left + slot * (static_cast<double>(i) + 0.5);
        const text_style style{.size = wide ? 11.0 : 9.5, .anchor = "middle", .quiet = true};
        text += svg_words(
            centre, bottom + 16.0,
            label.substr(0, comma == std::string::npos ? std::string::npos : comma + 1), style);
        if (comma != std::string::npos) {
            text += svg_words(centre, bottom + 29.0, label.substr(comma + 2), style);
        }
    }
    text += svg_words((left + right) / 2.0, height - 6.0, chart.category_label,
                      {.size = 12.0, .anchor = "middle", .quiet = true});
    for (std::size_t s = 0; s < chart.series.size(); ++s) {
        const bar_chart::bars& series = chart.series[s];
        text += open_look(series.look, "series",
                          " data-name=\"" + html_escaped(series.name) + "\" stroke-width=\"1.2\""
                              + (series.look == 0 ? " fill-opacity=\"0.25\"" : ""));
        for (std::size_t i = 0; i < series.values.size(); ++i) {
            const double x =
                left + slot * (static_cast<double>(i) + 0.11) + bar * static_cast<double>(s);
            const double y = up(series.values[i]);
            text += "<rect class=\"bar\" data-row=\"" + std::to_string(i) + "\" x=\"" + px(x + 0.6)
                    + "\" y=\"" + px(y) + "\" width=\"" + px(bar - 1.2) + "\" height=\""
                    + px(bottom - y) + "\"/>";
        }
        text += "</g>";
        if (wide) {
            text += "<g class=\"counts " + look_class(series.look) + "\" data-name=\""
                    + html_escaped(series.name) + "\">";
            for (std::size_t i = 0; i < series.values.size(); ++i) {
                const double x = left + slot * (static_cast<double>(i) + 0.11)
                                 + bar * (static_cast<double>(s) + 0.5);
                text += svg_words(x, up(series.values[i]) - 4.0, fixed_text(series.values[i], 0),
                                  {.size = 10.0, .anchor = "middle", .quiet = true});
            }
            text += "</g>";
        }
    }
    return drawn;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_DRAW_BARS_HPP
