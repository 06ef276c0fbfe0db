// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_BEST_OF_N_HPP
#define PASSK_EXACT_BEST_OF_N_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/exact/pass_at_k.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace passk::exact {

/// One completion as exact::best_of_n sees it.
template <class Real = rational>
struct scored_completion {
    Real reward{};  ///< what the choice goes by, finite
    Real value{};   ///< what the chosen one is worth, finite: 1 if correct, 0 if not
};

/// passk::best_of_n in the number type of the rewards and values: the mean, over all subsets of
/// `attempts` completions, of the value of the subset's best; where several share the highest
/// reward, the mean of their values.
///
/// @tparam Real        rational, or a floating type such as cpp_bin_float_50.
/// @param completions  those of one problem, in any order: any range of scored_completion, or
///                     {rows, projection}
/// @param attempts     N, how many the choice is from
/// @pre                1 <= attempts <= the number of completions; rewards and values finite
/// @throws             domain_error if there are fewer completions than attempts, or attempts is 0.
///
/// @par Accuracy
/// rational: exact. A floating type: relative error below 4 n units of its rounding where the
/// values are of one sign.
/// @par Cost
/// a sort of the completions.
template <class Real = rational>
[[nodiscard]] Real best_of_n(const shared_span<scored_completion<Real>>& completions,
                             attempt_count attempts) {
    const std::uint64_t n = completions.size();
    detail::expects_attempts("passk::exact::best_of_n", attempts, n);
    std::vector<scored_completion<Real>> ranked(completions.begin(), completions.end());
    // By value within equal rewards, so that the order of the input does not show in the sum.
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
        return a.reward != b.reward ? a.reward > b.reward : a.value > b.value;
    });
    // Going down the ranks, `below` is the probability that the subset holds none of those above.
    Real result(0);
    Real below(1);
    for (std::size_t first = 0; first < n && below > 0;) {
        Real value(0);
        Real probability(0);
        std::size_t last = first;
        for (; last < n && ranked[last].reward == ranked[first].reward; ++last) {
            const std::uint64_t left = n - last;
            value += ranked[last].value;
            if (left >= attempts) {
                probability += below * Real(std::uint64_t{attempts}) / Real(left);
                below *= Real(left - attempts) / Real(left);
            }
        }
        result += probability * value / Real(std::uint64_t{last - first});
        first = last;
    }
    return result;
}

}  // namespace passk::exact

#endif  // PASSK_EXACT_BEST_OF_N_HPP
