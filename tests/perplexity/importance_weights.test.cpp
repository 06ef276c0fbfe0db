// SPDX-License-Identifier: Apache-2.0
#include <passk/perplexity/importance_weights.hpp>

#include <passk/core/random_bits.hpp>

#include <categorical_chain.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using passk::importance_weights;
using passk_tests::base_chain;
using passk_tests::tuned_chain;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> ladder(std::size_t count, double scale) {
    std::vector<double> log_ratios;
    for (std::size_t i = 1; i <= count; ++i) {
        const auto x = static_cast<double>(i);
        log_ratios.push_back(scale * std::log(1.0 / (1.0 - (x - 0.5) / static_cast<double>(count)))
                             + 0.25 * std::sin(x));
    }
    return log_ratios;
}

}  // namespace

TEST_CASE("shape, effective sample size and smoothed weights agree with ArviZ 0.23.4") {
    // i = np.arange(1, n + 1); x = s * np.log(1 / (1 - (i - .5) / n)) + .25 * np.sin(i)
    // lw, k = arviz.psislw(x); w = np.exp(lw); k, 1 / np.sum(w ** 2), w.max(), w[n // 2]
    const auto check_ladder = [](std::size_t count, double scale, double k, double ess,
                                 double greatest, double middle) {
        const importance_weights got(ladder(count, scale));
        CHECK(std::abs(got.pareto_k() / k - 1.0) <= 1e-10);
        CHECK(std::abs(got.effective_sample_size() / ess - 1.0) <= 1e-10);
        double most = 0.0;
        for (const double weight : got.weights()) {
            most = weight > most ? weight : most;
        }
        CHECK(std::abs(most / greatest - 1.0) <= 1e-10);
        CHECK(std::abs(got.weights()[count / 2] / middle - 1.0) <= 1e-10);
    };
    check_ladder(100, 0.5, 0.4758348842727636, 60.717547202804575, 0.06439468222495903,
                 0.008685194850440359);
    check_ladder(100, 3.0, 1.866236665866821, 1.5740043083529387, 0.7892254244229248,
                 2.5540165634318743e-05);
    check_ladder(400, 1.0, 0.8927999348571165, 18.55332075965594, 0.20100257033505733,
                 0.0006989898080790667);
}

TEST_CASE("reweighted completions of the base estimate the tuned model (seed 5)") {
    constexpr std::size_t count = 20'000;
    std::vector<double> log_ratios;
    std::vector<double> short_ones;
    for (std::size_t i = 0; i < count; ++i) {
        passk::random_bits bits(5, i);
        const auto y = base_chain.draw(bits);
        log_ratios.push_back(std::log(tuned_chain.probability(y) / base_chain.probability(y)));
        short_ones.push_back(y.size() <= 2 ? 1.0 : 0.0);
    }
    const importance_weights weights(log_ratios);
    REQUIRE(weights.reliable());
    const double truth =
        tuned_chain.expect([](const auto& y) { return y.size() <= 2 ? 1.0 : 0.0; });
    CHECK(std::abs(weights.reweighted_mean(short_ones) - truth)
          <= 4.0 * std::sqrt(truth * (1.0 - truth) / weights.effective_sample_size()));
    CHECK(weights.effective_sample_size() < static_cast<double>(count));
}

TEST_CASE("equal weights are all there and reliable") {
    const importance_weights weights(std::vector<double>(50, -1234.5));
    CHECK(weights.effective_sample_size() == doctest::Approx(50.0).epsilon(1e-13));
    CHECK(weights.pareto_k() == -infinity);
    CHECK(weights.reliable());
    CHECK(weights.reweighted_mean(std::vector<double>(50, 3.0)) == doctest::Approx(3.0));
}

TEST_CASE("heavy tails and few completions are refused") {
    const importance_weights heavy(ladder(100, 3.0));
    CHECK_FALSE(heavy.reliable());
    CHECK_THROWS_AS((void)heavy.reweighted_mean(std::vector<double>(100, 1.0)),
                    passk::domain_error);
    const importance_weights few(std::vector{0.0, 1.0, 2.0});
    CHECK(few.pareto_k() == infinity);
    CHECK_FALSE(few.reliable());
    CHECK_FALSE(importance_weights(std::vector{0.0}).reliable());
    CHECK(importance_weights(std::vector{0.0}).effective_sample_size() == 1.0);
}

TEST_CASE("a completion that the target cannot draw weighs nothing") {
    const importance_weights weights(std::vector{-infinity, 0.0, 0.0, -infinity});
    CHECK(weights.weights()[0] == 0.0);
    CHECK(weights.weights()[1] == 0.5);
    CHECK_THROWS_AS(importance_weights(std::vector{-infinity}), passk::domain_error);
    CHECK_THROWS_AS(importance_weights(std::vector{0.0, infinity}), passk::domain_error);
    CHECK_THROWS_AS(importance_weights(std::vector{0.0, std::nan("")}), passk::domain_error);
    CHECK_THROWS_AS(importance_weights(std::vector<double>{}), passk::domain_error);
}
