// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_DRAW_SQUARES_HPP
#define PASSK_REPORT_DETAIL_DRAW_SQUARES_HPP

#include <passk/report/detail/svg_text.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/number_text.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

namespace passk::detail {

// One group is one path, so that a thousand problems are a few elements; a page finds the square
// under the pointer from pitch and columns.
[[nodiscard]] inline drawn_chart draw(const square_chart& chart, double width) {
    const bool wide = width > 500.0;
    std::size_t most = 0;
    for (const square_chart::group& group : chart.groups) {
        most += group.problems.size();
    }
    const double pitch = most > 4000 ? 6.0 : most > 1600 ? 9.0 : wide ? 13.0 : 12.0;
    const double side = pitch - 2.0;
    const double left = wide ? 124.0 : 2.0;
    const double usable = std::floor((width - left - 2.0) / pitch);
    const auto columns = static_cast<std::size_t>(usable);

    // by shape as well as by colour
    static constexpr std::array<const char*, 4> classes = {"base-only", "tuned-only", "neither",
                                                           "both"};
    static constexpr std::array<const char*, 4> fills = {"#0072B2", "#C44E00", "none", "#b9c1ca"};
    static constexpr std::array<const char*, 4> strokes = {"none", "none", "#5a626b", "none"};

    drawn_chart drawn{};
    double y = 6.0;
    for (std::size_t g = 0; g < chart.groups.size(); ++g) {
        const square_chart::group& group = chart.groups[g];
        const std::size_t look = g % classes.size();
        const std::string count = grouped_text(group.problems.size());
        if (wide) {
            drawn.body += svg_words(0.0, y + 11.0, group.name);
            drawn.body += svg_words(104.0, y + 11.0, count, {.anchor = "end", .bold = true});
        } else {
            drawn.body += svg_words(left, y + 10.0, group.name + "  " + count, {.bold = true});
            y += 18.0;
        }
        std::string path;
        std::string problems;
        for (std::size_t i = 0; i < group.problems.size(); ++i) {
            const std::size_t row = i / columns;
            const double x = left + pitch * static_cast<double>(i % columns);
            const double top = y + pitch * static_cast<double>(row);
            if (look == 1) {
                const std::string half = px(side / 2.0);
                path += "M" + px(x + side / 2.0) + " " + px(top) + "l" + half + " " + half + "l-"
                        + half + " " + half + "l-" + half + "-" + half + "z";
            } else {
                const double inset = look == 2 ? 0.7 : 0.0;
                const std::string edge = px(side - 2.0 * inset);
                path += "M" + px(x + inset) + " " + px(top + inset) + "h" + edge + "v" + edge + "h-"
                        + edge + "z";
            }
            problems += (i == 0 ? "" : " ") + std::to_string(group.problems[i]);
        }
        const std::size_t rows = (group.problems.size() + columns - 1) / columns;
        drawn.body += "<g class=\"cells\" data-group=\"" + html_escaped(group.name)
                      + "\" data-left=\"" + px(left) + "\" data-top=\"" + px(y) + "\" data-pitch=\""
                      + px(pitch) + "\" data-columns=\"" + std::to_string(columns)
                      + "\" data-problems=\"" + problems + "\"><path class=\""
                      + std::string(classes[look]) + "\" fill=\"" + fills[look] + "\" stroke=\""
                      + strokes[look] + "\" d=\"" + path + "\"/></g>";
        y += pitch * static_cast<double>(rows == 0 ? 1 : rows) + (wide ? 10.0 : 8.0);
    }
    drawn.height = y;
    return drawn;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_DRAW_SQUARES_HPP
