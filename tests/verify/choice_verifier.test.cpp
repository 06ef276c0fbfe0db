// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>
#include <passk/verify/choice_verifier.hpp>

#include <passk/testing/verifier_laws.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace {

using passk::verdict;
using passk::verdict_reason;

const passk::problem capital{.id = "1",
                             .prompt =
                                 "What is the capital of France?\nA. Rome\nB. Paris\nC. "
                                 "Bern\nD. The Hague",
                             .reference = "B"};

struct choice_case {
    std::string_view response;
    verdict ruling;
};

constexpr choice_case cases[] = {
    {R"(\boxed{B})", verdict::correct},
    {R"(\boxed{\text{B}})", verdict::correct},
    {R"(\boxed{(B)})", verdict::correct},
    {R"(\boxed{B. Paris})", verdict::correct},
    {R"(\boxed{\text{Paris}})", verdict::correct},
    {R"(\boxed{paris})", verdict::correct},
    {"The answer is B.", verdict::correct},
    {"The answer is (B).", verdict::correct},
    {"The answer is **B**.", verdict::correct},
    {"The answer is (B) Paris.", verdict::correct},
    {"The answer is Paris.", verdict::correct},
    {"The correct answer is option B.", verdict::correct},
    {"Answer: B", verdict::correct},
    {"Answer: B) Paris", verdict::correct},
    {"**Answer: B. Paris**", verdict::correct},
    {"<answer>B</answer>", verdict::correct},
    {"<answer>Paris</answer>", verdict::correct},
    {R"({"answer": "B"})", verdict::correct},
    {"B", verdict::correct},
    {"B.", verdict::correct},
    {"(B)", verdict::correct},
    {"It is in France.\n\nB", verdict::correct},
    {"It is in France.\n\n**B. Paris**", verdict::correct},
    {"Rome is in Italy. Option B is correct.", verdict::correct},
    {"Rome is in Italy. So the correct option is B.", verdict::correct},
    {"So the correct choice is (B).", verdict::correct},
    {"I choose B.", verdict::correct},
    {"Option A is wrong. Therefore (B) is correct.", verdict::correct},
    {"\xE6\x95\x85\xE9\x80\x89"
     "B\xE3\x80\x82",
     verdict::correct},  // 故选B。
    {"\xE6\x95\x85\xE9\x80\x89\xEF\xBC\x9A"
     "B\xEF\xBC\x8E",
     verdict::correct},  // 故选：B．
    {"\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF"
     "B",
     verdict::correct},  // 答案是B
    {"\xE7\xAD\x94\xE6\xA1\x88\xE4\xB8\xBA\xEF\xBC\x88"
     "B\xEF\xBC\x89\xE3\x80\x82",
     verdict::correct},  // 答案为（B）。
    {"\xE6\xAD\xA3\xE7\xA1\xAE\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF\xEF\xBC\x9A"
     "B",
     verdict::correct},  // 正确答案是：B
    {"<think>A?</think>B", verdict::correct},
    {R"(\boxed{C})", verdict::incorrect},
    {R"(\boxed{\text{Rome}})", verdict::incorrect},
    {"The answer is A.", verdict::incorrect},
    {"The answer is The Hague.", verdict::incorrect},
    {"The answer is Hague.", verdict::incorrect},
    {"Answer: A and B", verdict::incorrect},
    {"Answer: AB", verdict::incorrect},
    {"Option D is correct.", verdict::incorrect},
    {"\xE6\x95\x85\xE9\x80\x89"
     "C",
     verdict::incorrect},
    {"<think>B</think>C", verdict::incorrect},
    {R"(B at first, but \boxed{A})", verdict::incorrect},
    {"", verdict::undecided},
    {"A capital is a city.", verdict::undecided},
    {"Because it is Paris", verdict::undecided},
    {"Option B is not correct.", verdict::undecided},
    {"Option (B) is not correct.", verdict::undecided},
    {"(B) must be wrong", verdict::undecided},
    {"(B) isn\xE2\x80\x99t right", verdict::undecided},
    {"B isn't the answer", verdict::undecided},
    {"I don't think (B) is correct.", verdict::undecided},
    {"Is option B correct? I cannot say.", verdict::undecided},
    {"Options A, B: one is correct, which is unclear", verdict::undecided},
    {R"(\boxed{B. Rome})", verdict::undecided},
    {R"(\boxed{E})", verdict::undecided},
    {R"(\boxed{B)", verdict::undecided},
    {R"(\boxed{London})", verdict::undecided},
    {R"(\boxed{42})", verdict::undecided},
    {"<think>The answer is B", verdict::undecided},
    {"A triangle has vertices A, B and C.", verdict::undecided},
    {"If B were correct, A would be too.", verdict::undecided},
};

}  // namespace

TEST_CASE("choice_verifier: judges the usual guises of a choice") {
    const passk::choice_verifier judge;
    for (const choice_case& one : cases) {
        CAPTURE(one.response);
        const passk::judgement got = judge.explain(capital, one.response);
        CAPTURE(got.prediction);
        CAPTURE(to_string(got.reason));
        CHECK(got.ruling == one.ruling);
        CHECK(judge(capital, one.response) == got.ruling);
    }
}

TEST_CASE("choice_verifier: a reference by text holds for every order of the options") {
    const passk::choice_verifier judge;
    const passk::problem forth{.id = "1", .prompt = "A) Rome B) Paris", .reference = "Paris"};
    const passk::problem back{.id = "1", .prompt = "A) Paris B) Rome", .reference = "Paris"};
    CHECK(judge(forth, "The answer is B.") == verdict::correct);
    CHECK(judge(back, "The answer is B.") == verdict::incorrect);
    CHECK(judge(back, "The answer is A.") == verdict::correct);
    CHECK(judge(back, "The answer is Paris.") == verdict::correct);
}

TEST_CASE("choice_verifier: several right options must all be named") {
    const passk::choice_verifier judge;
    for (const std::string_view reference : {"A,C", "AC", "(A), (C)", "A and C"}) {
        const passk::problem p{.id = "1", .prompt = "", .reference = std::string(reference)};
        CAPTURE(reference);
        CHECK(judge(p, "The answer is A and C.") == verdict::correct);
        CHECK(judge(p, R"(\boxed{C, A})") == verdict::correct);
        CHECK(judge(p, R"(\boxed{AC})") == verdict::correct);
        CHECK(judge(p,
                    "\xE6\x95\x85\xE9\x80\x89"
                    "AC")
              == verdict::correct);
        CHECK(judge(p, "The answer is A.") == verdict::incorrect);
        CHECK(judge(p, "The answer is A, B and C.") == verdict::incorrect);
    }
}

TEST_CASE("choice_verifier: option texts that differ in their braces differ") {
    const passk::choice_verifier judge;
    const passk::problem p{
        .id = "1", .prompt = "A) $\\frac{1}{23}$ B) $\\frac{12}{3}$", .reference = "A"};
    CHECK(judge(p, R"(\boxed{\frac{1}{23}})") == verdict::correct);
    CHECK(judge(p, R"(\boxed{\frac{12}{3}})") == verdict::incorrect);
}

TEST_CASE("choice_verifier: says why it cannot judge") {
    const passk::choice_verifier judge;
    CHECK(judge.explain(capital, R"(\boxed{B. Rome})").reason == verdict_reason::conflicting);
    CHECK(judge.explain(capital, R"(\boxed{B)").reason == verdict_reason::cut_off);
    CHECK(judge.explain(capital, "").reason == verdict_reason::no_answer);
    CHECK(judge.explain(capital, R"(\boxed{London})").reason == verdict_reason::unreadable_answer);
    const passk::problem bad{.id = "1", .prompt = "", .reference = "none of them"};
    CHECK(judge.explain(bad, "B").reason == verdict_reason::unreadable_reference);
    CHECK_THROWS_AS(passk::choice_verifier(1), passk::domain_error);
    CHECK_THROWS_AS(passk::choice_verifier(27), passk::domain_error);
}

TEST_CASE("choice_verifier: keeps the verifier laws") {
    constexpr std::array<std::string_view, 6> texts{"",         "B",       "Option B is correct.",
                                                    "\xff\xfe", "(((((((", "\xE9\x80\x89"};
    CHECK(passk::testing::verifier_laws_broken(passk::choice_verifier{}, capital, texts).empty());
}
