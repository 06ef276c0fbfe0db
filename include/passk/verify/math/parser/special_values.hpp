// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_SPECIAL_VALUES_HPP
#define PASSK_VERIFY_MATH_PARSER_SPECIAL_VALUES_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <algorithm>

namespace passk::detail::math {

// Values known as they are read: conjugates, totients, zeta and gamma.

inline bool parser::has_imaginary(node_ptr n) {
    return (is(n, node_kind::constant) && n->name == "i")
           || std::any_of(n->args.begin(), n->args.end(), has_imaginary);
}

inline node_ptr parser::conjugate(node_ptr n) {
    if (is(n, node_kind::constant) && n->name == "i") {
        return arena_.make(node_kind::negate, {n});
    }
    if (n->args.empty()) {
        return n;
    }
    node* out = arena_.copy(*n);
    for (node_ptr& a : out->args) {
        a = conjugate(a);
    }
    return out;
}

inline node_ptr parser::totient(long n) {
    if (n < 1) {
        return nullptr;
    }
    long out = n;
    long rest = n;
    for (long p = 2; p * p <= rest; ++p) {
        if (rest % p == 0) {
            out -= out / p;
            while (rest % p == 0) {
                rest /= p;
            }
        }
    }
    return arena_.number(rest > 1 ? out - out / rest : out);
}

inline node_ptr parser::zeta_value(long n) {
    const long below = n == 2 ? 6 : n == 4 ? 90 : n == 6 ? 945 : 0;
    if (below == 0) {
        return nullptr;
    }
    node_ptr power =
        arena_.make(node_kind::power, {arena_.named(node_kind::constant, "pi"), arena_.number(n)});
    return arena_.make(node_kind::divide, {power, arena_.number(below)});
}

inline node_ptr parser::gamma_value(node_ptr at) {
    rational x = 0;
    if (is(at, node_kind::number)) {
        x = at->value;
    } else if (is(at, node_kind::divide) && is(at->args[0], node_kind::number)
               && is(at->args[1], node_kind::number) && at->args[1]->value != 0) {
        x = at->args[0]->value / at->args[1]->value;
    }
    if (x <= 0 || x > 1000 || denominator(x) > 2) {
        return nullptr;
    }
    rational product = 1;
    while (x > 1) {
        x -= 1;
        product *= x;
    }
    node_ptr factor = arena_.number(product);
    if (x == 1) {
        return factor;
    }
    node_ptr root_of_pi = arena_.named(node_kind::function, "root",
                                       {arena_.named(node_kind::constant, "pi"), arena_.number(2)});
    return arena_.make(node_kind::multiply, {factor, root_of_pi});
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_SPECIAL_VALUES_HPP
