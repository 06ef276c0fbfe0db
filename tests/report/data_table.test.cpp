// SPDX-License-Identifier: Apache-2.0
#include <passk/report/data_table.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {
passk::data_table example() {
    passk::data_table table{.heading = {"model", "pass@1", "interval"}};
    table.add_row({"a_b", passk::number_cell(0.61392, 2), "[0.5, 0.7]"});
    table.add_row({"<c>", passk::signed_cell(-0.5, 1), "none"});
    return table;
}
}  // namespace

TEST_CASE("a row as wide as the heading is demanded") {
    passk::data_table table{.heading = {"a", "b"}};
    CHECK_THROWS_AS(table.add_row({"one"}), passk::domain_error);
}

TEST_CASE("a cell keeps the number behind its text") {
    const passk::data_table table = example();
    CHECK(table.rows[0][1].text == "0.61");
    CHECK(table.rows[0][1].value == 0.61392);
    CHECK_FALSE(table.rows[0][0].value.has_value());
    CHECK(passk::count_cell(1234U).text == "1,234");
    CHECK_FALSE(
        passk::table_cell("inf", std::numeric_limits<double>::infinity()).value.has_value());
}

TEST_CASE("a table in Markdown sets numbers flush right") {
    CHECK(passk::to_markdown(example())
          == "| model | pass@1 | interval |\n"
             "| :--- | ---: | :--- |\n"
             "| a\\_b | 0.61 | \\[0.5, 0.7\\] |\n"
             "| &lt;c\\> | -0.5 | none |\n");
}

TEST_CASE("a table in LaTeX uses the rules of booktabs") {
    CHECK(passk::to_latex(example())
          == "\\begin{tabular}{lrl}\n\\toprule\nmodel & pass@1 & interval \\\\\n\\midrule\n"
             "a\\_b & 0.61 & [0.5, 0.7] \\\\\n\\textless{}c\\textgreater{} & -0.5 & none \\\\\n"
             "\\bottomrule\n\\end{tabular}\n");
}

TEST_CASE("a table as text keeps what is shown") {
    CHECK(passk::to_text_table(example()).csv()
          == "model,pass@1,interval\na_b,0.61,\"[0.5, 0.7]\"\n<c>,-0.5,none\n");
}
