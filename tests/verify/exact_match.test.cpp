// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/exact_match.hpp>

#include <doctest/doctest.h>

namespace {

using passk::exact_match;
using passk::match_form;
using passk::verdict;

const passk::problem east{.id = "1", .prompt = "", .reference = "North  East\n"};

}  // namespace

TEST_CASE("exact_match: compares what its form says") {
    const exact_match bytes{match_form::bytes};
    const exact_match trimmed{match_form::trimmed};
    const exact_match folded{match_form::folded};
    CHECK(bytes(east, "North  East\n") == verdict::correct);
    CHECK(bytes(east, "North  East") == verdict::incorrect);
    CHECK(trimmed(east, " North  East") == verdict::correct);
    CHECK(trimmed(east, "North East") == verdict::incorrect);
    CHECK(folded(east, "north east ") == verdict::correct);
    CHECK(folded(east, "northeast") == verdict::incorrect);
}

TEST_CASE("exact_match: nothing equals nothing in no form") {
    const passk::problem blank{.id = "1", .prompt = "", .reference = " "};
    for (const match_form form : {match_form::bytes, match_form::trimmed, match_form::folded}) {
        CHECK(exact_match{form}(blank, " ") == verdict::undecided);
        CHECK(exact_match{form}(blank, "") == verdict::undecided);
        CHECK(exact_match{form}(east, "") == verdict::undecided);
        CHECK(exact_match{form}(blank, "x") == verdict::undecided);
    }
    CHECK(exact_match{}.explain(blank, "x").reason == passk::verdict_reason::unreadable_reference);
    CHECK(exact_match{}.explain(east, "").reason == passk::verdict_reason::no_answer);
}
