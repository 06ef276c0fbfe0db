// SPDX-License-Identifier: Apache-2.0
#include <passk/core/confidence_level.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/gaffke.hpp>

#include <doctest/doctest.h>
#include <boost/math/special_functions/beta.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

using boost::multiprecision::cpp_rational;
using passk::bounded_sample;
using passk::confidence_level;
using passk::gaffke_interval;
using passk::interval_ends;
using passk::random_bits;

namespace {

// The exact probability that sum of D_i z_i exceeds x, D ~ Dirichlet(1, ..., 1), for distinct z:
// divided differences of a truncated power, which the B-spline of the density integrates to.
cpp_rational exceeds(const std::vector<double>& z, double x) {
    cpp_rational sum = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
        if (z[i] <= x) {
            continue;
        }
        cpp_rational term = 1;
        for (std::size_t j = 0; j < z.size(); ++j) {
            if (j != i) {
                term *= (cpp_rational(z[i]) - cpp_rational(x))
                        / (cpp_rational(z[i]) - cpp_rational(z[j]));
            }
        }
        sum += term;
    }
    return sum;
}

}  // namespace

TEST_CASE("gaffke_interval of zeros and ones is Clopper and Pearson's") {
    for (const std::uint64_t n : {1U, 2U, 10U, 30U, 100U, 1000U, 100'000U, 1'000'000U}) {
        for (const std::uint64_t c : {std::uint64_t{0}, std::uint64_t{1}, n / 3, n / 2, n}) {
            std::vector<double> values;
            std::vector<std::uint64_t> counts;
            if (c > 0) {
                values.push_back(1.0);
                counts.push_back(c);
            }
            if (c < n) {
                values.push_back(0.0);
                counts.push_back(n - c);
            }
            for (const double level : {0.5, 0.9, 0.95, 0.99, 0.9999}) {
                CAPTURE(n);
                CAPTURE(c);
                CAPTURE(level);
                const double tail = confidence_level(level).tail();
                const auto success = static_cast<double>(c);
                const auto failure = static_cast<double>(n - c);
                const interval_ends ends =
                    gaffke_interval({.values = values, .counts = counts}, confidence_level(level));
                const double lower =
                    c == 0 ? 0.0 : boost::math::ibeta_inv(success, failure + 1.0, tail);
                const double upper =
                    c == n ? 1.0 : boost::math::ibetac_inv(success + 1.0, failure, tail);
                CHECK(std::fabs(ends.lower - lower) < 1e-12);
                CHECK(std::fabs(ends.upper - upper) < 1e-12);
            }
        }
    }
}

TEST_CASE("gaffke ends leave exactly the tail, by rational arithmetic") {
    random_bits bits(21, 0);
    for (const std::size_t problems : {1U, 2U, 3U, 7U, 20U}) {
        for (const double power : {1.0, 9.0, 0.04}) {
            std::vector<double> values;
            for (std::size_t i = 0; i < problems; ++i) {
                values.push_back(std::round(std::pow(passk::uniform_unit(bits), power) * 0x1p20)
                                     * 0x1p-20
                                 + static_cast<double>(i + 1) * 0x1p-30);
            }
            for (double& value : values) {
                value *= 0.99;
            }
            for (const double tail : {0.3, 0.025, 1e-4}) {
                CAPTURE(problems);
                CAPTURE(power);
                CAPTURE(tail);
                // On the two sides of the end the exact tail lies on the two sides of the stated.
                constexpr double tolerance = 1e-12;
                std::vector<double> knots = values;
                knots.push_back(1.0);
                const double upper = passk::gaffke_upper_end({.values = values}, tail);
                CHECK(exceeds(knots, upper - tolerance) > cpp_rational(tail));
                CHECK(exceeds(knots, upper + tolerance) < cpp_rational(tail));
                knots.back() = 0.0;
                const double lower = passk::gaffke_lower_end({.values = values}, tail);
                CHECK(1 - exceeds(knots, lower - tolerance) < cpp_rational(tail));
                CHECK(1 - exceeds(knots, lower + tolerance) > cpp_rational(tail));
            }
        }
    }
}

TEST_CASE("gaffke ends move with the bounds, and half a weight gives shorter intervals") {
    const std::vector<double> values{-0.5, 0.0, 0.0, 0.25, 1.0};
    std::vector<double> shares;
    for (const double value : values) {
        shares.push_back((value + 1.0) / 2.0);
    }
    const confidence_level level(0.9);
    const bounded_sample differences{.values = values, .low = -1.0, .high = 1.0};
    const interval_ends wide = gaffke_interval(differences, level);
    const interval_ends share = gaffke_interval({.values = shares}, level);
    CHECK(std::fabs(wide.lower - (2.0 * share.lower - 1.0)) < 1e-12);
    CHECK(std::fabs(wide.upper - (2.0 * share.upper - 1.0)) < 1e-12);
    const interval_ends narrow =
        gaffke_interval(differences, level, passk::gaffke_difference_weight);
    CHECK(narrow.lower > wide.lower);
    CHECK(narrow.upper < wide.upper);
    // All values 0: 1 - D is Beta(5, 1/2).
    const std::vector<double> none(5, 0.0);
    const interval_ends still =
        gaffke_interval({.values = none, .low = -1.0, .high = 1.0}, level, 0.5);
    CHECK(std::fabs(still.upper - boost::math::ibetac_inv(0.5, 5.0, 0.05)) < 1e-12);
    CHECK(std::fabs(still.lower + still.upper) < 1e-12);
}

TEST_CASE("gaffke_interval is the same for units listed and counted, and for sizes scaled") {
    const std::vector<double> listed{0.1, 0.7, 0.1, 0.7, 0.7};
    const std::vector<double> kinds{0.1, 0.7};
    const std::vector<std::uint64_t> counts{2, 3};
    const std::vector<double> sizes{3.0, 3.0};
    const confidence_level level(0.95);
    const interval_ends ends = gaffke_interval({.values = listed}, level);
    CHECK(ends == gaffke_interval({.values = kinds, .counts = counts}, level));
    const interval_ends scaled =
        gaffke_interval({.values = kinds, .counts = counts, .sizes = sizes}, level);
    CHECK(std::fabs(scaled.lower - ends.lower) < 1e-12);
    CHECK(std::fabs(scaled.upper - ends.upper) < 1e-12);
}

TEST_CASE("gaffke_interval never has length 0") {
    for (const double value : {0.0, 1e-300, 0.5, 1.0 - 0x1p-53, 1.0}) {
        for (const std::size_t problems : {1U, 3U, 1000U}) {
            const std::vector<double> values(problems, value);
            const interval_ends ends = gaffke_interval({.values = values}, confidence_level(0.95));
            CHECK(ends.lower < ends.upper);
            CHECK(ends.lower <= value);
            CHECK(value <= ends.upper);
        }
    }
}

TEST_CASE("gaffke_interval throws for values outside the bounds and sizes of nothing") {
    const std::vector<double> values{0.5, 1.5};
    const std::vector<double> shares{0.5, 1.0};
    const std::vector<double> sizes{0.0, 1.0};
    const std::vector<std::uint64_t> counts{0, 1};
    const confidence_level level(0.95);
    CHECK_THROWS_AS(static_cast<void>(gaffke_interval({}, level)), std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(gaffke_interval({.values = values}, level)),
                    std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(gaffke_interval({.values = shares, .sizes = sizes}, level)),
                    std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(gaffke_interval({.values = shares, .counts = counts}, level)),
                    std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(gaffke_interval({.values = shares}, level, 0.0)),
                    std::domain_error);
    CHECK_THROWS_AS(static_cast<void>(passk::gaffke_upper_end({.values = shares}, 1.0)),
                    std::domain_error);
}

TEST_CASE("recommended intervals and bands of a curve never fall as k grows, on random tables") {
    random_bits bits(22, 0);
    for (int table = 0; table < 60; ++table) {
        const std::size_t problems = 2 + passk::uniform_below(bits, 40);
        const std::uint64_t n = 1 + passk::uniform_below(bits, 60);
        const std::uint64_t kind = passk::uniform_below(bits, 3);
        std::vector<passk::tally> tallies;
        std::vector<std::size_t> clusters;
        for (std::size_t i = 0; i < problems; ++i) {
            const std::uint64_t trials = n + passk::uniform_below(bits, 9);
            const std::uint64_t few = passk::uniform_below(bits, (std::min)(trials, n / 8 + 1) + 1);
            tallies.emplace_back(trials, kind == 0   ? few
                                         : kind == 1 ? trials - few
                                                     : passk::uniform_below(bits, trials + 1));
            clusters.push_back(i / 3);
        }
        if (problems < 6 || table % 2 == 0) {
            clusters.clear();
        }
        std::vector<std::uint64_t> ks;
        for (std::uint64_t k = 1; k <= n; ++k) {
            ks.push_back(k);
        }
        const auto check = [&](const std::vector<passk::estimate_with_interval>& curve) {
            for (std::size_t c = 0; c < ks.size(); ++c) {
                CAPTURE(table);
                CAPTURE(ks[c]);
                const passk::interval now = curve[c].bounds.value();
                CHECK(now.lower < now.upper);
                CHECK(now.lower <= now.estimate);
                CHECK(now.estimate <= now.upper);
                if (c > 0) {
                    CHECK(now.lower >= curve[c - 1].bounds.value().lower);
                    CHECK(now.upper >= curve[c - 1].bounds.value().upper);
                }
            }
        };
        const passk::sampled_problems target{.clusters = clusters};
        const passk::curve_of curve(tallies, ks);
        check(passk::confidence_intervals(curve, target));
        check(passk::confidence_intervals(curve, target, passk::max_t_band{.resamples = 200}));
    }
}
