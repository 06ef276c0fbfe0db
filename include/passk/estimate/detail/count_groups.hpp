// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_COUNT_GROUPS_HPP
#define PASSK_ESTIMATE_DETAIL_COUNT_GROUPS_HPP

#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace passk::detail {

// The distinct counts of the problems that have the same number of trials.
struct count_group {
    std::uint64_t n = 0;
    std::vector<std::uint64_t> successes{};  // rising, from 1 on
    std::vector<double> weights{};           // how many problems have them
    std::uint64_t without_success = 0;       // problems
};

inline std::vector<count_group> group_by_trials(const problem_tallies& problems) {
    std::vector<count_group> groups;
    const std::uint64_t n = problems[0].trials();
    const bool same = std::all_of(problems.begin(), problems.end(),
                                  [n](const tally& counts) { return counts.trials() == n; });
    const auto append = [](count_group& group, std::uint64_t successes, std::uint64_t problems_) {
        if (successes == 0) {
            group.without_success = problems_;
        } else {
            group.successes.push_back(successes);
            group.weights.push_back(static_cast<double>(problems_));
        }
    };
    if (same && n / 16 <= problems.size() + 4096) {
        std::vector<std::uint64_t> histogram(static_cast<std::size_t>(n) + 1, 0);
        for (const tally& counts : problems) {
            ++histogram[static_cast<std::size_t>(counts.successes())];
        }
        groups.push_back({n});
        const std::size_t most = (std::min)(histogram.size(), problems.size());
        groups.back().successes.reserve(most);
        groups.back().weights.reserve(most);
        for (std::size_t c = 0; c < histogram.size(); ++c) {
            if (histogram[c] != 0) {
                append(groups.back(), c, histogram[c]);
            }
        }
        return groups;
    }
    std::vector<tally> sorted(problems.begin(), problems.end());
    std::sort(sorted.begin(), sorted.end(), [](const tally& a, const tally& b) {
        return a.trials() != b.trials() ? a.trials() < b.trials() : a.successes() < b.successes();
    });
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto last = std::find_if(first, sorted.end(),
                                       [&](const tally& counts) { return counts != *first; });
        if (groups.empty() || groups.back().n != first->trials()) {
            groups.push_back({first->trials()});
        }
        append(groups.back(), first->successes(), static_cast<std::uint64_t>(last - first));
        first = last;
    }
    return groups;
}

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_COUNT_GROUPS_HPP
