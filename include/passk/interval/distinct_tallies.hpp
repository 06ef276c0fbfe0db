// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DISTINCT_TALLIES_HPP
#define PASSK_INTERVAL_DISTINCT_TALLIES_HPP

#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace passk {

/// The distinct values of `keys`, sorted, with how often each occurs.
template <class Key>
[[nodiscard]] std::vector<std::pair<Key, std::uint32_t>> count_distinct(std::vector<Key> keys) {
    std::sort(keys.begin(), keys.end());
    std::vector<std::pair<Key, std::uint32_t>> counts;
    for (const Key& key : keys) {
        if (counts.empty() || counts.back().first != key) {
            counts.emplace_back(key, 0);
        }
        ++counts.back().second;
    }
    return counts;
}

/// Trials and successes of a tally, which sort.
using tally_key = std::pair<std::uint64_t, std::uint64_t>;

[[nodiscard]] inline tally_key key_of(const tally& counts) {
    return {counts.trials(), counts.successes()};
}
[[nodiscard]] inline tally tally_of(const tally_key& key) {
    return {key.first, key.second};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_DISTINCT_TALLIES_HPP
