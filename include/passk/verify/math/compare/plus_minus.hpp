// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_PLUS_MINUS_HPP
#define PASSK_VERIFY_MATH_COMPARE_PLUS_MINUS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>

#include <cstddef>
#include <vector>

namespace passk::detail::math {

// The values behind +- and -+.

inline std::size_t comparator::count_signs(node_ptr n) {
    std::size_t out = is(n, node_kind::plus_minus) ? 1 : 0;
    for (node_ptr a : n->args) {
        out += count_signs(a);
    }
    return out;
}

inline void comparator::expand_signs(node_ptr n, std::vector<node_ptr>& out) {
    const std::size_t signs = count_signs(n);
    const bool opposite =
        any_node(n, [](node_ptr m) { return is(m, node_kind::plus_minus) && m->name == "-+"; });
    if (!independent_signs_ || opposite || signs < 2 || signs > 4) {
        out.push_back(with_sign(n, true));
        out.push_back(with_sign(n, false));
        return;
    }
    for (unsigned choice = 0; choice < 1U << signs; ++choice) {
        unsigned left = choice;
        out.push_back(with_signs(n, left));
    }
}

inline node_ptr comparator::with_signs(node_ptr n, unsigned& choice) {
    if (!has_plus_minus(n)) {
        return n;
    }
    node* out = arena_.copy(*n);
    const bool plus = (choice & 1U) == 0;
    if (is(n, node_kind::plus_minus)) {
        choice >>= 1U;
    }
    for (node_ptr& a : out->args) {
        a = with_signs(a, choice);
    }
    if (!is(n, node_kind::plus_minus)) {
        return out;
    }
    node_ptr last = plus ? out->args.back() : arena_.make(node_kind::negate, {out->args.back()});
    return n->args.size() == 1 ? last : arena_.make(node_kind::add, {out->args.front(), last});
}

inline node_ptr comparator::with_sign(node_ptr n, bool plus) {
    if (!has_plus_minus(n)) {
        return n;
    }
    if (is(n, node_kind::plus_minus)) {
        const bool add = (n->name == "+-") == plus;
        node_ptr last = with_sign(n->args.back(), plus);
        node_ptr signed_last = add ? last : arena_.make(node_kind::negate, {last});
        if (n->args.size() == 1) {
            return signed_last;
        }
        return arena_.make(node_kind::add, {with_sign(n->args[0], plus), signed_last});
    }
    node* out = arena_.copy(*n);
    for (node_ptr& a : out->args) {
        a = with_sign(a, plus);
    }
    return out;
}

inline finding comparator::signed_collections(node_ptr p, node_ptr g) {
    const finding together = collections(p, g);
    const bool many_p = count_signs(p) > 1;
    const bool many_g = count_signs(g) > 1;
    if (!many_p && !many_g) {
        return together;
    }
    independent_signs_ = true;
    const finding apart = collections(p, g);
    independent_signs_ = false;
    if (together.v == apart.v) {
        return together;
    }
    const bool written_out = (many_p && !has_plus_minus(g)) || (many_g && !has_plus_minus(p));
    return written_out && apart.v == verdict::correct ? apart : unsettled();
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_PLUS_MINUS_HPP
