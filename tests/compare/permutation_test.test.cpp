// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/permutation_test.hpp>

#include <passk/compare/mcnemar.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

TEST_CASE("random sign vectors approach the exact share, and threads change nothing") {
    std::vector<double> differences;
    for (int i = 0; i < 19; ++i) {
        differences.push_back(std::sin(i * 1.7) + 0.25);
    }
    const double exact = sign_flip_test(differences).p;
    permutation_options options{.permutations = 400'000, .seed = 9, .exact_up_to = 0};
    const auto drawn = sign_flip_test(differences, options);
    CHECK_FALSE(drawn.exact);
    CHECK(std::fabs(drawn.p - exact) <= 5.0 * std::sqrt(exact * (1.0 - exact) / 400'000.0));
    for (const unsigned threads : {2U, 7U}) {
        options.threads = threads;
        CHECK(sign_flip_test(differences, options).p == drawn.p);
    }
}

TEST_CASE("no difference at all has p = 1, and p is never 0") {
    CHECK(sign_flip_test(std::vector<double>(500, 0.0)).p == 1.0);
    const auto sure = sign_flip_test(std::vector<double>(500, 0.5), {.permutations = 999});
    CHECK(sure.p == 0.001);
    CHECK(sure.mean_difference == 0.5);
}

TEST_CASE("MATH500: tuned is ahead at k = 1, base at k = 128 as McNemar says") {
    const auto outcomes = passk_tests::math500();
    if (!outcomes) {
        return;
    }
    CHECK(passk::paired_permutation_test(*outcomes, 1).p <= 2e-4);
    const auto solved = passk::paired_permutation_test(*outcomes, 128, {.exact_up_to = 22});
    CHECK(solved.exact);
    CHECK(solved.p == doctest::Approx(passk::mcnemar(19, 3).exact_p).epsilon(1e-13));
}

TEST_CASE("refuses nothing, infinities and impossible k") {
    CHECK_THROWS_AS((void)sign_flip_test({}), passk::domain_error);
    CHECK_THROWS_AS((void)sign_flip_test(std::array{0.1, HUGE_VAL}), passk::domain_error);
    CHECK_THROWS_AS((void)sign_flip_test(std::array{0.1}, {.permutations = 0}),
                    passk::domain_error);
}
