// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_FIGURE_HPP
#define PASSK_REPORT_FIGURE_HPP

#include <passk/report/data_table.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace passk {

/// How numbers are laid along an axis.
enum class axis_scale : std::uint8_t { linear, log2, log10 };

/// One axis of a chart. Where it ends follows from what is drawn.
struct chart_axis {
    std::string label{};
    axis_scale scale = axis_scale::linear;
    /// A stretch where nothing happens, drawn at a tenth of its length between two cuts.
    std::optional<std::pair<double, double>> folded{};
    bool probability = false;  ///< nothing lies outside 0 to 1
};

/// A point of a curve, with the ends of its interval where there is one.
struct chart_point {
    double x{};
    double y{};
    std::optional<double> lower{};
    std::optional<double> upper{};
};

/// A curve with its band. The look fixes colour, marker and dashes: 0 is the base model.
struct chart_series {
    std::string name{};
    std::size_t look = 0;
    bool extrapolated = false;  ///< dashed: a forecast, nothing that was measured
    std::vector<chart_point> points{};
};

/// A place on the x axis, with the ends of its interval; an absent end lies beyond the axis.
struct chart_span {
    std::string label{};
    double at{};
    std::optional<double> lower{};
    std::optional<double> upper{};
};

/// Curves over k or another number.
struct curve_chart {
    chart_axis x{};
    chart_axis y{};
    std::vector<chart_series> series{};
    std::optional<chart_span> marked{};
    bool zero_line = false;  ///< a rule at y = 0, with the words below and above it
    std::string above_zero{};
    std::string below_zero{};
};

/// Counts as bars side by side, one of each series in each category.
struct bar_chart {
    struct bars {
        std::string name{};
        std::size_t look = 0;
        std::vector<double> values{};  ///< one for each category
    };
    std::string category_label{};
    std::string value_label{};
    std::vector<std::string> categories{};
    std::vector<bars> series{};
};

/// Rows of intervals along one axis: an estimate, its interval, how far everything reaches, and
/// single points.
struct range_chart {
    struct row {
        std::string name{};
        std::size_t look = 0;
        double value{};
        std::optional<double> lower{};
        std::optional<double> upper{};
        std::optional<double> least{};
        std::optional<double> greatest{};
        std::vector<double> points{};
    };
    chart_axis x{};
    std::vector<row> rows{};
};

/// Problems as squares, in groups. A group's look is its place in `groups`.
struct square_chart {
    struct group {
        std::string name{};
        std::vector<std::size_t> problems{};  ///< rows of the table of problems
    };
    std::string base{};   ///< names the columns of the table of problems in which a
    std::string tuned{};  ///< square's counts stand
    std::vector<group> groups{};
};

/// A number for each pair of a row and a column; positive and negative differ in colour.
struct matrix_chart {
    struct cell {
        double value{};
        std::string text{};
        std::string detail{};  ///< a second line
        bool clear = false;    ///< the data tell it from 0
    };
    std::vector<std::string> rows{};
    std::vector<std::string> columns{};
    std::vector<std::vector<std::optional<cell>>> cells{};  ///< by row, then column
    std::string positive{};                                 ///< what a positive number means
    std::string negative{};
};

/// Something to look at, with all that a reader needs to judge it. Every writer starts from this.
struct figure {
    std::string id{};           ///< lower-case words with hyphens: name of a file or an anchor
    std::string title{};        ///< what is drawn
    std::string description{};  ///< what is to be seen, for those who do not see it
    std::string reading{};      ///< how to read it
    std::vector<std::string> notes{};  ///< method, level, estimand, n, seed
    std::variant<curve_chart, bar_chart, range_chart, square_chart, matrix_chart> chart{};
    data_table table{};  ///< the numbers behind it
};

}  // namespace passk

#endif  // PASSK_REPORT_FIGURE_HPP
