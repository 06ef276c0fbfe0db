// SPDX-License-Identifier: Apache-2.0
#include <passk/report/html.hpp>

#include <passk/report/latex.hpp>
#include <passk/report/markdown.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace {

const std::string hostile = "<script>alert(1)</script> \"quoted\" & 'more'";

passk::report_page page_named(const std::string& name) {
    passk::figure drawn{.id = "pass-at-k",
                        .title = "pass@k of " + name,
                        .description = name,
                        .reading = name,
                        .notes = {name}};
    drawn.chart = passk::curve_chart{
        .series = {{.name = name, .points = {{1, 0.25, {}, {}}, {2, 0.5, {}, {}}}},
                   {.name = "other", .look = 1, .points = {{1, 0.5, {}, {}}, {2, 0.75, {}, {}}}}}};
    drawn.table.heading = {"k", name};
    drawn.table.add_row({passk::attempts_cell(1), passk::number_cell(0.2512345, 2)});
    passk::figure squares{.id = "solvable", .title = "Squares", .description = "four"};
    squares.chart = passk::square_chart{.base = name, .tuned = "other", .groups = {{"both", {0}}}};
    squares.table.heading = {"problem", name};
    squares.table.add_row({name, "3/8"});
    passk::report_page page{.title = name,
                            .headline = "About " + name,
                            .findings = {name},
                            .cautions = {name},
                            .facts = {{name, name, name, ""}},
                            .terms = {{"pass@k", "the chance"}},
                            .command = "passk compare --base " + name,
                            .version = "passk 0"};
    page.sections.push_back(
        {.id = "one", .title = name, .figures = {std::move(drawn), std::move(squares)}});
    page.sections.push_back({.id = "two",
                             .title = name,
                             .lead = name,
                             .tables = {{.id = "t", .title = name, .table = {{name}, {{name}}}}},
                             .folded = true});
    return page;
}

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos;
         at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TEST_CASE("names with markup reach HTML as text") {
    const std::string plain = passk::to_html(page_named("name"));
    const std::string html = passk::to_html(page_named(hostile));
    CHECK(count(html, "<script") == 1);
    CHECK(count(html, "</script>") == 1);
    CHECK(count(html, "<") == count(plain, "<"));
    CHECK(html.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
}

TEST_CASE("ten thousand characters and right-to-left text stay whole in the tables") {
    for (const std::string& name : {std::string(10'000, 'x'), std::string("\xD7\xA9\xD7\x9C")}) {
        const std::string html = passk::to_html(page_named(name));
        CHECK(html.find("<bdi class=\"n\">" + name + "</bdi>") != std::string::npos);
    }
}

TEST_CASE("the page asks nothing of a network") {
    const std::string html = passk::to_html(page_named("name"));
    CHECK(html.find("default-src 'none'") != std::string::npos);
    for (const char* part : {"src=", "url(", "@import", "href=\"http", "fetch(", "XMLHttp"}) {
        INFO(part);
        CHECK(html.find(part) == std::string::npos);
    }
}

TEST_CASE("ids are unique and a cell carries the digits that it does not show") {
    const std::string html = passk::to_html(page_named("name"));
    std::set<std::string> ids;
    for (std::size_t at = html.find(" id=\""); at != std::string::npos;
         at = html.find(" id=\"", at + 1)) {
        const std::string id = html.substr(at + 5, html.find('"', at + 5) - at - 5);
        INFO(id);
        CHECK(ids.insert(id).second);
    }
    CHECK(ids.size() > 8);
    CHECK(html.find("data-v=\"0.2512345\">0.25</td>") != std::string::npos);
    CHECK(html.find("<td class=\"r\">1</td>") != std::string::npos);
}

TEST_CASE("figures bear the name of their section") {
    const std::vector<passk::figure> figures = passk::figures_of(page_named("name"));
    REQUIRE(figures.size() == 2);
    CHECK(figures[0].id == "one-pass-at-k");
}

TEST_CASE("Markdown takes names literally and leaves lists of problems out") {
    const std::string text = passk::to_markdown(page_named(hostile));
    CHECK(text.find("<script") == text.find("<script>alert(1)</script> \"quoted\" & 'more'\n"));
    CHECK(text.find("# &lt;script\\>") == 0);
    CHECK(text.find("| 1 | 0.25 |") != std::string::npos);
    CHECK(text.find("3/8") == std::string::npos);
}

TEST_CASE("LaTeX has a table for each figure that has numbers") {
    const std::string text = passk::to_latex(page_named("a_b"));
    CHECK(count(text, "\\begin{table}") == 2);
    CHECK(text.find("\\label{tab:one-pass-at-k}") != std::string::npos);
    CHECK(text.find("a\\_b") != std::string::npos);
    CHECK(text.find("3/8") == std::string::npos);
}
