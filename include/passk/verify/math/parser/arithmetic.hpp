// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_ARITHMETIC_HPP
#define PASSK_VERIFY_MATH_PARSER_ARITHMETIC_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

// Sums, products and quotients.

inline std::string parser::plus_minus_sign() {
    if (accept_command({"pm"})) {
        return "+-";
    }
    if (accept_command({"mp"})) {
        return "-+";
    }
    if (std::exchange(leading_sign_, false)) {
        at_ += 2;  // "+-3" at the very beginning
        return "+-";
    }
    if (see_sign("+") && see_sign("/", 1) && see_sign("-", 2)) {
        at_ += 3;
        return "+-";
    }
    return {};
}

inline node_ptr parser::sum() {
    std::vector<node_ptr> terms;
    node_ptr left = nullptr;
    if (const std::string sign = plus_minus_sign(); !sign.empty()) {
        left = arena_.named(node_kind::plus_minus, sign, {product()});
    } else {
        left = product();
    }
    terms.push_back(left);
    const auto collapse = [&]() -> node_ptr {
        return terms.size() == 1 ? terms.front() : arena_.make(node_kind::add, terms);
    };
    int nested = 0;
    while (!failed_) {
        if (const std::string sign = plus_minus_sign(); !sign.empty()) {
            if (++nested > max_nesting) {
                return fail();
            }
            node_ptr before = collapse();
            terms = {arena_.named(node_kind::plus_minus, sign, {before, product()})};
        } else if (see_sign("+") && is_elided_gap()) {
            at_ += 2;
            if (!accept_sign("+") || !progression(terms)) {
                return fail();
            }
        } else if (see_sign("+")) {
            ++at_;
            terms.push_back(product());
        } else if (see_sign("-") && !set_difference(terms.back())) {
            ++at_;
            terms.push_back(arena_.make(node_kind::negate, {product()}));
        } else {
            break;
        }
    }
    // "a + b mod m" is a + (b mod m) to some and (a + b) mod m to others.
    if (terms.size() > 1 && is(terms.back(), node_kind::function) && terms.back()->name == "mod"
        && !terms.back()->grouped) {
        return fail();
    }
    return collapse();
}

inline bool parser::progression(std::vector<node_ptr>& terms) {
    node_ptr last = product();
    const bool whole = std::all_of(terms.begin(), terms.end(), [](node_ptr t) {
        return is(t, node_kind::number) && t->digits == 0;
    });
    if (failed_ || terms.size() < 2 || !whole) {
        return false;
    }
    const rational step = terms[1]->value - terms[0]->value;
    for (std::size_t i = 1; i < terms.size(); ++i) {
        if (rational(terms[i]->value - terms[i - 1]->value) != step) {
            return false;
        }
    }
    if (step == 0 || (terms.size() == 2 && step != 1)) {
        return false;
    }
    const bool reached = !is(last, node_kind::number)
                         || (denominator(rational((last->value - terms[0]->value) / step)) == 1
                             && rational((last->value - terms.back()->value) / step) > 0);
    if (!reached) {
        return false;
    }
    // (first + last) (last - first + step) / (2 step)
    node_ptr first = terms[0];
    node_ptr span = arena_.make(
        node_kind::add, {last, arena_.make(node_kind::negate, {first}), arena_.number(step)});
    node_ptr sum_of_ends = arena_.make(node_kind::add, {first, last});
    terms = {arena_.make(node_kind::divide, {arena_.make(node_kind::multiply, {sum_of_ends, span}),
                                             arena_.number(rational(2 * step))})};
    return true;
}

inline bool parser::is_elided_gap() const {
    return see_sign("...", 1) || see_command("cdots", 1) || see_command("dots", 1)
           || see_command("ldots", 1);
}

inline node_ptr parser::product(bool argument) {
    const deeper guard(depth_);
    if (depth_ > max_depth || arena_.size() > max_nodes) {
        return fail();
    }
    if (see_sign("-") || see_sign("+")) {
        const bool minus = see_sign("-");
        ++at_;
        node_ptr inner = product(argument);
        if (minus && is(inner, node_kind::function) && inner->name == "mod" && !inner->grouped) {
            // -1 mod 5 takes the remainder of -1.
            return arena_.named(node_kind::function, "mod",
                                {arena_.make(node_kind::negate, {inner->args[0]}), inner->args[1]});
        }
        return minus ? arena_.make(node_kind::negate, {inner}) : inner;
    }
    if (const std::string sign = plus_minus_sign(); !sign.empty()) {
        return arena_.named(node_kind::plus_minus, sign, {product(argument)});
    }
    std::vector<node_ptr> factors{factor()};
    const auto collapse = [&]() -> node_ptr {
        return factors.size() == 1 ? factors.front() : arena_.make(node_kind::multiply, factors);
    };
    bool slash = false;  // the last factor came after a slash
    int nested = 0;
    while (!failed_) {
        if (nested > max_nesting) {
            return fail();
        }
        const bool explicit_product =
            !argument
            && (see_sign("*") || see_command("cdot") || see_command("times") || see_command("ast"));
        if (explicit_product) {
            ++at_;
            slash = false;
            factors.push_back(signed_factor());
        } else if (!argument && (see_sign("/") || see_command("div"))) {
            const bool plain_slash = see_sign("/");
            ++at_;
            ++nested;
            node_ptr below = signed_factor();
            node_ptr above = collapse();
            if (plain_slash && is(below, node_kind::percent) && is(above, node_kind::number)
                && is(below->args[0], node_kind::number)) {
                // 1/5 % is a fifth of a hundredth.
                node* share = arena_.copy(*below);
                share->args = {arena_.make(node_kind::divide, {above, below->args[0]})};
                factors = {share};
                continue;
            }
            factors = {arena_.make(node_kind::divide, {above, below})};
            slash = plain_slash;
        } else if (!argument && (see_word("mod") || see_command("bmod") || see_command("mod"))) {
            ++at_;
            ++nested;
            node_ptr modulus = factor();
            factors = {arena_.named(node_kind::function, "mod", {collapse(), modulus})};
        } else if (!argument && see_word("choose")) {
            ++at_;
            ++nested;
            node_ptr below = factor();
            factors = {arena_.named(node_kind::function, "binomial", {collapse(), below})};
        } else if (const auto scale = scale_here(); scale && factors.size() == 1) {
            ++at_;
            ++nested;
            factors = {scaled(factors[0], *scale)};
        } else if (unit_here()) {
            ++nested;
            if (!take_unit(factors)) {
                return failed_ ? factors.front() : fail();
            }
        } else if (starts_atom() && !(argument && starts_function())) {
            // Two numbers side by side have no reading; two powers, 3^2 5^4, are a product.
            if (here().kind == token_kind::number && tokens_[at_ - 1].kind == token_kind::number
                && !(is(factors.back(), node_kind::power) && here().spaced && see_sign("^", 1))) {
                return fail();
            }
            spaced_letter_ = spaced_letter_
                             || (tokens_[at_ - 1].kind == token_kind::number
                                 && here().kind == token_kind::word && here().spaced);
            node_ptr next = factor();
            if (worded(next) && is(factors.back(), node_kind::number)) {
                // "3 (three)" says it twice; other words beside a number have no reading.
                if (factors.back()->value != next->value) {
                    return fail();
                }
            } else if (slash) {
                slash_before_product_ = true;
                if (options_.tight_products) {
                    node_ptr last = factors.back();
                    factors.back() = arena_.make(
                        node_kind::divide,
                        {last->args[0], arena_.make(node_kind::multiply, {last->args[1], next})});
                } else {
                    factors.push_back(next);
                    slash = false;
                }
            } else {
                factors.push_back(next);
            }
        } else {
            break;
        }
    }
    return collapse();
}

inline std::optional<rational> parser::scale_here() const {
    if (here().kind != token_kind::quoted || at_ == 0
        || (tokens_[at_ - 1].kind != token_kind::number
            && !(tokens_[at_ - 1].kind == token_kind::quoted
                 && scale_word(tokens_[at_ - 1].text)))) {
        return std::nullopt;
    }
    return scale_word(normal_text(here().text));
}

inline std::optional<rational> parser::scale_word(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, long long>, 8> scales{
        {{"hundred", 100},
         {"thousand", 1000},
         {"million", 1000000},
         {"billion", 1000000000},
         {"trillion", 1000000000000},
         {"lakh", 100000},
         {"crore", 10000000},
         {"dozen", 12}}};
    for (const auto& [name, value] : scales) {
        if (word == name
            || (word.size() == name.size() + 1 && word.back() == 's' && word.starts_with(name))) {
            return rational(value);
        }
    }
    return std::nullopt;
}

inline node_ptr parser::scaled(node_ptr number, const rational& scale) {
    if (!is(number, node_kind::number)) {
        return arena_.make(node_kind::multiply, {number, arena_.number(scale)});
    }
    return arena_.number(number->value * scale);
}

inline node_ptr parser::signed_factor() {
    if (see_sign("-")) {
        ++at_;
        return arena_.make(node_kind::negate, {signed_factor_guarded()});
    }
    accept_sign("+");
    return factor();
}

inline node_ptr parser::signed_factor_guarded() {
    const deeper guard(depth_);
    return depth_ > max_depth ? fail() : signed_factor();
}

inline node_ptr parser::fraction() {
    // \frac{d}{dx} f
    if (see_sign("{") && see_word("d", 1) && see_sign("}", 2) && see_sign("{", 3)
        && see_word("d", 4) && here(5).kind == token_kind::word && see_sign("}", 6)) {
        const std::string variable = here(5).text;
        at_ += 7;
        node_ptr body = product();
        return arena_.make(node_kind::derivative,
                           {body, arena_.named(node_kind::symbol, variable)});
    }
    // \frac{d f(x)}{dx}
    if (see_sign("{") && see_word("d", 1) && !see_sign("^", 2) && !see_sign("}", 2)) {
        std::size_t close = 1;
        for (int depth = 1; depth > 0 && at_ + close < tokens_.size();) {
            ++close;
            depth += see_sign("{", close) ? 1 : see_sign("}", close) ? -1 : 0;
        }
        const bool below = see_sign("{", close + 1) && see_word("d", close + 2)
                           && here(close + 3).kind == token_kind::word && see_sign("}", close + 4);
        if (below && close > 3) {
            const std::string variable = here(close + 3).text;
            at_ += 2;
            node_ptr body = product();
            if (!accept_sign("}")) {
                return fail();
            }
            at_ += 4;
            return arena_.make(node_kind::derivative,
                               {body, arena_.named(node_kind::symbol, variable)});
        }
    }
    // \frac{dy}{dx} as the name of a derivative
    if (see_sign("{") && see_word("d", 1) && here(2).kind == token_kind::word && see_sign("}", 3)
        && see_sign("{", 4) && see_word("d", 5) && here(6).kind == token_kind::word
        && see_sign("}", 7)) {
        const std::string derivative = "d" + here(2).text + "/d" + here(6).text;
        at_ += 8;
        return arena_.named(node_kind::symbol, derivative);
    }
    node_ptr above = integrals_ > 0 && see_sign("{") ? numerator_of_integrand() : group_or_token();
    node_ptr below = group_or_token();
    return arena_.make(node_kind::divide, {above, below});
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_ARITHMETIC_HPP
