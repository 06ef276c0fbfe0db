// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_MATH_VERIFIER_IPP
#define PASSK_VERIFY_IMPL_MATH_VERIFIER_IPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/answer_equivalent.hpp>
#include <passk/verify/answer_scan.hpp>
#include <passk/verify/choice_verifier.hpp>
#include <passk/verify/impl/answer_equivalent.ipp>
#include <passk/verify/math_verifier.hpp>
#include <passk/verify/model_turn.hpp>

#include <string>
#include <string_view>

namespace passk {

namespace detail {

inline chosen_options closing_option(const math_verifier& judge, std::string_view text,
                                     std::string_view gold, extraction_status status) {
    return status == extraction_status::no_answer && judge.judged == judged_text::response
                   && plain_choice(gold)
               ? extract_choice(text, {}, 10, judge.extraction)
               : chosen_options{};
}

}  // namespace detail

PASSK_INLINE judgement math_verifier::explain(const problem& p, std::string_view text) const {
    const std::string gold = reference_answer(p.reference);
    extracted_answer found;
    if (judged == judged_text::response) {
        found = extract_answer(text, extraction);
    } else {
        found.text = reference_answer(model_turn(text));
        found.end = text.size();
        found.anchor = answer_anchor::whole_response;
        found.status = found.text.empty() ? extraction_status::no_answer : extraction_status::found;
    }
    judgement out;
    std::string how = detail::described(found);
    if (found) {
        out = answer_equivalent(found.text, gold, equivalence);
    } else if (const chosen_options chosen =
                   detail::closing_option(*this, text, gold, found.status);
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

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_MATH_VERIFIER_IPP
