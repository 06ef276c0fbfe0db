// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_PASS_AT_K_HPP
#define PASSK_EXACT_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/outcome/tally.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <concepts>
#include <cstdint>
#include <limits>

namespace passk::exact {

using integer = boost::multiprecision::cpp_int;
using rational = boost::multiprecision::cpp_rational;

/// passk::pass_at_k as a fraction, or in any other number type of Boost.Multiprecision:
///
///     1 - C(n - c, k) / C(n, k)
///
/// @tparam Real   rational (the default) for the fraction in lowest terms, or a floating type such
///                as cpp_bin_float_50 or cpp_dec_float_100.
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts allowed, a count.
/// @pre           1 <= k <= n
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// rational: exact. A floating type: a sum of positive terms, of relative error at most about
/// 4 min(c, k) units of the type's rounding.
/// @par Cost
/// min(c, k) steps. A step multiplies integers of O(min(c, k) log n) bits for rational; for a
/// floating type the sum ends early, at its precision.
/// @par Source
/// Chen et al. 2021, arXiv:2107.03374, equation 1.
template <class Real = rational>
[[nodiscard]] Real pass_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::exact::pass_at_k", k, counts.trials());

    // C(n - c, k) / C(n, k) is symmetric in c and k, so the product runs over the smaller.
    const std::uint64_t n = counts.trials();
    const std::uint64_t draws = k;
    const std::uint64_t factors = counts.successes() < draws ? counts.successes() : draws;
    const std::uint64_t other = counts.successes() < draws ? draws : counts.successes();
    if (n - other < factors) {
        return Real(1);
    }
    if constexpr (std::same_as<Real, rational>) {
        integer miss = 1;
        integer total = 1;
        for (std::uint64_t i = 0; i < factors; ++i) {
            miss *= n - other - i;
            total *= n - i;
        }
        return rational(integer(total - miss), total);
    } else {
        // The chance that draw i is the first to hit, for each i: nothing is subtracted.
        Real pass(0);
        Real miss(1);
        for (std::uint64_t i = 0; i < factors && miss > pass * std::numeric_limits<Real>::epsilon();
             ++i) {
            const Real left(n - i);
            pass += miss * Real(other) / left;
            miss *= Real(n - other - i) / left;
        }
        return pass;
    }
}

}  // namespace passk::exact

#endif  // PASSK_EXACT_PASS_AT_K_HPP
