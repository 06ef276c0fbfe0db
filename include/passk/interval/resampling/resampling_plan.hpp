// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_RESAMPLING_PLAN_HPP
#define PASSK_INTERVAL_RESAMPLING_RESAMPLING_PLAN_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk::resampling {

// How to draw P problems out of P with replacement, 64 resamples side by side, when only the
// number of draws of each kind of problem matters.
//
// The problems stand in a row, kind by kind, padded to L = 2^h places. A node of the binary tree
// over the places that holds m draws passes Binomial(m, 1/2) of them, the popcount of m random
// bits, to its left half; nodes within one kind are not split. Draws that fall on the padding
// are drawn again, evenly. The counts are exactly multinomial.
//
// The first levels could hold more than 255 draws. There the draws go down in groups of at most
// 255, and the nodes of level `top`, which hold 128 or fewer on average, collect them. Kinds are
// cut at 128 problems for the same reason: a kernel may count in bytes, if it checks.
class resampling_plan {
public:
    static constexpr std::size_t lanes = 64;
    static constexpr std::uint32_t most_expected = 128;

    struct split {
        std::uint32_t source;
        std::uint32_t left;
        std::uint32_t right;
    };
    struct addition {
        std::uint32_t from;
        std::uint32_t to;
    };

    // sizes[d] problems are of kind d; each between 1 and most_expected.
    explicit resampling_plan(std::span<const std::uint32_t> sizes) {
        for (std::size_t kind = 0; kind < sizes.size(); ++kind) {
            kind_of_.insert(kind_of_.end(), sizes[kind], static_cast<std::uint32_t>(kind));
        }
        kinds_ = static_cast<std::uint32_t>(sizes.size());
        problems_ = static_cast<std::uint32_t>(kind_of_.size());
        places_ = std::bit_ceil(problems_);
        const std::uint32_t padding_kinds =
            (places_ - problems_ + most_expected - 1) / most_expected;
        while (problems_ > (most_expected << top_)) {
            ++top_;
        }
        groups_ = (problems_ + 254) / 255;

        const std::uint32_t roots = std::uint32_t{1} << top_;
        scratch_ = 2 * roots;
        weights_ = scratch_ + 2 * (static_cast<std::uint32_t>(std::bit_width(places_)) + 1);
        slots_ = weights_ + kinds_ + padding_kinds;
        written_.assign(kinds_ + padding_kinds, false);
        for (std::uint32_t root = 0; root < roots; ++root) {
            const std::uint32_t width = places_ / roots;
            grow(root, root * width, (root + 1) * width, 0);
        }
        for (std::uint32_t kind = 0; kind < written_.size(); ++kind) {
            if (!written_[kind]) {
                cleared_.push_back(weights_ + kind);
            }
        }
    }

    [[nodiscard]] std::uint32_t problems() const noexcept { return problems_; }
    [[nodiscard]] std::uint32_t kinds() const noexcept { return kinds_; }
    [[nodiscard]] std::uint32_t kind_of(std::uint32_t problem) const noexcept {
        return kind_of_[problem];
    }
    // The draws of group g.
    [[nodiscard]] std::uint32_t groups() const noexcept { return groups_; }
    [[nodiscard]] std::uint32_t group_size(std::uint32_t g) const noexcept {
        return problems_ / groups_ + (g < problems_ % groups_ ? 1 : 0);
    }
    [[nodiscard]] std::uint32_t top_levels() const noexcept { return top_; }

    // Slots of 64 counts each: the nodes of level `top`, room for one group on its way down,
    // then scratch, then a slot for each kind from weights_begin, then one for each kind of
    // padding up to padding_end, then leaves to be added.
    [[nodiscard]] std::uint32_t group_begin() const noexcept { return std::uint32_t{1} << top_; }
    [[nodiscard]] std::uint32_t weights_begin() const noexcept { return weights_; }
    [[nodiscard]] std::uint32_t padding_begin() const noexcept { return weights_ + kinds_; }
    [[nodiscard]] std::uint32_t padding_end() const noexcept {
        return weights_ + static_cast<std::uint32_t>(written_.size());
    }
    [[nodiscard]] std::uint32_t slots() const noexcept { return slots_; }

    [[nodiscard]] const std::vector<split>& splits() const noexcept { return splits_; }
    [[nodiscard]] const std::vector<addition>& additions() const noexcept { return additions_; }
    [[nodiscard]] const std::vector<std::uint32_t>& cleared() const noexcept { return cleared_; }

private:
    [[nodiscard]] std::uint32_t kind_at(std::uint32_t place) const {
        return place < problems_ ? kind_of_[place] : kinds_ + (place - problems_) / most_expected;
    }

    [[nodiscard]] bool within_one_kind(std::uint32_t first, std::uint32_t last) const {
        return kind_at(first) == kind_at(last - 1);
    }

    // Plans the node over [first, last) whose count is in `slot`. In preorder, so that a path
    // needs two scratch slots a level and all of it stays in the nearest cache.
    void grow(std::uint32_t slot, std::uint32_t first, std::uint32_t last, std::uint32_t depth) {
        if (within_one_kind(first, last)) {
            additions_.push_back({slot, weights_ + kind_at(first)});
            return;
        }
        const std::uint32_t middle = first + (last - first) / 2;
        const std::uint32_t left = slot_of_child(first, middle, scratch_ + 2 * depth);
        const std::uint32_t right = slot_of_child(middle, last, scratch_ + 2 * depth + 1);
        splits_.push_back({slot, left, right});
        if (!within_one_kind(first, middle)) {
            grow(left, first, middle, depth + 1);
        }
        if (!within_one_kind(middle, last)) {
            grow(right, middle, last, depth + 1);
        }
    }

    // A kind's first leaf is written where its weight belongs, a later one is added at the end.
    std::uint32_t slot_of_child(std::uint32_t first, std::uint32_t last, std::uint32_t scratch) {
        if (!within_one_kind(first, last)) {
            return scratch;
        }
        const std::uint32_t kind = kind_at(first);
        if (!written_[kind]) {
            written_[kind] = true;
            return weights_ + kind;
        }
        additions_.push_back({slots_, weights_ + kind});
        return slots_++;
    }

    std::uint32_t problems_ = 0;
    std::uint32_t kinds_ = 0;
    std::uint32_t places_ = 0;
    std::uint32_t top_ = 0;
    std::uint32_t groups_ = 0;
    std::uint32_t scratch_ = 0;
    std::uint32_t weights_ = 0;
    std::uint32_t slots_ = 0;
    std::vector<std::uint32_t> kind_of_{};
    std::vector<bool> written_{};
    std::vector<split> splits_{};
    std::vector<addition> additions_{};
    std::vector<std::uint32_t> cleared_{};
};

}  // namespace passk::resampling

#endif  // PASSK_INTERVAL_RESAMPLING_RESAMPLING_PLAN_HPP
