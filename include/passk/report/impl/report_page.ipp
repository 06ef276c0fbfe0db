// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_REPORT_PAGE_IPP
#define PASSK_REPORT_IMPL_REPORT_PAGE_IPP

#include <passk/report/data_table.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/report_page.hpp>

#include <vector>

namespace passk {

PASSK_INLINE std::vector<figure> figures_of(const report_page& page) {
    std::vector<figure> all;
    for (const page_section& section : page.sections) {
        for (const figure& one : section.figures) {
            all.push_back(one);
            all.back().id = section.id + "-" + one.id;
        }
    }
    return all;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_REPORT_PAGE_IPP
