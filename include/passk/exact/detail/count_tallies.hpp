// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_DETAIL_COUNT_TALLIES_HPP
#define PASSK_EXACT_DETAIL_COUNT_TALLIES_HPP

#include <passk/exact/detail/combinations.hpp>
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace passk::detail {

// The distinct tallies with how many problems have them, by n and then by successes from the most
// to the fewest.
inline std::vector<std::pair<tally, std::uint64_t>> count_tallies(const problem_tallies& problems) {
    std::vector<std::pair<tally, std::uint64_t>> counted;
    const std::uint64_t n = problems[0].trials();
    if (n / 16 <= problems.size()
        && std::all_of(problems.begin(), problems.end(),
                       [n](const tally& one) { return one.trials() == n; })) {
        std::vector<std::uint64_t> histogram(static_cast<std::size_t>(n) + 1, 0);
        for (const tally& one : problems) {
            ++histogram[static_cast<std::size_t>(one.successes())];
        }
        for (std::size_t c = histogram.size(); c-- > 0;) {
            if (histogram[c] != 0) {
                counted.emplace_back(tally(n, c), histogram[c]);
            }
        }
        return counted;
    }
    std::vector<tally> sorted(problems.begin(), problems.end());
    std::sort(sorted.begin(), sorted.end(), [](const tally& a, const tally& b) {
        return a.trials() != b.trials() ? a.trials() < b.trials() : a.successes() > b.successes();
    });
    for (const tally& one : sorted) {
        if (counted.empty() || counted.back().first != one) {
            counted.emplace_back(one, 0);
        }
        ++counted.back().second;
    }
    return counted;
}

// The mean of a fraction of each tally over the problems.
template <class Fraction>
exact::rational mean_fraction(const problem_tallies& problems, const Fraction& fraction) {
    exact::rational sum = 0;
    for (const auto& [counts, weight] : count_tallies(problems)) {
        sum += fraction(counts) * exact::integer(weight);
    }
    return divided(sum, problems.size());
}

}  // namespace passk::detail

#endif  // PASSK_EXACT_DETAIL_COUNT_TALLIES_HPP
