// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_MARKDOWN_HPP
#define PASSK_REPORT_MARKDOWN_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/report_page.hpp>

#include <string>

namespace passk {

/// The report in GitHub's Markdown, for issues and pull requests: the answer, then the table behind
/// each figure with its method. Lists of problems are left to the other formats.
[[nodiscard]] PASSK_INLINE std::string to_markdown(const report_page& page);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/markdown.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_MARKDOWN_HPP
