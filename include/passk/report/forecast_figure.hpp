// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_FORECAST_FIGURE_HPP
#define PASSK_REPORT_FORECAST_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/figure.hpp>

namespace passk {

/// Both models' pass-at-k as measured, and dashed beyond n as a fitted distribution of chances has
/// it go on.
/// @pre  the comparison has forecasts
[[nodiscard]] PASSK_INLINE figure forecast_figure(const model_comparison& report);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/forecast_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_FORECAST_FIGURE_HPP
