// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_QUANTITIES_HPP
#define PASSK_VERIFY_MATH_COMPARE_QUANTITIES_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/notes.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Scalars with units, currencies and counted nouns.

inline std::optional<comparator::measured> comparator::measure(node_ptr n) {
    measured out;
    if (is(n, node_kind::quantity)) {
        out.note = n->note;
        if (!n->name.empty()) {
            out.scale = read_unit(n->name);
            if (!out.scale) {
                return std::nullopt;
            }
        }
        auto inner = measure(n->args[0]);
        if (!inner || inner->scale || !inner->note.empty()) {
            return std::nullopt;
        }
        out.value = inner->value;
        out.percent = inner->percent;
        return out;
    }
    if (is(n, node_kind::negate)) {
        auto inner = measure(n->args[0]);
        if (!inner) {
            return std::nullopt;
        }
        inner->value = arena_.make(node_kind::negate, {inner->value});
        return inner;
    }
    if (is(n, node_kind::percent)) {
        out.value = n;
        out.percent = true;
        return out;
    }
    const bool sum_of_quantities =
        is(n, node_kind::add) && std::any_of(n->args.begin(), n->args.end(), [](node_ptr a) {
            return any_node(
                a, [](node_ptr m) { return is(m, node_kind::quantity) && m->name != "deg"; });
        });
    if (sum_of_quantities) {
        std::vector<node_ptr> parts;
        for (node_ptr a : n->args) {
            auto part = measure(a);
            if (!part || !part->scale
                || (out.scale && part->scale->dimension != out.scale->dimension)) {
                return std::nullopt;
            }
            out.scale = unit{1, part->scale->dimension};
            parts.push_back(arena_.make(node_kind::multiply,
                                        {part->value, arena_.number(part->scale->factor)}));
        }
        out.value = arena_.make(node_kind::add, std::move(parts));
        return out;
    }
    out.value = n;
    return out;
}

inline finding comparator::scalars(node_ptr p, node_ptr g) {
    const auto a = measure(p);
    const auto b = measure(g);
    if (!a || !b) {
        return unsettled();
    }
    const notes_seen notes = compare_notes(a->note, b->note);
    if (notes == notes_seen::partial) {
        return unsettled();
    }
    const bool unit_a = a->scale.has_value() || !a->note.empty();
    const bool unit_b = b->scale.has_value() || !b->note.empty();
    if (unit_a && unit_b) {
        const finding out = two_units(*a, *b);
        return notes == notes_seen::conflict && out.v == verdict::correct ? unsettled() : out;
    }
    if (unit_a != unit_b) {
        const measured& with = unit_a ? *a : *b;
        const bool angle = with.scale && with.scale->dimension.size() == 1
                           && with.scale->dimension.begin()->first == "degree";
        const finding bare = policy_.units == unit_rule::required && !angle
                                 ? proved(false, math_reason::units)
                                 : numbers(*a, *b);
        if (angle && bare.v != verdict::correct) {
            // A degree sign is a number too: 180 degrees are pi.
            const finding turned = unit_a ? identity(radians(a->value), b->value)
                                          : identity(a->value, radians(b->value));
            if (turned.v == verdict::correct) {
                return turned;
            }
        }
        return bare;
    }
    return numbers(*a, *b);
}

inline node_ptr comparator::radians(node_ptr degrees) {
    return arena_.make(
        node_kind::divide,
        {arena_.make(node_kind::multiply, {degrees, arena_.named(node_kind::constant, "pi")}),
         arena_.number(180)});
}

inline finding comparator::two_units(const measured& a, const measured& b) {
    if (!a.scale || !b.scale) {
        // "12 dollars" and "12 apples": a unit beside other words.
        const finding values = numbers(a, b);
        const bool same = a.scale.has_value() == b.scale.has_value();
        return same || values.v == verdict::incorrect ? values : unsettled();
    }
    const auto pounds = [](const measured& m) {
        return m.scale->factor == rational(45359237, 100000) && m.scale->dimension.size() == 1
               && m.scale->dimension.begin()->first == "gram";
    };
    const auto sterling = [](const measured& m) {
        return m.scale->factor == 1 && m.scale->dimension.size() == 1
               && m.scale->dimension.begin()->first == "sterling";
    };
    if ((pounds(a) && sterling(b)) || (sterling(a) && pounds(b))) {
        return numbers(a, b);  // "20 pounds" of money
    }
    if (a.scale->dimension == b.scale->dimension) {
        if (a.scale->factor == b.scale->factor) {
            return numbers(a, b);
        }
        measured x = a;
        measured y = b;
        x.value = arena_.make(node_kind::multiply, {a.value, arena_.number(a.scale->factor)});
        y.value = arena_.make(node_kind::multiply, {b.value, arena_.number(b.scale->factor)});
        return numbers(x, y);
    }
    const auto only = [](const measured& m, std::string_view base) {
        return m.scale->dimension.size() == 1 && m.scale->dimension.begin()->first == base;
    };
    if (only(a, "degree") && only(b, "radian")) {
        return identity(radians(a.value), b.value);
    }
    if (only(a, "radian") && only(b, "degree")) {
        return identity(a.value, radians(b.value));
    }
    return proved(false, math_reason::units);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_QUANTITIES_HPP
