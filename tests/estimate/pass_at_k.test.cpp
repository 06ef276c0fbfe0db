// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/pass_at_k.hpp>

#include <passk/exact/pass_at_k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

using passk::pass_at_k;
using passk::tally;

TEST_CASE("is the exact fraction to within rounding for every c and k up to n = 64") {
    for (std::uint64_t n = 1; n <= 64; ++n) {
        for (std::uint64_t c = 0; c <= n; ++c) {
            for (std::uint64_t k = 1; k <= n; ++k) {
                const passk::exact::rational exact = passk::exact::pass_at_k(tally(n, c), k);
                const passk::exact::rational got(pass_at_k(tally(n, c), k));
                const double factors = static_cast<double>(c < k ? c : k);
                const passk::exact::rational bound((2.0 * factors + 1.0) * std::ldexp(1.0, -53));
                INFO("n=", n, " c=", c, " k=", k);
                REQUIRE(abs(passk::exact::rational(got - exact)) <= bound);
            }
        }
    }
}

TEST_CASE("is 0 with no success and 1 when a miss is impossible") {
    CHECK(pass_at_k(tally(8, 0), 8) == 0.0);
    CHECK(pass_at_k(tally(8, 5), 4) == 1.0);
}

TEST_CASE("rejects k outside 1..n") {
    CHECK_THROWS_AS((void)pass_at_k(tally(8, 2), 0), passk::domain_error);
    CHECK_THROWS_WITH_AS((void)pass_at_k(tally(8, 2), 9),
                         "passk::pass_at_k: k = 9 exceeds the n = 8 trials", passk::domain_error);
}
