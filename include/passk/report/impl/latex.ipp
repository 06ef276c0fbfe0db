// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_LATEX_IPP
#define PASSK_REPORT_IMPL_LATEX_IPP

#include <passk/report/data_table.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/latex.hpp>
#include <passk/report/report_page.hpp>

#include <string>
#include <variant>

namespace passk {

PASSK_INLINE std::string to_latex(const report_page& page) {
    std::string text = "% " + latex_escaped(page.version) + "\n% needs \\usepackage{booktabs}\n";
    const auto add = [&text](const std::string& id, const std::string& caption,
                             const data_table& table) {
        text += "\n\\begin{table}\n\\centering\n\\caption{" + caption + "}\n\\label{tab:" + id
                + "}\n" + to_latex(table) + "\\end{table}\n";
    };
    for (const page_section& section : page.sections) {
        for (const figure& one : section.figures) {
            if (std::holds_alternative<square_chart>(one.chart)) {
                continue;
            }
            std::string caption =
                latex_escaped(section.folded ? section.title + ": " + one.title : one.title) + ".";
            for (const std::string& note : one.notes) {
                caption += ' ';
                caption += latex_escaped(note);
            }
            add(section.id + "-" + one.id, caption, one.table);
        }
        for (const page_table& table : section.tables) {
            if (!table.folded) {
                add(table.id, latex_escaped(table.title) + ".", table.table);
            }
        }
    }
    return text;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_LATEX_IPP
