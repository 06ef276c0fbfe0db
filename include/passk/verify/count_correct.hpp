// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_COUNT_CORRECT_HPP
#define PASSK_VERIFY_COUNT_CORRECT_HPP

#include <passk/outcome/tally.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/completion.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <cstdint>
#include <span>

namespace passk {

/// Judges every completion of one problem and counts the correct ones; undecided counts as
/// not correct.
///
/// @par Cost
/// one call of `judge` per completion.
template <verifier V>
[[nodiscard]] tally count_correct(const V& judge, const problem& task,
                                  std::span<const completion> samples) {
    std::uint64_t correct = 0;
    for (const completion& sample : samples) {
        correct += judge(task, sample.text) == verdict::correct ? 1U : 0U;
    }
    return tally(samples.size(), correct);
}

}  // namespace passk

#endif  // PASSK_VERIFY_COUNT_CORRECT_HPP
