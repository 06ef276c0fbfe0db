// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_CURVE_OF_MODEL_HPP
#define PASSK_COMPARE_CURVE_OF_MODEL_HPP

#include <passk/compare/analysis_options.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_summary.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace passk {

/// The pass-at-k curve of one model.
struct model_curve {
    outcome_summary summary{};
    std::vector<std::uint64_t> ks{};
    std::vector<estimate_with_interval> curve{};  ///< mean over problems, one for each of ks
    std::vector<estimate_with_interval> band{};   ///< for all of ks at once; empty if not made
    std::uint64_t clusters = 0;                   ///< of problems, drawn in their place; 0: none
    std::vector<std::string> exact{};  ///< the same means as fractions; empty if not asked for
};

/// The pass-at-k curve of one model with intervals, and for sampled problems with a band that holds
/// for all k at once.
///
///     const auto curve = passk::curve_of_model(table.outcomes_of("base"),
///                                              passk::estimand::sampled_problems);
///     std::cout << to_text(curve.value());  // passk/report/curve_report.hpp
///
/// @param outcomes  one column of a table, or {.problems, .tallies} of the caller's own
/// @param target    what the intervals are about
/// @param options   k, method, level, clusters; where it runs and how it is stopped
/// @pre      at least one problem; 1 <= k <= n for every k and problem
/// @returns  the curve; errc::malformed if the clusters do not name every problem;
///           errc::cancelled if asked to stop
/// @throws   domain_error that names the precondition violated
/// @see      confidence_intervals; exact::mean_pass_at_k for fractions
[[nodiscard]] PASSK_INLINE result<model_curve> curve_of_model(const model_outcomes& outcomes,
                                                              estimand target,
                                                              const analysis_options& options = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/compare/impl/curve_of_model.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_COMPARE_CURVE_OF_MODEL_HPP
