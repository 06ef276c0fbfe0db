// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/fast_pass_at_k.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

using passk::fast_pass_at_k;
using passk::tally;

namespace {

double ulps_off(std::uint64_t n, std::uint64_t c, std::uint64_t k) {
    const double nearest = passk::pass_at_k(tally(n, c), k);
    const double unit = std::nextafter(nearest, 2.0) - nearest;
    return std::abs(fast_pass_at_k(tally(n, c), k) - nearest) / unit;
}

}  // namespace

TEST_CASE("is within 5 units in the last place for every c and k up to n = 100") {
    for (std::uint64_t n = 1; n <= 100; ++n) {
        for (std::uint64_t c = 1; c <= n; ++c) {
            for (std::uint64_t k = 1; k <= n; ++k) {
                const double off = ulps_off(n, c, k);
                if (!(off <= 4.5)) {  // of the nearest double: 5 of the fraction
                    FAIL("n=", n, " c=", c, " k=", k, ": off by ", off);
                }
            }
        }
    }
}

TEST_CASE("is within 5 units in the last place for random counts up to n = 10^6") {
    passk::random_bits bits(4);
    for (int round = 0; round < 100000; ++round) {
        const std::uint64_t n = 2 + passk::uniform_below(bits, 1000000);
        const std::uint64_t c =
            1 + (passk::uniform_below(bits, n) >> passk::uniform_below(bits, 20));
        const std::uint64_t k =
            round % 8 == 0 && n > c
                ? n - c
                : 1 + (passk::uniform_below(bits, n) >> passk::uniform_below(bits, 20));
        const double off = ulps_off(n, c, k);
        if (!(off <= 4.5)) {
            FAIL("n=", n, " c=", c, " k=", k, ": off by ", off);
        }
    }
}

TEST_CASE("has the same exact points and refusals as pass_at_k") {
    CHECK(fast_pass_at_k(tally(8, 0), 8) == 0.0);
    CHECK(fast_pass_at_k(tally(8, 5), 4) == 1.0);
    CHECK(fast_pass_at_k(tally(8, 8), 1) == 1.0);
    CHECK_THROWS_WITH_AS((void)fast_pass_at_k(tally(8, 2), 9),
                         "passk::fast_pass_at_k: k = 9 exceeds the n = 8 trials",
                         passk::domain_error);
    CHECK_THROWS_AS((void)fast_pass_at_k(tally(8, 2), 0), passk::domain_error);
}
