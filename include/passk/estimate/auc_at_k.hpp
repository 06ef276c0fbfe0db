// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_AUC_AT_K_HPP
#define PASSK_ESTIMATE_AUC_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/pass_fraction.hpp>
#include <passk/estimate/detail/unit_fraction.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {

/// Area under the pass-at-k curve from 1 to K attempts by the trapezoid rule, over its length:
///
///     1/(K - 1) * sum over j < K of (pass-at-j + pass-at-(j + 1)) / 2
///
/// which is pass_at_k itself for K = 1.
///
/// @param counts   one problem
/// @param largest  K, the last number of attempts
/// @pre            1 <= largest <= n
/// @returns        a number in [0, 1].
/// @throws         domain_error if the precondition does not hold.
///
/// @par Accuracy
/// within 4 units in the last place for n up to 10^6.
/// @par Cost
/// constant: the chances of failure from 0 to K attempts sum to (n + 1)/(c + 1) times pass-at-k
/// of n + 1 trials, c + 1 successes and K + 1 attempts.
/// @par Source
/// Hu et al. 2026, arXiv:2601.08763.
[[nodiscard]] constexpr double auc_at_k(tally counts, attempt_count largest) {
    detail::expects_attempts("passk::auc_at_k", largest, counts.trials());
    const std::uint64_t n = counts.trials();
    const std::uint64_t c = counts.successes();
    if (largest == 1 || c == 0) {
        return pass_at_k(counts, largest);
    }
    const detail::wide_probability hockey_stick = detail::pass_fraction(n + 1, c + 1, largest + 1);
    const uint128 share =
        hockey_stick.one ? detail::divide_fraction(1, c + 1) : hockey_stick.fraction / (c + 1);
    detail::fraction_sum failures;
    failures.add(share, n + 1);
    const double steps = static_cast<double>(largest) + 1.0;
    const double sum = steps * detail::to_real<double>(0 - failures.over_fraction(largest + 1));
    const double ends = (pass_at_k(counts, 1) + pass_at_k(counts, largest)) / 2.0;
    return (sum - ends) / (static_cast<double>(largest) - 1.0);
}

/// Mean of auc_at_k over the problems of a benchmark: the area under mean_pass_at_k.
/// @pre     at least one problem; 1 <= largest <= n for every problem
/// @throws  domain_error that names K, n and the problem otherwise.
[[nodiscard]] constexpr double mean_auc_at_k(const problem_tallies& problems,
                                             attempt_count largest) {
    problems.expects_attempts("passk::mean_auc_at_k", largest);
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += auc_at_k(counts, largest);
    }
    return sum / static_cast<double>(problems.size());
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_AUC_AT_K_HPP
