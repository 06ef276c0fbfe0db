// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_DECIMALS_HPP
#define PASSK_VERIFY_MATH_COMPARE_DECIMALS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <optional>

namespace passk::detail::math {

// Numbers without units: decimals and what rounds to them, percent signs.

inline std::optional<comparator::decimal> comparator::decimal_of(node_ptr n) {
    if (is(n, node_kind::number)) {
        if (n->digits == 0) {
            return std::nullopt;
        }
        return decimal{n->value, n->digits, n->places, n->elided};
    }
    if (is(n, node_kind::negate) || is(n, node_kind::percent)) {
        auto inner = decimal_of(n->args[0]);
        if (inner && is(n, node_kind::negate)) {
            inner->value = -inner->value;
        } else if (inner) {
            inner->value *= n->value;
            inner->places += n->value == rational(1, 100) ? 2 : 3;
        }
        return inner;
    }
    if (is(n, node_kind::multiply) && n->args.size() == 2 && is(n->args[1], node_kind::power)
        && is(n->args[1]->args[0], node_kind::number) && n->args[1]->args[0]->value == 10) {
        auto inner = decimal_of(n->args[0]);
        const auto exponent = fold(n->args[1]->args[1], {}, fuel_);
        const auto shift = exponent ? small_integer(*exponent) : std::nullopt;
        if (inner && shift && *shift < 400 && *shift > -400) {
            const auto scale = rational_power(10, *shift, fuel_);
            inner->value *= *scale;
            inner->places -= static_cast<int>(*shift);
            return inner;
        }
    }
    return std::nullopt;
}

inline bool comparator::finite_decimal(const rational& value) {
    integer below = denominator(value);
    while (below % 10 == 0) {
        below /= 10;
    }
    while (below % 2 == 0) {
        below /= 2;
    }
    while (below % 5 == 0) {
        below /= 5;
    }
    return below == 1;
}

inline finding comparator::rounds_to(const decimal& written, node_ptr exact, unsigned needed,
                                     bool cut) {
    const auto folded = fold(exact, {}, fuel_);
    rational gap;
    if (folded) {
        gap = *folded - written.value;
    } else {
        const auto value = evaluator<float_50>(bindings{}, fuel_)(exact);
        if (value.bad) {
            return unsettled();
        }
        if (!value.real()) {
            return proved(false, math_reason::rounding);
        }
        if (value.error > 1e-30L * size_of(value)) {
            return unsettled();
        }
        gap = static_cast<rational>(value.re) - written.value;
    }
    if (written.places > 400 || written.places < -400) {
        return unsettled();
    }
    const rational half = *rational_power(10, -written.places, fuel_) / 2;
    const bool away = (gap > 0) == (written.value > 0);
    const bool enough = written.digits >= static_cast<int>(needed);
    const bool cut_off = cut && away && abs(gap) > half && abs(gap) < 2 * half;
    // A few digits that are cut off may as well be a slip in the last one.
    if (cut_off && enough && !written.elided && written.digits < 10) {
        return unsettled();
    }
    // The last digits of a double: 17 are printed, 15 are sure.
    const bool of_double =
        written.digits >= 16 && abs(gap) * 4503599627370496LL <= 2 * abs(written.value);
    const bool rounds = abs(gap) <= half || cut_off || of_double;
    if (rounds && !enough && !cut && written.digits > 2) {
        return {verdict::undecided, math_reason::rounding, false, 0.0};  // 3.14 as the gold
    }
    return {rounds && enough ? verdict::correct : verdict::incorrect, math_reason::rounding,
            folded.has_value(), 0.0};
}

inline finding comparator::numbers(const measured& a, const measured& b) {
    finding out = one_number(a.value, b.value);
    if (out.v == verdict::correct || a.percent == b.percent
        || policy_.percent == percent_rule::value) {
        return out;
    }
    // The percent sign left out on one side.
    const measured& with = a.percent ? a : b;
    node_ptr figure = strip_percent(with.value);
    node_ptr bare = a.percent ? b.value : a.value;
    const auto size = fold(bare, {}, fuel_);
    if (figure == nullptr || !size || abs(*size) <= 1) {
        return out;
    }
    const finding read = a.percent ? one_number(figure, bare) : one_number(bare, figure);
    return read.v == verdict::correct
               ? finding{verdict::correct, math_reason::units, read.exact, read.error_bound}
               : out;
}

inline node_ptr comparator::strip_percent(node_ptr n) {
    if (is(n, node_kind::percent)) {
        return n->value == rational(1, 100) ? n->args[0] : nullptr;
    }
    if (is(n, node_kind::negate)) {
        node_ptr inner = strip_percent(n->args[0]);
        return inner == nullptr ? nullptr : arena_.make(node_kind::negate, {inner});
    }
    return nullptr;
}

inline finding comparator::one_number(node_ptr p, node_ptr g) {
    if (!is_scalar(p) || !is_scalar(g)) {
        return is_scalar(p) != is_scalar(g) && (is_value(p) && is_value(g)) ? mismatch()
                                                                            : unsettled();
    }
    const auto dp = decimal_of(p);
    const auto dg = decimal_of(g);
    if (!dp && !dg) {
        return constant_of_integration(p, g);
    }
    const auto fp = fold(p, {}, fuel_);
    const auto fg = fold(g, {}, fuel_);
    if (fp && fg && *fp == *fg) {
        return proved(true);
    }
    if (policy_.rounding == rounding_rule::relative) {
        return relative(p, g);
    }
    const bool symbols = !symbols_of(p).empty() || !symbols_of(g).empty();
    if (symbols || policy_.rounding == rounding_rule::exact
        || (dp && dg && !dp->elided && !dg->elided) || (dp && dg)) {
        return dp && dg && (dp->elided || dg->elided) ? unsettled() : identity(p, g);
    }
    const bool gold_written = dg.has_value();
    const decimal& written = gold_written ? *dg : *dp;
    const auto& folded = gold_written ? fp : fg;
    if (folded && finite_decimal(*folded) && !written.elided) {
        return proved(false);
    }
    return rounds_to(written, gold_written ? p : g,
                     gold_written ? policy_.gold_digits : policy_.prediction_digits,
                     !gold_written || written.elided);
}

inline finding comparator::relative(node_ptr p, node_ptr g) {
    const auto a = evaluator<float_50>(bindings{}, fuel_)(p);
    const auto b = evaluator<float_50>(bindings{}, fuel_)(g);
    if (a.bad || b.bad || !a.real() || !b.real()) {
        return identity(p, g);
    }
    const long double gap = size_of(float_50(a.re - b.re));
    const auto limit = static_cast<long double>(policy_.relative_tolerance) * size_of(b);
    return {gap <= limit ? verdict::correct : verdict::incorrect, math_reason::rounding, false,
            0.0};
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_DECIMALS_HPP
