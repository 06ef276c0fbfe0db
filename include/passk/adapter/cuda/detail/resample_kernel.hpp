// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_RESAMPLE_KERNEL_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_RESAMPLE_KERNEL_HPP

#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/portable.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// A resampling_plan whose lists lie on a device.
struct device_plan {
    using split = resampling::resampling_plan::split;
    using addition = resampling::resampling_plan::addition;

    const split* splits;
    const addition* additions;
    const std::uint32_t* cleared;
    const std::uint32_t* kind_of_problem;
    std::uint32_t split_count;
    std::uint32_t addition_count;
    std::uint32_t cleared_count;
    std::uint32_t problem_count;
    std::uint32_t group_count;
    std::uint32_t roots;  // nodes of the level that groups go down to
    std::uint32_t weights;
    std::uint32_t padding;
    std::uint32_t padding_after;
    std::uint32_t slot_count;

    // What portable::redraw_padding asks for.
    [[nodiscard]] constexpr std::uint32_t problems() const noexcept { return problem_count; }
    [[nodiscard]] constexpr std::uint32_t weights_begin() const noexcept { return weights; }
    [[nodiscard]] constexpr std::uint32_t padding_begin() const noexcept { return padding; }
    [[nodiscard]] constexpr std::uint32_t padding_end() const noexcept { return padding_after; }
    [[nodiscard]] constexpr std::uint32_t kind_of(std::uint32_t problem) const noexcept {
        return kind_of_problem[problem];
    }
};

// What a team needs while it draws one block of 64 resamples, beside the counts.
struct resampling_workspace {
    static constexpr std::uint32_t lanes = resampling::resampling_plan::lanes;
    static constexpr std::uint32_t generators = resampling::lane_random::lanes;

    std::uint64_t state[4][generators];
    std::uint64_t words[generators];
    std::uint32_t rest[lanes];
    std::uint32_t taken[lanes];
};

// Draws 64 resamples and sums the columns over them: portable::draw_weights and add_products, a
// block for each 64, with the lanes dealt out to the members of the team. Every number is whole
// and every sum exact, so the bits are those of mean_resampler::sums.
//
// A lane's counts are touched by one member alone. Shared are the words of the eight generators
// and how many of them the fullest lane needs.
struct resample_kernel {
    device_plan plan;
    const double* values;             // kinds x columns
    const std::uint32_t* kinds_with;  // of each column: kinds that have a value in it
    std::uint32_t columns;
    std::uint64_t seed;
    std::uint64_t first;               // number of this launch's first block of resamples
    resampling_workspace* workspaces;  // of each block of the launch
    std::uint32_t* counts;             // of each: plan.slot_count x 64
    double* sums;                      // of each: columns x 64

    static constexpr std::uint32_t threads = 32;  // one warp: what it waits for is itself
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }

    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t block) const {
        resampling_workspace& space = workspaces[block];
        std::uint32_t* const slots =
            counts + static_cast<std::size_t>(block) * plan.slot_count * lanes;
        if (team.rank() == 0) {
            keep(resampling::lane_random(seed, first + block), space);
        }
        team.sync();
        draw_groups(team, space, slots);
        for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
            for (std::uint32_t s = 0; s < plan.cleared_count; ++s) {
                slots[std::size_t{plan.cleared[s]} * lanes + i] = 0;
            }
        }
        for (std::uint32_t s = 0; s < plan.split_count; ++s) {
            const device_plan::split node = plan.splits[s];
            split_counts(team, space, slots, node.source, node.left, node.right);
        }
        for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
            for (std::uint32_t s = 0; s < plan.addition_count; ++s) {
                const device_plan::addition leaf = plan.additions[s];
                slots[std::size_t{leaf.to} * lanes + i] +=
                    slots[std::size_t{leaf.from} * lanes + i];
            }
        }
        team.sync();
        // One random number after the other, as it is on the CPU.
        if (team.rank() == 0 && plan.padding < plan.padding_after) {
            resampling::lane_random random(seed, 0);
            random.set_state(kept(space));
            static_cast<void>(resampling::portable::redraw_padding(plan, random, slots));
        }
        team.sync();
        double* const out = sums + static_cast<std::size_t>(block) * columns * lanes;
        for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
            add_products(slots + std::size_t{plan.weights} * lanes + i, out + i);
        }
    }

private:
    static constexpr std::uint32_t lanes = resampling_workspace::lanes;
    static constexpr std::uint32_t generators = resampling_workspace::generators;

    static constexpr void keep(const resampling::lane_random& random, resampling_workspace& space) {
        for (std::uint32_t w = 0; w < 4; ++w) {
            for (std::uint32_t g = 0; g < generators; ++g) {
                space.state[w][g] = random.state()[w][g];
            }
        }
    }

    [[nodiscard]] static constexpr std::array<resampling::lane_random::words, 4> kept(
        const resampling_workspace& space) {
        std::array<resampling::lane_random::words, 4> state{};
        for (std::uint32_t w = 0; w < 4; ++w) {
            for (std::uint32_t g = 0; g < generators; ++g) {
                state[w][g] = space.state[w][g];
            }
        }
        return state;
    }

    // All draws, in groups of at most 255, down to the nodes that collect them.
    template <class Team>
    constexpr void draw_groups(Team& team, resampling_workspace& space,
                               std::uint32_t* slots) const {
        for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
            for (std::uint32_t s = 0; s < plan.roots; ++s) {
                slots[std::size_t{s} * lanes + i] = 0;
            }
        }
        const std::uint32_t group = plan.roots;  // the first slot of a group on its way down
        for (std::uint32_t g = 0; g < plan.group_count; ++g) {
            const std::uint32_t size = plan.problem_count / plan.group_count
                                       + (g < plan.problem_count % plan.group_count ? 1 : 0);
            for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
                slots[std::size_t{group} * lanes + i] = size;
            }
            for (std::uint32_t nodes = 1; nodes < plan.roots; nodes *= 2) {
                for (std::uint32_t n = nodes; n-- > 0;) {
                    split_counts(team, space, slots, group + n, group + 2 * n, group + 2 * n + 1);
                }
            }
            for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
                for (std::uint32_t s = 0; s < plan.roots; ++s) {
                    slots[std::size_t{s} * lanes + i] += slots[std::size_t{group + s} * lanes + i];
                }
            }
        }
    }

    // portable::split_counts
    template <class Team>
    constexpr void split_counts(Team& team, resampling_workspace& space, std::uint32_t* slots,
                                std::uint32_t source, std::uint32_t left,
                                std::uint32_t right) const {
        std::uint32_t most = 0;
        for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
            const std::uint32_t m = slots[std::size_t{source} * lanes + i];
            space.rest[i] = m;
            space.taken[i] = 0;
            most = m > most ? m : most;
        }
        // Exact: a plan has at most 2^16 draws.
        most = static_cast<std::uint32_t>(team.max_of(static_cast<float>(most)));
        do {
            for (std::uint32_t g = team.rank(); g < generators; g += team.size()) {
                space.words[g] = resampling::lane_random::next(
                    space.state[0][g], space.state[1][g], space.state[2][g], space.state[3][g]);
            }
            team.sync();
            for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
                const std::uint32_t now = space.rest[i] < 8 ? space.rest[i] : 8;
                const std::uint64_t byte = space.words[i / 8] >> (8 * (i % 8)) & 0xFFU;
                const std::uint64_t mask = (std::uint64_t{1} << now) - 1;
                space.taken[i] += static_cast<std::uint32_t>(std::popcount(byte & mask));
                space.rest[i] -= now;
            }
            team.sync();
            most -= most < 8 ? most : 8;
        } while (most != 0);
        for (std::uint32_t i = team.rank(); i < lanes; i += team.size()) {
            const std::uint32_t m = slots[std::size_t{source} * lanes + i];
            slots[std::size_t{left} * lanes + i] = space.taken[i];
            slots[std::size_t{right} * lanes + i] = m - space.taken[i];
        }
    }

    // The sums of one lane, a few columns at a time, so that its counts are read seldom.
    constexpr void add_products(const std::uint32_t* weights, double* out) const {
        constexpr std::uint32_t tile = 8;
        for (std::uint32_t begin = 0; begin < columns; begin += tile) {
            double sum[tile] = {};
            std::uint32_t last = 0;
            for (std::uint32_t c = 0; c < tile; ++c) {
                if (begin + c < columns && kinds_with[begin + c] > last) {
                    last = kinds_with[begin + c];
                }
            }
            for (std::uint32_t d = 0; d < last; ++d) {
                const double weight = weights[std::size_t{d} * lanes];
                const double* const row = values + std::size_t{d} * columns + begin;
                for (std::uint32_t c = 0; c < tile; ++c) {
                    if (begin + c < columns) {
                        sum[c] += weight * row[c];
                    }
                }
            }
            for (std::uint32_t c = 0; c < tile; ++c) {
                if (begin + c < columns) {
                    out[std::size_t{begin + c} * lanes] = sum[c];
                }
            }
        }
    }
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_RESAMPLE_KERNEL_HPP
