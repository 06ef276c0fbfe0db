// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_HPP
#define PASSK_VERIFY_MATH_PARSER_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/arithmetic.hpp>
#include <passk/verify/math/parser/atoms.hpp>
#include <passk/verify/math/parser/brackets.hpp>
#include <passk/verify/math/parser/calculus.hpp>
#include <passk/verify/math/parser/counting.hpp>
#include <passk/verify/math/parser/environments.hpp>
#include <passk/verify/math/parser/factors.hpp>
#include <passk/verify/math/parser/functions.hpp>
#include <passk/verify/math/parser/lists.hpp>
#include <passk/verify/math/parser/numbers.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/parser/quantities.hpp>
#include <passk/verify/math/parser/relations.hpp>
#include <passk/verify/math/parser/special_values.hpp>
#include <passk/verify/math/parser/tokens.hpp>

namespace passk::detail::math {

// The whole answer; what it is made of lies in parser/, one topic a file.

inline node_ptr parser::parse() {
    while (accept_sign("=") || accept_sign("&") || accept_sign(":") || leading_all()
           || accept_command({"approx", "simeq", "sim", "therefore", "implies", "Rightarrow"})) {
    }
    leading_sign_ = see_sign("+") && see_sign("-", 1) && !here(1).spaced;
    node_ptr out = sequence();
    if (accept_command({"over"})) {
        out = arena_.make(node_kind::divide, {out, sequence()});
    }
    while (accept_sign(".") || accept_sign(",") || accept_sign(";")) {
    }
    return failed_ || !at_end() ? nullptr : out;
}

inline bool parser::leading_all() {
    return at_ == 0 && here(1).kind == token_kind::word && here(1).text.size() == 1
           && accept_word("all");
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_HPP
