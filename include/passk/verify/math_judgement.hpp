// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_JUDGEMENT_HPP
#define PASSK_VERIFY_MATH_JUDGEMENT_HPP

#include <passk/outcome/verdict.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// What a math_judgement rests on.
enum class math_reason : std::uint8_t {
    same_form,              ///< both texts have one reading, and it is the same
    exact_value,            ///< settled by exact arithmetic
    rounding,               ///< a decimal that the policy's rounding rule accepts or rejects
    identity_test,          ///< agree at random points in high precision
    numeric_separation,     ///< differ at a point by more than the error bound
    structure,              ///< different kinds, lengths, ends or variables
    units,                  ///< settled by units, currency or a percent sign
    text,                   ///< words compared as words
    empty_answer,           ///< nothing to compare on at least one side
    unreadable_prediction,  ///< the prediction could not be read to its last token
    unreadable_gold,        ///< the gold could not be read to its last token
    fuel_exhausted,         ///< the step budget ran out
    not_settled,            ///< read, but neither proved equal nor proved different
};

/// The name of a reason as users see it, such as "numeric separation".
[[nodiscard]] constexpr std::string_view to_string(math_reason reason) noexcept {
    switch (reason) {
        case math_reason::same_form: return "same form";
        case math_reason::exact_value: return "exact value";
        case math_reason::rounding: return "rounding";
        case math_reason::identity_test: return "identity test";
        case math_reason::numeric_separation: return "numeric separation";
        case math_reason::structure: return "structure";
        case math_reason::units: return "units";
        case math_reason::text: return "text";
        case math_reason::empty_answer: return "empty answer";
        case math_reason::unreadable_prediction: return "unreadable prediction";
        case math_reason::unreadable_gold: return "unreadable gold";
        case math_reason::fuel_exhausted: return "fuel exhausted";
        case math_reason::not_settled: return "not settled";
    }
    return "not settled";
}

/// The outcome of math_equivalent with its evidence.
struct math_judgement {
    /// The verdict on the prediction.
    verdict v = verdict::undecided;
    /// The step that settled it, or that kept it from being settled.
    math_reason reason = math_reason::not_settled;
    /// True if the verdict rests on exact arithmetic or on structure alone.
    bool exact = false;
    /// Upper bound on the probability that an identity test passed by chance; 0 otherwise.
    double error_bound = 0.0;
    /// How each side was read, in a plain notation; the trimmed text where it was not read.
    std::string parsed_prediction;
    std::string parsed_gold;
};

}  // namespace passk

#endif  // PASSK_VERIFY_MATH_JUDGEMENT_HPP
