// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_ENVIRONMENTS_HPP
#define PASSK_VERIFY_MATH_PARSER_ENVIRONMENTS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/parser/parser_class.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Environments of LaTeX: matrices, cases, aligned lines.

inline node_ptr parser::environment() {
    const std::string name = subscript_text();
    if (name == "array" && see_sign("{")) {
        static_cast<void>(subscript_text());
    }
    std::vector<node_ptr> cells;
    std::vector<std::size_t> widths{0};
    const bool cases = name == "cases" || name == "dcases" || name == "rcases";
    while (!failed_) {
        if (see_command("end")) {
            break;
        }
        if (accept_command({"\\"})) {
            widths.push_back(0);
            continue;
        }
        if (see_sign("&")) {
            ++at_;
            continue;
        }
        if (accept_word("otherwise")) {
            cells.push_back(arena_.named(node_kind::text, "otherwise"));
        } else {
            if (cases) {
                while (accept_word("if") || accept_word("when") || accept_word("for")
                       || accept_sign(",")) {
                }
            }
            cells.push_back(cases ? relation() : sum_or_relation());
            accept_sign(",");
        }
        ++widths.back();
        if (cells.size() > 400) {
            return fail();
        }
    }
    if (!accept_command({"end"})) {
        return fail();
    }
    static_cast<void>(subscript_text());
    if (widths.back() == 0 && widths.size() > 1) {
        widths.pop_back();
    }
    const bool even = std::all_of(widths.begin(), widths.end(),
                                  [&](std::size_t w) { return w == widths.front(); });
    if (failed_ || cells.empty() || !even || widths.front() == 0) {
        return fail();
    }
    if (name == "aligned" || name == "align" || name == "align*" || name == "gathered"
        || (cases && widths.front() == 1)) {
        return widths.size() == 1 ? cells.front() : arena_.make(node_kind::list, cells);
    }
    node* out = arena_.make(cases ? node_kind::cases : node_kind::matrix, std::move(cells));
    out->columns = widths.front();
    out->open = name == "vmatrix" ? '|' : '[';
    if (name == "vmatrix") {
        return arena_.named(node_kind::function, "det", {out});
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_ENVIRONMENTS_HPP
