// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_CONVENTIONS_HPP
#define PASSK_VERIFY_MATH_COMPARE_CONVENTIONS_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/compare/comparator.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/identity.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace passk::detail::math {

// What is understood without being written: the constant of integration, the base of log,
// letters that name constants.

inline finding comparator::constant_of_integration(node_ptr p, node_ptr g) {
    const auto constant_name = [](node_ptr n) -> std::string {
        if (!is(n, node_kind::add)) {
            return {};
        }
        for (std::string_view name : {"C", "c", "C_1", "c_1", "K"}) {
            for (node_ptr a : n->args) {
                if (is_symbol(a, name)) {
                    return std::string(name);
                }
            }
        }
        return {};
    };
    const std::string in_p = constant_name(p);
    const std::string in_g = constant_name(g);
    if (!in_p.empty() && !in_g.empty() && in_p != in_g && symbols_of(p).count(in_g) == 0
        && symbols_of(g).count(in_p) == 0 && (in_p == "C" || in_g == "C")) {
        return identity(substitute(p, in_p, 0), substitute(g, in_g, 0));
    }
    if (is(p, node_kind::integral) && is(g, node_kind::integral) && p->args.size() == 2
        && g->args.size() == 2) {
        // The same integral with its integrand written in another way.
        const finding inside =
            write(p->args[1]) == write(g->args[1]) ? identity(p->args[0], g->args[0]) : unsettled();
        return inside.v == verdict::correct ? inside : unsettled();
    }
    if (is(p, node_kind::integral) != is(g, node_kind::integral)) {
        if (const auto found = antiderivative(p, g)) {
            return *found;
        }
    }
    const finding plain = bare_logarithm(p, g);
    if (plain.v == verdict::correct) {
        return plain;
    }
    // SymPy's I beside an i, if the side with the I has no i of its own.
    const auto has_i = [](node_ptr n) {
        return any_node(n, [](node_ptr m) { return is(m, node_kind::constant) && m->name == "i"; });
    };
    if (symbols_of(p).count("I") != symbols_of(g).count("I") && has_i(p) != has_i(g)
        && (symbols_of(p).count("I") > 0) != has_i(p)) {
        node_ptr i = arena_.named(node_kind::constant, "i");
        const finding read = identity(replace_symbol(p, "I", i), replace_symbol(g, "I", i));
        if (read.v == verdict::correct) {
            return read;
        }
    }
    // Letters that name constants: phi beside a number, I, j and \imath beside an i.
    const std::set<std::string> in_both = [&] {
        std::set<std::string> out = symbols_of(p);
        collect_symbols(g, out);
        return out;
    }();
    if (in_both.size() != 1 || symbols_of(p).empty() == symbols_of(g).empty()) {
        return plain;
    }
    const std::string& letter = *in_both.begin();
    node_ptr meaning = nullptr;
    if (letter == "phi" || letter == "varphi") {
        node_ptr five =
            arena_.named(node_kind::function, "root", {arena_.number(5), arena_.number(2)});
        meaning =
            arena_.make(node_kind::divide,
                        {arena_.make(node_kind::add, {arena_.number(1), five}), arena_.number(2)});
    } else if (letter == "I" || letter == "j" || letter == "imath" || letter == "jmath") {
        node_ptr other = symbols_of(p).empty() ? p : g;
        const bool imaginary = any_node(
            other, [](node_ptr m) { return is(m, node_kind::constant) && m->name == "i"; });
        meaning = imaginary ? arena_.named(node_kind::constant, "i") : nullptr;
    }
    if (meaning == nullptr) {
        return plain;
    }
    const finding read =
        identity(replace_symbol(p, letter, meaning), replace_symbol(g, letter, meaning));
    return read.v == verdict::correct ? read : plain;
}

inline std::optional<finding> comparator::antiderivative(node_ptr p, node_ptr g) {
    node_ptr integral = is(p, node_kind::integral) ? p : g;
    node_ptr other = is(p, node_kind::integral) ? g : p;
    if (integral->args.size() != 2 || symbols_of(other).count("C") == 0) {
        return std::nullopt;
    }
    node_ptr slope =
        arena_.make(node_kind::derivative, {substitute(other, "C", 0), integral->args[1]});
    return identity(slope, integral->args[0]);
}

inline finding comparator::bare_logarithm(node_ptr p, node_ptr g) {
    const finding common = identity(p, g);
    const auto bare = [](node_ptr n) {
        return any_node(n, [](node_ptr m) {
            return is(m, node_kind::function) && m->name == "log" && m->args.size() == 1;
        });
    };
    if (common.v != verdict::incorrect || (!bare(p) && !bare(g))) {
        return common;
    }
    return identity(natural(p), natural(g)).v == verdict::incorrect ? common : unsettled();
}

inline node_ptr comparator::natural(node_ptr n) {
    if (n->args.empty()) {
        return n;
    }
    node* out = arena_.copy(*n);
    if (is(n, node_kind::function) && n->name == "log" && n->args.size() == 1) {
        out->name = "ln";
    }
    for (node_ptr& a : out->args) {
        a = natural(a);
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_CONVENTIONS_HPP
