// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/bootstrap_statistics.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

using passk::bootstrap_options;
using passk::bootstrap_statistics;
using passk::estimand;
using passk::resample_weights;

namespace {

// Three problems of 2, 1 and 3 completions; the statistic is the mean over problems of their
// means.
const std::vector<std::vector<std::size_t>> three_sizes = {{2, 1, 3}};
const std::vector<double> six_values = {0.0, 1.0, 4.0, 1.0, 2.0, 6.0};

void mean_of_means(const resample_weights& weights, std::span<double> columns) {
    double sum = 0.0;
    double all = 0.0;
    std::size_t first = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        double inner = 0.0;
        double count = 0.0;
        for (std::size_t j = first; j < first + three_sizes[0][i]; ++j) {
            inner += weights.completions[0][j] * six_values[j];
            count += weights.completions[0][j];
        }
        if (weights.problems[i] != 0) {
            sum += weights.problems[i] * inner / count;
            all += weights.problems[i];
        }
        first += three_sizes[0][i];
    }
    columns[0] = sum / all;
}

}  // namespace

TEST_CASE("sampled problems: quantiles of all 27 equally likely resamples (seed 1)") {
    // Means of problems: 0.5, 4, 3. The least resampled mean is 0.5, the greatest 4, each with
    // probability 1/27; a central 90% lies between the 5% and 95% points of those 27.
    const auto got =
        bootstrap_statistics(three_sizes, 1, mean_of_means, estimand::sampled_problems,
                             {.resamples = 20'000, .level = passk::confidence_level(0.9)});
    REQUIRE(got.size() == 1);
    CHECK(got[0].estimate == 2.5);
    // 1/27 = 0.037 < 0.05 < 0.148 = 4/27: (0.5 + 0.5 + 3) / 3
    CHECK(got[0].lower == doctest::Approx(4.0 / 3.0).epsilon(1e-14));
    // 1 - 1/27 > 0.95 > 1 - 4/27: (4 + 4 + 3) / 3
    CHECK(got[0].upper == doctest::Approx(11.0 / 3.0).epsilon(1e-14));
    CHECK(got[0].target == estimand::sampled_problems);
}

TEST_CASE("fixed benchmark: completions vary within problems, problems stay (seed 1)") {
    const auto got = bootstrap_statistics(
        three_sizes, 2,
        [](const resample_weights& weights, std::span<double> columns) {
            mean_of_means(weights, columns);
            columns[1] = weights.completions[0][2];  // the only completion of its problem
        },
        estimand::fixed_benchmark, {.resamples = 40'000});
    CHECK(got[1].lower == 1.0);
    CHECK(got[1].upper == 1.0);
    // Variance of the resampled statistic: (1/9) (1/4/2 + 0 + (14/3)/3).
    const double sd = std::sqrt((0.125 + 14.0 / 9.0) / 9.0);
    CHECK(got[0].length() == doctest::Approx(2 * 1.96 * sd).epsilon(0.1));
}

TEST_CASE("the same bits for any number of threads") {
    bootstrap_options options{.resamples = 999, .seed = 5};
    const auto one =
        bootstrap_statistics(three_sizes, 1, mean_of_means, estimand::sampled_problems, options);
    options.threads = 3;
    CHECK(one[0].lower
          == bootstrap_statistics(three_sizes, 1, mean_of_means, estimand::sampled_problems,
                                  options)[0]
                 .lower);
    CHECK(one[0].upper
          == bootstrap_statistics(three_sizes, 1, mean_of_means, estimand::sampled_problems,
                                  options)[0]
                 .upper);
}

TEST_CASE("refuses one sampled problem, empty problems and estimates that are no number") {
    const auto run = [](const std::vector<std::vector<std::size_t>>& of, estimand target,
                        double value) {
        return bootstrap_statistics(
            of, 1,
            [value](const resample_weights&, std::span<double> columns) { columns[0] = value; },
            target);
    };
    CHECK_THROWS_AS((void)run({{3}}, estimand::sampled_problems, 1.0), passk::domain_error);
    CHECK_NOTHROW((void)run({{3}}, estimand::fixed_benchmark, 1.0));
    CHECK_THROWS_AS((void)run({{3, 0}}, estimand::sampled_problems, 1.0), passk::domain_error);
    CHECK_THROWS_AS((void)run({{3, 1}, {3}}, estimand::sampled_problems, 1.0), passk::domain_error);
    CHECK_THROWS_AS((void)run({{3, 1}}, estimand::sampled_problems, std::nan("")),
                    passk::domain_error);
    CHECK_THROWS_AS((void)run({}, estimand::sampled_problems, 1.0), passk::domain_error);
}

TEST_CASE("families are drawn whole: two of them have four resamples (seed 1)") {
    // The first two problems are one family with the mean 2.25, the third has 3. All resamples of
    // both families: 2.25 (1/4), (0.5 + 4 + 3) / 3 = 2.5 (1/2), 3 (1/4).
    const std::array<std::size_t, 3> families{4, 4, 9};
    const auto got = bootstrap_statistics(three_sizes, 1, mean_of_means, estimand::sampled_problems,
                                          {.resamples = 4000}, families);
    CHECK(got[0].lower == doctest::Approx(2.25).epsilon(1e-14));
    CHECK(got[0].upper == doctest::Approx(3.0).epsilon(1e-14));
    CHECK_THROWS_AS(
        (void)bootstrap_statistics(three_sizes, 1, mean_of_means, estimand::fixed_benchmark,
                                   {.resamples = 4000}, families),
        passk::domain_error);
}
