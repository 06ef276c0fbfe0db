// SPDX-License-Identifier: Apache-2.0
#include <passk/statistics/overlap_expectation.hpp>

#include <doctest/doctest.h>

#include <cstdint>

TEST_CASE("overlap_expectation: mean and variance of the hypergeometric distribution") {
    for (std::uint64_t n = 2; n <= 30; ++n) {
        for (std::uint64_t k = 0; k <= n; ++k) {
            for (std::uint64_t l = 0; l <= n; ++l) {
                const auto size = static_cast<double>(n);
                const double mean = static_cast<double>(k * l) / size;
                const double variance =
                    mean * static_cast<double>((n - k) * (n - l)) / (size * (size - 1.0));
                CAPTURE(n);
                CAPTURE(k);
                CAPTURE(l);
                REQUIRE(passk::overlap_expectation(
                            n, k, l, [](std::uint64_t j) { return static_cast<double>(j); })
                        == doctest::Approx(mean).epsilon(1e-13));
                REQUIRE(passk::overlap_expectation(n, k, l,
                                                   [mean](std::uint64_t j) {
                                                       const double off =
                                                           static_cast<double>(j) - mean;
                                                       return off * off;
                                                   })
                        == doctest::Approx(variance).epsilon(1e-12));
            }
        }
    }
}
