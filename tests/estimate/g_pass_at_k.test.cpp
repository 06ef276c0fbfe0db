// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/g_pass_at_k.hpp>

#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/pass_hat_k.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

using doctest::Approx;
using passk::g_pass_at_k;
using passk::mg_pass_at_k;
using passk::tally;

TEST_CASE("is the share of subsets with enough successes for every n up to 10") {
    for (unsigned n = 1; n <= 10; ++n) {
        for (unsigned c = 0; c <= n; ++c) {
            for (unsigned k = 1; k <= n; ++k) {
                std::vector<unsigned> subsets_with(k + 1, 0);
                unsigned subsets = 0;
                for (unsigned drawn = 0; drawn < 1U << n; ++drawn) {
                    if (static_cast<unsigned>(std::popcount(drawn)) == k) {
                        ++subsets;
                        ++subsets_with[static_cast<unsigned>(
                            std::popcount(drawn & ((1U << c) - 1U)))];
                    }
                }
                unsigned enough = 0;
                double mean = 0.0;
                for (unsigned hits = k; hits >= 1; --hits) {
                    enough += subsets_with[hits];
                    const double exact = static_cast<double>(enough) / subsets;
                    INFO("n=", n, " c=", c, " k=", k, " hits=", hits);
                    REQUIRE(g_pass_at_k(tally(n, c), k, {hits, k}) == Approx(exact).epsilon(1e-14));
                    mean += hits > (k + 1) / 2 ? 2.0 * exact / k : 0.0;
                }
                REQUIRE(mg_pass_at_k(tally(n, c), k) == Approx(mean).epsilon(1e-14));
            }
        }
    }
}

TEST_CASE("gives the published values") {
    CHECK(g_pass_at_k(tally(48, 30), 16, 0.5) == Approx(0.9423273990377173).epsilon(1e-14));
    CHECK(g_pass_at_k(tally(48, 30), 16, 0.75) == Approx(0.17188757573256916).epsilon(1e-14));
    CHECK(g_pass_at_k(tally(48, 30), 16, 1.0) == Approx(6.449331222143522e-05).epsilon(1e-14));
    CHECK(mg_pass_at_k(tally(48, 30), 16) == Approx(0.259244955171202).epsilon(1e-14));
    CHECK(g_pass_at_k(tally(4, 2), 2, 0.0) == Approx(5.0 / 6.0));
    CHECK(g_pass_at_k(tally(4, 2), 2, 0.25) == Approx(5.0 / 6.0));
    CHECK(g_pass_at_k(tally(4, 2), 2, 0.75) == Approx(1.0 / 6.0));
    CHECK(g_pass_at_k(tally(8, 4), 5, 0.5) == Approx(0.5));
    CHECK(mg_pass_at_k(tally(8, 4), 5) == Approx(.02857142857142857));
    CHECK(mg_pass_at_k(tally(1, 1), 1) == 0.0);
    const std::vector both{tally(5, 3), tally(5, 4)};
    CHECK(passk::mean_g_pass_at_k(both, 2, 0.5) == Approx(0.95));
    CHECK(passk::mean_g_pass_at_k(both, 2, 1.0) == Approx(0.45));
    CHECK(passk::mean_mg_pass_at_k(both, 2) == Approx(0.45));
    CHECK(passk::mean_mg_pass_at_k(both, 3) == Approx(1.0 / 6.0));
}

TEST_CASE("goes from pass-at-k at tau = 0 to pass-hat-k at tau = 1") {
    for (const std::uint64_t k : {1U, 10U, 300U, 900U}) {
        const tally counts(1000, 640);
        CHECK(g_pass_at_k(counts, k, 0.0) == Approx(passk::pass_at_k(counts, k)).epsilon(1e-12));
        CHECK(g_pass_at_k(counts, k, 1.0) == Approx(passk::pass_hat_k(counts, k)).epsilon(1e-12));
    }
    CHECK(g_pass_at_k(tally(2000, 0), 1000, 0.5) == 0.0);
    CHECK(g_pass_at_k(tally(2000, 2000), 1000, 0.5) == 1.0);
    CHECK(mg_pass_at_k(tally(2000, 2000), 1000) == 1.0);
}

TEST_CASE("rejects k outside 1..n and tau outside 0..1") {
    CHECK_THROWS_AS((void)g_pass_at_k(tally(8, 2), 9, 0.5), passk::domain_error);
    CHECK_THROWS_AS((void)g_pass_at_k(tally(8, 2), 4, 1.5), passk::domain_error);
    CHECK_THROWS_AS((void)mg_pass_at_k(tally(8, 2), 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::mean_g_pass_at_k(std::vector<tally>{}, 1, 0.5),
                    passk::domain_error);
}
