// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_COUNT_VERDICTS_HPP
#define PASSK_VERIFY_COUNT_VERDICTS_HPP

#include <passk/outcome/verdict_counts.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/sample_range.hpp>
#include <passk/verify/verifier.hpp>

namespace passk {

/// Judges every completion of one problem and counts the verdicts, each kind apart.
///
/// @param judge    asked once per sample, in order
/// @param task     the problem
/// @param samples  completions or texts
template <verifier V, sample_range R>
[[nodiscard]] verdict_counts count_verdicts(const V& judge, const problem& task, R&& samples) {
    verdict_counts counts;
    for (auto&& sample : samples) {
        counts.add(judge(task, detail::sample_text(sample)));
    }
    return counts;
}

}  // namespace passk

#endif  // PASSK_VERIFY_COUNT_VERDICTS_HPP
