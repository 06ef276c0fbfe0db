// SPDX-License-Identifier: Apache-2.0
// A transformer in this process. Needs what adapter/tokenizer needs; on a GPU also nvcc 12.4 or
// newer with --expt-relaxed-constexpr and cuBLASLt: there include adapter/cuda/cuda_device.cuh.
#ifndef PASSK_ADAPTER_CUDA_HPP
#define PASSK_ADAPTER_CUDA_HPP

// IWYU pragma: begin_exports
#include <passk/adapter/cuda/cpu_device.hpp>
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/device_executor.hpp>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/adapter/cuda/local_options.hpp>
// IWYU pragma: end_exports

#endif  // PASSK_ADAPTER_CUDA_HPP
