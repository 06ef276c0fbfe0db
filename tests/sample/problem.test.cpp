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
