// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/cover.hpp>

#include <doctest/doctest.h>
#include <boost/math/special_functions/beta.hpp>

#include <cstdint>
#include <vector>

using doctest::Approx;
using passk::cover;
using passk::posterior_cover;
using passk::tally;

namespace {

const std::vector problems{tally(10, 0), tally(10, 3), tally(128, 64), tally(1024, 1000)};

}  // namespace

TEST_CASE("counts the problems that reach the share") {
    CHECK(cover(problems, 0.0) == 1.0);
    CHECK(cover(problems, 0.3) == 0.75);
    CHECK(cover(problems, 0.5) == 0.5);
    CHECK(cover(problems, 0.98) == 0.0);
    CHECK(cover(std::vector{tally(3, 3)}, 1.0) == 1.0);
}

TEST_CASE("as a posterior agrees with mpmath") {
    // sum(1 - betainc(a + c, b + n - c, 0, tau, regularized=True)) / 4, 40 digits
    CHECK(posterior_cover(problems, 0.05) == Approx(0.89181196034162476).epsilon(1e-12));
    CHECK(posterior_cover(problems, 0.3) == Approx(0.64733364961833936).epsilon(1e-12));
    CHECK(posterior_cover(problems, 0.97) == Approx(0.2190192548152153).epsilon(1e-12));
    CHECK(posterior_cover(problems, 0.3, passk::beta_prior::jeffreys())
          == Approx(0.63151803111877295).epsilon(1e-12));
    CHECK(posterior_cover(problems, 0.0) == 1.0);
    CHECK(posterior_cover(problems, 1.0) == 0.0);
}

TEST_CASE("as a posterior agrees with Boost.Math over sizes") {
    for (const std::uint64_t n : {1U, 30U, 1000U, 100000U, 1000000U}) {
        for (const double accuracy : {0.0, 0.001, 0.3, 0.99, 1.0}) {
            const auto c = static_cast<std::uint64_t>(accuracy * static_cast<double>(n));
            for (const double step : {-2.0, 0.0, 0.5, 3.0}) {
                const double tau = accuracy + step * 0.4 / (1.0 + static_cast<double>(n) / 50.0);
                if (tau <= 0.0 || tau >= 1.0) {
                    continue;
                }
                const passk::success_share share(tau);
                const double exact = boost::math::ibetac(static_cast<double>(c) + 1.0,
                                                         static_cast<double>(n - c) + 1.0, tau);
                INFO("n=", n, " c=", c, " tau=", tau);
                CHECK(posterior_cover(std::vector{tally(n, c)}, share)
                      == Approx(exact).epsilon(1e-10));
            }
        }
    }
}

TEST_CASE("rejects shares outside 0..1 and an empty benchmark") {
    CHECK_THROWS_AS((void)cover(problems, 1.5), passk::domain_error);
    CHECK_THROWS_AS((void)cover(std::vector<tally>{}, 0.5), passk::domain_error);
    CHECK_THROWS_AS((void)posterior_cover(std::vector{tally(0, 0)}, 0.5), passk::domain_error);
    CHECK_THROWS_AS((void)passk::beta_prior(0.0, 1.0), passk::domain_error);
}
