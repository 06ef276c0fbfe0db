// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_OUTCOME_OUTCOME_SUMMARY_HPP
#define PASSK_OUTCOME_OUTCOME_SUMMARY_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <cstdint>
#include <string>

namespace passk {

/// Counts of one model over all problems: how much was sampled and how it came out.
struct outcome_summary {
    std::string model{};
    std::uint64_t problems = 0;
    std::uint64_t fewest_trials = 0;  ///< the smallest n of any problem
    std::uint64_t most_trials = 0;    ///< the largest n of any problem
    std::uint64_t trials = 0;         ///< over all problems
    std::uint64_t successes = 0;      ///< over all problems
    std::uint64_t solved = 0;         ///< problems with at least one success
    std::uint64_t undecided = 0;      ///< completions without a verdict
    std::uint64_t missing = 0;        ///< completions never drawn

    friend bool operator==(const outcome_summary&, const outcome_summary&) = default;
};

/// Counts up one model's tallies.
/// @param model      its name
/// @param problems   one tally a problem
/// @param undecided  completions without a verdict, over all problems
/// @param missing    completions never drawn, over all problems
/// @pre     at least one problem
/// @throws  domain_error otherwise
[[nodiscard]] inline outcome_summary summarise(std::string model, const problem_tallies& problems,
                                               std::uint64_t undecided = 0,
                                               std::uint64_t missing = 0) {
    detail::expects(!problems.empty(), "passk::summarise: there is no problem");
    outcome_summary summary{.model = static_cast<std::string&&>(model),
                            .problems = problems.size(),
                            .fewest_trials = problems.min_trials(),
                            .undecided = undecided,
                            .missing = missing};
    for (const tally& counts : problems) {
        summary.most_trials =
            counts.trials() > summary.most_trials ? counts.trials() : summary.most_trials;
        summary.trials += counts.trials();
        summary.successes += counts.successes();
        summary.solved += counts.successes() > 0 ? 1U : 0U;
    }
    return summary;
}

/// Counts up one column of a table.
/// @pre     at least one problem
/// @throws  domain_error otherwise
[[nodiscard]] inline outcome_summary summarise(const model_outcomes& outcomes) {
    return summarise(outcomes.model, outcomes, outcomes.undecided, outcomes.missing);
}

}  // namespace passk

#endif  // PASSK_OUTCOME_OUTCOME_SUMMARY_HPP
