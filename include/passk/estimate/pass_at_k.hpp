// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_AT_K_HPP
#define PASSK_ESTIMATE_PASS_AT_K_HPP

#include <passk/core/error.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {

/// Unbiased estimate of pass-at-k for one problem, in double precision:
///
///     1 - C(n - c, k) / C(n, k)
///
/// the chance that k completions drawn without replacement from the n sampled ones contain at
/// least one of the c correct ones. Its expectation over the n samples is the chance that at
/// least one of k fresh completions is correct; that of 1 - (1 - c/n)^k is not.
///
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts allowed, a count.
/// @pre           1 <= k <= n
/// @returns       a probability in [0, 1]; exactly 0 if c == 0, exactly 1 if n - c < k.
/// @throws        domain_error if the precondition does not hold.
/// @see           exact::pass_at_k, the same number as a fraction.
///
/// @par Accuracy
/// |result - exact::pass_at_k| <= (2 min(c, k) + 1) 2^-53; tested for all c, k <= n <= 64.
/// @par Cost
/// min(c, k) divisions, no allocation; usable in constant expressions.
/// @par Source
/// Chen et al. 2021, arXiv:2107.03374, equation 1.
/// @par Example
/// examples/pass_at_k_from_counts.cpp
[[nodiscard]] constexpr double pass_at_k(tally counts, std::uint64_t k) {
    detail::expects_attempts("passk::pass_at_k", k, counts.trials());

    // C(n - c, k) / C(n, k) is symmetric in c and k, so the product runs over the smaller.
    const std::uint64_t n = counts.trials();
    const std::uint64_t factors = counts.successes() < k ? counts.successes() : k;
    const std::uint64_t other = counts.successes() < k ? k : counts.successes();
    if (n - other < factors) {
        return 1.0;
    }
    double miss = 1.0;
    for (std::uint64_t i = 0; i < factors; ++i) {
        miss *= static_cast<double>(n - other - i) / static_cast<double>(n - i);
    }
    return 1.0 - miss;
}

/// Mean of pass_at_k over the problems of a benchmark.
///
/// @param problems  one tally a problem; n may differ between them.
/// @pre             at least one problem; 1 <= k <= n for every problem
/// @throws          domain_error that names k, n and the problem otherwise.
/// @par Cost
/// that of pass_at_k for each problem.
[[nodiscard]] constexpr double mean_pass_at_k(problem_tallies problems, std::uint64_t k) {
    problems.expects_attempts("passk::mean_pass_at_k", k);
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += pass_at_k(counts, k);
    }
    return sum / static_cast<double>(problems.size());
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_PASS_AT_K_HPP
