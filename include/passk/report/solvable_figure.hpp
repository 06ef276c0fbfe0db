// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_SOLVABLE_FIGURE_HPP
#define PASSK_REPORT_SOLVABLE_FIGURE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/figure.hpp>

namespace passk {
namespace detail {

[[nodiscard]] PASSK_INLINE table_cell tally_cell(const tally& counts);

}  // namespace detail

/// Tables 4 and 5 of the paper as a picture: every problem a square, by who solved it at least
/// once. Within a group the problems on which the base fares worst come first.
/// @param with_table  false where another table of the page holds the counts of every problem
[[nodiscard]] PASSK_INLINE figure solvable_figure(const model_comparison& report,
                                                  bool with_table = true);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/solvable_figure.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_SOLVABLE_FIGURE_HPP
