// SPDX-License-Identifier: Apache-2.0
#include <passk/exact/pass_at_k.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_dec_float.hpp>

#include <cstdint>

using passk::tally;

using passk::exact::rational;

namespace {

template <class Real>
void check_against_fractions(const Real& bound) {
    for (std::uint64_t n = 1; n <= 24; ++n) {
        for (std::uint64_t c = 0; c <= n; ++c) {
            for (std::uint64_t k = 1; k <= n; ++k) {
                const rational exact = passk::exact::pass_at_k(tally(n, c), k);
                const Real value(Real(numerator(exact)) / Real(denominator(exact)));
                const Real off(passk::exact::pass_at_k<Real>(tally(n, c), k) - value);
                if (abs(off) > bound * value) {
                    FAIL("n=", n, " c=", c, " k=", k, ": off by ", off);
                }
            }
        }
    }
}

}  // namespace

TEST_CASE("is a fraction in lowest terms") {
    CHECK(passk::exact::pass_at_k(tally(10, 3), 5) == rational(11, 12));
    CHECK(passk::exact::pass_at_k(tally(4, 2), 2) == rational(5, 6));
    CHECK(passk::exact::pass_at_k(tally(8, 0), 8) == 0);
    CHECK(passk::exact::pass_at_k(tally(8, 5), 4) == 1);
}

TEST_CASE("keeps the precision of binary and decimal types of any width") {
    check_against_fractions<boost::multiprecision::cpp_bin_float_50>(
        boost::multiprecision::cpp_bin_float_50("1e-48"));
    check_against_fractions<boost::multiprecision::cpp_bin_float_100>(
        boost::multiprecision::cpp_bin_float_100("1e-98"));
    check_against_fractions<boost::multiprecision::cpp_dec_float_50>(
        boost::multiprecision::cpp_dec_float_50("1e-48"));
}

TEST_CASE("does not lose a small chance") {
    using real = boost::multiprecision::cpp_dec_float_50;
    // 1 - (n-2)(n-3)/(n(n-1)) with n = 10^18, summed exactly: (4n - 6)/(n(n - 1))
    const real n("1e18");
    const real exact((4 * n - 6) / (n * (n - 1)));
    const real off(passk::exact::pass_at_k<real>(tally(1000000000000000000U, 2), 2) - exact);
    CHECK(abs(off) < exact * real("1e-48"));
}

TEST_CASE("rejects k outside 1..n") {
    CHECK_THROWS_WITH_AS((void)passk::exact::pass_at_k(tally(8, 2), 9),
                         "passk::exact::pass_at_k: k = 9 exceeds the n = 8 trials",
                         passk::domain_error);
    CHECK_THROWS_AS(
        (void)passk::exact::pass_at_k<boost::multiprecision::cpp_bin_float_50>(tally(8, 2), 0),
        passk::domain_error);
}
