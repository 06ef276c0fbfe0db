// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DECODER_SHAPE_HPP
#define PASSK_ADAPTER_TINY_LM_DECODER_SHAPE_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace passk::adapter::tiny_lm {

/// The sizes of a decoder of the Llama family: RMSNorm, rotary positions (halves of a head
/// paired), grouped-query attention, gated feed-forward with SiLU.
struct decoder_shape {
    std::uint32_t vocabulary = 0;
    std::uint32_t hidden = 0;  ///< numbers in the residual stream
    std::uint32_t layers = 0;
    std::uint32_t heads = 0;
    std::uint32_t key_value_heads = 0;  ///< divides heads
    std::uint32_t head_size = 0;        ///< even
    std::uint32_t feed_forward = 0;
    std::uint32_t context = 0;  ///< most tokens of prompt and completion together
    float rotary_base = 10000.0F;
    float norm_epsilon = 1e-5F;
    bool attention_bias = false;  ///< queries, keys and values have one, as in Qwen2
    bool tied_head = false;       ///< the output matrix is the embedding

    friend bool operator==(const decoder_shape&, const decoder_shape&) = default;
};

/// What is wrong with a shape, in words; nothing if it can be computed with.
[[nodiscard]] inline std::optional<std::string> defect(const decoder_shape& shape) {
    const auto at_most = [](std::uint32_t value, std::uint32_t limit) {
        return value >= 1 && value <= limit;
    };
    const auto out_of_range = [](const char* name, std::uint32_t value) {
        return std::string(name) + " = " + std::to_string(value) + " is out of range";
    };
    if (!at_most(shape.vocabulary, 1U << 20U)) {
        return out_of_range("vocabulary", shape.vocabulary);
    }
    if (!at_most(shape.hidden, 1U << 15U)) {
        return out_of_range("hidden", shape.hidden);
    }
    if (!at_most(shape.layers, 1U << 10U)) {
        return out_of_range("layers", shape.layers);
    }
    if (!at_most(shape.heads, 1U << 10U)) {
        return out_of_range("heads", shape.heads);
    }
    if (!at_most(shape.key_value_heads, shape.heads) || shape.heads % shape.key_value_heads != 0) {
        return "key_value_heads = " + std::to_string(shape.key_value_heads) + " does not divide "
               + std::to_string(shape.heads) + " heads";
    }
    if (!at_most(shape.head_size, 1U << 10U) || shape.head_size % 2 != 0) {
        return out_of_range("head_size", shape.head_size);
    }
    if (!at_most(shape.feed_forward, 1U << 17U)) {
        return out_of_range("feed_forward", shape.feed_forward);
    }
    if (!at_most(shape.context, 1U << 20U)) {
        return out_of_range("context", shape.context);
    }
    if (!(shape.rotary_base > 1.0F && shape.rotary_base <= 1e12F)) {
        return "rotary_base = " + std::to_string(shape.rotary_base) + " is out of range";
    }
    if (!(shape.norm_epsilon > 0.0F && shape.norm_epsilon <= 1.0F)) {
        return "norm_epsilon = " + std::to_string(shape.norm_epsilon) + " is out of range";
    }
    return std::nullopt;
}

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_DECODER_SHAPE_HPP
