// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/pass_at_k.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/exact/pass_at_k.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

using passk::mean_pass_at_k;
using passk::pass_at_k;
using passk::tally;

namespace {

namespace mp = boost::multiprecision;
using float256 = mp::number<mp::cpp_bin_float<256, mp::digit_base_2>, mp::et_off>;
using int512 = mp::number<mp::cpp_int_backend<512, 512, mp::signed_magnitude, mp::unchecked, void>,
                          mp::et_off>;

// |got - exact| in units in the last place of the exact value.
double ulps_off(double got, const float256& exact) {
    int exponent = 0;
    (void)std::frexp(exact.convert_to<double>(), &exponent);
    const float256 off = mp::ldexp(mp::abs(float256(float256(got) - exact)), 53 - exponent);
    return off.convert_to<double>();
}

constexpr double half_a_unit = 0.5 + 0x1p-8;

// A whole number from 1 to n, even on a log scale.
std::uint64_t any_size(passk::random_bits& bits, std::uint64_t n) {
    const auto widest = static_cast<std::uint64_t>(std::bit_width(n));
    const std::uint64_t size = bits() >> (63U - passk::uniform_below(bits, widest));
    return size < 1 ? 1 : (size > n ? n : size);
}

}  // namespace

TEST_CASE("is the nearest double to the fraction for every c and k up to n = 120") {
    std::vector<std::vector<int512>> choose(121, std::vector<int512>(121, 0));
    for (unsigned m = 0; m <= 120; ++m) {
        choose[m][0] = 1;
        for (unsigned k = 1; k <= m; ++k) {
            choose[m][k] = choose[m - 1][k - 1] + choose[m - 1][k];
        }
    }
    for (unsigned n = 1; n <= 120; ++n) {
        for (unsigned c = 1; c <= n; ++c) {
            for (unsigned k = c; k <= n; ++k) {
                const double got = pass_at_k(tally(n, c), k);
                int exponent = 0;
                const auto mantissa =
                    static_cast<std::int64_t>(std::ldexp(std::frexp(got, &exponent), 53));
                // got = mantissa 2^(exponent - 53); 129/256 of a unit of 2^(exponent - 53).
                const int512& total = choose[n][k];
                const int512 exact = total - choose[n - c][k];
                const int512 off =
                    mantissa * total - (exact << static_cast<unsigned>(53 - exponent));
                if (mp::abs(off) * 256 > total * 129 || got != pass_at_k(tally(n, k), c)) {
                    FAIL("n=", n, " c=", c, " k=", k, ": ", got);
                }
            }
        }
    }
}

TEST_CASE("is the share of subsets with a success for every n up to 12") {
    for (unsigned n = 1; n <= 12; ++n) {
        for (unsigned c = 0; c <= n; ++c) {
            std::vector<unsigned> hits(n + 1, 0);
            std::vector<unsigned> subsets(n + 1, 0);
            for (unsigned drawn = 1; drawn < 1U << n; ++drawn) {
                const auto k = static_cast<unsigned>(std::popcount(drawn));
                ++subsets[k];
                hits[k] += (drawn & ((1U << c) - 1U)) != 0 ? 1U : 0U;
            }
            for (unsigned k = 1; k <= n; ++k) {
                INFO("n=", n, " c=", c, " k=", k);
                REQUIRE(passk::exact::pass_at_k(tally(n, c), k)
                        == passk::exact::rational(hits[k], subsets[k]));
                REQUIRE(pass_at_k(tally(n, c), k)
                        == static_cast<double>(hits[k]) / static_cast<double>(subsets[k]));
            }
        }
    }
}

TEST_CASE("agrees with 256-bit arithmetic for random counts up to n = 10^6") {
    passk::random_bits bits(20261124);
    double worst = 0.0;
    for (int round = 0; round < 1000; ++round) {
        const std::uint64_t n = 1 + passk::uniform_below(bits, 1000000);
        std::uint64_t c = any_size(bits, n);
        std::uint64_t k = any_size(bits, n);
        if (round % 4 == 0) {  // the borders: a miss is just possible, just impossible
            k = n - c + passk::uniform_below(bits, 2);
            k = k < 1 ? 1 : (k > n ? n : k);
        } else if (round % 4 == 1 && n > 1000) {  // where Stirling's formula takes over
            c = 105 + passk::uniform_below(bits, 16);
            k = 105 + passk::uniform_below(bits, n / 10);
        }
        const auto exact = passk::exact::pass_at_k<float256>(tally(n, c), k);
        const double off = ulps_off(pass_at_k(tally(n, c), k), exact);
        INFO("n=", n, " c=", c, " k=", k);
        CHECK(off <= half_a_unit);
        worst = (std::max)(worst, off);
    }
    CHECK(worst > 0.4);  // the comparison sees half a unit
}

TEST_CASE("agrees with 256-bit arithmetic up to n = 2^63 and beyond") {
    passk::random_bits bits(63);
    for (int round = 0; round < 400; ++round) {
        const std::uint64_t n = round == 0 ? ~std::uint64_t{0} : (bits() >> (round % 40)) | 4096U;
        const std::uint64_t c = any_size(bits, 5000);
        const std::uint64_t k = (std::min)(any_size(bits, n), n / (c / 46 + 1));
        INFO("n=", n, " c=", c, " k=", k);
        const auto exact = passk::exact::pass_at_k<float256>(tally(n, c), k);
        CHECK(ulps_off(pass_at_k(tally(n, c), k), exact) <= half_a_unit);
        CHECK(pass_at_k(tally(n, c), k) == pass_at_k(tally(n, k), c));
    }
    constexpr std::uint64_t huge = std::uint64_t{1} << 63U;
    CHECK(pass_at_k(tally(huge, 1), 1) == 0x1p-63);
    CHECK(pass_at_k(tally(huge, huge / 2), 1) == 0.5);
    CHECK(pass_at_k(tally(huge, huge / 2), huge / 2) == 1.0);
    CHECK(pass_at_k(tally(huge, 1), huge - 1) == 1.0);  // 1 - 2^-63, to the nearest double
}

TEST_CASE("is right to the last place in float and to 64 bits in long double") {
    passk::random_bits bits(5);
    for (int round = 0; round < 150; ++round) {
        const std::uint64_t n = 2 + passk::uniform_below(bits, 200000);
        const std::uint64_t c = any_size(bits, n);
        const std::uint64_t k = any_size(bits, n);
        INFO("n=", n, " c=", c, " k=", k);
        const auto exact = passk::exact::pass_at_k<float256>(tally(n, c), k);
        const float256 single(pass_at_k<float>(tally(n, c), k));
        CHECK(mp::abs(float256(single - exact)) <= exact * 0x1.02p-24);
        const float256 wide(pass_at_k<long double>(tally(n, c), k));
        const int digits = (std::min)(std::numeric_limits<long double>::digits, 64);
        CHECK(mp::abs(float256(wide - exact)) <= mp::ldexp(exact, 1 - digits));
    }
}

TEST_CASE("gives the published values") {
    // Fractions computed by hand or by exact arithmetic, and values from Chen et al.'s formula.
    CHECK(pass_at_k(tally(10, 3), 5) == 11.0 / 12.0);
    CHECK(pass_at_k(tally(10000, 1), 100) == 0.01);
    CHECK(pass_at_k(tally(10000, 5000), 2) == .75002500250025006);
    CHECK(pass_at_k(tally(1000000, 3), 7) == 2.0999874000083999e-05);
    CHECK(pass_at_k(tally(1000000, 10), 1000) == .0099551643871495996);
    CHECK(pass_at_k(tally(1000000, 100000), 3) == .271000243000387);
    CHECK(pass_at_k(tally(1000000, 2), 999998) == .99999999999800004);
    CHECK(pass_at_k(tally(1000000, 1), 1) == 1e-6);
    CHECK(pass_at_k(tally(5, 3), 2) == 0.9);
    CHECK(pass_at_k(tally(4, 2), 2) == 5.0 / 6.0);
    const double three_of_128[] = {
        0.0234375,          0.046505905511811024, 0.09154715035620548, 0.17732939632545933,
        0.3323490813648294, 0.5814585676790401,   0.8779527559055118,  1.0};
    const double seventeen_of_128[] = {
        0.1328125,          0.24889271653543307, 0.43860095613048367, 0.6911753539284404,
        0.9126144227728454, 0.9949322702753028,  0.999997756996885,   1.0};
    for (unsigned power = 0; power < 8; ++power) {
        CHECK(pass_at_k(tally(128, 3), 1U << power) == three_of_128[power]);
        CHECK(pass_at_k(tally(128, 17), 1U << power) == seventeen_of_128[power]);
    }
}

TEST_CASE("never falls as k grows and rises by less and less") {
    passk::random_bits bits(8);
    for (int round = 0; round < 40; ++round) {
        const std::uint64_t n = 1000 + passk::uniform_below(bits, 100000);
        const std::uint64_t c = any_size(bits, n);
        const std::uint64_t from = any_size(bits, n - 300);
        double before = pass_at_k(tally(n, c), from);
        double rise = 1.0;
        for (std::uint64_t k = from + 1; k < from + 200; ++k) {
            const double now = pass_at_k(tally(n, c), k);
            REQUIRE(now >= before);
            REQUIRE(now <= 1.0);
            // Half a unit each from now and two steps ago, twice that from between.
            REQUIRE(now - before <= rise + 2.02 * std::ldexp(now, -52));
            rise = now - before;
            before = now;
        }
    }
}

TEST_CASE("is 0 with no success and 1 when a miss is impossible") {
    CHECK(pass_at_k(tally(8, 0), 8) == 0.0);
    CHECK(pass_at_k(tally(8, 5), 4) == 1.0);
    CHECK(pass_at_k(tally(1, 1), 1) == 1.0);
    CHECK(pass_at_k(tally(1, 0), 1) == 0.0);
}

TEST_CASE("rejects k outside 1..n") {
    CHECK_THROWS_AS((void)pass_at_k(tally(8, 2), 0), passk::domain_error);
    CHECK_THROWS_AS((void)pass_at_k(tally(0, 0), 1), passk::domain_error);
    CHECK_THROWS_WITH_AS((void)pass_at_k(tally(8, 2), 9),
                         "passk::pass_at_k: k = 9 exceeds the n = 8 trials", passk::domain_error);
}

TEST_CASE("has a mean that is the exact mean rounded once") {
    passk::random_bits bits(11);
    for (int round = 0; round < 20; ++round) {
        std::vector<tally> problems;
        for (int i = 0; i < 60; ++i) {
            const std::uint64_t n = 64 + passk::uniform_below(bits, 64);
            problems.emplace_back(
                n, passk::uniform_below(bits, n + 1) >> passk::uniform_below(bits, 7));
        }
        const std::uint64_t k = 1 + passk::uniform_below(bits, 64);
        passk::exact::rational sum = 0;
        for (const tally& counts : problems) {
            sum += passk::exact::pass_at_k(counts, k);
        }
        const float256 exact = float256(numerator(sum)) / float256(denominator(sum)) / 60;
        CHECK(ulps_off(mean_pass_at_k(problems, k), exact) <= half_a_unit);

        std::vector<tally> turned(problems.rbegin(), problems.rend());
        CHECK(mean_pass_at_k(turned, k) == mean_pass_at_k(problems, k));
    }
}

TEST_CASE("has a mean for one problem and for a million") {
    CHECK(mean_pass_at_k(std::vector{tally(5, 3)}, 2) == 0.9);
    CHECK(mean_pass_at_k(std::vector(3, tally(5, 0)), 2) == 0.0);
    CHECK(mean_pass_at_k(std::vector(3, tally(5, 5)), 2) == 1.0);
    std::vector<tally> many(1000000, tally(16, 0));
    many[77] = tally(16, 1);
    CHECK(mean_pass_at_k(many, 4) == 0.25 / 1000000);
    CHECK(mean_pass_at_k(std::vector(1000000, tally(7, 1)), 1) == 1.0 / 7.0);
}

TEST_CASE("has a mean that refuses an empty benchmark and names the problem that is short") {
    CHECK_THROWS_WITH_AS((void)mean_pass_at_k(std::vector<tally>{}, 1),
                         "passk::mean_pass_at_k: there is no problem", passk::domain_error);
    CHECK_THROWS_WITH_AS((void)mean_pass_at_k(std::vector{tally(8, 1), tally(4, 1)}, 5),
                         "passk::mean_pass_at_k: k = 5 exceeds the n = 4 trials of problem 1",
                         passk::domain_error);
    CHECK_THROWS_AS((void)mean_pass_at_k(std::vector{tally(8, 1)}, 0), passk::domain_error);
}
