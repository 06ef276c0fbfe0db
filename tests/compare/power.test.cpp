// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/power.hpp>

#include <passk/estimate/pass_at_k.hpp>
#include <passk/estimate/variance.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using passk::minimum_detectable_effect;
using passk::paired_variances;
using passk::required_problems;
using passk::required_samples;
using passk::test_plan;

TEST_CASE("Miller's worked numbers") {
    const paired_variances exact{.between_problems = 1.0 / 9.0};
    CHECK(required_problems(exact, 0.03, {}) == doctest::Approx(968.997).epsilon(1e-6));
    CHECK(std::ceil(required_problems(exact, 0.03, {})) == 969.0);

    const paired_variances noisy{1.0 / 9.0, 1.0 / 6.0, 1.0 / 6.0};
    CHECK(minimum_detectable_effect(noisy, 198, {}) == doctest::Approx(0.1327).epsilon(5e-4));
    CHECK(minimum_detectable_effect(noisy, 198, {.base_samples = 10, .tuned_samples = 10})
          == doctest::Approx(0.0757).epsilon(5e-4));
}

TEST_CASE("problems, samples and effect are each other's inverses") {
    const paired_variances variances{0.02, 0.15, 0.11};
    const test_plan plan{.significance = 0.01, .power = 0.9, .base_samples = 4, .tuned_samples = 4};
    const double effect = minimum_detectable_effect(variances, 500, plan);
    CHECK(required_problems(variances, effect, plan) == doctest::Approx(500.0));
    CHECK(required_samples(variances, effect, 500, plan).value() == doctest::Approx(4.0));
}

TEST_CASE("a difference that no number of samples shows is refused") {
    const auto never = required_samples({0.25, 0.2, 0.2}, 0.01, 30, {});
    REQUIRE_FALSE(never.has_value());
    CHECK(never.error().code == passk::errc::unsupported);
    CHECK(required_samples({0.0, 0.2, 0.2}, 0.9, 1000, {}).value() == 1.0);
}

TEST_CASE("variances are estimated without bias: enumeration of two problems of two trials") {
    // Chances of success base 1/2 and 1/4, tuned 3/4 and 1/4: omega^2 is the variance of
    // (1/4, 0), 1/32; sigma^2 the mean of p (1 - p).
    double between = 0.0;
    double base = 0.0;
    double tuned = 0.0;
    const double chances[4] = {0.5, 0.25, 0.75, 0.25};
    for (int state = 0; state < 81; ++state) {
        std::uint64_t c[4];
        double probability = 1.0;
        for (int i = 0, rest = state; i < 4; ++i, rest /= 3) {
            c[i] = static_cast<std::uint64_t>(rest % 3);
            const double p = chances[i];
            probability *= c[i] == 0 ? (1 - p) * (1 - p) : c[i] == 1 ? 2 * p * (1 - p) : p * p;
        }
        passk::outcome_table table;
        for (int i = 0; i < 2; ++i) {
            const std::string name = std::to_string(i);
            table.insert(name, "base", {.correct = c[i], .incorrect = 2 - c[i]});
            table.insert(name, "tuned", {.correct = c[2 + i], .incorrect = 2 - c[2 + i]});
        }
        const auto got = passk::estimate_paired_variances(table.pair("base", "tuned"));
        base += probability * got.base_sampling;
        tuned += probability * got.tuned_sampling;
        between += probability * got.between_problems;
    }
    CHECK(base == doctest::Approx((0.25 + 0.1875) / 2.0));
    CHECK(tuned == doctest::Approx(0.1875));
    CHECK(between >= 1.0 / 32.0);  // cut at 0, so biased upwards for so few
}

TEST_CASE("plans outside their range are errors") {
    CHECK_THROWS_AS((void)required_problems({}, 0.0, {}), passk::domain_error);
    CHECK_THROWS_AS((void)required_problems({}, 0.1, {.power = 1.0}), passk::domain_error);
    CHECK_THROWS_AS((void)minimum_detectable_effect({.between_problems = -1.0}, 10, {}),
                    passk::domain_error);
    CHECK_THROWS_AS((void)minimum_detectable_effect({}, 0.0, {}), passk::domain_error);
}

namespace {

passk::paired_outcomes sixty_problems() {
    passk::paired_outcomes outcomes;
    for (std::uint64_t i = 0; i < 60; ++i) {
        outcomes.problems.push_back(std::to_string(i));
        outcomes.base_tallies.emplace_back(24, (7 * i) % 25);
        outcomes.tuned_tallies.emplace_back(32, (7 * i) % 25 + i % 4);
    }
    return outcomes;
}

double binomial(std::uint64_t n, std::uint64_t k) {
    double c = 1.0;
    for (std::uint64_t i = 0; i < k; ++i) {
        c *= static_cast<double>(n - i) / static_cast<double>(i + 1);
    }
    return c;
}

}  // namespace

TEST_CASE("what is found at any k is what the variance of the differences says") {
    const passk::paired_outcomes outcomes = sixty_problems();
    for (const std::uint64_t k : {1U, 4U, 24U}) {
        double sum = 0.0;
        double square = 0.0;
        for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
            const double d = passk::pass_at_k(outcomes.tuned_tallies[i], k)
                             - passk::pass_at_k(outcomes.base_tallies[i], k);
            sum += d;
            square += d * d;
        }
        const double variance = (square - sum * sum / 60.0) / 59.0;
        const paired_variances observed = passk::observed_paired_variance(outcomes, k);
        CHECK(observed.between_problems == doctest::Approx(variance).epsilon(1e-12));
        // z of 0.975 and of 0.8
        CHECK(minimum_detectable_effect(observed, 60, {})
              == doctest::Approx((1.959963984540054 + 0.8416212335729143)
                                 * std::sqrt(variance / 60.0)));
    }
}

TEST_CASE("three copies of each problem in one family detect what the problems alone do") {
    const passk::paired_outcomes alone = sixty_problems();
    passk::paired_outcomes copied;
    std::vector<std::size_t> families;
    for (std::size_t i = 0; i < 180; ++i) {
        copied.problems.push_back(std::to_string(i));
        copied.base_tallies.push_back(alone.base_tallies[i / 3]);
        copied.tuned_tallies.push_back(alone.tuned_tallies[i / 3]);
        families.push_back(i / 3);
    }
    CHECK(minimum_detectable_effect(passk::observed_paired_variance(copied, 8, families), 180, {})
          == doctest::Approx(
              minimum_detectable_effect(passk::observed_paired_variance(alone, 8), 60, {})));
}

TEST_CASE("the variance for any number of samples is the expectation of the estimate there") {
    // The estimate from n = 24 of the variance at m samples, averaged over all c with their
    // binomial chances, is pass_at_k_variance(p, m, k).
    for (const std::uint64_t k : {1U, 3U, 12U}) {
        for (const std::uint64_t m : {12U, 24U, 100U}) {
            const double p = 0.3;
            double mean = 0.0;
            for (std::uint64_t c = 0; c <= 24; ++c) {
                const std::vector<passk::tally> one{{24, c}};
                const std::vector<double> terms = passk::detail::overlap_terms(one, k);
                mean += binomial(24, c) * std::pow(p, static_cast<double>(c))
                        * std::pow(1.0 - p, static_cast<double>(24 - c))
                        * passk::overlap_expectation(m, k, k,
                                                     [&](std::uint64_t j) { return terms[j]; });
            }
            CHECK(mean == doctest::Approx(passk::pass_at_k_variance(p, m, k)).epsilon(1e-10));
        }
    }
}

TEST_CASE("samples required at k are the least that do, and k = 1 is the closed form") {
    const passk::paired_outcomes outcomes = sixty_problems();
    const paired_variances apart = passk::estimate_paired_variances(outcomes);
    const double effect =
        0.9 * minimum_detectable_effect(apart, 60, {.base_samples = 24, .tuned_samples = 32});
    const auto closed = required_samples(apart, effect, 60, {});
    const auto searched = required_samples(outcomes, 1, effect);
    CHECK(closed.has_value() == searched.has_value());
    if (closed && searched) {
        CHECK(searched.value() == static_cast<std::uint64_t>(std::ceil(closed.value())));
    }
    CHECK(required_samples(outcomes, 1, 0.9).value() == 1);
    CHECK(required_samples(outcomes, 8, 0.9).value() == 8);
    CHECK(required_samples(outcomes, 8, 1e-6).error().code == passk::errc::unsupported);
    CHECK(required_samples(outcomes, 13, 0.1).error().code == passk::errc::unsupported);
    CHECK_THROWS_AS((void)required_samples(outcomes, 25, 0.1), passk::domain_error);
    CHECK_THROWS_AS((void)required_samples(outcomes, 1, 0.0), passk::domain_error);
}
