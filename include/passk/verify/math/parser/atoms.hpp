// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_ATOMS_HPP
#define PASSK_VERIFY_MATH_PARSER_ATOMS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace passk::detail::math {

// Atoms: what a number, a letter, a command or a bracket begins.

inline bool parser::starts_atom() const {
    const token& t = here();
    switch (t.kind) {
        case token_kind::number: return true;
        case token_kind::quoted: return true;
        case token_kind::word:
            if (t.text == "U" && (see_sign("(", 1) || see_sign("[", 1)) && at_ > 0
                && (tokens_[at_ - 1].text == ")" || tokens_[at_ - 1].text == "]")) {
                return false;
            }
            if (integrals_ > 0 && t.text == "d" && here(1).kind != token_kind::sign) {
                return false;
            }
            return t.text != "and" && t.text != "or" && t.text != "mod" && t.text != "if"
                   && t.text != "otherwise" && t.text != "where" && t.text != "in"
                   && t.text != "for" && t.text != "with" && t.text != "when" && t.text != "union"
                   && t.text != "percent" && t.text != "pct" && t.text != "choose"
                   && t.text != "to";
        case token_kind::sign:
            if (t.text == "(" && aside_here()) {
                return false;
            }
            return t.text == "(" || (t.text == "[" && reversed_ == 0 && !ends_here(1))
                   || t.text == "{" || (t.text == "|" && bars_ == 0 && in_set_ == 0);
        case token_kind::command: {
            static constexpr std::array<std::string_view, 43> others{
                "cdot",      "times",  "div",      "pm",       "mp",     "le",       "leq",
                "ge",        "geq",    "lt",       "gt",       "ne",     "neq",      "in",
                "notin",     "equiv",  "approx",   "cup",      "cap",    "setminus", "to",
                "lor",       "land",   "pmod",     "bmod",     "mod",    "end",      "\\",
                "}",         "rangle", "rfloor",   "rceil",    "rvert",  "mid",      "over",
                "choose",    "not",    "leqslant", "geqslant", "subset", "subseteq", "ast",
                "rightarrow"};
            static constexpr std::array<std::string_view, 16> more{
                "bigcup", "sim",   "backslash", "mapsto",     "vee",     "wedge",
                "simeq",  "colon", "vert",      "Rightarrow", "implies", "cdots",
                "rVert",  "%",     "permille",  "star"};
            return std::find(others.begin(), others.end(), t.text) == others.end()
                   && std::find(more.begin(), more.end(), t.text) == more.end();
        }
        case token_kind::end: return false;
    }
    return false;
}

inline bool parser::ends_here(std::size_t ahead) const {
    return at_ + ahead + 1 >= tokens_.size() || see_command("cup", ahead)
           || see_command("cap", ahead) || see_command("bigcup", ahead)
           || see_command("setminus", ahead) || see_sign(")", ahead) || see_sign("}", ahead)
           || see_command("}", ahead) || see_sign(",", ahead) || see_word("or", ahead)
           || see_word("and", ahead);
}

inline bool parser::aside_here() const {
    return see_sign("(")
           && (see_word("mod", 1) || see_command("bmod", 1) || see_command("mod", 1)
               || condition_here());
}

inline bool parser::condition_here() const {
    const bool declared =
        here(2).kind == token_kind::quoted && here(2).text.find("integer") != std::string::npos;
    return see_sign("(") && here(1).kind == token_kind::word && here(1).text.size() == 1
           && (see_command("in", 2) || see_word("in", 2) || declared);
}

inline node_ptr parser::atom() {
    const deeper guard(depth_);
    if (depth_ > max_depth || arena_.size() > max_nodes || failed_) {
        return fail();
    }
    const token t = here();
    switch (t.kind) {
        case token_kind::number: return number_atom();
        case token_kind::word: return word_atom();
        case token_kind::command: return command_atom();
        case token_kind::sign: return sign_atom();
        case token_kind::quoted: {
            ++at_;
            if (const auto value = number_in_words(t.text)) {
                node* spelled = arena_.number(*value);
                spelled->name = "worded";
                return spelled;
            }
            return arena_.named(node_kind::text, normal_text(t.text));
        }
        case token_kind::end: break;
    }
    return fail();
}

inline node_ptr parser::word_atom() {
    const token t = here();
    const std::string& word = t.text;
    if (std::find(functions.begin(), functions.end(), word) != functions.end()) {
        ++at_;
        return function(word);
    }
    if (!starts_atom()) {
        return fail();
    }
    ++at_;
    if (word == "inf" || word == "oo" || word == "infinity" || word == "infty"
        || word == "Infinity") {
        return arena_.named(node_kind::constant, "inf");
    }
    if (word == "pi") {
        return arena_.named(node_kind::constant, "pi");
    }
    const bool bound = std::find(bound_.begin(), bound_.end(), word) != bound_.end();
    if (word == "C" && see_sign("^") && raised_before_lowered()) {
        ++at_;
        node_ptr above = exponent_operand();
        if (!accept_sign("_")) {
            return fail();
        }
        node_ptr below = exponent_operand();
        return arena_.named(node_kind::function, "binomial", {below, above});
    }
    if (see_sign("_")) {
        if (word == "C" && combination()) {
            return combination_node();
        }
        if ((word == "A" || word == "P") && combination()) {
            const std::size_t mark = at_;
            node_ptr chosen = combination_node();
            const bool counted = !failed_ && is(chosen->args[0], node_kind::number)
                                 && is(chosen->args[1], node_kind::number);
            if (counted) {
                return permutations(chosen->args[0], chosen->args[1]);
            }
            at_ = mark;
        }
        ++at_;
        return arena_.named(node_kind::symbol, word + "_" + subscript_text());
    }
    if (!bound && (word == "e" || word == "i")) {
        return arena_.named(node_kind::constant, word);
    }
    if (word == "cis") {
        node_ptr angle = see_sign("(") || see_sign("{") ? factor() : product(true);
        return arena_.make(
            node_kind::power,
            {arena_.named(node_kind::constant, "e"),
             arena_.make(node_kind::multiply, {arena_.named(node_kind::constant, "i"), angle})});
    }
    if (word.size() > 1 && (see_sign("(") || (see_sign(".") && word == "Interval"))) {
        return constructor(word);
    }
    if (word == "C" && see_sign("(")) {
        node_ptr inside = atom();
        if (is(inside, node_kind::tuple) && inside->args.size() == 2) {
            return arena_.named(node_kind::function, "binomial", inside->args);
        }
        return arena_.make(node_kind::multiply, {arena_.named(node_kind::symbol, word), inside});
    }
    if (word == "f" || word == "g" || word == "h" || word == "F" || word == "G" || word == "P") {
        if (node_ptr call = unknown_function(word)) {
            return call;
        }
    }
    if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z' && see_sign("(") && !here().spaced) {
        // A(3, -2) is a point with a name; A(x + 1) is a product.
        node_ptr inside = atom();
        if (!is(inside, node_kind::tuple)) {
            return arena_.make(node_kind::multiply,
                               {arena_.named(node_kind::symbol, word), inside});
        }
        node* point = arena_.copy(*inside);
        point->name = word;
        return point;
    }
    return arena_.named(node_kind::symbol, word);
}

inline node_ptr parser::sign_atom() {
    const token t = here();
    if (t.text == "(" || t.text == "[") {
        return bracketed(t.text[0]);
    }
    if (t.text == "{") {
        return brace_group();
    }
    if (t.text == "]") {
        ++at_;
        ++reversed_;
        node_ptr inside = sequence();
        --reversed_;
        if (!is(inside, node_kind::list) || inside->args.size() != 2) {
            return fail();
        }
        const bool open_end = see_sign("[");
        if (!open_end && !see_sign("]")) {
            return fail();
        }
        ++at_;
        node* out = arena_.make(node_kind::tuple, inside->args);
        out->open = '(';
        out->close = open_end ? ')' : ']';
        return out;
    }
    if (t.text == "|") {
        ++at_;
        ++bars_;
        const int in_set = in_set_;
        in_set_ = 0;
        node_ptr inside = sum();
        in_set_ = in_set;
        --bars_;
        return accept_sign("|") ? arena_.named(node_kind::function, "abs", {inside}) : fail();
    }
    if (t.text == "_" || t.text == "^") {
        return prescript();
    }
    if (t.text == "-" || t.text == "+") {
        ++at_;
        node_ptr inside = factor();
        return t.text == "-" ? arena_.make(node_kind::negate, {inside}) : inside;
    }
    return fail();
}

inline node_ptr parser::command_atom() {
    const token t = here();
    const std::string& name = t.text;
    if (!starts_atom()) {
        return fail();
    }
    ++at_;
    const auto any = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (any({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "flatfrac"})) {
        return fraction();
    }
    if (name == "sqrt" || name == "cbrt" || name == "surd") {
        return root(name == "cbrt");
    }
    if (any({"binom", "dbinom", "tbinom"})) {
        node_ptr above = group_or_token();
        return arena_.named(node_kind::function, "binomial", {above, group_or_token()});
    }
    if (name == "pi") {
        return arena_.named(node_kind::constant, "pi");
    }
    if (name == "infty") {
        return arena_.named(node_kind::constant, "inf");
    }
    if (any({"boxed", "fbox", "mathstrut", "underline", "ensuremath", "textcolor", "mathbin",
             "mathrel", "mathord", "displaystyle"})) {
        if (!accept_sign("{")) {
            return fail();
        }
        node_ptr out = sequence();
        return accept_sign("}") ? out : fail();
    }
    if (any({"emptyset", "varnothing"})) {
        return arena_.named(node_kind::named_set, "empty");
    }
    if (any({"mathbb", "Bbb", "Reals", "R", "Z", "N", "Q"})) {
        const std::string letter = name.size() == 1 ? name : subscript_text();
        std::string set(number_set(letter));
        if (set.empty()) {
            return fail();
        }
        if (see_sign("^") || see_sign("_")) {
            const bool brace = see_sign("{", 1);
            const std::size_t mark = brace ? 2 : 1;
            const bool zero =
                here(mark + 1).kind == token_kind::number && here(mark + 1).text == "0";
            std::string part;
            std::size_t length = mark;
            if (see_sign("+", mark)) {
                part = "positive ";
                length += 1;
            } else if (see_sign("*", mark)) {
                part = "nonzero ";
                length += 1;
            } else if (brace && zero && see_sign(">", mark)) {
                part = "positive ";
                length += 2;
            } else if (brace && zero
                       && (see_sign(">=", mark) || see_command("ge", mark)
                           || see_command("geq", mark) || see_command("geqslant", mark))) {
                part = "nonnegative ";
                length += 2;
            }
            if (!part.empty() && (!brace || see_sign("}", length))) {
                at_ += length + (brace ? 1U : 0U);
                set = part + set;
            }
        }
        return arena_.named(node_kind::named_set, set);
    }
    if (name == "{") {
        return set_braces();
    }
    if (name == "$" || name == "euro" || name == "pounds" || name == "yen" || name == "rupee") {
        const std::string unit_name = currency(name);
        if (at_end() && name == "$") {
            return fail();
        }
        node_ptr value = product();
        if (is(value, node_kind::quantity) && value->name == unit_name) {
            return value;
        }
        if (is(value, node_kind::quantity) && value->name.starts_with("dollar")) {
            return value;
        }
        if (is(value, node_kind::quantity) && value->name.empty()) {
            node* priced = arena_.copy(*value);  // "$18 every day"
            priced->name = unit_name;
            return priced;
        }
        return arena_.named(node_kind::quantity, unit_name, {value});
    }
    if (name == "lfloor" || name == "lceil") {
        node_ptr inside = sum();
        if (!accept_command({name == "lfloor" ? "rfloor" : "rceil"})) {
            return fail();
        }
        return arena_.named(node_kind::function, name == "lfloor" ? "floor" : "ceil", {inside});
    }
    if (name == "lvert") {
        ++bars_;
        node_ptr inside = sum();
        --bars_;
        return accept_command({"rvert"}) ? arena_.named(node_kind::function, "abs", {inside})
                                         : fail();
    }
    if (name == "langle") {
        node_ptr inside = sequence();
        if (!accept_command({"rangle"}) || !is(inside, node_kind::list)) {
            return fail();
        }
        node* out = arena_.make(node_kind::tuple, inside->args);
        out->open = '<';
        out->close = '>';
        return out;
    }
    if (name == "begin") {
        return environment();
    }
    if (name == "sum" || name == "prod") {
        return big_operator(name == "sum");
    }
    if (name == "int") {
        return integral();
    }
    if (name == "lim") {
        return limit();
    }
    if (name == "Gamma" && see_sign("(")) {
        node_ptr inside = atom();
        if (node_ptr value = gamma_value(inside)) {
            return value;
        }
        node_ptr below = arena_.make(node_kind::add, {inside, arena_.number(-1)});
        return arena_.named(node_kind::function, "factorial", {below});
    }
    if ((name == "overline" || name == "bar") && see_sign("{")) {
        const std::size_t mark = at_;
        node_ptr inside = atom();
        const bool number = !failed_ && is(inside, node_kind::add) && has_imaginary(inside);
        if (number) {
            return conjugate(inside);
        }
        at_ = mark;
        failed_ = false;
    }
    if ((name == "phi" || name == "varphi" || name == "zeta") && see_sign("(")
        && here(1).kind == token_kind::number && here(1).text.size() < 7
        && here(1).text.find_first_not_of("0123456789") == std::string::npos && see_sign(")", 2)) {
        const long at = std::stol(here(1).text);
        node_ptr value = name == "zeta" ? zeta_value(at) : totient(at);
        if (value != nullptr) {
            at_ += 3;
            return value;
        }
    }
    if (name == "angle" || name == "triangle") {
        std::string points = name + "_";
        while (here().kind == token_kind::word && here().text.size() == 1) {
            points += here().text;
            ++at_;
        }
        if (points.size() == name.size() + 1) {
            points += subscript_text();
        }
        return arena_.named(node_kind::symbol, points);
    }
    if (name == "overline" || name == "vec" || name == "hat" || name == "bar" || name == "tilde"
        || name == "overrightarrow" || name == "widehat" || name == "dot" || name == "ddot") {
        const std::string below = subscript_text();
        if ((name == "vec" || name == "overrightarrow") && below == "0") {
            return arena_.number(0);
        }
        const std::string mark = name == "overline"         ? "bar"
                                 : name == "overrightarrow" ? "vec"
                                 : name == "widehat"        ? "hat"
                                                            : name;
        std::string accented = mark + "_" + below;
        if (accept_sign("_")) {
            accented += "_" + subscript_text();
        }
        return arena_.named(node_kind::symbol, accented);
    }
    if (std::find(functions.begin(), functions.end(), name) != functions.end()) {
        return function(name);
    }
    static constexpr std::array<std::string_view, 44> symbols{
        "alpha",    "beta",     "gamma",  "delta",   "epsilon", "varepsilon", "zeta",  "eta",
        "theta",    "vartheta", "iota",   "kappa",   "lambda",  "mu",         "nu",    "xi",
        "rho",      "sigma",    "tau",    "upsilon", "phi",     "varphi",     "chi",   "psi",
        "omega",    "Gamma",    "Delta",  "Theta",   "Lambda",  "Xi",         "Pi",    "Sigma",
        "Upsilon",  "Phi",      "Psi",    "Omega",   "ell",     "hbar",       "imath", "jmath",
        "triangle", "angle",    "square", "star"};
    if (std::find(symbols.begin(), symbols.end(), name) != symbols.end()) {
        if (see_sign("_")) {
            ++at_;
            return arena_.named(node_kind::symbol, name + "_" + subscript_text());
        }
        return arena_.named(node_kind::symbol, name);
    }
    return fail();
}

inline std::string parser::subscript_text() {
    std::string out;
    if (accept_sign("{")) {
        int depth = 1;
        while (!at_end()) {
            depth += see_sign("{") ? 1 : 0;
            depth -= see_sign("}") ? 1 : 0;
            const std::string text = here().text;
            ++at_;
            if (depth == 0) {
                return out;
            }
            out += text;
        }
        failed_ = true;
        return out;
    }
    out = here().text;
    ++at_;
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_ATOMS_HPP
