// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_FAST_PASS_AT_K_HPP
#define PASSK_ESTIMATE_FAST_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/log_miss.hpp>
#include <passk/outcome/tally.hpp>

#include <cmath>
#include <cstdint>

namespace passk {

/// pass_at_k at a fraction of its cost, for simulations and inner loops that can spare the last
/// bits. Same contract but for accuracy.
///
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts allowed, a count.
/// @pre           1 <= k <= n
/// @returns       a probability in [0, 1]; exactly 0 if c == 0, exactly 1 if n - c < k.
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// within 5 units in the last place for n up to 10^6. The last bits depend on the C library and
/// on fused multiply-add: where the same bits are wanted everywhere, use pass_at_k.
/// @par Cost
/// constant: four logarithms and exponentials.
/// @par Source
/// Loader 2000, "Fast and accurate computation of binomial probabilities", for the form.
[[nodiscard]] inline double fast_pass_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::fast_pass_at_k", k, counts.trials());
    const std::uint64_t n = counts.trials();
    const std::uint64_t c = counts.successes();
    if (c == 0) {
        return 0.0;
    }
    if (n - c < k) {
        return 1.0;
    }
    if (c == 1 || k == 1) {
        return static_cast<double>(c == 1 ? std::uint64_t{k} : c) / static_cast<double>(n);
    }
    return -std::expm1(detail::log_miss(n, c, k));
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_FAST_PASS_AT_K_HPP
