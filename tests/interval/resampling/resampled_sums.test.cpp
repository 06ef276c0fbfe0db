// SPDX-License-Identifier: Apache-2.0
#include <passk/interval/resampling/resampled_sums.hpp>

#include <doctest/doctest.h>

#include "several_ranks.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::any_executor;
using passk::resampling::mean_resampler;
using passk::resampling::resampled_sums;
using passk::resampling::resampled_sums_job;

namespace {

passk::resampling::problem_kinds forty_kinds() {
    passk::resampling::problem_kinds kinds{.columns = 2};
    for (int i = 0; i < 40; ++i) {
        kinds.values.push_back(std::sin(i * 1.0));
        kinds.values.push_back(std::cos(i * 3.0));
        kinds.problems.push_back(static_cast<std::uint32_t>(1 + i % 3));
    }
    return kinds;
}

// Answers resampled_sums_job with one number, and does nothing else that this_thread does not.
class answering : public passk::this_thread {
public:
    [[nodiscard]] static bool try_run(passk::known_job& job) {
        auto* const known = dynamic_cast<resampled_sums_job*>(&job);
        if (known != nullptr) {
            known->sums.assign(
                known->resampler->columns() * static_cast<std::size_t>(known->draw.resamples),
                0.25);
        }
        return known != nullptr;
    }
};

}  // namespace

TEST_CASE("the sums of a resample are those of its block, whatever the number of resamples") {
    const mean_resampler resampler(forty_kinds());
    constexpr std::size_t block = mean_resampler::block;
    auto space = resampler.make_workspace();
    for (const std::uint64_t resamples : {1U, 63U, 64U, 65U, 1000U}) {
        const std::vector<double> sums =
            resampled_sums(resampler, {.resamples = resamples, .seed = 4}, passk::this_thread());
        REQUIRE(sums.size() == 2 * resamples);
        std::vector<double> expected(2 * block);
        for (std::uint64_t r = 0; r < resamples; ++r) {
            resampler.sums(4, r / block, space, expected.data());
            CHECK(sums[r] == expected[r % block]);
            CHECK(sums[resamples + r] == expected[block + r % block]);
        }
    }
}

TEST_CASE("every rank of any number of ranks has the resamples of one process") {
    const mean_resampler resampler(forty_kinds());
    for (const std::uint64_t resamples : {100U, 1000U}) {
        const auto on = [&](const any_executor& place) {
            return resampled_sums(resampler, {.resamples = resamples, .seed = 4}, place);
        };
        const std::vector<double> whole = on(passk::this_thread());
        CHECK(on(passk::threads(2)) == whole);
        CHECK(on(passk::threads(5)) == whole);
        for (const std::size_t ranks : {1U, 4U, 7U, 20U}) {
            for (const std::vector<double>& on_rank : passk_tests::on_every_rank(ranks, on)) {
                CHECK(on_rank == whole);
            }
        }
    }
}

TEST_CASE("an executor that knows the job answers it") {
    const mean_resampler resampler(forty_kinds());
    CHECK(resampled_sums(resampler, {.resamples = 100}, answering())
          == std::vector<double>(200, 0.25));
}
