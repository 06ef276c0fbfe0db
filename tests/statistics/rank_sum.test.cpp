// SPDX-License-Identifier: Apache-2.0
#include <passk/statistics/rank_sum.hpp>

#include <passk/core/random_bits.hpp>

#include <figure_6.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace figure_6 = passk_tests::figure_6;

using passk::location_shift;
using passk::rank_sum_method;
using passk::rank_sum_test;

namespace {

double u_of(std::span<const double> first, std::span<const double> second) {
    double u = 0.0;
    for (const double a : first) {
        for (const double b : second) {
            u += a > b ? 1.0 : a == b ? 0.5 : 0.0;
        }
    }
    return u;
}

}  // namespace

TEST_CASE("figure 6: asymptotic p-values agree with SciPy 1.17.1") {
    // scipy.stats.mannwhitneyu(tuned, base, alternative=..., method="asymptotic")
    const auto check_p = [](std::span<const double> tuned, std::span<const double> base, double u,
                            double either_way, double less, double greater) {
        const auto p = [&](location_shift shift) {
            const passk::rank_sum_result got =
                rank_sum_test(tuned, base, shift, rank_sum_method::asymptotic);
            CHECK(got.u == u);
            CHECK(got.method == rank_sum_method::asymptotic);
            return got.p_value;
        };
        CHECK(std::abs(p(location_shift::either_way) - either_way) <= 1e-12);
        CHECK(std::abs(p(location_shift::lower) - less) <= 1e-12);
        CHECK(std::abs(p(location_shift::higher) - greater) <= 1e-12);
    };
    check_p(figure_6::base_of_tuned_1, figure_6::base_of_base_1, 50.0, 0.0034783347586174827,
            0.0017391673793087413, 0.9984601322813328);
    check_p(figure_6::base_of_tuned_2, figure_6::base_of_base_2, 56.5, 0.00744714294396298,
            0.00372357147198149, 0.9966746945642259);
}

TEST_CASE("figure 6: exact p-values with ties, counted in whole numbers in Python") {
    // Subsets of 16 of the 32 midranks (scipy.stats.rankdata) with a sum at most, and at least,
    // that of the tuned model's; by dynamic programming over Python integers.
    constexpr double all = 601'080'390.0;
    const auto one =
        rank_sum_test(figure_6::base_of_tuned_1, figure_6::base_of_base_1, location_shift::lower);
    CHECK(one.method == rank_sum_method::exact);
    CHECK(one.p_value == 749'514.0 / all);
    CHECK(rank_sum_test(figure_6::base_of_tuned_1, figure_6::base_of_base_1, location_shift::higher)
              .p_value
          == 600'382'219.0 / all);
    CHECK(rank_sum_test(figure_6::base_of_tuned_2, figure_6::base_of_base_2, location_shift::lower)
              .p_value
          == 1'802'763.0 / all);
    CHECK(rank_sum_test(figure_6::base_of_tuned_2, figure_6::base_of_base_2).p_value
          == 2.0 * 1'802'763.0 / all);
}

TEST_CASE("exact p-values without ties agree with SciPy 1.17.1") {
    // scipy.stats.mannwhitneyu(a, b, method="exact")
    const std::vector<double> a = {1.1, 2.2, 3.3, 7.5, 0.2};
    const std::vector<double> b = {1.5, 2.5, 9.1, 4.4, 5.5, 6.6, 8.0};
    CHECK(std::abs(rank_sum_test(a, b).p_value - 0.148989898989899) <= 1e-12);
    CHECK(std::abs(rank_sum_test(a, b, location_shift::lower).p_value - 0.0744949494949495)
          <= 1e-12);
    CHECK(std::abs(rank_sum_test(a, b, location_shift::higher).p_value - 0.946969696969697)
          <= 1e-12);
}

TEST_CASE("exact p-values with ties agree with SciPy 1.17.1") {
    // scipy.stats.permutation_test((a, b), lambda x, y: mannwhitneyu(x, y).statistic,
    //                              n_resamples=inf)
    const std::vector<double> a = {1, 2, 2, 3, 5};
    const std::vector<double> b = {2, 3, 3, 4, 5, 6};
    CHECK(std::abs(rank_sum_test(a, b).p_value - 0.21212121212121213) <= 1e-12);
    CHECK(std::abs(rank_sum_test(a, b, location_shift::lower).p_value - 0.10606060606060606)
          <= 1e-12);
    CHECK(std::abs(rank_sum_test(a, b, location_shift::higher).p_value - 0.9329004329004329)
          <= 1e-12);
}

TEST_CASE("exact p-values are those of enumerating every division, ties or not (seed 1)") {
    passk::random_bits bits(1);
    for (unsigned trial = 0; trial < 300; ++trial) {
        const auto m = static_cast<std::size_t>(1 + passk::uniform_below(bits, 5));
        const auto n = static_cast<std::size_t>(1 + passk::uniform_below(bits, 6));
        std::vector<double> pooled;
        for (std::size_t i = 0; i < m + n; ++i) {
            pooled.push_back(static_cast<double>(passk::uniform_below(bits, 2 + trial % 9)));
        }
        const std::span<const double> first(pooled.data(), m);
        const std::span<const double> second(pooled.data() + m, n);
        const double observed = u_of(first, second);
        double at_most = 0.0;
        double at_least = 0.0;
        double all = 0.0;
        for (std::uint32_t set = 0; set < (1U << (m + n)); ++set) {
            if (static_cast<std::size_t>(std::popcount(set)) != m) {
                continue;
            }
            std::vector<double> in;
            std::vector<double> out;
            for (std::size_t i = 0; i < m + n; ++i) {
                ((set >> i & 1U) != 0 ? in : out).push_back(pooled[i]);
            }
            const double u = u_of(in, out);
            at_most += u <= observed ? 1.0 : 0.0;
            at_least += u >= observed ? 1.0 : 0.0;
            all += 1.0;
        }
        INFO("trial ", trial, " m=", m, " n=", n);
        const auto exact = [&](location_shift shift) {
            return rank_sum_test(first, second, shift, rank_sum_method::exact);
        };
        REQUIRE(exact(location_shift::lower).u == observed);
        REQUIRE(exact(location_shift::lower).p_value == at_most / all);
        REQUIRE(exact(location_shift::higher).p_value == at_least / all);
        REQUIRE(exact(location_shift::either_way).p_value
                == (std::min)(1.0, 2.0 * (std::min)(at_most, at_least) / all));
    }
}

TEST_CASE("only equal values: no evidence either way") {
    const std::vector<double> same(40, 1.5);
    for (const rank_sum_method method : {rank_sum_method::exact, rank_sum_method::asymptotic}) {
        const auto got = rank_sum_test(same, same, location_shift::either_way, method);
        CHECK(got.p_value == 1.0);
        CHECK(got.superiority() == 0.5);
    }
}

TEST_CASE("infinite perplexities are ranked") {
    const std::vector<double> a = {1.0, 2.0};
    const std::vector<double> b = {3.0, std::numeric_limits<double>::infinity()};
    CHECK(rank_sum_test(a, b).u == 0.0);
}

TEST_CASE("many values fall back to the asymptotic form, and say so") {
    std::vector<double> a(600);
    std::vector<double> b(600);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<double>(i);
        b[i] = static_cast<double>(i) + 0.5;
    }
    CHECK(rank_sum_test(a, b).method == rank_sum_method::asymptotic);
    CHECK_THROWS_AS((void)rank_sum_test(a, b, location_shift::either_way, rank_sum_method::exact),
                    passk::domain_error);
}

TEST_CASE("refuses an empty sample and what is not a number") {
    const std::vector<double> a = {1.0};
    CHECK_THROWS_AS((void)rank_sum_test(a, {}), passk::domain_error);
    CHECK_THROWS_AS((void)rank_sum_test(a, std::vector{std::nan("")}), passk::domain_error);
}
