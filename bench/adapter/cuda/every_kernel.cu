// SPDX-License-Identifier: Apache-2.0
// Every kernel that a GPU runs, for kernel_resources.py to compile and look at.
#include <passk/adapter/cuda/cuda_device.cuh>
#include <passk/adapter/cuda/detail/attention_kernels.hpp>
#include <passk/adapter/cuda/detail/block_team.cuh>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>
#include <passk/adapter/cuda/detail/product_kernel.hpp>
#include <passk/adapter/cuda/detail/resample_kernel.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>

namespace passk::adapter::cuda::detail {

template __global__ void run_block(const embed_kernel<bf16>);
template __global__ void run_block(const rms_norm_kernel<bf16>);
template __global__ void run_block(const rotate_append_kernel<bf16>);
template __global__ void run_block(const attention_kernel<bf16>);
template __global__ void run_block(const attention_combine_kernel<bf16>);
template __global__ void run_block(const swiglu_kernel<bf16>);
template __global__ void run_block(const product_kernel<bf16>);
template __global__ void run_block(const score_kernel);
template __global__ void run_block(const sample_kernel);
template __global__ void run_block(const resample_kernel);

}  // namespace passk::adapter::cuda::detail
