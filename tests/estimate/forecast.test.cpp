// SPDX-License-Identifier: Apache-2.0
#include <passk/core/random_bits.hpp>
#include <passk/estimate/forecast.hpp>

#include <doctest/doctest.h>
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

using doctest::Approx;
using passk::forecast_model;
using passk::success_distribution;
using passk::tally;

namespace {

std::vector<tally> planted(const success_distribution& truth, std::size_t size, std::uint64_t n,
                           std::uint64_t seed) {
    passk::random_bits bits(seed);
    return passk::detail::draw_tallies(std::vector(size, tally(n, 0)), {.distribution = truth},
                                       bits);
}

}  // namespace

TEST_CASE("has the pass-at-k of a Beta distribution at any k") {
    const success_distribution beta{0.0, 0.3, 2.0};
    // 1 - B(0.3, 2 + k)/B(0.3, 2)
    CHECK(beta.pass_at_k(1) == Approx(0.13043478260869565).epsilon(1e-12));
    CHECK(beta.pass_at_k(10) == Approx(0.44149187).epsilon(1e-7));
    CHECK(beta.pass_at_k(1000) == Approx(0.85319230).epsilon(1e-7));
    CHECK(beta.pass_at_k(10000) == Approx(0.92638909898983878).epsilon(1e-12));
    CHECK(success_distribution{0.4, 0.3, 2.0}.pass_at_k(10) == Approx(0.6 * 0.44149187));
}

TEST_CASE("has the likelihood of the beta-binomial distribution") {
    const std::vector<tally> problems{tally(10, 3), tally(10, 3), tally(7, 0), tally(5, 5)};
    const double a = 0.7;
    const double b = 1.9;
    double expected = 0.0;
    for (const tally& one : problems) {
        const double c = static_cast<double>(one.successes());
        const double f = static_cast<double>(one.failures());
        const double chance = boost::math::beta(a + c, b + f) / boost::math::beta(a, b);
        expected += std::log(0.8 * chance + (c == 0.0 ? 0.2 : 0.0));
    }
    CHECK(passk::detail::log_likelihood(passk::detail::weigh_tallies(problems), {0.2, a, b})
          == Approx(expected).epsilon(1e-12));
}

TEST_CASE("finds planted parameters from many problems") {
    const success_distribution truth{0.0, 0.4, 1.5};
    const auto fitted =
        passk::fit_success_distribution(planted(truth, 3000, 64, 5), forecast_model::beta_binomial);
    REQUIRE(fitted.has_value());
    CHECK(fitted.value().distribution.a == Approx(0.4).epsilon(0.08));
    CHECK(fitted.value().distribution.b == Approx(1.5).epsilon(0.1));
    CHECK(fitted.value().distribution.impossible == 0.0);
}

TEST_CASE("tells impossible problems from hard ones") {
    const success_distribution truth{0.3, 1.0, 3.0};
    const std::vector<tally> problems = planted(truth, 3000, 64, 6);
    const auto fitted = passk::fit_success_distribution(problems);
    REQUIRE(fitted.has_value());
    CHECK(fitted.value().distribution.impossible == Approx(0.3).epsilon(0.12));
    CHECK(fitted.value().distribution.pass_at_k(10000) == Approx(0.7).epsilon(0.05));
    const auto naive = passk::fit_success_distribution(problems, forecast_model::beta_binomial);
    CHECK(naive.value().log_likelihood < fitted.value().log_likelihood);
    CHECK(naive.value().distribution.pass_at_k(10000) > 0.8);
}

TEST_CASE("is no better than a search over a grid says it can be") {
    const std::vector<tally> problems{tally(20, 0),  tally(20, 1), tally(30, 7),
                                      tally(20, 19), tally(10, 2), tally(20, 0)};
    const auto fitted =
        passk::fit_success_distribution(problems, forecast_model::beta_binomial).value();
    const auto tallies = passk::detail::weigh_tallies(problems);
    for (double log_a = -4.0; log_a < 4.0; log_a += 0.1) {
        for (double log_b = -4.0; log_b < 4.0; log_b += 0.1) {
            REQUIRE(passk::detail::log_likelihood(tallies, {0.0, std::exp(log_a), std::exp(log_b)})
                    <= fitted.log_likelihood + 1e-7);
        }
    }
    CHECK(passk::detail::log_likelihood(tallies, fitted.distribution)
          == Approx(fitted.log_likelihood));
}

TEST_CASE("has profile intervals that end where the likelihood has fallen") {
    const std::vector<tally> problems = planted({0.0, 0.5, 2.0}, 60, 40, 9);
    const auto interval = passk::profile_intervals(problems, passk::confidence_level(0.95)).value();
    const auto fitted =
        passk::fit_success_distribution(problems, forecast_model::beta_binomial).value();
    CHECK(interval.a_lower < fitted.distribution.a);
    CHECK(interval.a_upper > fitted.distribution.a);
    const auto tallies = passk::detail::weigh_tallies(problems);
    double highest = -1e300;
    for (double log_b = -6.0; log_b < 6.0; log_b += 0.001) {
        highest = (std::max)(highest, passk::detail::log_likelihood(
                                          tallies, {0.0, interval.a_upper, std::exp(log_b)}));
    }
    // half the 95 % quantile of chi-squared with one degree of freedom, 3.841459 / 2
    CHECK(fitted.log_likelihood - highest == Approx(1.920729).epsilon(2e-3));
}

TEST_CASE("forecasts beyond n with an interval and the same for the same seed") {
    const std::vector<tally> problems = planted({0.0, 0.6, 3.0}, 50, 24, 10);
    const std::vector<std::uint64_t> ks{1, 24, 1000};
    const passk::forecast_options options{
        .model = forecast_model::beta_binomial, .resamples = 40, .seed = 3};
    const auto forecasts = passk::forecast_pass_at_k(problems, ks, options).value();
    const auto again = passk::forecast_pass_at_k(problems, ks, options).value();
    for (std::size_t i = 0; i < ks.size(); ++i) {
        CHECK(forecasts[i].k == ks[i]);
        CHECK(forecasts[i].lower <= forecasts[i].estimate);
        CHECK(forecasts[i].estimate <= forecasts[i].upper);
        CHECK(forecasts[i].lower >= 0.0);
        CHECK(forecasts[i].upper <= 1.0);
        CHECK(forecasts[i].lower == again[i].lower);
    }
    CHECK(forecasts[0].estimate == Approx(passk::mean_pass_at_k(problems, 1)).epsilon(0.05));
}

TEST_CASE("averages over shapes, so that an interval holds for shapes that are not Beta") {
    // Logits that are normal: a Beta fit puts problems next to 0 that are not there.
    passk::random_bits bits(15, 0);
    std::vector<tally> problems;
    constexpr std::uint64_t n = 64;
    for (int i = 0; i < 120; ++i) {
        const double p =
            passk::detail::draw_success(passk::logit_normal_distribution{-4.0, 1.8}, bits);
        problems.emplace_back(n, passk::detail::draw_binomial(n, p, bits));
    }
    const double truth = passk::logit_normal_distribution{-4.0, 1.8}.pass_at_k(64 * n);
    const std::vector<std::uint64_t> ks{64 * n};
    const auto of = [&](forecast_model model) {
        return passk::forecast_pass_at_k(problems, ks, {.model = model, .resamples = 60})
            .value()
            .front();
    };
    const passk::pass_at_k_forecast averaged = of(forecast_model::averaged);
    CHECK(averaged.lower < truth);
    CHECK(truth < averaged.upper);
    CHECK(of(forecast_model::zero_inflated_beta_binomial).upper < truth);
    const auto fitted = passk::fit_forecast_shapes(problems).value();
    REQUIRE(fitted.shapes.size() == 3);
    double weights = 0.0;
    for (const passk::fitted_shape& shape : fitted.shapes) {
        CHECK(shape.weight >= 0.1);
        weights += shape.weight;
    }
    CHECK(weights == Approx(1.0));
    const std::uint64_t reach = fitted.agree_up_to(n);
    CHECK(reach < 64 * n);
    const auto& logit_normal =
        std::get<passk::logit_normal_distribution>(fitted.shapes[2].distribution);
    CHECK(logit_normal.mean == Approx(-4.0).epsilon(0.15));
    CHECK(logit_normal.sd == Approx(1.8).epsilon(0.2));
}

TEST_CASE("checks itself on samples that it has not seen") {
    const auto shown =
        passk::check_forecast(planted({0.0, 0.6, 3.0}, 800, 64, 11), forecast_model::beta_binomial)
            .value();
    CHECK(shown.k == 64);
    CHECK(shown.fitted_trials == 16);
    CHECK(shown.forecast == Approx(shown.observed).epsilon(0.04));
}

TEST_CASE("fits a Kumaraswamy distribution that has its own pass-at-k") {
    // a = 1: P(p <= x) = 1 - (1 - x)^b, which is Beta(1, b): 1 - b/(b + k)
    const passk::kumaraswamy_distribution flat{1.0, 2.0};
    CHECK(flat.pass_at_k(1) == Approx(1.0 / 3.0).epsilon(1e-9));
    CHECK(flat.pass_at_k(100) == Approx(100.0 / 102.0).epsilon(1e-9));
    const auto fitted = passk::fit_kumaraswamy(planted({0.0, 1.0, 2.0}, 150, 12, 12)).value();
    CHECK(fitted.a == Approx(1.0).epsilon(0.35));
    CHECK(fitted.b == Approx(2.0).epsilon(0.35));
}

TEST_CASE("fits a line to logarithms for comparison") {
    const std::vector<tally> problems{tally(64, 1), tally(64, 7), tally(64, 30)};
    const std::vector<std::uint64_t> ks{1, 4};
    const auto line = passk::fit_power_law(problems, ks).value();
    CHECK(line.pass_at_k(1) == Approx(passk::mean_pass_at_k(problems, 1)).epsilon(1e-12));
    CHECK(line.pass_at_k(4) == Approx(passk::mean_pass_at_k(problems, 4)).epsilon(1e-12));
    CHECK(!passk::fit_power_law(std::vector{tally(64, 0)}, ks).has_value());
}

TEST_CASE("the likelihood keeps its precision over thousands of trials") {
    const auto log_beta = [](long double a, long double b) {
        return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
    };
    passk::random_bits bits(20261126);
    for (int i = 0; i < 2000; ++i) {
        const double a = std::exp2(passk::uniform_unit(bits) * 20.0 - 8.0);
        const double b = std::exp2(passk::uniform_unit(bits) * 20.0 - 8.0);
        const double k = 1.0 + std::floor(std::exp2(passk::uniform_unit(bits) * 20.0));
        const auto wide_a = static_cast<long double>(a);
        const auto wide_b = static_cast<long double>(b);
        const auto expected = static_cast<double>(
            log_beta(wide_a, wide_b + static_cast<long double>(k)) - log_beta(wide_a, wide_b));
        CAPTURE(a);
        CAPTURE(b);
        CAPTURE(k);
        CHECK(passk::detail::log_beta_miss(a, b, k) == Approx(expected).epsilon(1e-11));
    }
    const std::vector<tally> problems{tally(2000, 1000), tally(2000, 990), tally(2000, 1013)};
    const auto fitted =
        passk::fit_success_distribution(problems, forecast_model::beta_binomial).value();
    CHECK(std::isfinite(fitted.log_likelihood));
    CHECK(fitted.distribution.a / (fitted.distribution.a + fitted.distribution.b)
          == Approx(3003.0 / 6000.0).epsilon(1e-4));
}

TEST_CASE("says where the counts determine nothing") {
    for (const std::vector<tally>& problems :
         {std::vector(5, tally(8, 0)), std::vector(5, tally(8, 8)), std::vector{tally(8, 3)},
          std::vector{tally(1, 1), tally(1, 0)}}) {
        const auto refused = passk::fit_success_distribution(problems);
        REQUIRE(!refused.has_value());
        CHECK(refused.error().code == passk::errc::unsupported);
    }
    CHECK_THROWS_AS((void)passk::fit_success_distribution(std::vector<tally>{}),
                    passk::domain_error);
    const std::vector<std::uint64_t> zero{0};
    CHECK_THROWS_AS((void)passk::forecast_pass_at_k(std::vector{tally(8, 3), tally(8, 1)}, zero),
                    passk::domain_error);
    CHECK_THROWS_AS((void)passk::check_forecast(std::vector{tally(7, 3)}), passk::domain_error);
}

TEST_CASE("pass_at_k_forecast prints") {
    std::ostringstream out;
    out << passk::pass_at_k_forecast{.k = 1024, .estimate = 0.25, .lower = 0.2, .upper = 0.5};
    CHECK(out.str() == "k = 1024: 0.25 [0.2, 0.5]");
}
