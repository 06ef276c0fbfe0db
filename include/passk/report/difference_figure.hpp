// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DIFFERENCE_FIGURE_HPP
#define PASSK_REPORT_DIFFERENCE_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/figure.hpp>

namespace passk {

/// The tuned model's pass-at-k minus the base model's over k, with its paired interval as a band,
/// and the interval of the k at which the base catches up.
[[nodiscard]] PASSK_INLINE figure difference_figure(const model_comparison& report);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/difference_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_DIFFERENCE_FIGURE_HPP
