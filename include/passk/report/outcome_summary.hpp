// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_OUTCOME_SUMMARY_HPP
#define PASSK_REPORT_OUTCOME_SUMMARY_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>

#include <cstdint>
#include <string>

namespace passk {

/// What stands behind every figure of one model: how much was sampled and how it came out.
struct outcome_summary {
    std::string model{};
    std::uint64_t problems = 0;
    std::uint64_t fewest_trials = 0;  ///< the smallest n of any problem
    std::uint64_t most_trials = 0;    ///< the largest
    std::uint64_t trials = 0;         ///< over all problems
    std::uint64_t successes = 0;      ///< over all problems
    std::uint64_t solved = 0;         ///< problems with at least one success
    std::uint64_t undecided = 0;      ///< completions without a verdict
    std::uint64_t missing = 0;        ///< completions never drawn

    friend bool operator==(const outcome_summary&, const outcome_summary&) = default;
};

/// Counts up one model's tallies.
/// @param undecided  completions without a verdict, over all problems
/// @param missing    completions never drawn, over all problems
/// @pre at least one problem
[[nodiscard]] inline outcome_summary summarise(std::string model, problem_tallies problems,
                                               std::uint64_t undecided, std::uint64_t missing) {
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

/// "n = 128 each", or "n = 96 to 128" where it differs.
[[nodiscard]] inline std::string trials_text(const outcome_summary& summary) {
    return "n = " + grouped_text(summary.fewest_trials)
           + (summary.fewest_trials == summary.most_trials
                  ? std::string(" each")
                  : " to " + grouped_text(summary.most_trials));
}

/// One line for a person: what was sampled, and what was not decided or not drawn.
[[nodiscard]] inline std::string summary_text(const outcome_summary& summary) {
    std::string text = grouped_text(summary.successes) + " of " + grouped_text(summary.trials)
                       + " completions correct, " + grouped_text(summary.solved) + " of "
                       + grouped_text(summary.problems) + " problems solved at least once";
    text += summary.undecided == 0 ? "; none undecided"
                                   : "; " + grouped_text(summary.undecided) + " undecided";
    text +=
        summary.missing == 0 ? ", none missing" : ", " + grouped_text(summary.missing) + " missing";
    return text;
}

/// The summary as a JSON object.
inline void write_json(json_writer& out, const outcome_summary& summary) {
    out.begin_object()
        .member("model", summary.model)
        .member("problems", summary.problems)
        .member("fewest_trials", summary.fewest_trials)
        .member("most_trials", summary.most_trials)
        .member("trials", summary.trials)
        .member("successes", summary.successes)
        .member("solved", summary.solved)
        .member("undecided", summary.undecided)
        .member("missing", summary.missing)
        .end();
}

}  // namespace passk

#endif  // PASSK_REPORT_OUTCOME_SUMMARY_HPP
