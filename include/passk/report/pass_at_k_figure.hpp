// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_PASS_AT_K_FIGURE_HPP
#define PASSK_REPORT_PASS_AT_K_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/curve_report.hpp>
#include <passk/report/figure.hpp>

#include <span>

namespace passk {
/// Figure 2 of the paper: mean pass-at-k of each model over k, on a logarithmic axis, with its
/// intervals as a band. The first curve is the base model's. Where many curves have a dull middle
/// the axis is folded, as in Figure 8.
[[nodiscard]] PASSK_INLINE figure pass_at_k_figure(std::span<const model_curve> curves);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/pass_at_k_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_PASS_AT_K_FIGURE_HPP
