// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>
#include <passk/verify/numeric_verifier.hpp>
#include <passk/verify/read_number.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <passk/testing/verifier_laws.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

namespace {

using passk::numeric_tolerance;
using passk::numeric_verifier;
using passk::verdict;
using rational = boost::multiprecision::cpp_rational;

struct number_case {
    std::string_view text;
    std::string_view value;  // as a fraction; empty: no number
};

constexpr number_case numbers[] = {
    {"5", "5"},
    {"-5", "-5"},
    {"+5", "5"},
    {"\xE2\x88\x92"
     "5",
     "-5"},
    {"007", "7"},
    {"0", "0"},
    {"000", "0"},
    {"3.50", "7/2"},
    {".5", "1/2"},
    {"5.", "5"},
    {"1,234", "1234"},
    {"1,234,567.5", "2469135/2"},
    {"1 234", "1234"},
    {"1\\,234", "1234"},
    {"1{,}234", "1234"},
    {"1_000", "1000"},
    {"3/4", "3/4"},
    {"-3/4", "-3/4"},
    {"50%", "1/2"},
    {"1%", "1/100"},
    {"0.01", "1/100"},
    {"50\\%", "1/2"},
    {"$42", "42"},
    {"\\$1,000", "1000"},
    {"1e3", "1000"},
    {"1.5E-3", "3/2000"},
    {"3 \\times 10^{5}", "300000"},
    {"3*10^-2", "3/100"},
    {"$7$", "7"},
    {"", ""},
    {"-", ""},
    {"1,23", ""},
    {"12,34", ""},
    {"1,2345", ""},
    {"0,123", ""},
    {"1.2.3", ""},
    {"1/0", ""},
    {"5 apples", ""},
    {"five", ""},
    {"1e", ""},
    {"1e9999", ""},
    {"3 + 4", ""},
    {"0x10", ""},
    {"--5", ""},
    {"inf", ""},
    {"nan", ""},
    {"1,234,56", ""},
};

verdict judge(const numeric_tolerance& tolerance, std::string_view gold,
              std::string_view prediction) {
    const numeric_verifier by{.tolerance = tolerance, .of_problem = {}, .extraction = {}};
    const passk::problem p{.id = "1", .prompt = "", .reference = std::string(gold)};
    return by(p, "\\boxed{" + std::string(prediction) + "}");
}

}  // namespace

TEST_CASE("numeric_verifier: read_number reads plain numbers exactly and nothing else") {
    for (const number_case& one : numbers) {
        CAPTURE(one.text);
        const auto got = passk::read_number(one.text);
        CHECK(got.has_value() == !one.value.empty());
        if (got && !one.value.empty()) {
            CHECK(got->value == rational(std::string(one.value)));
        }
    }
    CHECK_FALSE(passk::read_number(std::string(1001, '9')));
    CHECK(passk::read_number(std::string(1000, '9')));
    CHECK_FALSE(passk::read_number(std::string(1'000'000, '9')));
    CHECK(passk::read_number("3.50")->decimals == 2);
    CHECK(passk::read_number("1.25e1")->decimals == 1);
    CHECK(passk::read_number("12.5%")->decimals == 3);
}

TEST_CASE("numeric_verifier: exact tells neighbours apart") {
    const numeric_tolerance exact = numeric_tolerance::exact();
    CHECK(judge(exact, "0.5", "1/2") == verdict::correct);
    CHECK(judge(exact, "1,000", "1000") == verdict::correct);
    CHECK(judge(exact, "10000", "10001") == verdict::incorrect);
    CHECK(judge(exact, "204", "2.04") == verdict::incorrect);
    CHECK(judge(exact, "204", "20400") == verdict::incorrect);
    CHECK(judge(exact, "0.333", "1/3") == verdict::incorrect);
    CHECK(judge(exact, "1/3", "x") == verdict::undecided);
    CHECK(judge(exact, "x", "5") == verdict::undecided);
}

TEST_CASE("numeric_verifier: OlympiadBench's error is an absolute bound that belongs") {
    const numeric_tolerance hundredth = numeric_tolerance::absolute("0.01");
    CHECK(judge(hundredth, "3.14", "3.15") == verdict::correct);
    CHECK(judge(hundredth, "3.14", "3.13") == verdict::correct);
    CHECK(judge(hundredth, "3.14", "3.1501") == verdict::incorrect);
    CHECK(judge(hundredth, "-3.14", "3.14") == verdict::incorrect);
    numeric_verifier by;
    by.of_problem.emplace("7", numeric_tolerance::absolute("1"));
    const passk::problem seventh{.id = "7", .prompt = "", .reference = "100"};
    const passk::problem eighth{.id = "8", .prompt = "", .reference = "100"};
    CHECK(by(seventh, "The answer is 101.") == verdict::correct);
    CHECK(by(eighth, "The answer is 101.") == verdict::incorrect);
}

TEST_CASE("numeric_verifier: a relative bound is the gold's") {
    const numeric_tolerance percent = numeric_tolerance::relative("0.01");
    CHECK(judge(percent, "100", "101") == verdict::correct);
    CHECK(judge(percent, "100", "99") == verdict::correct);
    CHECK(judge(percent, "100", "101.01") == verdict::incorrect);
    CHECK(judge(percent, "0", "0") == verdict::correct);
    CHECK(judge(percent, "0", "0.0001") == verdict::incorrect);
    CHECK(judge(percent, "1/2004", "1/2006") == verdict::correct);
}

TEST_CASE("numeric_verifier: MathVista rounds floats and cuts integers") {
    const numeric_tolerance one = numeric_tolerance::decimals(1);
    CHECK(judge(one, "0.6", "0.64") == verdict::correct);
    CHECK(judge(one, "0.6", "0.65") == verdict::incorrect);
    CHECK(judge(one, "0.6", "0.55") == verdict::correct);
    CHECK(judge(one, "-0.6", "-0.55") == verdict::correct);
    CHECK(judge(one, "0.6", "0.5") == verdict::incorrect);
    const numeric_tolerance whole = numeric_tolerance::truncated();
    CHECK(judge(whole, "8", "8.0") == verdict::correct);
    CHECK(judge(whole, "8", "8.9") == verdict::correct);
    CHECK(judge(whole, "8", "7.9") == verdict::incorrect);
    CHECK(judge(whole, "-8", "-8.9") == verdict::correct);
}

TEST_CASE("numeric_verifier: the digits of the gold decide what rounds to it") {
    const numeric_tolerance digits = numeric_tolerance::gold_digits();
    CHECK(judge(digits, "0.33", "1/3") == verdict::correct);
    CHECK(judge(digits, "0.33", "0.334") == verdict::correct);
    CHECK(judge(digits, "0.33", "0.335") == verdict::incorrect);
    CHECK(judge(digits, "0.333", "0.33") == verdict::incorrect);
    CHECK(judge(digits, "3", "3.4") == verdict::correct);
    CHECK(judge(digits, "3", "3.5") == verdict::incorrect);
}

TEST_CASE("numeric_verifier: refuses bounds that mean nothing") {
    for (const std::string_view bound : {"-0.1", "", "abc", "nan", "inf"}) {
        CHECK_THROWS_AS(static_cast<void>(numeric_tolerance::absolute(bound)), passk::domain_error);
        CHECK_THROWS_AS(static_cast<void>(numeric_tolerance::relative(bound)), passk::domain_error);
    }
}

TEST_CASE("numeric_verifier: keeps the verifier laws") {
    const passk::problem p{.id = "1", .prompt = "", .reference = "5"};
    constexpr std::array<std::string_view, 5> texts{R"(\boxed{5})", "The answer is 6.", "", "\xff",
                                                    R"(\boxed{9e999})"};
    CHECK(passk::testing::verifier_laws_broken(numeric_verifier{}, p, texts).empty());
}
