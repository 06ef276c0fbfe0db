// SPDX-License-Identifier: Apache-2.0
// Needs passk::mpi: an implementation of MPI 3 (Debian: libopenmpi-dev).
#ifndef PASSK_ADAPTER_MPI_HPP
#define PASSK_ADAPTER_MPI_HPP

#include <passk/adapter/mpi/ranks.hpp>  // IWYU pragma: export

#endif  // PASSK_ADAPTER_MPI_HPP
