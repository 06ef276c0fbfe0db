// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/best_of_n.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using doctest::Approx;
using passk::best_of_n;
using passk::scored_completion;

namespace {

double by_enumeration(const std::vector<scored_completion>& all, unsigned attempts) {
    double sum = 0.0;
    unsigned subsets = 0;
    for (unsigned drawn = 0; drawn < 1U << all.size(); ++drawn) {
        if (static_cast<unsigned>(std::popcount(drawn)) != attempts) {
            continue;
        }
        ++subsets;
        double highest = -std::numeric_limits<double>::infinity();
        double value = 0.0;
        unsigned ties = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if ((drawn >> i & 1U) == 0 || all[i].reward < highest) {
                continue;
            }
            if (all[i].reward > highest) {
                highest = all[i].reward;
                value = 0.0;
                ties = 0;
            }
            value += all[i].value;
            ++ties;
        }
        sum += value / ties;
    }
    return sum / subsets;
}

}  // namespace

TEST_CASE("is the mean value of the best over all subsets with ties shared") {
    passk::random_bits bits(3);
    for (int round = 0; round < 80; ++round) {
        std::vector<scored_completion> all(1 + passk::uniform_below(bits, 10));
        for (scored_completion& one : all) {
            one.reward = static_cast<double>(passk::uniform_below(bits, 4));
            one.value = static_cast<double>(passk::uniform_below(bits, 2));
        }
        for (unsigned attempts = 1; attempts <= all.size(); ++attempts) {
            INFO("round ", round, " of ", attempts);
            const double got = best_of_n(all, attempts);
            REQUIRE(got == Approx(by_enumeration(all, attempts)).epsilon(1e-13));
            std::vector<scored_completion> turned(all.rbegin(), all.rend());
            REQUIRE(best_of_n(turned, attempts) == got);
        }
    }
}

TEST_CASE("with correctness as its own reward is pass-at-k") {
    std::vector<scored_completion> all(300);
    for (std::size_t i = 0; i < 37; ++i) {
        all[i] = {1.0, 1.0};
    }
    for (const std::uint64_t k : {1U, 2U, 30U, 263U, 264U, 300U}) {
        CHECK(best_of_n(all, k) == Approx(passk::pass_at_k({300, 37}, k)).epsilon(1e-12));
    }
}

TEST_CASE("has the published expected maximum") {
    const double first[] = {0.0, 0.5, 1.0, 1.0, 0.5};
    const double second[] = {0.5, 0.5, 0.0, 1.0, 1.0};
    CHECK((passk::max_at_k(first, 2) + passk::max_at_k(second, 2)) / 2 == Approx(0.85));
    CHECK(passk::max_at_k(first, 5) == 1.0);
}

TEST_CASE("rejects rewards that are not finite and subsets that do not exist") {
    const std::vector<scored_completion> bad{{std::nan(""), 1.0}};
    CHECK_THROWS_AS((void)best_of_n(bad, 1), passk::domain_error);
    const std::vector<scored_completion> two(2);
    CHECK_THROWS_AS((void)best_of_n(two, 3), passk::domain_error);
    CHECK_THROWS_AS((void)best_of_n(two, 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::max_at_k({}, 1), passk::domain_error);
}
