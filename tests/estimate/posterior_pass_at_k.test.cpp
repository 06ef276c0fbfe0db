// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/posterior_pass_at_k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <sstream>
#include <vector>

using doctest::Approx;
using passk::beta_prior;
using passk::posterior_pass_at_k;
using passk::tally;

TEST_CASE("agrees with 60-digit arithmetic") {
    // 1 - B(a + c, b + n - c + k)/B(a + c, b + n - c) and its deviation, in mpmath
    struct vector {
        tally counts;
        std::uint64_t k;
        beta_prior prior;
        double mean;
        double deviation;
    };
    const vector vectors[] = {
        {{5, 3}, 2, {1, 1}, 0.78571428571428571, 0.15971914124998498},
        {{128, 0}, 64, {1, 1}, 0.33160621761658031, 0.23493675098420553},
        {{128, 0}, 64, {0.5, 0.5}, 0.18323759058799324, 0.20087632391881684},
        {{1000000, 3}, 1000000, {1, 1}, 0.93750006250010938, 0.091866317896866569},
        {{10, 10}, 3, {0.01, 0.01}, 0.99998470450108718, 0.0005806186912753796},
        {{64, 30}, 64, {1, 1}, 0.999999999994706, 2.2391815517026322e-9},
        {{0, 0}, 10000, {0.3, 2}, 0.92638909898983878, 0.23318135786192613},
    };
    for (const vector& one : vectors) {
        const passk::posterior_summary got = posterior_pass_at_k(one.counts, one.k, one.prior);
        INFO("n=", one.counts.trials(), " c=", one.counts.successes(), " k=", one.k);
        CHECK(got.mean == Approx(one.mean).epsilon(1e-13));
        CHECK(got.deviation == Approx(one.deviation).epsilon(1e-11));
    }
}

TEST_CASE("of a benchmark gives the published values") {
    const std::vector both{tally(5, 3), tally(5, 4)};
    const passk::posterior_summary once = passk::posterior_mean_pass_at_k(both, 1);
    CHECK(once.mean == Approx(0.642857).epsilon(1e-6));
    CHECK(once.deviation == Approx(0.118451).epsilon(1e-5));
    const passk::posterior_summary twice = passk::posterior_mean_pass_at_k(both, 2);
    CHECK(twice.mean == Approx(0.839286).epsilon(1e-6));
    CHECK(twice.deviation == Approx(0.097263).epsilon(1e-5));
}

TEST_CASE("shows how much of it the prior decides") {
    // Twenty of thirty problems unsolved: a uniform prior credits each with about k/(n + k + 1).
    std::vector<tally> problems(20, tally(64, 0));
    problems.resize(30, tally(64, 30));
    const passk::prior_sensitivity_result shown = passk::prior_sensitivity(problems, 64);
    CHECK(shown.uniform.mean == Approx(0.664).epsilon(1e-3));
    CHECK(shown.nearly_haldane.mean < 0.35);
    CHECK(shown.jeffreys.mean < shown.uniform.mean);
    CHECK(shown.spread == Approx(shown.uniform.mean - shown.nearly_haldane.mean));
    // Solved problems leave the prior nothing to say.
    CHECK(passk::prior_sensitivity(std::vector(30, tally(64, 30)), 64).spread < 1e-6);
}

TEST_CASE("rejects k = 0 and an empty benchmark") {
    CHECK_THROWS_AS((void)posterior_pass_at_k(tally(5, 3), 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::posterior_mean_pass_at_k(std::vector<tally>{}, 1),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::prior_sensitivity(std::vector{tally(5, 3)}, 0),
                    passk::domain_error);
    CHECK_THROWS_AS((void)beta_prior(1.0, std::nan("")), passk::domain_error);
}

TEST_CASE("posterior_summary prints") {
    std::ostringstream out;
    out << passk::posterior_summary{0.25, 0.0625};
    CHECK(out.str() == "0.25 +- 0.0625");
}
