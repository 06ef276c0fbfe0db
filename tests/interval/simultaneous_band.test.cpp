// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/simultaneous_band.hpp>

#include <passk/core/attempts.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/mean_interval.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::estimand;
using passk::simultaneous_band;
using passk::tally;

namespace {

std::vector<tally> spread_out(std::size_t problems, std::uint64_t n) {
    std::vector<tally> tallies;
    for (std::uint64_t i = 0; i < problems; ++i) {
        tallies.emplace_back(n, i * i % (n + 1));
    }
    return tallies;
}

}  // namespace

TEST_CASE("is wider than pointwise intervals, and one k alone has Korn and Graubard's interval") {
    const std::vector<tally> tallies = spread_out(120, 64);
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(64);
    const passk::bootstrap_options options{.resamples = 40'000};
    const auto band = simultaneous_band(tallies, ks, estimand::sampled_problems, options);
    const auto pointwise = passk::pass_at_k_curve_intervals(tallies, ks, estimand::sampled_problems,
                                                            passk::interval_method::korn_graubard);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        const auto alone =
            simultaneous_band(tallies, std::span(&ks[c], 1), estimand::sampled_problems, options);
        const passk::interval one = alone.front().value();
        const passk::interval exact = pointwise[c].value();
        CHECK(band[c].value().length() > 1.02 * one.length());
        CHECK(std::fabs(one.lower - exact.lower) < 0.1 * exact.length());
        CHECK(std::fabs(one.upper - exact.upper) < 0.1 * exact.length());
    }
}

TEST_CASE("the band holds the true curve at every k at once as often as stated (seed 11)") {
    // A problem is impossible with probability 0.3, otherwise its chance is the square of a uniform
    // number u: E[(1 - u^2)^k] is the product of 2j / (2j + 1) for j <= k.
    const std::vector<std::uint64_t> ks{1, 4, 16, 32};
    std::vector<double> truth;
    for (const std::uint64_t k : ks) {
        double missed = 1.0;
        for (std::uint64_t j = 1; j <= k; ++j) {
            missed *= 2.0 * static_cast<double>(j) / (2.0 * static_cast<double>(j) + 1.0);
        }
        truth.push_back(0.7 * (1.0 - missed));
    }
    passk::random_bits bits(11);
    constexpr int simulations = 300;
    int held = 0;
    for (int s = 0; s < simulations; ++s) {
        std::vector<tally> tallies;
        for (int i = 0; i < 60; ++i) {
            const double u = passk::uniform_unit(bits) < 0.3 ? 0.0 : passk::uniform_unit(bits);
            std::uint64_t successes = 0;
            for (int sample = 0; sample < 32; ++sample) {
                successes += passk::uniform_unit(bits) < u * u ? 1U : 0U;
            }
            tallies.emplace_back(32, successes);
        }
        const auto band =
            simultaneous_band(tallies, ks, estimand::sampled_problems, {.resamples = 500});
        bool all = true;
        for (std::size_t c = 0; c < ks.size(); ++c) {
            all = all && band[c].value().lower <= truth[c] && truth[c] <= band[c].value().upper;
        }
        held += all ? 1 : 0;
    }
    // Four errors of sqrt(.95 * .05 / 300) below; a band that always holds is too wide.
    CHECK(held >= static_cast<int>(simulations * (0.95 - 4.0 * 0.0126)));
    CHECK(held < simulations);
}

TEST_CASE("of a handful of problems the band is no shorter than pointwise intervals either") {
    const std::vector<tally> tallies = {tally(16, 0), tally(16, 1), tally(16, 2)};
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(16);
    const auto band = simultaneous_band(tallies, ks, estimand::sampled_problems);
    const auto pointwise = passk::pass_at_k_curve_intervals(tallies, ks, estimand::sampled_problems,
                                                            passk::interval_method::korn_graubard);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(band[c].value().lower <= pointwise[c].value().lower + 1e-12);
        CHECK(band[c].value().upper >= pointwise[c].value().upper - 1e-12);
    }
}

TEST_CASE("the band of a mean of probabilities stays between 0 and 1, around the estimate") {
    for (const std::uint64_t solved : {0U, 1U, 7U, 8U}) {
        std::vector<tally> tallies(30, tally(8, solved < 4 ? 0 : 8));
        tallies.front() = tally(8, solved);
        for (const auto& at_k : simultaneous_band(tallies, std::array<std::uint64_t, 2>{1, 4},
                                                  estimand::sampled_problems)) {
            const passk::interval within = at_k.value();
            CHECK(within.lower >= 0.0);
            CHECK(within.upper <= 1.0);
            CHECK(within.lower <= within.estimate);
            CHECK(within.upper >= within.estimate);
            CHECK(within.length() > 0.02);
        }
    }
}

TEST_CASE("a k at which all problems agree between 0 and 1 is refused and leaves the others") {
    const std::vector<tally> tallies = {tally(4, 2), tally(4, 2), tally(4, 2)};
    for (const auto& at_k : simultaneous_band(tallies, std::array<std::uint64_t, 2>{1, 2},
                                              estimand::sampled_problems)) {
        CHECK_FALSE(at_k.has_value());
    }
    const std::vector<tally> mixed = {tally(4, 1), tally(4, 2), tally(4, 3), tally(4, 3)};
    for (const auto& at_k :
         simultaneous_band(mixed, std::array<std::uint64_t, 2>{1, 4}, estimand::sampled_problems)) {
        CHECK(at_k.has_value());
    }
}

TEST_CASE("two copies of each problem in one cluster say no more than the problem") {
    const std::vector<tally> single = spread_out(40, 16);
    std::vector<tally> twice;
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < single.size(); ++i) {
        twice.insert(twice.end(), 2, single[i]);
        clusters.insert(clusters.end(), 2, i);
    }
    const std::vector<std::uint64_t> ks{1, 4};
    const passk::bootstrap_options options{.resamples = 20'000};
    const auto alone = simultaneous_band(single, ks, estimand::sampled_problems, options);
    const auto together =
        simultaneous_band(twice, ks, estimand::sampled_problems, options, clusters);
    const auto ignored = simultaneous_band(twice, ks, estimand::sampled_problems, options);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(together[c].value().length()
              == doctest::Approx(alone[c].value().length()).epsilon(0.03));
        CHECK(ignored[c].value().length() < 0.75 * together[c].value().length());
    }
    clusters.pop_back();
    CHECK_THROWS_AS((void)simultaneous_band(twice, ks, estimand::sampled_problems, {}, clusters),
                    passk::domain_error);
}
