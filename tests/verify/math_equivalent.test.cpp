// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/math_equivalent.hpp>

#include <doctest/doctest.h>

TEST_CASE("plain numbers are compared exactly") {
    using passk::verdict;
    CHECK(passk::math_equivalent("0.5", "\\frac{1}{2}").v == verdict::correct);
    CHECK(passk::math_equivalent("1,234", "1234").v == verdict::correct);
    CHECK(passk::math_equivalent("10001", "10000").v == verdict::incorrect);
    CHECK(passk::math_equivalent("", "").v == verdict::undecided);
}
