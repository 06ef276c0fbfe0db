// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_COUNT_TREE_HPP
#define PASSK_INTERVAL_RESAMPLING_COUNT_TREE_HPP

#include <passk/core/simd_level.hpp>
#include <passk/interval/resampling/lane_random.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk::resampling {

namespace portable {

// How many of 512 * batches random bits are 1.
inline std::uint64_t count_ones(lane_random& random, std::uint64_t batches) noexcept {
    std::uint64_t ones = 0;
    for (; batches > 0; --batches) {
        for (const std::uint64_t word : random()) {
            ones += static_cast<std::uint64_t>(std::popcount(word));
        }
    }
    return ones;
}

}  // namespace portable

#if defined(__x86_64__)
namespace avx2 {

// The same, compiled for wider registers and the popcnt instruction.
__attribute__((target("avx2,popcnt"))) inline std::uint64_t count_ones(
    lane_random& random, std::uint64_t batches) noexcept {
    std::uint64_t ones = 0;
    for (; batches > 0; --batches) {
        for (const std::uint64_t word : random()) {
            ones += static_cast<std::uint64_t>(std::popcount(word));
        }
    }
    return ones;
}

}  // namespace avx2
#endif

// Fair coins.
class coin_counter {
public:
    coin_counter(lane_random& random, simd_level level) noexcept : random_(random) {
#if defined(__x86_64__)
        if (level != simd_level::portable) {
            count_ones_ = avx2::count_ones;
        }
#endif
        (void)level;
    }

    // Heads among `coins`: Binomial(coins, 1/2).
    std::uint32_t heads(std::uint32_t coins) noexcept {
        constexpr std::uint32_t batch = 64 * lane_random::lanes;
        std::uint64_t ones = coins >= batch ? count_ones_(random_, coins / batch) : 0;
        for (coins %= batch; coins >= 64; coins -= 64) {
            ones += static_cast<std::uint64_t>(std::popcount(next()));
        }
        if (coins > 0) {
            ones += static_cast<std::uint64_t>(std::popcount(next() >> (64U - coins)));
        }
        return static_cast<std::uint32_t>(ones);
    }

private:
    std::uint64_t next() noexcept {
        if (used_ == lane_random::lanes) {
            words_ = random_();
            used_ = 0;
        }
        return words_[used_++];
    }

    lane_random& random_;
    lane_random::words words_{};
    std::size_t used_ = lane_random::lanes;
    std::uint64_t (*count_ones_)(lane_random&, std::uint64_t) noexcept = portable::count_ones;
};

// How to draw P problems out of P with replacement when only the number of draws of each kind
// matters and P is large: one resample at a time, without limit on a count.
//
// The problems stand in a row, kind by kind, padded to 2^h places. A node of the binary tree over
// the places that holds m draws passes Binomial(m, 1/2) of them to its left half; nodes within
// one kind are leaves, and nodes without draws are not entered. What fell on the padding goes
// down the tree again, until nothing does. The counts are exactly multinomial. The cost is about
// P log2(kinds) / 64 random words, and no more than a few for each kind and level.
class count_tree {
public:
    // sizes[d] >= 1 problems are of kind d; at most 2^31 in all.
    explicit count_tree(std::span<const std::uint32_t> sizes) {
        ends_.reserve(sizes.size());
        for (const std::uint32_t size : sizes) {
            problems_ += size;
            ends_.push_back(problems_);
        }
        root_ = grow(0, std::bit_ceil(std::uint64_t{problems_}));
    }

    [[nodiscard]] std::uint32_t problems() const noexcept { return problems_; }
    [[nodiscard]] std::size_t kinds() const noexcept { return ends_.size(); }

    // counts[d] = draws of kind d. There must be room for kinds() + 1 counts.
    void draw(coin_counter& coins, std::uint32_t* counts) const noexcept {
        std::fill(counts, counts + kinds(), 0U);
        std::uint32_t* const padding = counts + kinds();
        for (std::uint32_t draws = problems_; draws > 0; draws = *padding) {
            *padding = 0;
            scatter(root_, draws, coins, counts);
        }
    }

private:
    static constexpr std::uint32_t leaf = std::uint32_t{1} << 31U;  // the rest is a kind

    struct node {
        std::uint32_t left;
        std::uint32_t right;
    };

    [[nodiscard]] std::uint32_t kind_at(std::uint64_t place) const {
        const auto found = std::upper_bound(ends_.begin(), ends_.end(), place);
        return static_cast<std::uint32_t>(found - ends_.begin());
    }

    // The node over the places [first, last).
    std::uint32_t grow(std::uint64_t first, std::uint64_t last) {
        const std::uint32_t kind = kind_at(first);
        if (kind == kind_at(last - 1)) {
            return leaf | kind;
        }
        const auto here = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back({});
        const std::uint64_t middle = first + (last - first) / 2;
        const std::uint32_t left = grow(first, middle);
        const std::uint32_t right = grow(middle, last);
        nodes_[here] = {left, right};
        return here;
    }

    void scatter(std::uint32_t at, std::uint32_t draws, coin_counter& coins,
                 std::uint32_t* counts) const noexcept {
        while ((at & leaf) == 0) {
            const std::uint32_t left = coins.heads(draws);
            if (left == draws) {
                at = nodes_[at].left;
                continue;
            }
            if (left > 0) {
                scatter(nodes_[at].left, left, coins, counts);
            }
            draws -= left;
            at = nodes_[at].right;
        }
        counts[at & ~leaf] += draws;
    }

    std::uint32_t problems_ = 0;
    std::uint32_t root_ = 0;
    std::vector<std::uint32_t> ends_{};  // of the kinds' places
    std::vector<node> nodes_{};          // in preorder
};

}  // namespace passk::resampling

#endif  // PASSK_INTERVAL_RESAMPLING_COUNT_TREE_HPP
