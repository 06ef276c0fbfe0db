// SPDX-License-Identifier: Apache-2.0
#include <passk/statistics/stratified_rank_sum.hpp>

#include <figure_6.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace figure_6 = passk_tests::figure_6;

using passk::location_shift;
using passk::sample_pair;

namespace {

const std::vector<sample_pair> both_problems = {
    {figure_6::base_of_tuned_1, figure_6::base_of_base_1},
    {figure_6::base_of_tuned_2, figure_6::base_of_base_2}};

}  // namespace

TEST_CASE("one problem: van Elteren's test is the rank-sum test without continuity correction") {
    // scipy.stats.mannwhitneyu(tuned, base, method="asymptotic", use_continuity=False), 1.17.1
    const std::span<const sample_pair> all(both_problems);
    const auto first = passk::van_elteren_test(all.first(1));
    CHECK(std::abs(first.p_value - 0.0032735122516242394) <= 1e-12);
    CHECK(first.statistic == doctest::Approx((50.0 - 128.0) / 33.0).epsilon(1e-14));
    const auto second = passk::van_elteren_test(all.last(1), location_shift::lower);
    CHECK(std::abs(second.p_value - 0.0035193826516365817) <= 1e-12);
}

TEST_CASE("problems of equal sizes: the z values add up over sqrt(2) where variances agree") {
    const std::vector<sample_pair> twice = {both_problems[0], both_problems[0]};
    const auto got = passk::van_elteren_test(twice);
    // scipy.stats.norm.sf(scipy.stats.norm.isf(0.0032735122516242394 / 2) * 2**.5) * 2
    CHECK(std::abs(got.p_value - 3.197295615499595e-05) <= 1e-12 * 3.2e-05);
}

TEST_CASE("random divisions agree with enumerating all of them (seed 3)") {
    const std::vector<double> a = {1, 2, 2};
    const std::vector<double> b = {2, 3, 4};
    const std::vector<double> c = {5, 1};
    const std::vector<double> d = {2, 6, 7, 7};
    const std::vector<sample_pair> problems = {{a, b}, {c, d}};
    const auto term = [](std::span<const double> pooled, std::uint32_t set, std::size_t m) {
        double u = 0.0;
        for (std::size_t i = 0; i < pooled.size(); ++i) {
            for (std::size_t j = 0; j < pooled.size(); ++j) {
                if ((set >> i & 1U) != 0 && (set >> j & 1U) == 0) {
                    u += pooled[i] > pooled[j] ? 1.0 : pooled[i] == pooled[j] ? 0.5 : 0.0;
                }
            }
        }
        const double pairs = static_cast<double>(m * (pooled.size() - m));
        return (u - pairs / 2.0) / (static_cast<double>(pooled.size()) + 1.0);
    };
    const std::vector<double> first = {1, 2, 2, 2, 3, 4};
    const std::vector<double> second = {5, 1, 2, 6, 7, 7};
    const double observed = term(first, 0b111, 3) + term(second, 0b11, 2);
    double at_most = 0.0;
    double all = 0.0;
    for (std::uint32_t s = 0; s < 64; ++s) {
        for (std::uint32_t t = 0; t < 64; ++t) {
            if (std::popcount(s) == 3 && std::popcount(t) == 2) {
                at_most += term(first, s, 3) + term(second, t, 2) <= observed + 1e-12 ? 1.0 : 0.0;
                all += 1.0;
            }
        }
    }
    const double exact = at_most / all;
    constexpr std::uint64_t resamples = 40'000;
    const auto got =
        passk::stratified_permutation_test(problems, location_shift::lower, resamples, 3);
    CHECK(got.statistic == doctest::Approx(observed).epsilon(1e-14));
    CHECK(std::abs(got.p_value - exact)
          <= 4.0 * std::sqrt(exact * (1.0 - exact) / static_cast<double>(resamples)));
}

TEST_CASE("figure 6: both problems together, normal and by permutation (seed 1)") {
    const auto normal = passk::van_elteren_test(both_problems);
    const auto permuted =
        passk::stratified_permutation_test(both_problems, location_shift::either_way, 99'999, 1);
    CHECK(permuted.statistic == doctest::Approx(normal.statistic).epsilon(1e-14));
    CHECK(normal.p_value < 1e-4);
    CHECK(permuted.p_value < 2e-4);
    // The same seed gives the same bits.
    CHECK(
        permuted.p_value
        == passk::stratified_permutation_test(both_problems, location_shift::either_way, 99'999, 1)
               .p_value);
}

TEST_CASE("a p-value by permutation is never 0") {
    const std::vector<double> low(20, 1.0);
    const std::vector<double> high(20, 2.0);
    const std::vector<sample_pair> problems = {{low, high}};
    CHECK(passk::stratified_permutation_test(problems, location_shift::lower, 99).p_value == 0.01);
}

TEST_CASE("refuses no problem, an empty sample, and no resample") {
    CHECK_THROWS_AS((void)passk::van_elteren_test({}), passk::domain_error);
    const std::vector<double> one = {1.0};
    const std::vector<sample_pair> half = {{one, {}}};
    CHECK_THROWS_AS((void)passk::van_elteren_test(half), passk::domain_error);
    CHECK_THROWS_AS(
        (void)passk::stratified_permutation_test(both_problems, location_shift::lower, 0),
        passk::domain_error);
}
