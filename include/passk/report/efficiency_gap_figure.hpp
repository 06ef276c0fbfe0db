// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_EFFICIENCY_GAP_FIGURE_HPP
#define PASSK_REPORT_EFFICIENCY_GAP_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>

#include <span>
#include <string>
#include <vector>

namespace passk {
namespace detail {

// How a comparison is called among others: the tuned model, with its base where it has several and
// the benchmark where there are several.
[[nodiscard]] PASSK_INLINE std::string comparison_name(const model_comparison& report,
                                                       std::span<const model_comparison> among,
                                                       bool with_benchmark = true);

// What many comparisons rest on.
PASSK_INLINE void add_sample_notes(std::vector<std::string>& notes,
                                   std::span<const model_comparison> reports);

}  // namespace detail

/// Figure 8 of the paper: the sampling-efficiency gap of each tuned model, what its base reaches in
/// k attempts minus what it reaches in one, from the smallest gap on.
[[nodiscard]] PASSK_INLINE figure efficiency_gap_figure(std::span<const model_comparison> reports);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/efficiency_gap_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_EFFICIENCY_GAP_FIGURE_HPP
