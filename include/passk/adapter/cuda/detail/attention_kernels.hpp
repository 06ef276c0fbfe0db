// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_ATTENTION_KERNELS_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_ATTENTION_KERNELS_HPP

#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/layer_kernels.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace passk::adapter::cuda::detail {

// Attention of one query over one stretch of its context, for all heads that share a key-value
// head; the stretches of a context are put together by attention_combine_kernel. Where stretches
// begin depends on positions alone, so a row's result does not depend on its batch.
//
// A block is (row, key-value head, stretch). Decoding and prefill are the same: each row attends
// to the cache up to its own position.
template <class Real>
struct attention_kernel {
    const float* qkv;
    const std::int32_t* slots;
    const std::int32_t* positions;
    const Real* keys;
    const Real* values;
    float* partial;  // for each row, head and stretch: head_dim sums, the maximum, the total weight
    cache_layout cache;
    std::uint32_t heads;
    std::uint32_t stretches;  // at most, in this launch
    float scale;

    static constexpr std::uint32_t stretch_size = 256;
    static constexpr std::uint32_t threads = 128;
    static constexpr std::uint32_t tile = 8;  // heads at a time, in registers

    [[nodiscard]] constexpr std::uint32_t scratch() const {
        return tile * (cache.head_dim + stretch_size + parts() * cache.head_dim);
    }

    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t block) const {
        const std::uint32_t stretch = block % stretches;
        const std::uint32_t kv_head = block / stretches % cache.kv_heads;
        const std::uint32_t row = block / stretches / cache.kv_heads;
        const std::uint32_t length = static_cast<std::uint32_t>(positions[row]) + 1;
        const std::uint32_t first = stretch * stretch_size;
        if (first >= length) {
            return;
        }
        const std::uint32_t count = length - first < stretch_size ? length - first : stretch_size;
        const std::uint32_t group = heads / cache.kv_heads;
        for (std::uint32_t g = 0; g < group; g += tile) {
            attend(team, row, kv_head, kv_head * group + g, group - g < tile ? group - g : tile,
                   stretch, first, count);
        }
    }

private:
    // So many parts of a stretch, whose values are summed apart, that a block's threads have work
    // where heads are narrow. They depend on the width alone, as the order of sums must.
    [[nodiscard]] constexpr std::uint32_t parts() const {
        return cache.head_dim < threads ? threads / cache.head_dim : 1;
    }

    template <class Team>
    constexpr void attend(Team& team, std::uint32_t row, std::uint32_t kv_head, std::uint32_t head,
                          std::uint32_t group, std::uint32_t stretch, std::uint32_t first,
                          std::uint32_t count) const {
        const std::uint32_t width = cache.head_dim;
        const std::uint32_t parts = this->parts();
        const std::int32_t slot = slots[row];
        const std::size_t row_width = static_cast<std::size_t>(heads + 2 * cache.kv_heads) * width;
        float* const queries = team.scratch();
        float* const scores = queries + static_cast<std::size_t>(tile) * width;
        float* const sums = scores + static_cast<std::size_t>(tile) * stretch_size;

        team.sync();
        for (std::uint32_t i = team.rank(); i < group * width; i += team.size()) {
            queries[i] = qkv[row * row_width + static_cast<std::size_t>(head) * width + i] * scale;
        }
        team.sync();
        for (std::uint32_t t = team.rank(); t < count; t += team.size()) {
            const std::size_t at = cache.head(slot, first + t, kv_head);
            float dots[tile] = {};
            for (std::uint32_t i = 0; i < width; ++i) {
                const float key = load(keys[cache.key(at, first + t, i)]);
                for (std::uint32_t g = 0; g < tile; ++g) {
                    if (g < group) {
                        dots[g] += queries[g * width + i] * key;
                    }
                }
            }
            for (std::uint32_t g = 0; g < tile; ++g) {
                if (g < group) {
                    scores[g * stretch_size + t] = dots[g];
                }
            }
        }
        // Each member reads back only the scores that it wrote itself until the next sync.
        for (std::uint32_t g = 0; g < group; ++g) {
            float* const mine = scores + std::size_t{g} * stretch_size;
            float highest = -std::numeric_limits<float>::infinity();
            for (std::uint32_t t = team.rank(); t < count; t += team.size()) {
                highest = mine[t] > highest ? mine[t] : highest;
            }
            highest = team.max_of(highest);
            float total = 0.0F;
            for (std::uint32_t t = team.rank(); t < count; t += team.size()) {
                mine[t] = std::exp(mine[t] - highest);
                total += mine[t];
            }
            total = team.sum(total);
            if (team.rank() == 0) {
                float* const out = result(row, head + g, stretch);
                out[width] = highest;
                out[width + 1] = total;
            }
        }
        team.sync();
        for (std::uint32_t item = team.rank(); item < parts * width; item += team.size()) {
            const std::uint32_t i = item % width;
            float weighted[tile] = {};
            for (std::uint32_t t = item / width; t < count; t += parts) {
                const std::size_t at = cache.head(slot, first + t, kv_head);
                const float value = load(values[cache.value(at, first + t, i)]);
                for (std::uint32_t g = 0; g < tile; ++g) {
                    if (g < group) {
                        weighted[g] += scores[g * stretch_size + t] * value;
                    }
                }
            }
            for (std::uint32_t g = 0; g < tile; ++g) {
                if (g < group) {
                    sums[g * parts * width + item] = weighted[g];
                }
            }
        }
        team.sync();
        for (std::uint32_t item = team.rank(); item < group * width; item += team.size()) {
            const float* const of_head =
                sums + std::size_t{item / width} * parts * width + item % width;
            float sum = 0.0F;
            for (std::uint32_t p = 0; p < parts; ++p) {
                sum += of_head[std::size_t{p} * width];
            }
            result(row, head + item / width, stretch)[item % width] = sum;
        }
    }

    [[nodiscard]] constexpr float* result(std::uint32_t row, std::uint32_t head,
                                          std::uint32_t stretch) const {
        const std::size_t which =
            (static_cast<std::size_t>(row) * heads + head) * stretches + stretch;
        return partial + which * (cache.head_dim + 2);
    }
};

// Puts the stretches of a row and head together. A block is (row, head).
template <class Real>
struct attention_combine_kernel {
    const float* partial;
    const std::int32_t* positions;
    Real* out;
    std::uint32_t heads;
    std::uint32_t head_dim;
    std::uint32_t stretches;

    static constexpr std::uint32_t threads = 64;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t block) const {
        const auto position = static_cast<std::uint32_t>(positions[block / heads]);
        const std::uint32_t used = position / attention_kernel<Real>::stretch_size + 1;
        const std::size_t size = head_dim + 2;
        const float* const from = partial + static_cast<std::size_t>(block) * stretches * size;
        float highest = from[head_dim];
        for (std::uint32_t s = 1; s < used; ++s) {
            const float other = from[s * size + head_dim];
            highest = other > highest ? other : highest;
        }
        float total = 0.0F;
        for (std::uint32_t s = 0; s < used; ++s) {
            total += from[s * size + head_dim + 1] * std::exp(from[s * size + head_dim] - highest);
        }
        for (std::uint32_t i = team.rank(); i < head_dim; i += team.size()) {
            float sum = 0.0F;
            for (std::uint32_t s = 0; s < used; ++s) {
                sum += from[s * size + i] * std::exp(from[s * size + head_dim] - highest);
            }
            store(out[static_cast<std::size_t>(block) * head_dim + i], sum / total);
        }
    }
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_ATTENTION_KERNELS_HPP
