// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_REPORT_PAGE_HPP
#define PASSK_REPORT_REPORT_PAGE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/figure.hpp>

#include <string>
#include <utility>
#include <vector>

namespace passk {

/// One of the few numbers that a reader sees first.
struct key_fact {
    std::string label{};
    std::string value{};
    std::string detail{};
    std::string k_table{};  ///< id of the difference figure from which a reader may choose k
};

/// A table that stands by itself.
struct page_table {
    std::string id{};
    std::string title{};
    data_table table{};
    bool folded = false;
};

/// Figures and tables under one heading.
struct page_section {
    std::string id{};
    std::string title{};
    std::string lead{};
    std::vector<std::string> findings{};
    std::vector<figure> figures{};
    std::vector<page_table> tables{};
    bool folded = false;  ///< one of many: opened by the reader
    std::string
        problems{};  ///< id of the table in which the squares' counts stand; empty: their own
};

/// Everything that a report says, in order, for the writers of HTML, Markdown and LaTeX.
struct report_page {
    std::string title{};
    std::string headline{};               ///< the answer in a sentence or two
    std::vector<std::string> findings{};  ///< what it rests on
    std::vector<std::string> cautions{};  ///< estimand; what was missing or undecided
    std::vector<key_fact> facts{};
    std::vector<page_section> sections{};
    std::vector<std::pair<std::string, std::string>> terms{};  ///< word and explanation
    std::string command{};  ///< that made it, as typed; empty: not told
    std::string version{};  ///< of what made it
};

/// All figures of a page, with ids that are unique on it.
[[nodiscard]] PASSK_INLINE std::vector<figure> figures_of(const report_page& page);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/report_page.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_REPORT_PAGE_HPP
