// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_VEGA_LITE_IPP
#define PASSK_REPORT_IMPL_VEGA_LITE_IPP

#include <passk/report/detail/svg_text.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/vega_lite.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk {
namespace detail {

inline void vega_axis(json_writer& out, std::string_view channel, std::string_view field,
                      const chart_axis& axis) {
    out.key(channel).begin_object().member("field", field).member("type", "quantitative");
    out.member("title", axis.label).key("scale").begin_object();
    if (axis.scale == axis_scale::linear) {
        out.member("zero", false);
    } else {
        out.member("type", "log").member("base", axis.scale == axis_scale::log2 ? 2 : 10);
    }
    out.end().end();
}

inline void vega_colour(json_writer& out, std::string_view field,
                        const std::vector<std::pair<std::string, std::size_t>>& looks) {
    out.key("color").begin_object().member("field", field).member("type", "nominal");
    out.key("title").null();
    out.key("sort").null();
    out.key("scale").begin_object().key("domain").begin_array();
    for (const auto& [name, look] : looks) {
        out.value(name);
    }
    out.end().key("range").begin_array();
    for (const auto& [name, look] : looks) {
        out.value(look_colour(look));
    }
    out.end().end().end();
}

inline void vega_mark(json_writer& out, std::string_view type) {
    out.key("mark").begin_object().member("type", type);
}

// In the order of the data; words (text, tooltip) have none.
inline void vega_field(json_writer& out, std::string_view channel, std::string_view field,
                       std::string_view type) {
    out.key(channel).begin_object().member("field", field).member("type", type).key("title").null();
    if (channel != "text" && channel != "tooltip") {
        out.key("sort").null();
    }
    out.end();
}

inline void vega_body(json_writer& out, const curve_chart& chart) {
    std::vector<std::pair<std::string, std::size_t>> looks;
    out.key("data").begin_object().key("values").begin_array();
    for (const chart_series& series : chart.series) {
        looks.emplace_back(series.name, series.look);
        for (const chart_point& point : series.points) {
            out.begin_object()
                .member("series", series.name)
                .member("measured", !series.extrapolated)
                .member("x", point.x)
                .member("y", point.y);
            if (point.lower && point.upper) {
                out.member("lower", *point.lower).member("upper", *point.upper);
            }
            out.end();
        }
    }
    out.end().end().key("layer").begin_array();
    if (chart.zero_line) {
        out.begin_object();
        vega_mark(out, "rule");
        out.member("color", muted).end().key("encoding").begin_object();
        out.key("y").begin_object().member("datum", 0).end().end().end();
    }
    out.begin_object();
    vega_mark(out, "area");
    out.member("opacity", 0.16).end().key("encoding").begin_object();
    vega_axis(out, "x", "x", chart.x);
    vega_axis(out, "y", "lower", chart.y);
    out.key("y2").begin_object().member("field", "upper").end();
    vega_colour(out, "series", looks);
    out.end().end();
    out.begin_object();
    vega_mark(out, "line");
    out.member("point", true).end().key("encoding").begin_object();
    vega_axis(out, "x", "x", chart.x);
    vega_axis(out, "y", "y", chart.y);
    vega_colour(out, "series", looks);
    vega_field(out, "strokeDash", "measured", "nominal");
    out.end().end().end();
}

inline void vega_body(json_writer& out, const bar_chart& chart) {
    std::vector<std::pair<std::string, std::size_t>> looks;
    out.key("data").begin_object().key("values").begin_array();
    for (const bar_chart::bars& series : chart.series) {
        looks.emplace_back(series.name, series.look);
        for (std::size_t i = 0; i < chart.categories.size(); ++i) {
            out.begin_object()
                .member("series", series.name)
                .member("category", chart.categories[i])
                .member("value", series.values[i])
                .end();
        }
    }
    out.end().end();
    vega_mark(out, "bar");
    out.end().key("encoding").begin_object();
    out.key("x").begin_object().member("field", "category").member("type", "ordinal");
    out.member("title", chart.category_label).key("sort").null().end();
    vega_field(out, "xOffset", "series", "nominal");
    out.key("y").begin_object().member("field", "value").member("type", "quantitative");
    out.member("title", chart.value_label).end();
    vega_colour(out, "series", looks);
    out.end();
}

inline void vega_body(json_writer& out, const range_chart& chart) {
    out.key("data").begin_object().key("values").begin_array();
    for (const range_chart::row& row : chart.rows) {
        out.begin_object().member("row", row.name).member("value", row.value);
        const auto add = [&out](std::string_view name, const std::optional<double>& end) {
            if (end) {
                out.member(name, *end);
            }
        };
        add("lower", row.lower);
        add("upper", row.upper);
        add("least", row.least);
        add("greatest", row.greatest);
        out.end();
    }
    out.end().end().key("encoding").begin_object();
    vega_field(out, "y", "row", "nominal");
    out.end().key("layer").begin_array();
    const auto stretch = [&](const char* from, const char* to, int thickness) {
        out.begin_object();
        vega_mark(out, "rule");
        out.member("strokeWidth", thickness).end().key("encoding").begin_object();
        vega_axis(out, "x", from, chart.x);
        out.key("x2").begin_object().member("field", to).end().end().end();
    };
    stretch("least", "greatest", 1);
    stretch("lower", "upper", 4);
    out.begin_object();
    vega_mark(out, "point");
    out.member("filled", true).member("size", 80).end().key("encoding").begin_object();
    vega_axis(out, "x", "value", chart.x);
    out.end().end().end();
}

inline void vega_body(json_writer& out, const square_chart& chart) {
    constexpr std::size_t columns = 40;
    out.key("data").begin_object().key("values").begin_array();
    for (const square_chart::group& group : chart.groups) {
        for (std::size_t i = 0; i < group.problems.size(); ++i) {
            out.begin_object()
                .member("group", group.name)
                .member("problem", group.problems[i])
                .member("column", i % columns)
                .member("line", i / columns)
                .end();
        }
    }
    out.end().end();
    vega_mark(out, "square");
    out.member("size", 60).member("opacity", 1).end().key("encoding").begin_object();
    vega_field(out, "row", "group", "nominal");
    for (const char* channel : {"x", "y"}) {
        out.key(channel).begin_object();
        out.member("field", *channel == 'x' ? "column" : "line").member("type", "ordinal");
        out.key("axis").null().end();
    }
    vega_field(out, "color", "group", "nominal");
    vega_field(out, "tooltip", "problem", "nominal");
    out.end().key("resolve").begin_object().key("scale").begin_object();
    out.member("y", "independent").end().end();
}

inline void vega_body(json_writer& out, const matrix_chart& chart) {
    out.key("data").begin_object().key("values").begin_array();
    for (std::size_t row = 0; row < chart.rows.size(); ++row) {
        for (std::size_t column = 0; column < chart.columns.size(); ++column) {
            if (const auto& cell = chart.cells[row][column]) {
                out.begin_object()
                    .member("row", chart.rows[row])
                    .member("column", chart.columns[column])
                    .member("value", cell->value)
                    .member("text", cell->text)
                    .member("detail", cell->detail)
                    .member("clear", cell->clear)
                    .end();
            }
        }
    }
    out.end().end().key("encoding").begin_object();
    vega_field(out, "x", "column", "nominal");
    vega_field(out, "y", "row", "nominal");
    out.end().key("layer").begin_array().begin_object();
    vega_mark(out, "rect");
    out.end().key("encoding").begin_object().key("color").begin_object();
    out.member("field", "value").member("type", "quantitative").key("scale").begin_object();
    out.member("scheme", "blueorange").member("domainMid", 0).end().end().end().end();
    out.begin_object();
    vega_mark(out, "text");
    out.end().key("encoding").begin_object();
    vega_field(out, "text", "text", "nominal");
    out.end().end().end();
}

}  // namespace detail

PASSK_INLINE std::string to_vega_lite(const figure& drawn) {
    json_writer out;
    out.begin_object().member("$schema", "https://vega.github.io/schema/vega-lite/v5.json");
    out.key("title").begin_object().member("text", drawn.title).key("subtitle").begin_array();
    for (const std::string& note : drawn.notes) {
        out.value(note);
    }
    out.end().end().member("description", drawn.description);
    if (!std::holds_alternative<square_chart>(drawn.chart)) {
        out.member("width", 560);
    }
    std::visit([&out](const auto& chart) { detail::vega_body(out, chart); }, drawn.chart);
    out.end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_VEGA_LITE_IPP
