// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_DULL_MIDDLE_HPP
#define PASSK_REPORT_DETAIL_DULL_MIDDLE_HPP

#include <passk/report/detail/chart_scale.hpp>
#include <passk/report/figure.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

namespace passk::detail {

/// The stretch of the y axis in which many rising curves do nothing but rise, to twentieths: above
/// everything at their first points, below everything at their last, and below where the first
/// curve, the base's, overtakes another. Absent where it is not more than a third of what is drawn,
/// and for fewer than three curves, whose middle is what matters.
[[nodiscard]] inline std::optional<std::pair<double, double>> dull_middle(
    const curve_chart& chart) {
    constexpr std::size_t fewest_curves = 3;
    constexpr double least_share = 1.0 / 3.0;
    if (chart.series.size() < fewest_curves) {
        return std::nullopt;
    }
    const auto include = [](number_extent& extent, const chart_point& point) {
        extent.include(point.y);
        extent.include(point.lower);
        extent.include(point.upper);
    };
    number_extent all;
    number_extent first;
    number_extent last;
    for (const chart_series& series : chart.series) {
        if (series.points.empty()) {
            return std::nullopt;
        }
        for (const chart_point& point : series.points) {
            include(all, point);
        }
        include(first, series.points.front());
        include(last, series.points.back());
    }
    double above = last.low;
    const chart_series& base = chart.series.front();
    for (const chart_series& other : chart.series) {
        const std::size_t shared = (std::min)(base.points.size(), other.points.size());
        for (std::size_t i = 0; i + 1 < shared; ++i) {
            if (base.points[i].y < other.points[i].y
                && base.points[i + 1].y >= other.points[i + 1].y) {
                above = (std::min)(above, base.points[i].y);
            }
        }
    }
    constexpr double grid = 20.0;
    const std::pair stretch{std::ceil(first.high * grid) / grid, std::floor(above * grid) / grid};
    return stretch.second - stretch.first > least_share * (all.high - all.low)
               ? std::optional(stretch)
               : std::nullopt;
}

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_DULL_MIDDLE_HPP
