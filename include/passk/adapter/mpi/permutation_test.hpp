// SPDX-License-Identifier: Apache-2.0
// Needs passk::mpi: an implementation of MPI 3 (Debian: libopenmpi-dev).
#ifndef PASSK_ADAPTER_MPI_PERMUTATION_TEST_HPP
#define PASSK_ADAPTER_MPI_PERMUTATION_TEST_HPP

#include <passk/adapter/mpi/detail/share.hpp>
#include <passk/compare/permutation_test.hpp>

#include <mpi.h>

#include <cstdint>
#include <span>

namespace passk::adapter::mpi {

/// passk::sign_flip_test with its random sign vectors drawn by all ranks of a communicator: the
/// same p on every rank as in one process. An exact test is done by each rank alone.
///
/// Collective: every rank calls it with the same arguments. options.threads counts for each rank.
///
/// @param ranks  the communicator, for example MPI_COMM_WORLD
/// @pre      MPI is initialised; those of passk::sign_flip_test, on every rank alike
/// @throws   domain_error as passk::sign_flip_test, or if MPI reports an error.
[[nodiscard]] inline permutation_test sign_flip_test(MPI_Comm ranks,
                                                     std::span<const double> differences,
                                                     const permutation_options& options = {}) {
    return passk::detail::sign_flip_test_in(
        differences, options,
        [ranks](const passk::detail::sign_flipper& flipper, const permutation_options& how) {
            const detail::place here = detail::place_in(ranks);
            const auto share =
                detail::share_of(passk::detail::sign_blocks(how), here.rank, here.ranks);
            const std::uint64_t own =
                passk::detail::count_extreme(flipper, how, share.first, share.last);
            std::uint64_t all = 0;
            detail::succeed(MPI_Allreduce(&own, &all, 1, MPI_UINT64_T, MPI_SUM, ranks),
                            "MPI_Allreduce");
            return all;
        });
}

}  // namespace passk::adapter::mpi

#endif  // PASSK_ADAPTER_MPI_PERMUTATION_TEST_HPP
