// SPDX-License-Identifier: Apache-2.0
// Each kernel is constexpr so that it runs on a host and, under nvcc's
// --expt-relaxed-constexpr, on a device: one text, no macros.
#ifndef PASSK_ADAPTER_CUDA_DETAIL_LAYER_KERNELS_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_LAYER_KERNELS_HPP

#include <passk/adapter/cuda/detail/element.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// Where the key and value of a token lie. A page holds page_size tokens of all key-value heads;
// within a head values stand token by token, keys dimension by dimension, so that neighbouring
// threads read neighbouring elements of both.
struct cache_layout {
    static constexpr std::uint32_t page_size = 16;

    const std::int32_t* table;  // pages of each slot, `stride` to a slot
    std::uint32_t stride;
    std::uint32_t kv_heads;
    std::uint32_t head_dim;

    [[nodiscard]] constexpr std::size_t head(std::int32_t slot, std::uint32_t position,
                                             std::uint32_t kv_head) const {
        const std::int32_t page =
            table[static_cast<std::size_t>(slot) * stride + position / page_size];
        return (static_cast<std::size_t>(page) * kv_heads + kv_head) * head_dim * page_size;
    }
    [[nodiscard]] constexpr std::size_t key(std::size_t head, std::uint32_t position,
                                            std::uint32_t i) const {
        return head + static_cast<std::size_t>(i) * page_size + position % page_size;
    }
    [[nodiscard]] constexpr std::size_t value(std::size_t head, std::uint32_t position,
                                              std::uint32_t i) const {
        return head + static_cast<std::size_t>(position % page_size) * head_dim + i;
    }
};

// out[row] = embedding[tokens[row]]
template <class Real>
struct embed_kernel {
    const Real* embedding;
    const std::int32_t* tokens;
    float* out;
    std::uint32_t width;

    static constexpr std::uint32_t threads = 256;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t row) const {
        const Real* const from = embedding + static_cast<std::size_t>(tokens[row]) * width;
        float* const to = out + static_cast<std::size_t>(row) * width;
        for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
            to[i] = load(from[i]);
        }
    }
};

// out[row] = in[rows[row]] / rms(in[rows[row]]) * weight; all rows where rows is null.
template <class Real>
struct rms_norm_kernel {
    const float* in;
    const std::int32_t* rows;
    const float* weight;
    Real* out;
    std::uint32_t width;
    float eps;

    static constexpr std::uint32_t threads = 256;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t row) const {
        const std::size_t from = rows == nullptr ? row : static_cast<std::size_t>(rows[row]);
        const float* const x = in + from * width;
        Real* const to = out + static_cast<std::size_t>(row) * width;
        float squares = 0.0F;
        for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
            squares += x[i] * x[i];
        }
        squares = team.sum(squares);
        const float scale = 1.0F / std::sqrt(squares / static_cast<float>(width) + eps);
        for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
            store(to[i], x[i] * scale * weight[i]);
        }
    }
};

// One head of one row of the projection to queries, keys and values: adds the bias, norms
// (queries and keys of Qwen3), rotates queries and keys, and puts keys and values into the cache.
template <class Real>
struct rotate_append_kernel {
    float* qkv;
    const float* bias;    // may be null
    const float* q_norm;  // may be null, k_norm then too
    const float* k_norm;
    const float* cosines;  // head_dim / 2 of each position
    const float* sines;
    const std::int32_t* slots;
    const std::int32_t* positions;
    Real* keys;
    Real* values;
    cache_layout cache;
    std::uint32_t heads;
    float eps;

    static constexpr std::uint32_t threads = 64;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return cache.head_dim; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t block) const {
        const std::uint32_t width = cache.head_dim;
        const std::uint32_t all = heads + 2 * cache.kv_heads;
        const std::uint32_t row = block / all;
        const std::uint32_t head = block % all;
        float* const x = qkv + static_cast<std::size_t>(block) * width;
        float* const y = team.scratch();
        const bool is_query = head < heads;
        const bool is_value = head >= heads + cache.kv_heads;
        float squares = 0.0F;
        for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
            y[i] = bias == nullptr ? x[i] : x[i] + bias[head * width + i];
            squares += y[i] * y[i];
        }
        const float* const norm = is_value ? nullptr : is_query ? q_norm : k_norm;
        if (norm != nullptr) {
            squares = team.sum(squares);
            const float scale = 1.0F / std::sqrt(squares / static_cast<float>(width) + eps);
            for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
                y[i] *= scale * norm[i];
            }
        }
        team.sync();
        const auto position = static_cast<std::uint32_t>(positions[row]);
        const std::uint32_t kv_head = (head - heads) % cache.kv_heads;
        const std::size_t at = is_query ? 0 : cache.head(slots[row], position, kv_head);
        const std::uint32_t half = width / 2;
        for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
            if (is_value) {
                store(values[cache.value(at, position, i)], y[i]);
                continue;
            }
            const std::size_t angle = static_cast<std::size_t>(position) * half + i % half;
            const float other = i < half ? -y[i + half] : y[i - half];
            const float turned = y[i] * cosines[angle] + other * sines[angle];
            if (is_query) {
                x[i] = turned;
            } else {
                store(keys[cache.key(at, position, i)], turned);
            }
        }
    }
};

// out[row] = silu(gate) * up, where in[row] is gate followed by up
template <class Real>
struct swiglu_kernel {
    const float* in;
    Real* out;
    std::uint32_t width;

    static constexpr std::uint32_t threads = 256;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t row) const {
        const float* const gate = in + static_cast<std::size_t>(row) * 2 * width;
        Real* const to = out + static_cast<std::size_t>(row) * width;
        for (std::uint32_t i = team.rank(); i < width; i += team.size()) {
            store(to[i], gate[i] / (1.0F + std::exp(-gate[i])) * gate[width + i]);
        }
    }
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_LAYER_KERNELS_HPP
