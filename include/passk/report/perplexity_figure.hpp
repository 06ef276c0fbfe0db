// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_PERPLEXITY_FIGURE_HPP
#define PASSK_REPORT_PERPLEXITY_FIGURE_HPP

#include <passk/compare/perplexity_comparison.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/perplexity_report.hpp>

#include <optional>

namespace passk {
namespace detail {

[[nodiscard]] PASSK_INLINE table_cell measure_cell(double value, int digits);

// A number that can be drawn.
[[nodiscard]] PASSK_INLINE std::optional<double> finite(double value);

}  // namespace detail

/// Figure 6 of the paper: how perplexing each model's completions are, and to whom; the median of
/// each problem as a point where base and tuned completions were scored by the base.
[[nodiscard]] PASSK_INLINE figure perplexity_figure(const perplexity_report& report,
                                                    const perplexity_comparison& of);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/perplexity_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_PERPLEXITY_FIGURE_HPP
