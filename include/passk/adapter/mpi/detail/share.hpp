// SPDX-License-Identifier: Apache-2.0
// Needs passk::mpi: an implementation of MPI 3 (Debian: libopenmpi-dev).
#ifndef PASSK_ADAPTER_MPI_DETAIL_SHARE_HPP
#define PASSK_ADAPTER_MPI_DETAIL_SHARE_HPP

#include <passk/core/error.hpp>
#include <passk/interval/bootstrap.hpp>

#include <mpi.h>

#include <cstdint>
#include <string>

namespace passk::adapter::mpi::detail {

// An MPI call that failed and returned, as it does under MPI_ERRORS_RETURN.
inline void succeed(int code, const char* call) {
    if (code != MPI_SUCCESS) {
        char text[MPI_MAX_ERROR_STRING] = {};
        int length = 0;
        MPI_Error_string(code, text, &length);
        passk::detail::fail_precondition(std::string("passk::adapter::mpi: ") + call + ": " + text);
    }
}

struct place {
    int rank;
    int ranks;
};

inline place place_in(MPI_Comm ranks) {
    place here{};
    succeed(MPI_Comm_rank(ranks, &here.rank), "MPI_Comm_rank");
    succeed(MPI_Comm_size(ranks, &here.ranks), "MPI_Comm_size");
    return here;
}

// The blocks of one rank.
inline passk::detail::block_range share_of(std::uint64_t blocks, int rank, int ranks) {
    return passk::detail::share_of(blocks, static_cast<std::uint64_t>(rank),
                                   static_cast<std::uint64_t>(ranks));
}

}  // namespace passk::adapter::mpi::detail

#endif  // PASSK_ADAPTER_MPI_DETAIL_SHARE_HPP
