// SPDX-License-Identifier: Apache-2.0
#include <passk/testing/markov_backend.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

namespace {

using passk::testing::markov_backend;

std::array<double, markov_backend::vocabulary> first_letters(const passk::sampling& how) {
    markov_backend chain(5);
    const passk::generation_request many{
        .prompt = std::string("a"), .how = how, .count = 20000, .token_ids = true};
    std::array<double, markov_backend::vocabulary> counts{};
    chain.generate({&many, 1},
                   [&](const passk::draw& one) {
                       counts[static_cast<std::size_t>(one.outcome.value().tokens[0])] += 1.0;
                   },
                   {});
    return counts;
}

// Pearson's statistic of 20,000 draws against chances; cells of chance 0 must be empty.
double chi_squared(const std::array<double, markov_backend::vocabulary>& counts,
                   const std::array<double, markov_backend::vocabulary>& chances) {
    double sum = 0.0;
    for (std::size_t t = 0; t < counts.size(); ++t) {
        const double expected = 20000.0 * chances[t];
        if (expected == 0.0) {
            CHECK(counts[t] == 0.0);
        } else {
            sum += (counts[t] - expected) * (counts[t] - expected) / expected;
        }
    }
    return sum;
}

// The 0.9999 quantile of chi-squared with 8 degrees of freedom is 31.83; the seed is fixed.
TEST_CASE("markov_backend: draws follow its own distribution, warmed, cooled and cut") {
    const markov_backend chain(5);
    std::array<double, markov_backend::vocabulary> raw{};
    std::array<double, markov_backend::vocabulary> cold{};
    double sum = 0.0;
    for (std::size_t t = 0; t < raw.size(); ++t) {
        raw[t] = std::exp(chain.log_probabilities_after(1)[t]);
        cold[t] = raw[t] * raw[t];
        sum += cold[t];
    }
    for (double& chance : cold) {
        chance /= sum;
    }
    CHECK(chi_squared(first_letters({.max_tokens = 1, .seed = 1}), raw) < 31.83);
    CHECK(chi_squared(first_letters({.temperature = 0.5, .max_tokens = 1, .seed = 2}), cold)
          < 31.83);

    const auto kept = [&](auto&& keep) {
        std::array<double, markov_backend::vocabulary> chances{};
        double total = 0.0;
        for (std::size_t t = 0; t < raw.size(); ++t) {
            double above = 0.0;
            std::size_t rank = 0;
            double highest = 0.0;
            for (const double other : raw) {
                above += other > raw[t] ? other : 0.0;
                rank += other > raw[t] ? 1U : 0U;
                highest = other > highest ? other : highest;
            }
            chances[t] = keep(rank, above, raw[t] / highest) ? raw[t] : 0.0;
            total += chances[t];
        }
        for (double& chance : chances) {
            chance /= total;
        }
        return chances;
    };
    CHECK(chi_squared(first_letters({.top_p = 0.6, .max_tokens = 1}),
                      kept([](std::size_t, double above, double) { return above < 0.6; }))
          < 31.83);
    CHECK(chi_squared(first_letters({.top_k = 3, .max_tokens = 1}),
                      kept([](std::size_t rank, double, double) { return rank < 3; }))
          < 31.83);
    CHECK(chi_squared(first_letters({.min_p = 0.5, .max_tokens = 1}),
                      kept([](std::size_t, double, double share) { return share >= 0.5; }))
          < 31.83);
}

TEST_CASE("markov_backend: the score of a text is the product of its transitions") {
    markov_backend chain(2);
    const passk::scoring_request one{.prompt = std::string("xa"),
                                     .continuation = std::string("bh")};
    const auto scored = chain.score({&one, 1}, {});
    REQUIRE(scored[0].has_value());
    CHECK(scored[0].value().values()[0] == chain.log_probabilities_after(1)[2]);
    CHECK(scored[0].value().values()[1] == chain.log_probabilities_after(2)[8]);
    double sum = 0.0;
    for (const double value : chain.log_probabilities_after(4)) {
        sum += std::exp(value);
    }
    CHECK(sum == doctest::Approx(1.0).epsilon(1e-14));
}

}  // namespace
