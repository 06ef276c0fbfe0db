// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_IMPL_CURVE_OF_MODEL_IPP
#define PASSK_COMPARE_IMPL_CURVE_OF_MODEL_IPP

#include <passk/compare/curve_of_model.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>

#include <utility>

namespace passk {
namespace detail {

// The estimand as a value, with the clusters that it has.
[[nodiscard]] inline any_estimand estimand_with(estimand target,
                                                std::vector<std::size_t> clusters) {
    if (target == estimand::fixed_benchmark) {
        return fixed_benchmark{};
    }
    return sampled_problems{std::move(clusters)};
}

}  // namespace detail

PASSK_INLINE result<model_curve> curve_of_model(const model_outcomes& outcomes, estimand target,
                                                const analysis_options& options) {
    model_curve out{.summary = summarise(outcomes)};
    const attempts ks = options.ks(out.summary.fewest_trials);
    out.ks.assign(ks.begin(), ks.end());
    const auto clusters = cluster_numbers(options.clusters, outcomes.problems);
    if (!clusters) {
        return clusters.error();
    }
    out.clusters = cluster_count(clusters.value());
    const any_estimand about = detail::estimand_with(target, clusters.value());
    const curve_of statistic(outcomes, out.ks);
    out.curve = confidence_intervals(statistic, about, options.method, options.level, options.on);
    if (target == estimand::sampled_problems && outcomes.problems.size() > 1) {
        if (const auto stop = detail::enter_stage(options, "resampling " + outcomes.model)) {
            return *stop;
        }
        out.band =
            confidence_intervals(statistic, about, max_t_band{options.resamples, options.seed},
                                 options.level, options.on);
    }
    return out;
}

}  // namespace passk

#endif  // PASSK_COMPARE_IMPL_CURVE_OF_MODEL_IPP
