// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_VERIFIER_HPP
#define PASSK_VERIFY_MATH_VERIFIER_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/math_policy.hpp>

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

    [[nodiscard]] PASSK_INLINE judgement explain(const problem& p, std::string_view text) const;
};

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/math_verifier.ipp>
#endif

#endif  // PASSK_VERIFY_MATH_VERIFIER_HPP
