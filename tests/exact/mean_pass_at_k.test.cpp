// SPDX-License-Identifier: Apache-2.0
#include <passk/exact/mean_pass_at_k.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/exact/pass_at_k_curve.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

using passk::tally;
namespace exact = passk::exact;
using passk::exact::rational;

namespace {

rational one_by_one(const std::vector<tally>& problems, std::uint64_t k) {
    rational sum = 0;
    for (const tally& counts : problems) {
        sum += passk::exact::pass_at_k(counts, k);
    }
    return sum / problems.size();
}

std::vector<tally> some_problems(std::size_t size, std::uint64_t fewest, std::uint64_t most,
                                 std::uint64_t seed) {
    passk::random_bits bits(seed);
    std::vector<tally> problems;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t n = fewest + passk::uniform_below(bits, most - fewest + 1);
        problems.emplace_back(n,
                              passk::uniform_below(bits, n + 1) >> passk::uniform_below(bits, 6));
    }
    return problems;
}

}  // namespace

TEST_CASE("is the sum of the fractions over their number") {
    const std::vector<tally> same = some_problems(60, 150, 150, 1);
    const std::vector<std::uint64_t> ks{1, 2, 3, 17, 75, 149, 150};
    const std::vector<rational> curve = passk::exact::mean_pass_at_k_curve(same, ks);
    for (std::size_t i = 0; i < ks.size(); ++i) {
        INFO("k=", ks[i]);
        CHECK(curve[i] == one_by_one(same, ks[i]));
    }
    const std::vector<tally> ragged = some_problems(25, 40, 60, 2);
    for (std::uint64_t k = 1; k <= 40; ++k) {
        INFO("k=", k);
        CHECK(exact::mean_pass_at_k(ragged, k) == one_by_one(ragged, k));
    }
    const std::vector<tally> few_far_apart = some_problems(3, 5000, 5000, 3);
    for (const std::uint64_t k : {1U, 5U, 1000U}) {
        CHECK(exact::mean_pass_at_k(few_far_apart, k) == one_by_one(few_far_apart, k));
    }
}

TEST_CASE("agrees with the double that is rounded once") {
    for (const std::uint64_t n : {1024U, 4000U}) {
        const std::vector<tally> problems = some_problems(400, n, n, n);
        for (const std::uint64_t k : {1U, 7U, 500U, 1024U}) {
            CHECK(exact::mean_pass_at_k(problems, k).convert_to<double>()
                  == passk::mean_pass_at_k(problems, k));
        }
    }
}

TEST_CASE("has the extremes as whole numbers") {
    CHECK(exact::mean_pass_at_k(std::vector(5, tally(30, 0)), 7) == 0);
    CHECK(exact::mean_pass_at_k(std::vector(5, tally(30, 30)), 7) == 1);
    CHECK(exact::mean_pass_at_k(std::vector(5, tally(30, 2)), 30) == 1);
    CHECK(exact::mean_pass_at_k(std::vector{tally(4, 2)}, 2) == rational(5, 6));
    std::vector<tally> many(1000000, tally(16, 0));
    many[5] = tally(16, 1);
    CHECK(exact::mean_pass_at_k(many, 4) == rational(1, 4000000));
    CHECK(exact::mean_pass_at_k(std::vector{tally(std::uint64_t{1} << 63U, 1)}, 3)
          == rational(3) / (rational(2) * (std::uint64_t{1} << 62U)));
}

TEST_CASE("serves other number types") {
    using real = boost::multiprecision::cpp_bin_float_100;
    const std::vector<tally> problems = some_problems(20, 30, 50, 4);
    const rational exact = exact::mean_pass_at_k(problems, 12);
    const real off(exact::mean_pass_at_k<real>(problems, 12)
                   - real(numerator(exact)) / real(denominator(exact)));
    CHECK(abs(off) < real("1e-98"));
}

TEST_CASE("refuses an empty benchmark and names the problem that is short") {
    CHECK_THROWS_AS((void)exact::mean_pass_at_k(std::vector<tally>{}, 1), passk::domain_error);
    CHECK_THROWS_WITH_AS(
        (void)exact::mean_pass_at_k(std::vector{tally(8, 1), tally(4, 1)}, 5),
        "passk::exact::mean_pass_at_k: k = 5 exceeds the n = 4 trials of problem 1",
        passk::domain_error);
}

TEST_CASE("exact: the mean over problems whose estimates add up to 1 is 1 over their number") {
    for (std::size_t size = 2; size < 20; ++size) {
        std::vector<tally> problems(size, tally(4, 0));
        problems[size / 2] = tally(4, 4);
        CHECK(exact::mean_pass_at_k(problems, 2) == rational(1, size));
        problems[0] = tally(4, 4);
        CHECK(exact::mean_pass_at_k(problems, 2) == rational(2, size));
    }
    CHECK(exact::mean_pass_at_k(std::vector{tally(2, 1), tally(4, 2), tally(3, 0)}, 1)
          == rational(1, 3));
}
