// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_ADAPTER_CUDA_RANDOM_MODELS_HPP
#define PASSK_TESTS_ADAPTER_CUDA_RANDOM_MODELS_HPP

#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/local_backend.hpp>
#include <passk/adapter/cuda/local_options.hpp>
#include <passk/core/random_bits.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace passk_tests {

/// A shape for tests: two layers, a small vocabulary.
inline passk::adapter::checkpoint::model_config small_shape(std::uint32_t head_dim,
                                                            std::uint32_t group) {
    passk::adapter::checkpoint::model_config shape;
    shape.family = passk::adapter::checkpoint::model_family::qwen2;
    shape.vocab_size = 263;
    shape.hidden_size = 64;
    shape.layers = 2;
    shape.kv_heads = group % 2 == 0 ? 1 : 2;
    shape.heads = shape.kv_heads * group;
    shape.head_dim = head_dim;
    shape.intermediate_size = 96;
    shape.max_positions = 1024;
    return shape;
}

/// A model of any shape, with weights of a seed that every element type holds exactly: multiples
/// of 2^-10 with 8 significant bits.
template <class Device>
passk::adapter::cuda::local_backend<Device> random_model(
    const passk::adapter::checkpoint::model_config& shape,
    const passk::adapter::cuda::local_options& options, Device device, std::uint64_t seed = 1) {
    namespace cuda = passk::adapter::cuda;
    using real = typename Device::real;
    auto made = cuda::local_backend<Device>::make("random", shape, std::nullopt, options,
                                                  std::move(device));
    if (!made) {
        throw std::runtime_error(made.error().context);
    }
    auto backend = std::move(made).value();
    passk::random_bits bits(seed);
    const auto put = [&]<class T>(T* to, std::uint64_t count, float middle, float spread) {
        std::vector<T> numbers(count);
        for (T& number : numbers) {
            const auto step = static_cast<std::int64_t>(passk::uniform_below(bits, 255)) - 127;
            cuda::detail::store(number, middle + spread * static_cast<float>(step) * 0x1p-7F);
        }
        backend.device().upload(to, numbers.data(), count);
    };
    const auto& weights = backend.model().weights();
    const std::uint64_t width = shape.hidden_size;
    const std::uint64_t q = std::uint64_t{shape.heads} * shape.head_dim;
    const std::uint64_t kv = std::uint64_t{shape.kv_heads} * shape.head_dim;
    const std::uint64_t inner = shape.intermediate_size;
    put(weights.embedding, shape.vocab_size * width, 0.0F, 1.0F);
    if (weights.logits != weights.embedding) {
        put(weights.logits, shape.vocab_size * width, 0.0F, 0.25F);
    }
    put(weights.final_norm, width, 1.0F, 0.25F);
    for (const cuda::detail::layer_weights<real>& layer : weights.layers) {
        put(layer.attention_norm, width, 1.0F, 0.25F);
        put(layer.block_norm, width, 1.0F, 0.25F);
        put(layer.qkv, (q + 2 * kv) * width, 0.0F, 0.125F);
        if (layer.qkv_bias != nullptr) {
            put(layer.qkv_bias, q + 2 * kv, 0.0F, 0.5F);
        }
        if (layer.q_norm != nullptr) {
            put(layer.q_norm, shape.head_dim, 1.0F, 0.25F);
            put(layer.k_norm, shape.head_dim, 1.0F, 0.25F);
        }
        put(layer.attention_out, width * q, 0.0F, 0.125F);
        put(layer.gate_up, 2 * inner * width, 0.0F, 0.125F);
        put(layer.down, width * inner, 0.0F, 0.125F);
    }
    return backend;
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_ADAPTER_CUDA_RANDOM_MODELS_HPP
