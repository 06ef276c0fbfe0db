// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_LISTS_HPP
#define PASSK_VERIFY_MATH_PARSER_LISTS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/notes.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

// What commas, semicolons, "and" and "or" join.

inline bool parser::closes() const {
    return at_end() || see_sign(")") || see_sign("]") || see_sign("}") || see_command("}")
           || see_command("rangle") || see_command("end") || see_sign("&") || see_command("\\");
}

inline node_ptr parser::sequence() {
    const deeper guard(depth_);
    if (depth_ > max_depth || arena_.size() > max_nodes) {
        return fail();
    }
    std::vector<node_ptr> items{relation()};
    bool any_or = false;
    bool any_and = false;
    bool any_comma = false;
    std::vector<std::size_t> semicolons;  // how many members stood before each
    std::vector<std::size_t> ors;
    while (!failed_) {
        if (condition_here()) {
            ++at_;
            items.push_back(relation());
            if (!accept_sign(")")) {
                return fail();
            }
            continue;
        }
        bool comma = false;
        while (see_sign(",") || see_sign(";")) {
            if (see_sign(";")) {
                semicolons.push_back(items.size());
            } else {
                any_comma = true;
            }
            ++at_;
            comma = true;
        }
        if (comma && (closes() || (see_sign(".") && at_ + 2 >= tokens_.size()))) {
            if (at_end() || see_sign(".")) {
                break;
            }
            return fail();
        }
        if (accept_word("or") || accept_command({"lor", "vee"})) {
            any_or = true;
            ors.push_back(items.size());
        } else if (accept_word("and") || accept_command({"land", "wedge"}) || accept_sign("&")) {
            any_and = true;
        } else if (!comma && !see_word("if") && !see_word("where") && !see_word("for")
                   && !see_word("with")) {
            break;
        }
        bool quantified = false;
        while (accept_word("where") || accept_word("for") || accept_word("with")
               || accept_word("any") || accept_word("all") || accept_word("if")) {
            quantified = true;
        }
        if (comma && !any_or
            && (see_sign("...") || see_command("ldots") || see_command("dots")
                || see_command("cdots"))) {
            ++at_;
            if (!accept_sign(",") || !run_on(items)) {
                return fail();
            }
            continue;
        }
        node_ptr next = relation();
        if (is(next, node_kind::text) && changes_meaning(next->name)) {
            // "8 or more" is a half-line; other words of the kind have no reading.
            node_ptr half = half_line(items.back(), next->name);
            if (half == nullptr || ors.empty() || ors.back() != items.size() || comma) {
                return fail();
            }
            items.back() = half;
            ors.pop_back();
            any_or = !ors.empty();
            continue;
        }
        // "for all x" repeats what f(x) = ... says.
        if (!quantified || !(is(next, node_kind::symbol) || over_the_reals(next))) {
            items.push_back(next);
        }
    }
    if (items.size() == 1) {
        return items.front();
    }
    if ((!semicolons.empty() && (any_comma || any_and || any_or))
        || (!ors.empty() && (any_comma || any_and))) {
        // "a = 3, b = 8; a = 9, b = 4": what a semicolon or an "or" divides are solutions.
        if (node_ptr groups = grouped_members(items, semicolons.empty() ? ors : semicolons)) {
            return groups;
        }
        if (!semicolons.empty()) {
            return fail();
        }
        if (any_and) {
            return alternatives_of(items, ors, any_comma);
        }
    }
    const node_kind kind = any_or                         ? node_kind::alternatives
                           : any_and && items.size() == 2 ? node_kind::conjunction
                                                          : node_kind::list;
    return arena_.make(kind, std::move(items));
}

inline node_ptr parser::half_line(node_ptr end, std::string_view words) {
    static constexpr std::array<std::string_view, 5> upward{"more", "greater", "above", "higher",
                                                            "larger"};
    static constexpr std::array<std::string_view, 6> downward{"less",  "fewer",   "below",
                                                              "lower", "smaller", "under"};
    const bool up = std::find(upward.begin(), upward.end(), words) != upward.end();
    const bool down = std::find(downward.begin(), downward.end(), words) != downward.end();
    if ((!up && !down) || is(end, node_kind::tuple) || is(end, node_kind::relation)
        || is(end, node_kind::text)) {
        return nullptr;
    }
    node_ptr infinity = arena_.named(node_kind::constant, "inf");
    node* out =
        up ? arena_.make(node_kind::tuple, {end, infinity})
           : arena_.make(node_kind::tuple, {arena_.make(node_kind::negate, {infinity}), end});
    out->open = up ? '[' : '(';
    out->close = up ? ')' : ']';
    return out;
}

inline node_ptr parser::grouped_members(const std::vector<node_ptr>& items,
                                        const std::vector<std::size_t>& marks) {
    std::vector<node_ptr> out;
    std::size_t from = 0;
    std::string names;
    std::size_t width = 0;
    for (std::size_t g = 0; g <= marks.size(); ++g) {
        const std::size_t to = g < marks.size() ? marks[g] : items.size();
        std::vector<node_ptr> group(items.begin() + static_cast<std::ptrdiff_t>(from),
                                    items.begin() + static_cast<std::ptrdiff_t>(to));
        from = to;
        if (group.empty()) {
            continue;
        }
        const bool assigned = std::all_of(group.begin(), group.end(), [](node_ptr n) {
            return is(n, node_kind::relation) && n->relations.size() == 1
                   && n->relations[0] == relation_kind::equal && is(n->args[0], node_kind::symbol);
        });
        const bool plain = std::none_of(group.begin(), group.end(), [](node_ptr n) {
            return is(n, node_kind::relation) || is(n, node_kind::tuple) || is(n, node_kind::text);
        });
        if (group.size() < 2 || (width != 0 && group.size() != width) || (!assigned && !plain)) {
            return nullptr;
        }
        width = group.size();
        node* values = arena_.make(node_kind::tuple);
        values->open = '(';
        values->close = ')';
        if (!assigned) {
            if (!names.empty()) {
                return nullptr;
            }
            values->args = group;
            out.push_back(values);
            continue;
        }
        std::sort(group.begin(), group.end(),
                  [](node_ptr a, node_ptr b) { return a->args[0]->name < b->args[0]->name; });
        node* unknowns = arena_.make(node_kind::tuple);
        unknowns->open = '(';
        unknowns->close = ')';
        std::string here;
        for (node_ptr n : group) {
            here += n->args[0]->name + ",";
            unknowns->args.push_back(n->args[0]);
            values->args.push_back(n->args[1]);
        }
        if ((!out.empty() && here != names)
            || std::adjacent_find(group.begin(), group.end(), [](node_ptr a, node_ptr b) {
                   return a->args[0]->name == b->args[0]->name;
               }) != group.end()) {
            return nullptr;
        }
        names = here;
        node* named = arena_.make(node_kind::relation, {unknowns, values});
        named->relations = {relation_kind::equal};
        out.push_back(named);
    }
    return out.size() < 2 ? nullptr : arena_.make(node_kind::list, std::move(out));
}

inline node_ptr parser::alternatives_of(const std::vector<node_ptr>& items,
                                        const std::vector<std::size_t>& ors, bool commas) {
    if (commas) {
        return fail();  // "a, b and c or d"
    }
    std::vector<node_ptr> out;
    std::size_t from = 0;
    for (std::size_t g = 0; g <= ors.size(); ++g) {
        const std::size_t to = g < ors.size() ? ors[g] : items.size();
        std::vector<node_ptr> group(items.begin() + static_cast<std::ptrdiff_t>(from),
                                    items.begin() + static_cast<std::ptrdiff_t>(to));
        from = to;
        if (group.empty()) {
            return fail();
        }
        out.push_back(group.size() == 1 ? group[0]
                                        : arena_.make(node_kind::conjunction, std::move(group)));
    }
    return arena_.make(node_kind::alternatives, std::move(out));
}

inline bool parser::over_the_reals(node_ptr n) {
    return is(n, node_kind::relation) && n->relations.size() == 1
           && n->relations[0] == relation_kind::element && is(n->args[0], node_kind::symbol)
           && is(n->args[1], node_kind::named_set) && n->args[1]->name == "reals";
}

inline bool parser::run_on(std::vector<node_ptr>& items) {
    const auto whole = [](node_ptr n) -> std::optional<integer> {
        const bool minus = is(n, node_kind::negate);
        node_ptr value = minus ? n->args[0] : n;
        if (!is(value, node_kind::number) || denominator(value->value) != 1) {
            return std::nullopt;
        }
        return minus ? integer(-numerator(value->value)) : integer(numerator(value->value));
    };
    node_ptr last = relation();
    const auto to = whole(last);
    const auto from = whole(items.back());
    if (failed_ || !to || !from) {
        return false;
    }
    integer step = 1;
    for (std::size_t i = 0; i + 1 < items.size(); ++i) {
        const auto a = whole(items[i]);
        const auto b = whole(items[i + 1]);
        if (!a || !b || (i > 0 && *b - *a != step)) {
            return false;
        }
        step = *b - *a;
    }
    if (step == 0 || (*to - *from) % step != 0 || (*to - *from) / step < 1
        || (*to - *from) / step > 400) {
        return false;
    }
    for (integer at = *from + step; at != *to; at += step) {
        items.push_back(arena_.number(rational(at)));
    }
    items.push_back(last);
    return true;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_LISTS_HPP
