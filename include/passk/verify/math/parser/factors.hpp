// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_FACTORS_HPP
#define PASSK_VERIFY_MATH_PARSER_FACTORS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <string>

namespace passk::detail::math {

// Factors: an atom with its powers and the signs behind it.

inline node_ptr parser::factor() {
    const deeper guard(depth_);
    if (depth_ > max_depth || arena_.size() > max_nodes) {
        return fail();
    }
    const bool plain_integer = here().kind == token_kind::number;
    node_ptr base = atom();
    if (plain_integer) {
        base = mixed_number(base);
    }
    for (int nested = 0; !failed_; ++nested) {
        if (nested > max_nesting) {
            return fail();
        }
        if (degree_exponent()) {
            at_ += see_sign("{", 1) ? 4U : 2U;
            base = degrees(base);
        } else if (accept_command({"degree", "textdegree"})) {
            base = degrees(base);
        } else if (see_sign("^") && is(base, node_kind::number) && ordinal_exponent()) {
            at_ += see_sign("{", 1) ? 4U : 2U;
            base = noted(base, "th");
        } else if (see_sign("^")) {
            ++at_;
            base = arena_.make(node_kind::power, {base, exponent()});
            if (see_sign("_") && is(base->args[0], node_kind::symbol)) {
                // v^2_0: the subscript belongs to the letter.
                ++at_;
                const std::string name = base->args[0]->name + "_" + subscript_text();
                base = arena_.make(node_kind::power,
                                   {arena_.named(node_kind::symbol, name), base->args[1]});
            }
        } else if (see_sign("!") && !see_sign("=", 1)) {
            ++at_;
            const bool twice = see_sign("!");
            at_ += twice ? 1U : 0U;
            base =
                arena_.named(node_kind::function, twice ? "double_factorial" : "factorial", {base});
        } else if (accept_sign("%") || accept_command({"%"}) || accept_word("percent")
                   || accept_word("pct")) {
            node* out = arena_.make(node_kind::percent, {base});
            out->value = rational(1, 100);
            base = out;
        } else if (accept_command({"permille"})) {
            node* out = arena_.make(node_kind::percent, {base});
            out->value = rational(1, 1000);
            base = out;
        } else if (currency_here()) {
            base = arena_.named(node_kind::quantity, currency(here().text), {base});
            ++at_;
        } else if (see_sign("_") && !is(base, node_kind::symbol)) {
            base = base_numeral(base);
        } else if (see_sign("'") && is(base, node_kind::symbol)) {
            ++at_;
            base = arena_.named(node_kind::symbol, base->name + "'");
        } else if (see_sign("\"") && is(base, node_kind::number) && at_ + 2 >= tokens_.size()) {
            ++at_;
            base = arena_.named(node_kind::quantity, "in", {base});
        } else if (see_sign("'") && is(base, node_kind::number)) {
            base = feet_and_inches(base);
        } else if (is(base, node_kind::quantity) && base->name == "deg"
                   && here().kind == token_kind::number && arc_mark(1) == 1) {
            base = arc_minutes(base);
        } else {
            break;
        }
    }
    return base;
}

inline node_ptr parser::exponent() {
    if (accept_sign("{")) {
        node_ptr out = sequence();
        return accept_sign("}") ? out : fail();
    }
    if (see_sign("-") || see_sign("+")) {
        const bool minus = see_sign("-");
        ++at_;
        node_ptr out = factor();
        return minus ? arena_.make(node_kind::negate, {out}) : out;
    }
    if (see_sign("(")) {
        return atom();
    }
    node_ptr out = atom();
    if (see_sign("^")) {
        ++at_;
        const deeper guard(depth_);
        if (depth_ > max_depth) {
            return fail();
        }
        return arena_.make(node_kind::power, {out, exponent()});
    }
    if (see_sign("!")) {
        ++at_;
        return arena_.named(node_kind::function, "factorial", {out});
    }
    return out;
}

inline node_ptr parser::exponent_operand() {
    if (accept_sign("{")) {
        node_ptr out = sequence();
        return accept_sign("}") ? out : fail();
    }
    return atom();
}

inline node_ptr parser::group_or_token() {
    if (accept_sign("{")) {
        node_ptr out = sequence();
        return accept_sign("}") ? out : fail();
    }
    if (here().kind == token_kind::number && here().text.size() > 1
        && here().text.find_first_not_of("0123456789") == std::string::npos) {
        // \frac12: one digit is one argument
        node* digit = arena_.number(here().text[0] - '0');
        tokens_[at_].text.erase(0, 1);
        return digit;
    }
    return atom();
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_FACTORS_HPP
