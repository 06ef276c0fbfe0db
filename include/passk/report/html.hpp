// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_HTML_HPP
#define PASSK_REPORT_HTML_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/report_page.hpp>

#include <string>

namespace passk {

/// The report as one HTML file that needs nothing else: no network, no other file, and no script
/// for what it says. Script adds reading values, hiding curves, sorting and filtering. Whatever
/// stands in names is shown as text; a content security policy forbids every request.
[[nodiscard]] PASSK_INLINE std::string to_html(const report_page& page);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/html.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_HTML_HPP
