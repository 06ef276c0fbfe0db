// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/program/output_comparison.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

namespace {

using namespace passk::adapter::program;

bool equal(std::string_view seen, std::string_view expected, comparison how,
           float_tolerance within = {}) {
    return !first_difference(seen, expected, how, within);
}

}  // namespace

TEST_CASE("exact output") {
    CHECK(equal("a\n", "a\n", comparison::exact));
    CHECK(!equal("a", "a\n", comparison::exact));
    CHECK(first_difference("ab", "aX", comparison::exact)
          == "at byte 1: expected \"X\", got \"b\"");
}

TEST_CASE("lines: blanks at the end do not count, anything else does") {
    CHECK(equal("a b \r\nc\n\n\n", "a b\nc", comparison::lines));
    CHECK(!equal(" a", "a", comparison::lines));
    CHECK(!equal("a\n\nb", "a\nb", comparison::lines));
    CHECK(!equal("A", "a", comparison::lines));
    CHECK(first_difference("a", "a\nb", comparison::lines)
          == "line 2: expected \"b\", got the end");
    CHECK(first_difference("a\nb", "a", comparison::lines)
          == "line 2: expected the end, got \"b\"");
}

TEST_CASE("a prefix, an empty and a longer output are never equal") {
    for (const comparison how :
         {comparison::exact, comparison::lines, comparison::tokens, comparison::tokens_and_floats,
          comparison::unordered_lines, comparison::unordered_tokens}) {
        CHECK(!equal("", "1\n2", how));
        CHECK(!equal("1", "1\n2", how));
        CHECK(!equal("1\n2\n3", "1\n2", how));
        CHECK(equal("1\n2", "1\n2", how));
    }
}

TEST_CASE("numbers within the tolerance") {
    constexpr comparison how = comparison::tokens_and_floats;
    CHECK(equal("1.0000000001", "1.0", how));
    CHECK(equal("1", "1.0000000001", how));
    CHECK(!equal("1.001", "1.0", how));
    CHECK(equal("1.001", "1.0", how, {0.01, 0.0}));
    CHECK(equal("1001", "1000.0", how, {0.0, 0.01}));
    CHECK(equal("1e3", "1000.0", how));
    CHECK(equal(".5", "0.50", how));
    CHECK(equal("-0.0", "0", how));
    CHECK(equal("NaN", "nan", how));
    CHECK(!equal("nan", "1.0", how));
    CHECK(!equal("1.0", "nan", how));
    CHECK(equal("inf", "Infinity", how));
    CHECK(!equal("-inf", "inf", how));
    CHECK(!equal("1e400", "1e300", how));
    CHECK(!equal("0x10", "16.0", how));
    CHECK(!equal("1_0", "10.0", how));
    CHECK(!equal("1.0abc", "1.0", how));
    CHECK(!equal("", "0.0", how));
}

TEST_CASE("integers are compared exactly, however long") {
    constexpr comparison how = comparison::tokens_and_floats;
    const std::string large = "1" + std::string(400, '0');
    CHECK(equal("+0" + large, large, how, {1e9, 1.0}));
    CHECK(!equal(large.substr(0, 400) + "1", large, how, {1e9, 1.0}));
    CHECK(!equal("-" + large, large, how, {1e9, 1.0}));
    CHECK(equal("-0", "0", how));
    CHECK(!equal("9007199254740993", "9007199254740992", how));
}

TEST_CASE("unordered") {
    CHECK(equal("b\na\n", "a\nb", comparison::unordered_lines));
    CHECK(!equal("a\na\n", "a\nb", comparison::unordered_lines));
    CHECK(equal("2 1 3", "3\n2\n1", comparison::unordered_tokens));
    CHECK(!equal("2 1 1", "2 2 1", comparison::unordered_tokens));
}

TEST_CASE("the rule for floats is symmetric only where it says so") {
    constexpr double inf = std::numeric_limits<double>::infinity();
    CHECK(floats_equal(1.0, 1.0 + 1e-10, {}));
    CHECK(floats_equal(90.0, 100.0, {0.0, 0.1}));
    CHECK(!floats_equal(100.0, 90.0, {0.0, 0.1}));
    CHECK(!floats_equal(inf, 1e308, {0.0, 1.0}));
    CHECK(!floats_equal(1e308, inf, {0.0, 1.0}));
    CHECK(floats_equal(std::nan(""), std::nan(""), {}));
}

TEST_CASE("an expected integer is exact, however it is written") {
    constexpr comparison how = comparison::tokens_and_floats;
    for (const float_tolerance within : {float_tolerance{}, float_tolerance{10.0, 0.5}}) {
        CHECK(!equal("5000000001.0", "5000000000", how, within));
        CHECK(!equal("5000000001", "5000000000", how, within));
        CHECK(!equal("1.0000000001", "1", how, within));
        CHECK(!equal("0.9999999999999999", "1", how, within));
        CHECK(!equal("123456789012345678901234567891.0", "123456789012345678901234567890", how,
                     within));
        CHECK(!equal("-7.0", "7", how, within));
        CHECK(!equal("1e-300", "0", how, within));
        CHECK(!equal("nan", "0", how, within));
        CHECK(!equal("1e999999999999999999999", "1", how, within));
        CHECK(equal("5000000000.0", "5000000000", how, within));
        CHECK(equal("5e9", "5000000000", how, within));
        CHECK(equal("50.00e+8", "5000000000", how, within));
        CHECK(equal("007.", "7", how, within));
        CHECK(equal("-0.000", "0", how, within));
        CHECK(equal("0e5", "0", how, within));
        CHECK(equal("70e-1", "7", how, within));
    }
}
