// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_IMPL_RANK_MODELS_IPP
#define PASSK_COMPARE_IMPL_RANK_MODELS_IPP

#include <passk/compare/rank_models.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace passk {

PASSK_INLINE result<model_rankings> rank_models(const outcome_table& table,
                                                const analysis_options& options,
                                                undecided_rule undecided) {
    const common_outcomes outcomes = table.common(table.models(), undecided);
    if (outcomes.models.size() < 2 || outcomes.problems.size() < 2) {
        return error{errc::unsupported,
                     std::to_string(outcomes.models.size()) + " models with "
                         + std::to_string(outcomes.problems.size())
                         + " problems in common; a comparison needs two of each"};
    }
    model_rankings out{.left_out = outcomes.left_out.size()};
    std::uint64_t largest = outcomes.of(0).min_trials();
    for (std::size_t m = 0; m < outcomes.models.size(); ++m) {
        verdict_counts verdicts;
        for (const std::string& problem : outcomes.problems) {
            verdicts += table.find(problem, outcomes.models[m]).value();
        }
        out.models.push_back(
            summarise(outcomes.models[m], outcomes.of(m), verdicts.undecided, verdicts.missing));
        largest = (std::min)(largest, out.models.back().fewest_trials);
    }
    const auto clusters = cluster_numbers(options.clusters, outcomes.problems);
    if (!clusters) {
        return clusters.error();
    }
    out.clusters = cluster_count(clusters.value());
    if (const auto stop = detail::enter_stage(
            options, "resampling " + std::to_string(outcomes.models.size()) + " models")) {
        return *stop;
    }
    out.rankings = rank_at_each_k(outcomes, options.ks(largest), sampled_problems{clusters.value()},
                                  {options.resamples, options.seed},
                                  {.permutations = options.resamples, .seed = options.seed},
                                  options.level, options.on);
    return out;
}

}  // namespace passk

#endif  // PASSK_COMPARE_IMPL_RANK_MODELS_IPP
