// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/identical_completions.hpp>
#include <passk/verify/model_turn.hpp>
#include <passk/verify/verifier_for.hpp>

#include <doctest/doctest.h>

#include <string_view>

using passk::problem;
using passk::problem_kind;
using passk::verdict;
using passk::verifier_for;

TEST_CASE("verifier_for follows kind, tolerance and options of the problem") {
    using rule = passk::answer_tolerance::rule;
    problem number;
    number.reference = "4";
    number.kind = problem_kind::numeric;
    CHECK(verifier_for(number)(number, "The answer is 4.05.") == verdict::incorrect);
    number.tolerance = {.how = rule::absolute, .bounds = {"0.1"}, .decimals = 0};
    CHECK(verifier_for(number)(number, "The answer is 4.05.") == verdict::correct);
    CHECK(verifier_for(number)(number, "The answer is 4.15.") == verdict::incorrect);
    number.tolerance = {.how = rule::truncated, .bounds = {}, .decimals = 0};
    CHECK(verifier_for(number)(number, "The answer is 4.9.") == verdict::correct);
    number.tolerance = {.how = rule::decimals, .bounds = {}, .decimals = 1};
    CHECK(verifier_for(number)(number, "The answer is 4.04.") == verdict::correct);
    CHECK(verifier_for(number)(number, "The answer is 4.06.") == verdict::incorrect);

    problem choice;
    choice.reference = "B";
    choice.kind = problem_kind::choice;
    choice.options = {"Rome", "Paris", "Bonn"};
    CHECK(verifier_for(choice)(choice, "The answer is Paris.") == verdict::correct);
    CHECK(verifier_for(choice)(choice, "The answer is (C).") == verdict::incorrect);

    problem formula;
    formula.reference = "x^2";
    CHECK(verifier_for(formula)(formula, "\\boxed{x\\cdot x}") == verdict::correct);
    const passk::verifier_options bare{
        .judged = passk::judged_text::answer, .extraction = {}, .equivalence = {}, .letters = 10};
    CHECK(verifier_for(formula, bare)(formula, "x x") == verdict::correct);

    problem program;
    program.kind = problem_kind::program;
    CHECK_THROWS_AS(static_cast<void>(verifier_for(program)), passk::domain_error);
}

TEST_CASE("model_turn ends where the model's own turn ends") {
    using passk::model_turn;
    CHECK(model_turn("73<|im_end|>") == "73");
    CHECK(model_turn("73<|eot_id|><|start_header_id|>user") == "73");
    CHECK(model_turn("73</s>") == "73");
    CHECK(model_turn("73<end_of_turn>\n") == "73");
    CHECK(model_turn("73<\xEF\xBD\x9C"
                     "end\xE2\x96\x81of\xE2\x96\x81sentence\xEF\xBD\x9C>")
          == "73");
    CHECK(model_turn("The answer is 5.\n\nHuman: and 6?") == "The answer is 5.\n");
    CHECK(model_turn("The answer is 5.\nQuestion: what is 6?") == "The answer is 5.");
    // A response may state its problem again before it answers.
    CHECK(model_turn("Let me see.\nQuestion: 2 + 3.\nAnswer: 5").ends_with("Answer: 5"));
    CHECK(model_turn("<|im_start|>assistant\n5<|im_end|>").ends_with("\n5"));
    CHECK(model_turn("x < y, [1, 2] and \\[3\\]") == "x < y, [1, 2] and \\[3\\]");
    CHECK(model_turn("").empty());
}

TEST_CASE("identical_completions counts problems whose completions are one text") {
    passk::identical_completions texts;
    texts.add("a", "4");
    texts.add("a", "4");
    texts.add("b", "4");
    texts.add("c", "4");
    texts.add("c", "5");
    CHECK(texts.sampled() == 2);
    CHECK(texts.repeated() == 1);
}
