// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_COMPARISON_PAGE_HPP
#define PASSK_REPORT_COMPARISON_PAGE_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/report_page.hpp>

#include <span>
#include <string>

namespace passk {
namespace detail {

// Which side of 0 an interval lies on: 1 tuned ahead, -1 base ahead, 0 not told.
[[nodiscard]] PASSK_INLINE int leader(const estimate_with_interval& difference);

}  // namespace detail

/// The answer in one or two sentences: who leads in one attempt, who in the most that were sampled,
/// and what that says of reach. No stronger than the intervals: what they do not tell is called
/// not told.
[[nodiscard]] PASSK_INLINE std::string headline(const model_comparison& report);

/// The page of one comparison, or of many: of different tuned models, bases or benchmarks.
/// @pre     at least one comparison; the problems of each are filled in
/// @throws  domain_error otherwise
[[nodiscard]] PASSK_INLINE report_page comparison_page(std::span<const model_comparison> reports);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/comparison_page.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_COMPARISON_PAGE_HPP
