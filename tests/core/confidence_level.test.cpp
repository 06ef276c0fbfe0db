// SPDX-License-Identifier: Apache-2.0
#include <passk/core/confidence_level.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using passk::confidence_level;

static_assert(!std::is_convertible_v<double, confidence_level>, "0.95 is not a level by itself");
static_assert(confidence_level(0.75).tail() == 0.125);

TEST_CASE("confidence_level: takes everything strictly between 0 and 1") {
    for (const double level :
         {(std::numeric_limits<double>::denorm_min)(), 0.5, 0.95, std::nextafter(1.0, 0.0)}) {
        CHECK(confidence_level(level).value() == level);
    }
}

TEST_CASE("confidence_level: refuses 0 and 1 and what lies outside and what is no number") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double level : {0.0, -0.0, 1.0, std::nextafter(1.0, 2.0), 95.0, -0.95, infinity,
                               -infinity, std::numeric_limits<double>::quiet_NaN()}) {
        CHECK_THROWS_WITH_AS(static_cast<void>(confidence_level(level)),
                             "passk::confidence_level: the level must lie strictly between 0 and 1",
                             passk::domain_error);
    }
}

TEST_CASE("confidence_level: level and both tails add up to one") {
    for (int i = 1; i < 1000; ++i) {
        const confidence_level level(i / 1000.0);
        CHECK(std::abs(level.value() + 2.0 * level.tail() - 1.0)
              <= std::numeric_limits<double>::epsilon());
    }
}

TEST_CASE("confidence_level: equal values are equal levels") {
    CHECK(confidence_level(0.9) == confidence_level(0.9));
    CHECK(confidence_level(0.9) != confidence_level(0.95));
}
