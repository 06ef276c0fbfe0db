// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_SOLVABLE_SETS_HPP
#define PASSK_COMPARE_SOLVABLE_SETS_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace passk {

/// Which problems each of two models can solve, by name, in the order of the outcomes.
struct solvable_sets {
    std::vector<std::string> both{};
    std::vector<std::string> base_only{};
    std::vector<std::string> tuned_only{};
    std::vector<std::string> neither{};
};

/// Sorts the common problems by who solved them at least once in all of its trials.
///
/// What a model did not solve it may solve with more trials: the sets speak of these n trials.
///
/// @pre     every problem has at least one trial of each model
/// @throws  domain_error that names the problem otherwise.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, tables 4 and 5.
[[nodiscard]] inline solvable_sets find_solvable_sets(const paired_outcomes& outcomes) {
    solvable_sets sets;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        detail::expects_attempts("passk::find_solvable_sets", 1, outcomes.base_tallies[i].trials(),
                                 outcomes.base().name(i));
        detail::expects_attempts("passk::find_solvable_sets", 1, outcomes.tuned_tallies[i].trials(),
                                 outcomes.tuned().name(i));
        const bool base = outcomes.base_tallies[i].successes() > 0;
        const bool tuned = outcomes.tuned_tallies[i].successes() > 0;
        std::vector<std::string>& set =
            base ? (tuned ? sets.both : sets.base_only) : (tuned ? sets.tuned_only : sets.neither);
        set.push_back(outcomes.problems[i]);
    }
    return sets;
}

}  // namespace passk

#endif  // PASSK_COMPARE_SOLVABLE_SETS_HPP
