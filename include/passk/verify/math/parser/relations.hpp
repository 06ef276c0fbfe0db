// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_RELATIONS_HPP
#define PASSK_VERIFY_MATH_PARSER_RELATIONS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
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

// Equations and inequalities, and what stands on their sides: unions of sets and ratios.

inline std::optional<relation_kind> parser::relation_sign() {
    struct spelling {
        std::string_view text;
        relation_kind kind;
    };
    static constexpr std::array signs{
        spelling{"=", relation_kind::equal},       spelling{"==", relation_kind::equal},
        spelling{"<", relation_kind::less},        spelling{">", relation_kind::greater},
        spelling{"<=", relation_kind::less_equal}, spelling{">=", relation_kind::greater_equal},
        spelling{"!=", relation_kind::not_equal},  spelling{"->", relation_kind::maps_to}};
    static constexpr std::array commands{spelling{"le", relation_kind::less_equal},
                                         spelling{"leq", relation_kind::less_equal},
                                         spelling{"leqslant", relation_kind::less_equal},
                                         spelling{"leqq", relation_kind::less_equal},
                                         spelling{"ge", relation_kind::greater_equal},
                                         spelling{"geq", relation_kind::greater_equal},
                                         spelling{"geqslant", relation_kind::greater_equal},
                                         spelling{"geqq", relation_kind::greater_equal},
                                         spelling{"lt", relation_kind::less},
                                         spelling{"gt", relation_kind::greater},
                                         spelling{"ne", relation_kind::not_equal},
                                         spelling{"neq", relation_kind::not_equal},
                                         spelling{"in", relation_kind::element},
                                         spelling{"notin", relation_kind::not_element},
                                         spelling{"equiv", relation_kind::congruent},
                                         spelling{"approx", relation_kind::approximate},
                                         spelling{"simeq", relation_kind::approximate},
                                         spelling{"doteq", relation_kind::equal},
                                         spelling{"subset", relation_kind::subset},
                                         spelling{"subseteq", relation_kind::subset},
                                         spelling{"to", relation_kind::maps_to},
                                         spelling{"mapsto", relation_kind::maps_to},
                                         spelling{"rightarrow", relation_kind::maps_to}};
    if (here().kind == token_kind::sign) {
        for (const spelling& s : signs) {
            if (here().text == s.text) {
                ++at_;
                return s.kind;
            }
        }
    }
    if (here().kind == token_kind::command) {
        for (const spelling& s : commands) {
            if (here().text == s.text) {
                ++at_;
                return s.kind;
            }
        }
        if (see_command("not") && see_command("in", 1)) {
            at_ += 2;
            return relation_kind::not_element;
        }
        if (see_command("not") && see_sign("=", 1)) {
            at_ += 2;
            return relation_kind::not_equal;
        }
    }
    if (see_word("in")) {
        ++at_;
        return relation_kind::element;
    }
    return std::nullopt;
}

inline node_ptr parser::relation() {
    node_ptr first = set_expression();
    std::vector<node_ptr> sides{first};
    std::vector<relation_kind> kinds;
    while (!failed_) {
        accept_sign("&");
        const auto kind = relation_sign();
        if (!kind) {
            break;
        }
        accept_sign("&");
        kinds.push_back(*kind);
        node_ptr side = set_expression();
        if (*kind == relation_kind::element && is(side, node_kind::symbol)
            && !number_set(side->name).empty()) {
            side = arena_.named(node_kind::named_set, std::string(number_set(side->name)));
        }
        sides.push_back(side);
    }
    // "(mod 7)" belongs to the last side.
    if (see_command("pmod")
        || (see_sign("(")
            && (see_word("mod", 1) || see_command("bmod", 1) || see_command("mod", 1)))) {
        const bool parenthesis = see_sign("(");
        at_ += parenthesis ? 2U : 1U;
        node_ptr modulus = set_expression();
        if (parenthesis && !accept_sign(")")) {
            return fail();
        }
        sides.back() = arena_.make(node_kind::residue, {sides.back(), modulus});
    }
    if (!kinds.empty() && kinds.front() == relation_kind::congruent
        && is(sides.back(), node_kind::function) && sides.back()->name == "mod") {
        sides.back() = arena_.make(node_kind::residue, sides.back()->args);
    }
    if (kinds.empty()) {
        return sides.front();
    }
    if (kinds.front() == relation_kind::equal) {
        sides.front() = defined_function(sides.front());
    }
    node* out = arena_.make(node_kind::relation, std::move(sides));
    out->relations = std::move(kinds);
    return out;
}

inline node_ptr parser::defined_function(node_ptr n) {
    const bool call = is(n, node_kind::multiply) && n->args.size() == 2
                      && is(n->args[0], node_kind::symbol) && n->args[1]->grouped
                      && is(n->args[1], node_kind::symbol);
    return call ? arena_.named(node_kind::function, "call " + n->args[0]->name, {n->args[1]}) : n;
}

inline bool parser::set_difference(node_ptr left) const {
    return see_sign("-") && see_command("{", 1)
           && (is(left, node_kind::named_set) || is(left, node_kind::tuple)
               || is(left, node_kind::set_union) || is(left, node_kind::set_minus)
               || is(left, node_kind::set));
}

inline node_ptr parser::set_expression() {
    const deeper guard(depth_);
    if (depth_ > max_depth || arena_.size() > max_nodes) {
        return fail();
    }
    node_ptr left = ratio();
    for (int nested = 0; !failed_; ++nested) {
        if (nested > max_nesting) {
            return fail();
        }
        node_kind kind{};
        const bool letter_u =
            see_word("U") && is(left, node_kind::tuple) && (see_sign("(", 1) || see_sign("[", 1));
        if (accept_command({"cup", "bigcup"}) || accept_word("union") || letter_u) {
            at_ += letter_u ? 1U : 0U;
            kind = node_kind::set_union;
        } else if (accept_command({"cap"})) {
            kind = node_kind::set_meet;
        } else if (accept_command({"setminus", "backslash", "smallsetminus"})
                   || accept_sign("\\")) {
            kind = node_kind::set_minus;
        } else if (set_difference(left)) {
            ++at_;
            kind = node_kind::set_minus;
        } else {
            break;
        }
        node_ptr right = ratio();
        if (is(left, kind) && kind != node_kind::set_minus) {
            node* wider = arena_.copy(*left);
            wider->args.push_back(right);
            left = wider;
        } else {
            left = arena_.make(kind, {left, right});
        }
    }
    return left;
}

inline bool parser::clock_here() const {
    const auto digits = [&](std::size_t ahead, std::size_t size) {
        return here(ahead).kind == token_kind::number && here(ahead).text.size() <= size
               && here(ahead).text.find_first_not_of("0123456789") == std::string::npos;
    };
    const auto sixtieth = [&](std::size_t ahead) {
        return digits(ahead, 2) && here(ahead).text.size() == 2 && here(ahead).text[0] < '6';
    };
    if (!digits(0, 2) || std::stoi(here().text) > 24 || !see_sign(":", 1) || !sixtieth(2)) {
        return false;
    }
    const bool seconds = see_sign(":", 3) && sixtieth(4);
    return !see_sign(":", seconds ? 5 : 3);
}

inline node_ptr parser::ratio() {
    const bool clock = clock_here();
    node_ptr left = sum();
    if ((!see_sign(":") && !see_word("to")) || in_set_ > 0) {
        return left;
    }
    std::vector<node_ptr> parts{left};
    while (!failed_ && (accept_sign(":") || accept_word("to"))) {
        parts.push_back(sum());
    }
    node* out = arena_.make(node_kind::ratio, std::move(parts));
    const bool plain = std::all_of(out->args.begin(), out->args.end(), [](node_ptr part) {
        return is(part, node_kind::number) && part->digits == 0;
    });
    out->columns = clock && plain ? 1 : 0;
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_RELATIONS_HPP
