// SPDX-License-Identifier: Apache-2.0
// Needs passk::mpi: an implementation of MPI 3 (Debian: libopenmpi-dev).
#ifndef PASSK_ADAPTER_MPI_BOOTSTRAP_HPP
#define PASSK_ADAPTER_MPI_BOOTSTRAP_HPP

#include <passk/adapter/mpi/detail/share.hpp>
#include <passk/compare/difference_curve.hpp>
#include <passk/core/error.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/resampling/mean_resampler.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace passk::adapter::mpi {
namespace detail {

// Each rank draws its share of the resamples; all ranks get all of them.
struct over_ranks {
    MPI_Comm ranks;

    [[nodiscard]] std::vector<double> operator()(const passk::detail::mean_resampler& resampler,
                                                 const bootstrap_options& options) const {
        constexpr std::uint64_t block = passk::detail::mean_resampler::block;
        passk::detail::expects(
            options.resamples <= static_cast<std::uint64_t>((std::numeric_limits<int>::max)()),
            "passk::adapter::mpi: MPI counts resamples in an int");
        const place here = place_in(ranks);
        const std::uint64_t blocks = passk::detail::all_blocks(options.resamples).last;
        std::vector<int> counts;
        std::vector<int> starts;
        for (int rank = 0; rank < here.ranks; ++rank) {
            const auto share = share_of(blocks, rank, here.ranks);
            const std::uint64_t first = (std::min)(options.resamples, block * share.first);
            const std::uint64_t last = (std::min)(options.resamples, block * share.last);
            starts.push_back(static_cast<int>(first));
            counts.push_back(static_cast<int>(last - first));
        }
        const std::vector<double> own = passk::detail::resampled_sums(
            resampler, options, share_of(blocks, here.rank, here.ranks));
        const auto own_count =
            static_cast<std::size_t>(counts[static_cast<std::size_t>(here.rank)]);
        std::vector<double> all(resampler.columns() * options.resamples);
        for (std::size_t c = 0; c < resampler.columns(); ++c) {
            succeed(MPI_Allgatherv(own.data() + c * own_count, static_cast<int>(own_count),
                                   MPI_DOUBLE, all.data() + c * options.resamples, counts.data(),
                                   starts.data(), MPI_DOUBLE, ranks),
                    "MPI_Allgatherv");
        }
        return all;
    }
};

}  // namespace detail

/// passk::bootstrap_pass_at_k_curve with its resamples drawn by all ranks of a communicator: the
/// same bits on every rank as in one process, however many ranks there are.
///
/// Collective: every rank calls it with the same arguments. options.threads counts for each rank.
///
/// @param ranks  the communicator, for example MPI_COMM_WORLD
/// @pre      MPI is initialised; at most 2^31 - 1 resamples; those of
///           passk::bootstrap_pass_at_k_curve, on every rank alike
/// @throws   domain_error as passk::bootstrap_pass_at_k_curve, or if MPI reports an error.
/// @par Cost
/// 1/ranks of the resampling, an all-to-all of 8 bytes for each resample and k, and the quantiles
/// on every rank.
[[nodiscard]] inline std::vector<interval> bootstrap_pass_at_k_curve(
    MPI_Comm ranks, problem_tallies problems, std::span<const std::uint64_t> ks, estimand target,
    const bootstrap_options& options = {}) {
    return passk::detail::bootstrap_curve("passk::adapter::mpi::bootstrap_pass_at_k_curve",
                                          problems, ks, target, options, detail::over_ranks{ranks});
}

/// passk::difference_curve with its resamples drawn by all ranks; see bootstrap_pass_at_k_curve.
[[nodiscard]] inline std::vector<difference_at_k> difference_curve(
    MPI_Comm ranks, const paired_outcomes& outcomes, std::span<const std::uint64_t> ks,
    estimand target, const bootstrap_options& options = {}) {
    return passk::detail::difference_curve_in("passk::adapter::mpi::difference_curve", outcomes, ks,
                                              target, options, detail::over_ranks{ranks});
}

}  // namespace passk::adapter::mpi

#endif  // PASSK_ADAPTER_MPI_BOOTSTRAP_HPP
