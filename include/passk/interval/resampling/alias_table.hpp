// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_ALIAS_TABLE_HPP
#define PASSK_INTERVAL_RESAMPLING_ALIAS_TABLE_HPP

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk::resampling {

// Draws one of several outcomes with given probabilities from one 64-bit word (Walker 1977; Vose
// 1991, "A linear algorithm for generating random numbers with a given distribution"). Built in
// whole numbers: probabilities are multiples of 2^-32 over the number of buckets, and the draws
// are the same on every machine.
class alias_table {
public:
    // At least one probability, at most 2^20, not negative, adding to 1 but for rounding.
    explicit alias_table(std::span<const double> probabilities) {
        const std::uint64_t size = std::bit_ceil(probabilities.size());
        mask_ = static_cast<std::uint32_t>(size - 1);
        std::vector<std::uint64_t> weights(size, 0);
        std::uint64_t left = size << 32U;
        for (std::size_t i = 0; i < probabilities.size(); ++i) {
            weights[i] = (std::min)(left, static_cast<std::uint64_t>(
                                              probabilities[i] * static_cast<double>(size << 32U)));
            left -= weights[i];
        }
        *std::max_element(weights.begin(), weights.end()) += left;

        buckets_.resize(size);
        std::vector<std::uint32_t> below;
        std::vector<std::uint32_t> above;
        for (std::uint32_t i = 0; i < size; ++i) {
            (weights[i] < full ? below : above).push_back(i);
        }
        while (!below.empty()) {
            const std::uint32_t under = below.back();
            const std::uint32_t over = above.back();
            below.pop_back();
            buckets_[under] = {static_cast<std::uint32_t>(weights[under]), over};
            weights[over] -= full - weights[under];
            if (weights[over] < full) {
                above.pop_back();
                below.push_back(over);
            }
        }
        for (const std::uint32_t i : above) {
            buckets_[i] = {0, i};
        }
    }

    [[nodiscard]] std::uint32_t operator()(std::uint64_t word) const noexcept {
        const std::uint32_t at = static_cast<std::uint32_t>(word) & mask_;
        const bucket& chosen = buckets_[at];
        return static_cast<std::uint32_t>(word >> 32U) < chosen.own ? at : chosen.other;
    }

private:
    static constexpr std::uint64_t full = std::uint64_t{1} << 32U;

    struct bucket {
        std::uint32_t own;  // of 2^32
        std::uint32_t other;
    };

    std::uint32_t mask_ = 0;
    std::vector<bucket> buckets_{};
};

}  // namespace passk::resampling

#endif  // PASSK_INTERVAL_RESAMPLING_ALIAS_TABLE_HPP
