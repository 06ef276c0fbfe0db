// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_COVERAGE_FIGURE_HPP
#define PASSK_REPORT_COVERAGE_FIGURE_HPP

#include <passk/compare/perplexity_comparison.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/figure.hpp>

namespace passk {

/// The coverage profile: for each N the share of the tuned model's completions that the base would
/// need at least N times as many samples for.
/// @pre  the comparison has a coverage
[[nodiscard]] PASSK_INLINE figure coverage_figure(const perplexity_comparison& of);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/coverage_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_COVERAGE_FIGURE_HPP
