// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_LOG_PASS_AT_K_HPP
#define PASSK_ESTIMATE_LOG_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/log_miss.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace passk {

/// log of the chance that k attempts all fail: log(1 - pass_at_k), which keeps its precision
/// where pass_at_k rounds to 1.
///
/// @pre      1 <= k <= n
/// @returns  a number <= 0, in nats; 0 if c == 0, minus infinity if a miss is impossible.
/// @throws   domain_error if the precondition does not hold.
///
/// @par Accuracy
/// relative error below 1e-14 for n up to 10^6.
/// @par Cost
/// constant.
[[nodiscard]] inline double log_fail_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::log_fail_at_k", k, counts.trials());
    if (counts.successes() == 0) {
        return 0.0;
    }
    if (counts.failures() < k) {
        return -std::numeric_limits<double>::infinity();
    }
    return detail::log_miss(counts.trials(), counts.successes(), k);
}

/// log of pass_at_k, which keeps its precision where pass_at_k rounds to 1: -log pass-at-k is
/// what power laws in k are written for.
///
/// @pre      1 <= k <= n
/// @returns  a number <= 0, in nats; minus infinity if c == 0.
/// @throws   domain_error if the precondition does not hold.
///
/// @par Accuracy
/// relative error below 2e-15 (5 - log_fail_at_k) for n up to 10^6, results under 1e-300 aside.
/// @par Cost
/// constant.
[[nodiscard]] inline double log_pass_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::log_pass_at_k", k, counts.trials());
    const double pass = pass_at_k(counts, k);
    return pass < 0.5 ? std::log(pass) : std::log1p(-std::exp(log_fail_at_k(counts, k)));
}

/// log of mean_pass_at_k, which keeps its precision where the mean rounds to 1.
///
/// @pre      at least one problem; 1 <= k <= n for each
/// @returns  a number <= 0, in nats; minus infinity if no problem has a success.
/// @throws   domain_error that names k, n and the problem otherwise.
[[nodiscard]] inline double log_mean_pass_at_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::log_mean_pass_at_k", k);
    const double pass = mean_pass_at_k(problems, k);
    if (pass < 0.5) {
        return std::log(pass);
    }
    double misses = 0.0;
    for (const tally& counts : problems) {
        misses += std::exp(log_fail_at_k(counts, k));
    }
    return std::log1p(-misses / static_cast<double>(problems.size()));
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_LOG_PASS_AT_K_HPP
