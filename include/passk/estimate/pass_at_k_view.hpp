// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_PASS_AT_K_VIEW_HPP
#define PASSK_ESTIMATE_PASS_AT_K_VIEW_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <range/v3/view/transform.hpp>

#include <utility>

namespace passk::views {

/// A lazy view of pass_at_k of one problem at each k of a range of integers:
///
///     for (const double estimate : ranges::views::iota(1, 9) | views::pass_at_k(counts)) ...
///
/// Dereferencing throws as pass_at_k does.
[[nodiscard]] inline auto pass_at_k(tally counts) {
    return ranges::views::transform(
        [counts](auto k) { return passk::pass_at_k(counts, checked_attempts(k)); });
}

/// A lazy view of mean_pass_at_k of a benchmark at each k of a range of integers: for a search that
/// ends early. mean_pass_at_k_curve is many times as fast where all of the curve is wanted.
///
/// @param problems  viewed where it is an lvalue, which must then outlive the view
[[nodiscard]] inline auto mean_pass_at_k(problem_tallies problems) {
    return ranges::views::transform([problems = std::move(problems)](auto k) {
        return passk::mean_pass_at_k(problems, checked_attempts(k));
    });
}

}  // namespace passk::views

#endif  // PASSK_ESTIMATE_PASS_AT_K_VIEW_HPP
