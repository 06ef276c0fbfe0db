// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_CHANCE_FLOOR_HPP
#define PASSK_ESTIMATE_CHANCE_FLOOR_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace passk {

/// pass-at-k of blind guessing: 1 - (1 - g)^k for a chance g of guessing right in one attempt,
/// for example 1/1000 where answers are whole numbers from 0 to 999.
///
/// @pre     0 <= g <= 1; k >= 1
/// @throws  domain_error otherwise, NaN included.
[[nodiscard]] inline double chance_floor(double g, attempt_count k) {
    detail::expects(g >= 0.0 && g <= 1.0,
                    "passk::chance_floor: the chance of a right guess must lie in [0, 1]");
    detail::expects(k >= 1, "passk::chance_floor: k must be at least 1");
    return -std::expm1(static_cast<double>(k) * std::log1p(-g));
}

/// pass-at-k against the wrong answer key: the mean over problems, and over the reference answers
/// of all other problems, of pass_at_k when the completions are graded against that answer
/// instead of the right one. It is what habits of answering (small numbers, one half) earn
/// without solving anything. Other problems with the same reference answer are left out.
///
/// @tparam Answer   ordered by <, for example std::string; equal answers must be the same value
/// @param answers   one row a problem: the answer of each completion
/// @param golds     the reference answer of each problem
/// @param k         attempts allowed
/// @pre             as many rows as golds; 1 <= k <= n for each problem; at least two different
///                  reference answers
/// @throws          domain_error otherwise.
/// @par Cost
/// a sort of each row, then O(log n) for each problem and distinct reference answer.
template <class Answer>
[[nodiscard]] double shuffled_gold_floor(std::span<const std::vector<Answer>> answers,
                                         std::span<const Answer> golds, attempt_count k) {
    detail::expects(answers.size() == golds.size(),
                    "passk::shuffled_gold_floor: there must be one reference answer a problem");
    std::vector<Answer> sorted_golds(golds.begin(), golds.end());
    std::sort(sorted_golds.begin(), sorted_golds.end());
    detail::expects(!golds.empty() && sorted_golds.front() < sorted_golds.back(),
                    "passk::shuffled_gold_floor: there must be two different reference answers");
    double sum = 0.0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        detail::expects_attempts("passk::shuffled_gold_floor", k, answers[i].size(),
                                 "problem " + std::to_string(i));
        std::vector<Answer> given(answers[i]);
        std::sort(given.begin(), given.end());
        double passed = 0.0;
        std::size_t graded = 0;
        for (auto gold = sorted_golds.begin(); gold != sorted_golds.end();) {
            const auto next = std::upper_bound(gold, sorted_golds.end(), *gold);
            if (*gold < golds[i] || golds[i] < *gold) {
                const auto problems = static_cast<std::size_t>(next - gold);
                const auto [from, to] = std::equal_range(given.begin(), given.end(), *gold);
                graded += problems;
                passed += static_cast<double>(problems)
                          * pass_at_k({given.size(), static_cast<std::uint64_t>(to - from)}, k);
            }
            gold = next;
        }
        sum += passed / static_cast<double>(graded);
    }
    return sum / static_cast<double>(answers.size());
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_CHANCE_FLOOR_HPP
