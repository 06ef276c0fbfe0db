// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TOKENIZER_DETAIL_PAIR_MERGER_HPP
#define PASSK_ADAPTER_TOKENIZER_DETAIL_PAIR_MERGER_HPP

#include <passk/sample/token_id.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <span>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace passk::adapter::tokenizer::detail {

// The merges of byte-pair encoding: of all neighbours in a word, the pair learned first becomes
// one token, leftmost first, until no neighbours are a pair.
class pair_merger {
public:
    // False if the pair is there already.
    bool add(token_id left, token_id right, token_id merged) {
        const auto rank = static_cast<std::uint32_t>(merges_.size());
        return merges_.emplace(key(left, right), merge{rank, merged}).second;
    }

    // Merges a word given as tokens and appends what is left. O(n log n).
    void apply(std::span<const token_id> word, token_ids& out) const {
        std::vector<link> links(word.size());
        for (std::size_t i = 0; i < word.size(); ++i) {
            links[i] = {word[i], i == 0 ? none : i - 1, i + 1 < word.size() ? i + 1 : none};
        }
        // By rank, then by place; whether it still stands is seen when it comes up.
        using candidate = std::tuple<std::uint32_t, std::size_t, token_id, token_id>;
        std::priority_queue<candidate, std::vector<candidate>, std::greater<>> candidates;
        const auto consider = [&](std::size_t left) {
            if (left == none || links[left].next == none) {
                return;
            }
            const token_id first = links[left].token;
            const token_id second = links[links[left].next].token;
            if (const auto found = merges_.find(key(first, second)); found != merges_.end()) {
                candidates.emplace(found->second.rank, left, first, second);
            }
        };
        for (std::size_t i = 0; i < links.size(); ++i) {
            consider(i);
        }
        while (!candidates.empty()) {
            const std::size_t at = std::get<1>(candidates.top());
            const token_id first = std::get<2>(candidates.top());
            const token_id second = std::get<3>(candidates.top());
            candidates.pop();
            link& left = links[at];
            if (left.token != first || left.next == none || links[left.next].token != second) {
                continue;
            }
            link& right = links[left.next];
            left.token = merges_.find(key(first, second))->second.token;
            right.token = gone;
            left.next = right.next;
            if (left.next != none) {
                links[left.next].previous = at;
            }
            consider(left.previous);
            consider(at);
        }
        for (std::size_t i = links.empty() ? none : 0; i != none; i = links[i].next) {
            out.push_back(links[i].token);
        }
    }

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    static constexpr token_id gone = -1;

    struct merge {
        std::uint32_t rank;
        token_id token;
    };
    struct link {
        token_id token = gone;
        std::size_t previous = none;
        std::size_t next = none;
    };

    [[nodiscard]] static std::uint64_t key(token_id left, token_id right) noexcept {
        return std::uint64_t{static_cast<std::uint32_t>(left)} << 32U
               | static_cast<std::uint32_t>(right);
    }

    std::unordered_map<std::uint64_t, merge> merges_{};
};

}  // namespace passk::adapter::tokenizer::detail

#endif  // PASSK_ADAPTER_TOKENIZER_DETAIL_PAIR_MERGER_HPP
