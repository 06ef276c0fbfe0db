// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_VERIFIER_HPP
#define PASSK_VERIFY_MATH_VERIFIER_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/answer_equivalent.hpp>
#include <passk/verify/answer_scan.hpp>
#include <passk/verify/choice_verifier.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/math_policy.hpp>
#include <passk/verify/model_turn.hpp>

#include <string>
#include <string_view>

namespace passk {

/// Judges responses to problems with one final answer: finds the answer in the response
/// (extract_answer) and in the reference (reference_answer) and compares them
/// (answer_equivalent). Where the reference is an option, the response may also choose it in a
/// sentence (extract_choice). A response without an answer is undecided.
struct math_verifier {
    extraction_policy extraction{};
    math_policy equivalence{};
    judged_text judged = judged_text::response;

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        const std::string gold = reference_answer(p.reference);
        extracted_answer found;
        if (judged == judged_text::response) {
            found = extract_answer(text, extraction);
        } else {
            found.text = reference_answer(model_turn(text));
            found.end = text.size();
            found.anchor = answer_anchor::whole_response;
            found.status =
                found.text.empty() ? extraction_status::no_answer : extraction_status::found;
        }
        judgement out;
        std::string how = detail::described(found);
        if (found) {
            out = answer_equivalent(found.text, gold, equivalence);
        } else if (const chosen_options chosen = closing_choice(text, gold, found.status);
                   chosen.reason == verdict_reason::equal) {
            out = answer_equivalent(chosen.choices.letters(), gold, equivalence);
            how = "option chosen by: " + chosen.answer;
        } else {
            out.reference = gold;
            out.reason = detail::reason_of(found.status);
        }
        out.steps.insert(out.steps.begin(), {how, "reference: " + gold});
        return out;
    }

private:
    [[nodiscard]] chosen_options closing_choice(std::string_view text, std::string_view gold,
                                                extraction_status status) const {
        return status == extraction_status::no_answer && judged == judged_text::response
                       && detail::plain_choice(gold)
                   ? extract_choice(text, {}, 10, extraction)
                   : chosen_options{};
    }
};

}  // namespace passk

#endif  // PASSK_VERIFY_MATH_VERIFIER_HPP
