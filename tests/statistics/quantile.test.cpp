// SPDX-License-Identifier: Apache-2.0
#include <passk/statistics/quantile.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::quantile;

TEST_CASE("quantile: is rule 7 on the sorted values, for every shape and size") {
    passk::random_bits bits(77, 0);
    for (const std::size_t size : {1U, 2U, 3U, 40U, 999U, 2048U, 5000U, 10'000U}) {
        for (int shape = 0; shape < 5; ++shape) {
            std::vector<double> values;
            for (std::size_t i = 0; i < size; ++i) {
                const double u = passk::uniform_unit(bits);
                values.push_back(shape == 0   ? u
                                 : shape == 1 ? std::floor(4.0 * u)         // many ties
                                 : shape == 2 ? static_cast<double>(i)      // sorted
                                 : shape == 3 ? (i % 39 == 0 ? 5.0 : u)     // misleads a stride
                                              : (u < 0.3 ? HUGE_VAL : u));  // beyond all
            }
            std::vector<double> sorted = values;
            std::sort(sorted.begin(), sorted.end());
            for (const double p : {0.0, 0.001, 0.025, 0.3, 0.5, 0.7, 0.975, 0.9995, 1.0}) {
                const double position = static_cast<double>(size - 1) * p;
                const auto below = static_cast<std::size_t>(position);
                const double fraction = position - static_cast<double>(below);
                const double low = sorted[below];
                const double high = sorted[(std::min)(below + 1, size - 1)];
                const double expected =
                    low == high || fraction == 0.0 ? low : std::fma(fraction, high - low, low);
                INFO("size=", size, " shape=", shape, " p=", p);
                REQUIRE(quantile(values, p) == expected);
            }
        }
    }
}
