// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/bayes_at_n.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <vector>

using doctest::Approx;

namespace {

using rows = std::vector<std::vector<std::uint64_t>>;

}  // namespace

TEST_CASE("gives the values of the paper's own program") {
    // outcomes {0,1,2,2,1} and {1,1,0,2,2}; earlier ones {0,2} and {1,2}
    const double worth[] = {0.0, 0.5, 1.0};
    const passk::posterior_summary alone = passk::bayes_at_n(rows{{1, 2, 2}, {1, 2, 2}}, worth);
    CHECK(alone.mean == Approx(0.5625).epsilon(1e-14));
    CHECK(alone.deviation == Approx(0.091998).epsilon(1e-5));
    const passk::posterior_summary more = passk::bayes_at_n(rows{{2, 2, 3}, {1, 3, 3}}, worth);
    CHECK(more.mean == Approx(0.575).epsilon(1e-14));
    CHECK(more.deviation == Approx(0.084275).epsilon(1e-5));
}

TEST_CASE("is the Beta posterior where there are two categories") {
    const double worth[] = {0.0, 1.0};
    const passk::posterior_summary got = passk::bayes_at_n(rows{{2, 3}}, worth);
    CHECK(got.mean == Approx(4.0 / 7.0));
    CHECK(got.deviation == Approx(std::sqrt(4.0 * 3.0 / 49.0 / 8.0)));
}

TEST_CASE("rejects negative worths and rows of another length") {
    const double negative[] = {-1.0, 1.0};
    const double worth[] = {0.0, 1.0};
    CHECK_THROWS_WITH_AS((void)passk::bayes_at_n(rows{{1, 1}}, negative),
                         "passk::bayes_at_n: a worth is negative or not finite",
                         passk::domain_error);
    CHECK_THROWS_AS((void)passk::bayes_at_n(rows{{1, 1, 1}}, worth), passk::domain_error);
    CHECK_THROWS_AS((void)passk::bayes_at_n(rows{}, worth), passk::domain_error);
    CHECK_THROWS_AS((void)passk::bayes_at_n(rows{{}}, std::vector<double>{}), passk::domain_error);
}
