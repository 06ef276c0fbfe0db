// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_HAT_K_HPP
#define PASSK_ESTIMATE_PASS_HAT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/pass_fraction.hpp>
#include <passk/estimate/detail/unit_fraction.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {

/// Unbiased estimate of pass^k, the chance that all of k attempts succeed:
///
///     C(c, k) / C(n, k)
///
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts that must all succeed, a count.
/// @pre           1 <= k <= n
/// @returns       a probability in [0, 1]; exactly 0 if c < k, exactly 1 if c == n.
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// within 0.5 + 2^-8 units in the last place for n up to 10^6, values below 2^-1022 aside, which
/// are 0. The same bits on every machine.
/// @par Cost
/// min(k, n - c) multiplications at most; it ends as soon as the result is 0.
/// @par Source
/// Yao et al. 2024, arXiv:2406.12045 (tau-bench).
[[nodiscard]] constexpr double pass_hat_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::pass_hat_k", k, counts.trials());
    const std::uint64_t n = counts.trials();
    const std::uint64_t failures = counts.failures();
    if (counts.successes() < k) {
        return 0.0;
    }
    if (failures == 0) {
        return 1.0;
    }
    // The chance that k draws avoid the failures, which is symmetric in the two.
    const std::uint64_t draws = k;
    const std::uint64_t factors = failures < draws ? failures : draws;
    const std::uint64_t other = failures < draws ? draws : failures;
    constexpr unsigned smallest_exponent = 1022;
    detail::wide_product chosen;
    detail::wide_product all;
    for (std::uint64_t i = 0; i < factors; ++i) {
        chosen.multiply(n - other - i);
        all.multiply(n - i);
        if (all.exponent - chosen.exponent > smallest_exponent) {
            return 0.0;
        }
    }
    unsigned halvings = all.exponent - chosen.exponent;
    if (chosen.mantissa >= all.mantissa) {
        chosen.mantissa >>= 1U;
        --halvings;
    }
    double value = detail::to_real<double>(detail::divide_fraction(chosen.mantissa, all.mantissa));
    for (; halvings > 0; --halvings) {
        value *= 0.5;
    }
    return value;
}

/// Mean of pass_hat_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
[[nodiscard]] constexpr double mean_pass_hat_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::mean_pass_hat_k", k);
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += pass_hat_k(counts, k);
    }
    return sum / static_cast<double>(problems.size());
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_PASS_HAT_K_HPP
