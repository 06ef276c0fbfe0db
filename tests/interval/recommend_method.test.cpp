// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/recommend_method.hpp>

#include <passk/interval/confidence_intervals.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <variant>
#include <vector>

using passk::recommend_fixed_method;
using passk::recommend_method;

TEST_CASE("what is recommended is a method of the estimand, and has a reason") {
    std::vector<passk::tally> problems;
    for (std::uint64_t i = 0; i < 40; ++i) {
        problems.emplace_back(16, i % 17);
    }
    for (const std::uint64_t k : {1U, 2U, 3U, 8U, 9U, 16U}) {
        CAPTURE(k);
        const passk::curve_of curve(problems, {k});
        const auto sampled = recommend_method(problems.size(), 0.0, 1.0);
        CHECK_FALSE(sampled.value().reason.empty());
        const auto chosen = passk::confidence_intervals(curve, passk::sampled_problems{}).front();
        CHECK(chosen.reason == sampled.value().reason);
        CHECK(chosen.bounds.value().method == passk::interval_method::gaffke);

        const auto fixed = recommend_fixed_method(problems.size(), 16, k);
        const auto at = passk::confidence_intervals(curve, passk::fixed_benchmark{}).front();
        REQUIRE(fixed.has_value() == (k <= 2));
        REQUIRE(at.bounds.has_value() == (k <= 2));
        if (fixed) {
            CHECK_FALSE(fixed.value().reason.empty());
            CHECK(at.reason == fixed.value().reason);
            CHECK(at.bounds.value().method == passk::interval_method::unbiased_variance);
        } else {
            CHECK(fixed.error().context.find("Clopper-Pearson") != std::string::npos);
            CHECK(at.bounds.error().context == fixed.error().context);
        }
    }
}

TEST_CASE("the fixed benchmark is refused where its variance is too poorly known") {
    const auto up_to = [](std::uint64_t problems) {
        std::uint64_t k = 1;
        while (k < 64 && recommend_fixed_method(problems, 64, k + 1)) {
            ++k;
        }
        return k;
    };
    CHECK(up_to(99) == 8);
    CHECK(up_to(100) == 16);
    CHECK(up_to(500) == 32);
}

TEST_CASE("values between bounds are given Gaffke's interval, others Student's t") {
    const auto method = [](double low, double high) {
        return recommend_method(199, low, high).value().method;
    };
    CHECK(std::get<passk::gaffke>(method(0.0, 1.0)).weight == 1.0);
    CHECK(std::get<passk::gaffke>(method(-1.0, 1.0)).weight == passk::gaffke_difference_weight);
    CHECK(std::holds_alternative<passk::student_t>(method(-HUGE_VAL, HUGE_VAL)));
    CHECK(std::holds_alternative<passk::student_t>(method(0.0, HUGE_VAL)));
    CHECK(std::holds_alternative<passk::student_t>(method(-HUGE_VAL, 1.0)));
}

TEST_CASE("one problem is no sample of problems and k > n is an error") {
    CHECK_FALSE(recommend_method(1, 0.0, 1.0).has_value());
    CHECK_FALSE(recommend_method(0, 0.0, 1.0).has_value());
    CHECK(recommend_method(2, 0.0, 1.0).has_value());
    CHECK(recommend_fixed_method(1, 64, 4).has_value());
    CHECK_THROWS_AS((void)recommend_fixed_method(10, 4, 5), passk::domain_error);
    CHECK_THROWS_AS((void)recommend_fixed_method(10, 4, 0), passk::domain_error);
    CHECK_THROWS_AS((void)recommend_fixed_method(0, 4, 1), passk::domain_error);
}
