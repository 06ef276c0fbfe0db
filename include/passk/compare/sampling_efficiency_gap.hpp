// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_SAMPLING_EFFICIENCY_GAP_HPP
#define PASSK_COMPARE_SAMPLING_EFFICIENCY_GAP_HPP

#include <passk/compare/difference_curve.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/interval/bootstrap.hpp>
#include <passk/interval/mean_sample.hpp>
#include <passk/interval/detail/quantile.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace passk {

/// How far one attempt of the tuned model is from what the base model reaches in k attempts.
struct efficiency_gap {
    std::uint64_t k{};
    double base_at_k{};
    double tuned_at_1{};
    interval gap{};  ///< base_at_k - tuned_at_1; 0 would mean that tuning made all of it cheap
};

/// Sampling-efficiency gap: mean pass-at-k of the base model minus mean pass-at-1 of the tuned
/// one, with a paired percentile bootstrap interval.
///
/// @param k         the base model's attempts; the paper takes 256.
/// @param target    must be estimand::sampled_problems.
/// @param clusters  empty, or for each common problem the number of its family
/// @pre      at least two problems, in two clusters; 1 <= k <= n of the base model, 1 <= n of the
/// tuned one
/// @throws   domain_error that names k, n and the problem.
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, section 4.3. Its prose has the sign reversed; figure 8 and
/// tables 2 and 3 have this one.
[[nodiscard]] inline efficiency_gap sampling_efficiency_gap(
    const paired_outcomes& outcomes, std::uint64_t k, estimand target,
    const bootstrap_options& options = {}, std::span<const std::size_t> clusters = {}) {
    constexpr std::string_view function = "passk::sampling_efficiency_gap";
    detail::expects_resampling(function, outcomes.problems.size(), target, options);
    detail::expects_clusters(function, outcomes.problems.size(), clusters);
    outcomes.base().expects_attempts(function, k);
    outcomes.tuned().expects_attempts(function, 1);
    const double base = mean_pass_at_k(outcomes.base(), k);
    const double tuned = mean_pass_at_k(outcomes.tuned(), 1);

    detail::mean_sample sample = detail::difference_sample(outcomes, std::array{std::uint64_t{1}},
                                                           std::array{k}, {base - tuned}, clusters);
    for (double& value : sample.kinds.values) {
        value = -value;
    }
    const detail::deviations resampled = detail::resample_means(sample, options);
    const std::span<const double> gaps(resampled.values.data(), options.resamples);
    const double tail = options.level.tail();
    const double low = detail::quantile(gaps, tail) / resampled.divisor;
    const double high = detail::quantile(gaps, 1.0 - tail) / resampled.divisor;
    return {k,
            base,
            tuned,
            {.estimate = base - tuned,
             .lower = base - tuned + low,
             .upper = base - tuned + high,
             .level = options.level,
             .method = interval_method::percentile_bootstrap,
             .target = target,
             .resamples = options.resamples,
             .seed = options.seed}};
}

}  // namespace passk

#endif  // PASSK_COMPARE_SAMPLING_EFFICIENCY_GAP_HPP
