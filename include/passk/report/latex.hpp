// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_LATEX_HPP
#define PASSK_REPORT_LATEX_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/report_page.hpp>

#include <string>

namespace passk {

/// The tables of the report as LaTeX floats for a paper, each with its method in the caption and a
/// label tab:<id>. Needs \usepackage{booktabs} and, for quotes, \usepackage[T1]{fontenc}.
[[nodiscard]] PASSK_INLINE std::string to_latex(const report_page& page);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/latex.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_LATEX_HPP
