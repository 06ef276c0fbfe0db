// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_SVG_IPP
#define PASSK_REPORT_IMPL_SVG_IPP

#include <passk/report/detail/draw_bars.hpp>
#include <passk/report/detail/draw_curves.hpp>
#include <passk/report/detail/draw_matrix.hpp>
#include <passk/report/detail/draw_ranges.hpp>
#include <passk/report/detail/draw_squares.hpp>
#include <passk/report/detail/page_style.hpp>
#include <passk/report/detail/svg_text.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/svg.hpp>

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace passk {
namespace detail {

PASSK_INLINE std::vector<legend_entry> legend_of(const figure& drawn) {
    std::vector<legend_entry> entries;
    if (const auto* curves = std::get_if<curve_chart>(&drawn.chart)) {
        if (curves->series.size() > 1) {
            for (const chart_series& series : curves->series) {
                entries.push_back({series.name, series.look, series.extrapolated, false});
            }
        }
    } else if (const auto* bars = std::get_if<bar_chart>(&drawn.chart)) {
        for (const bar_chart::bars& series : bars->series) {
            entries.push_back({series.name, series.look, false, true});
        }
    }
    return entries;
}

PASSK_INLINE std::string legend_key(const legend_entry& entry) {
    std::string text = open_look(entry.look, "key");
    if (entry.bar) {
        text += "<rect x=\"7\" y=\"0.6\" width=\"11\" height=\"11\" stroke-width=\"1.2\""
                + std::string(entry.look == 0 ? " fill-opacity=\"0.25\"" : "") + "/>";
    } else {
        text += "<path d=\"M0 6H26\" fill=\"none\" stroke-width=\"2.2\""
                + dash_attribute(entry.look, entry.extrapolated) + "/><path d=\""
                + std::string(look_marker(entry.look)) + "\" transform=\"translate(13 6)\""
                + (entry.extrapolated ? " fill=\"none\"" : "") + "/>";
    }
    return text + "</g>";
}

[[nodiscard]] inline drawn_chart draw_chart(const figure& drawn, double width) {
    return std::visit([width](const auto& chart) { return draw(chart, width); }, drawn.chart);
}

PASSK_INLINE std::string inline_svg(const figure& drawn, double width, const std::string& id) {
    const drawn_chart chart = draw_chart(drawn, width);
    return "<svg class=\"" + std::string(width > 500.0 ? "wide" : "narrow") + "\" viewBox=\"0 0 "
           + px(width) + " " + px(chart.height) + "\" role=\"img\" aria-labelledby=\"" + id + "-t "
           + id + "-d\"" + chart.attributes + "><title id=\"" + id + "-t\">"
           + html_escaped(drawn.title) + "</title><desc id=\"" + id + "-d\">"
           + html_escaped(drawn.description) + "</desc>" + chart.body + "</svg>";
}

}  // namespace detail

PASSK_INLINE std::string to_svg(const figure& drawn) {
    constexpr double width = detail::wide_picture;
    constexpr double margin = 16.0;
    const detail::drawn_chart chart = detail::draw_chart(drawn, width);
    std::string legend;
    double x = 0.0;
    double y = 40.0;
    constexpr std::size_t most_letters = 44;
    for (const detail::legend_entry& entry : detail::legend_of(drawn)) {
        const std::string name = detail::shortened(entry.name, most_letters);
        const double needed = 34.0 + detail::text_width(name, 12.5) + 22.0;
        if (x > 0.0 && x + needed > width) {
            x = 0.0;
            y += 20.0;
        }
        legend += "<g transform=\"translate(" + detail::px(x) + " " + detail::px(y) + ")\">"
                  + detail::legend_key(entry) + detail::svg_words(34.0, 10.2, name, {.name = true})
                  + "</g>";
        x += needed;
    }
    const double above = legend.empty() ? 36.0 : y + 30.0;
    const double height = above + chart.height;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + detail::px(width + 2.0 * margin)
           + "\" height=\"" + detail::px(height + 2.0 * margin) + "\" viewBox=\"-"
           + detail::px(margin) + " -" + detail::px(margin) + " "
           + detail::px(width + 2.0 * margin) + " " + detail::px(height + 2.0 * margin)
           + "\" role=\"img\" aria-labelledby=\"t d\" font-family=\"system-ui, 'Segoe UI', "
             "Roboto, 'Liberation Sans', sans-serif\" font-size=\"12.5\" fill=\""
           + detail::ink + "\"><title id=\"t\">" + html_escaped(drawn.title)
           + "</title><desc id=\"d\">" + html_escaped(drawn.description)
           + "</desc><style>" + detail::lone_picture_style()
           + "</style><rect class=\"paper\" x=\"-16\" y=\"-16\" width=\"" + detail::px(width + 2.0 * margin)
           + "\" height=\"" + detail::px(height + 2.0 * margin) + "\" fill=\"#fff\"/>"
           + detail::svg_words(0.0, 16.0, drawn.title, {.size = 15.0, .bold = true}) + legend
           + "<g transform=\"translate(0 " + detail::px(above) + ")\">" + chart.body
           + "</g></svg>\n";
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_SVG_IPP
