// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/completion_statistic.hpp>

#include <doctest/doctest.h>

#include "several_ranks.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

using passk::completion_statistic;
using passk::confidence_intervals;
using passk::fixed_benchmark;
using passk::resample_weights;
using passk::sampled_problems;

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

const completion_statistic three_means{.sizes = three_sizes, .compute = mean_of_means};

}  // namespace

TEST_CASE("sampled problems: quantiles of all 27 equally likely resamples (seed 1)") {
    // Means of problems: 0.5, 4, 3. The least resampled mean is 0.5, the greatest 4, each with
    // probability 1/27; a central 90% lies between the 5% and 95% points of those 27.
    const auto got = confidence_intervals(three_means, sampled_problems{}, {.resamples = 20'000},
                                          passk::confidence_level(0.9));
    REQUIRE(got.size() == 1);
    CHECK(got[0].estimate == 2.5);
    // 1/27 = 0.037 < 0.05 < 0.148 = 4/27: (0.5 + 0.5 + 3) / 3
    CHECK(got[0].lower == doctest::Approx(4.0 / 3.0).epsilon(1e-14));
    // 1 - 1/27 > 0.95 > 1 - 4/27: (4 + 4 + 3) / 3
    CHECK(got[0].upper == doctest::Approx(11.0 / 3.0).epsilon(1e-14));
    CHECK(got[0].target == passk::estimand::sampled_problems);
    CHECK(got[0].method == passk::interval_method::percentile_bootstrap);
    CHECK(got[0].resamples == 20'000);
    CHECK(got[0].seed == 1);
}

TEST_CASE("fixed benchmark: completions vary within problems, problems stay (seed 1)") {
    const auto got = confidence_intervals(
        completion_statistic{.sizes = three_sizes,
                             .columns = 2,
                             .compute =
                                 [](const resample_weights& weights, std::span<double> columns) {
                                     mean_of_means(weights, columns);
                                     // the only completion of its problem
                                     columns[1] = weights.completions[0][2];
                                 }},
        fixed_benchmark{}, {.resamples = 40'000});
    CHECK(got[1].lower == 1.0);
    CHECK(got[1].upper == 1.0);
    CHECK(got[1].target == passk::estimand::fixed_benchmark);
    // Variance of the resampled statistic: (1/9) (1/4/2 + 0 + (14/3)/3).
    const double sd = std::sqrt((0.125 + 14.0 / 9.0) / 9.0);
    CHECK(got[0].length() == doctest::Approx(2 * 1.96 * sd).epsilon(0.1));
}

TEST_CASE("a completion_statistic has the same bits for any number of threads and ranks") {
    for (const passk::any_estimand& target :
         {passk::any_estimand(sampled_problems{}), passk::any_estimand(sampled_problems{{4, 4, 9}}),
          passk::any_estimand(fixed_benchmark{})}) {
        const auto on = [&](const passk::any_executor& place) {
            return confidence_intervals(three_means, target, {.resamples = 999, .seed = 5},
                                        passk::confidence_level(0.95), place);
        };
        const auto one = on(passk::this_thread());
        CHECK(on(passk::threads(2)) == one);
        CHECK(on(passk::threads(3)) == one);
        for (const std::size_t ranks : {2U, 4U}) {
            for (const auto& on_rank : passk_tests::on_every_rank(ranks, on)) {
                CHECK(on_rank == one);
            }
        }
    }
}

TEST_CASE("refuses one sampled problem, empty problems and estimates that are no number") {
    const auto run = [](const std::vector<std::vector<std::size_t>>& sizes,
                        const passk::any_estimand& target, double value) {
        return confidence_intervals(
            completion_statistic{
                .sizes = sizes,
                .compute = [value](const resample_weights&,
                                   std::span<double> columns) { columns[0] = value; }},
            target);
    };
    CHECK_THROWS_AS((void)run({{3}}, sampled_problems{}, 1.0), passk::domain_error);
    CHECK_NOTHROW((void)run({{3}}, fixed_benchmark{}, 1.0));
    CHECK_THROWS_AS((void)run({{3, 0}}, sampled_problems{}, 1.0), passk::domain_error);
    CHECK_THROWS_AS((void)run({{3, 1}, {3}}, sampled_problems{}, 1.0), passk::domain_error);
    CHECK_THROWS_AS((void)run({{3, 1}}, sampled_problems{}, std::nan("")), passk::domain_error);
    CHECK_THROWS_AS((void)run({}, sampled_problems{}, 1.0), passk::domain_error);
    CHECK_THROWS_AS((void)run({{3, 1}}, sampled_problems{{0}}, 1.0), passk::domain_error);
    CHECK_THROWS_AS((void)run({{3, 1}}, sampled_problems{{7, 7}}, 1.0), passk::domain_error);
    for (const std::uint64_t resamples : {0U, 39U}) {
        CHECK_THROWS_AS(
            (void)confidence_intervals(three_means, sampled_problems{}, {.resamples = resamples}),
            passk::domain_error);
        CHECK_THROWS_AS(
            (void)confidence_intervals(three_means, fixed_benchmark{}, {.resamples = resamples}),
            passk::domain_error);
    }
}

TEST_CASE("clusters are drawn whole: two of them have four resamples (seed 1)") {
    // The first two problems are one cluster with the mean 2.25, the third has 3. All resamples of
    // both clusters: 2.25 (1/4), (0.5 + 4 + 3) / 3 = 2.5 (1/2), 3 (1/4).
    const auto got =
        confidence_intervals(three_means, sampled_problems{{4, 4, 9}}, {.resamples = 4000});
    CHECK(got[0].lower == doctest::Approx(2.25).epsilon(1e-14));
    CHECK(got[0].upper == doctest::Approx(3.0).epsilon(1e-14));
}
