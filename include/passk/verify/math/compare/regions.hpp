// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_REGIONS_HPP
#define PASSK_VERIFY_MATH_COMPARE_REGIONS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/ball.hpp>
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
#include <utility>

namespace passk::detail::math {

// Unions of intervals and points of the real line; how readings denote them.

inline std::optional<comparator::endpoint> comparator::finite_end(node_ptr n) {
    if (is(n, node_kind::quantity)) {
        return std::nullopt;
    }
    const auto position = evaluator<float_50>(bindings{}, fuel_)(n);
    if (position.bad || !position.real()) {
        return std::nullopt;
    }
    return endpoint{n, position.re};
}

inline std::optional<comparator::segment> comparator::segment_of(node_ptr low, node_ptr high,
                                                                 bool low_closed,
                                                                 bool high_closed) {
    segment out;
    if (!identity_test::infinite(low)) {
        const auto end = finite_end(low);
        if (!end) {
            return std::nullopt;
        }
        out.low = *end;
        out.low_closed = low_closed;
    } else if (!is(low, node_kind::negate)) {
        return std::nullopt;
    }
    if (!identity_test::infinite(high)) {
        const auto end = finite_end(high);
        if (!end) {
            return std::nullopt;
        }
        out.high = *end;
        out.high_closed = high_closed;
    } else if (is(high, node_kind::negate)) {
        return std::nullopt;
    }
    if (out.low.value != nullptr && out.high.value != nullptr
        && (out.low.position > out.high.position
            || (out.low.position == out.high.position && !(low_closed && high_closed)))) {
        return std::nullopt;  // not written as an interval
    }
    return out;
}

inline bool comparator::same_place(const endpoint& a, const endpoint& b) {
    if (a.value == nullptr || b.value == nullptr) {
        return a.value == b.value;
    }
    const float_50 gap = abs(float_50(a.position - b.position));
    return gap <= (abs(a.position) + abs(b.position)) * float_50("1e-40");
}

inline comparator::region comparator::tidy(region in) {
    std::sort(in.begin(), in.end(), [](const segment& a, const segment& b) {
        const bool a_open = a.low.value == nullptr;
        const bool b_open = b.low.value == nullptr;
        if (a_open != b_open) {
            return a_open;
        }
        if (a_open || same_place(a.low, b.low)) {
            return a.low_closed && !b.low_closed;
        }
        return a.low.position < b.low.position;
    });
    region out;
    for (const segment& s : in) {
        if (!out.empty()) {
            segment& last = out.back();
            const bool reaches =
                last.high.value == nullptr || s.low.value == nullptr || before(s.low, last.high)
                || (same_place(s.low, last.high) && (s.low_closed || last.high_closed));
            if (reaches) {
                const bool further = last.high.value != nullptr
                                     && (s.high.value == nullptr || before(last.high, s.high));
                if (further) {
                    last.high = s.high;
                    last.high_closed = s.high_closed;
                } else if (last.high.value != nullptr && s.high.value != nullptr
                           && same_place(last.high, s.high)) {
                    last.high_closed = last.high_closed || s.high_closed;
                }
                continue;
            }
        }
        out.push_back(s);
    }
    return out;
}

inline comparator::region comparator::complement(const region& in) {
    region out;
    segment gap;
    for (const segment& s : in) {
        if (s.low.value != nullptr) {
            gap.high = s.low;
            gap.high_closed = !s.low_closed;
            out.push_back(gap);
        }
        if (s.high.value == nullptr) {
            return out;
        }
        gap = segment{};
        gap.low = s.high;
        gap.low_closed = !s.high_closed;
    }
    out.push_back(gap);
    return out;
}

inline comparator::region comparator::meet(const region& a, const region& b) {
    region both = complement(a);
    const region other = complement(b);
    both.insert(both.end(), other.begin(), other.end());
    return complement(tidy(both));
}

inline bool comparator::same_region(const region& a, const region& b) {
    return a.size() == b.size()
           && std::equal(a.begin(), a.end(), b.begin(), [](const segment& x, const segment& y) {
                  return same_place(x.low, y.low) && same_place(x.high, y.high)
                         && x.low_closed == y.low_closed && x.high_closed == y.high_closed;
              });
}

inline std::optional<std::string> comparator::joined_names(const region_reading& a,
                                                           const region_reading& b) {
    if (a.variable.empty() || b.variable.empty() || a.variable == b.variable) {
        return a.variable.empty() ? b.variable : a.variable;
    }
    return std::nullopt;
}

inline std::optional<comparator::region_reading> comparator::region_of(node_ptr n, int depth) {
    if (depth > 16 || !fuel_.spend(10)) {
        return std::nullopt;
    }
    n = settle(n);
    const segment everything;
    switch (n->kind) {
        case node_kind::named_set:
            if (n->name == "reals") {
                return region_reading{{everything}, {}, true};
            }
            if (n->name == "positive reals") {
                auto s = segment_of(arena_.number(0), arena_.named(node_kind::constant, "inf"),
                                    false, false);
                return region_reading{{*s}, {}, true};
            }
            if (n->name == "empty") {
                return region_reading{{}, {}, true};
            }
            return std::nullopt;
        case node_kind::tuple: {
            if (n->args.size() != 2 || n->open == '<') {
                return std::nullopt;
            }
            const auto s = segment_of(n->args[0], n->args[1], n->open == '[', n->close == ']');
            if (!s) {
                return std::nullopt;
            }
            const bool definite = (n->open == '(') != (n->close == ')') || s->low.value == nullptr
                                  || s->high.value == nullptr;
            return region_reading{{*s}, {}, definite};
        }
        case node_kind::set: {
            region_reading out;
            for (node_ptr a : n->args) {
                const auto end = finite_end(a);
                if (!end || n->args.size() > max_members) {
                    return std::nullopt;
                }
                out.parts.push_back(segment{*end, *end, true, true});
            }
            out.parts = tidy(out.parts);
            return out;
        }
        case node_kind::set_union:
        case node_kind::alternatives: return joined(n, true, depth);
        case node_kind::set_meet:
        case node_kind::conjunction: return joined(n, false, depth);
        case node_kind::list: {
            // "x > 1, x < 3" is a system; "(1, 2), (3, 4)" is a list of intervals or points.
            const bool inequalities = std::all_of(n->args.begin(), n->args.end(), [](node_ptr a) {
                return is(a, node_kind::relation) && !plain_equation(a);
            });
            if (inequalities) {
                return joined(n, false, depth);
            }
            return std::nullopt;
        }
        case node_kind::set_minus: {
            const auto a = region_of(n->args[0], depth + 1);
            const auto b = a ? region_of(n->args[1], depth + 1) : std::nullopt;
            if (!b) {
                return std::nullopt;
            }
            return region_reading{meet(a->parts, complement(b->parts)), a->variable, true};
        }
        case node_kind::set_builder: {
            if (is_element_relation(n->args[0]) && is(n->args[0]->args[1], node_kind::named_set)
                && n->args[0]->args[1]->name != "reals") {
                return std::nullopt;
            }
            node_ptr element = is_element_relation(n->args[0]) ? n->args[0]->args[0] : n->args[0];
            if (!is(element, node_kind::symbol)) {
                return std::nullopt;
            }
            auto out = region_of(n->args[1], depth + 1);
            if (out && !out->variable.empty() && out->variable != element->name) {
                return std::nullopt;
            }
            if (out) {
                out->variable.clear();
                out->definite = true;
            }
            return out;
        }
        case node_kind::relation: return inequality(n, depth);
        default: return std::nullopt;
    }
}

inline std::optional<comparator::region_reading> comparator::joined(node_ptr n, bool unite,
                                                                    int depth) {
    const bool points = is(n, node_kind::conjunction)
                        && std::any_of(n->args.begin(), n->args.end(),
                                       [](node_ptr a) { return is(a, node_kind::tuple); });
    if (points) {
        return std::nullopt;  // "(1, 2) and (3, 4)" lists, it does not intersect
    }
    std::optional<region_reading> out;
    for (node_ptr a : n->args) {
        auto part = region_of(a, depth + 1);
        if (!part && is_scalar(a) && unite && is(n, node_kind::alternatives)) {
            return std::nullopt;
        }
        if (!part) {
            return std::nullopt;
        }
        if (!out) {
            out = std::move(part);
            continue;
        }
        const auto name = joined_names(*out, *part);
        if (!name) {
            return std::nullopt;
        }
        if (unite) {
            out->parts.insert(out->parts.end(), part->parts.begin(), part->parts.end());
            out->parts = tidy(out->parts);
        } else {
            out->parts = meet(out->parts, part->parts);
        }
        out->variable = *name;
        out->definite = true;
    }
    return out;
}

inline node_ptr comparator::symbolic_interval(node_ptr n) {
    if (!is(n, node_kind::relation) || n->relations.size() != 2
        || (!is(n->args[1], node_kind::symbol) && !function_call(n->args[1]))) {
        return n;
    }
    const std::set<std::string> inside = symbols_of(n->args[1]);
    for (std::size_t i : {std::size_t{0}, std::size_t{2}}) {
        for (const std::string& name : symbols_of(n->args[i])) {
            if (inside.count(name) > 0) {
                return n;
            }
        }
    }
    const auto below = [](relation_kind k) {
        return k == relation_kind::less || k == relation_kind::less_equal;
    };
    const auto above = [](relation_kind k) {
        return k == relation_kind::greater || k == relation_kind::greater_equal;
    };
    const bool rising = below(n->relations[0]) && below(n->relations[1]);
    const bool falling = above(n->relations[0]) && above(n->relations[1]);
    if (!rising && !falling) {
        return n;
    }
    const auto closed = [&](std::size_t i) {
        return n->relations[i] == relation_kind::less_equal
               || n->relations[i] == relation_kind::greater_equal;
    };
    node* out = arena_.make(node_kind::tuple, {n->args[rising ? 0 : 2], n->args[rising ? 2 : 0]});
    out->open = closed(rising ? 0 : 1) ? '[' : '(';
    out->close = closed(rising ? 1 : 0) ? ']' : ')';
    return out;
}

inline node_ptr comparator::union_of_list(node_ptr n, node_ptr beside, node_arena& arena) {
    const bool intervals =
        is(n, node_kind::list) && std::all_of(n->args.begin(), n->args.end(), [](node_ptr a) {
            return is(a, node_kind::tuple) && a->args.size() == 2;
        });
    return intervals && is(beside, node_kind::set_union) ? arena.make(node_kind::set_union, n->args)
                                                         : n;
}

inline std::optional<finding> comparator::regions(node_ptr p, node_ptr g) {
    node_ptr first = p;
    p = union_of_list(p, g, arena_);
    g = union_of_list(g, first, arena_);
    const auto may_be = [](node_ptr n) {
        return is(n, node_kind::tuple) || is(n, node_kind::set_union) || is(n, node_kind::set_meet)
               || is(n, node_kind::set_minus) || is(n, node_kind::named_set)
               || is(n, node_kind::set_builder) || is(n, node_kind::alternatives)
               || is(n, node_kind::conjunction) || is(n, node_kind::set) || is(n, node_kind::list)
               || (is(n, node_kind::relation) && !assignment(n));
    };
    if (!may_be(p) || !may_be(g)) {
        return std::nullopt;
    }
    const auto a = region_of(p);
    const auto b = a ? region_of(g) : std::nullopt;
    if (!a || !b) {
        // An interval list "(-oo, 1), (2, oo)" stands for its union.
        return std::nullopt;
    }
    // [2, 2] beside {2} is an interval.
    const bool beside_set =
        (square_pair(p) && is(g, node_kind::set)) || (square_pair(g) && is(p, node_kind::set));
    if (!a->definite && !b->definite && !beside_set) {
        return std::nullopt;
    }
    if (!a->variable.empty() && !b->variable.empty() && a->variable != b->variable) {
        return mismatch();
    }
    const region left = tidy(a->parts);
    const region right = tidy(b->parts);
    if (left.size() != right.size()) {
        return mismatch();
    }
    return all_parts(left.size() * 2, [&](std::size_t i) {
        const segment& x = left[i / 2];
        const segment& y = right[i / 2];
        const endpoint& ex = i % 2 == 0 ? x.low : x.high;
        const endpoint& ey = i % 2 == 0 ? y.low : y.high;
        const bool cx = i % 2 == 0 ? x.low_closed : x.high_closed;
        const bool cy = i % 2 == 0 ? y.low_closed : y.high_closed;
        if ((ex.value == nullptr) != (ey.value == nullptr) || cx != cy) {
            return mismatch();
        }
        if (ex.value == nullptr) {
            return proved(true);
        }
        if (ex.computed || ey.computed) {
            return finding{same_place(ex, ey) ? verdict::correct : verdict::incorrect,
                           math_reason::identity_test, false, identity_test::error_bound};
        }
        return scalars(ex.value, ey.value);
    });
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_REGIONS_HPP
