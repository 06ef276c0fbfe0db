// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_PORTABLE_HPP
#define PASSK_INTERVAL_RESAMPLING_PORTABLE_HPP

#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

// The meaning of a resampling plan, in plain C++. The SIMD kernels give the same bits, or say
// that a byte was too narrow and leave the block to this one.
namespace passk::resampling::portable {

// left = Binomial(m, 1/2), right = m - left, in each of 64 lanes. Takes one random byte for each
// eight draws, as often as the fullest lane needs, and at least once.
inline void split_counts(lane_random& random, const std::uint32_t* m, std::uint32_t* left,
                         std::uint32_t* right) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    std::uint32_t rest[lanes];
    std::uint32_t taken[lanes] = {};
    std::uint32_t most = 0;
    for (std::size_t i = 0; i < lanes; ++i) {
        rest[i] = m[i];
        most = (std::max)(most, m[i]);
    }
    do {
        const lane_random::words words = random();
        for (std::size_t i = 0; i < lanes; ++i) {
            const std::uint32_t now = (std::min)(rest[i], std::uint32_t{8});
            const auto byte = static_cast<std::uint32_t>(words[i / 8] >> (8 * (i % 8))) & 0xFFU;
            const std::uint32_t kept = byte & ((std::uint32_t{1} << now) - 1);
            taken[i] += static_cast<std::uint32_t>(std::popcount(kept));
            rest[i] -= now;
        }
        most -= (std::min)(most, std::uint32_t{8});
    } while (most != 0);
    for (std::size_t i = 0; i < lanes; ++i) {
        const std::uint32_t total = m[i];
        left[i] = taken[i];
        right[i] = total - taken[i];
    }
}

// Draws that fell on the padding, drawn again over the problems; false if a count is full. Plan is
// resampling_plan or has these members of it.
template <class Plan, class Count>
constexpr bool redraw_padding(const Plan& plan, lane_random& random, Count* slots) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    lane_index_source again(random, plan.problems());
    for (std::size_t i = 0; i < lanes; ++i) {
        std::uint32_t lost = 0;
        for (std::uint32_t s = plan.padding_begin(); s < plan.padding_end(); ++s) {
            lost += slots[lanes * s + i];
        }
        for (; lost != 0; --lost) {
            Count& weight = slots[lanes * (plan.weights_begin() + plan.kind_of(again())) + i];
            ++weight;
            if (weight == (std::numeric_limits<Count>::max)()) {
                return false;
            }
        }
    }
    return true;
}

// Fills plan.slots() slots of 64 counts; the weights stand from plan.weights_begin().
inline void draw_weights(const resampling_plan& plan, lane_random& random,
                         std::uint32_t* slots) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    const auto slot = [slots](std::uint32_t s) { return slots + lanes * s; };

    const std::uint32_t roots = std::uint32_t{1} << plan.top_levels();
    std::fill(slot(0), slot(roots), 0U);
    for (std::uint32_t g = 0; g < plan.groups(); ++g) {
        const std::uint32_t group = plan.group_begin();
        std::fill(slot(group), slot(group + 1), plan.group_size(g));
        for (std::uint32_t nodes = 1; nodes < roots; nodes *= 2) {
            for (std::uint32_t i = nodes; i-- > 0;) {
                split_counts(random, slot(group + i), slot(group + 2 * i), slot(group + 2 * i + 1));
            }
        }
        for (std::size_t i = 0; i < lanes * roots; ++i) {
            slots[i] += slot(group)[i];
        }
    }
    for (const std::uint32_t s : plan.cleared()) {
        std::fill(slot(s), slot(s + 1), 0U);
    }
    for (const resampling_plan::split& node : plan.splits()) {
        split_counts(random, slot(node.source), slot(node.left), slot(node.right));
    }
    for (const resampling_plan::addition& leaf : plan.additions()) {
        for (std::size_t i = 0; i < lanes; ++i) {
            slot(leaf.to)[i] += slot(leaf.from)[i];
        }
    }
    (void)redraw_padding(plan, random, slots);
}

// sums[c][lane] += weights[d][lane] * values[d][c] over kinds [first, last) and the first
// `columns` columns. All products and sums are whole numbers below 2^53: exact in any order.
template <class Count>
void add_products(const Count* weights, const double* values, std::size_t stride, std::size_t first,
                  std::size_t last, std::size_t columns, double* sums) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    constexpr std::size_t tile = 16;
    for (std::size_t begin = 0; begin < columns; begin += tile) {
        const std::size_t end = (std::min)(columns, begin + tile);
        for (std::size_t d = first; d < last; ++d) {
            double weight[lanes];
            for (std::size_t i = 0; i < lanes; ++i) {
                weight[i] = static_cast<double>(weights[lanes * d + i]);
            }
            for (std::size_t c = begin; c < end; ++c) {
                const double value = values[stride * d + c];
                double* const sum = sums + lanes * c;
                for (std::size_t i = 0; i < lanes; ++i) {
                    sum[i] += weight[i] * value;
                }
            }
        }
    }
}

}  // namespace passk::resampling::portable

#endif  // PASSK_INTERVAL_RESAMPLING_PORTABLE_HPP
