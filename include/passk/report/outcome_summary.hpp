// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_OUTCOME_SUMMARY_HPP
#define PASSK_REPORT_OUTCOME_SUMMARY_HPP

#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/report/json_writer.hpp>

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
[[nodiscard]] PASSK_INLINE outcome_summary summarise(std::string model, problem_tallies problems,
                                                     std::uint64_t undecided,
                                                     std::uint64_t missing);

/// "n = 128 each", or "n = 96 to 128" where it differs.
[[nodiscard]] PASSK_INLINE std::string trials_text(const outcome_summary& summary);

/// One line for a person: what was sampled, and what was not decided or not drawn.
[[nodiscard]] PASSK_INLINE std::string summary_text(const outcome_summary& summary);

/// The summary as a JSON object.
PASSK_INLINE void write_json(json_writer& out, const outcome_summary& summary);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/outcome_summary.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_OUTCOME_SUMMARY_HPP
