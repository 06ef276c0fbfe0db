// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_IMPL_READ_CHECKPOINT_IPP
#define PASSK_ADAPTER_TINY_LM_IMPL_READ_CHECKPOINT_IPP

#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/checkpoint/tensor_view.hpp>
#include <passk/adapter/tiny_lm/decoder_shape.hpp>
#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/read_checkpoint.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace passk::adapter::tiny_lm {

namespace detail {

// Copies one tensor to its place, or says what is wrong with it.
[[nodiscard]] inline std::optional<error> copy_tensor(const checkpoint::safetensors& from,
                                                      const std::string& name,
                                                      const std::vector<std::uint64_t>& shape,
                                                      float* to) {
    const checkpoint::tensor_view* const tensor = from.find(name);
    if (tensor == nullptr) {
        return error{errc::malformed, "there is no tensor '" + name + "'"};
    }
    if (tensor->shape != shape) {
        checkpoint::tensor_view expected;
        expected.shape = shape;
        return error{errc::malformed, "tensor '" + name + "' has shape " + tensor->shape_text()
                                          + ", not " + expected.shape_text()};
    }
    const std::span<float> place(to, static_cast<std::size_t>(tensor->count()));
    if (!checkpoint::copy_as_float(*tensor, place)) {
        return error{errc::unsupported, "tensor '" + name + "' holds no F32, F16, BF16 or F64"};
    }
    const auto odd =
        std::find_if(place.begin(), place.end(), [](float value) { return value - value != 0.0F; });
    if (odd != place.end()) {
        return error{errc::malformed, "element " + std::to_string(odd - place.begin())
                                          + " of tensor '" + name + "' is not finite"};
    }
    return std::nullopt;
}

[[nodiscard]] inline std::optional<error> copy_tensors(const checkpoint::safetensors& from,
                                                       decoder_weights& to) {
    const decoder_shape& shape = to.shape;
    const std::uint64_t hidden = shape.hidden;
    const std::uint64_t queries = std::uint64_t{shape.heads} * shape.head_size;
    const std::uint64_t keys = std::uint64_t{shape.key_value_heads} * shape.head_size;
    const std::uint64_t feed_forward = shape.feed_forward;
    std::optional<error> failure;
    const auto take = [&](const std::string& name, const std::vector<std::uint64_t>& extents,
                          std::size_t offset) {
        if (!failure) {
            failure = copy_tensor(from, name, extents, to.at(offset));
        }
    };
    take("model.embed_tokens.weight", {shape.vocabulary, hidden}, to.layout.embedding);
    for (std::size_t i = 0; i < to.layout.layers.size(); ++i) {
        const decoder_layout::layer& at = to.layout.layers[i];
        const std::string prefix = "model.layers." + std::to_string(i) + '.';
        const std::string attention = prefix + "self_attn.";
        take(prefix + "input_layernorm.weight", {hidden}, at.attention_gain);
        take(attention + "q_proj.weight", {queries, hidden}, at.query_key_value);
        take(attention + "k_proj.weight", {keys, hidden}, at.query_key_value + queries * hidden);
        take(attention + "v_proj.weight", {keys, hidden},
             at.query_key_value + (queries + keys) * hidden);
        if (shape.attention_bias) {
            take(attention + "q_proj.bias", {queries}, at.bias);
            take(attention + "k_proj.bias", {keys}, at.bias + queries);
            take(attention + "v_proj.bias", {keys}, at.bias + queries + keys);
        }
        take(attention + "o_proj.weight", {hidden, queries}, at.attention_out);
        take(prefix + "post_attention_layernorm.weight", {hidden}, at.feed_forward_gain);
        take(prefix + "mlp.gate_proj.weight", {feed_forward, hidden}, at.gate_up);
        take(prefix + "mlp.up_proj.weight", {feed_forward, hidden},
             at.gate_up + feed_forward * hidden);
        take(prefix + "mlp.down_proj.weight", {hidden, feed_forward}, at.down);
    }
    take("model.norm.weight", {hidden}, to.layout.final_gain);
    if (!shape.tied_head) {
        take("lm_head.weight", {shape.vocabulary, hidden}, to.layout.head);
    }
    return failure;
}

}  // namespace detail

PASSK_INLINE result<checkpoint_model> read_checkpoint(const std::filesystem::path& folder,
                                                      std::uint32_t context) {
    const result<checkpoint::model_config> read = checkpoint::read_model_config(folder);
    if (!read) {
        return read.error();
    }
    const checkpoint::model_config& config = read.value();
    const auto failed = [&folder](errc code, const std::string& what) {
        return error{code, folder.string() + ": " + what};
    };
    if (config.family == checkpoint::model_family::qwen3 || config.rope_scaling) {
        return failed(errc::unsupported,
                      "tiny_lm computes neither Qwen3 nor scaled rotary "
                      "positions");
    }
    const decoder_shape shape{.vocabulary = config.vocab_size,
                              .hidden = config.hidden_size,
                              .layers = config.layers,
                              .heads = config.heads,
                              .key_value_heads = config.kv_heads,
                              .head_size = config.head_dim,
                              .feed_forward = config.intermediate_size,
                              .context = (std::min)(context, config.max_positions),
                              .rotary_base = static_cast<float>(config.rope_theta),
                              .norm_epsilon = static_cast<float>(config.rms_norm_eps),
                              .attention_bias = config.family == checkpoint::model_family::qwen2,
                              .tied_head = config.tied_embeddings};
    if (const std::optional<std::string> wrong = defect(shape)) {
        return failed(errc::unsupported, *wrong);
    }
    const result<checkpoint::safetensors> tensors = checkpoint::safetensors::open(folder);
    if (!tensors) {
        return tensors.error();
    }
    // What the files do not hold is not asked memory for.
    std::uint64_t held = 0;
    for (const auto& [name, tensor] : tensors.value().tensors()) {
        held += tensor.count();
    }
    if (decoder_layout(shape).size > held) {
        return failed(errc::malformed, "config.json asks for "
                                           + std::to_string(decoder_layout(shape).size)
                                           + " numbers; the tensors hold " + std::to_string(held));
    }
    checkpoint_model model{decoder_weights(shape), config.end_tokens};
    if (const std::optional<error> failure = detail::copy_tensors(tensors.value(), model.weights)) {
        return failed(failure->code, failure->context);
    }
    return model;
}

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_IMPL_READ_CHECKPOINT_IPP
