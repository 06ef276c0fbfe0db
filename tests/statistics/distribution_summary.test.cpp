// SPDX-License-Identifier: Apache-2.0
#include <passk/perplexity/mean_of_medians.hpp>
#include <passk/statistics/distribution_summary.hpp>
#include <passk/statistics/mean_estimate.hpp>
#include <passk/statistics/percentile_rank.hpp>

#include <figure_6.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <span>
#include <sstream>
#include <vector>

namespace figure_6 = passk_tests::figure_6;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void check_summary(std::span<const double> values, double lower, double median, double upper,
                   double mean) {
    const passk::distribution_summary got = passk::summarise(values);
    CHECK(got.count == 16);
    CHECK(got.least == values.front());
    CHECK(got.greatest == values.back());
    CHECK(std::abs(got.lower_quartile - lower) <= 1e-12);
    CHECK(std::abs(got.median - median) <= 1e-12);
    CHECK(std::abs(got.upper_quartile - upper) <= 1e-12);
    CHECK(std::abs(got.mean - mean) <= 1e-12);
}

}  // namespace

TEST_CASE("figure 6: quartiles and means agree with NumPy 2.4.6") {
    // python3 -c "import numpy as np; print(np.quantile(x, [.25, .5, .75]), np.mean(x))"
    check_summary(figure_6::base_of_base_1, 1.0675000000000001, 1.086, 1.1045, 1.0860625000000002);
    check_summary(figure_6::base_of_tuned_1, 1.05175, 1.0585, 1.064, 1.0590625);
    check_summary(figure_6::base_of_base_2, 1.29725, 1.322, 1.38575, 1.340125);
    check_summary(figure_6::base_of_tuned_2, 1.22775, 1.2795, 1.29725, 1.262875);
}

TEST_CASE("quantiles at the ends, of one value, and beside infinities") {
    const std::vector<double> one = {2.0};
    CHECK(passk::quantile_of_sorted(one, 0.0) == 2.0);
    CHECK(passk::quantile_of_sorted(one, 1.0) == 2.0);
    const std::vector<double> heavy = {1.0, 2.0, infinity, infinity};
    CHECK(passk::quantile_of_sorted(heavy, 1.0 / 3.0) == 2.0);
    CHECK(passk::quantile_of_sorted(heavy, 0.5) == infinity);
    CHECK(passk::quantile_of_sorted(heavy, 0.9) == infinity);
    CHECK_THROWS_AS((void)passk::quantile_of_sorted(one, 1.1), passk::domain_error);
    CHECK_THROWS_AS((void)passk::quantile_of_sorted({}, 0.5), passk::domain_error);
}

TEST_CASE("a summary refuses what has none") {
    CHECK_THROWS_AS((void)passk::summarise({}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::summarise(std::vector{1.0, std::nan("")}), passk::domain_error);
    CHECK_THROWS_AS((void)passk::summarise(std::vector{infinity, -infinity}), passk::domain_error);
}

TEST_CASE("one garbled completion moves the mean and not the median") {
    std::vector<double> values(31, 1.1);
    values.push_back(1e9);
    const passk::distribution_summary got = passk::summarise(values);
    CHECK(got.median == 1.1);
    CHECK(got.mean > 1e7);
}

TEST_CASE("median over completions, then mean over problems") {
    const std::vector<std::vector<double>> problems = {{1.0, 3.0, 2.0}, {4.0, 8.0}};
    CHECK(passk::mean_of_medians(problems) == 4.0);
    CHECK_THROWS_WITH_AS((void)passk::mean_of_medians(std::vector<std::vector<double>>{{1.0}, {}}),
                         "passk::mean_of_medians: problem 1 has no completion",
                         passk::domain_error);
}

TEST_CASE("percentile ranks count ties as half") {
    const std::vector<double> reference = {3.0, 1.0, 2.0, 2.0};
    CHECK(passk::percentile_ranks(reference, std::vector{0.5, 1.0, 2.0, 2.5, 9.0})
          == std::vector{0.0, 0.125, 0.5, 0.75, 1.0});
}

TEST_CASE("figure 6: mean percentile ranks are the U statistics over the number of pairs") {
    // scipy.stats.mannwhitneyu(tuned, base).statistic is 50 and 56.5 (SciPy 1.17.1)
    const auto mean_rank = [](std::span<const double> base, std::span<const double> tuned) {
        return passk::summarise(passk::percentile_ranks(base, tuned)).mean;
    };
    CHECK(mean_rank(figure_6::base_of_base_1, figure_6::base_of_tuned_1) == 50.0 / 256.0);
    CHECK(mean_rank(figure_6::base_of_base_2, figure_6::base_of_tuned_2) == 56.5 / 256.0);
}

TEST_CASE("distribution_summary and mean_estimate print") {
    const std::vector<double> values = {1.0, 2.0, 3.0, 4.0};
    std::ostringstream out;
    out << passk::summarise(values);
    CHECK(out.str() == "median 2.5 [1.75, 3.25], mean 2.5, from 1 to 4, of 4 values");
    out.str("");
    out << passk::mean_estimate{.value = 0.25, .variance = 0.0625, .count = 4};
    CHECK(out.str() == "0.25 +- 0.25");
}
