// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/math_equivalent.hpp>

#include "source_directory.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace {

using passk::math_equivalent;
using passk::verdict;

struct pair_case {
    std::string group;
    char expected;
    std::string gold;
    std::string prediction;
};

std::vector<pair_case> read_cases() {
    std::ifstream file(passk_tests::source_directory() + "/tests/verify/math_equivalent_cases.tsv");
    REQUIRE(file.good());
    std::vector<pair_case> out;
    std::string group;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("%%")) {
            group = line.substr(3);
            continue;
        }
        const std::size_t first = line.find('\t');
        const std::size_t second = line.find('\t', first + 1);
        REQUIRE(second != std::string::npos);
        out.push_back(
            {group, line[0], line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
    return out;
}

char mark(verdict v) {
    return v == verdict::correct ? '+' : v == verdict::incorrect ? '-' : '?';
}

}  // namespace

// The table marks each pair: + correct, - incorrect, ? undecided, all three in both orders; r
// correct and s incorrect under a rounding rule, which tells gold from prediction.
TEST_CASE("every class of the table has its verdict, in both orders") {
    int positives = 0;
    int negatives = 0;
    for (const pair_case& c : read_cases()) {
        CAPTURE(c.group);
        CAPTURE(c.gold);
        CAPTURE(c.prediction);
        const char expected = c.expected == 'r' ? '+' : c.expected == 's' ? '-' : c.expected;
        const auto judged = math_equivalent(c.prediction, c.gold);
        CAPTURE(judged.parsed_gold);
        CAPTURE(judged.parsed_prediction);
        CHECK(mark(judged.v) == expected);
        if (c.expected != 'r' && c.expected != 's') {
            CHECK(mark(math_equivalent(c.gold, c.prediction).v) == expected);
        }
        CHECK(judged.error_bound < 1e-10);
        positives += expected == '+' ? 1 : 0;
        negatives += expected == '-' ? 1 : 0;
    }
    CHECK(positives > 1450);
    CHECK(negatives >= positives);
}

TEST_CASE("every answer of the table equals itself") {
    for (const pair_case& c : read_cases()) {
        CAPTURE(c.gold);
        CHECK(math_equivalent(c.gold, c.gold).v == verdict::correct);
        CHECK(math_equivalent(c.prediction, c.prediction).v == verdict::correct);
    }
}

TEST_CASE("an empty answer equals nothing") {
    for (const char* text : {"", " ", "$$", "\n"}) {
        CHECK(math_equivalent(text, "").v == verdict::undecided);
        CHECK(math_equivalent(text, "5").v == verdict::undecided);
        CHECK(math_equivalent("5", text).v == verdict::undecided);
    }
}

TEST_CASE("hostile answers cost bounded work and prove nothing") {
    const std::string braces(1'000'000, '{');
    const std::string nested = [] {
        std::string out;
        for (int i = 0; i < 5000; ++i) {
            out += "\\mathrm{";
        }
        return out;
    }();
    const std::vector<std::string> hostile{"5^(5^(5^(5^5)))",
                                           "5^{5^{5^{5^5}}}",
                                           braces,
                                           std::string(1'000'000, '9'),
                                           nested,
                                           std::string(15'000, '('),
                                           std::string(15'000, '-') + "1",
                                           "2^{2^{2^{2^{2^{2}}}}}",
                                           "((((((((((x+y+z+w)^9)^9)^9)^9)^9)^9)^9)^9)^9)",
                                           "9!!!!!!!!!",
                                           "10^{-10^{10^{10}}}",
                                           "\\sum_{i=1}^{10000000000} i",
                                           "\\prod_{i=1}^{1000000} i^i",
                                           "1/0",
                                           "0^0",
                                           "0^{-1}",
                                           "\\frac{1}{x-x}",
                                           "\\sqrt{-1}",
                                           "\\ln 0",
                                           "\\log_1 5",
                                           "\\binom{1000000}{500000}",
                                           "1e999999",
                                           "\\int_0^1 \\int_0^1 \\int_0^1 \\sin(xyz) dx dy dz",
                                           "\xFF\xFE\x80",
                                           "\\",
                                           "}{",
                                           "$",
                                           "^",
                                           "_",
                                           "(1,",
                                           "[[[]]]",
                                           "\\begin{pmatrix}",
                                           "\\frac",
                                           "\\frac{1}",
                                           "1+",
                                           "\\sqrt[0]{5}",
                                           std::string(6'000, ',') + "1",
                                           "x" + std::string(10'000, '!'),
                                           "1_{1}",
                                           "0 \\bmod 0",
                                           "\\gcd(0,0)",
                                           "\\max()",
                                           "\\det 5",
                                           "\\lim_{x\\to 0} \\frac{1}{x}",
                                           "0/0",
                                           "\\tan 90^\\circ"};
    for (const std::string& a : hostile) {
        CAPTURE(a.substr(0, 60));
        CHECK(math_equivalent(a, "5").v != verdict::correct);
        CHECK(math_equivalent("5", a).v == math_equivalent(a, "5").v);
        CHECK(math_equivalent(a, a).v != verdict::incorrect);
    }
    CHECK(math_equivalent("5^(5^(5^(5^5)))", "5^(5^(5^(5^6)))").v != verdict::correct);
}

TEST_CASE("the budget is counted, and running out is undecided") {
    passk::math_policy poor;
    poor.fuel = 10;
    const auto judged = math_equivalent("\\sin 2x", "2\\sin x\\cos x", poor);
    CHECK(judged.v == verdict::undecided);
    CHECK(judged.reason == passk::math_reason::fuel_exhausted);
}

TEST_CASE("each rule of the policy changes what it says") {
    passk::math_policy policy;
    policy.rounding = passk::rounding_rule::exact;
    CHECK(math_equivalent("\\pi", "3.14", policy).v == verdict::incorrect);
    CHECK(math_equivalent("0.5", "1/2", policy).v == verdict::correct);
    policy.rounding = passk::rounding_rule::relative;
    policy.relative_tolerance = 1e-2;
    CHECK(math_equivalent("3.13", "3.14", policy).v == verdict::correct);
    CHECK(math_equivalent("3.0", "3.14", policy).v == verdict::incorrect);
    policy = {};
    CHECK(math_equivalent("\\pi", "3.142").v == verdict::correct);
    CHECK(math_equivalent("\\pi", "3.14").v == verdict::undecided);
    CHECK(math_equivalent("\\pi", "3.15").v == verdict::incorrect);
    policy.gold_digits = 3;
    CHECK(math_equivalent("\\pi", "3.14", policy).v == verdict::correct);
    policy = {};
    policy.prediction_digits = 3;
    CHECK(math_equivalent("0.333", "1/3", policy).v == verdict::correct);
    CHECK(math_equivalent("0.333", "1/3").v == verdict::incorrect);
    policy = {};
    policy.percent = passk::percent_rule::value;
    CHECK(math_equivalent("20", "20\\%", policy).v == verdict::incorrect);
    CHECK(math_equivalent("0.2", "20\\%", policy).v == verdict::correct);
    policy = {};
    policy.units = passk::unit_rule::required;
    CHECK(math_equivalent("5", "5\\text{ cm}", policy).v == verdict::incorrect);
    CHECK(math_equivalent("50 mm", "5\\text{ cm}", policy).v == verdict::correct);
    policy = {};
    policy.order = passk::order_rule::ordered;
    CHECK(math_equivalent("2,1", "1,2", policy).v == verdict::incorrect);
    policy.order = passk::order_rule::unordered;
    CHECK(math_equivalent("(2,1)", "(1,2)", policy).v == verdict::correct);
    policy = {};
    policy.assume_positive = true;
    CHECK(math_equivalent("x", "\\sqrt{x^2}", policy).v == verdict::correct);
    CHECK(math_equivalent("x", "\\sqrt{x^2}").v == verdict::incorrect);
}

TEST_CASE("a judgement says what it rests on") {
    CHECK(math_equivalent("(x+1)^2", "x^2+2x+1").exact);
    CHECK(math_equivalent("(x+1)^2", "x^2+2x+1").reason == passk::math_reason::exact_value);
    const auto tested = math_equivalent("\\sin 2x", "2\\sin x\\cos x");
    CHECK(tested.reason == passk::math_reason::identity_test);
    CHECK_FALSE(tested.exact);
    CHECK(tested.error_bound > 0);
    CHECK(tested.error_bound < 1e-12);
    CHECK(math_equivalent("(0,1)", "(0,1]").reason == passk::math_reason::structure);
    CHECK(math_equivalent("{{5", "5").reason == passk::math_reason::unreadable_prediction);
    CHECK(math_equivalent("5", "{{5").reason == passk::math_reason::unreadable_gold);
}
