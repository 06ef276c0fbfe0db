// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_SAMPLING_EFFICIENCY_GAP_HPP
#define PASSK_COMPARE_SAMPLING_EFFICIENCY_GAP_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/executor.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/method.hpp>
#include <passk/interval/statistic.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <cstdint>
#include <utility>

namespace passk {

/// How far one attempt of the tuned model is from what the base model reaches in k attempts.
struct efficiency_gap {
    std::uint64_t k{};
    double base_at_k{};
    double tuned_at_1{};
    estimate_with_interval gap{};  ///< base_at_k - tuned_at_1; 0 would mean that tuning made all
                                   ///< of it cheap
};

/// Sampling-efficiency gap: mean pass-at-k of the base model minus mean pass-at-1 of the tuned
/// one, with an interval by any method for differences.
///
/// @param k       the base model's attempts; the paper takes 256.
/// @param target  with clusters, these are drawn in place of problems
/// @param method  see confidence_intervals
/// @pre      those of confidence_intervals; 1 <= k <= n of the base model, 1 <= n of the tuned one
/// @throws   domain_error that names k, n and the problem.
/// @see      gap_of
template <sampled_method Method = recommended>
    requires(!share_method<Method>)
[[nodiscard]] efficiency_gap sampling_efficiency_gap(
    const paired_outcomes& outcomes, attempt_count k, const sampled_problems& target,
    const Method& method = {}, confidence_level level = confidence_level(0.95),
    const any_executor& on = this_thread()) {
    return {
        k, mean_pass_at_k(outcomes.base(), k), mean_pass_at_k(outcomes.tuned(), 1U),
        std::move(confidence_intervals(gap_of(outcomes, k), target, method, level, on).front())};
}

}  // namespace passk

#endif  // PASSK_COMPARE_SAMPLING_EFFICIENCY_GAP_HPP
