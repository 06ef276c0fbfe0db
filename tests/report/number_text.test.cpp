// SPDX-License-Identifier: Apache-2.0
#include <passk/report/number_text.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

using passk::fixed_text;
using passk::grouped_text;
using passk::p_statement;
using passk::p_value_text;
using passk::shortest_text;
using passk::signed_text;

TEST_CASE("shortest text reads back as the same double") {
    passk::random_bits bits(20250412);
    int finite = 0;
    while (finite < 20'000) {
        const double number = std::bit_cast<double>(bits());
        if (!std::isfinite(number)) {
            continue;
        }
        ++finite;
        const std::string text = shortest_text(number);
        const double back = std::strtod(text.c_str(), nullptr);
        REQUIRE(std::bit_cast<std::uint64_t>(back) == std::bit_cast<std::uint64_t>(number));
    }
}

TEST_CASE("numbers that are none are refused") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK_THROWS_AS((void)shortest_text(nan), passk::domain_error);
    CHECK_THROWS_AS((void)fixed_text(infinity, 3), passk::domain_error);
    CHECK_THROWS_AS((void)fixed_text(1.0, -1), passk::domain_error);
    CHECK_THROWS_AS((void)p_value_text(1.5), passk::domain_error);
    CHECK_THROWS_AS((void)p_value_text(nan), passk::domain_error);
}

TEST_CASE("fixed text rounds the exact binary value and has no negative zero") {
    CHECK(fixed_text(0.5, 0) == "0");  // a tie goes to even
    CHECK(fixed_text(1.5, 0) == "2");
    CHECK(fixed_text(0.125, 2) == "0.12");
    CHECK(fixed_text(2.675, 2) == "2.67");  // 2.675 is stored as 2.67499...
    CHECK(fixed_text(-0.0001, 3) == "0.000");
    CHECK(fixed_text(-12.3456, 2) == "-12.35");
    CHECK(fixed_text(1e300, 0).size() == 301);
}

TEST_CASE("signed text shows the sign of everything but zero") {
    CHECK(signed_text(0.01654, 3) == "+0.017");
    CHECK(signed_text(-0.032, 3) == "-0.032");
    CHECK(signed_text(0.0, 3) == "0.000");
    CHECK(signed_text(-0.0001, 3) == "0.000");
}

TEST_CASE("p-values keep three significant digits") {
    CHECK(p_value_text(0.125) == "0.125");
    CHECK(p_value_text(0.000854969) == "0.000855");
    CHECK(p_value_text(1.0) == "1");
    CHECK(p_value_text(0.0) == "< 1e-15");
}

TEST_CASE("a p-value is stated with one sign of relation") {
    CHECK(p_statement(0.03) == "p = 0.03");
    CHECK(p_statement(1e-15) == "p = 1e-15");
    CHECK(p_statement(9e-16) == "p < 1e-15");
    CHECK_THROWS_AS((void)p_statement(1.5), passk::domain_error);
}

TEST_CASE("thousands are kept apart") {
    CHECK(grouped_text(0U) == "0");
    CHECK(grouped_text(999U) == "999");
    CHECK(grouped_text(1000U) == "1,000");
    CHECK(grouped_text(39291U) == "39,291");
    CHECK(grouped_text(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}
