// SPDX-License-Identifier: Apache-2.0
// Run once as one rank by discovery, and once under mpirun -n 4.
#include <passk/adapter/mpi.hpp>

#include <passk/compare/crossover.hpp>
#include <passk/compare/permutation_test.hpp>
#include <passk/core/attempts.hpp>
#include <passk/interval/completion_statistic.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>

#include <doctest/doctest.h>
#include <mpi.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

using passk::adapter::mpi::ranks;

namespace {

// MPI from the first test to the end of the program.
class mpi_session {
public:
    mpi_session() { MPI_Init(nullptr, nullptr); }
    mpi_session(const mpi_session&) = delete;
    mpi_session& operator=(const mpi_session&) = delete;
    ~mpi_session() { MPI_Finalize(); }
};

MPI_Comm world() {
    static const mpi_session session;
    return MPI_COMM_WORLD;
}

passk::paired_outcomes two_models() {
    passk::paired_outcomes outcomes;
    for (std::uint64_t i = 0; i < 90; ++i) {
        outcomes.problems.push_back(std::to_string(i));
        outcomes.base_tallies.emplace_back(32, i * i % 33);
        outcomes.tuned_tallies.emplace_back(32, i * 7 % 33);
    }
    return outcomes;
}

}  // namespace

TEST_CASE("ranks: intervals, bands and crossovers have the bits of one process") {
    const passk::paired_outcomes outcomes = two_models();
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(32U);
    const passk::sampled_problems target;
    const passk::confidence_level level(0.9);
    // Fewer blocks than ranks, an uneven last block, and many.
    for (const std::uint64_t resamples : {64U, 200U, 5000U}) {
        for (const unsigned threads : {1U, 3U}) {
            const ranks all(world(), passk::threads(threads));
            const auto same = [&](const auto& statistic, const auto& method) {
                const auto many =
                    passk::confidence_intervals(statistic, target, method, level, all);
                const auto one = passk::confidence_intervals(statistic, target, method, level);
                REQUIRE(many.size() == one.size());
                for (std::size_t c = 0; c < one.size(); ++c) {
                    CHECK(many[c].bounds == one[c].bounds);
                }
            };
            same(passk::curve_of(outcomes.base(), ks), passk::percentile_bootstrap{resamples, 17});
            same(passk::difference_of(outcomes, ks), passk::bca_bootstrap{resamples, 17});
            same(passk::difference_of(outcomes, ks), passk::studentized_bootstrap{resamples, 17});
            same(passk::difference_of(outcomes, ks), passk::max_t_band{resamples, 17});
            const passk::percentile_bootstrap method{resamples, 17};
            CHECK(passk::find_crossover(outcomes, ks, target, method, level, all).probability
                  == passk::find_crossover(outcomes, ks, target, method, level).probability);
        }
    }
}

TEST_CASE("ranks: a statistic of completions has the bits of one process") {
    const std::vector<std::vector<std::size_t>> sizes{{3, 1, 2, 5, 4}};
    const passk::completion_statistic statistic{
        sizes, 1, [](const passk::resample_weights& weights, std::span<double> columns) {
            double sum = 0.0;
            for (std::size_t j = 0; j < weights.completions[0].size(); ++j) {
                sum += weights.completions[0][j] * std::sqrt(static_cast<double>(j));
            }
            columns[0] = sum;
        }};
    for (const passk::any_estimand& target : {passk::any_estimand(passk::sampled_problems{}),
                                              passk::any_estimand(passk::fixed_benchmark{})}) {
        const passk::percentile_bootstrap method{501, 9};
        const passk::confidence_level level(0.9);
        CHECK(passk::confidence_intervals(statistic, target, method, level, ranks(world()))
              == passk::confidence_intervals(statistic, target, method, level));
    }
}

TEST_CASE("ranks: the permutation test has the p of one process") {
    std::vector<double> differences;
    for (int i = 0; i < 200; ++i) {
        differences.push_back(std::sin(i * 1.3) + 0.06);
    }
    for (const std::uint64_t permutations : {1U, 100U, 20'000U}) {
        const passk::permutation_options options{.permutations = permutations, .seed = 3};
        CHECK(passk::sign_flip_test(differences, options, {}, ranks(world())).p
              == passk::sign_flip_test(differences, options).p);
    }
}

TEST_CASE("ranks: every rank refuses what one process refuses") {
    const passk::paired_outcomes outcomes = two_models();
    CHECK_THROWS_AS(
        (void)passk::confidence_intervals(passk::curve_of(outcomes.base(), {33U}),
                                          passk::sampled_problems{}, passk::percentile_bootstrap{},
                                          passk::confidence_level(0.9), ranks(world())),
        passk::domain_error);
}

TEST_CASE("there are as many ranks as the launcher was asked for") {
    if (const char* const asked = std::getenv("PASSK_TEST_RANKS")) {
        int count = 0;
        MPI_Comm_size(world(), &count);
        CHECK(count == std::stoi(asked));
    }
}
