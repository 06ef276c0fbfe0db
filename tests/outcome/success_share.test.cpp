// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/success_share.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <numeric>

using passk::success_share;
using passk::tally;

TEST_CASE("takes a double for the fraction that was meant") {
    for (std::uint64_t denominator = 1; denominator <= 400; ++denominator) {
        for (std::uint64_t numerator = 0; numerator <= denominator; ++numerator) {
            const success_share share(static_cast<double>(numerator)
                                      / static_cast<double>(denominator));
            const std::uint64_t common = std::gcd(numerator, denominator);
            INFO(numerator, "/", denominator);
            REQUIRE(share.numerator() == numerator / common);
            REQUIRE(share.denominator() == denominator / common);
        }
    }
    CHECK(success_share(1e-15).denominator() == 1000000000000000U);
    CHECK(success_share(std::sqrt(0.5)).required(1000000) == 707107);
    CHECK(success_share(std::nextafter(1.0, 0.0)).required(10) == 10);
}

TEST_CASE("rounds the required successes up exactly") {
    CHECK(success_share(0.7).required(10) == 7);
    CHECK(success_share(0.1).required(10) == 1);
    CHECK(success_share(0.29).required(100) == 29);
    CHECK(success_share(1, 3).required(3) == 1);
    CHECK(success_share(1, 3).required(4) == 2);
    CHECK(success_share(0.0).required(10) == 0);
    CHECK(success_share(1.0).required(~std::uint64_t{0}) == ~std::uint64_t{0});
    CHECK(success_share(0.3).reached_by(tally(10, 3)));
    CHECK(!success_share(0.3).reached_by(tally(10, 2)));
}

TEST_CASE("rejects what is outside 0..1") {
    CHECK_THROWS_WITH_AS((void)success_share(1.1),
                         "passk::success_share: the share must lie in [0, 1]", passk::domain_error);
    CHECK_THROWS_AS((void)success_share(-0.1), passk::domain_error);
    CHECK_THROWS_AS((void)success_share(std::nan("")), passk::domain_error);
    CHECK_THROWS_AS((void)success_share(2, 1), passk::domain_error);
    CHECK_THROWS_AS((void)success_share(0, 0), passk::domain_error);
    CHECK_THROWS_AS((void)success_share(1e-19), passk::domain_error);
}
