// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_TOKENS_HPP
#define PASSK_VERIFY_MATH_PARSER_TOKENS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser/parser_class.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

// The tokens of the answer: words cut into letters, functions, numbers and units, and the
// questions asked of the next token.

inline void parser::splice(std::vector<token> tokens, int depth) {
    for (token& t : tokens) {
        if (t.kind == token_kind::end) {
            return;
        }
        if (t.kind == token_kind::quoted) {
            splice_quoted(std::move(t), depth);
        } else if (t.kind == token_kind::word) {
            splice_word(std::move(t));
        } else {
            tokens_.push_back(std::move(t));
        }
    }
}

inline void parser::primes() {
    for (std::size_t i = 1; i + 1 < tokens_.size(); ++i) {
        const auto sign = [&](std::size_t at, std::string_view text) {
            return at < tokens_.size() && tokens_[at].kind == token_kind::sign
                   && tokens_[at].text == text;
        };
        const auto prime = [&](std::size_t at) {
            return at < tokens_.size() && tokens_[at].kind == token_kind::command
                   && tokens_[at].text == "prime";
        };
        const token& before = tokens_[i - 1];
        const bool letter =
            (before.kind == token_kind::word && before.text.size() == 1) || sign(i - 1, "'");
        if (!letter || !sign(i, "^")) {
            continue;
        }
        const bool brace = sign(i + 1, "{");
        std::size_t end = i + (brace ? 2U : 1U);
        std::size_t marks = 0;
        while (prime(end)) {
            ++marks;
            ++end;
        }
        if (marks == 0 || (brace && !sign(end, "}"))) {
            continue;
        }
        token mark;
        mark.kind = token_kind::sign;
        mark.text = "'";
        const auto first = tokens_.begin() + static_cast<std::ptrdiff_t>(i);
        const auto last = tokens_.begin() + static_cast<std::ptrdiff_t>(end + (brace ? 1U : 0U));
        const auto at = tokens_.erase(first, last);
        tokens_.insert(at, marks, mark);
    }
}

inline void parser::call_braces() {
    for (std::size_t i = 1; i + 1 < tokens_.size(); ++i) {
        const auto sign = [&](std::size_t at, std::string_view text) {
            return tokens_[at].kind == token_kind::sign && tokens_[at].text == text;
        };
        const token& before = tokens_[i - 1];
        const bool letter = before.kind == token_kind::word && before.text.size() == 1
                            && !(i > 1
                                 && (sign(i - 2, "^") || sign(i - 2, "_")
                                     || tokens_[i - 2].kind == token_kind::command));
        if (!letter || !sign(i, "{") || !sign(i + 1, "(")) {
            continue;
        }
        int depth = 0;
        std::size_t close = i + 1;
        for (; close < tokens_.size(); ++close) {
            depth += sign(close, "(") ? 1 : sign(close, ")") ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        if (close + 1 < tokens_.size() && sign(close + 1, "}")) {
            tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(close + 1));
            tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

inline void parser::splice_quoted(token t, int depth) {
    const std::string folded = normal_text(t.text);
    // 7 \text{ million euros}: the number of the text belongs to the value before it.
    if (const std::size_t gap = folded.find(' '); gap != folded.npos && after_number()) {
        const std::string first = folded.substr(0, gap);
        if (scale_word(first)) {
            token scale = t;
            scale.text = first;
            tokens_.push_back(std::move(scale));
            t.text = folded.substr(gap + 1);
            t.spaced = true;
            splice_quoted(std::move(t), depth);
            return;
        }
    }
    if (std::find(functions.begin(), functions.end(), folded) != functions.end()
        && !(after_number() && read_unit(t.text))) {
        t.kind = token_kind::word;
        t.text = folded;
        tokens_.push_back(std::move(t));
        return;
    }
    for (std::string_view joiner :
         {"and", "or", "mod", "if", "otherwise", "where", "for", "with", "when", "in", "any", "all",
          "some", "union", "choose", "cis", "percent", "percentage", "to"}) {
        if (folded == joiner) {
            t.kind = token_kind::word;
            t.text = folded == "percentage" ? "percent" : folded;
            t.upright = true;
            tokens_.push_back(std::move(t));
            return;
        }
    }
    for (std::string_view quantifier :
         {"for all", "for any", "for every", "for each", "for all real", "for any real",
          "for every real", "for all real numbers", "for any real number"}) {
        if (folded == quantifier) {
            for (std::string_view word : {"for", "all"}) {
                token made;
                made.kind = token_kind::word;
                made.text = std::string(word);
                tokens_.push_back(std::move(made));
            }
            return;
        }
    }
    for (std::string_view quantifier :
         {"for any integer", "for all integers", "for every integer", "for some integer",
          "for integers", "for integer", "for each integer", "where integer"}) {
        if (folded == quantifier) {
            token made;
            made.kind = token_kind::word;
            made.text = "for";
            tokens_.push_back(std::move(made));
            integer_follows_ = true;
            return;
        }
    }
    if (folded.size() > 4 && folded.ends_with(" and") && after_number()) {
        // 1 \text{ hour and } 30 \text{ minutes}
        t.text = folded.substr(0, folded.size() - 4);
        tokens_.push_back(std::move(t));
        token made;
        made.kind = token_kind::word;
        made.text = "and";
        tokens_.push_back(std::move(made));
        return;
    }
    const bool blank = t.text.find_first_not_of(" ~\t\n.,;") == std::string::npos;
    if (blank) {
        return;
    }
    const bool has_math =
        t.text.find_first_of("0123456789^_=+*/\\$%") != std::string::npos || folded.size() == 1;
    if (has_math && depth < 4 && !read_unit(t.text)) {
        if (t.text.starts_with('~')) {
            t.text[0] = ' ';
        }
        std::vector<token> inside = lexer(t.text, options_.lexing).tokens();
        for (token& piece : inside) {
            piece.upright = piece.kind == token_kind::word;
        }
        splice(std::move(inside), depth + 1);
        return;
    }
    tokens_.push_back(std::move(t));
}

inline bool parser::reserved_word(std::string_view word) {
    static constexpr std::array<std::string_view, 34> words{
        "pi",       "inf",       "infty",     "infinity", "oo",       "and",   "or",
        "mod",      "if",        "otherwise", "where",    "in",       "for",   "with",
        "when",     "union",     "theta",     "alpha",    "beta",     "gamma", "lambda",
        "sigma",    "omega",     "delta",     "phi",      "Infinity", "Union", "Interval",
        "Rational", "FiniteSet", "Matrix",    "choose",   "cis",      "to"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

inline void parser::splice_word(token t) {
    // SymPy spells Rational(1, 2), Matrix(...), FiniteSet(...); only functions are read here.
    const std::string& word = t.text;
    const bool known = word.size() > 1
                       && (std::find(functions.begin(), functions.end(), word) != functions.end()
                           || reserved_word(word) || word == "percent" || word == "pct");
    if (word == "percentage" && after_number()) {
        t.text = "percent";
        tokens_.push_back(std::move(t));
        return;
    }
    if (word.size() == 1 && std::exchange(integer_follows_, false)) {
        // "for any integer k" declares k like k \in \mathbb{Z}.
        tokens_.push_back(std::move(t));
        for (std::string_view declared : {"in", "Z"}) {
            token made;
            made.kind = token_kind::command;
            made.text = std::string(declared);
            tokens_.push_back(std::move(made));
        }
        return;
    }
    if (word.size() == 1 || known) {
        tokens_.push_back(std::move(t));
        return;
    }
    const bool quantifies = word == "all" || word == "any" || word == "every" || word == "each";
    if (quantifies && !tokens_.empty() && tokens_.back().kind == token_kind::word
        && tokens_.back().text == "for") {
        t.text = "all";
        tokens_.push_back(std::move(t));
        return;
    }
    if ((word == "real" || word == "reals") && !tokens_.empty()
        && tokens_.back().kind == token_kind::word && tokens_.back().text == "all") {
        return;  // "for all real x"
    }
    if (word == "is") {
        t.kind = token_kind::quoted;  // never i times s
        tokens_.push_back(std::move(t));
        return;
    }
    const std::string folded = lower(word);
    if (word.size() >= 3 || t.upright) {
        for (std::string_view function : functions) {
            if (folded == function) {
                t.text = folded;
                tokens_.push_back(std::move(t));
                return;
            }
        }
    }
    if (merge_number_word(t)) {
        return;
    }
    const bool ordinal = folded == "st" || folded == "nd" || folded == "rd" || folded == "th";
    if (ordinal && after_number() && !t.spaced) {
        t.kind = token_kind::quoted;  // "12th" as \text{th}
        tokens_.push_back(std::move(t));
        return;
    }
    const bool adjective = folded == "square" || folded == "sq" || folded == "cubic";
    if (adjective && after_number()) {
        t.kind = token_kind::quoted;
        tokens_.push_back(std::move(t));
        return;
    }
    if (unit_factor(word, 0) && (word.size() > 2 || t.upright || after_value())) {
        t.kind = token_kind::quoted;
        tokens_.push_back(std::move(t));
        return;
    }
    // "sinx" and "lnx": a function name run into its argument.
    for (std::string_view function :
         {"arcsin", "arccos", "arctan", "sqrt", "sin", "cos", "tan", "cot", "log", "ln", "pi"}) {
        if (word.starts_with(function) && word.size() <= function.size() + 2) {
            token head = t;
            head.text = std::string(function);
            tokens_.push_back(std::move(head));
            t.text = word.substr(function.size());
            t.spaced = false;
            splice_word(std::move(t));
            return;
        }
    }
    const bool increasing =
        std::adjacent_find(word.begin(), word.end(), [](char a, char b) { return a >= b; })
        == word.end();
    const bool letters = word.size() <= 2
                         || (word.size() <= 4 && word.find_first_of("eiouEIOU") == word.npos
                             && (increasing || word.find('a') == word.npos));
    if (!letters || (t.upright && word.size() > 1)) {
        t.kind = token_kind::quoted;
        tokens_.push_back(std::move(t));
        return;
    }
    for (std::size_t i = 0; i < word.size(); ++i) {
        token letter = t;
        letter.text = std::string(1, word[i]);
        letter.spaced = i == 0 && t.spaced;
        tokens_.push_back(std::move(letter));
    }
}

inline bool parser::after_value() const {
    if (tokens_.empty()) {
        return false;
    }
    const token& last = tokens_.back();
    const bool closed = last.text == "}" || last.text == ")" || last.text == "pi";
    const bool stopped = last.text == "." && tokens_.size() > 1
                         && tokens_[tokens_.size() - 2].kind == token_kind::quoted;
    return after_number() || last.kind == token_kind::quoted || stopped
           || (options_.letter_units && closed);
}

inline bool parser::merge_number_word(const token& t) {
    if (!number_in_words(t.text) && denominator_in_words(t.text) == 0) {
        return false;
    }
    if (!tokens_.empty() && tokens_.back().kind == token_kind::quoted) {
        const std::string joined = tokens_.back().text + ' ' + t.text;
        if (number_in_words(joined)) {
            tokens_.back().text = joined;
            return true;
        }
    }
    if (!number_in_words(t.text)) {
        return false;
    }
    tokens_.push_back(t);
    tokens_.back().kind = token_kind::quoted;
    return true;
}

inline bool parser::accept_sign(std::string_view text) {
    const bool seen = see_sign(text);
    at_ += seen ? 1U : 0U;
    return seen;
}

inline bool parser::accept_command(std::initializer_list<std::string_view> names) {
    if (here().kind != token_kind::command) {
        return false;
    }
    for (std::string_view name : names) {
        if (see_command(name)) {
            ++at_;
            return true;
        }
    }
    return false;
}

inline bool parser::accept_word(std::string_view text) {
    if (see_word(text)) {
        ++at_;
        return true;
    }
    return false;
}

inline node_ptr parser::fail() {
    failed_ = true;
    return arena_.number(0);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_TOKENS_HPP
