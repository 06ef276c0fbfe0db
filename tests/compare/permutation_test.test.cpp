// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/permutation_test.hpp>

#include <passk/compare/mcnemar.hpp>
#include <passk/core/executor.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"
#include "several_ranks.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using passk::permutation_options;
using passk::sign_flip_test;

namespace {

double enumerated_p(const std::vector<double>& differences) {
    double observed = 0.0;
    for (const double d : differences) {
        observed += d;
    }
    const std::size_t all = std::size_t{1} << differences.size();
    std::size_t extreme = 0;
    for (std::size_t signs = 0; signs < all; ++signs) {
        double sum = 0.0;
        for (std::size_t i = 0; i < differences.size(); ++i) {
            sum += (signs >> i & 1U) != 0 ? differences[i] : -differences[i];
        }
        extreme += std::fabs(sum) >= std::fabs(observed) - 1e-9;
    }
    return static_cast<double>(extreme) / static_cast<double>(all);
}

}  // namespace

TEST_CASE("few differences: the share of all sign vectors, counted one by one") {
    const std::vector<std::vector<double>> samples = {
        {0.3},
        {0.1, -0.2},
        {0.5, 0.25, 0.25, -0.125},
        {0.1, 0.2, 0.3, 0.4, -0.5, 0.0, 0.6, 0.7},
        {1.0 / 3, 2.0 / 3, -1.0 / 7, 0.9, 1.0, 0.01, -0.3, 0.44, 0.2, 0.2, 0.2, -0.6},
        {1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, 1, 1},
    };
    for (const std::vector<double>& differences : samples) {
        const auto got = sign_flip_test(differences);
        CHECK(got.exact);
        CHECK(got.p == enumerated_p(differences));
    }
}

TEST_CASE("for differences of -1 and 1 it is McNemar's exact test") {
    for (std::uint64_t b = 0; b <= 12; ++b) {
        std::vector<double> differences(20, 0.0);
        for (std::size_t i = 0; i < 12; ++i) {
            differences[i] = i < b ? -1.0 : 1.0;
        }
        CHECK(sign_flip_test(differences).p
              == doctest::Approx(passk::mcnemar(b, 12 - b).exact_p).epsilon(1e-14));
    }
}

TEST_CASE("random sign vectors approach the exact share, and executors change nothing") {
    std::vector<double> differences;
    for (int i = 0; i < 19; ++i) {
        differences.push_back(std::sin(i * 1.7) + 0.25);
    }
    const double exact = sign_flip_test(differences).p;
    const permutation_options options{.permutations = 400'000, .seed = 9, .exact_up_to = 0};
    const auto drawn = sign_flip_test(differences, options);
    CHECK_FALSE(drawn.exact);
    CHECK(std::fabs(drawn.p - exact) <= 5.0 * std::sqrt(exact * (1.0 - exact) / 400'000.0));
    for (const unsigned threads : {2U, 7U}) {
        CHECK(sign_flip_test(differences, options, {}, passk::threads(threads)).p == drawn.p);
    }
    for (const std::size_t ranks : {2U, 5U}) {
        for (const double p : passk_tests::on_every_rank(ranks, [&](const passk::any_executor& on) {
                 return sign_flip_test(differences, options, {}, on).p;
             })) {
            CHECK(p == drawn.p);
        }
    }
}

TEST_CASE("many differences of one size: the share is that of two binomials (seed 13)") {
    std::vector<double> differences;
    for (int i = 0; i < 600; ++i) {
        differences.push_back(i < 320 ? 0.5 : -0.5);
    }
    for (int i = 0; i < 700; ++i) {
        differences.push_back(i < 340 ? -0.25 : 0.25);
    }
    differences.push_back(0.125);
    // 2 * (2 B(600) - 600) + (2 B(700) - 700) is at least as far from 0 as what was seen, the
    // last difference adding 1/2 with either sign.
    const auto binomial = [](int n, int k) {
        return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0)
                        - n * std::log(2.0));
    };
    const double observed = 2.0 * 40.0 + 20.0 + 0.5;
    double exact = 0.0;
    for (int a = 0; a <= 600; ++a) {
        for (int b = 0; b <= 700; ++b) {
            const double sum = 2.0 * (2 * a - 600) + (2 * b - 700);
            for (const double last : {-0.5, 0.5}) {
                if (std::fabs(sum + last) >= observed - 1e-9) {
                    exact += binomial(600, a) * binomial(700, b) / 2.0;
                }
            }
        }
    }
    const permutation_options options{.permutations = 20'000, .seed = 13};
    const auto got = sign_flip_test(differences, options);
    CHECK(std::fabs(got.p - exact) <= 5.0 * std::sqrt(exact * (1.0 - exact) / 20'000.0));
    CHECK(sign_flip_test(differences, options, {}, passk::threads(3)).p == got.p);
}

TEST_CASE("problems of one cluster change sign together") {
    passk::paired_outcomes single;
    passk::paired_outcomes twice;
    std::vector<std::size_t> clusters;
    for (std::uint64_t i = 0; i < 12; ++i) {
        single.problems.push_back(std::to_string(i));
        single.base_tallies.emplace_back(8, i * 5 % 7);
        single.tuned_tallies.emplace_back(8, i * 3 % 9);
        for (int copy = 0; copy < 2; ++copy) {
            twice.problems.push_back(std::to_string(i) + "/" + std::to_string(copy));
            twice.base_tallies.push_back(single.base_tallies.back());
            twice.tuned_tallies.push_back(single.tuned_tallies.back());
            clusters.push_back(i);
        }
    }
    const auto alone = passk::paired_permutation_test(single, 2);
    const auto together = passk::paired_permutation_test(twice, 2, {}, clusters);
    CHECK(together.exact);
    CHECK(together.p == alone.p);
    CHECK(together.mean_difference == doctest::Approx(alone.mean_difference));
    clusters.pop_back();
    CHECK_THROWS_AS((void)passk::paired_permutation_test(twice, 2, {}, clusters),
                    passk::domain_error);
}

TEST_CASE("no difference at all has p = 1, and p is never 0") {
    CHECK(sign_flip_test(std::vector<double>(500, 0.0)).p == 1.0);
    const auto sure = sign_flip_test(std::vector<double>(500, 0.5), {.permutations = 999});
    CHECK(sure.p == 0.001);
    CHECK(sure.mean_difference == 0.5);
}

TEST_CASE("MATH500: tuned is ahead at k = 1, base at k = 128 as McNemar says") {
    const auto outcomes = passk_tests::math500();
    CHECK(passk::paired_permutation_test(outcomes, 1).p <= 2e-4);
    const auto solved = passk::paired_permutation_test(outcomes, 128, {.exact_up_to = 22});
    CHECK(solved.exact);
    CHECK(solved.p == doctest::Approx(passk::mcnemar(19, 3).exact_p).epsilon(1e-13));
}

TEST_CASE("refuses nothing, infinities and impossible k") {
    CHECK_THROWS_AS((void)sign_flip_test({}), passk::domain_error);
    CHECK_THROWS_AS((void)sign_flip_test(std::array{0.1, HUGE_VAL}), passk::domain_error);
    CHECK_THROWS_AS((void)sign_flip_test(std::array{0.1}, {.permutations = 0}),
                    passk::domain_error);
}
