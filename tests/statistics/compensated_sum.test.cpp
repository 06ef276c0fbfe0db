// SPDX-License-Identifier: Apache-2.0
#include <passk/statistics/compensated_sum.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <limits>

using passk::compensated_sum;

TEST_CASE("keeps what rounding takes away") {
    static_assert([] {
        compensated_sum sum;
        for (const double x : {1.0, 1e100, 1.0, -1e100}) {
            sum.add(x);
        }
        return sum.value();
    }() == 2.0);  // plain addition gives 0
}

TEST_CASE("infinite terms give an infinite sum, not NaN") {
    compensated_sum sum;
    sum.add(-1.0);
    sum.add(-std::numeric_limits<double>::infinity());
    sum.add(-1.0);
    CHECK(sum.value() == -std::numeric_limits<double>::infinity());
    CHECK(compensated_sum{}.value() == 0.0);
}
