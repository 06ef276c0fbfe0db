// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/bootstrap.hpp>

#include <passk/core/attempts.hpp>
#include <passk/estimate/pass_at_k.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

using passk::bootstrap_means;
using passk::bootstrap_options;
using passk::bootstrap_pass_at_k_curve;
using passk::estimand;
using passk::interval;
using passk::tally;

namespace {

// The exact law of the mean of all P^P equally likely resamples: probability by value.
std::map<double, double> enumerate_resampled_means(const std::vector<double>& values) {
    const std::size_t p = values.size();
    std::map<double, double> law;
    std::vector<std::size_t> draw(p, 0);
    const double each = std::pow(static_cast<double>(p), -static_cast<double>(p));
    for (;;) {
        double sum = 0.0;
        for (const std::size_t i : draw) {
            sum += values[i];
        }
        law[sum / static_cast<double>(p)] += each;
        std::size_t digit = 0;
        while (digit < p && ++draw[digit] == p) {
            draw[digit++] = 0;
        }
        if (digit == p) {
            return law;
        }
    }
}

const std::vector<tally> six_problems = {tally(8, 0), tally(8, 1), tally(8, 3),
                                         tally(8, 3), tally(8, 6), tally(8, 8)};

}  // namespace

TEST_CASE("resampled means follow the enumerated law of all P^P resamples") {
    // Dyadic values, so that equal means are equal doubles.
    const std::vector<double> values = {0.0, 0.125, 0.375, 0.375, 0.75, 1.0};
    const std::map<double, double> law = enumerate_resampled_means(values);
    for (const double level : {0.5, 0.8, 0.9, 0.95, 0.99}) {
        const bootstrap_options options{
            .resamples = 200'000, .seed = 11, .level = passk::confidence_level(level)};
        const interval got =
            bootstrap_means(values, 1, estimand::sampled_problems, options).front();
        // Dvoretzky-Kiefer-Wolfowitz: the empirical distribution function is within `band` of
        // the true one everywhere but for one seed in 10^6.
        const double band = std::sqrt(std::log(2.0 / 1e-6) / (2.0 * 200'000.0));
        // Means are at least 1/48 apart.
        const auto below = [&](double x) {
            double sum = 0.0;
            for (const auto& [value, probability] : law) {
                sum += value < x ? probability : 0.0;
            }
            return sum;
        };
        const auto at_most = [&](double x) { return below(x + 1e-9); };
        const auto less = [&](double x) { return below(x - 1e-9); };
        INFO("level=", level, " [", got.lower, ", ", got.upper, "]");
        CHECK(at_most(got.lower) >= options.level.tail() - band);
        CHECK(less(got.lower) <= options.level.tail() + band);
        CHECK(at_most(got.upper) >= 1.0 - options.level.tail() - band);
        CHECK(less(got.upper) <= 1.0 - options.level.tail() + band);
    }
}

TEST_CASE("a curve's intervals are those of its values, and its estimates are mean_pass_at_k") {
    const std::vector<std::uint64_t> ks = {1, 2, 5, 8};
    const bootstrap_options options{.resamples = 5000, .seed = 3};
    const auto curve =
        bootstrap_pass_at_k_curve(six_problems, ks, estimand::sampled_problems, options);
    REQUIRE(curve.size() == ks.size());
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(curve[c].estimate == passk::mean_pass_at_k(six_problems, ks[c]));
        CHECK(curve[c].lower <= curve[c].estimate);
        CHECK(curve[c].upper >= curve[c].estimate);
        CHECK(curve[c].target == estimand::sampled_problems);
        CHECK(curve[c].resamples == 5000);
        CHECK(curve[c].seed == 3);
    }
    // One resampling for all k: the columns move together, so alone each gives the same.
    const auto alone = bootstrap_pass_at_k_curve(six_problems, std::array{std::uint64_t{8}},
                                                 estimand::sampled_problems, options);
    CHECK(std::fabs(alone.front().lower - curve.back().lower) <= 0.05);
}

TEST_CASE("threads change no bit of many problems either") {
    std::vector<tally> problems;
    for (std::uint64_t i = 0; i < 70'000; ++i) {
        problems.emplace_back(8, i * i % 9);
    }
    passk::bootstrap_options options{.resamples = 200, .seed = 6};
    const std::array<std::uint64_t, 2> ks{1, 8};
    const auto one = bootstrap_pass_at_k_curve(problems, ks, estimand::sampled_problems, options);
    options.threads = 7;
    std::reverse(problems.begin(), problems.end());
    CHECK(bootstrap_pass_at_k_curve(problems, ks, estimand::sampled_problems, options) == one);
}

TEST_CASE("neither threads nor the order of problems change a bit") {
    std::vector<tally> problems;
    for (std::uint64_t i = 0; i < 700; ++i) {
        problems.emplace_back(64, i * i % 65);
    }
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(64);
    bootstrap_options options{.resamples = 1000, .seed = 5};
    const auto one = bootstrap_pass_at_k_curve(problems, ks, estimand::sampled_problems, options);
    for (const unsigned threads : {2U, 7U, 0U}) {
        options.threads = threads;
        CHECK(bootstrap_pass_at_k_curve(problems, ks, estimand::sampled_problems, options) == one);
    }
    std::reverse(problems.begin(), problems.end());
    const auto reversed =
        bootstrap_pass_at_k_curve(problems, ks, estimand::sampled_problems, options);
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CHECK(reversed[c].lower - reversed[c].estimate
              == doctest::Approx(one[c].lower - one[c].estimate).epsilon(1e-13));
    }
    options.seed = 6;
    CHECK(bootstrap_pass_at_k_curve(problems, ks, estimand::sampled_problems, options) != one);
}

TEST_CASE("the ends for a stated seed are the same on every machine") {
    // Eight values of three binary digits: neither their mean nor the grid rounds.
    const std::array values = {0.0, 0.125, 0.25, 0.375, 0.5, 0.5, 0.75, 1.0};
    const interval got =
        bootstrap_means(values, 1, estimand::sampled_problems, {.resamples = 999, .seed = 42})
            .front();
    CHECK(got.lower == 0.25);
    CHECK(got.upper == 0.640625);
}

TEST_CASE("problems that are all alike leave no spread") {
    const std::vector<tally> alike(20, tally(6, 2));
    const auto curve = bootstrap_pass_at_k_curve(alike, std::array<std::uint64_t, 3>{1, 2, 6},
                                                 estimand::sampled_problems);
    for (const interval& at : curve) {
        CHECK(at.lower == at.estimate);
        CHECK(at.upper == at.estimate);
    }
}

TEST_CASE("a hundred thousand problems are resampled as readily as thirty") {
    std::vector<tally> problems;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        problems.emplace_back(16, i * 7919 % 17);
    }
    const auto curve =
        bootstrap_pass_at_k_curve(problems, std::array{std::uint64_t{1}},
                                  estimand::sampled_problems, {.resamples = 640, .seed = 2});
    // Successes are near uniform on 0..16: the SD of c/n is sqrt((17^2 - 1) / 12) / 16.
    const double half = 1.96 * std::sqrt(24.0) / 16.0 / std::sqrt(1e5);
    CHECK(curve.front().upper - curve.front().estimate == doctest::Approx(half).epsilon(0.15));
    CHECK(curve.front().estimate - curve.front().lower == doctest::Approx(half).epsilon(0.15));
}

TEST_CASE("the shares of any number of ranks are the resamples of one process") {
    std::vector<double> values;
    for (int i = 0; i < 40; ++i) {
        values.push_back(std::sin(i * 1.0));
        values.push_back(std::cos(i * 3.0));
    }
    for (const std::uint64_t resamples : {100U, 1000U}) {
        const passk::bootstrap_options options{.resamples = resamples, .seed = 4};
        const std::vector<double> whole =
            passk::resampled_means(values, 2, estimand::sampled_problems, options);
        for (const std::uint64_t ranks : {1U, 4U, 7U}) {
            std::array<std::vector<double>, 2> columns;
            for (std::uint64_t rank = 0; rank < ranks; ++rank) {
                const std::vector<double> share = passk::resampled_means(
                    values, 2, estimand::sampled_problems, options, {rank, ranks});
                const auto middle = share.begin() + static_cast<std::ptrdiff_t>(share.size() / 2);
                columns[0].insert(columns[0].end(), share.begin(), middle);
                columns[1].insert(columns[1].end(), middle, share.end());
            }
            columns[0].insert(columns[0].end(), columns[1].begin(), columns[1].end());
            CHECK(columns[0] == whole);
        }
    }
    CHECK_THROWS_AS((void)passk::resampled_means(values, 2, estimand::sampled_problems, {}, {3, 3}),
                    passk::domain_error);
}

TEST_CASE("refuses what it cannot answer, and says why") {
    const std::array<std::uint64_t, 1> k9{9};
    const std::array<std::uint64_t, 1> k1{1};
    CHECK_THROWS_WITH_AS(
        (void)bootstrap_pass_at_k_curve(six_problems, k9, estimand::sampled_problems),
        "passk::bootstrap_pass_at_k_curve: k = 9 exceeds the n = 8 trials of problem 0",
        passk::domain_error);
    CHECK_THROWS_AS((void)bootstrap_pass_at_k_curve(six_problems, k1, estimand::fixed_benchmark),
                    passk::domain_error);
    CHECK_THROWS_WITH_AS(
        (void)bootstrap_pass_at_k_curve(std::array{tally(8, 2)}, k1, estimand::sampled_problems),
        "passk::bootstrap_pass_at_k_curve: 1 problems do not show how problems differ; there "
        "must be at least 2",
        passk::domain_error);
    CHECK_THROWS_AS((void)bootstrap_pass_at_k_curve(six_problems, k1, estimand::sampled_problems,
                                                    {.resamples = 39}),
                    passk::domain_error);
    CHECK_THROWS_AS(
        (void)bootstrap_means(std::array{0.0, 1.0, std::nan("")}, 1, estimand::sampled_problems),
        passk::domain_error);
    CHECK_THROWS_AS((void)bootstrap_means(std::array{0.0, 1.0, 2.0}, 2, estimand::sampled_problems),
                    passk::domain_error);
}
