// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_DRAW_MATRIX_HPP
#define PASSK_REPORT_DETAIL_DRAW_MATRIX_HPP

#include <passk/report/detail/svg_text.hpp>
#include <passk/report/figure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

namespace passk::detail {

[[nodiscard]] inline drawn_chart draw(const matrix_chart& chart, double width) {
    const bool wide = width > 500.0;
    double greatest = 0.0;
    for (const auto& row : chart.cells) {
        for (const std::optional<matrix_chart::cell>& cell : row) {
            greatest = cell ? (std::max)(greatest, std::fabs(cell->value)) : greatest;
        }
    }
    std::size_t longest = 0;
    for (const std::string& name : chart.rows) {
        longest = (std::max)(longest, display_width(name));
    }
    constexpr std::size_t most_letters = 30;
    const double left =
        wide ? 18.0 + 7.0 * static_cast<double>((std::min)(longest, most_letters)) : 0.0;
    const double cell_width = (std::min)(
        (width - left) / static_cast<double>((std::max)(chart.columns.size(), std::size_t{1})),
        150.0);
    const double name_height = wide ? 0.0 : 20.0;
    const double pitch = 40.0 + name_height;
    const auto letters = static_cast<std::size_t>((std::max)(cell_width / 7.4, 4.0));

    drawn_chart drawn{};
    std::string& text = drawn.body;
    double top = 24.0;
    for (std::size_t column = 0; column < chart.columns.size(); ++column) {
        // "benchmark, k = 1" on two lines
        const std::string& name = chart.columns[column];
        const std::size_t comma = name.rfind(", ");
        const double centre = left + cell_width * (static_cast<double>(column) + 0.5);
        const text_style style{.size = 12.0, .anchor = "middle", .quiet = true, .name = true};
        text += svg_words(centre, 14.0, shortened(name.substr(0, comma), letters), style);
        if (comma != std::string::npos) {
            text += svg_words(centre, 29.0, name.substr(comma + 2), style);
            top = 39.0;
        }
    }
    for (std::size_t row = 0; row < chart.rows.size(); ++row) {
        const double begin = top + pitch * static_cast<double>(row);
        const double y = begin + name_height;
        text += wide ? svg_words(left - 12.0, y + 23.0, shortened(chart.rows[row], most_letters),
                                 {.anchor = "end", .name = true})
                     : svg_words(2.0, begin + 15.0, shortened(chart.rows[row], 46), {.name = true});
        for (std::size_t column = 0; column < chart.columns.size(); ++column) {
            const double x = left + cell_width * static_cast<double>(column);
            const std::optional<matrix_chart::cell>& cell = chart.cells[row][column];
            const double centre = x + cell_width / 2.0;
            if (!cell) {
                text += svg_words(centre, y + 23.0, "\u2013", {.anchor = "middle", .quiet = true});
                continue;
            }
            const double share = greatest > 0.0 ? std::fabs(cell->value) / greatest : 0.0;
            const bool positive = cell->value > 0.0;
            text += "<rect class=\"" + std::string(positive ? "positive" : "negative") + "\" x=\""
                    + px(x + 1.0) + "\" y=\"" + px(y + 1.0) + "\" width=\"" + px(cell_width - 2.0)
                    + "\" height=\"36\" rx=\"3\" fill=\"" + look_colour(positive ? 1 : 0)
                    + "\" fill-opacity=\"" + fixed_text(0.06 + 0.34 * share, 3) + "\"/>";
            text +=
                svg_words(centre, y + 17.0, cell->text, {.anchor = "middle", .bold = cell->clear});
            text += svg_words(
                centre, y + 31.0, cell->detail,
                {.size = cell_width < 70.0 ? 9.5 : 10.5, .anchor = "middle", .quiet = true});
        }
    }
    drawn.height = top + pitch * static_cast<double>(chart.rows.size()) + 4.0;
    return drawn;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_DRAW_MATRIX_HPP
