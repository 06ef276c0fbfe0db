// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_BENCH_ADAPTER_CUDA_MODEL_SHAPES_HPP
#define PASSK_BENCH_ADAPTER_CUDA_MODEL_SHAPES_HPP

#include <passk/adapter/checkpoint/model_config.hpp>

#include <string_view>

namespace passk_bench {

/// The shape of Qwen2.5-7B for "7B", else of Qwen2.5-0.5B.
inline passk::adapter::checkpoint::model_config shape_named(std::string_view name) {
    passk::adapter::checkpoint::model_config shape;
    shape.family = passk::adapter::checkpoint::model_family::qwen2;
    shape.max_positions = 32768;
    shape.rope_theta = 1e6;
    const bool large = name == "7B";
    shape.vocab_size = large ? 152064 : 151936;
    shape.hidden_size = large ? 3584 : 896;
    shape.layers = large ? 28 : 24;
    shape.heads = large ? 28 : 14;
    shape.kv_heads = large ? 4 : 2;
    shape.head_dim = large ? 128 : 64;
    shape.intermediate_size = large ? 18944 : 4864;
    shape.tied_embeddings = !large;
    return shape;
}

}  // namespace passk_bench

#endif  // PASSK_BENCH_ADAPTER_CUDA_MODEL_SHAPES_HPP
