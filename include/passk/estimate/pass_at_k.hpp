// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_AT_K_HPP
#define PASSK_ESTIMATE_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/pass_fraction.hpp>
#include <passk/estimate/detail/unit_fraction.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace passk {

/// Unbiased estimate of pass-at-k for one problem:
///
///     1 - C(n - c, k) / C(n, k)
///
/// the chance that k completions drawn without replacement from the n sampled ones contain at
/// least one of the c correct ones. Its expectation over the n samples is the chance that at
/// least one of k fresh completions is correct; that of 1 - (1 - c/n)^k is not.
///
/// @tparam Real   float, double or long double; exact::pass_at_k serves every other type.
/// @param counts  one problem: n = counts.trials(), c = counts.successes().
/// @param k       attempts allowed, a count.
/// @pre           1 <= k <= n
/// @returns       a probability in [0, 1]; exactly 0 if c == 0, exactly 1 if n - c < k. Grows
///                with c and with k, and where neither exceeds 1/2 is symmetric in the two.
/// @throws        domain_error if the precondition does not hold.
/// @see           exact::pass_at_k, the same number as a fraction; fast_pass_at_k.
///
/// @par Accuracy
/// within 0.5 + 2^-8 units in the last place of the exact value for every n below 2^63 (for
/// float and double; 64 bits of a wider type are right to 2 units): the nearest double, but for
/// ties closer than that. The same bits on every machine, compiler and optimisation level.
/// @par Cost
/// constant: at most 112 factors, then Stirling's formula; no allocation; usable in constant
/// expressions.
/// @par Source
/// Chen et al. 2021, arXiv:2107.03374, equation 1.
/// @par Example
/// examples/pass_at_k_of_one_problem.cpp
template <std::floating_point Real = double>
[[nodiscard]] constexpr Real pass_at_k(tally counts, attempt_count k) {
    detail::expects_attempts("passk::pass_at_k", k, counts.trials());
    const detail::wide_probability pass =
        detail::pass_fraction(counts.trials(), counts.successes(), k);
    return pass.one ? Real(1) : detail::to_real<Real>(pass.fraction);
}

/// Mean of pass_at_k over the problems of a benchmark.
///
/// @tparam Real     float, double or long double.
/// @param problems  one tally a problem, or {rows, projection}; n may differ between them.
/// @param k         attempts allowed, a count.
/// @pre             at least one problem; 1 <= k <= n for every problem
/// @throws          domain_error that names k, n and the problem otherwise.
///
/// @par Accuracy
/// that of pass_at_k: rounded once, at the end, and independent of the order of the problems.
/// @par Cost
/// that of pass_at_k for each problem.
template <std::floating_point Real = double>
[[nodiscard]] constexpr Real mean_pass_at_k(const problem_tallies& problems, attempt_count k) {
    problems.expects_attempts("passk::mean_pass_at_k", k);
    detail::fraction_sum sum;
    for (const tally& counts : problems) {
        const detail::wide_probability pass =
            detail::pass_fraction(counts.trials(), counts.successes(), k);
        if (pass.one) {
            sum.add_one(1);
        } else {
            sum.add(pass.fraction, 1);
        }
    }
    return sum.over<Real>(problems.size());
}

/// mean_pass_at_k of a range of structs.
/// @param counts  gives the tally of an element: a data member, a member function or a callable
template <std::floating_point Real = double, class Rows, class Projection>
    requires range_convertible_to<Rows, tally, Projection>
[[nodiscard]] constexpr Real mean_pass_at_k(Rows&& rows, attempt_count k, Projection counts) {
    return mean_pass_at_k<Real>(problem_tallies(rows, std::move(counts)), k);
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_PASS_AT_K_HPP
