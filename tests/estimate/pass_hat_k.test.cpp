// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/pass_hat_k.hpp>

#include <doctest/doctest.h>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include "recorded_data.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <vector>

using passk::pass_hat_k;
using passk::tally;

TEST_CASE("is the nearest double to the fraction for every c and k up to n = 40") {
    using boost::multiprecision::cpp_bin_float_50;
    for (std::uint64_t n = 1; n <= 40; ++n) {
        for (std::uint64_t c = 0; c <= n; ++c) {
            boost::multiprecision::cpp_int chosen = 1;
            boost::multiprecision::cpp_int all = 1;
            for (std::uint64_t k = 1; k <= n; ++k) {
                chosen *= c >= k ? c - k + 1 : 0;
                all *= n - k + 1;
                const cpp_bin_float_50 exact = cpp_bin_float_50(chosen) / cpp_bin_float_50(all);
                INFO("n=", n, " c=", c, " k=", k);
                REQUIRE(pass_hat_k(tally(n, c), k) == exact.convert_to<double>());
            }
        }
    }
}

TEST_CASE("gives the published values") {
    CHECK(pass_hat_k(tally(4, 2), 2) == 1.0 / 6.0);
    CHECK(pass_hat_k(tally(6, 3), 2) == 0.2);
    CHECK(pass_hat_k(tally(6, 3), 3) == 0.05);
    CHECK(passk::mean_pass_hat_k(std::vector{tally(5, 3), tally(5, 4)}, 2)
          == doctest::Approx(0.45).epsilon(1e-15));
    CHECK(pass_hat_k(tally(48, 30), 16) == doctest::Approx(6.449331222143522e-05).epsilon(1e-15));
}

TEST_CASE("stays precise when tiny and ends at 0") {
    // 1/C(1000, 500), from Python's fractions
    CHECK(pass_hat_k(tally(1000, 500), 500) == 3.699753997814027e-300);
    CHECK(pass_hat_k(tally(2000000, 1000000), 1000000) == 0.0);
    CHECK(
        pass_hat_k(tally(std::uint64_t{1} << 63U, std::uint64_t{1} << 62U), std::uint64_t{1} << 61U)
        == 0.0);
    CHECK(pass_hat_k(tally(8, 8), 8) == 1.0);
    CHECK(pass_hat_k(tally(8, 3), 4) == 0.0);
}

TEST_CASE("gives the published values of tau-bench") {
    const auto path = passk_tests::recorded_data("tau_bench_airline_gpt4o.csv");
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::map<std::string, std::vector<bool>> rewards;  // problem,trial,reward
    while (std::getline(file, line)) {
        rewards[line.substr(0, line.find(','))].push_back(line[line.rfind(',') + 1] == '1');
    }
    std::vector<tally> tasks;
    for (const auto& [problem, trials] : rewards) {
        tasks.emplace_back(trials.size(), std::count(trials.begin(), trials.end(), true));
    }
    REQUIRE(tasks.size() == 50);
    CHECK(passk::mean_pass_hat_k(tasks, 1) == doctest::Approx(0.42).epsilon(1e-12));
    CHECK(passk::mean_pass_hat_k(tasks, 2) == doctest::Approx(0.27333333333333333).epsilon(1e-12));
    CHECK(passk::mean_pass_hat_k(tasks, 3) == doctest::Approx(0.22).epsilon(1e-12));
    CHECK(passk::mean_pass_hat_k(tasks, 4) == doctest::Approx(0.20).epsilon(1e-12));
}

TEST_CASE("rejects k outside 1..n") {
    CHECK_THROWS_AS((void)pass_hat_k(tally(8, 2), 9), passk::domain_error);
    CHECK_THROWS_AS((void)pass_hat_k(tally(8, 2), 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::mean_pass_hat_k(std::vector<tally>{}, 1), passk::domain_error);
}
