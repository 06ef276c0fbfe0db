// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_G_PASS_AT_K_HPP
#define PASSK_EXACT_G_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/exact/detail/combinations.hpp>
#include <passk/exact/detail/count_tallies.hpp>
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/success_share.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {
namespace detail {

// The expectation of f(j), a whole number, over the overlap j of k of n samples with the successes.
// Each C(c, j) C(n - c, k - j) comes from the one before by an exact division.
template <class F>
exact::rational hits_expectation(tally counts, std::uint64_t k, const F& f) {
    const std::uint64_t c = counts.successes();
    const std::uint64_t misses = counts.failures();
    const std::uint64_t first = k > misses ? k - misses : 0;
    const std::uint64_t last = k < c ? k : c;
    exact::integer ways = combinations(c, first) * combinations(misses, k - first);
    exact::integer sum = 0;
    for (std::uint64_t j = first;; ++j) {
        sum += ways * f(j);
        if (j == last) {
            break;
        }
        ways *= exact::integer(c - j) * (k - j);
        ways /= exact::integer(j + 1) * (misses - (k - j) + 1);
    }
    return {sum, combinations(counts.trials(), k)};
}

inline exact::rational g_pass_fraction(tally counts, std::uint64_t k, success_share tau) {
    const std::uint64_t enough = tau.required(k) < 1 ? 1 : tau.required(k);
    return hits_expectation(counts, k,
                            [enough](std::uint64_t hits) { return hits >= enough ? 1U : 0U; });
}

inline exact::rational mg_pass_fraction(tally counts, std::uint64_t k) {
    const std::uint64_t half = k / 2 + k % 2;
    return exact::rational(2, k) * hits_expectation(counts, k, [half](std::uint64_t hits) {
               return hits > half ? hits - half : 0;
           });
}

}  // namespace detail

namespace exact {

/// passk::g_pass_at_k as a fraction or in any floating type of Boost.Multiprecision.
///
/// @tparam Real   rational (the default) for the fraction in lowest terms, or a floating type such
///                as cpp_bin_float_50.
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts, a count.
/// @param tau     share of the attempts that must succeed; ceil(tau k) is exact.
/// @pre           1 <= k <= n; 0 <= tau <= 1
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// rational: exact. A floating type: the fraction, rounded when numerator and denominator are
/// converted and when they are divided.
/// @par Cost
/// min(c, k) steps of an integer of log C(n, k) bits by two words.
template <class Real = rational>
[[nodiscard]] Real g_pass_at_k(tally counts, attempt_count k, success_share tau) {
    detail::expects_attempts("passk::exact::g_pass_at_k", k, counts.trials());
    return detail::to_number<Real>(detail::g_pass_fraction(counts, k, tau));
}

/// passk::mg_pass_at_k as a fraction or in any floating type of Boost.Multiprecision.
/// @pre     1 <= k <= n
/// @throws  domain_error if the precondition does not hold.
template <class Real = rational>
[[nodiscard]] Real mg_pass_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::exact::mg_pass_at_k", k, counts.trials());
    return detail::to_number<Real>(detail::mg_pass_fraction(counts, k));
}

/// Mean of exact::g_pass_at_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
template <class Real = rational>
[[nodiscard]] Real mean_g_pass_at_k(const problem_tallies& problems, attempt_count k,
                                    success_share tau) {
    problems.expects_attempts("passk::exact::mean_g_pass_at_k", k);
    return detail::to_number<Real>(detail::mean_fraction(
        problems, [k, tau](tally counts) { return detail::g_pass_fraction(counts, k, tau); }));
}

/// Mean of exact::mg_pass_at_k over the problems of a benchmark.
/// @pre     at least one problem; 1 <= k <= n for every problem
/// @throws  domain_error that names k, n and the problem otherwise.
template <class Real = rational>
[[nodiscard]] Real mean_mg_pass_at_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::exact::mean_mg_pass_at_k", k);
    return detail::to_number<Real>(detail::mean_fraction(
        problems, [k](tally counts) { return detail::mg_pass_fraction(counts, k); }));
}

}  // namespace exact
}  // namespace passk

#endif  // PASSK_EXACT_G_PASS_AT_K_HPP
