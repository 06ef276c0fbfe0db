// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_COT_PASS_AT_K_HPP
#define PASSK_ESTIMATE_COT_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/core/shared_span.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>

namespace passk {

/// One completion with the opinions that judges gave of its reasoning.
struct judged_completion {
    bool answer_correct = false;
    std::uint32_t approvals = 0;   ///< judgements that found the reasoning valid
    std::uint32_t judgements = 0;  ///< how many there are
};

/// When the judgements of one completion amount to valid reasoning.
enum class judge_rule : std::uint8_t {
    any,       ///< one approval is enough
    all,       ///< all approve
    majority,  ///< more than half approve
};

/// Completions whose answer is correct and whose reasoning is judged valid, as a tally.
///
/// @pre     for every completion with a correct answer: at least one judgement; approvals <=
///          judgements for all
/// @throws  domain_error if the precondition does not hold.
[[nodiscard]] constexpr tally cot_tally(const shared_span<judged_completion>& completions,
                                        judge_rule rule) {
    std::uint64_t valid = 0;
    for (const judged_completion& one : completions) {
        detail::expects(one.approvals <= one.judgements,
                        "passk::cot_tally: more approvals than judgements");
        detail::expects(!one.answer_correct || one.judgements >= 1,
                        "passk::cot_tally: a correct answer has no judgement of its reasoning");
        bool accepted = one.approvals >= 1;
        if (rule == judge_rule::all) {
            accepted = one.approvals == one.judgements;
        } else if (rule == judge_rule::majority) {
            accepted = one.approvals > one.judgements - one.approvals;
        }
        valid += one.answer_correct && accepted ? 1U : 0U;
    }
    return {completions.size(), valid};
}

/// CoT-Pass-at-k of one problem: pass_at_k of cot_tally, the chance that at least one of k
/// attempts has both a correct answer and valid reasoning. With judge_rule::all and
/// judge_rule::any, the two ends of the band that the judges leave.
/// @pre     1 <= k <= completions.size(); that of cot_tally
/// @throws  domain_error if the precondition does not hold.
/// @par Source
/// Wen et al. 2025, arXiv:2506.14245.
[[nodiscard]] constexpr double cot_pass_at_k(const shared_span<judged_completion>& completions,
                                             judge_rule rule, attempt_count k) {
    detail::expects_attempts("passk::cot_pass_at_k", k, completions.size());
    return pass_at_k(cot_tally(completions, rule), k);
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_COT_PASS_AT_K_HPP
