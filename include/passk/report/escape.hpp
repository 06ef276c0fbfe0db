// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_ESCAPE_HPP
#define PASSK_REPORT_ESCAPE_HPP

#include <passk/core/separate_compilation.hpp>

#include <string>
#include <string_view>

namespace passk {

/// Text as it stands in HTML, XML and SVG, between tags or in an attribute in double quotes.
///
/// Bytes that are no UTF-8, and control characters that XML forbids, become U+FFFD. Marks that
/// override the direction of text are kept out likewise: they would reorder what stands beside
/// them. Right-to-left letters themselves stay.
[[nodiscard]] PASSK_INLINE std::string html_escaped(std::string_view text);

/// Text as it stands in a paragraph or a table cell of GitHub's Markdown: on one line, with what
/// could start markup or HTML taken literally.
[[nodiscard]] PASSK_INLINE std::string markdown_escaped(std::string_view text);

/// Text as it stands in a LaTeX document, with UTF-8 letters kept (LaTeX since 2018).
[[nodiscard]] PASSK_INLINE std::string latex_escaped(std::string_view text);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/escape.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_ESCAPE_HPP
