// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_READINGS_HPP
#define PASSK_VERIFY_MATH_COMPARE_READINGS_HPP

#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/units.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail::math {

// What a reading is, and the parts of it that do not change the answer.

inline bool comparator::plain_equation(node_ptr n) {
    return is(n, node_kind::relation) && n->relations.size() == 1
           && n->relations[0] == relation_kind::equal;
}

inline bool comparator::label(node_ptr n) {
    if (is(n, node_kind::text)) {
        return true;
    }
    if (is(n, node_kind::function) && n->name == "abs") {
        return is(n->args[0], node_kind::multiply) && label(n->args[0]);
    }
    const auto part = [](node_ptr m) {
        return is(m, node_kind::text)
               || (is(m, node_kind::symbol)
                   && ((m->name[0] >= 'A' && m->name[0] <= 'Z') || m->name == "m"
                       || m->name.starts_with("angle_") || m->name.starts_with("triangle_")));
    };
    return is(n, node_kind::multiply) && std::all_of(n->args.begin(), n->args.end(), part);
}

inline bool comparator::assignment(node_ptr n) {
    if (!plain_equation(n)) {
        return false;
    }
    if (function_call(n->args[0])) {
        return true;
    }
    if (label(n->args[0])) {
        return symbols_of(n->args[1]).empty();
    }
    return is(n->args[0], node_kind::symbol) && symbols_of(n->args[1]).count(n->args[0]->name) == 0;
}

inline bool comparator::named_tuple(node_ptr n) {
    return plain_equation(n) && is(n->args[0], node_kind::tuple) && is(n->args[1], node_kind::tuple)
           && n->args[0]->args.size() == n->args[1]->args.size()
           && std::all_of(n->args[0]->args.begin(), n->args[0]->args.end(),
                          [](node_ptr a) { return is(a, node_kind::symbol); });
}

inline bool comparator::names_in_order(node_ptr n) {
    const std::vector<node_ptr>& names = n->args[0]->args;
    return std::adjacent_find(names.begin(), names.end(),
                              [](node_ptr a, node_ptr b) { return a->name >= b->name; })
           == names.end();
}

inline finding comparator::named_tuples(node_ptr p, node_ptr g) {
    const auto spelled = [&](node_ptr n) {
        std::vector<node_ptr> equations;
        for (std::size_t i = 0; i < n->args[0]->args.size(); ++i) {
            equations.push_back(equation(n->args[0]->args[i], n->args[1]->args[i]));
        }
        return arena_.make(node_kind::list, std::move(equations));
    };
    if (named_tuple(p) && named_tuple(g)) {
        if (write(p->args[0]) == write(g->args[0])) {
            return compare(p->args[1], g->args[1]);
        }
        const std::set<std::string> names = symbols_of(p->args[0]);
        return names == symbols_of(g->args[0]) && names.size() == p->args[0]->args.size()
                   ? assignments(spelled(p)->args, spelled(g)->args)
                   : unsettled();
    }
    const bool first = named_tuple(p);
    node_ptr named = first ? p : g;
    node_ptr other = first ? g : p;
    if (any_relation(other)) {
        return first ? compare(spelled(p), g) : compare(p, spelled(g));
    }
    const finding values = first ? compare(p->args[1], g) : compare(p, g->args[1]);
    return names_in_order(named) ? values : unsettled();
}

inline bool comparator::measured_letters(node_ptr n) {
    if (!plain_equation(n) || !symbols_of(n->args[1]).empty()
        || any_node(n->args[1], [](node_ptr m) { return is(m, node_kind::text); })) {
        return false;
    }
    node_ptr left = n->args[0];
    std::size_t letters = 0;
    bool capitals = true;
    const bool plain = !any_node(left, [&](node_ptr m) {
        letters += is(m, node_kind::symbol) ? 1U : 0U;
        capitals =
            capitals && (!is(m, node_kind::symbol) || (m->name[0] >= 'A' && m->name[0] <= 'Z'));
        return !is(m, node_kind::symbol) && !is(m, node_kind::add) && !is(m, node_kind::multiply)
               && !is(m, node_kind::divide) && !is(m, node_kind::negate)
               && !(is(m, node_kind::ratio) && m == left);
    });
    return plain && letters > 1 && !is(left, node_kind::negate)
           && (symbols_of(left).size() == letters || capitals)
           && is(left, node_kind::ratio) == is(n->args[1], node_kind::ratio);
}

inline bool comparator::with_domain(node_ptr n) {
    return (is(n, node_kind::list) || is(n, node_kind::conjunction)) && n->args.size() == 2
           && plain_equation(n->args[0]) && function_call(n->args[0]->args[0])
           && is_element_relation(n->args[1]) && is(n->args[1]->args[0], node_kind::symbol)
           && is(n->args[1]->args[1], node_kind::named_set)
           && symbols_of(n->args[0]->args[0]).count(n->args[1]->args[0]->name) > 0;
}

inline bool comparator::chain_holds(node_ptr n, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
        if (n->relations[i] == relation_kind::approximate) {
            continue;
        }
        node_ptr a = n->args[i];
        node_ptr b = n->args[i + 1];
        if (scalars(a, b).v == verdict::correct) {
            continue;
        }
        const auto written = decimal_of(b);
        const bool rounded = written && is_scalar(a) && symbols_of(a).empty()
                             && rounds_to(*written, a, 1, true).v == verdict::correct;
        if (!rounded) {
            return false;
        }
    }
    return true;
}

inline bool comparator::may_approximate(node_ptr a, node_ptr b) {
    const auto written = decimal_of(b);
    if (!written || !is_scalar(a) || !symbols_of(a).empty()) {
        return true;
    }
    const auto value = evaluator<double>(bindings{}, fuel_)(a);
    if (value.bad || !value.real() || written->places > 300 || written->places < -300) {
        return true;
    }
    const double unit = std::pow(10.0, -written->places);
    return std::abs(value.re - static_cast<double>(written->value)) <= 1.5 * unit;
}

inline bool comparator::is_element_relation(node_ptr n) {
    return is(n, node_kind::relation) && n->relations.size() == 1
           && n->relations[0] == relation_kind::element;
}

inline bool comparator::solution_list(node_ptr n) {
    return is(n, node_kind::list) || is(n, node_kind::alternatives)
           || is(n, node_kind::conjunction);
}

inline bool comparator::is_value(node_ptr n) {
    return is_scalar(n) || is(n, node_kind::quantity) || is(n, node_kind::tuple)
           || is(n, node_kind::set);
}

inline node_ptr comparator::settle(node_ptr n) {
    if (is(n, node_kind::conjunction)) {
        return compound_quantity(n);
    }
    if (is(n, node_kind::set_builder)) {
        return whole_numbers(n);
    }
    if (is(n, node_kind::set) && n->args.size() > 1 && distinct_assignments(n->args)) {
        return arena_.make(node_kind::list, n->args);  // {x = 1, y = 2}
    }
    if (!is(n, node_kind::relation)) {
        return n;
    }
    const bool equalities =
        std::all_of(n->relations.begin(), n->relations.end(), [](relation_kind kind) {
            return kind == relation_kind::equal || kind == relation_kind::approximate;
        });
    if (equalities) {
        std::size_t last = n->args.size() - 1;
        while (last > 0 && n->relations[last - 1] == relation_kind::approximate
               && !(last == 1 && is(n->args[0], node_kind::symbol))) {
            --last;
        }
        if (last == 0) {
            return may_approximate(n->args[0], n->args.back()) ? n->args[0] : n;
        }
        const bool named =
            is(n->args[0], node_kind::symbol) || function_call(n->args[0]) || label(n->args[0]);
        if (last == 1 && named && n->args.size() > 2) {
            return equation(n->args[0], n->args[1]);
        }
        if (last == 1 && named_tuple(n) && names_in_order(n)) {
            return n->args[1];  // (x, y) = (1, 2)
        }
        if (last > 1 && chain_holds(n, named ? 1 : 0, last)) {
            // A chain of constants ends in its result.
            const bool constants = symbols_of(n->args[last]).empty();
            if (!named && constants && symbols_of(n->args[0]).empty()) {
                return n->args[last];
            }
            if (named && (constants || symbols_of(n->args[0]).size() < 2)) {
                return equation(n->args[0], n->args[last]);
            }
        }
        if (last == 1) {
            if (!named && is(n->args[1], node_kind::symbol)
                && symbols_of(n->args[0]).count(n->args[1]->name) == 0) {
                return equation(n->args[1], n->args[0]);
            }
            if (!named && symbols_of(n->args[0]).empty() && symbols_of(n->args[1]).empty()
                && is_scalar(n->args[0]) && is_scalar(n->args[1]) && chain_holds(n, 0, 1)) {
                return n->args[1];  // "2 + 3 = 5" as an answer means 5
            }
            if (n->relations[0] == relation_kind::approximate) {
                return equation(n->args[0], n->args[1]);
            }
        }
    }
    return n;
}

inline bool comparator::distinct_assignments(const std::vector<node_ptr>& members) {
    std::set<std::string> names;
    return std::all_of(members.begin(), members.end(), [&](node_ptr m) {
        return assignment(m) && is(m->args[0], node_kind::symbol)
               && names.insert(m->args[0]->name).second;
    });
}

inline node_ptr comparator::compound_quantity(node_ptr n) {
    std::optional<unit> before;
    for (node_ptr a : n->args) {
        const auto here = is(a, node_kind::quantity) ? read_unit(a->name) : std::nullopt;
        if (!here
            || (before
                && (before->dimension != here->dimension || before->factor <= here->factor))) {
            return n;
        }
        before = here;
    }
    return arena_.make(node_kind::add, n->args);
}

inline node_ptr comparator::whole_numbers(node_ptr n) {
    std::vector<node_ptr> conditions{n->args[0]};
    for (std::size_t i = 1; i < n->args.size(); ++i) {
        if (solution_list(n->args[i]) && !is(n->args[i], node_kind::alternatives)) {
            conditions.insert(conditions.end(), n->args[i]->args.begin(), n->args[i]->args.end());
        } else {
            conditions.push_back(n->args[i]);
        }
    }
    std::string from;
    std::vector<node_ptr> bounds;
    for (node_ptr c : conditions) {
        const bool domain = is_element_relation(c) && is(c->args[1], node_kind::named_set)
                            && is(c->args[0], node_kind::symbol)
                            && c->args[1]->name.find("reals") == std::string::npos;
        if (domain) {
            from = c->args[1]->name;
        } else if (!is(c, node_kind::symbol)) {
            bounds.push_back(c);
        }
    }
    const bool positive = from == "positive integers" || from == "positive naturals";
    if ((from != "integers" && !positive) || bounds.size() != 1) {
        return n;
    }
    const auto where = region_of(bounds[0]);
    if (!where) {
        return n;
    }
    std::vector<node_ptr> whole;
    for (const segment& s : tidy(where->parts)) {
        const bool low_known = s.low.value != nullptr || positive;
        if (!low_known || s.high.value == nullptr) {
            return n;
        }
        const float_50 low = s.low.value != nullptr ? s.low.position : float_50(0);
        if (s.high.position - low > 400 || abs(s.high.position) > 1e9) {
            return n;
        }
        for (float_50 at = floor(low); at <= s.high.position; at += 1) {
            const endpoint here{nullptr, at};
            const auto meets = [&](const endpoint& e) {
                return abs(float_50(e.position - at)) < float_50("1e-35");
            };
            const bool above =
                s.low.value == nullptr || (meets(s.low) ? s.low_closed : at > s.low.position);
            const bool below = meets(s.high) ? s.high_closed : at < s.high.position;
            if (above && below && !(positive && at < 1)) {
                whole.push_back(arena_.number(rational(static_cast<long long>(here.position))));
            }
        }
    }
    return whole.empty() ? arena_.named(node_kind::named_set, "empty")
                         : arena_.make(node_kind::set, std::move(whole));
}

inline node_ptr comparator::equation(node_ptr left, node_ptr right) {
    node* out = arena_.make(node_kind::relation, {left, right});
    out->relations = {relation_kind::equal};
    return out;
}

inline node_ptr comparator::substitute(node_ptr n, const std::string& name, int value) {
    if (is_symbol(n, name)) {
        return arena_.number(value);
    }
    if (n->args.empty()) {
        return n;
    }
    node* out = arena_.copy(*n);
    for (node_ptr& a : out->args) {
        a = substitute(a, name, value);
    }
    return out;
}

inline node_ptr comparator::replace_symbol(node_ptr n, const std::string& name, node_ptr by) {
    if (is_symbol(n, name)) {
        return by;
    }
    if (n->args.empty()) {
        return n;
    }
    node* out = arena_.copy(*n);
    for (node_ptr& a : out->args) {
        a = replace_symbol(a, name, by);
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_READINGS_HPP
