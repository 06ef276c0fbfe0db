// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_VERIFIER_HPP
#define PASSK_VERIFY_MATH_VERIFIER_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/answer_equivalent.hpp>
#include <passk/verify/answer_scan.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <string>
#include <string_view>

namespace passk {

/// Judges responses to problems with one final answer: finds the answer in the response
/// (extract_answer) and in the reference (reference_answer) and compares them
/// (answer_equivalent). A response without an answer is undecided.
struct math_verifier {
    extraction_policy extraction{};
    math_policy equivalence{};

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        const std::string gold = reference_answer(p.reference);
        const extracted_answer found = extract_answer(text, extraction);
        if (!found) {
            judgement out;
            out.reference = gold;
            out.reason = found.status == extraction_status::cut_off ? verdict_reason::cut_off
                         : found.status == extraction_status::conflicting
                             ? verdict_reason::conflicting
                             : verdict_reason::no_answer;
            out.steps.emplace_back("no answer was found in the response");
            return out;
        }
        judgement out = answer_equivalent(found.text, gold, equivalence);
        out.steps.insert(
            out.steps.begin(),
            {"answer \"" + found.text + "\" by " + std::string(to_string(found.anchor))
                 + " at bytes " + std::to_string(found.begin) + " to " + std::to_string(found.end),
             "reference \"" + gold + "\""});
        return out;
    }
};

}  // namespace passk

#endif  // PASSK_VERIFY_MATH_VERIFIER_HPP
