// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_EXPRESSION_HPP
#define PASSK_VERIFY_MATH_EXPRESSION_HPP

#include <boost/multiprecision/cpp_int.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

using integer = boost::multiprecision::cpp_int;
using rational = boost::multiprecision::cpp_rational;

/// What a node of a parsed answer is. `args` and the other fields mean what the comment says.
enum class node_kind : std::uint8_t {
    number,        ///< value; digits and places if written as a decimal
    symbol,        ///< name
    constant,      ///< name: pi, e, i, inf
    add,           ///< args
    multiply,      ///< args
    negate,        ///< args[0]
    divide,        ///< args[0] / args[1]
    power,         ///< args[0] ^ args[1]
    function,      ///< name of args
    plus_minus,    ///< args[0] +- args[1], or +- args[0]; name is "+-" or "-+"
    tuple,         ///< name of a point or none; args between open and close: one of ( [ < and ) ] >
    list,          ///< args separated by commas without brackets
    set,           ///< args between braces
    alternatives,  ///< args joined by "or"
    conjunction,   ///< args joined by "and"
    matrix,        ///< args row by row, columns wide; open is [ ( | or {
    relation,      ///< args[0] relations[0] args[1] relations[1] ...
    quantity,      ///< args[0] times the unit called name (none if empty), with a note
    percent,       ///< args[0] times value (1/100, 1/1000 or 1/10000)
    text,          ///< name: words in normal form
    ratio,         ///< args separated by colons
    clock,         ///< value: seconds after midnight; columns: 1 if the half of the day is known
    date,          ///< name: year-month-day, year 0000 if none was written
    named_set,     ///< name: reals, integers, naturals, rationals, complexes, empty
    set_union,     ///< args
    set_meet,      ///< args
    set_minus,     ///< args[0] without args[1]
    set_builder,   ///< args[0] such that args[1..]
    sum,           ///< args: body, index, from, to
    product,       ///< args: body, index, from, to
    integral,      ///< args: body, variable [, from, to]
    limit,         ///< args: body, variable, target; name is "+", "-" or empty
    derivative,    ///< args: body, variable
    residue,       ///< args[0] modulo args[1], a congruence class
    cases,         ///< args: value, condition, value, condition ...
};

enum class relation_kind : std::uint8_t {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    element,
    not_element,
    congruent,
    approximate,
    subset,
    maps_to,
};

struct node {
    node_kind kind = node_kind::number;
    std::string name{};
    std::string note{};  ///< of a quantity: words beside its value and unit, in normal form
    rational value{};
    std::vector<const node*> args{};
    std::vector<relation_kind> relations{};
    std::size_t columns = 0;
    int digits = 0;       ///< significant digits written; 0 if not a decimal
    int places = 0;       ///< digits after the point, the decimal exponent taken into account
    bool elided = false;  ///< a decimal that went on with an ellipsis
    char open = 0;
    char close = 0;
    bool grouped = false;  ///< stood in parentheses
};

using node_ptr = const node*;

/// Owns the nodes of one parsed answer.
class node_arena {
public:
    node* make(node_kind kind) {
        nodes_.emplace_back();
        nodes_.back().kind = kind;
        return &nodes_.back();
    }
    node* make(node_kind kind, std::vector<node_ptr> args) {
        node* out = make(kind);
        out->args = std::move(args);
        return out;
    }
    node* number(rational value) {
        node* out = make(node_kind::number);
        out->value = std::move(value);
        return out;
    }
    node* named(node_kind kind, std::string name, std::vector<node_ptr> args = {}) {
        node* out = make(kind, std::move(args));
        out->name = std::move(name);
        return out;
    }
    node* copy(const node& other) {
        nodes_.push_back(other);
        return &nodes_.back();
    }
    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }

private:
    std::deque<node> nodes_;
};

[[nodiscard]] inline bool is(node_ptr n, node_kind kind) {
    return n->kind == kind;
}

[[nodiscard]] inline bool is_symbol(node_ptr n, std::string_view name) {
    return n->kind == node_kind::symbol && n->name == name;
}

/// The name of the set of numbers that a blackboard letter denotes, R the reals; empty for others.
[[nodiscard]] constexpr std::string_view number_set(std::string_view letter) noexcept {
    return letter == "R"   ? "reals"
           : letter == "Z" ? "integers"
           : letter == "N" ? "naturals"
           : letter == "Q" ? "rationals"
           : letter == "C" ? "complexes"
                           : std::string_view();
}

[[nodiscard]] constexpr std::string_view relation_text(relation_kind relation) {
    switch (relation) {
        case relation_kind::equal: return " = ";
        case relation_kind::not_equal: return " != ";
        case relation_kind::less: return " < ";
        case relation_kind::less_equal: return " <= ";
        case relation_kind::greater: return " > ";
        case relation_kind::greater_equal: return " >= ";
        case relation_kind::element: return " in ";
        case relation_kind::not_element: return " not in ";
        case relation_kind::congruent: return " == ";
        case relation_kind::approximate: return " ~ ";
        case relation_kind::subset: return " subset ";
        case relation_kind::maps_to: return " -> ";
    }
    return " = ";
}

/// Writes a node in a plain notation with every grouping explicit. Two readings are the same
/// exactly if their writings are.
inline void write(node_ptr n, std::string& out) {
    const auto joined = [&](std::string_view open, std::string_view between,
                            std::string_view close) {
        out += open;
        for (std::size_t i = 0; i < n->args.size(); ++i) {
            if (i > 0) {
                out += between;
            }
            write(n->args[i], out);
        }
        out += close;
    };
    switch (n->kind) {
        case node_kind::number:
            out += n->value.str();
            if (n->elided) {
                out += "...";
            }
            break;
        case node_kind::symbol:
        case node_kind::constant:
        case node_kind::named_set:
        case node_kind::date: out += n->name; break;
        case node_kind::text: out += '"' + n->name + '"'; break;
        case node_kind::add: joined("(", " + ", ")"); break;
        case node_kind::multiply: joined("(", "*", ")"); break;
        case node_kind::negate: joined("(-", "", ")"); break;
        case node_kind::divide: joined("(", "/", ")"); break;
        case node_kind::power: joined("(", "^", ")"); break;
        case node_kind::plus_minus:
            joined(n->args.size() == 1 ? "(" + n->name : "(", " " + n->name + " ", ")");
            break;
        case node_kind::tuple:
            joined(n->name + std::string(1, n->open), ", ", std::string(1, n->close));
            break;
        case node_kind::list: joined("", ", ", ""); break;
        case node_kind::set: joined("{", ", ", "}"); break;
        case node_kind::alternatives: joined("", " or ", ""); break;
        case node_kind::conjunction: joined("", " and ", ""); break;
        case node_kind::matrix:
            joined("matrix" + std::to_string(n->columns) + std::string(1, n->open), ", ", "]");
            break;
        case node_kind::relation:
            for (std::size_t i = 0; i < n->args.size(); ++i) {
                write(n->args[i], out);
                if (i < n->relations.size()) {
                    out += relation_text(n->relations[i]);
                }
            }
            break;
        case node_kind::quantity:
            joined(
                "", "",
                " [" + n->name + (n->note.empty() || n->name.empty() ? "" : "; ") + n->note + "]");
            break;
        case node_kind::percent: joined("", "", " * " + n->value.str()); break;
        case node_kind::ratio: joined("", " : ", ""); break;
        case node_kind::clock: out += "clock " + n->value.str(); break;
        case node_kind::set_union: joined("(", " union ", ")"); break;
        case node_kind::set_meet: joined("(", " meet ", ")"); break;
        case node_kind::set_minus: joined("(", " without ", ")"); break;
        case node_kind::set_builder: joined("{", " | ", "}"); break;
        case node_kind::residue: joined("", " mod ", ""); break;
        case node_kind::cases: joined("cases(", ", ", ")"); break;
        case node_kind::sum: joined("sum(", ", ", ")"); break;
        case node_kind::product: joined("product(", ", ", ")"); break;
        case node_kind::integral: joined("integral(", ", ", ")"); break;
        case node_kind::limit: joined("limit" + n->name + "(", ", ", ")"); break;
        case node_kind::derivative: joined("derivative(", ", ", ")"); break;
        case node_kind::function: joined(n->name + "(", ", ", ")"); break;
    }
}

[[nodiscard]] inline std::string write(node_ptr n) {
    std::string out;
    write(n, out);
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_EXPRESSION_HPP
