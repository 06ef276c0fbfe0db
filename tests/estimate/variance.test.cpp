// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/variance.hpp>

#include <passk/exact/pass_at_k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using passk::tally;
using passk::exact::rational;

namespace {

rational power(const rational& base, std::uint64_t exponent) {
    rational result = 1;
    for (; exponent > 0; --exponent) {
        result *= base;
    }
    return result;
}

// The expectation over c ~ Binomial(n, p) of f(c).
template <class F>
rational expectation(std::uint64_t n, const rational& p, F f) {
    rational sum = 0;
    rational ways = 1;
    for (std::uint64_t c = 0; c <= n; ++c) {
        sum += ways * power(p, c) * power(rational(1 - p), n - c) * f(c);
        ways = ways * (n - c) / (c + 1);
    }
    return sum;
}

bool is_close(double got, const rational& exact, double relative) {
    const double off = std::abs(rational(rational(got) - exact).convert_to<double>());
    return off <= relative * std::abs(exact.convert_to<double>());
}

}  // namespace

TEST_CASE("is the variance and covariance over all outcomes of the samples") {
    for (const rational& p : {rational(1, 3), rational(1, 50), rational(9, 10)}) {
        for (std::uint64_t n = 1; n <= 9; ++n) {
            for (std::uint64_t k = 1; k <= n; ++k) {
                for (std::uint64_t l = 1; l <= n; ++l) {
                    const auto pass = [&](std::uint64_t c, std::uint64_t attempts) {
                        return passk::exact::pass_at_k(tally(n, c), attempts);
                    };
                    const rational together = expectation(
                        n, p, [&](auto c) { return rational(pass(c, k) * pass(c, l)); });
                    const rational exact =
                        together - expectation(n, p, [&](auto c) {
                                       return pass(c, k);
                                   }) * expectation(n, p, [&](auto c) { return pass(c, l); });
                    INFO("n=", n, " k=", k, " l=", l);
                    REQUIRE(is_close(passk::pass_at_k_covariance(p.convert_to<double>(), n, k, l),
                                     exact, 1e-13));
                }
            }
        }
    }
}

TEST_CASE("estimates the covariance without bias where k + l <= n") {
    const rational p(2, 7);
    for (std::uint64_t n = 2; n <= 9; ++n) {
        for (std::uint64_t k = 1; k < n; ++k) {
            for (std::uint64_t l = 1; k + l <= n; ++l) {
                const rational mean = expectation(n, p, [&](std::uint64_t c) {
                    return rational(passk::pass_at_k_covariance_estimate(tally(n, c), k, l));
                });
                INFO("n=", n, " k=", k, " l=", l);
                REQUIRE(is_close(passk::pass_at_k_covariance(p.convert_to<double>(), n, k, l), mean,
                                 1e-12));
            }
        }
    }
}

TEST_CASE("gives values that were computed by enumeration elsewhere") {
    CHECK(passk::pass_at_k_variance(1.0 / 3.0, 5, 2) == doctest::Approx(0.08395061728395062));
    CHECK(passk::pass_at_k_variance(0.1, 8, 5) == doctest::Approx(0.13731591882857141));
    CHECK(passk::pass_at_k_variance(1.0 / 7.0, 10, 10) == doctest::Approx(0.1682373531232387));
    CHECK(passk::pass_at_k_variance(0.4, 12, 1) == doctest::Approx(0.02));
    CHECK(passk::pass_at_k_variance(0.02, 16, 8) == doctest::Approx(0.06108983789829951));
    CHECK(passk::pass_at_k_variance_estimate(tally(10, 3), 2) == doctest::Approx(0.46 / 9.0));
    CHECK(passk::pass_at_k_variance_estimate(tally(128, 5), 64)
          == doctest::Approx(0.000830529).epsilon(1e-6));
}

TEST_CASE("has the closed forms at k = 1 and k = n at any size") {
    for (const double p : {1e-6, 0.3, 0.999}) {
        CHECK(passk::pass_at_k_variance(p, 1000000, 1)
              == doctest::Approx(p * (1.0 - p) / 1e6).epsilon(1e-12));
        const double none = std::exp(400.0 * std::log1p(-p));
        CHECK(passk::pass_at_k_variance(p, 400, 400)
              == doctest::Approx(none * (1.0 - none)).epsilon(1e-12));
    }
    CHECK(passk::pass_at_k_variance(0.0, 20, 7) == 0.0);
    CHECK(passk::pass_at_k_variance(1.0, 20, 7) == 0.0);
    CHECK(passk::pass_at_k_variance_estimate(tally(1000000, 1), 1)
          == doctest::Approx(1e-12).epsilon(1e-15));
}

TEST_CASE("a variance estimate throws for 2k > n, where no unbiased estimate exists") {
    CHECK_THROWS_WITH_AS(
        (void)passk::pass_at_k_variance_estimate(tally(10, 3), 6),
        "passk::pass_at_k_covariance_estimate: k + l = 6 + 6 exceeds the n = 10 trials; no "
        "unbiased estimate exists",
        passk::domain_error);
    CHECK_NOTHROW((void)passk::pass_at_k_variance_estimate(tally(10, 3), 5));

    const std::vector tallies{tally(10, 3), tally(9, 3)};
    const std::vector<std::string> names{"first", "second"};
    CHECK_THROWS_WITH_AS(
        (void)passk::mean_pass_at_k_variance_estimate(passk::problem_tallies(tallies, names), 5),
        "passk::mean_pass_at_k_covariance_estimate: k + l = 5 + 5 exceeds the n = 9 trials of "
        "problem 'second'; no unbiased estimate exists",
        passk::domain_error);
}

TEST_CASE("of a mean is the sum over problems over their number squared") {
    const std::vector tallies{tally(10, 3), tally(20, 4), tally(12, 0)};
    const double sum = passk::pass_at_k_variance_estimate(tallies[0], 4)
                       + passk::pass_at_k_variance_estimate(tallies[1], 4);
    CHECK(passk::mean_pass_at_k_variance_estimate(tallies, 4)
          == doctest::Approx(sum / 9.0).epsilon(1e-15));
}

TEST_CASE("rejects chances outside 0..1 and k outside 1..n") {
    CHECK_THROWS_AS((void)passk::pass_at_k_variance(-0.1, 5, 2), passk::domain_error);
    CHECK_THROWS_AS((void)passk::pass_at_k_variance(std::nan(""), 5, 2), passk::domain_error);
    CHECK_THROWS_AS((void)passk::pass_at_k_variance(0.5, 5, 6), passk::domain_error);
    CHECK_THROWS_AS((void)passk::pass_at_k_variance_estimate(tally(5, 1), 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::mean_pass_at_k_variance_estimate(std::vector<tally>{}, 1),
                    passk::domain_error);
}
