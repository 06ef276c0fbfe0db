// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/hierarchical_bootstrap.hpp>

#include <passk/core/attempts.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/resampling/alias_table.hpp>
#include <passk/outcome/tally.hpp>

#include <doctest/doctest.h>

#include "several_ranks.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::hierarchical_bootstrap;
using passk::sampled_problems;
using passk::tally;

namespace {

double choose(unsigned n, unsigned k) {
    double c = 1.0;
    for (unsigned i = 0; i < k; ++i) {
        c *= static_cast<double>(n - i) / (i + 1);
    }
    return c;
}

}  // namespace

TEST_CASE("the law of a resampled tally is the mixture of the binomials") {
    const std::vector<tally> tallies{{6, 0}, {6, 2}, {6, 2}, {6, 6}, {4, 1}};
    const passk::detail::resampled_tally_law law(tallies);
    double all = 0.0;
    for (std::size_t d = 0; d < law.tallies.size(); ++d) {
        const auto [n, c] = law.tallies[d];
        double expected = 0.0;
        for (const tally& counts : tallies) {
            if (counts.trials() == n) {
                const double p = static_cast<double>(counts.successes()) / static_cast<double>(n);
                expected += choose(static_cast<unsigned>(n), static_cast<unsigned>(c))
                            * std::pow(p, static_cast<double>(c))
                            * std::pow(1.0 - p, static_cast<double>(n - c)) / 5.0;
            }
        }
        CHECK(law.probabilities[d] == doctest::Approx(expected).epsilon(1e-14));
        all += law.probabilities[d];
    }
    CHECK(all == doctest::Approx(1.0).epsilon(1e-14));
}

TEST_CASE("an alias table draws what it was given, and never what has no probability (seed 4)") {
    const std::vector<double> probabilities{0.5, 0.0, 0.125, 0.3, 0.0, 0.075};
    const passk::resampling::alias_table draw(probabilities);
    passk::random_bits bits(4);
    constexpr int draws = 200'000;
    std::vector<int> seen(8, 0);
    for (int i = 0; i < draws; ++i) {
        ++seen[draw(bits())];
    }
    for (std::size_t j = 0; j < probabilities.size(); ++j) {
        const double p = probabilities[j];
        CHECK(std::fabs(seen[j] - draws * p) <= 5.0 * std::sqrt(draws * p * (1.0 - p)));
    }
    CHECK(seen[6] + seen[7] == 0);
    CHECK(passk::resampling::alias_table(std::array{1.0})(~std::uint64_t{0}) == 0);
}

TEST_CASE("the centre is 1 - (1 - c/n)^k in the mean, which is the bias stated") {
    for (const std::uint64_t n : {2U, 16U, 256U}) {
        const std::vector<tally> tallies{{n, 1}, {n, 1}, {n, 0}};
        const auto got = hierarchical_bootstrap(tallies, {n}, sampled_problems{}).front();
        const double solved = 1.0 - std::pow(1.0 - 1.0 / static_cast<double>(n), n);
        CHECK(got.bounds.estimate == doctest::Approx(2.0 / 3.0));
        CHECK(got.centre == doctest::Approx(2.0 / 3.0 * solved).epsilon(1e-12));
        CHECK(got.bias() == doctest::Approx(2.0 / 3.0 * (solved - 1.0)).epsilon(1e-12));
    }
    // At k = 1 resampling completions adds noise and no bias.
    const std::vector<tally> tallies{{8, 1}, {8, 5}, {8, 7}};
    CHECK(std::fabs(hierarchical_bootstrap(tallies, {1}, sampled_problems{}).front().bias())
          <= 1e-15);
}

TEST_CASE("ends are quantiles of the enumerated law of two problems of two completions") {
    // c* of a draw from {(2, 0), (2, 1)} is 0, 1, 2 with probability 5/8, 1/4, 1/8; the mean of
    // two at k = 1 is at least 3/4 with probability 2/8/4 + 1/64 and 0 with 25/64.
    const std::vector<tally> tallies{{2, 0}, {2, 1}};
    const auto ends = [&](double level) {
        return hierarchical_bootstrap(tallies, {1}, sampled_problems{},
                                      {.resamples = 20'000, .seed = 3},
                                      passk::confidence_level(level))
            .front()
            .bounds;
    };
    CHECK(ends(0.25).lower == 0.0);                    // 37.5 % < 25/64 = 39.1 %
    CHECK(ends(0.18).lower == doctest::Approx(0.25));  // 41 %
    CHECK(ends(0.80).upper == doctest::Approx(0.5));   // 90 % < 59/64 = 92.2 %
    CHECK(ends(0.90).upper == doctest::Approx(0.75));  // 95 % < 63/64
    CHECK(ends(0.99).upper == doctest::Approx(1.0));   // 99.5 %
    CHECK(ends(0.99).method == passk::interval_method::hierarchical_bootstrap);
}

TEST_CASE("is longer than the bootstrap over problems, and executors change no bit") {
    std::vector<tally> tallies;
    for (std::uint64_t i = 0; i < 60; ++i) {
        tallies.emplace_back(16 + i % 3, i * i % 17);
    }
    const std::vector<std::uint64_t> ks{1, 4};
    const auto on = [&](const passk::any_executor& place) {
        std::vector<passk::interval> found;
        for (const auto& at :
             hierarchical_bootstrap(tallies, ks, sampled_problems{}, {.resamples = 4000, .seed = 8},
                                    passk::confidence_level(0.95), place)) {
            found.push_back(at.bounds);
        }
        return found;
    };
    const auto one = on(passk::this_thread());
    const auto problems_only = passk::confidence_intervals(
        passk::curve_of(tallies, ks), sampled_problems{}, passk::percentile_bootstrap{4000, 8});
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(one[c].length() > 1.02 * problems_only[c].bounds.value().length());
    }
    CHECK(on(passk::threads(2)) == one);
    CHECK(on(passk::threads(7)) == one);
    for (const auto& on_rank : passk_tests::on_every_rank(3, on)) {
        CHECK(on_rank == one);
    }
}

TEST_CASE("refuses one problem and k > n") {
    const std::vector<tally> tallies{{4, 1}, {4, 2}};
    CHECK_THROWS_AS((void)hierarchical_bootstrap(tallies, {5}, sampled_problems{}),
                    passk::domain_error);
    CHECK_THROWS_AS(
        (void)hierarchical_bootstrap(std::vector<tally>{{4, 1}}, {1}, sampled_problems{}),
        passk::domain_error);
    CHECK_THROWS_AS((void)hierarchical_bootstrap(tallies, {1}, sampled_problems{{3, 3}}),
                    passk::domain_error);
}

TEST_CASE("clusters: problems that never vary are drawn by cluster, exactly (seed 1)") {
    // c is 0 or n, so completions drawn again change nothing: cluster sums over sizes, of which all
    // 3^3 = 27 resamples are equally likely. Means by cluster: 1 of 1, 0 of 2, 1 of 3.
    const std::vector<tally> tallies{{4, 4}, {4, 0}, {4, 0}, {4, 4}, {4, 0}, {4, 0}};
    const std::vector<std::size_t> clusters{8, 5, 5, 2, 2, 2};
    const auto got = hierarchical_bootstrap(tallies, {1}, sampled_problems{clusters},
                                            {.resamples = 20'000}, passk::confidence_level(0.9));
    CHECK(got.front().bounds.estimate == doctest::Approx(2.0 / 6.0));
    CHECK(got.front().centre == doctest::Approx(2.0 / 6.0));
    // Sorted: 0 (1 of 27), 1/7 and so on; P(<= 0) = 1/27 < 0.05 < P(<= 1/7) = 4/27, the triples of
    // {0/2, 0/2, 1/3}. From above: 1 = 3/3 (1 of 27), then 3/5 (3 of 27).
    CHECK(got.front().bounds.lower == doctest::Approx(1.0 / 7.0).epsilon(1e-12));
    CHECK(got.front().bounds.upper == doctest::Approx(3.0 / 5.0).epsilon(1e-12));
}

TEST_CASE("clusters of one are problems, and threads change nothing") {
    std::vector<tally> tallies;
    std::vector<std::size_t> clusters;
    for (std::uint64_t i = 0; i < 60; ++i) {
        tallies.emplace_back(16 + i % 2, i % 17);
        clusters.push_back(1000 - i);
    }
    const std::array<std::uint64_t, 2> ks{1, 8};
    const passk::confidence_level level(0.95);
    const passk::resample_draw draw{.resamples = 20'000};
    const auto plain =
        hierarchical_bootstrap(tallies, ks, sampled_problems{}, draw, level, passk::threads(2));
    const auto alone = hierarchical_bootstrap(tallies, ks, sampled_problems{clusters}, draw, level,
                                              passk::threads(2));
    const auto on_one = hierarchical_bootstrap(tallies, ks, sampled_problems{clusters}, draw);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        // Other draws of the same law: 5 times the error of a quantile of 20,000.
        const double allowed = 5.0 * 0.019 * plain[c].bounds.length() / 3.92;
        CHECK(std::fabs(alone[c].bounds.lower - plain[c].bounds.lower) <= allowed);
        CHECK(std::fabs(alone[c].bounds.upper - plain[c].bounds.upper) <= allowed);
        CHECK(alone[c].centre == plain[c].centre);
        CHECK(alone[c].bounds == on_one[c].bounds);
    }
}
