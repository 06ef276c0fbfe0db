// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/simultaneous_band.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/estimate/attempts.hpp>

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

TEST_CASE("stated share of resampled curves lies inside the band at every k at once") {
    const std::vector<tally> tallies = spread_out(120, 64);
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(64);
    const passk::bootstrap_options options{.resamples = 4000, .seed = 5};
    const auto band = simultaneous_band(tallies, ks, estimand::sampled_problems, options);
    std::vector<double> values;
    for (const tally& counts : tallies) {
        const std::vector<double> curve = passk::pass_at_k_curve(counts, ks);
        values.insert(values.end(), curve.begin(), curve.end());
    }
    // Other resamples than the band was made of.
    const auto means = passk::resampled_means(values, ks.size(), estimand::sampled_problems,
                                              {.resamples = 4000, .seed = 6});
    int inside = 0;
    for (std::size_t r = 0; r < 4000; ++r) {
        bool all = true;
        for (std::size_t c = 0; c < ks.size(); ++c) {
            const double mean = means[c * 4000 + r];
            all = all && band[c].value().lower <= mean && mean <= band[c].value().upper;
        }
        inside += all;
    }
    // Two Monte-Carlo errors of sqrt(.95 * .05 / 4000) add; five of them.
    CHECK(std::fabs(inside / 4000.0 - 0.95) <= 5.0 * std::sqrt(2.0 * 0.95 * 0.05 / 4000.0));
}

TEST_CASE("is wider than pointwise intervals, and one k alone is symmetric about its estimate") {
    const std::vector<tally> tallies = spread_out(120, 64);
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(64);
    const auto band = simultaneous_band(tallies, ks, estimand::sampled_problems);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        const auto alone =
            simultaneous_band(tallies, std::span(&ks[c], 1), estimand::sampled_problems);
        CHECK(band[c].value().length() > alone.front().value().length());
        if (alone.front().value().upper < 1.0) {
            CHECK(alone.front().value().upper + alone.front().value().lower
                  == doctest::Approx(2.0 * alone.front().value().estimate));
        }
    }
}

TEST_CASE("the band of a mean of probabilities stays between 0 and 1, around the estimate") {
    const auto near_the_ends = [](std::uint64_t successes) {
        std::vector<tally> tallies(30, tally(8, successes == 1 ? 0 : 8));
        tallies.front() = tally(8, successes);
        return simultaneous_band(tallies, std::array<std::uint64_t, 2>{1, 4},
                                 estimand::sampled_problems);
    };
    for (const auto& at_k : near_the_ends(1)) {
        CHECK(at_k.value().lower == 0.0);
        CHECK(at_k.value().upper > at_k.value().estimate);
    }
    for (const auto& at_k : near_the_ends(2)) {
        CHECK(at_k.value().upper == 1.0);
        CHECK(at_k.value().lower < at_k.value().estimate);
    }
}

TEST_CASE("a k at which all problems agree is refused and leaves the others") {
    const std::vector<tally> tallies = {tally(4, 1), tally(4, 2), tally(4, 3), tally(4, 3)};
    const auto band =
        simultaneous_band(tallies, std::array<std::uint64_t, 2>{1, 4}, estimand::sampled_problems);
    CHECK(band[0].has_value());
    CHECK_FALSE(band[1].has_value());
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
