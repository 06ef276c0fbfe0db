// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/resampling/count_tree.hpp>

#include <passk/core/simd_level.hpp>
#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

using passk::simd_level;
using passk::resampling::coin_counter;
using passk::resampling::count_tree;
using passk::resampling::lane_random;
using passk::resampling::mean_resampler;

TEST_CASE("heads have the mean and variance of fair coins, in batches and beyond (seed 11)") {
    lane_random random(11, 0);
    coin_counter coins(random, simd_level::portable);
    for (const std::uint32_t count : {1U, 5U, 64U, 65U, 511U, 512U, 1300U}) {
        constexpr int rounds = 20'000;
        double sum = 0.0;
        double square = 0.0;
        for (int r = 0; r < rounds; ++r) {
            const std::uint32_t heads = coins.heads(count);
            REQUIRE(heads <= count);
            const double off = heads - count / 2.0;
            sum += off;
            square += off * off;
        }
        CAPTURE(count);
        CHECK(std::fabs(sum / rounds) <= 5.0 * std::sqrt(count / 4.0 / rounds));
        CHECK(std::fabs(square / rounds - count / 4.0)
              <= 5.0 * count / 4.0 * std::sqrt(2.0 / rounds));
    }
    CHECK(coins.heads(0) == 0);
}

TEST_CASE("counts are multinomial: totals, means, variances and covariances (seed 12)") {
    // No padding, one place of padding, nearly half of it.
    for (const std::vector<std::uint32_t>& sizes :
         {std::vector<std::uint32_t>{1, 2, 5, 8}, {3, 1, 11}, {1, 1, 7, 8}, {100, 1, 28}}) {
        const count_tree tree(sizes);
        const double problems = std::accumulate(sizes.begin(), sizes.end(), 0.0);
        lane_random random(12, sizes.size());
        coin_counter coins(random, simd_level::portable);
        std::vector<std::uint32_t> counts(sizes.size() + 1);
        std::vector<double> sums(sizes.size(), 0.0);
        std::vector<double> squares(sizes.size(), 0.0);
        double product = 0.0;
        constexpr int rounds = 40'000;
        for (int r = 0; r < rounds; ++r) {
            tree.draw(coins, counts.data());
            double all = 0.0;
            for (std::size_t d = 0; d < sizes.size(); ++d) {
                all += counts[d];
                sums[d] += counts[d];
                squares[d] += static_cast<double>(counts[d]) * counts[d];
            }
            REQUIRE(all == problems);
            product += static_cast<double>(counts[0]) * counts.at(sizes.size() - 1);
        }
        for (std::size_t d = 0; d < sizes.size(); ++d) {
            const double p = sizes[d] / problems;
            const double variance = problems * p * (1.0 - p);
            const double mean = sums[d] / rounds;
            CHECK(std::fabs(mean - problems * p) <= 5.0 * std::sqrt(variance / rounds));
            CHECK(std::fabs(squares[d] / rounds - mean * mean - variance)
                  <= 10.0 * (variance + std::sqrt(variance)) / std::sqrt(rounds));
        }
        const double p = sizes.front() / problems;
        const double q = sizes.back() / problems;
        const double spread = problems * std::sqrt(p * (1.0 - p) * q * (1.0 - q));
        CHECK(std::fabs(product / rounds - problems * (problems - 1.0) * p * q)
              <= 5.0
                     * (2.0 * spread
                        + problems * (std::sqrt(p) * q + std::sqrt(q) * p) * std::sqrt(problems))
                     / std::sqrt(rounds));
    }
}

TEST_CASE("many problems: every SIMD width gives the bits of the portable code") {
    passk::resampling::problem_kinds kinds{.columns = 2};
    for (std::uint32_t d = 0; d < 40; ++d) {
        kinds.problems.push_back(
            static_cast<std::uint32_t>(mean_resampler::many_problems / 32 + d));
        kinds.values.push_back(d / 40.0);
        kinds.values.push_back(d % 2 == 0 ? 0.0 : 1.0 / (d + 1.0));
    }
    const auto sums_at = [&](const char* level) {
        const char* const before = std::getenv("PASSK_SIMD");
        const std::string kept = before == nullptr ? "" : before;
        setenv("PASSK_SIMD", level, 1);
        const mean_resampler resampler(kinds);
        setenv("PASSK_SIMD", kept.c_str(), 1);
        auto space = resampler.make_workspace();
        std::vector<double> sums(2 * mean_resampler::block);
        resampler.sums(3, 5, space, sums.data());
        return sums;
    };
    const std::vector<double> expected = sums_at("portable");
    if (passk::best_simd_level() >= simd_level::avx2) {
        CHECK(sums_at("avx2") == expected);
    }
    if (passk::best_simd_level() >= simd_level::avx512) {
        CHECK(sums_at("avx512") == expected);
    }
}
