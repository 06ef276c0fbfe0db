// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_COUNT_CORRECT_HPP
#define PASSK_VERIFY_COUNT_CORRECT_HPP

#include <passk/outcome/tally.hpp>
#include <passk/outcome/verdict_counts.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/count_verdicts.hpp>
#include <passk/verify/sample_range.hpp>
#include <passk/verify/verifier.hpp>

#include <utility>

namespace passk {

/// Judges every completion of one problem and counts the correct ones; undecided counts as a
/// trial that did not succeed. count_verdicts keeps the undecided apart.
///
/// @param judge    asked once per sample
/// @param task     the problem
/// @param samples  completions or texts
/// @returns        n = how many samples, c = how many were judged correct
template <verifier V, sample_range R>
[[nodiscard]] tally count_correct(const V& judge, const problem& task, R&& samples) {
    return count_verdicts(judge, task, std::forward<R>(samples))
        .to_tally(undecided_rule::not_correct);
}

}  // namespace passk

#endif  // PASSK_VERIFY_COUNT_CORRECT_HPP
