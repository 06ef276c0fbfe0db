// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON and POSIX.
#ifndef PASSK_ADAPTER_CUDA_DETAIL_WEIGHTS_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_WEIGHTS_HPP

#include <passk/adapter/checkpoint/element_type.hpp>
#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/checkpoint/tensor_view.hpp>
#include <passk/adapter/cuda/detail/arena.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/core/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace passk::adapter::cuda::detail {

// The matrices of one layer, each (outputs x inputs) and row-major as in the files.
template <class Real>
struct layer_weights {
    float* attention_norm;
    Real* qkv;        // queries, keys and values, one below the other
    float* qkv_bias;  // may be null
    float* q_norm;    // may be null, k_norm then too
    float* k_norm;
    Real* attention_out;
    float* block_norm;
    Real* gate_up;  // gate and up, one below the other
    Real* down;
};

template <class Real>
struct model_weights {
    Real* embedding = nullptr;
    Real* logits = nullptr;  // the embedding if they are tied
    float* final_norm = nullptr;
    std::vector<layer_weights<Real>> layers{};

    // Takes the room that a model needs.
    static model_weights place(const checkpoint::model_config& config, arena& memory) {
        const std::uint64_t width = config.hidden_size;
        const std::uint64_t q = std::uint64_t{config.heads} * config.head_dim;
        const std::uint64_t kv = std::uint64_t{config.kv_heads} * config.head_dim;
        const std::uint64_t inner = config.intermediate_size;
        model_weights all;
        all.embedding = memory.take<Real>(config.vocab_size * width);
        all.logits =
            config.tied_embeddings ? all.embedding : memory.take<Real>(config.vocab_size * width);
        all.final_norm = memory.take<float>(width);
        const bool biased = config.family == checkpoint::model_family::qwen2;
        const bool normed = config.family == checkpoint::model_family::qwen3;
        for (std::uint32_t i = 0; i < config.layers; ++i) {
            layer_weights<Real> layer{};
            layer.attention_norm = memory.take<float>(width);
            layer.qkv = memory.take<Real>((q + 2 * kv) * width);
            layer.qkv_bias = biased ? memory.take<float>(q + 2 * kv) : nullptr;
            layer.q_norm = normed ? memory.take<float>(config.head_dim) : nullptr;
            layer.k_norm = normed ? memory.take<float>(config.head_dim) : nullptr;
            layer.attention_out = memory.take<Real>(width * q);
            layer.block_norm = memory.take<float>(width);
            layer.gate_up = memory.take<Real>(2 * inner * width);
            layer.down = memory.take<Real>(width * inner);
            all.layers.push_back(layer);
        }
        return all;
    }
};

// Reads a model's tensors into their places on a device.
template <class Device>
class weight_loader {
public:
    using real = typename Device::real;

    weight_loader(Device& device, const checkpoint::safetensors& tensors)
        : device_(device), tensors_(tensors) {}

    // Nothing, or the first tensor that is missing or not as the configuration says.
    [[nodiscard]] std::optional<error> load(const checkpoint::model_config& config,
                                            const model_weights<real>& to) {
        const std::uint64_t width = config.hidden_size;
        const std::uint64_t q = std::uint64_t{config.heads} * config.head_dim;
        const std::uint64_t kv = std::uint64_t{config.kv_heads} * config.head_dim;
        const std::uint64_t inner = config.intermediate_size;
        put("model.embed_tokens.weight", to.embedding, {config.vocab_size, width});
        if (!config.tied_embeddings) {
            put("lm_head.weight", to.logits, {config.vocab_size, width});
        }
        put("model.norm.weight", to.final_norm, {width});
        for (std::size_t i = 0; i < to.layers.size(); ++i) {
            const layer_weights<real>& layer = to.layers[i];
            const std::string prefix = "model.layers." + std::to_string(i) + '.';
            const std::string attention = prefix + "self_attn.";
            put(prefix + "input_layernorm.weight", layer.attention_norm, {width});
            put(attention + "q_proj.weight", layer.qkv, {q, width});
            put(attention + "k_proj.weight", layer.qkv + q * width, {kv, width});
            put(attention + "v_proj.weight", layer.qkv + (q + kv) * width, {kv, width});
            if (layer.qkv_bias != nullptr) {
                put(attention + "q_proj.bias", layer.qkv_bias, {q});
                put(attention + "k_proj.bias", layer.qkv_bias + q, {kv});
                put(attention + "v_proj.bias", layer.qkv_bias + q + kv, {kv});
            }
            if (layer.q_norm != nullptr) {
                put(attention + "q_norm.weight", layer.q_norm, {config.head_dim});
                put(attention + "k_norm.weight", layer.k_norm, {config.head_dim});
            }
            put(attention + "o_proj.weight", layer.attention_out, {width, q});
            put(prefix + "post_attention_layernorm.weight", layer.block_norm, {width});
            put(prefix + "mlp.gate_proj.weight", layer.gate_up, {inner, width});
            put(prefix + "mlp.up_proj.weight", layer.gate_up + inner * width, {inner, width});
            put(prefix + "mlp.down_proj.weight", layer.down, {width, inner});
        }
        return failure_;
    }

private:
    template <class T>
    void put(const std::string& name, T* to, const std::vector<std::uint64_t>& shape) {
        const checkpoint::tensor_view* const tensor = tensors_.find(name);
        if (failure_) {
            return;
        }
        if (tensor == nullptr || tensor->shape != shape) {
            checkpoint::tensor_view expected;
            expected.shape = shape;
            failure_ = error{errc::malformed,
                             "tensor '" + name + "' "
                                 + (tensor == nullptr
                                        ? std::string("is missing")
                                        : "has shape " + tensor->shape_text()
                                              + ", and config.json says " + expected.shape_text())};
            return;
        }
        if constexpr (std::is_same_v<T, bf16>) {
            if (tensor->type == checkpoint::element_type::bf16
                && reinterpret_cast<std::uintptr_t>(tensor->bytes.data()) % alignof(bf16) == 0) {
                device_.upload(to, reinterpret_cast<const bf16*>(tensor->bytes.data()),
                               tensor->count());
                return;
            }
        }
        // In pieces, so that a matrix of gigabytes needs no copy of itself.
        constexpr std::uint64_t piece = std::uint64_t{1} << 22U;
        const std::size_t size = checkpoint::size_of(tensor->type);
        for (std::uint64_t at = 0; at < tensor->count(); at += piece) {
            const std::uint64_t count = (std::min)(piece, tensor->count() - at);
            checkpoint::tensor_view part{.type = tensor->type,
                                         .bytes = tensor->bytes.subspan(at * size, count * size)};
            floats_.resize(count);
            if (!checkpoint::copy_as_float(part, floats_)) {
                failure_ =
                    error{errc::unsupported, "tensor '" + name + "' is of type "
                                                 + std::string(checkpoint::name_of(tensor->type))
                                                 + ", none of F32, F16, BF16 and F64"};
                return;
            }
            std::vector<T> stored(count);
            for (std::uint64_t i = 0; i < count; ++i) {
                store(stored[i], floats_[i]);
            }
            device_.upload(to + at, stored.data(), count);
        }
    }

    Device& device_;
    const checkpoint::safetensors& tensors_;
    std::vector<float> floats_{};
    std::optional<error> failure_{};
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_WEIGHTS_HPP
