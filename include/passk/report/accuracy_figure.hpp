// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_ACCURACY_FIGURE_HPP
#define PASSK_REPORT_ACCURACY_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/figure.hpp>

namespace passk {

/// Figure 5 of the paper: how many problems each model solves how reliably, by the share of its
/// completions that are correct.
[[nodiscard]] PASSK_INLINE figure accuracy_figure(const model_comparison& report);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/accuracy_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_ACCURACY_FIGURE_HPP
