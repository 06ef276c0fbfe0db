// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/math_verifier.hpp>

#include <passk/testing/verifier_laws.hpp>

#include <boost/json/src.hpp>

#include "recorded_data.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <string>
#include <string_view>

namespace {

using passk::verdict;
using passk::verdict_reason;

std::string field(const boost::json::value& record, std::string_view key) {
    const boost::json::string& text = record.at({key.data(), key.size()}).as_string();
    return {text.data(), text.size()};
}

}  // namespace

TEST_CASE("math_verifier: agrees with the published verdicts of GSM8K") {
    const std::filesystem::path path = passk_tests::recorded_data("gsm8k_solutions_labelled.jsonl");
    // Every response ends in the line "A: ..." or was cut off before it. Undecided is what was cut
    // off or whose last line is no number ("10+John's age"); the publisher counts that as wrong.
    const passk::math_verifier judge;
    std::ifstream file(path);
    std::size_t rows = 0;
    std::size_t undecided = 0;
    for (std::string line; std::getline(file, line);) {
        const boost::json::value record = boost::json::parse(line);
        const passk::problem p{
            .id = field(record, "problem"), .prompt = "", .reference = field(record, "gold")};
        const bool published = record.at("is_correct").as_bool();
        const passk::judgement got = judge.explain(p, field(record, "response"));
        CAPTURE(p.id);
        CAPTURE(got.prediction);
        CAPTURE(got.reference);
        CHECK((got.ruling == verdict::correct) == published);
        undecided += got.ruling == verdict::undecided ? 1U : 0U;
        ++rows;
    }
    CHECK(rows == 528);
    CHECK(undecided <= 11);
}

TEST_CASE("math_verifier: a response without an answer is undecided whatever the gold") {
    const passk::math_verifier judge;
    for (const std::string_view gold : {"\\text{east}", "204", "", "no conclusion here", "()"}) {
        const passk::problem p{.id = "1", .prompt = "", .reference = std::string(gold)};
        for (const std::string_view response :
             {"no conclusion here", "", "I computed 3 things in 204", R"(\boxed{})",
              "<think>204</think>", R"(\boxed{204)"}) {
            CAPTURE(gold);
            CAPTURE(response);
            CHECK(judge(p, response) == verdict::undecided);
        }
    }
    const passk::problem p{.id = "1", .prompt = "", .reference = "204"};
    CHECK(judge.explain(p, "").reason == verdict_reason::no_answer);
    CHECK(judge.explain(p, R"(\boxed{204)").reason == verdict_reason::cut_off);
}

TEST_CASE("math_verifier: an ellipsis belongs to the decimal that goes on, not to other answers") {
    const passk::math_verifier judge;
    const passk::problem third{.id = "1", .prompt = "", .reference = "1/3"};
    CHECK(judge(third, R"(\boxed{0.333...})") == verdict::correct);
    CHECK(judge(third, "The answer is 0.333... So we stop.") == verdict::correct);
    CHECK(judge(third, R"(\boxed{0.333})") == verdict::incorrect);
    const passk::problem whole{.id = "2", .prompt = "", .reference = "13"};
    CHECK(judge(whole, "The answer is 13...") == verdict::correct);
}

TEST_CASE("math_verifier: shows what it read and how") {
    const passk::problem p{.id = "1", .prompt = "", .reference = "We get $\\boxed{7}$."};
    const passk::judgement got = passk::math_verifier{}.explain(p, "Hence $x = \\boxed{7}$.");
    CHECK(got.ruling == verdict::correct);
    CHECK(got.prediction == "7");
    CHECK(got.reference == "7");
    REQUIRE(got.steps.size() >= 3);
    CHECK(got.steps[0] == "answer by boxed, bytes 18 to 19: 7");
    CHECK(got.steps[1] == "reference: 7");
}

TEST_CASE("math_verifier: judges answers that were taken out before") {
    const passk::math_verifier judge{
        .extraction = {}, .equivalence = {}, .judged = passk::judged_text::answer};
    const passk::problem p{.id = "1", .prompt = "", .reference = "7"};
    CHECK(judge(p, "7") == verdict::correct);
    CHECK(judge(p, "$7$") == verdict::correct);
    CHECK(judge(p, "8") == verdict::incorrect);
    CHECK(judge(p, "") == verdict::undecided);
    CHECK(judge(p, " $$ ") == verdict::undecided);
}

TEST_CASE("math_verifier: compares letters where the gold is an option") {
    struct letter_case {
        std::string_view gold;
        std::string_view response;
        verdict ruling;
    };
    constexpr letter_case cases[] = {
        {"B", R"(\boxed{B})", verdict::correct},
        {"B", R"(\boxed{\text{(B)}})", verdict::correct},
        {"(B)", R"(\boxed{B})", verdict::correct},
        {"\\text{(B)}", R"(\boxed{\textbf{B}})", verdict::correct},
        {"\\text{B}", "The answer is (B) 42.", verdict::correct},
        {"B", "The answer is B. 42", verdict::correct},
        {"B", "Answer: option B", verdict::correct},
        {"A, C", R"(\boxed{C, A})", verdict::correct},
        {"A and C", R"(\boxed{\text{A, C}})", verdict::correct},
        {"AC", R"(\boxed{\text{A, C}})", verdict::correct},
        {"AC", R"(\boxed{\text{A, B}})", verdict::incorrect},
        {"B. Paris", R"(\boxed{B})", verdict::correct},
        {"B", "Option (B) is correct.", verdict::correct},
        {"\\text{(B)}", "\xE6\x95\x85\xE9\x80\x89 B.", verdict::correct},  // 故选
        {"B", "I choose C.", verdict::incorrect},
        {"B", "Option (B) is not correct.", verdict::undecided},
        {"7", "I choose B.", verdict::undecided},
        {"B", R"(\boxed{C})", verdict::incorrect},
        {"B", "The answer is (C) 42.", verdict::incorrect},
        {"(B)", R"(\boxed{\text{D}})", verdict::incorrect},
        {"A, C", R"(\boxed{A})", verdict::incorrect},
        {"A", R"(\boxed{A, C})", verdict::incorrect},
    };
    const passk::math_verifier judge;
    for (const letter_case& one : cases) {
        CAPTURE(one.gold);
        CAPTURE(one.response);
        const passk::problem p{.id = "1", .prompt = "", .reference = std::string(one.gold)};
        CHECK(judge(p, one.response) == one.ruling);
    }
}

TEST_CASE("math_verifier: keeps the verifier laws") {
    const passk::problem p{.id = "1", .prompt = "", .reference = "\\frac{1}{2}"};
    constexpr std::array<std::string_view, 7> texts{
        R"(\boxed{0.5})", R"(\boxed{\frac12})", "The answer is 2.",          "",
        "\xff\xfe",       R"(\boxed{((((((})",  R"(\boxed{5^{5^{5^{5^5}}}})"};
    CHECK(passk::testing::verifier_laws_broken(passk::math_verifier{}, p, texts).empty());
}
