// SPDX-License-Identifier: Apache-2.0
// The CUDA runtime and cuBLASLt on the CPU, for the calls that cuda_device makes, so that a
// machine without a GPU tests how it calls them. Stricter than a GPU: work and copies run only when
// somebody waits for them, memory begins as NaN, and a call that would go wrong on some machine is
// written down in problems. fake_runtime.cpp is linked in the place of cudart.
#ifndef PASSK_TESTS_CUDA_FAKE_RUNTIME_HPP
#define PASSK_TESTS_CUDA_FAKE_RUNTIME_HPP

#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/block_team.cuh>

#include "fake_machine.hpp"

#include <cstdint>

namespace fake {

// Runs the kernels of a type when they are launched.
template <class Kernel>
void knows() {
    here().team_memory = sizeof(passk::adapter::cuda::detail::block_team::shared_words);
    here()
        .kernels[reinterpret_cast<const void*>(&passk::adapter::cuda::detail::run_block<Kernel>)] =
        [](const void* kernel, std::uint32_t blocks) -> work {
        return [copy = *static_cast<const Kernel*>(kernel), blocks] {
            passk::adapter::cuda::cpu_serial{}.launch(blocks, copy);
        };
    };
}

}  // namespace fake

#endif  // PASSK_TESTS_CUDA_FAKE_RUNTIME_HPP
