// SPDX-License-Identifier: Apache-2.0
#include <passk/perplexity/length_regression.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using passk::sequence_score;

namespace {

const passk::logprob_kind raw{.distribution = passk::logprob_distribution::raw};

sequence_score score(std::uint64_t tokens, double log_probability) {
    return {.log_probability = log_probability, .tokens = tokens, .kind = raw};
}

}  // namespace

TEST_CASE("the line agrees with SciPy 1.17.1") {
    // scipy.stats.linregress([3, 5, 8, 13, 21, 34], [-1.5, -2.25, -5.5, -6, -9.75, -20])
    const std::vector<sequence_score> completions = {score(3, -1.5),   score(5, -2.25),
                                                     score(8, -5.5),   score(13, -6.0),
                                                     score(21, -9.75), score(34, -20.0)};
    const auto fit = passk::length_regression(completions);
    CHECK(std::abs(fit.slope - -0.5704941860465116) <= 1e-12);
    CHECK(std::abs(fit.intercept - 0.4869186046511622) <= 1e-12);
    CHECK(std::abs(fit.correlation - -0.9842875228453389) <= 1e-12);
    CHECK(std::abs(fit.slope_error - 0.051170996880870484) <= 1e-12);
    CHECK(fit.count == 6);
}

TEST_CASE("within problems, their levels do not matter") {
    const std::vector<std::vector<sequence_score>> problems = {
        {score(10, -3.0), score(20, -5.0)},
        {score(100, -90.0), score(110, -92.0), score(120, -94.0)},
        {},
        {score(7, -1.0)}};
    const auto fit = passk::within_problem_length_regression(problems);
    CHECK(fit.slope == doctest::Approx(-0.2).epsilon(1e-13));
    CHECK(fit.slope_error == doctest::Approx(0.0));
    CHECK(fit.correlation == doctest::Approx(-1.0));
    CHECK(fit.count == 6);
    // The pooled line mistakes the problems' levels for an effect of length.
    std::vector<sequence_score> pooled;
    for (const auto& completions : problems) {
        pooled.insert(pooled.end(), completions.begin(), completions.end());
    }
    CHECK(passk::length_regression(pooled).slope < -0.8);
}

TEST_CASE("refuses what has no line") {
    CHECK_THROWS_AS((void)passk::length_regression({}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::length_regression(std::vector{score(1, -1.0), score(2, -2.0)}),
                    passk::domain_error);
    CHECK_THROWS_AS(
        (void)passk::length_regression(std::vector{score(5, -1.0), score(5, -2.0), score(5, -3.0)}),
        passk::domain_error);
    CHECK_THROWS_AS(
        (void)passk::length_regression(std::vector{
            score(5, -1.0), score(6, -2.0), score(7, -std::numeric_limits<double>::infinity())}),
        passk::domain_error);
}
