// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_COUNTING_HPP
#define PASSK_VERIFY_MATH_PARSER_COUNTING_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <cstddef>
#include <utility>

namespace passk::detail::math {

// Combinations and arrangements: C_n^k, C(n, k), {}_nC_k, A_n^k.

inline node_ptr parser::permutations(node_ptr n, node_ptr k) {
    node_ptr rest = arena_.make(node_kind::add, {n, arena_.make(node_kind::negate, {k})});
    return arena_.make(node_kind::divide, {arena_.named(node_kind::function, "factorial", {n}),
                                           arena_.named(node_kind::function, "factorial", {rest})});
}

inline bool parser::raised_before_lowered() const {
    std::size_t at = 1;
    if (see_sign("{", 1)) {
        for (at = 2; at < 8 && !see_sign("}", at); ++at) {
        }
    }
    return see_sign("_", at + 1);
}

inline bool parser::combination() const {
    if (see_sign("{", 1)) {
        for (std::size_t k = 2; k < 10; ++k) {
            if (see_sign("}", k)) {
                return see_sign("^", k + 1);
            }
        }
        return false;
    }
    return see_sign("^", 2);
}

inline node_ptr parser::combination_node() {
    ++at_;
    node_ptr below = exponent_operand();
    if (!accept_sign("^")) {
        return fail();
    }
    node_ptr above = exponent_operand();
    // Both C_n^k and C_k^n are written; the larger number is the one chosen from.
    if (is(below, node_kind::number) && is(above, node_kind::number)
        && below->value < above->value) {
        std::swap(below, above);
    }
    return arena_.named(node_kind::function, "binomial", {below, above});
}

inline node_ptr parser::prescript() {
    ++at_;
    node_ptr n = exponent_operand();
    const bool arranged = see_word("P");
    if ((!accept_word("C") && !accept_word("P")) || !accept_sign("_")) {
        return fail();
    }
    node_ptr k = exponent_operand();
    return arranged ? permutations(n, k) : arena_.named(node_kind::function, "binomial", {n, k});
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_COUNTING_HPP
