// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_RANK_MODELS_HPP
#define PASSK_COMPARE_RANK_MODELS_HPP

#include <passk/compare/analysis_options.hpp>
#include <passk/compare/model_ranking.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/outcome_summary.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/verdict_counts.hpp>

#include <cstdint>
#include <vector>

namespace passk {

/// Several models against each other on their common problems.
struct model_rankings {
    std::vector<outcome_summary> models{};  ///< on the common problems, in the order of rankings
    std::uint64_t clusters = 0;             ///< of problems, drawn in their place; 0: none
    std::uint64_t left_out = 0;             ///< problems that only some models attempted
    std::vector<model_ranking> rankings{};  ///< one for each k
};

/// Ranks all models of a table by mean pass-at-k, for each k, about problems like these.
///
///     const auto ranked = passk::rank_models(table);
///     std::cout << to_text(ranked.value());  // passk/report/ranking_report.hpp
///
/// @param table      at least two models with two problems in common
/// @param options    k, level, resamples, clusters; where it runs and how it is stopped
/// @param undecided  how completions without a verdict count
/// @returns  the rankings; errc::unsupported if there are too few models or common problems;
///           errc::malformed if the clusters do not name every problem; errc::cancelled
/// @pre      1 <= k <= n for every k, problem and model
/// @throws   domain_error that names the precondition violated
/// @see      rank_at_each_k
[[nodiscard]] PASSK_INLINE result<model_rankings> rank_models(
    const outcome_table& table, const analysis_options& options = {},
    undecided_rule undecided = undecided_rule::not_correct);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/compare/impl/rank_models.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_COMPARE_RANK_MODELS_HPP
