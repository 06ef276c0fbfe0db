// SPDX-License-Identifier: Apache-2.0
// Needs passk::mpi: an implementation of MPI 3 (Debian: libopenmpi-dev).
#ifndef PASSK_ADAPTER_MPI_RANKS_HPP
#define PASSK_ADAPTER_MPI_RANKS_HPP

#include <passk/core/error.hpp>
#include <passk/core/executor.hpp>

#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk::adapter::mpi {

/// An executor over all ranks of a communicator: each computes its share on its threads, and all of
/// them get every value. Results have the bits of one process, however many ranks there are.
///
///     passk::compare_models(outcomes, target, {.on = passk::adapter::mpi::ranks(MPI_COMM_WORLD)});
///
/// Collective: every rank calls the same functions with the same arguments.
class ranks {
public:
    /// @param over     the communicator; must outlive the executor
    /// @param on_rank  threads of each rank; by default one
    /// @pre     MPI is initialised
    /// @throws  domain_error if MPI reports an error
    explicit ranks(MPI_Comm over, threads on_rank = threads(1)) : over_(over), on_rank_(on_rank) {
        int rank = 0;
        int count = 0;
        succeed(MPI_Comm_rank(over_, &rank), "MPI_Comm_rank");
        succeed(MPI_Comm_size(over_, &count), "MPI_Comm_size");
        rank_ = static_cast<std::uint64_t>(rank);
        count_ = static_cast<std::uint64_t>(count);
    }

    [[nodiscard]] std::size_t workers(std::uint64_t units) const noexcept {
        return on_rank_.workers(units);
    }
    [[nodiscard]] unit_range share(std::uint64_t units) const noexcept {
        return share_of_rank(units, rank_, count_);
    }
    template <std::invocable<std::size_t, std::uint64_t> Work>
    void for_each(unit_range range, Work&& work) const {
        on_rank_.for_each(range, std::forward<Work>(work));
    }

    /// Exchanges the shares of all ranks.
    /// @pre     at most 2^31 - 1 values
    /// @throws  domain_error otherwise, or if MPI reports an error
    void all_gather(std::span<double> values, std::uint64_t per_unit) const {
        passk::detail::expects(
            values.size() <= static_cast<std::size_t>((std::numeric_limits<int>::max)()),
            "passk::adapter::mpi: MPI counts values in an int");
        const std::uint64_t size = values.size();
        const std::uint64_t units = size / per_unit + (size % per_unit != 0 ? 1U : 0U);
        std::vector<int> counts;
        std::vector<int> starts;
        for (std::uint64_t rank = 0; rank < count_; ++rank) {
            const unit_range its = share_of_rank(units, rank, count_);
            const std::uint64_t first = (std::min)(size, its.first * per_unit);
            const std::uint64_t last = (std::min)(size, its.last * per_unit);
            starts.push_back(static_cast<int>(first));
            counts.push_back(static_cast<int>(last - first));
        }
        succeed(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DOUBLE, values.data(), counts.data(),
                               starts.data(), MPI_DOUBLE, over_),
                "MPI_Allgatherv");
    }

private:
    // An MPI call that failed and returned, as it does under MPI_ERRORS_RETURN.
    static void succeed(int code, const char* call) {
        if (code != MPI_SUCCESS) {
            char text[MPI_MAX_ERROR_STRING] = {};
            int length = 0;
            MPI_Error_string(code, text, &length);
            passk::detail::fail_precondition(std::string("passk::adapter::mpi: ") + call + ": "
                                             + text);
        }
    }

    MPI_Comm over_;
    threads on_rank_;
    std::uint64_t rank_ = 0;
    std::uint64_t count_ = 1;
};

}  // namespace passk::adapter::mpi

#endif  // PASSK_ADAPTER_MPI_RANKS_HPP
