// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_PERPLEXITY_PAGE_HPP
#define PASSK_REPORT_PERPLEXITY_PAGE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/perplexity_report.hpp>
#include <passk/report/report_page.hpp>

namespace passk {

/// The page of a comparison by perplexity.
[[nodiscard]] PASSK_INLINE report_page perplexity_page(const perplexity_report& report);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/perplexity_page.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_PERPLEXITY_PAGE_HPP
