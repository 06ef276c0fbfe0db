// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_CUDA_FAKE_MACHINE_HPP
#define PASSK_TESTS_CUDA_FAKE_MACHINE_HPP

#include <driver_types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace fake {

using work = std::function<void()>;

struct allocation {
    std::size_t size;
    int gpu;  // -1: pinned memory of the host
};

// What tests set and read.
struct machine {
    int gpus = 2;
    std::size_t block_memory = std::size_t{227} << 10U;  // shared, that a block may ask for
    std::size_t memory = std::size_t{1} << 30U;          // of a GPU
    cudaError_t next_malloc = cudaSuccess;
    bool has_cublas = false;
    std::size_t team_memory = 0;  // shared, that each kernel has beside what it asks for

    std::map<std::byte*, allocation> allocations{};
    std::map<const void*, std::size_t> dynamic_memory{};  // that a kernel was allowed
    std::map<const void*, std::function<work(const void*, std::uint32_t)>> kernels{};
    std::vector<std::string> problems{};
    std::size_t launches = 0;
    std::size_t graphs = 0;  // that exist
    std::size_t captures = 0;
    std::size_t replays = 0;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> product_shapes{};
};

machine& here();
int& current_gpu();  // of the calling thread

}  // namespace fake

#endif  // PASSK_TESTS_CUDA_FAKE_MACHINE_HPP
