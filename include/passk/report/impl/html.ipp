// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_HTML_IPP
#define PASSK_REPORT_IMPL_HTML_IPP

#include <passk/report/data_table.hpp>
#include <passk/report/detail/page_script.hpp>
#include <passk/report/detail/page_style.hpp>
#include <passk/report/detail/svg_text.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/html.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/report_page.hpp>
#include <passk/report/svg.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace passk {
namespace detail {

// <tag>text</tag>
[[nodiscard]] inline std::string html_element(std::string_view tag, std::string_view text,
                                              std::string_view attributes = {}) {
    std::string element = "<" + std::string(tag);
    element += attributes.empty() ? "" : " " + std::string(attributes);
    return element + ">" + html_escaped(text) + "</" + std::string(tag) + ">";
}

// Somebody else's words in a sentence of ours keep their own direction.
[[nodiscard]] inline std::string html_sentence(std::string_view tag, std::string_view text,
                                               std::string_view attributes = {}) {
    return html_element(
        tag, text, attributes.empty() ? "dir=\"auto\"" : std::string(attributes) + " dir=\"auto\"");
}

[[nodiscard]] inline std::string html_table(const data_table& table, std::string_view id,
                                            std::string_view caption) {
    const std::vector<bool> numbers = number_columns(table);
    std::string text = "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\""
                       + html_escaped(caption) + "\"><table id=\"" + std::string(id)
                       + "\"><thead><tr>";
    for (std::size_t column = 0; column < table.heading.size(); ++column) {
        text += "<th scope=\"col\"";
        text += numbers[column] ? " class=\"r\"" : "";
        text += "><bdi class=\"n\">" + html_escaped(table.heading[column]) + "</bdi></th>";
    }
    text += "</tr></thead><tbody>";
    for (const std::vector<table_cell>& row : table.rows) {
        text += "<tr>";
        for (std::size_t column = 0; column < row.size(); ++column) {
            const table_cell& cell = row[column];
            text += numbers[column] ? "<td class=\"r\"" : "<td";
            if (cell.value) {
                const std::string exact = shortest_text(*cell.value);
                text += exact == cell.text ? "" : " data-v=\"" + exact + "\"";
            }
            text += ">";
            text += numbers[column] || cell.value
                        ? html_escaped(cell.text)
                        : "<bdi class=\"n\">" + html_escaped(cell.text) + "</bdi>";
            text += "</td>";
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table></div>\n";
}

[[nodiscard]] inline std::string html_legend(const figure& drawn) {
    std::string text;
    for (const legend_entry& entry : legend_of(drawn)) {
        text += "<li><span class=\"entry\"><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\">"
                + legend_key(entry) + "</svg><bdi class=\"long\">" + html_escaped(entry.name)
                + "</bdi></span></li>";
    }
    return text.empty() ? text : "<ul class=\"legend\">" + text + "</ul>\n";
}

// The figure with everything that belongs to it. `problems` names the table in which squares find
// their counts, empty for the figure's own.
[[nodiscard]] inline std::string html_figure(const figure& drawn, const std::string& id,
                                             const std::string& problems) {
    const std::string table = id + "-table";
    std::string text = "<figure id=\"" + id + "\"";
    if (const auto* squares = std::get_if<square_chart>(&drawn.chart)) {
        text += " data-table=\"" + (problems.empty() ? table : problems) + "\" data-base=\""
                + html_escaped(squares->base) + "\" data-tuned=\"" + html_escaped(squares->tuned)
                + "\"";
    } else {
        text += " data-table=\"" + table + "\"";
    }
    text += ">\n<div class=\"head\">" + html_element("h3", drawn.title)
            + "<div class=\"tools\"></div></div>\n" + html_legend(drawn) + "<div class=\"plot\">"
            + inline_svg(drawn, wide_picture, id + "-w")
            + inline_svg(drawn, narrow_picture, id + "-n") + "</div>\n";
    text += "<figcaption>" + html_sentence("p", drawn.reading, "class=\"reading\"")
            + "<ul class=\"notes\">";
    for (const std::string& note : drawn.notes) {
        text += html_sentence("li", note);
    }
    text += "</ul></figcaption>\n<details><summary>The numbers behind this figure</summary>"
            + html_table(drawn.table, table, drawn.title + ", the numbers") + "</details>\n";
    return text + "</figure>\n";
}

[[nodiscard]] inline std::string html_section(const page_section& section) {
    std::string text;
    if (section.folded) {
        text += "<details class=\"comparison\" id=\"" + section.id + "\"><summary>"
                + html_sentence("h3", section.title, "class=\"long\"")
                + html_sentence("p", section.lead) + "</summary>\n";
    } else {
        text += "<section aria-labelledby=\"" + section.id + "-h\" id=\"" + section.id + "\">"
                + html_sentence("h2", section.title, "id=\"" + section.id + "-h\"") + "\n";
        text += section.lead.empty() ? "" : html_sentence("p", section.lead, "class=\"lead\"");
    }
    if (!section.findings.empty()) {
        text += "<ul class=\"findings\">";
        for (const std::string& finding : section.findings) {
            text += html_sentence("li", finding);
        }
        text += "</ul>\n";
    }
    if (!section.figures.empty()) {
        text += section.figures.size() == 1 ? "<div class=\"figures one\">\n"
                                            : "<div class=\"figures\">\n";
        for (const figure& one : section.figures) {
            text += html_figure(one, section.id + "-" + one.id, section.problems);
        }
        text += "</div>\n";
    }
    for (const page_table& table : section.tables) {
        text += table.folded ? "<details>" + html_element("summary", table.title)
                             : html_element("h3", table.title);
        text += html_table(table.table, table.id, table.title);
        text += table.folded ? "</details>\n" : "";
    }
    return text + (section.folded ? "</details>\n" : "</section>\n");
}

}  // namespace detail

PASSK_INLINE std::string to_html(const report_page& page) {
    using detail::html_element;
    using detail::html_sentence;
    std::string text =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<meta name=\"generator\" content=\""
        + html_escaped(page.version) + "\">\n<link rel=\"icon\" href=\"data:,\">\n"
        + html_element("title", detail::shortened(page.title, 120)) + "\n<style>\n"
        + detail::page_style() + "</style>\n</head>\n<body>\n";
    text += "<a class=\"skip\" href=\"#answer\">Skip to the answer</a>\n<header class=\"top\">"
            + html_element("span", page.version) + "</header>\n<main>\n";
    text += html_sentence("h1", page.title, "id=\"answer\" class=\"long\"") + "\n";
    text += html_sentence("p", page.headline, "class=\"headline\"") + "\n";
    if (!page.findings.empty()) {
        text += "<ul class=\"findings\">";
        for (const std::string& finding : page.findings) {
            text += html_sentence("li", finding) + "\n";
        }
        text += "</ul>\n";
    }
    if (!page.facts.empty()) {
        text += "<dl class=\"facts\">\n";
        for (const key_fact& fact : page.facts) {
            text += "<div class=\"fact\""
                    + (fact.k_table.empty() ? std::string()
                                            : " data-k-table=\"" + fact.k_table + "-table\"")
                    + ">" + html_element("dt", fact.label)
                    + html_element("dd", fact.value, "class=\"value\"")
                    + html_element("dd", fact.detail, "class=\"detail\"") + "</div>\n";
        }
        text += "</dl>\n";
    }
    if (!page.cautions.empty()) {
        text += "<div class=\"cautions\">";
        for (const std::string& caution : page.cautions) {
            text += html_sentence("p", caution);
        }
        text += "</div>\n";
    }
    bool in_list = false;
    for (const page_section& section : page.sections) {
        if (section.folded && !in_list) {
            text += "<h2>Each comparison</h2>\n";
        }
        in_list = section.folded;
        text += detail::html_section(section);
    }
    if (!page.terms.empty()) {
        text +=
            "<h2>How to read this report</h2>\n<details><summary>Words and methods</summary>"
            "<dl class=\"prose\">\n";
        for (const auto& [word, explanation] : page.terms) {
            text += html_element("dt", word) + html_element("dd", explanation) + "\n";
        }
        text += "</dl></details>\n";
    }
    text += "</main>\n<footer>";
    if (!page.command.empty()) {
        text +=
            "<p>Made by this command:</p>" + html_element("pre", page.command, "tabindex=\"0\"");
    }
    text += html_element(
                "p", page.version + ". This file is complete: it loads nothing and sends nothing.")
            + "</footer>\n<script>" + detail::page_script + "</script>\n</body>\n</html>\n";
    return text;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_HTML_IPP
