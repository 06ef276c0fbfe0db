// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_RECENT_CACHE_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_RECENT_CACHE_HPP

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

namespace passk::adapter::cuda::detail {

// What was made for the keys asked for last, so many at most: the one that was not asked for for
// the longest time is destroyed first.
template <class Key, class Value>
class recent_cache {
public:
    explicit recent_cache(std::size_t most) : most_(most) {}

    // Null if there is none. The pointer lasts until the next call of keep.
    [[nodiscard]] Value* find(const Key& key) {
        const auto found = entries_.find(key);
        if (found == entries_.end()) {
            return nullptr;
        }
        found->second.asked = ++clock_;
        return &found->second.value;
    }

    Value& keep(const Key& key, Value value) {
        if (entries_.size() >= most_ && !entries_.contains(key)) {
            entries_.erase(std::min_element(
                entries_.begin(), entries_.end(),
                [](const auto& a, const auto& b) { return a.second.asked < b.second.asked; }));
        }
        return entries_.insert_or_assign(key, entry{std::move(value), ++clock_})
            .first->second.value;
    }

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

private:
    struct entry {
        Value value;
        std::uint64_t asked;
    };

    std::size_t most_;
    std::uint64_t clock_ = 0;
    std::map<Key, entry> entries_{};
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_RECENT_CACHE_HPP
