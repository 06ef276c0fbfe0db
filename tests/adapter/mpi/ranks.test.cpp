// SPDX-License-Identifier: Apache-2.0
// Run once as one rank by discovery, and once under mpirun -n 4.
#include <passk/adapter/mpi.hpp>

#include <passk/core/attempts.hpp>

#include <doctest/doctest.h>
#include <mpi.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using passk::estimand;

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

TEST_CASE("curves and differences have the bits of one process") {
    const passk::paired_outcomes outcomes = two_models();
    const std::vector<std::uint64_t> ks = passk::doubling_attempts(32);
    // Fewer blocks than ranks, an uneven last block, and many.
    for (const std::uint64_t resamples : {64U, 200U, 5000U}) {
        for (const unsigned threads : {1U, 3U}) {
            const passk::bootstrap_options options{
                .resamples = resamples, .seed = 17, .threads = threads};
            CHECK(passk::adapter::mpi::bootstrap_pass_at_k_curve(
                      world(), outcomes.base(), ks, estimand::sampled_problems, options)
                  == passk::bootstrap_pass_at_k_curve(outcomes.base(), ks,
                                                      estimand::sampled_problems, options));
            const auto many = passk::adapter::mpi::difference_curve(
                world(), outcomes, ks, estimand::sampled_problems, options);
            const auto one =
                passk::difference_curve(outcomes, ks, estimand::sampled_problems, options);
            for (std::size_t c = 0; c < ks.size(); ++c) {
                CHECK(many[c].difference == one[c].difference);
            }
        }
    }
}

TEST_CASE("the permutation test has the p of one process") {
    std::vector<double> differences;
    for (int i = 0; i < 200; ++i) {
        differences.push_back(std::sin(i * 1.3) + 0.06);
    }
    for (const std::uint64_t permutations : {1U, 100U, 20'000U}) {
        const passk::permutation_options options{.permutations = permutations, .seed = 3};
        CHECK(passk::adapter::mpi::sign_flip_test(world(), differences, options).p
              == passk::sign_flip_test(differences, options).p);
    }
}

TEST_CASE("every rank refuses what one process refuses") {
    const passk::paired_outcomes outcomes = two_models();
    CHECK_THROWS_AS(
        (void)passk::adapter::mpi::bootstrap_pass_at_k_curve(
            world(), outcomes.base(), std::vector<std::uint64_t>{33}, estimand::sampled_problems),
        passk::domain_error);
}

TEST_CASE("shares are consecutive, complete and even") {
    for (const std::uint64_t blocks : {0U, 1U, 3U, 157U}) {
        for (const int ranks : {1, 2, 4, 7}) {
            std::uint64_t next = 0;
            for (int rank = 0; rank < ranks; ++rank) {
                const auto share = passk::adapter::mpi::detail::share_of(blocks, rank, ranks);
                CHECK(share.first == next);
                CHECK(share.last - share.first <= blocks / static_cast<std::uint64_t>(ranks) + 1);
                next = share.last;
            }
            CHECK(next == blocks);
        }
    }
}

TEST_CASE("there are as many ranks as the launcher was asked for") {
    if (const char* const asked = std::getenv("PASSK_TEST_RANKS")) {
        int ranks = 0;
        MPI_Comm_size(world(), &ranks);
        CHECK(ranks == std::stoi(asked));
    }
}
