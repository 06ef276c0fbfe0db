// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/sample_allocation.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>
#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

using doctest::Approx;
using passk::beta_prior;
using passk::tally;

namespace {

// The expected variance of the mean of 1 - (1 - c/n)^k, times problems^2/k^2.
double expected_variance(const std::vector<tally>& so_far, const std::vector<std::uint64_t>& more,
                         std::uint64_t k, beta_prior prior) {
    double sum = 0.0;
    for (std::size_t i = 0; i < so_far.size(); ++i) {
        const double a = prior.a() + static_cast<double>(so_far[i].successes());
        const double b = prior.b() + static_cast<double>(so_far[i].failures());
        const double spread = boost::math::beta(a + 1.0, b + 2.0 * static_cast<double>(k) - 1.0)
                              / boost::math::beta(a, b);
        sum += spread / static_cast<double>(so_far[i].trials() + more[i]);
    }
    return sum;
}

// The least of expected_variance over every way to spend the budget from problem `first` on.
double least_variance(const std::vector<tally>& so_far, std::vector<std::uint64_t>& more,
                      std::size_t first, std::uint64_t budget, std::uint64_t k, beta_prior prior) {
    if (first + 1 == so_far.size()) {
        more[first] = budget;
        return expected_variance(so_far, more, k, prior);
    }
    double least = std::numeric_limits<double>::infinity();
    for (std::uint64_t here = 0; here <= budget; ++here) {
        more[first] = here;
        least = std::fmin(least, least_variance(so_far, more, first + 1, budget - here, k, prior));
    }
    return least;
}

}  // namespace

TEST_CASE("samples next where successes are fewest") {
    CHECK(passk::next_problem_to_sample(std::vector{tally(9, 2), tally(5, 1), tally(4, 1)}) == 2);
    CHECK(passk::next_problem_to_sample(std::vector{tally(3, 0), tally(3, 0)}) == 0);
    CHECK_THROWS_AS((void)passk::next_problem_to_sample(std::vector<tally>{}), passk::domain_error);
}

TEST_CASE("no other way to spend a small budget has a smaller expected variance") {
    passk::random_bits bits(20261125);
    for (int round = 0; round < 60; ++round) {
        std::vector<tally> so_far;
        for (int i = 0; i < 4; ++i) {
            const std::uint64_t n = 1 + passk::uniform_below(bits, 12);
            so_far.emplace_back(n, passk::uniform_below(bits, n + 1));
        }
        const std::uint64_t budget = 1 + passk::uniform_below(bits, 9);
        const std::uint64_t k = 1 + passk::uniform_below(bits, 40);
        const beta_prior prior = round % 2 == 0 ? beta_prior::uniform() : beta_prior::jeffreys();
        const std::vector<std::uint64_t> more = passk::allocate_samples(so_far, budget, k, prior);
        CHECK(std::accumulate(more.begin(), more.end(), std::uint64_t{0}) == budget);
        std::vector<std::uint64_t> other(so_far.size());
        CHECK(expected_variance(so_far, more, k, prior)
              == Approx(least_variance(so_far, other, 0, budget, k, prior)).epsilon(1e-12));
    }
}

TEST_CASE("with the chances as good as known the shares are those of the theorem") {
    const std::vector<double> chances{0.001, 0.02, 0.3};
    const std::uint64_t k = 16;
    const std::vector<double> shares = passk::optimal_sample_shares(chances, k);
    double sum = 0.0;
    for (const double p : chances) {
        sum += std::sqrt(p * std::pow(1.0 - p, 31.0));
    }
    for (std::size_t i = 0; i < chances.size(); ++i) {
        CHECK(shares[i]
              == Approx(std::sqrt(chances[i] * std::pow(1.0 - chances[i], 31.0)) / sum)
                     .epsilon(1e-12));
    }
    // The prior carries what is known: a million earlier samples that are not counted again.
    for (std::size_t i = 0; i < chances.size(); ++i) {
        const std::vector<tally> fresh(2, tally(0, 0));
        CHECK(passk::allocate_samples(fresh, 10, k, {chances[i] * 1e6, (1.0 - chances[i]) * 1e6})
              == std::vector<std::uint64_t>{5, 5});
    }
}

TEST_CASE("shares keep their precision where every variance underflows") {
    const std::vector<double> chances{0.9, 0.9, 0.0, 1.0};
    CHECK(passk::optimal_sample_shares(chances, 1'000'000)
          == std::vector<double>{0.5, 0.5, 0.0, 0.0});
    const std::vector<tally> solved{tally(1000, 1000), tally(1000, 999), tally(1000, 1000)};
    CHECK(passk::allocate_samples(solved, 3, 1'000'000) == std::vector<std::uint64_t>{0, 3, 0});
}

TEST_CASE("samples first what has no sample") {
    const std::vector<tally> so_far{tally(4, 2), tally(0, 0), tally(0, 0)};
    CHECK(passk::allocate_samples(so_far, 2, 4) == std::vector<std::uint64_t>{0, 1, 1});
    CHECK(passk::allocate_samples(so_far, 1, 4) == std::vector<std::uint64_t>{0, 1, 0});
    CHECK(passk::allocate_samples(so_far, 0, 4) == std::vector<std::uint64_t>{0, 0, 0});
}

TEST_CASE("allocation refuses what it cannot spread") {
    using chances = std::vector<double>;
    CHECK_THROWS_AS((void)passk::optimal_sample_shares(chances{}, 1), passk::domain_error);
    CHECK_THROWS_AS((void)passk::optimal_sample_shares(chances{0.0, 1.0}, 1), passk::domain_error);
    CHECK_THROWS_AS((void)passk::optimal_sample_shares(chances{1.5}, 1), passk::domain_error);
    CHECK_THROWS_AS((void)passk::optimal_sample_shares(chances{std::nan("")}, 1),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::optimal_sample_shares(chances{0.5}, 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::allocate_samples(std::vector<tally>{}, 1, 1), passk::domain_error);
    CHECK_THROWS_AS((void)passk::allocate_samples(std::vector{tally(1, 0)}, 1, 0),
                    passk::domain_error);
}
