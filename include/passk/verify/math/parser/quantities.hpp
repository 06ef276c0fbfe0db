// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_QUANTITIES_HPP
#define PASSK_VERIFY_MATH_PARSER_QUANTITIES_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Units, currencies, degrees, minutes of arc, feet and inches behind a value.

inline std::string parser::unit_fraction() const {
    const bool shape = here().kind == token_kind::command && here().text.ends_with("frac")
                       && see_sign("{", 1) && see_sign("}", 3) && see_sign("{", 4)
                       && see_sign("}", 6);
    const auto named = [](const token& t) {
        return t.kind == token_kind::quoted || (t.kind == token_kind::word && t.upright);
    };
    return shape && named(here(2)) && named(here(5)) ? here(2).text + '/' + here(5).text
                                                     : std::string();
}

inline bool parser::unit_here() const {
    if (read_unit(unit_fraction())) {
        return true;
    }
    const token& t = here();
    if (t.kind == token_kind::quoted) {
        return true;
    }
    const token& before = tokens_[at_ > 0 ? at_ - 1 : 0];
    if (see_word("sec") || see_word("min")) {
        // A function needs an argument.
        return before.kind == token_kind::number
               && (at_ + 2 >= tokens_.size() || see_sign(".", 1) || see_sign(",", 1));
    }
    if (t.kind != token_kind::word || t.text.size() > 2) {
        return false;
    }
    const bool after_value = before.kind == token_kind::number || before.text == "}"
                             || before.text == ")" || before.text == "pi";
    return (t.upright || options_.letter_units) && after_value && unit_factor(t.text, 0)
           && t.text != "e" && t.text != "i";
}

inline bool parser::take_unit(std::vector<node_ptr>& factors) {
    std::string text = unit_fraction();
    const std::size_t from = at_;
    at_ += text.empty() ? 0U : 7U;
    int pieces = 0;
    while (pieces < 12) {
        const token& t = here();
        if (t.kind == token_kind::quoted) {
            text += ' ' + t.text;
            ++at_;
        } else if (t.kind == token_kind::word && unit_factor(t.text, 0)
                   && (t.upright || options_.letter_units || pieces > 0 || t.text == "sec"
                       || t.text == "min")) {
            text += ' ' + t.text;
            ++at_;
        } else if (see_sign("/") && pieces > 0) {
            text += '/';
            ++at_;
        } else if (see_sign(".") && pieces > 0 && here(1).kind == token_kind::quoted) {
            ++at_;  // "sq. cm"
        } else if (t.kind == token_kind::word && pieces > 0
                   && (t.text == "of" || t.text == "for" || t.text == "in")) {
            text += ' ' + t.text;
            ++at_;
        } else if ((see_command("cdot") || see_sign("*")) && pieces > 0
                   && (here(1).kind == token_kind::quoted || here(1).upright)) {
            ++at_;
        } else if (see_sign("^") && pieces > 0) {
            ++at_;
            const bool brace = accept_sign("{");
            text += '^';
            if (see_sign("-")) {
                text += '-';
                ++at_;
            }
            if (here().kind != token_kind::number || here().text.size() != 1) {
                return false;
            }
            text += here().text;
            ++at_;
            if (brace && !accept_sign("}")) {
                return false;
            }
        } else {
            break;
        }
        ++pieces;
    }
    const std::string plain = normal_text(text);
    if (plain == "basis points" || plain == "basis point" || plain == "bps") {
        node* out = arena_.make(
            node_kind::percent,
            {factors.size() == 1 ? factors.front() : arena_.make(node_kind::multiply, factors)});
        out->value = rational(1, 10000);
        factors = {out};
        return true;
    }
    std::string note;
    if (!read_unit(text)) {
        note = plain.starts_with("is ") ? plain.substr(3) : plain;
        text.erase(0, text.find_first_not_of(' '));
        static constexpr std::array<std::string_view, 8> shapes{
            "line", "lines", "circle", "circles", "point", "points", "planes", "parabolas"};
        const bool shape = std::find(shapes.begin(), shapes.end(), note) != shapes.end();
        if (shape && factors.size() == 1 && worded(factors[0])) {
            return false;  // "two lines" is a figure, not the number 2
        }
        // "3rd root", "5 squared" and "5 hundredths" are other numbers.
        static constexpr std::array<std::string_view, 14> changing{
            "st",   "nd",   "rd",    "th",    "squared",  "cubed", "factorial",
            "root", "plus", "minus", "below", "negative", "under", "modulo"};
        const std::string head = note.substr(0, note.find(' '));
        const bool suffix = head == "st" || head == "nd" || head == "rd" || head == "th";
        if ((std::find(changing.begin(), changing.end(), head) != changing.end()
             && !(suffix && head == note))
            || denominator_in_words(head) > 0
            || note.find(" below") != note.npos) {  // "5 degrees below zero"
            return false;
        }
        if (note.empty() || (text.find('^') != text.npos && !text.starts_with("unit"))) {
            return false;
        }
        // "45 miles from home": the longest beginning that is a unit is one.
        std::size_t end = text.rfind(' ');
        while (end != text.npos && end > 0 && !read_unit(text.substr(0, end))) {
            end = text.rfind(' ', end - 1);
        }
        const bool measured = end != text.npos && end > 0;
        note = measured ? normal_text(text.substr(end)) : note;
        text.resize(measured ? end : 0);
        // Words beside a letter say something about it: "n is even" is no quantity.
        const bool symbolic =
            std::any_of(factors.begin(), factors.end(), [](node_ptr f) { return any_symbol(f); });
        if (symbolic && !measured && note.find("integer") == note.npos) {
            if (factors.size() != 1 || !is(factors[0], node_kind::symbol)) {
                return false;
            }
            factors = {arena_.named(node_kind::function, "call " + note, factors)};
            return true;
        }
    } else {
        text.erase(0, text.find_first_not_of(' '));
    }
    // A unit ends its expression.
    if (!closes() && !see_sign(",") && !see_sign(";") && !see_sign(".") && !see_word("and")
        && !see_word("or") && !see_sign("=") && !see_sign("<") && !see_sign(">") && !see_sign("+")
        && !see_sign("-") && !see_sign(":") && here().kind != token_kind::command
        && !(here().kind == token_kind::number && compound_follows())) {
        at_ = from;
        return false;
    }
    node_ptr value =
        factors.size() == 1 ? factors.front() : arena_.make(node_kind::multiply, factors);
    node* quantity = arena_.named(node_kind::quantity, text, {value});
    quantity->note = note;
    node_ptr made = quantity;
    // "5 feet 3 inches"
    if (here().kind == token_kind::number && compound_follows() && depth_ < max_depth) {
        node_ptr rest = product();
        made = arena_.make(node_kind::add, {made, rest});
    }
    factors = {made};
    return true;
}

inline bool parser::compound_follows() const {
    return here(1).kind == token_kind::quoted || here(1).upright
           || (here(1).kind == token_kind::word && unit_factor(here(1).text, 0)
               && (options_.letter_units || here(1).text.size() > 1));
}

inline node_ptr parser::noted(node_ptr value, std::string note) {
    node* out = arena_.named(node_kind::quantity, "", {value});
    out->note = std::move(note);
    return out;
}

inline bool parser::ordinal_exponent() const {
    const bool brace = see_sign("{", 1);
    const token& t = here(brace ? 2 : 1);
    const std::string word = t.kind == token_kind::quoted ? normal_text(t.text) : std::string();
    return (word == "st" || word == "nd" || word == "rd" || word == "th")
           && (!brace || see_sign("}", 3));
}

inline bool parser::degree_exponent() const {
    if (!see_sign("^")) {
        return false;
    }
    return see_command("circ", 1) || see_command("degree", 1)
           || (see_sign("{", 1)
               && (see_command("circ", 2) || see_command("degree", 2) || see_word("o", 2)
                   || (here(2).kind == token_kind::number && here(2).text == "0" && here(2).spaced))
               && see_sign("}", 3))
           || see_word("o", 1);
}

inline node_ptr parser::degrees(node_ptr base) {
    std::string name = "deg";
    if ((see_word("C") || see_word("F")) && !see_sign("_", 1)) {
        name += here().text;
        ++at_;
    } else if (here().kind == token_kind::quoted) {
        const std::string scale = normal_text(here().text);
        if (scale == "c" || scale == "celsius" || scale == "f" || scale == "fahrenheit") {
            name += scale[0] == 'c' ? 'C' : 'F';
            ++at_;
        }
    }
    return arena_.named(node_kind::quantity, name, {base});
}

inline int parser::arc_mark(std::size_t ahead) const {
    std::size_t length = 0;
    return arc_mark(ahead, length);
}

inline int parser::arc_mark(std::size_t ahead, std::size_t& length) const {
    if (see_sign("\"", ahead)) {
        length = 1;
        return 2;
    }
    if (see_sign("'", ahead)) {
        length = see_sign("'", ahead + 1) ? 2 : 1;
        return static_cast<int>(length);
    }
    if (!see_sign("^", ahead)) {
        return 0;
    }
    const bool brace = see_sign("{", ahead + 1);
    std::size_t at = ahead + (brace ? 2 : 1);
    int marks = 0;
    while (see_command("prime", at)) {
        ++marks;
        ++at;
    }
    if (marks == 0 || marks > 2 || (brace && !see_sign("}", at))) {
        return 0;
    }
    length = at + (brace ? 1 : 0) - ahead;
    return marks;
}

inline node_ptr parser::arc_minutes(node_ptr base) {
    std::vector<node_ptr> parts{base->args[0]};
    for (int unit = 1; unit <= 2 && here().kind == token_kind::number; ++unit) {
        std::size_t length = 0;
        if (arc_mark(1, length) != unit) {
            break;
        }
        node_ptr amount = number_token(here());
        at_ += 1 + length;
        parts.push_back(
            arena_.make(node_kind::divide, {amount, arena_.number(unit == 1 ? 60 : 3600)}));
    }
    return arena_.named(node_kind::quantity, "deg",
                        {arena_.make(node_kind::add, std::move(parts))});
}

inline node_ptr parser::feet_and_inches(node_ptr feet) {
    ++at_;
    node_ptr out = arena_.named(node_kind::quantity, "ft", {feet});
    std::size_t length = 0;
    if (here().kind == token_kind::number && arc_mark(1, length) == 2) {
        node_ptr inches = arena_.named(node_kind::quantity, "in", {number_token(here())});
        at_ += 1 + length;
        out = arena_.make(node_kind::add, {out, inches});
    }
    return out;
}

inline std::string parser::currency(std::string_view sign) {
    return sign == "$"        ? "dollar"
           : sign == "pounds" ? "sterling"
           : sign == "rupee"  ? "rupee"
                              : std::string(sign);
}

inline bool parser::currency_here() const {
    return (see_command("$") || see_command("euro") || see_command("pounds") || see_command("yen")
            || see_command("rupee"))
           && here(1).kind != token_kind::number;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_QUANTITIES_HPP
