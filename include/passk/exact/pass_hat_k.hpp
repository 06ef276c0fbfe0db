// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_PASS_HAT_K_HPP
#define PASSK_EXACT_PASS_HAT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/exact/detail/combinations.hpp>
#include <passk/exact/detail/count_tallies.hpp>
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {
namespace detail {

// C(c, k)/C(n, k) is symmetric in k and the failures.
inline exact::rational pass_hat_fraction(tally counts, std::uint64_t k) {
    if (counts.successes() < k) {
        return 0;
    }
    const std::uint64_t n = counts.trials();
    const std::uint64_t factors = counts.failures() < k ? counts.failures() : k;
    const std::uint64_t other = counts.failures() < k ? k : counts.failures();
    return {falling_factorial(n - other, factors), falling_factorial(n, factors)};
}

}  // namespace detail

namespace exact {

/// passk::pass_hat_k, C(c, k) / C(n, k), as a fraction or in any floating type of
/// Boost.Multiprecision.
///
/// @tparam Real   rational (the default) for the fraction in lowest terms, or a floating type such
///                as cpp_bin_float_50.
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts that must all succeed, a count.
/// @pre           1 <= k <= n
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// rational: exact. A floating type: the fraction, rounded when numerator and denominator are
/// converted and when they are divided.
/// @par Cost
/// min(k, n - c) multiplications of growing integers, and a greatest common divisor.
template <class Real = rational>
[[nodiscard]] Real pass_hat_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::exact::pass_hat_k", k, counts.trials());
    return detail::to_number<Real>(detail::pass_hat_fraction(counts, k));
}

/// Mean of exact::pass_hat_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
template <class Real = rational>
[[nodiscard]] Real mean_pass_hat_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::exact::mean_pass_hat_k", k);
    return detail::to_number<Real>(detail::mean_fraction(
        problems, [k](tally counts) { return detail::pass_hat_fraction(counts, k); }));
}

}  // namespace exact
}  // namespace passk

#endif  // PASSK_EXACT_PASS_HAT_K_HPP
