// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/log_pass_at_k.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using passk::tally;

namespace {

namespace mp = boost::multiprecision;
using float256 = mp::number<mp::cpp_bin_float<256, mp::digit_base_2>, mp::et_off>;

float256 exact_miss(std::uint64_t n, std::uint64_t c, std::uint64_t k) {
    float256 miss = 1;
    for (std::uint64_t i = 0; i < (c < k ? c : k); ++i) {
        miss *= float256(n - (c < k ? k : c) - i) / float256(n - i);
    }
    return miss;
}

double relative_error(double got, const float256& exact) {
    return float256((float256(got) - exact) / exact).convert_to<double>();
}

}  // namespace

TEST_CASE("keeps its precision for chances near 0 and near 1") {
    passk::random_bits bits(10);
    for (int round = 0; round < 300; ++round) {
        const std::uint64_t n = 2 + (passk::uniform_below(bits, 1000000) >> (round % 18));
        const std::uint64_t c =
            1 + (passk::uniform_below(bits, n) >> passk::uniform_below(bits, 18));
        if (c == n) {
            continue;
        }
        std::uint64_t k = 1 + (passk::uniform_below(bits, n - c) >> passk::uniform_below(bits, 18));
        if (round % 5 == 0) {
            k = n - c;
        }
        if ((c < k ? c : k) > 20000) {
            continue;
        }
        INFO("n=", n, " c=", c, " k=", k);
        const float256 miss = exact_miss(n, c, k);
        CHECK(std::abs(relative_error(passk::log_fail_at_k(tally(n, c), k), mp::log(miss)))
              < 1e-14);
        if (miss > 1e-300) {
            const float256 pass = miss < 1e-30 ? float256(-miss * (1 + miss / 2))
                                               : float256(mp::log(float256(1 - miss)));
            const double bound = 2e-15 * (5.0 - mp::log(miss).convert_to<double>());
            CHECK(std::abs(relative_error(passk::log_pass_at_k(tally(n, c), k), pass)) < bound);
        }
    }
    CHECK(passk::log_pass_at_k(tally(1000, 500), 200) < 0.0);
    CHECK(passk::log_pass_at_k(tally(1000, 500), 200) > -1e-60);
}

TEST_CASE("is minus infinity for the log of a chance that is 0") {
    CHECK(passk::log_fail_at_k(tally(8, 5), 4) == -std::numeric_limits<double>::infinity());
    CHECK(passk::log_fail_at_k(tally(8, 0), 4) == 0.0);
    CHECK(passk::log_pass_at_k(tally(8, 0), 4) == -std::numeric_limits<double>::infinity());
    CHECK(passk::log_pass_at_k(tally(8, 5), 4) == 0.0);
}

TEST_CASE("of a mean is that of the mean and keeps what rounds to 1") {
    const std::vector some{tally(10, 1), tally(10, 4)};
    CHECK(passk::log_mean_pass_at_k(some, 2)
          == doctest::Approx(std::log(passk::mean_pass_at_k(some, 2))).epsilon(1e-15));
    const std::vector most{tally(1000, 500), tally(1000, 400)};
    const double misses =
        std::exp(passk::log_fail_at_k(most[0], 100)) + std::exp(passk::log_fail_at_k(most[1], 100));
    CHECK(passk::log_mean_pass_at_k(most, 100) == doctest::Approx(-misses / 2).epsilon(1e-14));
    CHECK(passk::log_mean_pass_at_k(std::vector{tally(4, 0)}, 2)
          == -std::numeric_limits<double>::infinity());
}

TEST_CASE("rejects k outside 1..n") {
    CHECK_THROWS_AS((void)passk::log_pass_at_k(tally(8, 2), 9), passk::domain_error);
    CHECK_THROWS_AS((void)passk::log_fail_at_k(tally(8, 2), 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::log_mean_pass_at_k(std::vector<tally>{}, 1), passk::domain_error);
}
