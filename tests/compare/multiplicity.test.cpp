// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/multiplicity.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

TEST_CASE("adjusted p values are R's p.adjust") {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.2, 0.9, 0.04), "holm" and "BH"), R 4.2.2
    const std::array ps = {0.01, 0.04, 0.03, 0.005, 0.2, 0.9, 0.04};
    const std::array holm = {0.060, 0.160, 0.150, 0.035, 0.400, 0.900, 0.160};
    const std::array bh = {0.035000000000000, 0.056000000000000, 0.056000000000000,
                           0.035000000000000, 0.233333333333333, 0.900000000000000,
                           0.056000000000000};
    const std::vector<double> got_holm = passk::holm(ps);
    const std::vector<double> got_bh = passk::benjamini_hochberg(ps);
    for (std::size_t i = 0; i < ps.size(); ++i) {
        CHECK(got_holm[i] == doctest::Approx(holm[i]).epsilon(1e-14));
        CHECK(got_bh[i] == doctest::Approx(bh[i]).epsilon(1e-14));
    }
}

TEST_CASE("Holm rejects what the step-down procedure rejects") {
    const std::array ps = {0.012, 0.011, 0.049, 0.6, 0.0051};
    for (const double alpha : {0.01, 0.05, 0.06, 0.2}) {
        std::array<bool, 5> rejected{};
        for (std::size_t step = 0; step < ps.size(); ++step) {
            std::size_t least = 5;
            for (std::size_t i = 0; i < ps.size(); ++i) {
                if (!rejected[i] && (least == 5 || ps[i] < ps[least])) {
                    least = i;
                }
            }
            if (ps[least] > alpha / static_cast<double>(ps.size() - step)) {
                break;
            }
            rejected[least] = true;
        }
        const std::vector<double> adjusted = passk::holm(ps);
        for (std::size_t i = 0; i < ps.size(); ++i) {
            CHECK((adjusted[i] <= alpha) == rejected[i]);
        }
    }
}

TEST_CASE("an empty family is empty, and p values must be such") {
    CHECK(passk::holm({}).empty());
    CHECK(passk::benjamini_hochberg(std::array{0.3}).front() == 0.3);
    CHECK_THROWS_AS((void)passk::holm(std::array{0.3, 1.2}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::benjamini_hochberg(std::array{std::nan("")}), passk::domain_error);
}
