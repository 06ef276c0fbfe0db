// SPDX-License-Identifier: Apache-2.0
#include <passk/sample/problem.hpp>

#include <doctest/doctest.h>

TEST_CASE("problem: differs if any of its texts differs") {
    const passk::problem one{.id = "1", .prompt = "2+2", .reference = "4"};
    CHECK((one == passk::problem{.id = "1", .prompt = "2+2", .reference = "4"}));
    CHECK((one != passk::problem{.id = "2", .prompt = "2+2", .reference = "4"}));
    CHECK((one != passk::problem{.id = "1", .prompt = "2*2", .reference = "4"}));
    CHECK((one != passk::problem{.id = "1", .prompt = "2+2", .reference = ""}));
}

TEST_CASE("problem: kind, options, images, starter code and tolerance count too") {
    const passk::problem one{.id = "1"};
    CHECK((one != passk::problem{.id = "1", .kind = passk::problem_kind::choice}));
    CHECK((one != passk::problem{.id = "1", .options = {"a"}}));
    CHECK((one != passk::problem{.id = "1", .images = {"a.png"}}));
    CHECK((one != passk::problem{.id = "1", .starter = "def f():"}));
    CHECK((one
           != passk::problem{.id = "1",
                             .tolerance = {.how = passk::answer_tolerance::rule::truncated}}));
    CHECK(to_string(passk::problem_kind::program) == "program");
    CHECK(to_string(passk::problem_kind::numeric) == "numeric");
}
