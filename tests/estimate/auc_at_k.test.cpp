// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/auc_at_k.hpp>

#include <passk/exact/pass_at_k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

using passk::auc_at_k;
using passk::tally;
using passk::exact::rational;

TEST_CASE("is the trapezoid sum of the exact curve") {
    for (const std::uint64_t n : {2U, 3U, 17U, 90U}) {
        for (std::uint64_t c = 0; c <= n; c += 1 + n / 20) {
            rational sum = passk::exact::pass_at_k(tally(n, c), 1) / 2;
            for (std::uint64_t k = 2; k <= n; ++k) {
                const rational last = passk::exact::pass_at_k(tally(n, c), k);
                const rational area = (sum + last / 2) / (k - 1);
                sum += last;
                const double nearest = area.convert_to<double>();
                INFO("n=", n, " c=", c, " k=", k);
                REQUIRE(std::abs(auc_at_k(tally(n, c), k) - nearest)
                        <= 4.0 * (std::nextafter(nearest, 2.0) - nearest));
            }
        }
    }
}

TEST_CASE("gives the published values") {
    const std::vector both{tally(5, 3), tally(5, 4)};
    CHECK(passk::mean_auc_at_k(both, 1) == doctest::Approx(0.7));
    CHECK(passk::mean_auc_at_k(both, 2) == doctest::Approx(0.825));
    CHECK(passk::mean_auc_at_k(both, 3) == doctest::Approx(0.9));
    CHECK(auc_at_k(tally(2000, 2000), 1000) == 1.0);
    CHECK(auc_at_k(tally(2000, 0), 1000) == 0.0);
    // c = 1: the curve is k/n
    CHECK(auc_at_k(tally(1000000, 1), 999999) == doctest::Approx(0.5).epsilon(1e-14));
}

TEST_CASE("rejects K outside 1..n") {
    CHECK_THROWS_AS((void)auc_at_k(tally(8, 2), 9), passk::domain_error);
    CHECK_THROWS_AS((void)auc_at_k(tally(8, 2), 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::mean_auc_at_k(std::vector<tally>{}, 1), passk::domain_error);
}
