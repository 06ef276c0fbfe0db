// SPDX-License-Identifier: Apache-2.0
// Needs nvcc.
#ifndef PASSK_ADAPTER_CUDA_DETAIL_BLOCK_TEAM_CUH
#define PASSK_ADAPTER_CUDA_DETAIL_BLOCK_TEAM_CUH

#include <passk/adapter/cuda/cpu_executors.hpp>

#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// The threads of a block as a team. Reductions go by warps, then over the warps, in an order that
// depends on the size of the block alone.
class block_team {
public:
    struct shared_words {
        std::uint64_t wholes[32];
        float floats[32];
        std::uint32_t indices[32];
    };

    __device__ block_team(shared_words& shared, float* scratch)
        : shared_(shared), scratch_(scratch) {}
    __device__ std::uint32_t rank() const { return threadIdx.x; }
    __device__ std::uint32_t size() const { return blockDim.x; }
    __device__ void sync() const { __syncthreads(); }
    __device__ float* scratch() const { return scratch_; }

    __device__ float sum(float value) const {
        return combine(shared_.floats, value, 0.0F, [](float a, float b) { return a + b; });
    }
    __device__ std::uint64_t sum(std::uint64_t value) const {
        return combine(shared_.wholes, value, std::uint64_t{0},
                       [](std::uint64_t a, std::uint64_t b) { return a + b; });
    }
    __device__ float max_of(float value) const {
        return combine(shared_.floats, value, -INFINITY,
                       [](float a, float b) { return a < b ? b : a; });
    }
    __device__ indexed_value argmax(indexed_value mine) const {
        for (int offset = 16; offset > 0; offset /= 2) {
            mine = better(mine, {__shfl_xor_sync(~0U, mine.value, offset),
                                 __shfl_xor_sync(~0U, mine.index, offset)});
        }
        if (threadIdx.x % 32 == 0) {
            shared_.floats[threadIdx.x / 32] = mine.value;
            shared_.indices[threadIdx.x / 32] = mine.index;
        }
        __syncthreads();
        mine = {shared_.floats[0], shared_.indices[0]};
        for (std::uint32_t warp = 1; warp < blockDim.x / 32; ++warp) {
            mine = better(mine, {shared_.floats[warp], shared_.indices[warp]});
        }
        __syncthreads();
        return mine;
    }

private:
    template <class T, class Function>
    __device__ T combine(T* words, T mine, T nothing, Function function) const {
        for (int offset = 16; offset > 0; offset /= 2) {
            mine = function(mine, __shfl_xor_sync(~0U, mine, offset));
        }
        if (threadIdx.x % 32 == 0) {
            words[threadIdx.x / 32] = mine;
        }
        __syncthreads();
        mine = threadIdx.x % 32 < blockDim.x / 32 ? words[threadIdx.x % 32] : nothing;
        for (int offset = 16; offset > 0; offset /= 2) {
            mine = function(mine, __shfl_xor_sync(~0U, mine, offset));
        }
        __syncthreads();
        return mine;
    }

    shared_words& shared_;
    float* scratch_;
};

template <class Kernel>
__global__ void __launch_bounds__(Kernel::threads) run_block(const Kernel kernel) {
    extern __shared__ float scratch[];
    __shared__ block_team::shared_words shared;
    block_team team(shared, scratch);
    kernel(team, blockIdx.x);
}

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_BLOCK_TEAM_CUH
