// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/success_interval.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

using passk::clopper_pearson;
using passk::interval;
using passk::jeffreys;
using passk::solved_interval;
using passk::success_interval;
using passk::tally;
using passk::wilson;

TEST_CASE("ends are SciPy's") {
    // SciPy 1.17.1: binomtest(c, n).proportion_ci(.95, 'exact' and 'wilson'), and
    // beta.ppf([.025, .975], c + .5, n - c + .5).
    struct row {
        std::uint64_t c, n;
        std::array<double, 6> ends;
    };
    const std::array<row, 8> rows = {{
        {0, 1024, {0, 0.00359594040683445, 0, 0.00373740404001768, 0, 0.00244946563548213}},
        {1,
         1024,
         {2.4724116214062e-05, 0.00542892773706329, 0.000172408065620513, 0.00551082135713151,
          0.000105388973083607, 0.00455535827491007}},
        {3,
         128,
         {0.00485970353572393, 0.0669663020450387, 0.00800241639675548, 0.0666437450514322,
          0.00664421062198553, 0.0612178658313525}},
        {23,
         30,
         {0.577163477021781, 0.90066213504198, 0.590716738418778, 0.882076118555105,
          0.595600087236898, 0.889079092841747}},
        {19,
         30,
         {0.438559849011958, 0.800701374987986, 0.455135636547949, 0.781260791938993,
          0.455118010327849, 0.787173107013509}},
        {30, 30, {0.884296691777973, 1, 0.886486606826031, 1, 0.92032182618274, 1}},
        {1, 1, {0.025, 1, 0.206549314377237, 1, 0.146746316309575, 1}},
        {500,
         1000,
         {0.468549172971792, 0.531450827028208, 0.469069600368104, 0.530930399631896,
          0.469047712699114, 0.530952287300886}},
    }};
    for (const row& at : rows) {
        INFO("c=", at.c, " n=", at.n);
        const tally counts(at.n, at.c);
        const std::array found = {success_interval(counts, clopper_pearson{}),
                                  success_interval(counts, wilson{}),
                                  success_interval(counts, jeffreys{})};
        for (std::size_t m = 0; m < found.size(); ++m) {
            CHECK(found[m].lower == doctest::Approx(at.ends[2 * m]).epsilon(1e-12));
            CHECK(found[m].upper == doctest::Approx(at.ends[2 * m + 1]).epsilon(1e-12));
            CHECK(found[m].target == passk::estimand::fixed_benchmark);
        }
        CHECK(found[0].method == passk::interval_method::clopper_pearson);
        CHECK(found[1].method == passk::interval_method::wilson);
        CHECK(found[2].method == passk::interval_method::jeffreys);
    }
}

TEST_CASE("Clopper-Pearson ends are where the binomial tails are 2.5 %") {
    const auto tail_at_least = [](std::uint64_t c, std::uint64_t n, double p) {
        double sum = 0.0;
        for (std::uint64_t i = c; i <= n; ++i) {
            sum += std::exp(std::lgamma(static_cast<double>(n) + 1.0)
                            - std::lgamma(static_cast<double>(i) + 1.0)
                            - std::lgamma(static_cast<double>(n - i) + 1.0)
                            + static_cast<double>(i) * std::log(p)
                            + static_cast<double>(n - i) * std::log1p(-p));
        }
        return sum;
    };
    for (std::uint64_t c = 1; c < 20; ++c) {
        const interval got = success_interval(tally(20, c), clopper_pearson{});
        CHECK(tail_at_least(c, 20, got.lower) == doctest::Approx(0.025).epsilon(1e-9));
        CHECK(1.0 - tail_at_least(c + 1, 20, got.upper) == doctest::Approx(0.025).epsilon(1e-9));
    }
}

TEST_CASE("the interval of k attempts is the image of the interval of one") {
    const auto check = [](auto method) {
        const interval one = success_interval(tally(64, 5), method);
        const interval many = solved_interval(tally(64, 5), 1000, method);
        CHECK(many.lower == doctest::Approx(1.0 - std::pow(1.0 - one.lower, 1000)).epsilon(1e-11));
        CHECK(many.upper == doctest::Approx(1.0 - std::pow(1.0 - one.upper, 1000)).epsilon(1e-11));
        CHECK(solved_interval(tally(64, 5), 1, method).lower
              == doctest::Approx(one.lower).epsilon(1e-14));
    };
    check(clopper_pearson{});
    check(wilson{});
    check(jeffreys{});
    const interval never = solved_interval(tally(1024, 0), 1024, clopper_pearson{});
    CHECK(never.lower == 0.0);
    CHECK(never.upper == doctest::Approx(1.0 - std::pow(1.0 - 0.00359594040683445, 1024)));
    CHECK(solved_interval(tally(3, 3), 2, jeffreys{}).upper == 1.0);
}

TEST_CASE("needs a trial and an attempt") {
    CHECK_THROWS_AS((void)success_interval(tally(0, 0), wilson{}), passk::domain_error);
    CHECK_THROWS_AS((void)solved_interval(tally(4, 1), 0, wilson{}), passk::domain_error);
}
