// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_G_PASS_AT_K_HPP
#define PASSK_ESTIMATE_G_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/success_share.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/overlap_expectation.hpp>

#include <cstdint>

namespace passk {

/// Unbiased estimate of G-Pass-at-k: the chance that at least ceil(tau k) of k attempts succeed,
///
///     sum over j >= max(1, ceil(tau k)) of C(c, j) C(n - c, k - j) / C(n, k)
///
/// which goes from pass-at-k at tau = 0 to pass^k at tau = 1.
///
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts, a count.
/// @param tau     share of the attempts that must succeed; ceil(tau k) is exact.
/// @pre           1 <= k <= n; 0 <= tau <= 1
/// @returns       a probability in [0, 1].
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// relative error below min(c, k) 2^-50, results under 1e-290 aside.
/// @par Cost
/// min(c, k) multiplications and divisions.
/// @par Source
/// Liu et al. 2024, arXiv:2412.13147 (LiveMathBench).
[[nodiscard]] constexpr double g_pass_at_k(tally counts, attempt_count k, success_share tau) {
    detail::expects_attempts("passk::g_pass_at_k", k, counts.trials());
    const std::uint64_t enough = tau.required(k) < 1 ? 1 : tau.required(k);
    return overlap_expectation(counts.trials(), k, counts.successes(),
                               [enough](std::uint64_t hits) { return hits >= enough ? 1.0 : 0.0; });
}

/// Unbiased estimate of mG-Pass-at-k, the mean of G-Pass-at-k over tau from 1/2 to 1:
///
///     (2 / k) * sum over i from ceil(k / 2) + 1 to k of G-Pass-at-k with tau = i / k
///
/// @pre      1 <= k <= n
/// @returns  a number in [0, 1]; 0 if k == 1, where the sum has no term.
/// @throws   domain_error if the precondition does not hold.
/// @par Accuracy
/// that of g_pass_at_k.
/// @par Source
/// Liu et al. 2024, arXiv:2412.13147, in the authors' discrete form.
[[nodiscard]] constexpr double mg_pass_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::mg_pass_at_k", k, counts.trials());
    const std::uint64_t half = k / 2 + k % 2;
    const double excess =
        overlap_expectation(counts.trials(), k, counts.successes(), [half](std::uint64_t hits) {
            return hits > half ? static_cast<double>(hits - half) : 0.0;
        });
    return 2.0 * excess / static_cast<double>(k);
}

/// Mean of g_pass_at_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
[[nodiscard]] constexpr double mean_g_pass_at_k(const problem_tallies& problems, attempt_count k,
                                                success_share tau) {
    problems.expects_attempts("passk::mean_g_pass_at_k", k);
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += g_pass_at_k(counts, k, tau);
    }
    return sum / static_cast<double>(problems.size());
}

/// Mean of mg_pass_at_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
[[nodiscard]] constexpr double mean_mg_pass_at_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::mean_mg_pass_at_k", k);
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += mg_pass_at_k(counts, k);
    }
    return sum / static_cast<double>(problems.size());
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_G_PASS_AT_K_HPP
