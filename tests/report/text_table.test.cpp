// SPDX-License-Identifier: Apache-2.0
#include <passk/report/text_table.hpp>

#include <doctest/doctest.h>

using passk::text_table;

TEST_CASE("columns line up by what is seen, not by bytes") {
    text_table table({"k", "\xce\x94", "pass@k"});
    table.add_row({"1",
                   "\xe2\x88\x92"
                   "0.1",
                   "0.5"});
    table.add_row({"1024", "0", "1"});
    CHECK(table.aligned(2) ==
          "  k        \xce\x94  pass@k\n"
          "  1     \xe2\x88\x92" "0.1     0.5\n"
          "  1024     0       1\n");
}

TEST_CASE("CSV quotes what needs it and doubles quotes") {
    text_table table({"problem", "c"});
    table.add_row({"a,b", "1"});
    table.add_row({"say \"x\"\nand y", "2"});
    CHECK(table.csv() == "problem,c\n\"a,b\",1\n\"say \"\"x\"\"\nand y\",2\n");
}

TEST_CASE("a row as wide as the heading is demanded") {
    CHECK_THROWS_AS(text_table({}), passk::domain_error);
    text_table table({"a", "b"});
    CHECK_THROWS_AS(table.add_row({"1"}), passk::domain_error);
}
