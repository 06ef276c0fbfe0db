// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_FAMILIES_HPP
#define PASSK_VERIFY_MATH_COMPARE_FAMILIES_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/canonical.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace passk::detail::math {

// Residue classes and families a + k b over the whole numbers k.

inline bool comparator::congruence(node_ptr n) {
    return is(n, node_kind::relation) && n->relations.size() == 1
           && n->relations[0] == relation_kind::congruent && is(n->args[1], node_kind::residue);
}

inline node_ptr comparator::class_of(node_ptr n, node_ptr beside) {
    if (congruence(n)) {
        return n->args[1];
    }
    // 3 mod 7 is a class beside a class.
    const bool remainder = is(n, node_kind::function) && n->name == "mod"
                           && (congruence(beside) || is(beside, node_kind::residue));
    return remainder ? arena_.make(node_kind::residue, n->args) : n;
}

inline finding comparator::congruences(node_ptr p, node_ptr g) {
    node_ptr left = class_of(p, g);
    node_ptr right = class_of(g, p);
    if (congruence(p) && congruence(g) && write(p->args[0]) != write(g->args[0])) {
        return mismatch();
    }
    if (!is(left, node_kind::residue) || !is(right, node_kind::residue)) {
        return unsettled();
    }
    const auto a = fold(left->args[0], {}, fuel_);
    const auto b = fold(right->args[0], {}, fuel_);
    const auto m = fold(left->args[1], {}, fuel_);
    const auto n = fold(right->args[1], {}, fuel_);
    if (!a || !b || !m || !n || *m == 0 || *n == 0) {
        return unsettled();
    }
    return proved(abs(*m) == abs(*n) && is_integer((*a - *b) / *m));
}

inline comparator::family_list comparator::family_of(node_ptr n, const std::string& implied) {
    family_list out;
    if (node_ptr class_of = congruence(n) ? n->args[1] : n; is(class_of, node_kind::residue)) {
        out.declared = true;
        out.items.push_back({class_of->args[0], class_of->args[1]});
        return out;
    }
    std::vector<node_ptr> parts;
    if (is(n, node_kind::set_builder)) {
        parts = {n->args[0], n->args[1]};
        if (solution_list(n->args[1])) {
            parts = {n->args[0]};
            parts.insert(parts.end(), n->args[1]->args.begin(), n->args[1]->args.end());
        }
    } else {
        gather(n, parts);
    }
    std::vector<node_ptr> values;
    for (node_ptr part : parts) {
        if (is_element_relation(part) && is(part->args[0], node_kind::symbol)
            && is(part->args[1], node_kind::named_set) && part->args[1]->name == "integers") {
            out.parameter = part->args[0]->name;
            out.declared = true;
        } else if (is(part, node_kind::text)
                   || (is(part, node_kind::quantity)
                       && part->note.find("integer") != part->note.npos)) {
            const std::vector<std::string> words =
                words_of(is(part, node_kind::text) ? part->name : part->note);
            if (!words.empty() && words.back().starts_with("integer")) {
                out.declared = true;
                out.parameter =
                    is(part, node_kind::quantity) && is(part->args[0], node_kind::symbol)
                        ? part->args[0]->name
                        : words[0];
            }
        } else {
            values.push_back(part);
        }
    }
    if (!out.declared) {
        if (implied.empty()) {
            return out;
        }
        // Undeclared beside a declared one: the only symbol must be the parameter.
        std::set<std::string> symbols;
        for (node_ptr v : values) {
            const auto found = symbols_of(assignment(v) ? v->args[1] : v);
            symbols.insert(found.begin(), found.end());
        }
        if (symbols.size() != 1) {
            return out;
        }
        out.parameter = *symbols.begin();
    }
    const bindings zero{{out.parameter, rational(0)}};
    for (node_ptr v : values) {
        node_ptr body = assignment(v) ? v->args[1] : is_element_relation(v) ? v->args[1] : v;
        if (is(body, node_kind::set) && body->args.size() == 1) {
            body = body->args[0];
        }
        if (!is_scalar(body) && !is(body, node_kind::quantity)) {
            out.items.clear();
            return out;
        }
        node_ptr at0 = substitute(body, out.parameter, 0);
        node_ptr at1 = substitute(body, out.parameter, 1);
        node_ptr at2 = substitute(body, out.parameter, 2);
        node_ptr step = difference(at1, at0);
        // Linear in k, or it is no family.
        if (identity(difference(at2, at1), step).v != verdict::correct) {
            out.items.clear();
            return out;
        }
        out.items.push_back({at0, step});
    }
    return out;
}

inline std::optional<rational> comparator::quotient(node_ptr a, node_ptr b) {
    canonicaliser canonical(fuel_);
    const auto q = canonical(arena_.make(node_kind::divide, {a, b}));
    if (!q || q->above.size() > 1 || q->below.size() != 1) {
        return std::nullopt;
    }
    if (q->above.empty()) {
        return rational(0);
    }
    if (q->above.begin()->first != q->below.begin()->first) {
        return std::nullopt;
    }
    return q->above.begin()->second / q->below.begin()->second;
}

inline bool comparator::periodic_by_custom(node_ptr n) {
    if (is(n, node_kind::list) || is(n, node_kind::alternatives)) {
        // "x = pi/8 + k pi, 3 pi/8 + k pi", with one parameter
        std::set<std::string> parameters;
        return std::all_of(n->args.begin(), n->args.end(), [&](node_ptr member) {
            node_ptr body = assignment(member) ? member->args[1] : member;
            const std::set<std::string> found = symbols_of(body);
            parameters.insert(found.begin(), found.end());
            return parameters.size() == 1 && periodic_by_custom(body);
        });
    }
    if (assignment(n) && is(n->args[0], node_kind::symbol)) {
        return periodic_by_custom(n->args[1]);
    }
    if (!is_scalar(n)) {
        return false;
    }
    const std::set<std::string> symbols = symbols_of(n);
    return symbols.size() == 1 && identity_test::whole_name(*symbols.begin())
           && any_node(n, [](node_ptr m) {
                  return is(m, node_kind::multiply) && !symbols_of(m).empty()
                         && any_node(m, [](node_ptr c) {
                                return is(c, node_kind::constant) && c->name == "pi";
                            });
              });
}

inline std::string comparator::unknown_of(node_ptr n) {
    if (solution_list(n)) {
        for (node_ptr a : n->args) {
            if (const std::string name = unknown_of(a); !name.empty()) {
                return name;
            }
        }
        return {};
    }
    const bool named =
        is(n, node_kind::relation) && is(n->args[0], node_kind::symbol)
        && (n->relations[0] == relation_kind::equal || n->relations[0] == relation_kind::congruent);
    return named ? n->args[0]->name : std::string();
}

inline std::optional<finding> comparator::families(node_ptr p, node_ptr g) {
    const auto declares = [](node_ptr n) {
        return any_node(n, [](node_ptr m) {
            return (is_element_relation(m) && is(m->args[1], node_kind::named_set)
                    && m->args[1]->name == "integers" && is(m->args[0], node_kind::symbol))
                   || (is(m, node_kind::text) && m->name.find("integer") != m->name.npos)
                   || (is(m, node_kind::quantity) && m->note.find("integer") != m->note.npos);
        });
    };
    const auto residue = [](node_ptr n) { return is(n, node_kind::residue) || congruence(n); };
    const bool in_p = declares(p) || residue(p);
    const bool in_g = declares(g) || residue(g);
    const auto stated = [](node_ptr n) { return assignment(n) || solution_list(n); };
    const bool customary =
        !in_p && !in_g && periodic_by_custom(p) && periodic_by_custom(g) && stated(p) && stated(g);
    if ((!in_p && !in_g && !customary) || (residue(p) && residue(g))
        || (residue(p) && symbols_of(g).empty()) || (residue(g) && symbols_of(p).empty())) {
        return std::nullopt;
    }
    const std::string name_p = unknown_of(p);
    const std::string name_g = unknown_of(g);
    if (!name_p.empty() && !name_g.empty() && name_p != name_g) {
        return mismatch();
    }
    const family_list left = family_of(p, in_p ? "" : "k");
    const family_list right = family_of(g, in_g ? "" : "k");
    if (left.items.empty() || right.items.empty()) {
        return customary ? std::nullopt : std::optional<finding>(unsettled());
    }
    // All steps as whole multiples of one common unit; offsets as residues of it.
    node_ptr unit_step = right.items[0].step;
    integer common = 1;
    const auto scan = [&](const family_list& list) -> bool {
        for (const family& f : list.items) {
            const auto ratio = quotient(f.step, unit_step);
            if (!ratio || *ratio == 0) {
                return false;
            }
            // lcm of the steps measured in unit_step
            const rational size = abs(*ratio);
            common = lcm(common, integer(numerator(size)));
        }
        return common < 1000;
    };
    if (!scan(left) || !scan(right)) {
        return unsettled();
    }
    const auto residues = [&](const family_list& list, std::vector<node_ptr>& out) {
        for (const family& f : list.items) {
            const rational size = abs(*quotient(f.step, unit_step));
            const auto copies = small_integer(rational(common) / size);
            if (!copies || *copies > 60) {
                return false;
            }
            for (long i = 0; i < *copies; ++i) {
                out.push_back(arena_.make(
                    node_kind::add,
                    {f.offset, arena_.make(node_kind::multiply, {arena_.number(i), f.step})}));
            }
        }
        return true;
    };
    std::vector<node_ptr> a;
    std::vector<node_ptr> b;
    if (!residues(left, a) || !residues(right, b)) {
        return unsettled();
    }
    const auto same_class = [&](node_ptr x, node_ptr y) -> std::optional<bool> {
        const auto ratio = quotient(difference(x, y), unit_step);
        if (ratio) {
            return is_integer(*ratio / rational(common));
        }
        canonicaliser canonical(fuel_);
        const auto q = canonical(arena_.make(node_kind::divide, {difference(x, y), unit_step}));
        if (q && canonical.independent()) {
            return false;  // not a rational multiple of the period
        }
        return std::nullopt;
    };
    const auto covered = [&](const std::vector<node_ptr>& x, const std::vector<node_ptr>& y) {
        bool all = true;
        bool known = true;
        for (node_ptr one : x) {
            bool found = false;
            for (node_ptr other : y) {
                const auto same = same_class(one, other);
                found = found || same.value_or(false);
                known = known && same.has_value();
            }
            all = all && found;
        }
        return all ? verdict::correct : known ? verdict::incorrect : verdict::undecided;
    };
    const verdict forth = covered(a, b);
    const verdict back = covered(b, a);
    if (forth == verdict::undecided || back == verdict::undecided) {
        return unsettled();
    }
    return proved(forth == verdict::correct && back == verdict::correct);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_FAMILIES_HPP
