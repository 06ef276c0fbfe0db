// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/pass_at_k_curve.hpp>

#include <passk/core/attempts.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k_table.hpp>

#include <doctest/doctest.h>

#include "recorded_data.hpp"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using passk::mean_pass_at_k;
using passk::mean_pass_at_k_curve;
using passk::pass_at_k;
using passk::pass_at_k_table;
using passk::tally;
using passk::detail::simd_path;

namespace {

// Problems of every difficulty, many of them hard, each with n trials or with fewer.
std::vector<tally> some_problems(std::size_t size, std::uint64_t n, std::uint64_t fewest,
                                 std::uint64_t seed) {
    passk::random_bits bits(seed);
    std::vector<tally> problems;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t trials = fewest + passk::uniform_below(bits, n - fewest + 1);
        problems.emplace_back(
            trials, passk::uniform_below(bits, trials + 1) >> passk::uniform_below(bits, 9));
    }
    return problems;
}

std::vector<simd_path> supported_paths() {
    std::vector<simd_path> paths;
    for (const simd_path path : {simd_path::portable, simd_path::avx2, simd_path::avx512}) {
        if (passk::detail::is_supported(path)) {
            paths.push_back(path);
        }
    }
    return paths;
}

void check_curve(const std::vector<tally>& problems, const std::vector<std::uint64_t>& ks) {
    for (const simd_path path : supported_paths()) {
        const std::vector<double> curve = passk::detail::mean_curve(path, problems, ks);
        for (std::size_t i = 0; i < ks.size(); ++i) {
            INFO("path ", static_cast<int>(path), " k=", ks[i]);
            REQUIRE(curve[i] == mean_pass_at_k(problems, ks[i]));
        }
    }
    const std::vector<double> curve = mean_pass_at_k_curve(problems, ks);
    const std::vector<double> table = pass_at_k_table(problems, ks);
    for (std::size_t j = 0; j < ks.size(); ++j) {
        REQUIRE(curve[j] == mean_pass_at_k(problems, ks[j]));
        for (std::size_t i = 0; i < problems.size(); ++i) {
            INFO("problem ", i, " k=", ks[j]);
            REQUIRE(table[i * ks.size() + j] == pass_at_k(problems[i], ks[j]));
        }
    }
}

}  // namespace

TEST_CASE("gives the same doubles as one k at a time on every instruction set") {
    check_curve(some_problems(120, 200, 200, 1), passk::all_attempts(200));
    check_curve(some_problems(500, 1024, 1024, 2), passk::doubling_attempts(1024));
    check_curve(some_problems(30, 64, 40, 3), passk::all_attempts(40));
    check_curve(some_problems(40, 3000, 2500, 4), {2500, 1, 7, 7, 300});
    check_curve(some_problems(300, 17, 17, 5), passk::all_attempts(17));
    check_curve(some_problems(25, 900000, 900000, 6), {1, 1000, 900000});
    check_curve(some_problems(1, 33, 33, 7), passk::all_attempts(33));
}

TEST_CASE("gives the same rows on every instruction set") {
    const std::vector<std::uint64_t> successes{1, 2, 3, 50, 700, 1023, 1024};
    const std::vector<std::uint64_t> ks = passk::paper_attempts(1024);
    for (const simd_path path : supported_paths()) {
        const std::vector<double> rows = passk::detail::pass_rows(path, 1024, successes, ks, 48);
        for (std::size_t i = 0; i < successes.size(); ++i) {
            for (std::size_t j = 0; j < ks.size(); ++j) {
                REQUIRE(rows[(i + 1) * 48 + j] == pass_at_k(tally(1024, successes[i]), ks[j]));
            }
        }
    }
}

TEST_CASE("handles benchmarks that are all solved or all unsolved") {
    const std::vector<std::uint64_t> ks = passk::all_attempts(50);
    CHECK(mean_pass_at_k_curve(std::vector(20, tally(50, 0)), ks) == std::vector<double>(50, 0.0));
    CHECK(mean_pass_at_k_curve(std::vector(20, tally(50, 50)), ks) == std::vector<double>(50, 1.0));
    CHECK(pass_at_k_table(std::vector(2, tally(50, 0)), ks) == std::vector<double>(100, 0.0));
    CHECK(mean_pass_at_k_curve(std::vector{tally(5, 1)}, {}).empty());
    const std::vector<double> of_one = passk::pass_at_k_curve(tally(5, 3), passk::all_attempts(5));
    CHECK(of_one[1] == 0.9);
}

TEST_CASE("handles a million problems") {
    std::vector<tally> problems(1000000, tally(16, 0));
    problems[3] = tally(16, 2);
    const std::vector<std::uint64_t> ks{1, 16};
    const std::vector<double> curve = mean_pass_at_k_curve(problems, ks);
    CHECK(curve[0] == 0.125 / 1000000);
    CHECK(curve[1] == 1.0 / 1000000);
}

TEST_CASE("names the problem that has too few trials") {
    const std::vector<std::uint64_t> ks{1, 9};
    CHECK_THROWS_WITH_AS((void)mean_pass_at_k_curve(std::vector{tally(9, 1), tally(8, 1)}, ks),
                         "passk::mean_pass_at_k_curve: k = 9 exceeds the n = 8 trials of problem 1",
                         passk::domain_error);
    CHECK_THROWS_AS((void)mean_pass_at_k_curve(std::vector<tally>{}, ks), passk::domain_error);
    const std::vector<std::uint64_t> none{0};
    CHECK_THROWS_AS((void)pass_at_k_table(std::vector{tally(9, 1)}, none), passk::domain_error);
}

TEST_CASE("gives the published values for programming puzzles") {
    const auto path = passk_tests::recorded_data("p3_counts.csv");
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::map<std::string, std::vector<tally>> models;  // model,problem,n,c
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string model;
        std::string problem;
        std::string n;
        std::string c;
        std::getline(fields, model, ',');
        std::getline(fields, problem, ',');
        std::getline(fields, n, ',');
        std::getline(fields, c, ',');
        models[model.substr(model.rfind('/') + 1)].emplace_back(std::stoull(n), std::stoull(c));
    }
    const std::map<std::string, std::vector<double>> published{
        {"short",
         {0.022357682619647355, 0.08738165608358675, 0.19382350485454736, 0.29974811083123426}},
        {"med", {0.07139798488664989, 0.2666433310951163, 0.5147195117228058, 0.690176322418136}},
        {"long", {0.1494080604534005, 0.4238076615410183, 0.6384462231568463, 0.7657430730478589}}};
    REQUIRE(models.size() == 3);
    const std::vector<std::uint64_t> ks{1, 10, 100, 1000};
    for (const auto& [model, values] : published) {
        const std::vector<double> curve = mean_pass_at_k_curve(models[model], ks);
        for (std::size_t i = 0; i < ks.size(); ++i) {
            CHECK(curve[i] == doctest::Approx(values[i]).epsilon(1e-12));
        }
    }
}

TEST_CASE("gives the published values for predicted inputs and outputs") {
    const auto path = passk_tests::recorded_data("cruxeval_codellama7b_verdicts.jsonl");
    std::ifstream file(path);
    std::string line;
    std::map<bool, std::vector<tally>> tasks;  // predicted inputs or not
    while (std::getline(file, line)) {
        const auto from = line.find("\"correct\": [");
        REQUIRE(from != std::string::npos);
        std::uint64_t correct = 0;
        std::uint64_t all = 0;
        for (auto at = from + 12; at < line.size() && line[at] != ']'; ++at) {
            correct += line[at] == '1' ? 1U : 0U;
            all += line[at] == ',' ? 1U : 0U;
        }
        tasks[line.find("cruxeval-input") != std::string::npos].emplace_back(all + 1, correct);
    }
    REQUIRE(tasks[true].size() == 800);
    CHECK(mean_pass_at_k(tasks[true], 1) == doctest::Approx(0.3595).epsilon(1e-12));
    CHECK(mean_pass_at_k(tasks[true], 5) == doctest::Approx(0.4499107142857143).epsilon(1e-12));
    CHECK(mean_pass_at_k(tasks[false], 1) == doctest::Approx(0.342125).epsilon(1e-12));
    CHECK(mean_pass_at_k(tasks[false], 5) == doctest::Approx(0.4028670634920635).epsilon(1e-12));
}
