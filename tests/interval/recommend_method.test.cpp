// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/recommend.hpp>

#include <passk/interval/mean_interval.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <vector>

using passk::estimand;
using passk::recommend_interval;

TEST_CASE("what is recommended is a method of the estimand, and has a reason") {
    std::vector<passk::tally> problems;
    for (std::uint64_t i = 0; i < 40; ++i) {
        problems.emplace_back(16, i % 17);
    }
    for (const estimand target : {estimand::sampled_problems, estimand::fixed_benchmark}) {
        for (const std::uint64_t k : {1U, 2U, 3U, 8U, 9U, 16U}) {
            const auto pick = recommend_interval(problems.size(), 16, k, target);
            REQUIRE(pick.has_value() == (target == estimand::sampled_problems || k <= 2));
            if (pick) {
                CHECK_FALSE(pick.value().reason.empty());
                CHECK(passk::pass_at_k_curve_intervals(problems, std::array{k}, target,
                                                       pick.value().method)
                          .front()
                          .has_value());
            } else {
                CHECK(pick.error().context.find("Clopper-Pearson") != std::string::npos);
            }
        }
    }
}

TEST_CASE("the fixed benchmark is refused where its variance is too poorly known") {
    const auto up_to = [](std::uint64_t problems) {
        std::uint64_t k = 1;
        while (k < 64 && recommend_interval(problems, 64, k + 1, estimand::fixed_benchmark)) {
            ++k;
        }
        return k;
    };
    CHECK(up_to(99) == 8);
    CHECK(up_to(100) == 16);
    CHECK(up_to(500) == 32);
}

TEST_CASE("few problems are given the interval that skewness does not break") {
    CHECK(recommend_interval(199, 64, 4, estimand::sampled_problems).value().method
          == passk::interval_method::korn_graubard);
    CHECK(recommend_interval(200, 64, 4, estimand::sampled_problems).value().method
          == passk::interval_method::wilson_effective_n);
    CHECK(recommend_interval(30, 64, 4, estimand::sampled_problems, passk::mean_of::differences)
              .value()
              .method
          == passk::interval_method::clt_t);
}

TEST_CASE("one problem is no sample of problems and k > n is an error") {
    CHECK_FALSE(recommend_interval(1, 64, 4, estimand::sampled_problems).has_value());
    CHECK(recommend_interval(1, 64, 4, estimand::fixed_benchmark).has_value());
    CHECK_THROWS_AS((void)recommend_interval(10, 4, 5, estimand::sampled_problems),
                    passk::domain_error);
    CHECK_THROWS_AS((void)recommend_interval(0, 4, 1, estimand::sampled_problems),
                    passk::domain_error);
}
