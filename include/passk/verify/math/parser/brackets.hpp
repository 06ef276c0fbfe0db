// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_BRACKETS_HPP
#define PASSK_VERIFY_MATH_PARSER_BRACKETS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <utility>

namespace passk::detail::math {

// Parentheses, brackets and braces: groups, tuples, intervals and sets.

inline node_ptr parser::bracketed(char open) {
    ++at_;
    const int in_set = std::exchange(in_set_, 0);
    const int bars = std::exchange(bars_, 0);
    const int integrals = std::exchange(integrals_, 0);
    if (see_sign(")") || see_sign("]")) {
        return fail();
    }
    node_ptr inside = sequence();
    in_set_ = in_set;
    bars_ = bars;
    integrals_ = integrals;
    const char close = see_sign(")") ? ')' : see_sign("]") ? ']' : reversed_end();
    if (close == 0) {
        return fail();
    }
    ++at_;
    if (is(inside, node_kind::list) && !inside->grouped) {
        node* out = arena_.make(node_kind::tuple, inside->args);
        out->open = open;
        out->close = close == '[' ? ')' : close;
        return out;
    }
    if ((open == '(') != (close == ')')) {
        return fail();
    }
    if (open == '[' && is(inside, node_kind::tuple)) {
        // [[1, 2], [3, 4]] has its rows handled as a list; a single row stays a tuple.
        return inside;
    }
    node* out = arena_.copy(*inside);
    out->grouped = true;
    out->open = out->open == 0 ? open : out->open;
    return out;
}

inline node_ptr parser::brace_group() {
    ++at_;
    if (accept_sign("}")) {
        // {}_nC_k, or an empty group
        return see_sign("_") || see_sign("^") ? prescript() : fail();
    }
    // { x | x <= 2 } with plain braces
    const bool builder = here().kind == token_kind::word && here().text.size() == 1
                         && (see_sign("|", 1) || see_sign(":", 1));
    const int in_set = std::exchange(in_set_, builder ? 1 : 0);
    node_ptr inside = sequence();
    in_set_ = in_set;
    if (accept_command({"choose"})) {
        node_ptr below = sequence();
        return accept_sign("}") ? arena_.named(node_kind::function, "binomial", {inside, below})
                                : fail();
    }
    if (accept_command({"over"})) {
        node_ptr below = sequence();
        return accept_sign("}") ? arena_.make(node_kind::divide, {inside, below}) : fail();
    }
    if (see_command("mid") || see_sign("|") || see_sign(":")) {
        return set_conditions(inside, false);
    }
    if (!accept_sign("}")) {
        return fail();
    }
    if (is(inside, node_kind::list)) {
        return arena_.make(node_kind::set, inside->args);
    }
    return inside;
}

inline node_ptr parser::set_braces() {
    if (accept_command({"}"})) {
        return arena_.named(node_kind::named_set, "empty");
    }
    const int outer_bars = std::exchange(bars_, 0);
    ++in_set_;
    node_ptr inside = sequence();
    --in_set_;
    bars_ = outer_bars;
    if (see_command("mid") || see_sign("|") || see_sign(":") || see_command("colon")) {
        return set_conditions(inside, true);
    }
    if (!accept_command({"}"})) {
        return fail();
    }
    if (is(inside, node_kind::list) && !inside->grouped) {
        return arena_.make(node_kind::set, inside->args);
    }
    return arena_.make(node_kind::set, {inside});
}

inline node_ptr parser::set_conditions(node_ptr element, bool escaped) {
    ++at_;
    const int in_set = std::exchange(in_set_, 0);
    node_ptr conditions = sequence();
    in_set_ = in_set;
    if (escaped ? !accept_command({"}"}) : !accept_sign("}")) {
        return fail();
    }
    return arena_.make(node_kind::set_builder, {element, conditions});
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_BRACKETS_HPP
