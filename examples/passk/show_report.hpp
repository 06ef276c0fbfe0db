// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_SHOW_REPORT_HPP
#define PASSK_EXAMPLES_SHOW_REPORT_HPP

#include "tool.hpp"

#include <passk/report/report_page.hpp>

#include <iostream>

namespace passk_tool {

/// Prints a report in its own formats or as its page, and writes the page's files; the page is made
/// only where it is asked for.
template <class Report, class MakePage>
void show_report(const Report& report, page_format format, const report_files& files,
                 const MakePage& make_page) {
    passk::report_page page;
    if (files.wanted() || format == page_format::markdown || format == page_format::latex) {
        page = make_page();
        page.command = command_text();
        page.version = version_text();
        write_report(files, page);
    }
    switch (format) {
        case page_format::text: std::cout << to_text(report); break;
        case page_format::json: std::cout << to_json(report); break;
        case page_format::csv: std::cout << to_csv(report); break;
        case page_format::markdown:
        case page_format::latex: std::cout << page_text(page, format); break;
    }
}

}  // namespace passk_tool

#endif  // PASSK_EXAMPLES_SHOW_REPORT_HPP
