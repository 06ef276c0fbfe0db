// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_INEQUALITIES_HPP
#define PASSK_VERIFY_MATH_COMPARE_INEQUALITIES_HPP

#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/canonical.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/real_quotient.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Inequalities of one unknown, solved: the region that each denotes.

inline std::optional<comparator::region_reading> comparator::inequality(node_ptr n, int depth) {
    if (is_element_relation(n) && is(n->args[0], node_kind::symbol)) {
        auto out = region_of(n->args[1], depth + 1);
        if (out) {
            out->variable = n->args[0]->name;
            out->definite = true;
        }
        return out;
    }
    const std::set<std::string> symbols = symbols_of(n);
    if (symbols.size() != 1) {
        return std::nullopt;
    }
    const std::string& name = *symbols.begin();
    region all{segment{}};
    for (std::size_t i = 0; i < n->relations.size(); ++i) {
        node_ptr left = n->args[i];
        node_ptr right = n->args[i + 1];
        relation_kind kind = n->relations[i];
        if (kind == relation_kind::element || kind == relation_kind::not_element
            || kind == relation_kind::congruent || kind == relation_kind::subset
            || kind == relation_kind::maps_to || kind == relation_kind::approximate) {
            return std::nullopt;
        }
        if (kind == relation_kind::equal && n->relations.size() > 1) {
            return std::nullopt;
        }
        if (symbols_of(left).empty() && symbols_of(right).empty()) {
            return std::nullopt;
        }
        node_ptr bound = nullptr;
        if (is_symbol(left, name) && symbols_of(right).empty()) {
            bound = right;
        } else if (is_symbol(right, name) && symbols_of(left).empty()) {
            bound = left;
            kind = mirrored(kind);
        } else {
            const auto solved = linear_root(difference(left, right), name);
            if (!solved) {
                const auto part = polynomial_region(kind, left, right, name);
                if (!part) {
                    return std::nullopt;
                }
                all = meet(all, *part);
                continue;
            }
            bound = arena_.number(solved->first);
            kind = solved->second ? kind : mirrored(kind);
        }
        const auto part = half_line(kind, bound);
        if (!part) {
            return std::nullopt;
        }
        all = meet(all, *part);
    }
    return region_reading{all, name,
                          !(n->relations.size() == 1 && n->relations[0] == relation_kind::equal)};
}

inline relation_kind comparator::mirrored(relation_kind kind) {
    switch (kind) {
        case relation_kind::less: return relation_kind::greater;
        case relation_kind::less_equal: return relation_kind::greater_equal;
        case relation_kind::greater: return relation_kind::less;
        case relation_kind::greater_equal: return relation_kind::less_equal;
        default: return kind;
    }
}

inline std::optional<comparator::region> comparator::half_line(relation_kind kind, node_ptr bound) {
    segment s;
    if (identity_test::infinite(bound)) {
        const bool minus = is(bound, node_kind::negate);
        const bool whole = minus ? kind == relation_kind::greater : kind == relation_kind::less;
        return whole ? std::optional<region>(region{segment{}}) : std::nullopt;
    }
    const auto end = finite_end(bound);
    if (!end) {
        return std::nullopt;
    }
    switch (kind) {
        case relation_kind::less:
        case relation_kind::less_equal:
            s.high = *end;
            s.high_closed = kind == relation_kind::less_equal;
            return region{s};
        case relation_kind::greater:
        case relation_kind::greater_equal:
            s.low = *end;
            s.low_closed = kind == relation_kind::greater_equal;
            return region{s};
        case relation_kind::equal: return region{segment{*end, *end, true, true}};
        case relation_kind::not_equal: return complement(region{segment{*end, *end, true, true}});
        default: return std::nullopt;
    }
}

inline std::optional<std::pair<rational, bool>> comparator::linear_root(node_ptr f,
                                                                        const std::string& name) {
    canonicaliser canonical(fuel_);
    const auto q = canonical(f);
    if (!q || !canonical.independent() || q->below.size() != 1 || !q->below.begin()->first.empty()
        || q->above.size() > 2) {
        return std::nullopt;
    }
    for (const auto& [key, coefficient] : q->above) {
        if (key.size() > 1
            || (key.size() == 1
                && (canonical.kind_of(key[0].atom) != atom_kind::variable
                    || key[0].exponent != exponent_fraction{1, 1}))) {
            return std::nullopt;
        }
    }
    const auto at0 = fold(substitute(f, name, 0), {}, fuel_);
    const auto at1 = at0 ? fold(substitute(f, name, 1), {}, fuel_) : std::nullopt;
    if (!at1 || *at0 == *at1) {
        return std::nullopt;
    }
    const rational slope = *at1 - *at0;
    return std::pair{rational(-*at0 / slope), slope > 0};
}

inline std::optional<comparator::region> comparator::polynomial_region(relation_kind kind,
                                                                       node_ptr left,
                                                                       node_ptr right,
                                                                       const std::string& name) {
    const auto is_abs = [](node_ptr n) { return is(n, node_kind::function) && n->name == "abs"; };
    if (is_abs(right)) {
        std::swap(left, right);
        kind = mirrored(kind);
    }
    if (is_abs(left)) {
        const auto bound = finite_end(right);
        if (!symbols_of(right).empty() || !bound || bound->position <= 0) {
            return std::nullopt;
        }
        node_ptr two = arena_.number(2);
        left = arena_.make(node_kind::power, {left->args[0], two});
        right = arena_.make(node_kind::power, {right, two});
    }
    const auto f = real_quotient::read(difference(left, right), name, fuel_);
    const auto roots = f ? f->above.real_roots() : std::nullopt;
    const auto poles = roots ? f->below.real_roots() : std::nullopt;
    if (!poles || !fuel_.spend(2000)) {
        return std::nullopt;
    }
    std::vector<float_50> marks = *roots;
    marks.insert(marks.end(), poles->begin(), poles->end());
    std::sort(marks.begin(), marks.end());
    const auto close = [](const float_50& a, const float_50& b) {
        return abs(float_50(a - b)) <= (abs(a) + abs(b) + 1) * float_50("1e-38");
    };
    marks.erase(std::unique(marks.begin(), marks.end(), close), marks.end());
    const auto holds = [&](int sign) {
        switch (kind) {
            case relation_kind::less: return sign < 0;
            case relation_kind::less_equal: return sign <= 0;
            case relation_kind::greater: return sign > 0;
            case relation_kind::greater_equal: return sign >= 0;
            case relation_kind::not_equal: return sign != 0;
            case relation_kind::equal: return sign == 0;
            default: return false;
        }
    };
    const auto end_at = [&](const float_50& x) {
        return endpoint{arena_.number(static_cast<rational>(x)), x, true};
    };
    region out;
    for (std::size_t i = 0; i <= marks.size(); ++i) {
        const float_50 inside = marks.empty()       ? float_50(0)
                                : i == 0            ? float_50(marks[0] - 1)
                                : i == marks.size() ? float_50(marks.back() + 1)
                                                    : float_50((marks[i - 1] + marks[i]) / 2);
        if (holds(f->above.sign_at(inside) * f->below.sign_at(inside))) {
            segment gap;
            if (i > 0) {
                gap.low = end_at(marks[i - 1]);
            }
            if (i < marks.size()) {
                gap.high = end_at(marks[i]);
            }
            out.push_back(gap);
        }
        if (i == marks.size()) {
            break;
        }
        const bool pole = std::any_of(poles->begin(), poles->end(),
                                      [&](const float_50& x) { return close(x, marks[i]); });
        if (!pole && holds(0)) {
            out.push_back(segment{end_at(marks[i]), end_at(marks[i]), true, true});
        }
    }
    return tidy(out);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_INEQUALITIES_HPP
