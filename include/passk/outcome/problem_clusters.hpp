// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_PROBLEM_CLUSTERS_HPP
#define PASSK_OUTCOME_PROBLEM_CLUSTERS_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace passk {

/// The cluster of each problem, by name: problems of one cluster, such as the questions about one
/// text, are no independent evidence. Empty: every problem stands for itself.
using problem_clusters = std::unordered_map<std::string, std::string>;

/// For each problem the number of its cluster, from 0 in order of appearance; empty if there are no
/// clusters.
/// @returns errc::malformed if a problem has no cluster, or if all problems are in one
[[nodiscard]] inline result<std::vector<std::size_t>> cluster_numbers(
    const problem_clusters& clusters, std::span<const std::string> problems) {
    std::vector<std::size_t> numbers;
    if (clusters.empty()) {
        return numbers;
    }
    std::unordered_map<std::string, std::size_t> number_of;
    for (const std::string& problem : problems) {
        const auto found = clusters.find(problem);
        if (found == clusters.end()) {
            return error{errc::malformed, "there is no cluster of problem '" + problem + "'"};
        }
        numbers.push_back(number_of.emplace(found->second, number_of.size()).first->second);
    }
    if (number_of.size() < 2) {
        return error{errc::malformed,
                     "all problems are in one cluster"
                         + (problems.empty() ? "" : " ('" + number_of.begin()->first + "')")
                         + ", which does not show how clusters differ"};
    }
    return numbers;
}

/// How many clusters there are, numbered from 0; 0 if there are none.
[[nodiscard]] constexpr std::size_t cluster_count(std::span<const std::size_t> numbers) noexcept {
    std::size_t count = 0;
    for (const std::size_t number : numbers) {
        count = number < count ? count : number + 1;
    }
    return count;
}

}  // namespace passk

#endif  // PASSK_OUTCOME_PROBLEM_CLUSTERS_HPP
