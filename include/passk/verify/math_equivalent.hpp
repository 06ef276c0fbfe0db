// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_EQUIVALENT_HPP
#define PASSK_VERIFY_MATH_EQUIVALENT_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/plain_number.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <string_view>

namespace passk {

/// Whether a predicted answer is mathematically the same as the gold answer.
///
/// correct rests on exact arithmetic or on a passed identity test, incorrect on exact arithmetic,
/// on structure or on a numeric difference beyond the error bound; everything else is undecided.
/// Texts are LaTeX, plain or Unicode notation; every token must be understood, or the text counts
/// as unreadable.
///
/// @param prediction  the answer to judge, any bytes
/// @param gold        the right answer, any bytes
/// @param policy      what counts as equal where mathematics alone does not settle it
/// @returns           the verdict with its reason and both readings. Symmetric in the two texts
///                    but for the rounding rules, which tell gold from prediction.
/// @par Cost
/// linear in the lengths to read; after that bounded by policy.fuel.
[[nodiscard]] inline math_judgement math_equivalent(std::string_view prediction,
                                                    std::string_view gold,
                                                    const math_policy& policy = {}) {
    using namespace detail::math;
    math_judgement out;
    out.parsed_prediction = std::string(trim_answer(prediction));
    out.parsed_gold = std::string(trim_answer(gold));
    if (out.parsed_prediction.empty() || out.parsed_gold.empty()) {
        out.reason = math_reason::empty_answer;
        return out;
    }
    const auto p = read_plain_number(prediction);
    const auto g = read_plain_number(gold);
    if (!p || !g) {
        out.reason = p ? math_reason::unreadable_gold : math_reason::unreadable_prediction;
        return out;
    }
    const bool equal = p->numerator == g->numerator && p->denominator == g->denominator;
    const bool needs_rounding = policy.rounding == rounding_rule::relative
                                || (p->decimal && !has_finite_decimal(g->denominator))
                                || (g->decimal && !has_finite_decimal(p->denominator));
    if (equal || (!p->grouped && !g->grouped && !needs_rounding)) {
        out.v = equal ? verdict::correct : verdict::incorrect;
        out.reason = math_reason::exact_value;
        out.exact = true;
    }
    return out;
}

}  // namespace passk

#endif  // PASSK_VERIFY_MATH_EQUIVALENT_HPP
