// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_CURVE_PAGE_HPP
#define PASSK_REPORT_CURVE_PAGE_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/report/curve_report.hpp>
#include <passk/report/report_page.hpp>

#include <span>

namespace passk {

/// The page of the curves of one model or several side by side. It compares nobody: whether two
/// models differ is for comparison_page and ranking_page, which look at the same problems.
/// @pre     at least one curve; each has at least one k
/// @throws  domain_error otherwise
[[nodiscard]] PASSK_INLINE report_page curve_page(std::span<const model_curve> curves);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/curve_page.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_CURVE_PAGE_HPP
