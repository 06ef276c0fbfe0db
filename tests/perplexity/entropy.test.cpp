// SPDX-License-Identifier: Apache-2.0
#include <passk/perplexity/entropy.hpp>
#include <passk/perplexity/entropy_matching.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using passk::entropy_at_temperature;
using passk::logprob_kind;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("entropy of the next token") {
    CHECK(passk::next_token_entropy(std::vector<double>(8, std::log(0.125)))
          == doctest::Approx(std::log(8.0)).epsilon(1e-14));
    CHECK(passk::next_token_entropy(std::vector{0.0, -infinity}) == 0.0);
    CHECK_THROWS_AS((void)passk::next_token_entropy(std::vector{std::log(0.5), std::log(0.25)}),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::next_token_entropy(std::vector{std::nan("")}),
                    passk::domain_error);
}

TEST_CASE("token entropy averages tokens first, then completions") {
    const std::vector<std::vector<double>> completions = {{1.0, 3.0}, {4.0}};
    const passk::mean_estimate got = passk::mean_token_entropy(completions);
    CHECK(got.value == 3.0);
    CHECK(got.variance == 1.0);
    CHECK_THROWS_AS((void)passk::mean_token_entropy(std::vector<std::vector<double>>{{1.0}, {}}),
                    passk::domain_error);
}

TEST_CASE("sampled log-probabilities estimate the entropy of what was sampled (seed 2)") {
    const std::array<double, 3> p = {0.6, 0.3, 0.1};
    const double truth = -(p[0] * std::log(p[0]) + p[1] * std::log(p[1]) + p[2] * std::log(p[2]));
    const logprob_kind kind{.distribution = passk::logprob_distribution::processed,
                            .temperature = 0.6};
    std::vector<passk::sequence_score> scores;
    for (std::uint64_t i = 0; i < 500; ++i) {
        passk::random_bits bits(2, i);
        passk::sequence_scorer scorer;
        for (int t = 0; t < 20; ++t) {
            const double u = passk::uniform_unit(bits);
            scorer.add(std::log(u < 0.6 ? p[0] : u < 0.9 ? p[1] : p[2]));
        }
        scores.push_back(scorer.score(kind));
    }
    const passk::mean_estimate got = passk::sampled_token_entropy(scores);
    CHECK(std::abs(got.value - truth) <= 4.0 * got.standard_error());
    for (passk::sequence_score& score : scores) {
        score.kind = {.distribution = passk::logprob_distribution::raw};
    }
    CHECK_THROWS_AS((void)passk::sampled_token_entropy(scores), passk::domain_error);
}

TEST_CASE("entropy of answers") {
    // scipy.stats.entropy([5, 3, 2]) of SciPy 1.17.1
    CHECK(passk::answer_entropy(std::vector<std::uint64_t>{5, 3, 0, 2})
          == doctest::Approx(1.0296530140645737).epsilon(1e-14));
    CHECK(passk::answer_entropy(std::vector<std::uint64_t>{32}) == 0.0);
    CHECK_THROWS_AS((void)passk::answer_entropy({}), passk::domain_error);
}

TEST_CASE("the temperature of equal entropy lies between those measured") {
    // AMC23 in figure 17: 0.22 at T = 0.6, 0.47 at T = 0.9; the base has 0.51 at T = 0.6.
    const std::vector<entropy_at_temperature> measured = {{0.9, 0.47}, {0.6, 0.22}, {1.2, 0.87}};
    const auto match = passk::entropy_matched_temperature(0.51, measured);
    REQUIRE(match.has_value());
    CHECK(match.value() == doctest::Approx(0.9 + 0.3 * 0.04 / 0.4).epsilon(1e-13));
    CHECK(passk::entropy_matched_temperature(0.47, measured).value()
          == doctest::Approx(0.9).epsilon(1e-13));
}

TEST_CASE("a target that was not bracketed, or met twice, is no temperature") {
    const std::vector<entropy_at_temperature> rising = {{0.6, 0.2}, {1.0, 0.5}};
    CHECK(passk::entropy_matched_temperature(0.1, rising).error().code == passk::errc::unsupported);
    CHECK_FALSE(passk::entropy_matched_temperature(0.51, rising).has_value());
    const std::vector<entropy_at_temperature> humped = {{0.5, 0.2}, {1.0, 0.6}, {1.5, 0.3}};
    CHECK_FALSE(passk::entropy_matched_temperature(0.4, humped).has_value());
    CHECK(passk::entropy_matched_temperature(0.25, humped).has_value());
    const std::vector<entropy_at_temperature> flat = {{0.5, 0.2}, {1.0, 0.2}};
    CHECK_FALSE(passk::entropy_matched_temperature(0.2, flat).has_value());
    CHECK_THROWS_AS((void)passk::entropy_matched_temperature(
                        0.2, std::vector<entropy_at_temperature>{{1.0, 0.2}, {1.0, 0.3}}),
                    passk::domain_error);
}
