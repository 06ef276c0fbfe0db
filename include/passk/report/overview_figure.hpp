// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_OVERVIEW_FIGURE_HPP
#define PASSK_REPORT_OVERVIEW_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/figure.hpp>

#include <span>

namespace passk {

/// Many comparisons at a glance: a row for each pair of models, a column for each benchmark and
/// tested k, the difference with its p value adjusted for all tests that were made.
/// @pre  every comparison has its tests, at k that its curve lists
[[nodiscard]] PASSK_INLINE figure overview_figure(std::span<const model_comparison> reports);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/overview_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_OVERVIEW_FIGURE_HPP
