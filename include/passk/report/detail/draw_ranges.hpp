// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_DRAW_RANGES_HPP
#define PASSK_REPORT_DETAIL_DRAW_RANGES_HPP

#include <passk/report/detail/chart_scale.hpp>
#include <passk/report/detail/svg_text.hpp>
#include <passk/report/figure.hpp>

#include <algorithm>
#include <cstddef>
#include <string>

namespace passk::detail {

[[nodiscard]] inline drawn_chart draw(const range_chart& chart, double width) {
    const bool wide = width > 500.0;
    const bool dots = std::any_of(chart.rows.begin(), chart.rows.end(),
                                  [](const range_chart::row& row) { return !row.points.empty(); });
    const double pitch = (wide ? 32.0 : 48.0) + (dots ? 18.0 : 0.0);
    const double top = wide ? 6.0 : 2.0;
    const double bottom = top + pitch * static_cast<double>(chart.rows.size()) + 4.0;
    const double height = bottom + 46.0;
    number_extent xs;
    std::size_t longest = 0;
    for (const range_chart::row& row : chart.rows) {
        xs.include(row.value);
        xs.include(row.lower);
        xs.include(row.upper);
        xs.include(row.least);
        xs.include(row.greatest);
        for (const double point : row.points) {
            xs.include(point);
        }
        longest = (std::max)(longest, display_width(row.name));
    }
    constexpr std::size_t most_letters = 30;
    const std::size_t letters = (std::min)(longest, most_letters);
    const double left = wide ? 20.0 + 7.0 * static_cast<double>(letters) : 12.0;
    const double right = width - 16.0;
    const chart_scale across(chart.x, xs, left, right, wide ? 7 : 5);

    drawn_chart drawn{.height = height};
    std::string& text = drawn.body;
    for (const chart_scale::tick& tick : across.ticks()) {
        const double x = across(tick.value);
        text +=
            svg_line(x, top, x, bottom, tick.value == 0.0 ? axis_attributes() : grid_attributes());
        text += svg_words(x, bottom + 17.0, tick.text, {.anchor = "middle", .quiet = true});
    }
    text += svg_words((left + right) / 2.0, height - 6.0, chart.x.label,
                      {.size = 12.0, .anchor = "middle", .quiet = true});
    for (std::size_t i = 0; i < chart.rows.size(); ++i) {
        const range_chart::row& row = chart.rows[i];
        const double begin = top + pitch * static_cast<double>(i);
        const double y = begin + (wide ? 18.0 : 34.0);
        if (wide) {
            text += svg_words(left - 14.0, y + 4.2, shortened(row.name, most_letters),
                              {.anchor = "end", .name = true});
        } else {
            text += svg_words(left, begin + 17.0, shortened(row.name, 44),
                              {.halo = true, .name = true});
        }
        text += open_look(row.look, "row", " data-row=\"" + std::to_string(i) + "\"");
        if (row.least && row.greatest) {
            text +=
                svg_line(across(*row.least), y, across(*row.greatest), y, "stroke-width=\"1.2\"");
        }
        if (row.lower && row.upper) {
            const bool box = row.least.has_value();
            text += svg_line(
                across(*row.lower), y, across(*row.upper), y,
                box ? "stroke-width=\"9\" stroke-opacity=\"0.4\"" : "stroke-width=\"2.4\"");
            if (!box) {
                for (const double end : {*row.lower, *row.upper}) {
                    text += svg_line(across(end), y - 5.0, across(end), y + 5.0,
                                     "stroke-width=\"2.4\"");
                }
            }
        }
        text += "<path d=\"" + std::string(look_marker(row.look)) + "\" transform=\"translate("
                + px(across(row.value)) + " " + px(y) + ") scale(1.2)\"/>";
        if (!row.points.empty()) {
            text += "<g class=\"dots\" fill-opacity=\"0.45\" stroke=\"none\">";
            for (std::size_t j = 0; j < row.points.size(); ++j) {
                const double shift = static_cast<double>(j * 7 % 5) * 2.4;
                text += "<circle r=\"1.9\" cx=\"" + px(across(row.points[j])) + "\" cy=\""
                        + px(y + 10.0 + shift) + "\"/>";
            }
            text += "</g>";
        }
        text += "</g>";
    }
    return drawn;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_DRAW_RANGES_HPP
