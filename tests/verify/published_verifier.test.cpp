// SPDX-License-Identifier: Apache-2.0
// The faults that these tests pin down are the published graders': a reproduction that repaired
// them would give other numbers.
#include <passk/verify/published_verifier.hpp>

#include <passk/testing/verifier_laws.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace {

using passk::published_rule;
using passk::verdict;

}  // namespace

TEST_CASE("published_verifier: hendrycks compares its normal forms") {
    using passk::hendrycks_equivalent;
    using passk::hendrycks_normal_form;
    CHECK(hendrycks_normal_form("\\dfrac12") == "\\frac{1}{2}");
    CHECK(hendrycks_normal_form("\\frac1{72}") == "\\frac{1}{72}");
    CHECK(hendrycks_normal_form("3/4") == "\\frac{3}{4}");
    CHECK(hendrycks_normal_form("0.5") == "\\frac{1}{2}");
    CHECK(hendrycks_normal_form(".5") == "\\frac{1}{2}");
    CHECK(hendrycks_normal_form("\\sqrt3") == "\\sqrt{3}");
    CHECK(hendrycks_normal_form("x = 5") == "5");
    CHECK(hendrycks_normal_form("xy = 5") == "xy=5");
    CHECK(hendrycks_normal_form("x=5") == "5");
    CHECK(hendrycks_normal_form("90^\\circ") == "90");
    CHECK(hendrycks_normal_form("5\\text{ cm}") == "5");
    CHECK(hendrycks_normal_form("50\\%") == "50");
    CHECK(hendrycks_normal_form("\\left( 1, 2 \\right)") == "(1,2)");
    CHECK_FALSE(hendrycks_normal_form("\\text{ a}\\text{ b}"));
    CHECK_FALSE(hendrycks_normal_form("2\\sqrt"));
    CHECK(hendrycks_equivalent("\\tfrac{1}{2}", "0.5"));
    CHECK_FALSE(hendrycks_equivalent("0.25", "\\frac{1}{4}"));
    CHECK_FALSE(hendrycks_equivalent("1,000", "1000"));
    CHECK_FALSE(hendrycks_equivalent("2\\sqrt", "2"));
    CHECK(passk::hendrycks_answer("a \\boxed{1} b \\boxed{\\frac{1}{2}}") == "\\frac{1}{2}");
    CHECK(passk::hendrycks_answer("$\\boxed 5$ text") == "5");
    CHECK_FALSE(passk::hendrycks_answer("\\boxed{5"));
    CHECK_FALSE(passk::hendrycks_answer("5"));
}

TEST_CASE("published_verifier: minerva compares its normal forms") {
    using passk::minerva_equivalent;
    using passk::minerva_normal_form;
    CHECK(minerva_normal_form("$x = \\frac12$") == "\\frac{1}{2}");
    CHECK(minerva_normal_form("1,234") == "1234");
    CHECK(minerva_normal_form("5\\text{ meters}") == "5");
    CHECK(minerva_normal_form("the $3$ apples") == "3");
    CHECK(minerva_normal_form("\\sqrt3") == "\\sqrt{3}");
    CHECK(minerva_normal_form("\\text{east}") == "east");
    CHECK(minerva_normal_form("\\boxed{7}") == "7");
    CHECK(minerva_normal_form("(1,2)") == "(1,2)");
    CHECK(minerva_equivalent("x=5", "y=5"));
    CHECK(minerva_equivalent("5 feet", "5 inches"));
    CHECK_FALSE(minerva_equivalent("0.5", "\\frac{1}{2}"));
    CHECK(passk::minerva_answer("Final Answer: The final answer is $5$. I hope it is correct.")
          == "$5$");
    CHECK_FALSE(passk::minerva_answer("The final answer is $5$."));
}

TEST_CASE("published_verifier: limit_of_rlvr repeats the faults of the paper's grader") {
    using passk::limit_of_rlvr_answer;
    using passk::limit_of_rlvr_equivalent;
    CHECK(limit_of_rlvr_answer("final answer is $5$. I hope it is correct") == "5");
    CHECK(limit_of_rlvr_answer("\\boxed{1} then \\boxed{\\frac{1}{2}}") == "\\frac{1}{2}");
    CHECK(limit_of_rlvr_answer("\\boxed{204") == "204");
    CHECK(limit_of_rlvr_answer("The answer is 12.") == "12");
    CHECK(limit_of_rlvr_answer("We have 3 boxes of 1,204 pens and") == "1204");
    CHECK(limit_of_rlvr_answer("down to -2.5 degrees") == "-2.5");
    CHECK(limit_of_rlvr_answer("no number").empty());
    for (const auto& pair : {std::pair<std::string_view, std::string_view>{"20400", "204"},
                             {"2.04", "204"},
                             {"0.05", "5"},
                             {"1", "100"},
                             {"10000", "10001"},
                             {"3,4", "34"},
                             {"6984", "69,84"},
                             {"\\frac{1}{23}", "\\frac{12}{3}"},
                             {"\\sqrt{2}3", "\\sqrt{23}"},
                             {"(a+b)c", "a+bc"},
                             {"(0,1)", "[0,1]"},
                             {"(0,1]", "[0,1)"},
                             {"5", "x=5"},
                             {"x=5", "5"}}) {
        const auto& prediction = pair.first;
        const auto& gold = pair.second;
        CAPTURE(prediction);
        CAPTURE(gold);
        CHECK(limit_of_rlvr_equivalent(prediction, gold) == verdict::correct);
    }
    CHECK(limit_of_rlvr_equivalent("84,69", "69,84") == verdict::incorrect);
    CHECK(limit_of_rlvr_equivalent("7", "8") == verdict::incorrect);
    CHECK(limit_of_rlvr_equivalent("x+1", "1+x") == verdict::undecided);
}

TEST_CASE("published_verifier: keeps the verifier laws under each rule") {
    const passk::problem p{.id = "1", .prompt = "", .reference = "\\frac{1}{2}"};
    constexpr std::array<std::string_view, 5> texts{
        R"(\boxed{0.5})", "Final Answer: The final answer is $1/2$. I hope it is correct.",
        "The answer is 2.", "\xff\xfe", "boxed"};
    for (const published_rule rule :
         {published_rule::hendrycks, published_rule::minerva, published_rule::limit_of_rlvr}) {
        const passk::published_verifier judge{.rule = rule, .judged = passk::judged_text::response};
        CHECK(passk::testing::verifier_laws_broken(judge, p, texts) == "");
    }
    const passk::published_verifier hendrycks;
    CHECK(hendrycks(p, R"(\boxed{0.5})") == verdict::correct);
    CHECK(hendrycks(p, R"(\boxed{0.50})") == verdict::incorrect);
    CHECK(hendrycks(p, "0.5") == verdict::undecided);
}
