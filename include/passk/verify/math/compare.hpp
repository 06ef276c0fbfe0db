// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_HPP
#define PASSK_VERIFY_MATH_COMPARE_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/collections.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/compare/conventions.hpp>
#include <passk/verify/math/compare/decimals.hpp>
#include <passk/verify/math/compare/families.hpp>
#include <passk/verify/math/compare/inequalities.hpp>
#include <passk/verify/math/compare/matrices.hpp>
#include <passk/verify/math/compare/piecewise.hpp>
#include <passk/verify/math/compare/plus_minus.hpp>
#include <passk/verify/math/compare/quantities.hpp>
#include <passk/verify/math/compare/readings.hpp>
#include <passk/verify/math/compare/regions.hpp>
#include <passk/verify/math/compare/relations.hpp>
#include <passk/verify/math/compare/texts.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math_judgement.hpp>

#include <cstddef>
#include <optional>

namespace passk::detail::math {

// Which rule compares two readings; the rules lie in compare/, one topic a file.

inline finding comparator::compare(node_ptr p, node_ptr g) {
    if (!fuel_.spend(4)) {
        finding out;
        out.reason = math_reason::fuel_exhausted;
        return out;
    }
    if (named_tuple(p) || named_tuple(g)) {
        return write(p) == write(g) ? proved(true, math_reason::same_form) : named_tuples(p, g);
    }
    p = settle(p);
    g = settle(g);
    if (write(p) == write(g)) {
        return proved(true, math_reason::same_form);
    }
    if (is(p, node_kind::text) || is(g, node_kind::text)) {
        return texts(p, g);
    }
    if (const auto set = letter_of_a_set(p, g)) {
        return *set;
    }
    if (is_call_of_p(p) != is_call_of_p(g)) {
        return is_call_of_p(p) ? compare(read_call_of_p(p, g), g)
                               : compare(p, read_call_of_p(g, p));
    }
    const auto in_set = [](node_ptr n) { return is_element_relation(n) && !is_scalar(n->args[1]); };
    if (in_set(p) && !is_element_relation(g)) {
        return compare(p->args[1], g);
    }
    if (in_set(g) && !is_element_relation(p)) {
        return compare(p, g->args[1]);
    }
    if (is(p, node_kind::clock) || is(g, node_kind::clock) || is(p, node_kind::date)
        || is(g, node_kind::date)) {
        return calendar(p, g);
    }
    if (const auto periodic = families(p, g)) {
        return *periodic;
    }
    // A name on one side only is no part of the answer.
    if (assignment(p) && !any_relation(g)) {
        return compare(p->args[1], g);
    }
    if (assignment(g) && !any_relation(p)) {
        return compare(p, g->args[1]);
    }
    if (measured_letters(p) && !any_relation(g)) {
        return compare(p->args[1], g);
    }
    if (measured_letters(g) && !any_relation(p)) {
        return compare(p, g->args[1]);
    }
    if (with_domain(p) != with_domain(g) && plain_equation(with_domain(p) ? g : p)) {
        return with_domain(p) ? compare(p->args[0], g) : compare(p, g->args[0]);
    }
    // "4 = 9" contradicts itself, and so is no answer that could be compared.
    const auto constant_relation = [](node_ptr n) {
        return is(n, node_kind::relation) && symbols_of(n).empty();
    };
    if (constant_relation(p) || constant_relation(g)) {
        return unsettled();
    }
    if (is(p, node_kind::residue) || is(g, node_kind::residue) || congruence(p) || congruence(g)) {
        return congruences(p, g);
    }
    if (const auto subset = regions(p, g)) {
        return *subset;
    }
    if (half_open(p) || half_open(g)) {
        node_ptr a = half_open(p) ? p : symbolic_interval(p);
        node_ptr b = half_open(g) ? g : symbolic_interval(g);
        if (is(a, node_kind::tuple) && is(b, node_kind::tuple)) {
            return a->open == b->open && a->close == b->close ? ordered(a->args, b->args)
                                                              : mismatch();
        }
        return is_value(p) || is_value(g) ? mismatch() : unsettled();
    }
    if (is(p, node_kind::tuple) != is(g, node_kind::tuple)) {
        node_ptr a = symbolic_interval(p);
        node_ptr b = symbolic_interval(g);
        if (is(a, node_kind::tuple) && is(b, node_kind::tuple)) {
            return a->open == b->open && a->close == b->close ? ordered(a->args, b->args)
                                                              : mismatch();
        }
    }
    if (node_ptr a = matrix_value(p), b = matrix_value(g);
        is(a, node_kind::matrix) || is(b, node_kind::matrix)) {
        return matrices(a, b);
    }
    if (is(p, node_kind::cases) && is(g, node_kind::cases)) {
        return piecewise(p, g);
    }
    if (is(p, node_kind::ratio) || is(g, node_kind::ratio)) {
        return ratios(p, g);
    }
    const bool several = collection(p) || collection(g) || has_plus_minus(p) || has_plus_minus(g);
    if (is(p, node_kind::set) != is(g, node_kind::set)
        && (is(p, node_kind::named_set) || is(g, node_kind::named_set))) {
        return mismatch();  // the empty set is no set of the empty set
    }
    if (const auto sum = mixed_in_words(p, g)) {
        return *sum;
    }
    if (several) {
        return signed_collections(p, g);
    }
    if (is(p, node_kind::relation) && is(g, node_kind::relation)) {
        return relations(p, g);
    }
    if (is(p, node_kind::relation) != is(g, node_kind::relation)) {
        const bool definite = is_value(p) || is_value(g);
        return definite ? mismatch() : unsettled();
    }
    if (compound(p) || compound(g)) {
        return compound(p) && compound(g) && p->kind == g->kind && p->args.size() == g->args.size()
                       && p->columns == g->columns
                   ? parts_if_equal(p, g)
                   : unsettled();
    }
    return scalars(p, g);
}

inline node_ptr comparator::read_call_of_p(node_ptr n, node_ptr beside) {
    const auto top = fold(n->args[0], {}, fuel_);
    const auto taken = fold(n->args[1], {}, fuel_);
    const bool counts = top && taken && is_integer(*top) && is_integer(*taken) && *taken >= 0
                        && *top >= *taken && *top < 1000;
    if (!is_scalar(beside) || !counts) {
        node* point = arena_.make(node_kind::tuple, n->args);
        point->open = '(';
        point->close = ')';
        return point;
    }
    rational out = 1;
    for (rational k = 0; k < *taken; k += 1) {
        out *= *top - k;
    }
    return arena_.number(out);
}

inline std::optional<finding> comparator::mixed_in_words(node_ptr p, node_ptr g) {
    const auto mixed = [](node_ptr n) {
        return is(n, node_kind::conjunction) && n->args.size() == 2
               && is(n->args[0], node_kind::number) && n->args[0]->digits == 0
               && denominator(n->args[0]->value) == 1 && is(n->args[1], node_kind::divide)
               && is(n->args[1]->args[0], node_kind::number)
               && is(n->args[1]->args[1], node_kind::number)
               && n->args[1]->args[0]->value < n->args[1]->args[1]->value;
    };
    if (mixed(p) == mixed(g)) {
        return std::nullopt;
    }
    node_ptr words = mixed(p) ? p : g;
    node_ptr other = mixed(p) ? g : p;
    if (!is_scalar(other)) {
        return std::nullopt;
    }
    node_ptr sum = arena_.make(node_kind::add, words->args);
    return mixed(p) ? scalars(sum, other) : scalars(other, sum);
}

inline bool comparator::compound(node_ptr n) {
    return is(n, node_kind::set_builder) || is(n, node_kind::set_union)
           || is(n, node_kind::set_meet) || is(n, node_kind::set_minus)
           || is(n, node_kind::named_set) || is(n, node_kind::cases);
}

inline finding comparator::parts_if_equal(node_ptr p, node_ptr g) {
    finding out =
        all_parts(p->args.size(), [&](std::size_t i) { return compare(p->args[i], g->args[i]); });
    if (p->args.empty()) {
        return mismatch();  // two different named sets
    }
    if (out.v == verdict::incorrect) {
        return unsettled();
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_HPP
