// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DECODER_WEIGHTS_HPP
#define PASSK_ADAPTER_TINY_LM_DECODER_WEIGHTS_HPP

#include <passk/adapter/tiny_lm/decoder_shape.hpp>
#include <passk/core/error.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace passk::adapter::tiny_lm {

/// Where each tensor of a decoder begins in one array of numbers. Matrices are stored as in
/// checkpoints, [out][in] in rows; queries, keys and values follow one another, and so do gate
/// and up, so that each group is one matrix.
struct decoder_layout {
    struct layer {
        std::size_t attention_gain = 0;     ///< [hidden]
        std::size_t query_key_value = 0;    ///< [(heads + 2 key_value_heads) head_size][hidden]
        std::size_t bias = 0;               ///< [(heads + 2 key_value_heads) head_size], or absent
        std::size_t attention_out = 0;      ///< [hidden][heads head_size]
        std::size_t feed_forward_gain = 0;  ///< [hidden]
        std::size_t gate_up = 0;            ///< [2 feed_forward][hidden]
        std::size_t down = 0;               ///< [hidden][feed_forward]
    };

    std::size_t embedding = 0;  ///< [vocabulary][hidden]
    std::vector<layer> layers{};
    std::size_t final_gain = 0;  ///< [hidden]
    std::size_t head = 0;        ///< [vocabulary][hidden]
    std::size_t size = 0;        ///< of the whole array

    explicit decoder_layout(const decoder_shape& shape) {
        const std::size_t hidden = shape.hidden;
        const std::size_t rows = attention_rows(shape);
        const auto take = [this](std::size_t count) {
            const std::size_t begin = size;
            size += count;
            return begin;
        };
        embedding = take(shape.vocabulary * hidden);
        layers.resize(shape.layers);
        for (layer& one : layers) {
            one.attention_gain = take(hidden);
            one.query_key_value = take(rows * hidden);
            one.bias = take(shape.attention_bias ? rows : 0);
            one.attention_out = take(hidden * shape.heads * shape.head_size);
            one.feed_forward_gain = take(hidden);
            one.gate_up = take(2 * hidden * shape.feed_forward);
            one.down = take(hidden * shape.feed_forward);
        }
        final_gain = take(hidden);
        head = shape.tied_head ? embedding : take(shape.vocabulary * hidden);
    }

    /// Rows of the matrix of queries, keys and values.
    [[nodiscard]] static std::size_t attention_rows(const decoder_shape& shape) noexcept {
        return (std::size_t{shape.heads} + 2 * std::size_t{shape.key_value_heads})
               * shape.head_size;
    }
};

/// The numbers of a decoder: its shape, where what lies, and one array.
template <class Number>
struct basic_decoder_weights {
    decoder_shape shape{};
    decoder_layout layout;
    std::vector<Number> numbers{};

    /// All zero.
    /// @throws domain_error if the shape has a defect
    explicit basic_decoder_weights(const decoder_shape& wanted)
        : shape(checked(wanted)), layout(wanted), numbers(layout.size) {}

    [[nodiscard]] const Number* at(std::size_t offset) const noexcept {
        return numbers.data() + offset;
    }
    [[nodiscard]] Number* at(std::size_t offset) noexcept { return numbers.data() + offset; }

private:
    static const decoder_shape& checked(const decoder_shape& wanted) {
        if (const std::optional<std::string> wrong = defect(wanted)) {
            passk::detail::fail_precondition("passk::adapter::tiny_lm: " + *wrong);
        }
        return wanted;
    }
};

namespace detail {

// The angle by which pair i of a head is turned at a position.
[[nodiscard]] inline double rotary_angle(const decoder_shape& shape, std::size_t i,
                                         std::size_t position) {
    return static_cast<double>(position)
           * std::pow(static_cast<double>(shape.rotary_base),
                      -2.0 * static_cast<double>(i) / static_cast<double>(shape.head_size));
}

}  // namespace detail

using decoder_weights = basic_decoder_weights<float>;

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_DECODER_WEIGHTS_HPP
