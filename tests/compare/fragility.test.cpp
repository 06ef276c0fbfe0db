// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/fragility.hpp>
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

using passk::find_fragility;
using passk::fragility;

TEST_CASE("find_fragility finds the problem that carries the sign, by leaving each one out") {
    passk::random_bits bits(41, 0);
    for (int i = 0; i < 300; ++i) {
        std::vector<double> differences;
        const std::size_t problems = 2 + passk::uniform_below(bits, 8);
        for (std::size_t p = 0; p < problems; ++p) {
            const auto eighths = static_cast<double>(passk::uniform_below(bits, 17));
            differences.push_back(passk::uniform_below(bits, 2) == 0 ? 0.0 : (eighths - 8.0) / 8.0);
        }
        double sum = 0.0;
        for (const double d : differences) {
            sum += d;
        }
        bool carried = false;
        for (const double d : differences) {
            carried = carried || (sum != 0.0 && sum * (sum - d) <= 0.0);
        }
        const fragility found = find_fragility(differences);
        CAPTURE(i);
        CHECK(found.decisive.has_value() == carried);
        CHECK(found.difference == doctest::Approx(sum / static_cast<double>(problems)));
        if (found.decisive) {
            const double rest = sum - differences[*found.decisive];
            CHECK(found.without_decisive
                  == doctest::Approx(rest / static_cast<double>(problems - 1)));
            CHECK(rest * sum <= 0.0);
        }
    }
}

TEST_CASE("find_fragility says when one more problem would turn the difference") {
    const std::vector<double> close{0.5, 0.5, 0.0, -0.9};
    CHECK(find_fragility(close).one_more_changes_sign);
    CHECK(*find_fragility(close).decisive == 0);
    const std::vector<double> far{0.5, 0.5, 0.5, -0.1};
    CHECK_FALSE(find_fragility(far).one_more_changes_sign);
    CHECK_FALSE(find_fragility(far).decisive);
    CHECK(find_fragility(far).moved == 4);
}

TEST_CASE("find_fragility knows problems that are all alike and sums that are 0") {
    const std::vector<double> none(5, 0.0);
    CHECK(find_fragility(none).all_alike);
    CHECK(find_fragility(none).moved == 0);
    CHECK_FALSE(find_fragility(none).decisive);
    const std::vector<double> tenths{0.1, 0.2, -0.3};
    CHECK(find_fragility(tenths).difference == 0.0);
    const std::vector<double> nothing;
    CHECK_THROWS_AS(static_cast<void>(find_fragility(nothing)), std::domain_error);
    const std::vector<double> infinite{HUGE_VAL};
    CHECK_THROWS_AS(static_cast<void>(find_fragility(infinite)), std::domain_error);
}
