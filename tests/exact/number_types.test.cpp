// SPDX-License-Identifier: Apache-2.0
// Each estimator of exact/ as a fraction against enumeration, in cpp_bin_float against the
// fraction, and against the double of estimate/.
#include <passk/estimate.hpp>
#include <passk/exact.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace exact = passk::exact;
using boost::multiprecision::cpp_bin_float_50;
using exact::rational;
using passk::tally;

namespace {

// The mean of f(successes among the chosen) over all subsets of k of n samples, c successes.
template <class F>
rational over_subsets(std::uint64_t n, std::uint64_t c, std::uint64_t k, const F& f) {
    rational sum = 0;
    std::uint64_t subsets = 0;
    for (std::uint64_t chosen = 0; chosen < (std::uint64_t{1} << n); ++chosen) {
        if (static_cast<std::uint64_t>(std::popcount(chosen)) == k) {
            const std::uint64_t hits = chosen & ((std::uint64_t{1} << c) - 1);
            sum += f(static_cast<std::uint64_t>(std::popcount(hits)));
            ++subsets;
        }
    }
    return sum / subsets;
}

bool is_close(const cpp_bin_float_50& got, const rational& wanted) {
    const cpp_bin_float_50 expected =
        cpp_bin_float_50(numerator(wanted)) / cpp_bin_float_50(denominator(wanted));
    return abs(got - expected) <= 1e-48 * abs(expected);
}

bool is_close(double got, const rational& wanted) {
    const double expected = wanted.convert_to<double>();
    return std::fabs(got - expected) <= 1e-12 * std::fabs(expected) + 1e-15;
}

}  // namespace

TEST_CASE("exact: pass^k and G-Pass@k are means over all subsets") {
    for (std::uint64_t n = 1; n <= 8; ++n) {
        for (std::uint64_t c = 0; c <= n; ++c) {
            for (std::uint64_t k = 1; k <= n; ++k) {
                const tally counts(n, c);
                CAPTURE(n);
                CAPTURE(c);
                CAPTURE(k);
                REQUIRE(exact::pass_hat_k(counts, k)
                        == over_subsets(n, c, k,
                                        [k](std::uint64_t hits) { return hits == k ? 1 : 0; }));
                for (std::uint64_t need = 0; need <= k; ++need) {
                    REQUIRE(exact::g_pass_at_k(counts, k, {need, k})
                            == over_subsets(n, c, k, [need](std::uint64_t hits) {
                                   return hits >= (need < 1 ? 1 : need) ? 1 : 0;
                               }));
                }
                rational sum = 0;
                for (std::uint64_t i = (k + 1) / 2 + 1; i <= k; ++i) {
                    sum += exact::g_pass_at_k(counts, k, {i, k});
                }
                REQUIRE(exact::mg_pass_at_k(counts, k) == sum * 2 / k);
            }
        }
    }
}

TEST_CASE("exact: fraction, cpp_bin_float and double agree (seed 5)") {
    passk::random_bits bits(5);
    for (int trial = 0; trial < 200; ++trial) {
        const std::uint64_t n = 2 + passk::uniform_below(bits, 300);
        const std::uint64_t k = 1 + passk::uniform_below(bits, n / 2);
        const tally counts(n, passk::uniform_below(bits, n + 1));
        const std::vector<tally> problems = {counts, tally(n, n / 3), counts, tally(n + 5, 1)};
        const passk::success_share tau(passk::uniform_below(bits, k + 1), k);
        CAPTURE(n);
        CAPTURE(k);
        CAPTURE(counts.successes());
        const auto agree = [](const rational& fraction, const cpp_bin_float_50& wide,
                              double narrow) {
            REQUIRE(is_close(wide, fraction));
            REQUIRE(is_close(narrow, fraction));
        };
        agree(exact::pass_at_k(counts, k), exact::pass_at_k<cpp_bin_float_50>(counts, k),
              passk::pass_at_k(counts, k));
        agree(exact::mean_pass_at_k(problems, k),
              exact::mean_pass_at_k<cpp_bin_float_50>(problems, k),
              passk::mean_pass_at_k(problems, k));
        agree(exact::mean_pass_at_k_curve(problems, {k}).front(),
              exact::mean_pass_at_k_curve<cpp_bin_float_50>(problems, {k}).front(),
              passk::mean_pass_at_k_curve(problems, {k}).front());
        agree(exact::pass_hat_k(counts, k), exact::pass_hat_k<cpp_bin_float_50>(counts, k),
              passk::pass_hat_k(counts, k));
        agree(exact::mean_pass_hat_k(problems, k),
              exact::mean_pass_hat_k<cpp_bin_float_50>(problems, k),
              passk::mean_pass_hat_k(problems, k));
        agree(exact::g_pass_at_k(counts, k, tau),
              exact::g_pass_at_k<cpp_bin_float_50>(counts, k, tau),
              passk::g_pass_at_k(counts, k, tau));
        agree(exact::mean_g_pass_at_k(problems, k, tau),
              exact::mean_g_pass_at_k<cpp_bin_float_50>(problems, k, tau),
              passk::mean_g_pass_at_k(problems, k, tau));
        agree(exact::mg_pass_at_k(counts, k), exact::mg_pass_at_k<cpp_bin_float_50>(counts, k),
              passk::mg_pass_at_k(counts, k));
        agree(exact::mean_mg_pass_at_k(problems, k),
              exact::mean_mg_pass_at_k<cpp_bin_float_50>(problems, k),
              passk::mean_mg_pass_at_k(problems, k));
        agree(exact::pass_at_k_variance_estimate(counts, k),
              exact::pass_at_k_variance_estimate<cpp_bin_float_50>(counts, k),
              passk::pass_at_k_variance_estimate(counts, k));
        agree(exact::mean_pass_at_k_variance_estimate(problems, k),
              exact::mean_pass_at_k_variance_estimate<cpp_bin_float_50>(problems, k),
              passk::mean_pass_at_k_variance_estimate(problems, k));
        CHECK(exact::pass_hat_k<double>(counts, k)
              == exact::pass_hat_k(counts, k).convert_to<double>());
    }
}

TEST_CASE("exact: means over problems whose estimates add up to 1") {
    const std::vector<tally> problems = {{4, 4}, {4, 0}, {4, 0}};
    CHECK(exact::mean_pass_hat_k(problems, 2) == rational(1, 3));
    CHECK(exact::mean_g_pass_at_k(problems, 2, 0.5) == rational(1, 3));
    CHECK(exact::mean_mg_pass_at_k(problems, 2) == rational(1, 3));
    const std::vector<tally> half = {{2, 1}, {2, 1}};  // a variance estimate of 1/4 each
    CHECK(exact::pass_at_k_variance_estimate(half[0], 1) == rational(1, 4));
    CHECK(exact::mean_pass_at_k_variance_estimate(half, 1) == rational(1, 8));
}

TEST_CASE("exact: best_of_n is the mean over all subsets, ties shared (seed 6)") {
    passk::random_bits bits(6);
    for (int trial = 0; trial < 40; ++trial) {
        const std::uint64_t n = 1 + passk::uniform_below(bits, 8);
        std::vector<exact::scored_completion<>> completions;
        std::vector<exact::scored_completion<cpp_bin_float_50>> wide;
        std::vector<passk::scored_completion> narrow;
        for (std::uint64_t i = 0; i < n; ++i) {
            const std::uint64_t reward = passk::uniform_below(bits, 4);
            const std::uint64_t value = passk::uniform_below(bits, 5);
            completions.push_back({rational(reward, 3), rational(value, 7)});
            wide.push_back({cpp_bin_float_50(reward) / 3, cpp_bin_float_50(value) / 7});
            narrow.push_back({static_cast<double>(reward) / 3, static_cast<double>(value) / 7});
        }
        for (std::uint64_t k = 1; k <= n; ++k) {
            rational sum = 0;
            std::uint64_t subsets = 0;
            for (std::uint64_t chosen = 0; chosen < (std::uint64_t{1} << n); ++chosen) {
                if (static_cast<std::uint64_t>(std::popcount(chosen)) != k) {
                    continue;
                }
                rational best = -1;
                rational value = 0;
                unsigned ties = 0;
                for (std::uint64_t i = 0; i < n; ++i) {
                    if ((chosen >> i & 1U) == 0 || completions[i].reward < best) {
                        continue;
                    }
                    if (completions[i].reward > best) {
                        best = completions[i].reward;
                        value = 0;
                        ties = 0;
                    }
                    value += completions[i].value;
                    ++ties;
                }
                sum += value / ties;
                ++subsets;
            }
            const rational expected = sum / subsets;
            REQUIRE(exact::best_of_n<rational>(completions, k) == expected);
            REQUIRE(is_close(exact::best_of_n<cpp_bin_float_50>(wide, k), expected));
            REQUIRE(is_close(passk::best_of_n(narrow, k), expected));
        }
    }
    CHECK_THROWS_AS((void)exact::best_of_n<rational>(std::vector<exact::scored_completion<>>(3), 4),
                    passk::domain_error);
}

TEST_CASE("exact: the estimators throw for k outside 1..n and for k + l > n") {
    CHECK_THROWS_AS((void)exact::pass_hat_k(tally(5, 1), 6), passk::domain_error);
    CHECK_THROWS_AS((void)exact::g_pass_at_k(tally(5, 1), 0, 0.5), passk::domain_error);
    CHECK_THROWS_WITH_AS(
        (void)exact::mean_pass_at_k_variance_estimate({{10, 3}, {5, 1}}, 3),
        "passk::exact::mean_pass_at_k_covariance_estimate: k + l = 3 + 3 exceeds the n = 5 trials "
        "of problem 1; no unbiased estimate exists",
        passk::domain_error);
}
