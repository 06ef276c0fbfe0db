// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/resampling/resampling_plan.hpp>

#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/portable.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <vector>

namespace {

using passk::resampling::lane_random;
using passk::resampling::resampling_plan;

constexpr std::size_t lanes = resampling_plan::lanes;

// Kinds of uneven sizes, at most 128, that add up to `problems`.
std::vector<std::uint32_t> uneven_sizes(std::uint32_t problems) {
    std::vector<std::uint32_t> sizes;
    for (std::uint32_t left = problems, size = 1; left > 0; size = size * 3 % 131) {
        const std::uint32_t part = (std::min)({size, left, resampling_plan::most_expected});
        sizes.push_back(part);
        left -= part;
    }
    return sizes;
}

}  // namespace

TEST_CASE("the draws of every resample add up to the number of problems") {
    for (const std::uint32_t problems : {2U, 3U, 4U, 5U, 30U, 64U, 127U, 128U, 129U, 254U, 255U,
                                         256U, 257U, 500U, 512U, 513U, 1000U, 1319U, 5000U}) {
        const std::vector<std::uint32_t> sizes = uneven_sizes(problems);
        const resampling_plan plan(sizes);
        std::vector<std::uint32_t> slots(lanes * plan.slots());
        lane_random random(20260101, problems);
        passk::resampling::portable::draw_weights(plan, random, slots.data());
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            std::uint64_t drawn = 0;
            for (std::size_t kind = 0; kind < sizes.size(); ++kind) {
                drawn += slots[lanes * (plan.weights_begin() + kind) + lane];
            }
            INFO("problems=", problems, " lane=", lane);
            REQUIRE(drawn == problems);
        }
    }
}

TEST_CASE("weights have the means, variances and covariances of the multinomial law") {
    // Sizes at which the tree has a partial last level, several groups, and much padding.
    for (const std::uint32_t problems : {3U, 30U, 257U, 500U, 1100U}) {
        const std::vector<std::uint32_t> sizes = uneven_sizes(problems);
        const std::size_t kinds = sizes.size();
        const resampling_plan plan(sizes);
        std::vector<std::uint32_t> slots(lanes * plan.slots());
        std::vector<double> sum(kinds, 0.0);
        std::vector<double> square(kinds, 0.0);
        std::vector<double> product(kinds, 0.0);  // with the next kind
        constexpr int blocks = 2000;
        for (int b = 0; b < blocks; ++b) {
            lane_random random(7, static_cast<std::uint64_t>(b));
            passk::resampling::portable::draw_weights(plan, random, slots.data());
            const std::uint32_t* const w = slots.data() + lanes * plan.weights_begin();
            for (std::size_t d = 0; d < kinds; ++d) {
                for (std::size_t i = 0; i < lanes; ++i) {
                    const double mine = w[lanes * d + i];
                    sum[d] += mine;
                    square[d] += mine * mine;
                    product[d] += mine * w[lanes * ((d + 1) % kinds) + i];
                }
            }
        }
        const double draws = blocks * static_cast<double>(lanes);
        const double total = problems;
        for (std::size_t d = 0; d < kinds; ++d) {
            const double p = sizes[d] / total;
            const double next = sizes[(d + 1) % kinds] / total;
            const double variance = total * p * (1.0 - p);
            const double mean = sum[d] / draws;
            INFO("problems=", problems, " kind=", d, " of ", kinds, " size=", sizes[d]);
            // 5 standard errors; those of the second moments by the normal formula, doubled
            // for kinds that are drawn rarely.
            CHECK(std::fabs(mean - total * p) <= 5.0 * std::sqrt(variance / draws));
            const double slack = 10.0 * (variance + std::sqrt(variance)) / std::sqrt(draws);
            CHECK(std::fabs(square[d] / draws - mean * mean - variance) <= slack);
            if (kinds > 1) {
                const double mean_next = sum[(d + 1) % kinds] / draws;
                const double other = total * next * (1.0 - next);
                CHECK(std::fabs(product[d] / draws - mean * mean_next + total * p * next)
                      <= 5.0 * std::sqrt(2.0 * variance * other / draws) + 1e-3);
            }
        }
    }
}
