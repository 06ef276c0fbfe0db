// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_LOCAL_OPTIONS_HPP
#define PASSK_ADAPTER_CUDA_LOCAL_OPTIONS_HPP

#include <passk/sample/token_logprobs.hpp>

#include <cstdint>

namespace passk::adapter::cuda {

/// How a local backend uses its device.
struct local_options {
    /// Bytes for weights, workspace and cache together, taken at once and never exceeded;
    /// 0: nine tenths of what is free.
    std::uint64_t memory = 0;
    std::uint32_t batch = 256;  ///< completions worked on at the same time; >= 1
    std::uint32_t rows = 2048;  ///< tokens of one forward pass; >= batch
    /// Tokens of prompt and completion, at most the model's own; 0: that, but at most 32768.
    std::uint32_t context = 0;
    /// Same seed, same completion for any batch: every product then has one shape, which makes
    /// small batches as slow as full ones. On the CPU it is always so, and costs nothing.
    bool deterministic = false;
    /// raw or processed: what the log-probabilities of completions are.
    logprob_distribution logprobs = logprob_distribution::raw;
};

}  // namespace passk::adapter::cuda

#endif  // PASSK_ADAPTER_CUDA_LOCAL_OPTIONS_HPP
