// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_RELATIONS_HPP
#define PASSK_VERIFY_MATH_COMPARE_RELATIONS_HPP

#include <passk/core/random_bits.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/canonical.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math_judgement.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace passk::detail::math {

// Equations and inequalities beside each other: definitions, chains, and f = 0 or f < 0, told
// apart by where f vanishes and by its sign.

inline finding comparator::relations(node_ptr p, node_ptr g) {
    if (assignment(p) && assignment(g)) {
        if (function_call(p->args[0]) && function_call(g->args[0])) {
            return definitions(p, g);
        }
        const bool same_name = write(p->args[0]) == write(g->args[0]) || function_call(p->args[0])
                               || function_call(g->args[0]);
        if (same_name) {
            return compare(p->args[1], g->args[1]);
        }
        if (symbols_of(p->args[1]).empty() && symbols_of(g->args[1]).empty()) {
            // Two names in words may be one thing: "length" and "side length".
            const bool letters =
                is(p->args[0], node_kind::symbol) && is(g->args[0], node_kind::symbol);
            return letters || compare(p->args[1], g->args[1]).v == verdict::incorrect ? mismatch()
                                                                                      : unsettled();
        }
    }
    if (p->relations.size() != 1 || g->relations.size() != 1) {
        return chains(p, g);
    }
    relation_kind kp = p->relations[0];
    relation_kind kg = g->relations[0];
    if (kp == relation_kind::maps_to || kg == relation_kind::maps_to || kp == relation_kind::element
        || kg == relation_kind::element || !is_scalar(p->args[0]) || !is_scalar(p->args[1])
        || !is_scalar(g->args[0]) || !is_scalar(g->args[1])) {
        if (kp != kg) {
            return unsettled();
        }
        const finding parts =
            all_parts(2, [&](std::size_t i) { return compare(p->args[i], g->args[i]); });
        return parts.v == verdict::correct ? parts : unsettled();
    }
    // f < 0 and f <= 0 only; f > 0 is -f < 0.
    node_ptr f = difference(p->args[0], p->args[1]);
    node_ptr h = difference(g->args[0], g->args[1]);
    if (kp == relation_kind::greater || kp == relation_kind::greater_equal) {
        f = arena_.make(node_kind::negate, {f});
        kp = mirrored(kp);
    }
    if (kg == relation_kind::greater || kg == relation_kind::greater_equal) {
        h = arena_.make(node_kind::negate, {h});
        kg = mirrored(kg);
    }
    const auto vague = [](relation_kind kind) {
        return kind == relation_kind::congruent || kind == relation_kind::approximate
               || kind == relation_kind::subset;
    };
    if (kp != kg && (vague(kp) || vague(kg))) {
        return unsettled();
    }
    if (kp != kg) {
        return is_equality(kp) != is_equality(kg) ? mismatch() : unsettled();
    }
    if (symbols_of(f) != symbols_of(h)) {
        return symbols_of(f).empty() || symbols_of(h).empty() ? unsettled()
                                                              : mismatch_if_used(f, h);
    }
    return zero_sets(f, h, is_equality(kp));
}

inline finding comparator::definitions(node_ptr p, node_ptr g) {
    node_ptr f = p->args[0];
    node_ptr h = g->args[0];
    if (f->name != h->name || f->args.size() != h->args.size()) {
        return mismatch();
    }
    node_ptr left = p->args[1];
    node_ptr right = g->args[1];
    for (std::size_t i = 0; i < f->args.size(); ++i) {
        node_ptr x = f->args[i];
        node_ptr t = h->args[i];
        if (write(x) == write(t)) {
            continue;
        }
        if (!is(x, node_kind::symbol) || !is(t, node_kind::symbol)) {
            return mismatch();
        }
        // Both under one name of their own, unless only one of them depends on its argument.
        const bool in_left = symbols_of(left).count(x->name) > 0;
        if (in_left != (symbols_of(right).count(t->name) > 0)) {
            return unsettled();
        }
        // P(A) and P(B) are of two events; f(x, y) = 1 and f(y, x) = 1 may define two functions.
        const bool capital = x->name[0] <= 'Z' || t->name[0] <= 'Z';
        if (!in_left && (capital || f->args.size() > 1)) {
            return unsettled();
        }
        node_ptr argument = arena_.named(node_kind::symbol, "argument " + std::to_string(i));
        left = replace_symbol(left, x->name, argument);
        right = replace_symbol(right, t->name, argument);
    }
    return compare(left, right);
}

inline finding comparator::mismatch_if_used(node_ptr f, node_ptr h) {
    canonicaliser canonical(fuel_);
    return canonical(f) && canonical(h) && canonical.independent() ? mismatch() : unsettled();
}

inline finding comparator::chains(node_ptr p, node_ptr g) {
    if (p->relations.size() != g->relations.size()) {
        return unsettled();
    }
    const bool same = p->relations == g->relations;
    std::vector<node_ptr> turned(g->args.rbegin(), g->args.rend());
    std::vector<relation_kind> kinds(g->relations.rbegin(), g->relations.rend());
    std::transform(kinds.begin(), kinds.end(), kinds.begin(), mirrored);
    const bool mirror = p->relations == kinds;
    if (!same && !mirror) {
        return unsettled();
    }
    const auto parts = [&](const std::vector<node_ptr>& other) {
        return all_parts(other.size(),
                         [&](std::size_t i) { return compare(p->args[i], other[i]); });
    };
    finding out = same ? parts(g->args) : unsettled();
    if (out.v != verdict::correct && mirror) {
        const finding back = parts(turned);
        out = back.v == verdict::correct ? back : unsettled();
    }
    return out.v == verdict::correct ? out : unsettled();
}

inline finding comparator::zero_sets(node_ptr f, node_ptr h, bool equality) {
    canonicaliser canonical(fuel_);
    const auto qf = canonical(f);
    const auto qh = qf ? canonical(h) : std::nullopt;
    if (qh && !qf->above.empty() && !qh->above.empty()) {
        // f / h constant, by comparing the cross products after scaling their first terms.
        const auto left = canonical.multiply(qf->above, qh->below);
        const auto right = left ? canonical.multiply(qh->above, qf->below) : std::nullopt;
        if (right && left->begin()->first == right->begin()->first) {
            const rational scale = left->begin()->second / right->begin()->second;
            if (canonical_proportional(*left, *right, scale) && (equality || scale > 0)) {
                return proved(true);
            }
            if (canonical_proportional(*left, *right, scale) && !equality) {
                return mismatch();
            }
        }
    }
    if (!equality) {
        return separate_by_sign(f, h);
    }
    if (qh && canonical.independent() && !qf->above.empty() && !qh->above.empty()) {
        // Numerators that differ by a constant: the denominators are cleared.
        const auto left = canonical.without_denominators(qf->above);
        const auto right = left ? canonical.without_denominators(qh->above) : std::nullopt;
        if (right && left->begin()->first == right->begin()->first
            && canonical_proportional(*left, *right,
                                      left->begin()->second / right->begin()->second)) {
            return proved(true);
        }
        // Two polynomials may vanish together at every point tried and differ by a factor
        // that vanishes elsewhere, so only a point on one curve alone settles them.
        for (const finding one : {on_curve(f, h), on_curve(h, f)}) {
            if (one.v == verdict::incorrect) {
                return one;
            }
        }
        return unsettled();
    }
    const finding forth = on_curve(f, h);
    if (forth.v == verdict::incorrect) {
        return forth;
    }
    const finding back = on_curve(h, f);
    if (back.v == verdict::incorrect) {
        return back;
    }
    return forth.v == verdict::correct && back.v == verdict::correct ? forth : unsettled();
}

inline bool comparator::canonical_proportional(const canonical_sum& a, const canonical_sum& b,
                                               const rational& scale) {
    return a.size() == b.size()
           && std::equal(a.begin(), a.end(), b.begin(), [&](const auto& x, const auto& y) {
                  return x.first == y.first && x.second == scale * y.second;
              });
}

inline finding comparator::on_curve(node_ptr f, node_ptr h) {
    const std::set<std::string> symbols = symbols_of(f);
    random_bits bits(0x9E3779B97F4A7C15ULL);
    for (const std::string& name : symbols) {
        int on = 0;
        for (int i = 0; i < 8 && on < 3; ++i) {
            bindings point;
            for (const std::string& other : symbols) {
                point[other] =
                    rational(integer(uniform_below(bits, 4000000) + 1), integer(65521)) - 20;
            }
            const auto value = [&](const rational& x, node_ptr n) {
                point[name] = x;
                return fold(n, point, fuel_);
            };
            const auto f0 = value(0, f);
            const auto f1 = value(1, f);
            const auto f2 = value(2, f);
            const auto f3 = value(5, f);
            if (!f0 || !f1 || !f2 || !f3 || *f1 == *f0 || *f2 - *f1 != *f1 - *f0
                || *f3 - *f0 != (*f1 - *f0) * 5) {
                continue;
            }
            const rational root = -*f0 / (*f1 - *f0);
            const auto at_root = value(root, h);
            const auto check_root = value(root, f);
            if (!at_root || !check_root || *check_root != 0) {
                continue;
            }
            if (*at_root != 0) {
                return proved(false);
            }
            ++on;
        }
        // A function by pieces may be linear where it was tried and bend elsewhere.
        if (on == 3 && !piecewise_function(f) && !piecewise_function(h)) {
            return {verdict::correct, math_reason::identity_test, false,
                    identity_test::error_bound};
        }
    }
    return quadratic_curve(f, h);
}

inline finding comparator::quadratic_curve(node_ptr f, node_ptr h) {
    const std::set<std::string> symbols = symbols_of(f);
    random_bits bits(0xD1B54A32D192ED03ULL);
    for (const std::string& name : symbols) {
        for (int i = 0; i < 12; ++i) {
            bindings point;
            for (const std::string& other : symbols) {
                point[other] =
                    rational(integer(uniform_below(bits, 600000) + 1), integer(65521)) - 4;
            }
            const auto value = [&](const rational& x) {
                point[name] = x;
                return fold(f, point, fuel_);
            };
            const auto f0 = value(0);
            const auto f1 = value(1);
            const auto f2 = value(-1);
            const auto f3 = value(3);
            if (!f0 || !f1 || !f2 || !f3) {
                continue;
            }
            const rational a = (*f1 + *f2) / 2 - *f0;
            const rational b = (*f1 - *f2) / 2;
            const rational discriminant = b * b - 4 * a * *f0;
            if (a == 0 || *f3 != 9 * a + 3 * b + *f0 || discriminant <= 0) {
                continue;
            }
            // An approximate root y; f there is tiny, so h must be too if its zeros include it.
            const auto root = static_cast<rational>(
                (sqrt(float_50(numerator(discriminant)) / float_50(denominator(discriminant)))
                 - float_50(numerator(b)) / float_50(denominator(b)))
                / (2 * float_50(numerator(a)) / float_50(denominator(a))));
            point[name] = root;
            const auto h_value = fold(h, point, fuel_);
            point[name] = root + rational(1, 1000000);
            const auto nearby = fold(h, point, fuel_);
            if (h_value && nearby && abs(*h_value) > rational(1, 1000000)
                && abs(*nearby - *h_value) < abs(*h_value)) {
                return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
            }
        }
    }
    return unsettled();
}

inline finding comparator::separate_by_sign(node_ptr f, node_ptr h) {
    const std::set<std::string> symbols = symbols_of(f);
    random_bits bits(0xA0761D6478BD642FULL);
    for (int i = 0; i < 40; ++i) {
        bindings point;
        for (const std::string& name : symbols) {
            point[name] = rational(integer(uniform_below(bits, 4000000) + 1), integer(65521)) - 30;
        }
        const auto a = evaluator<double>(point, fuel_)(f);
        const auto b = evaluator<double>(point, fuel_)(h);
        if (!a.bad && !b.bad && a.real() && b.real() && size_of(a) > 2 * a.error
            && size_of(b) > 2 * b.error && (a.re > 0) != (b.re > 0)) {
            return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
        }
    }
    return unsettled();
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_RELATIONS_HPP
