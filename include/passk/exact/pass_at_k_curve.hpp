// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_PASS_AT_K_CURVE_HPP
#define PASSK_EXACT_PASS_AT_K_CURVE_HPP

#include <passk/core/attempts.hpp>
#include <passk/exact/mean_pass_at_k.hpp>
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace passk::exact {

/// exact::pass_at_k of one problem for each k of a list, in the list's order.
/// @pre     1 <= k <= n for each
/// @throws  domain_error otherwise.
template <class Real = rational>
[[nodiscard]] std::vector<Real> pass_at_k_curve(tally counts, const attempts& ks) {
    std::vector<Real> curve;
    curve.reserve(ks.size());
    for (const std::uint64_t k : ks) {
        curve.push_back(pass_at_k<Real>(counts, k));
    }
    return curve;
}

/// exact::mean_pass_at_k of a benchmark for each k of a list, in the list's order.
/// @pre     at least one problem; 1 <= k <= n for every k and problem
/// @throws  domain_error that names k, n and the problem otherwise.
/// @par Cost
/// that of mean_pass_at_k for each k.
template <class Real = rational>
[[nodiscard]] std::vector<Real> mean_pass_at_k_curve(const problem_tallies& problems,
                                                     const attempts& ks) {
    std::vector<Real> curve;
    curve.reserve(ks.size());
    for (const std::uint64_t k : ks) {
        curve.push_back(mean_pass_at_k<Real>(problems, k));
    }
    return curve;
}

/// exact::mean_pass_at_k_curve of a range of structs.
/// @param counts  gives the tally of an element: a data member, a member function or a callable
template <class Real = rational, class Rows, class Projection>
    requires range_convertible_to<Rows, tally, Projection>
[[nodiscard]] std::vector<Real> mean_pass_at_k_curve(Rows&& rows, const attempts& ks,
                                                     Projection counts) {
    return mean_pass_at_k_curve<Real>(problem_tallies(rows, std::move(counts)), ks);
}

}  // namespace passk::exact

#endif  // PASSK_EXACT_PASS_AT_K_CURVE_HPP
