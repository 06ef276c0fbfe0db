// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_NUMBERS_HPP
#define PASSK_VERIFY_MATH_PARSER_NUMBERS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/words.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace passk::detail::math {

// Numbers: decimals, repeating decimals, mixed numbers, numerals of another base.

inline node_ptr parser::number_token(const token& t) {
    std::string_view text = t.text;
    long long exponent = 0;
    if (const std::size_t e = text.find('e'); e != text.npos) {
        exponent = std::stoll(std::string(text.substr(e + 1)));
        text = text.substr(0, e);
    }
    if (text.size() > 5000 || exponent > 4000 || exponent < -4000) {
        return fail();
    }
    const std::size_t point = text.find('.');
    std::string digits(text);
    int places = 0;
    if (point != text.npos) {
        digits.erase(point, 1);
        places = static_cast<int>(text.size() - point - 1);
    }
    const std::string significant = strip_zeros(digits);
    node* out = arena_.number(rational(integer(significant)));
    places -= static_cast<int>(exponent);
    const integer scale = pow(integer(10), static_cast<unsigned>(places < 0 ? -places : places));
    // rational / integer is wrong in Boost 1.81 for a numerator of 1, hence the conversion.
    out->value = places >= 0 ? rational(out->value / rational(scale))
                             : rational(out->value * rational(scale));
    if (point != text.npos || exponent != 0) {
        out->digits = significant == "0" ? 1 : static_cast<int>(significant.size());
        out->places = places;
    }
    if (t.elided) {
        close_repetend(out, digits, places);
    }
    return out;
}

inline void parser::close_repetend(node* out, const std::string& digits, int places) {
    out->elided = true;
    for (int period = 1; period <= 6; ++period) {
        const int times = period == 1 ? 3 : 2;
        const int length = period * times;
        if (length > places || length > static_cast<int>(digits.size())) {
            break;
        }
        const std::string tail = digits.substr(digits.size() - static_cast<std::size_t>(length));
        bool repeats = true;
        for (int i = period; i < length; ++i) {
            repeats =
                repeats
                && tail[static_cast<std::size_t>(i)] == tail[static_cast<std::size_t>(i - period)];
        }
        if (repeats) {
            const std::string block = tail.substr(0, static_cast<std::size_t>(period));
            const integer scale = pow(integer(10), static_cast<unsigned>(places));
            const integer nines = pow(integer(10), static_cast<unsigned>(period)) - 1;
            out->value += rational(integer(strip_zeros(block)), nines * scale);
            out->elided = false;
            out->digits = 0;
            return;
        }
    }
}

inline node_ptr parser::number_atom() {
    const token t = here();
    ++at_;
    node_ptr out = number_token(t);
    // 0.\overline{3} and 0.1(6)
    if (t.text.find('.') != t.text.npos || (see_sign(".") && see_command("overline", 1))) {
        if (see_sign(".")) {
            ++at_;
        }
        if (see_command("dot")) {
            return dotted_repetend(t.text);
        }
        if (see_command("overline") || see_command("bar")) {
            return repeating(t.text);
        }
        if (see_sign("(") && here(1).kind == token_kind::number && see_sign(")", 2)
            && !here().spaced && t.text.find('e') == t.text.npos) {
            return repeating(t.text);
        }
    }
    if (see_command("overline") && see_sign("{", 1) && here(2).kind == token_kind::number) {
        return repeating(t.text + '.');
    }
    // "1 1/2"
    if (out->digits == 0 && here().kind == token_kind::number && here().spaced && see_sign("/", 1)
        && here(2).kind == token_kind::number && here().text.find('.') == std::string::npos
        && here(2).text.find('.') == std::string::npos) {
        node_ptr above = number_token(here());
        node_ptr below = number_token(here(2));
        at_ += 3;
        if (below->value == 0) {
            return fail();
        }
        return arena_.number(out->value + above->value / below->value);
    }
    return out;
}

inline node_ptr parser::repeating(std::string head) {
    const bool parenthesis = see_sign("(");
    ++at_;
    if (!parenthesis) {
        if (!accept_sign("{")) {
            return here().kind == token_kind::number && here().text.size() == 1
                       ? repetend(std::move(head))
                       : fail();
        }
    }
    node_ptr out = repetend(std::move(head));
    return accept_sign(parenthesis ? ")" : "}") ? out : fail();
}

inline node_ptr parser::dotted_repetend(std::string head) {
    std::string period;
    const auto dotted = [&] {
        if (!see_command("dot")) {
            return false;
        }
        const bool brace = see_sign("{", 1);
        const token& digit = here(brace ? 2 : 1);
        if (digit.kind != token_kind::number || digit.text.size() != 1
            || (brace && !see_sign("}", 3))) {
            return false;
        }
        period += digit.text;
        at_ += brace ? 4U : 2U;
        return true;
    };
    if (!dotted()) {
        return fail();
    }
    if (here().kind == token_kind::number && see_command("dot", 1)
        && here().text.find_first_not_of("0123456789") == std::string::npos) {
        period += here().text;
        ++at_;
    }
    static_cast<void>(dotted());
    return period.size() > 200 || head.size() > 200 ? fail()
                                                    : with_repetend(std::move(head), period);
}

inline node_ptr parser::repetend(std::string head) {
    const token t = here();
    if (t.kind != token_kind::number || t.text.find_first_not_of("0123456789") != t.text.npos
        || t.text.size() > 200 || head.size() > 200) {
        return fail();
    }
    ++at_;
    return with_repetend(std::move(head), t.text);
}

inline node_ptr parser::with_repetend(std::string head, const std::string& period) {
    const std::size_t point = head.find('.');
    const auto places = static_cast<unsigned>(head.size() - point - 1);
    head.erase(point, 1);
    const integer scale = pow(integer(10), places);
    const integer nines = pow(integer(10), static_cast<unsigned>(period.size())) - 1;
    return arena_.number(rational(integer(strip_zeros(head)), scale)
                         + rational(integer(strip_zeros(period)), nines * scale));
}

inline node_ptr parser::mixed_number(node_ptr whole) {
    const token& t = here();
    const bool fraction = t.kind == token_kind::command && t.text.ends_with("frac");
    if (!fraction || !is(whole, node_kind::number) || whole->digits != 0 || whole->elided
        || tokens_[at_ - 1].kind != token_kind::number) {
        return whole;
    }
    const std::size_t mark = at_;
    const token kept = t;
    std::array<token, 2> following{here(1), here(2)};
    node_ptr part = atom();
    const bool proper = is(part, node_kind::divide) && is(part->args[0], node_kind::number)
                        && is(part->args[1], node_kind::number)
                        && part->args[0]->value < part->args[1]->value && part->args[0]->value > 0
                        && part->args[0]->digits == 0 && part->args[1]->digits == 0;
    if (proper || failed_) {
        return arena_.make(node_kind::add, {whole, part});
    }
    // \frac12 takes digits off its tokens: put them back.
    at_ = mark;
    tokens_[at_] = kept;
    for (std::size_t i = 0; i < 2 && at_ + 1 + i < tokens_.size(); ++i) {
        tokens_[at_ + 1 + i] = following[i];
    }
    return whole;
}

inline node_ptr parser::base_numeral(node_ptr digits) {
    const std::size_t mark = at_;
    ++at_;
    const bool brace = accept_sign("{");
    rational base = 0;
    if (here().kind == token_kind::number) {
        base = rational(integer(here().text.find_first_not_of("0123456789") == std::string::npos
                                        && here().text.size() < 4
                                    ? strip_zeros(here().text)
                                    : "0"));
        ++at_;
    } else if (here().kind == token_kind::quoted) {
        base = number_in_words(here().text).value_or(0);
        ++at_;
    }
    if (brace && !accept_sign("}")) {
        return fail();
    }
    if (!is(digits, node_kind::number) || digits->digits != 0 || base < 2 || base > 36) {
        at_ = mark;
        return fail();
    }
    return numeral(digits->value.str(), static_cast<int>(base));
}

inline node_ptr parser::numeral(std::string_view digits, int base) {
    rational value = 0;
    for (char c : digits) {
        const int digit = is_digit(c) ? c - '0' : c >= 'a' ? c - 'a' + 10 : c - 'A' + 10;
        if (digit < 0 || digit >= base) {
            return fail();
        }
        value = value * base + digit;
    }
    return arena_.number(value);
}

inline std::string parser::strip_zeros(std::string_view digits) {
    const std::size_t from = digits.find_first_not_of('0');
    return from == std::string_view::npos ? "0" : std::string(digits.substr(from));
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_NUMBERS_HPP
