// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_PUBLISHED_VERIFIER_HPP
#define PASSK_VERIFY_PUBLISHED_VERIFIER_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/hendrycks_rule.hpp>
#include <passk/verify/judgement.hpp>
#include <passk/verify/limit_of_rlvr_rule.hpp>
#include <passk/verify/minerva_rule.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace passk {

/// Whose rule a published_verifier follows.
enum class published_rule : std::uint8_t {
    hendrycks,      ///< the MATH benchmark: hendrycks_rule.hpp
    minerva,        ///< Minerva, without the symbolic stage of later harnesses: minerva_rule.hpp
    limit_of_rlvr,  ///< the paper's own grader, without its symbolic stage: limit_of_rlvr_rule.hpp
};

/// Judges as a published grader does, with its faults, where numbers must be compared with
/// published ones. It reproduces and does not improve: for anything else use math_verifier. A
/// response in which the original finds no answer is incorrect there and undecided here, so that
/// it can be seen; so is what the original leaves to SymPy.
struct published_verifier {
    published_rule rule = published_rule::hendrycks;
    judged_text judged = judged_text::response;

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        judgement out;
        out.reference = reference_answer(p.reference);
        const std::optional<std::string> answer =
            judged == judged_text::response ? answer_in(text) : std::string(text);
        if (!answer || detail::trim_white(*answer).empty()) {
            out.reason = verdict_reason::no_answer;
            return out;
        }
        out.prediction = *answer;
        switch (rule) {
            case published_rule::hendrycks:
                out.ruling = hendrycks_equivalent(*answer, out.reference) ? verdict::correct
                                                                          : verdict::incorrect;
                break;
            case published_rule::minerva:
                out.ruling = minerva_equivalent(*answer, out.reference) ? verdict::correct
                                                                        : verdict::incorrect;
                break;
            case published_rule::limit_of_rlvr:
                out.ruling = limit_of_rlvr_equivalent(*answer, out.reference);
                break;
        }
        out.reason = detail::reason_of(out.ruling);
        out.steps.emplace_back("a reproduction of a published grader, faults included");
        return out;
    }

private:
    [[nodiscard]] std::optional<std::string> answer_in(std::string_view text) const {
        switch (rule) {
            case published_rule::hendrycks: return hendrycks_answer(text);
            case published_rule::minerva: return minerva_answer(text);
            case published_rule::limit_of_rlvr: break;
        }
        return limit_of_rlvr_answer(text);
    }
};

}  // namespace passk

#endif  // PASSK_VERIFY_PUBLISHED_VERIFIER_HPP
