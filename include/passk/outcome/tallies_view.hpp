// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_TALLIES_VIEW_HPP
#define PASSK_OUTCOME_TALLIES_VIEW_HPP

#include <passk/outcome/tally.hpp>

#include <range/v3/view/chunk_by.hpp>
#include <range/v3/view/transform.hpp>

#include <utility>

namespace passk::views {

/// A lazy view of the tallies of a range whose elements are ranges of verdicts or of bools, one a
/// problem:
///
///     mean_pass_at_k(judged | views::tallies(), 8);
///
/// @param rule  what an undecided completion counts as
[[nodiscard]] inline auto tallies(undecided_rule rule = undecided_rule::not_correct) {
    return ranges::views::transform(
        [rule](auto&& judged) { return tally(std::forward<decltype(judged)>(judged), rule); });
}

/// A lazy view of the tallies of a range of samples in which those of a problem stand together: one
/// tally for each run of neighbours with the same problem.
///
///     mean_pass_at_k(samples | views::tallies_of(&sample::problem, &sample::judged), 8);
///
/// @param problem  gives the problem of a sample, compared with ==
/// @param judged   gives the verdict, or the bool, of a sample
/// @param rule     what an undecided completion counts as
/// @pre   the samples of a problem stand together; see outcome_table for samples in any order
template <class Problem, class Judged>
[[nodiscard]] auto tallies_of(Problem problem, Judged judged,
                              undecided_rule rule = undecided_rule::not_correct) {
    return ranges::views::chunk_by([problem](const auto& one, const auto& other) {
               return passk::project(problem, one) == passk::project(problem, other);
           })
           | ranges::views::transform([judged, rule](auto&& samples) {
                 return tally(std::forward<decltype(samples)>(samples), judged, rule);
             });
}

}  // namespace passk::views

#endif  // PASSK_OUTCOME_TALLIES_VIEW_HPP
