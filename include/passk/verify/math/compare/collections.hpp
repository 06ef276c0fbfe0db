// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_COLLECTIONS_HPP
#define PASSK_VERIFY_MATH_COMPARE_COLLECTIONS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail::math {

// Lists of solutions, tuples, sets and ratios: their members, in order or matched.

inline void comparator::gather(node_ptr n, std::vector<node_ptr>& out) {
    if (out.size() > max_members) {
        return;
    }
    n = settle(n);
    if (solution_list(n)) {
        for (node_ptr a : n->args) {
            // "a and b, or c": what "and" joins inside of "or" stays together.
            if (is(n, node_kind::alternatives) && is(a, node_kind::conjunction)) {
                out.push_back(a);
            } else {
                gather(a, out);
            }
        }
    } else if (plain_equation(n) && is(n->args[0], node_kind::symbol)
               && (solution_list(n->args[1]) || is(n->args[1], node_kind::set))) {
        for (node_ptr a : n->args[1]->args) {
            gather(equation(n->args[0], a), out);
        }
    } else if (has_plus_minus(n) && !is(n, node_kind::set)
               && (!is(n, node_kind::tuple) || count_signs(n) <= 3)) {
        expand_signs(n, out);
    } else {
        out.push_back(n);
    }
}

inline comparator::members comparator::members_of(node_ptr n) {
    members out;
    if (is(n, node_kind::set)) {
        for (node_ptr a : n->args) {
            gather(a, out.values);
        }
        return out;
    }
    gather(n, out.values);
    // "x = 2, 3": the name carries on.
    if (!out.values.empty() && assignment(out.values[0])
        && is(out.values[0]->args[0], node_kind::symbol)) {
        const std::string name = out.values[0]->args[0]->name;
        const bool shared = std::all_of(out.values.begin(), out.values.end(), [&](node_ptr v) {
            return !is(v, node_kind::relation) || (assignment(v) && same_unknown(v->args[0], name));
        });
        if (shared) {
            out.name = name;
            out.named = true;
            for (node_ptr& v : out.values) {
                v = is(v, node_kind::relation) ? v->args[1] : v;
            }
        }
    }
    return out;
}

inline bool comparator::same_unknown(node_ptr n, const std::string& name) {
    if (!is(n, node_kind::symbol)) {
        return false;
    }
    return n->name == name || stem(n->name) == stem(name);
}

inline std::string_view comparator::stem(std::string_view name) {
    const std::size_t mark = name.find('_');
    const bool numbered = mark != name.npos && mark + 2 == name.size() && is_digit(name.back());
    return numbered ? name.substr(0, mark) : name;
}

inline finding comparator::collections(node_ptr p, node_ptr g) {
    const bool tuple_p = is(p, node_kind::tuple);
    const bool tuple_g = is(g, node_kind::tuple);
    const bool set_p = is(p, node_kind::set);
    const bool set_g = is(g, node_kind::set);
    if (tuple_p && tuple_g) {
        if (p->args.size() != g->args.size()) {
            return mismatch();
        }
        if (!p->name.empty() && !g->name.empty() && p->name != g->name) {
            return unsettled();  // A(3, -2) and B(3, -2) are two points
        }
        // (1, 2) against [1, 2] is an open against a closed interval.
        if ((square_pair(p) != square_pair(g)) && p->open != '<' && g->open != '<'
            && (region_of(p) || region_of(g))) {
            return mismatch();
        }
        if (p->open != g->open && region_of(p).has_value() && region_of(g).has_value()
            && p->open != '<' && g->open != '<') {
            return mismatch();
        }
        return policy_.order == order_rule::unordered ? unordered(p->args, g->args)
                                                      : ordered(p->args, g->args);
    }
    const auto single = [](node_ptr n) {
        return is(n, node_kind::set) && n->args.size() == 1 && is(n->args[0], node_kind::tuple);
    };
    if ((single(p) && tuple_g) || (single(g) && tuple_p)) {
        return single(p) ? compare(p->args[0], g) : compare(p, g->args[0]);
    }
    if ((tuple_p && set_g) || (set_p && tuple_g)) {
        return policy_.order == order_rule::unordered ? unordered(p->args, g->args) : mismatch();
    }
    const auto of_sets = [](node_ptr n) {
        return std::any_of(n->args.begin(), n->args.end(), [](node_ptr m) {
            return is(m, node_kind::set) || is(m, node_kind::named_set);
        });
    };
    if ((set_p && of_sets(p)) != (set_g && of_sets(g))) {
        return is_value(p) && is_value(g) ? mismatch() : unsettled();
    }
    if (!same_connective(p, g)) {
        const finding matched = unordered(members_of(p).values, members_of(g).values);
        return matched.v == verdict::incorrect ? matched : unsettled();
    }
    if (solution_list(p) && solution_list(g) && distinct_assignments(p->args)
        && distinct_assignments(g->args)) {
        // x_1 = 1, x_2 = 2 may name two roots of one equation or two unknowns.
        const finding by_name = assignments(p->args, g->args);
        if (by_name.v == verdict::correct) {
            return by_name;
        }
        const finding as_roots = unordered(members_of(p).values, members_of(g).values);
        return as_roots.v == verdict::correct ? unsettled() : by_name;
    }
    const members a = members_of(p);
    const members b = members_of(g);
    if (a.values.size() > max_members || b.values.size() > max_members) {
        return unsettled();
    }
    if (a.named && b.named && a.name != b.name) {
        return stem(a.name) == stem(b.name) ? unordered(a.values, b.values) : mismatch();
    }
    // "x = 1, y = 2" against (1, 2) or against "y = 2, x = 1".
    const auto named_values = [](const members& m) {
        return m.values.size() > 1 && std::all_of(m.values.begin(), m.values.end(), [](node_ptr v) {
                   return assignment(v) && is(v->args[0], node_kind::symbol);
               });
    };
    if (named_values(a) && named_values(b)) {
        return assignments(a.values, b.values);
    }
    if (named_values(a) || named_values(b)) {
        return named_values(a) ? assigned_tuple(a.values, g, tuple_g, true)
                               : assigned_tuple(b.values, p, tuple_p, false);
    }
    if ((tuple_p && has_plus_minus(p)) || (tuple_g && has_plus_minus(g))) {
        return unordered(a.values, b.values);
    }
    if (tuple_p || tuple_g) {
        // A bare list names the coordinates; a single tuple in a list is itself. Values of
        // one unknown, joined by "or" or behind a +-, are no coordinates.
        node_ptr other = tuple_p ? g : p;
        const members& listed = tuple_p ? b : a;
        if (listed.values.size() > 1
            && (listed.named || !is(other, node_kind::list) || has_plus_minus(other))
            && !is(listed.values[0], node_kind::tuple)) {
            return is(other, node_kind::conjunction) ? unsettled() : mismatch();
        }
        if (tuple_p && b.values.size() == 1) {
            return is(b.values[0], node_kind::tuple) ? compare(p, b.values[0]) : mismatch();
        }
        if (tuple_g && a.values.size() == 1) {
            return is(a.values[0], node_kind::tuple) ? compare(a.values[0], g) : mismatch();
        }
        return tuple_p ? ordered(p->args, b.values) : ordered(a.values, g->args);
    }
    if (policy_.order == order_rule::ordered && !set_p && !set_g) {
        return ordered(a.values, b.values);
    }
    const auto points = [](const members& m) {
        return std::all_of(m.values.begin(), m.values.end(),
                           [](node_ptr v) { return is(v, node_kind::tuple); });
    };
    if ((set_p && set_g) || (points(a) && points(b))) {
        return unordered(distinct(a.values), distinct(b.values));
    }
    return unordered(a.values, b.values);
}

inline bool comparator::same_connective(node_ptr p, node_ptr g) {
    const bool or_p = is(p, node_kind::alternatives);
    const bool or_g = is(g, node_kind::alternatives);
    if (or_p == or_g || (!collection(or_p ? g : p))) {
        return true;
    }
    std::string unknown;
    const auto value = [&](node_ptr n) {
        if (named_tuple(n)) {
            const std::string name = write(n->args[0]);
            unknown = unknown.empty() ? name : unknown;
            return name == unknown;
        }
        if (assignment(n) && is(n->args[0], node_kind::symbol)) {
            const std::string name(stem(n->args[0]->name));
            unknown = unknown.empty() ? name : unknown;
            return name == unknown;
        }
        // "and" between intervals may list or intersect them.
        if (is(n, node_kind::tuple) && (half_open(n) || any_node(n, identity_test::infinite))) {
            return false;
        }
        return !any_node(n, [](node_ptr m) {
            return is(m, node_kind::symbol) || is(m, node_kind::text) || is(m, node_kind::relation);
        });
    };
    return std::all_of(p->args.begin(), p->args.end(), value)
           && std::all_of(g->args.begin(), g->args.end(), value);
}

inline finding comparator::ordered(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b) {
    if (a.size() != b.size()) {
        return mismatch();
    }
    return all_parts(a.size(), [&](std::size_t i) { return compare(a[i], b[i]); });
}

inline std::vector<node_ptr> comparator::distinct(const std::vector<node_ptr>& in) {
    std::vector<node_ptr> out;
    for (node_ptr n : in) {
        const bool seen = std::any_of(out.begin(), out.end(), [&](node_ptr other) {
            return compare(n, other).v == verdict::correct;
        });
        if (!seen) {
            out.push_back(n);
        }
    }
    return out;
}

inline finding comparator::unordered(const std::vector<node_ptr>& a,
                                     const std::vector<node_ptr>& b) {
    if (a.size() != b.size()) {
        return mismatch();
    }
    std::vector<bool> used(b.size(), false);
    finding out = proved(true);
    for (node_ptr one : a) {
        bool matched = false;
        for (std::size_t j = 0; j < b.size() && !matched; ++j) {
            if (used[j]) {
                continue;
            }
            const finding pair = compare(one, b[j]);
            if (pair.v == verdict::correct) {
                used[j] = true;
                matched = true;
                out.reason = pair.reason == math_reason::same_form ? out.reason : pair.reason;
                out.exact = out.exact && pair.exact;
                out.error_bound += pair.error_bound;
            }
        }
        if (!matched) {
            return unmatched(a, b);
        }
    }
    return out;
}

inline finding comparator::unmatched(const std::vector<node_ptr>& a,
                                     const std::vector<node_ptr>& b) {
    std::vector<bool> row(a.size(), true);
    std::vector<bool> column(b.size(), true);
    bool doubt = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b.size(); ++j) {
            const verdict v = compare(a[i], b[j]).v;
            const bool different = v == verdict::incorrect;
            row[i] = row[i] && different;
            column[j] = column[j] && different;
            doubt = doubt || v == verdict::undecided;
        }
    }
    const auto lone = [](const std::vector<bool>& all) {
        return std::find(all.begin(), all.end(), true) != all.end();
    };
    return lone(row) || lone(column) || !doubt ? mismatch() : unsettled();
}

inline finding comparator::assignments(const std::vector<node_ptr>& a,
                                       const std::vector<node_ptr>& b) {
    if (a.size() != b.size()) {
        return mismatch();
    }
    return all_parts(a.size(), [&](std::size_t i) {
        for (node_ptr other : b) {
            if (other->args[0]->name == a[i]->args[0]->name) {
                return compare(a[i]->args[1], other->args[1]);
            }
        }
        return mismatch();
    });
}

inline finding comparator::assigned_tuple(std::vector<node_ptr> named, node_ptr other,
                                          bool is_tuple, bool named_is_prediction) {
    if (!is_tuple && !is(other, node_kind::list)) {
        return is_value(other) ? mismatch() : unsettled();
    }
    if (any_relation(other)) {
        return unsettled();
    }
    if (named.size() != other->args.size()) {
        return mismatch();
    }
    std::sort(named.begin(), named.end(),
              [](node_ptr x, node_ptr y) { return x->args[0]->name < y->args[0]->name; });
    return all_parts(named.size(), [&](std::size_t i) {
        return named_is_prediction ? compare(named[i]->args[1], other->args[i])
                                   : compare(other->args[i], named[i]->args[1]);
    });
}

inline finding comparator::ratios(node_ptr p, node_ptr g) {
    if (is(p, node_kind::ratio) && is(g, node_kind::ratio)) {
        const bool times = seconds_of(p).has_value() && seconds_of(g).has_value();
        const finding as_times = times ? clock_times(p, g) : unsettled();
        if (as_times.v == verdict::correct) {
            return as_times;
        }
        if (p->args.size() != g->args.size()) {
            return times ? as_times : mismatch();
        }
        const auto zero = [&](node_ptr part) {
            const auto value = fold(part, {}, fuel_);
            return value && *value == 0;
        };
        bool zeros = false;
        for (std::size_t i = 0; i < p->args.size(); ++i) {
            if (zero(p->args[i]) != zero(g->args[i])) {
                return mismatch();
            }
            zeros = zeros || zero(p->args[i]);
        }
        if (zeros) {
            return times ? as_times : unsettled();  // 0 : 0 is no ratio
        }
        const auto scaled_alike = [&] {
            // Equal up to a common factor: all cross products agree with the first part's.
            return all_parts(p->args.size() - 1, [&](std::size_t i) {
                return identity(arena_.make(node_kind::multiply, {p->args[0], g->args[i + 1]}),
                                arena_.make(node_kind::multiply, {g->args[0], p->args[i + 1]}));
            });
        };
        const finding as_ratios = scaled_alike();
        // 10:30 and 5:15 are one ratio and two times of day.
        return times && as_ratios.v != verdict::incorrect ? unsettled() : as_ratios;
    }
    node_ptr ratio = is(p, node_kind::ratio) ? p : g;
    node_ptr other = is(p, node_kind::ratio) ? g : p;
    if (ratio->args.size() != 2 || !is_scalar(other)) {
        return is_scalar(other) ? mismatch() : unsettled();
    }
    if (seconds_of(ratio)) {
        return unsettled();
    }
    node_ptr value = arena_.make(node_kind::divide, {ratio->args[0], ratio->args[1]});
    return is(p, node_kind::ratio) ? scalars(value, other) : scalars(other, value);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_COLLECTIONS_HPP
