// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/logit_normal_distribution.hpp>

#include <doctest/doctest.h>

#include <stdexcept>

using doctest::Approx;
using passk::logit_normal_distribution;

TEST_CASE("logit_normal_distribution has the pass-at-k of a fine sum, at any k") {
    // Mean 0: the mean probability is 1/2 by symmetry.
    CHECK(logit_normal_distribution{0.0, 2.5}.pass_at_k(1) == Approx(0.5).epsilon(1e-9));
    CHECK(logit_normal_distribution{0.0, 0.02}.pass_at_k(2) == Approx(0.75).epsilon(1e-3));
    // E[1 - (1 - p)^2] = 2 E p - E p^2, and E p (1 - p) is the same for mean and -mean.
    const logit_normal_distribution at{1.3, 1.7};
    const logit_normal_distribution mirrored{-1.3, 1.7};
    CHECK(at.pass_at_k(1) + mirrored.pass_at_k(1) == Approx(1.0).epsilon(1e-9));
    CHECK(at.pass_at_k(2) - at.pass_at_k(1)
          == Approx(mirrored.pass_at_k(2) - mirrored.pass_at_k(1)).epsilon(1e-9));
    // A normal of no width is one probability.
    const double odds = 0.01831563888873418;  // exp(-4)
    CHECK(logit_normal_distribution{-4.0, 1e-3}.pass_at_k(1)
          == Approx(odds / (1.0 + odds)).epsilon(1e-5));
    double before = 0.0;
    for (const unsigned k : {1U, 10U, 100U, 10'000U, 100'000'000U}) {
        const double now = logit_normal_distribution{-5.0, 2.0}.pass_at_k(k);
        CHECK(now > before);
        CHECK(now <= 1.0);
        before = now;
    }
    CHECK_THROWS_AS(static_cast<void>(at.pass_at_k(0)), std::domain_error);
}
