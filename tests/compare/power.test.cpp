// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/power.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>

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
