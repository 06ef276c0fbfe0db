// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_CALCULUS_HPP
#define PASSK_VERIFY_MATH_PARSER_CALCULUS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <cstddef>
#include <string>
#include <utility>

namespace passk::detail::math {

// Sums and products with an index, integrals and limits.

inline node_ptr parser::big_operator(bool sum_of) {
    node_ptr lower = nullptr;
    node_ptr upper = nullptr;
    const std::size_t outer = bound_.size();
    for (int i = 0; i < 2; ++i) {
        if (see_sign("_")) {
            ++at_;
            if (see_sign("{") && here(1).kind == token_kind::word) {
                bound_.push_back(here(1).text);
            }
            lower = exponent_operand();
        } else if (see_sign("^")) {
            ++at_;
            upper = exponent_operand();
        }
    }
    node_ptr body = product();
    bound_.resize(outer);
    if (lower == nullptr || upper == nullptr || !is(lower, node_kind::relation)
        || lower->args.size() != 2 || lower->relations[0] != relation_kind::equal
        || !is(lower->args[0], node_kind::symbol)) {
        return fail();
    }
    return arena_.make(sum_of ? node_kind::sum : node_kind::product,
                       {body, lower->args[0], lower->args[1], upper});
}

inline node_ptr parser::integral() {
    node_ptr lower = nullptr;
    node_ptr upper = nullptr;
    for (int i = 0; i < 2; ++i) {
        if (see_sign("_")) {
            ++at_;
            lower = limit_operand();
        } else if (see_sign("^")) {
            ++at_;
            upper = limit_operand();
        }
    }
    ++integrals_;
    node_ptr body = see_word("d") ? arena_.number(1) : sum();
    --integrals_;
    std::string name = std::exchange(differential_, {});
    if (name.empty()) {
        if (!accept_word("d")
            || (here().kind != token_kind::word && here().kind != token_kind::command)) {
            return fail();
        }
        name = here().text;
        ++at_;
    }
    node_ptr variable = arena_.named(node_kind::symbol, name);
    if ((lower == nullptr) != (upper == nullptr)) {
        return fail();
    }
    if (lower == nullptr) {
        return arena_.make(node_kind::integral, {body, variable});
    }
    return arena_.make(node_kind::integral, {body, variable, lower, upper});
}

inline node_ptr parser::numerator_of_integrand() {
    ++at_;
    node_ptr out = see_word("d") ? arena_.number(1) : sequence();
    if (accept_word("d") && here().kind == token_kind::word) {
        differential_ = here().text;
        ++at_;
    }
    return accept_sign("}") ? out : fail();
}

inline node_ptr parser::limit_operand() {
    if (see_sign("-")) {
        ++at_;
        return arena_.make(node_kind::negate, {exponent_operand()});
    }
    return exponent_operand();
}

inline node_ptr parser::limit() {
    if (!accept_sign("_") || !accept_sign("{") || here().kind != token_kind::word) {
        return fail();
    }
    node_ptr variable = arena_.named(node_kind::symbol, here().text);
    ++at_;
    if (!accept_command({"to", "rightarrow"}) && !accept_sign("->")) {
        return fail();
    }
    const bool side_follows =
        see_sign("^", 1)
        && (see_sign("+", 2) || see_sign("-", 2)
            || (see_sign("{", 2) && (see_sign("+", 3) || see_sign("-", 3)) && see_sign("}", 4)));
    node_ptr target = see_sign("-") ? limit_operand() : side_follows ? atom() : product();
    std::string side;
    if (accept_sign("^")) {
        const bool brace = accept_sign("{");
        side = see_sign("+") ? "+" : "-";
        ++at_;
        if (brace && !accept_sign("}")) {
            return fail();
        }
    } else if (see_sign("+") || see_sign("-")) {
        side = here().text;
        ++at_;
    }
    if (!accept_sign("}")) {
        return fail();
    }
    return arena_.named(node_kind::limit, side, {product(), variable, target});
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_CALCULUS_HPP
