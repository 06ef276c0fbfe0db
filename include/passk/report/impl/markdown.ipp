// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_MARKDOWN_IPP
#define PASSK_REPORT_IMPL_MARKDOWN_IPP

#include <passk/report/data_table.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/markdown.hpp>
#include <passk/report/report_page.hpp>

#include <cstddef>
#include <string>
#include <variant>

namespace passk {

PASSK_INLINE std::string to_markdown(const report_page& page) {
    std::string text =
        "# " + markdown_escaped(page.title) + "\n\n" + markdown_escaped(page.headline) + "\n\n";
    for (const std::string& finding : page.findings) {
        text += "- " + markdown_escaped(finding) + "\n";
    }
    text += page.findings.empty() ? "" : "\n";
    for (const std::string& caution : page.cautions) {
        text += "> " + markdown_escaped(caution) + "\n";
    }
    for (const page_section& section : page.sections) {
        text += "\n## " + markdown_escaped(section.title) + "\n";
        text += section.lead.empty() ? "" : "\n" + markdown_escaped(section.lead) + "\n";
        for (const std::string& finding : section.findings) {
            text += "\n- " + markdown_escaped(finding);
        }
        text += section.findings.empty() ? "" : "\n";
        for (const figure& one : section.figures) {
            text += "\n### " + markdown_escaped(one.title) + "\n\n";
            text += std::holds_alternative<square_chart>(one.chart)
                        ? markdown_escaped(one.description) + "\n"
                        : to_markdown(one.table);
            for (const std::string& note : one.notes) {
                text += '\n';
                text += markdown_escaped(note) + "\n";
            }
        }
        for (const page_table& table : section.tables) {
            if (!table.folded) {
                text +=
                    "\n### " + markdown_escaped(table.title) + "\n\n" + to_markdown(table.table);
            }
        }
    }
    if (!page.command.empty()) {
        text += '\n';
        text += markdown_escaped(page.version) + ":\n\n";
        std::size_t start = 0;
        while (start < page.command.size()) {
            const std::size_t end = page.command.find('\n', start);
            text += "    " + page.command.substr(start, end - start) + "\n";
            start = end == std::string::npos ? page.command.size() : end + 1;
        }
    }
    return text;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_MARKDOWN_IPP
