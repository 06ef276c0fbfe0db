// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_FUNCTIONS_HPP
#define PASSK_VERIFY_MATH_PARSER_FUNCTIONS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/units.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Functions with their arguments, roots, unknown functions and the constructors of SymPy.

inline bool parser::starts_function() const {
    const token& t = here();
    return (t.kind == token_kind::word || t.kind == token_kind::command)
           && std::find(functions.begin(), functions.end(), t.text) != functions.end()
           && t.text != "sqrt" && t.text != "cbrt" && t.text != "binom" && t.text != "max"
           && t.text != "min" && t.text != "abs";
}

inline node_ptr parser::function(const std::string& spelled) {
    std::string name = spelled;
    struct alias {
        std::string_view from;
        std::string_view to;
    };
    static constexpr std::array aliases{
        alias{"asin", "arcsin"},    alias{"acos", "arccos"},    alias{"atan", "arctan"},
        alias{"acot", "arccot"},    alias{"arsinh", "arcsinh"}, alias{"arcosh", "arccosh"},
        alias{"artanh", "arctanh"}, alias{"tg", "tan"},         alias{"ctg", "cot"},
        alias{"arctg", "arctan"},   alias{"arcctg", "arccot"},  alias{"asinh", "arcsinh"},
        alias{"acosh", "arccosh"},  alias{"atanh", "arctanh"},  alias{"cosec", "csc"},
        alias{"ceiling", "ceil"},   alias{"binom", "binomial"}, alias{"asec", "arcsec"},
        alias{"acsc", "arccsc"},    alias{"sign", "sgn"}};
    for (const alias& a : aliases) {
        if (name == a.from) {
            name = a.to;
        }
    }
    if (name == "sqrt" || name == "cbrt") {
        return root(name == "cbrt");
    }
    if (name == "binomial" && see_sign("{")) {
        node_ptr above = group_or_token();
        return arena_.named(node_kind::function, "binomial", {above, group_or_token()});
    }
    node_ptr base = nullptr;
    node_ptr raised = nullptr;
    for (int i = 0; i < 2; ++i) {
        if (see_sign("_") && base == nullptr) {
            ++at_;
            base = exponent_operand();
        } else if (see_sign("^") && raised == nullptr) {
            ++at_;
            raised = exponent();
        }
    }
    std::vector<node_ptr> args;
    if (see_sign("(") || see_sign("[")) {
        node_ptr inside = atom();
        if (is(inside, node_kind::tuple) && (inside->open == '(') != (inside->close == ')')) {
            return fail();
        }
        args = is(inside, node_kind::tuple) ? inside->args : std::vector<node_ptr>{inside};
    } else if (see_sign("{") || see_command("{")) {
        node_ptr inside = atom();
        args = is(inside, node_kind::set) ? inside->args : std::vector<node_ptr>{inside};
        if (starts_atom() && !starts_function() && args.size() == 1 && !see_sign("(")) {
            args[0] = arena_.make(node_kind::multiply, {args[0], product(true)});
        }
    } else if (see_sign("-")) {
        args = {product(true)};
    } else if (starts_function()) {
        args = {factor()};
    } else if (starts_atom()) {
        args = {product(true)};
    } else {
        return fail();
    }
    if (name == "lg") {
        name = "log";
        base = base != nullptr ? base : arena_.number(10);
    }
    if (name == "factorial" && args.size() != 1) {
        return fail();
    }
    if (name == "exp") {
        node_ptr e = arena_.named(node_kind::constant, "e");
        node_ptr out = args.size() == 1 ? arena_.make(node_kind::power, {e, args[0]}) : fail();
        return raised == nullptr ? out : arena_.make(node_kind::power, {out, raised});
    }
    if (name == "max" || name == "min" || name == "gcd" || name == "lcm") {
        // Symmetric in its arguments: one order stands for all.
        std::sort(args.begin(), args.end(),
                  [](node_ptr a, node_ptr b) { return write(a) < write(b); });
    }
    if (base != nullptr) {
        if (name != "log") {
            return fail();
        }
        args.push_back(base);
    }
    if (raised != nullptr && is(raised, node_kind::negate) && is(raised->args[0], node_kind::number)
        && raised->args[0]->value == 1) {
        static constexpr std::array<std::string_view, 10> invertible{
            "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth"};
        if (std::find(invertible.begin(), invertible.end(), name) != invertible.end()) {
            return arena_.named(node_kind::function, "arc" + name, std::move(args));
        }
    }
    node_ptr out = arena_.named(node_kind::function, name, std::move(args));
    return raised == nullptr ? out : arena_.make(node_kind::power, {out, raised});
}

inline node_ptr parser::root(bool cube) {
    node_ptr index = arena_.number(cube ? 3 : 2);
    if (see_sign("[")) {
        ++at_;
        index = sequence();
        if (!accept_sign("]")) {
            return fail();
        }
    }
    node_ptr inside = nullptr;
    if (accept_sign("{")) {
        inside = sequence();
        if (!accept_sign("}")) {
            return fail();
        }
    } else if (here().kind == token_kind::number) {
        inside = number_token(here());
        ++at_;
    } else {
        inside = atom();
    }
    if (is(inside, node_kind::list) || is(inside, node_kind::tuple)) {
        return fail();
    }
    return arena_.named(node_kind::function, "root", {inside, index});
}

inline node_ptr parser::unknown_function(const std::string& word) {
    std::size_t ahead = 0;
    std::string name = "call " + word;
    while (see_sign("'", ahead)) {
        name += '\'';
        ++ahead;
    }
    const bool inverse = see_sign("^") && see_sign("{", 1) && see_sign("-", 2)
                         && here(3).kind == token_kind::number && here(3).text == "1"
                         && see_sign("}", 4);
    if (inverse) {
        name += "^-1";
        ahead = 5;
    }
    if (!see_sign("(", ahead) || here(ahead).spaced) {
        return nullptr;
    }
    at_ += ahead;
    node_ptr inside = atom();
    std::vector<node_ptr> args =
        is(inside, node_kind::tuple) ? inside->args : std::vector<node_ptr>{inside};
    return arena_.named(node_kind::function, std::move(name), std::move(args));
}

inline node_ptr parser::constructor(const std::string& word) {
    char open = '[';
    char close = ']';
    if (accept_sign(".")) {
        const std::string kind = lower(here().text);
        ++at_;
        open = kind == "open" || kind == "lopen" ? '(' : '[';
        close = kind == "open" || kind == "ropen" ? ')' : ']';
        if (kind != "open" && kind != "lopen" && kind != "ropen") {
            return fail();
        }
    }
    node_ptr inside = atom();
    const std::vector<node_ptr> args =
        is(inside, node_kind::tuple) ? inside->args : std::vector<node_ptr>{inside};
    if (word == "Rational" && args.size() == 2) {
        return arena_.make(node_kind::divide, args);
    }
    if (word == "Union") {
        return args.size() == 1 ? args[0] : arena_.make(node_kind::set_union, args);
    }
    if (word == "FiniteSet") {
        return arena_.make(node_kind::set, args);
    }
    if (word == "Interval" && args.size() == 2) {
        node* out = arena_.make(node_kind::tuple, args);
        out->open = identity_infinite(args[0]) ? '(' : open;
        out->close = identity_infinite(args[1]) ? ')' : close;
        return out;
    }
    return word == "Matrix" && args.size() == 1 ? args[0] : word == "Matrix" ? inside : fail();
}

inline bool parser::identity_infinite(node_ptr n) {
    return (is(n, node_kind::constant) && n->name == "inf")
           || (is(n, node_kind::negate) && identity_infinite(n->args[0]));
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_FUNCTIONS_HPP
