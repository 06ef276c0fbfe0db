// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/cot_pass_at_k.hpp>

#include <doctest/doctest.h>

#include <vector>

using passk::cot_pass_at_k;
using passk::cot_tally;
using passk::judge_rule;
using passk::judged_completion;

TEST_CASE("counts correct answers whose reasoning the judges accept") {
    const std::vector<judged_completion> completions{
        {true, 3, 3}, {true, 2, 3}, {true, 1, 3}, {true, 1, 2}, {true, 0, 3}, {false, 3, 3}, {}};
    CHECK(cot_tally(completions, judge_rule::any) == passk::tally(7, 4));
    CHECK(cot_tally(completions, judge_rule::majority) == passk::tally(7, 2));
    CHECK(cot_tally(completions, judge_rule::all) == passk::tally(7, 1));
    CHECK(cot_pass_at_k(completions, judge_rule::majority, 3)
          == passk::pass_at_k(passk::tally(7, 2), 3));
}

TEST_CASE("rejects judgements that cannot be") {
    const std::vector<judged_completion> too_many{{true, 4, 3}};
    CHECK_THROWS_AS((void)cot_tally(too_many, judge_rule::any), passk::domain_error);
    const std::vector<judged_completion> unjudged{{true, 0, 0}};
    CHECK_THROWS_AS((void)cot_tally(unjudged, judge_rule::all), passk::domain_error);
    CHECK_THROWS_AS((void)cot_pass_at_k({}, judge_rule::all, 1), passk::domain_error);
}
