// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/mcnemar.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

using passk::mcnemar;

TEST_CASE("published values") {
    CHECK(mcnemar(4, 0).exact_p == 0.125);
    CHECK(mcnemar(4, 1).exact_p == 0.375);
    CHECK(mcnemar(18, 5).exact_p == doctest::Approx(0.010622).epsilon(1e-4));
    CHECK(mcnemar(19, 3).exact_p == doctest::Approx(0.000855).epsilon(1e-3));
    CHECK(mcnemar(3, 19).exact_p == mcnemar(19, 3).exact_p);
}

TEST_CASE("is the share of all 2^n splits that are at least as uneven") {
    for (std::uint64_t n = 0; n <= 16; ++n) {
        for (std::uint64_t b = 0; b <= n; ++b) {
            const auto unevenness = [n](std::uint64_t side) {
                return side > n - side ? 2 * side - n : n - 2 * side;
            };
            std::uint64_t exact = 0;
            std::uint64_t more = 0;
            for (std::uint64_t split = 0; split < (std::uint64_t{1} << n); ++split) {
                const auto side = static_cast<std::uint64_t>(std::popcount(split));
                exact += unevenness(side) >= unevenness(b);
                more += unevenness(side) > unevenness(b);
            }
            const double all = std::ldexp(1.0, static_cast<int>(n));
            INFO("n=", n, " b=", b);
            CHECK(mcnemar(b, n - b).exact_p
                  == doctest::Approx(static_cast<double>(exact) / all).epsilon(1e-14));
            CHECK(mcnemar(b, n - b).mid_p
                  == doctest::Approx(static_cast<double>(more + exact) / 2.0 / all).epsilon(1e-14));
        }
    }
}

TEST_CASE("holds its relative accuracy where 2^-n would underflow") {
    using boost::multiprecision::cpp_int;
    constexpr int n = 3000;
    for (const int m : {1, 700, 1200, 1450, 1500}) {
        cpp_int term = 1;
        cpp_int sum = 1;
        for (int i = 1; i <= m; ++i) {
            term = term * (n - i + 1) / i;
            sum += term;
        }
        // 2 sum / 2^n through its leading 64 bits.
        const auto bits = static_cast<int>(msb(sum));
        const double leading =
            static_cast<double>(static_cast<std::uint64_t>(sum >> (std::max)(0, bits - 63)));
        const double expected =
            (std::min)(1.0, std::ldexp(leading, (std::max)(0, bits - 63) + 1 - n));
        INFO("m=", m);
        CHECK(mcnemar(static_cast<std::uint64_t>(m), static_cast<std::uint64_t>(n - m)).exact_p
              == doctest::Approx(expected).epsilon(1e-12));
    }
}
