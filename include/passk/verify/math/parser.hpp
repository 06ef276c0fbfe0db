// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_HPP
#define PASSK_VERIFY_MATH_PARSER_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// Which of several readings of an ambiguous notation the parser takes.
struct parser_options {
    lexer_options lexing{};
    bool letter_units = false;    ///< a letter after a number is a unit where the table has one
    bool tight_products = false;  ///< 1/2x is 1/(2x)
};

/// Recursive-descent parser of one merged notation: LaTeX, plain text, SymPy, Unicode. It reads
/// every token or fails; no word is dropped on the way.
///
/// @par Cost
/// linear in the number of tokens; recursion and node count are capped.
class parser {
public:
    parser(std::string_view ascii, parser_options options, node_arena& arena)
        : options_(options), arena_(arena) {
        splice(lexer(ascii, options.lexing).tokens(), 0);
        token last;
        tokens_.push_back(std::move(last));
    }

    /// The whole answer, or null if some token has no place in the grammar.
    [[nodiscard]] node_ptr parse() {
        while (
            accept_sign("=") || accept_sign("&") || accept_sign(":") || leading_all()
            || accept_command({"approx", "simeq", "sim", "therefore", "implies", "Rightarrow"})) {
        }
        leading_sign_ = see_sign("+") && see_sign("-", 1) && !here(1).spaced;
        node_ptr out = sequence();
        if (accept_command({"over"})) {
            out = arena_.make(node_kind::divide, {out, sequence()});
        }
        while (accept_sign(".") || accept_sign(",") || accept_sign(";")) {
        }
        return failed_ || !at_end() ? nullptr : out;
    }

    /// "all n >= 3" is n >= 3.
    bool leading_all() {
        return at_ == 0 && here(1).kind == token_kind::word && here(1).text.size() == 1
               && accept_word("all");
    }

    /// True if the text had a construct that another option reads differently.
    [[nodiscard]] bool slash_before_product() const noexcept { return slash_before_product_; }
    [[nodiscard]] bool spaced_letter() const noexcept { return spaced_letter_; }

private:
    static constexpr int max_depth = 96;
    static constexpr int max_nesting = 32;  // of what nests to the left without recursion
    static constexpr std::size_t max_nodes = 6000;

    static constexpr std::array<std::string_view, 58> functions{
        "arcsinh",   "arccosh", "arctanh", "arcsin", "arccos", "arctan",  "arccot", "arcsec",
        "arccsc",    "arsinh",  "arcosh",  "artanh", "asinh",  "acosh",   "atanh",  "asin",
        "acos",      "atan",    "acot",    "sinh",   "cosh",   "tanh",    "coth",   "sech",
        "csch",      "sin",     "cos",     "tan",    "cot",    "sec",     "csc",    "cosec",
        "ln",        "log",     "lg",      "exp",    "sqrt",   "cbrt",    "abs",    "max",
        "min",       "gcd",     "lcm",     "floor",  "ceil",   "ceiling", "binom",  "binomial",
        "factorial", "sgn",     "det",     "arg",    "Re",     "Im",      "tg",     "ctg",
        "arctg",     "arcctg"};

    // ---- tokens --------------------------------------------------------------------------

    void splice(std::vector<token> tokens, int depth) {
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

    void splice_quoted(token t, int depth) {
        const std::string folded = normal_text(t.text);
        if (std::find(functions.begin(), functions.end(), folded) != functions.end()
            && !(after_number() && read_unit(t.text))) {
            t.kind = token_kind::word;
            t.text = folded;
            tokens_.push_back(std::move(t));
            return;
        }
        for (std::string_view joiner :
             {"and", "or", "mod", "if", "otherwise", "where", "for", "with", "when", "in", "any",
              "all", "some", "union", "choose", "cis", "percent", "to"}) {
            if (folded == joiner) {
                t.kind = token_kind::word;
                t.text = folded;
                t.upright = true;
                tokens_.push_back(std::move(t));
                return;
            }
        }
        for (std::string_view quantifier : {"for all", "for any", "for every", "for each"}) {
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
            std::vector<token> inside = lexer(t.text, options_.lexing).tokens();
            for (token& piece : inside) {
                piece.upright = piece.kind == token_kind::word;
            }
            splice(std::move(inside), depth + 1);
            return;
        }
        tokens_.push_back(std::move(t));
    }

    [[nodiscard]] static bool reserved_word(std::string_view word) {
        static constexpr std::array<std::string_view, 34> words{
            "pi",       "inf",       "infty",     "infinity", "oo",       "and",   "or",
            "mod",      "if",        "otherwise", "where",    "in",       "for",   "with",
            "when",     "union",     "theta",     "alpha",    "beta",     "gamma", "lambda",
            "sigma",    "omega",     "delta",     "phi",      "Infinity", "Union", "Interval",
            "Rational", "FiniteSet", "Matrix",    "choose",   "cis",      "to"};
        return std::find(words.begin(), words.end(), word) != words.end();
    }

    void splice_word(token t) {
        // SymPy spells Rational(1, 2), Matrix(...), FiniteSet(...); only functions are read here.
        const std::string& word = t.text;
        const bool known =
            word.size() > 1
            && (std::find(functions.begin(), functions.end(), word) != functions.end()
                || reserved_word(word) || word == "percent" || word == "pct");
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
        for (std::string_view function : {"arcsin", "arccos", "arctan", "sqrt", "sin", "cos", "tan",
                                          "cot", "log", "ln", "pi"}) {
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

    [[nodiscard]] bool after_number() const {
        return !tokens_.empty() && tokens_.back().kind == token_kind::number;
    }
    /// Behind something that a unit may follow.
    [[nodiscard]] bool after_value() const {
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

    /// Joins a number word to the one before it: "twenty" "five".
    bool merge_number_word(const token& t) {
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

    [[nodiscard]] const token& here(std::size_t ahead = 0) const {
        return tokens_[(std::min)(at_ + ahead, tokens_.size() - 1)];
    }
    [[nodiscard]] bool at_end() const { return at_ + 1 >= tokens_.size(); }
    [[nodiscard]] bool see_sign(std::string_view text, std::size_t ahead = 0) const {
        return here(ahead).kind == token_kind::sign && here(ahead).text == text;
    }
    [[nodiscard]] bool see_command(std::string_view text, std::size_t ahead = 0) const {
        return here(ahead).kind == token_kind::command && here(ahead).text == text;
    }
    [[nodiscard]] bool see_word(std::string_view text, std::size_t ahead = 0) const {
        return here(ahead).kind == token_kind::word && here(ahead).text == text;
    }
    bool accept_sign(std::string_view text) {
        const bool seen = see_sign(text);
        at_ += seen ? 1U : 0U;
        return seen;
    }
    bool accept_command(std::initializer_list<std::string_view> names) {
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
    bool accept_word(std::string_view text) {
        if (see_word(text)) {
            ++at_;
            return true;
        }
        return false;
    }

    node_ptr fail() {
        failed_ = true;
        return arena_.number(0);
    }

    // ---- lists and relations ---------------------------------------------------------------

    struct deeper {
        explicit deeper(int& depth) : depth_(depth) { ++depth_; }
        ~deeper() { --depth_; }
        deeper(const deeper&) = delete;
        deeper& operator=(const deeper&) = delete;
        int& depth_;
    };

    [[nodiscard]] bool closes() const {
        return at_end() || see_sign(")") || see_sign("]") || see_sign("}") || see_command("}")
               || see_command("rangle") || see_command("end") || see_sign("&") || see_command("\\");
    }

    /// Elements joined by commas, semicolons, "and", "or".
    node_ptr sequence() {
        const deeper guard(depth_);
        if (depth_ > max_depth || arena_.size() > max_nodes) {
            return fail();
        }
        std::vector<node_ptr> items{relation()};
        bool any_or = false;
        bool any_and = false;
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
            while (accept_sign(",") || accept_sign(";")) {
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
            } else if (accept_word("and") || accept_command({"land", "wedge"})
                       || accept_sign("&")) {
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
            // "for all x" repeats what f(x) = ... says.
            if (!quantified || !(is(next, node_kind::symbol) || over_the_reals(next))) {
                items.push_back(next);
            }
        }
        if (items.size() == 1) {
            return items.front();
        }
        const node_kind kind = any_or                         ? node_kind::alternatives
                               : any_and && items.size() == 2 ? node_kind::conjunction
                                                              : node_kind::list;
        return arena_.make(kind, std::move(items));
    }

    static bool over_the_reals(node_ptr n) {
        return is(n, node_kind::relation) && n->relations.size() == 1
               && n->relations[0] == relation_kind::element && is(n->args[0], node_kind::symbol)
               && is(n->args[1], node_kind::named_set) && n->args[1]->name == "reals";
    }

    /// "1, 2, ..., 10" written out, if two members or more (or the first whole number) set the
    /// step and the last member, read here, is met.
    bool run_on(std::vector<node_ptr>& items) {
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

    std::optional<relation_kind> relation_sign() {
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

    node_ptr relation() {
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
            sides.push_back(set_expression());
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

    /// p(x) on the left of an equals sign defines p.
    node_ptr defined_function(node_ptr n) {
        const bool call = is(n, node_kind::multiply) && n->args.size() == 2
                          && is(n->args[0], node_kind::symbol) && n->args[1]->grouped
                          && is(n->args[1], node_kind::symbol);
        return call ? arena_.named(node_kind::function, "call " + n->args[0]->name, {n->args[1]})
                    : n;
    }

    node_ptr set_expression() {
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
            const bool letter_u = see_word("U") && is(left, node_kind::tuple)
                                  && (see_sign("(", 1) || see_sign("[", 1));
            if (accept_command({"cup", "bigcup"}) || accept_word("union") || letter_u) {
                at_ += letter_u ? 1U : 0U;
                kind = node_kind::set_union;
            } else if (accept_command({"cap"})) {
                kind = node_kind::set_meet;
            } else if (accept_command({"setminus", "backslash", "smallsetminus"})
                       || accept_sign("\\")) {
                kind = node_kind::set_minus;
            } else if (is(left, node_kind::named_set) && (see_command("{", 1)) && see_sign("-")) {
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

    node_ptr ratio() {
        node_ptr left = sum();
        if ((!see_sign(":") && !see_word("to")) || in_set_ > 0) {
            return left;
        }
        std::vector<node_ptr> parts{left};
        while (!failed_ && (accept_sign(":") || accept_word("to"))) {
            parts.push_back(sum());
        }
        return arena_.make(node_kind::ratio, std::move(parts));
    }

    // ---- arithmetic ------------------------------------------------------------------------

    std::string plus_minus_sign() {
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

    node_ptr sum() {
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
            } else if (see_sign("-")
                       && !(is(terms.back(), node_kind::named_set) && see_command("{", 1))) {
                ++at_;
                terms.push_back(arena_.make(node_kind::negate, {product()}));
            } else {
                break;
            }
        }
        return collapse();
    }

    /// "1 + 2 + ... + 100" and "1 + 3 + 5 + ... + (2n - 1)": the sum of the progression that the
    /// terms before the gap begin, three of them or the whole numbers a, a + 1, up to the term
    /// read here. Two terms with another step may be a geometric progression.
    bool progression(std::vector<node_ptr>& terms) {
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
        terms = {
            arena_.make(node_kind::divide, {arena_.make(node_kind::multiply, {sum_of_ends, span}),
                                            arena_.number(rational(2 * step))})};
        return true;
    }

    [[nodiscard]] bool is_elided_gap() const {
        return see_sign("...", 1) || see_command("cdots", 1) || see_command("dots", 1)
               || see_command("ldots", 1);
    }

    [[nodiscard]] bool starts_atom() const {
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
                       && t.text != "for" && t.text != "with" && t.text != "when"
                       && t.text != "union" && t.text != "percent" && t.text != "pct"
                       && t.text != "choose" && t.text != "to";
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

    /// True if the token `ahead` closes something or joins two sets, so that a bracket before it
    /// closes too: [2, 5[ \cup ...
    [[nodiscard]] bool ends_here(std::size_t ahead) const {
        return at_ + ahead + 1 >= tokens_.size() || see_command("cup", ahead)
               || see_command("cap", ahead) || see_command("bigcup", ahead)
               || see_command("setminus", ahead) || see_sign(")", ahead) || see_sign("}", ahead)
               || see_command("}", ahead) || see_sign(",", ahead) || see_word("or", ahead)
               || see_word("and", ahead);
    }

    /// "(mod 7)" or "(k \in \mathbb{Z})": a remark in parentheses, no factor.
    [[nodiscard]] bool aside_here() const {
        return see_sign("(")
               && (see_word("mod", 1) || see_command("bmod", 1) || see_command("mod", 1)
                   || condition_here());
    }
    [[nodiscard]] bool condition_here() const {
        const bool declared =
            here(2).kind == token_kind::quoted && here(2).text.find("integer") != std::string::npos;
        return see_sign("(") && here(1).kind == token_kind::word && here(1).text.size() == 1
               && (see_command("in", 2) || see_word("in", 2) || declared);
    }

    [[nodiscard]] bool starts_function() const {
        const token& t = here();
        return (t.kind == token_kind::word || t.kind == token_kind::command)
               && std::find(functions.begin(), functions.end(), t.text) != functions.end()
               && t.text != "sqrt" && t.text != "cbrt" && t.text != "binom" && t.text != "max"
               && t.text != "min" && t.text != "abs";
    }

    /// Products and quotients; `argument` stops where the argument of a function without
    /// parentheses ends.
    node_ptr product(bool argument = false) {
        const deeper guard(depth_);
        if (depth_ > max_depth || arena_.size() > max_nodes) {
            return fail();
        }
        if (see_sign("-") || see_sign("+")) {
            const bool minus = see_sign("-");
            ++at_;
            node_ptr inner = product(argument);
            if (minus && is(inner, node_kind::function) && inner->name == "mod"
                && !inner->grouped) {
                // -1 mod 5 takes the remainder of -1.
                return arena_.named(
                    node_kind::function, "mod",
                    {arena_.make(node_kind::negate, {inner->args[0]}), inner->args[1]});
            }
            return minus ? arena_.make(node_kind::negate, {inner}) : inner;
        }
        if (const std::string sign = plus_minus_sign(); !sign.empty()) {
            return arena_.named(node_kind::plus_minus, sign, {product(argument)});
        }
        std::vector<node_ptr> factors{factor()};
        const auto collapse = [&]() -> node_ptr {
            return factors.size() == 1 ? factors.front()
                                       : arena_.make(node_kind::multiply, factors);
        };
        bool slash = false;  // the last factor came after a slash
        int nested = 0;
        while (!failed_) {
            if (nested > max_nesting) {
                return fail();
            }
            const bool explicit_product = !argument
                                          && (see_sign("*") || see_command("cdot")
                                              || see_command("times") || see_command("ast"));
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
                factors = {arena_.make(node_kind::divide, {above, below})};
                slash = plain_slash;
            } else if (!argument
                       && (see_word("mod") || see_command("bmod") || see_command("mod"))) {
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
                if (here().kind == token_kind::number
                    && tokens_[at_ - 1].kind == token_kind::number) {
                    return fail();  // two numbers side by side
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
                            node_kind::divide, {last->args[0], arena_.make(node_kind::multiply,
                                                                           {last->args[1], next})});
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

    /// A number spelled in words.
    static bool worded(node_ptr n) { return is(n, node_kind::number) && n->name == "worded"; }

    /// 10^6 at "million" behind a number.
    [[nodiscard]] std::optional<rational> scale_here() const {
        if (here().kind != token_kind::quoted || at_ == 0
            || tokens_[at_ - 1].kind != token_kind::number) {
            return std::nullopt;
        }
        static constexpr std::array<std::pair<std::string_view, long long>, 8> scales{
            {{"hundred", 100},
             {"thousand", 1000},
             {"million", 1000000},
             {"billion", 1000000000},
             {"trillion", 1000000000000},
             {"lakh", 100000},
             {"crore", 10000000},
             {"dozen", 12}}};
        const std::string folded = normal_text(here().text);
        for (const auto& [name, value] : scales) {
            if (folded == name) {
                return rational(value);
            }
        }
        return std::nullopt;
    }
    node_ptr scaled(node_ptr number, const rational& scale) {
        if (!is(number, node_kind::number)) {
            return arena_.make(node_kind::multiply, {number, arena_.number(scale)});
        }
        return arena_.number(number->value * scale);
    }

    node_ptr signed_factor() {
        if (see_sign("-")) {
            ++at_;
            return arena_.make(node_kind::negate, {signed_factor_guarded()});
        }
        accept_sign("+");
        return factor();
    }
    node_ptr signed_factor_guarded() {
        const deeper guard(depth_);
        return depth_ > max_depth ? fail() : signed_factor();
    }

    // ---- units -----------------------------------------------------------------------------

    /// The text of \frac{\text{miles}}{\text{hour}} as "miles/hour", if that stands here.
    [[nodiscard]] std::string unit_fraction() const {
        const bool shape = here().kind == token_kind::command && here().text.ends_with("frac")
                           && see_sign("{", 1) && see_sign("}", 3) && see_sign("{", 4)
                           && see_sign("}", 6);
        const auto named = [](const token& t) {
            return t.kind == token_kind::quoted || (t.kind == token_kind::word && t.upright);
        };
        return shape && named(here(2)) && named(here(5)) ? here(2).text + '/' + here(5).text
                                                         : std::string();
    }

    [[nodiscard]] bool unit_here() const {
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

    /// Reads the words after a value as its unit; what is not in the table counts as a noun of
    /// its own, "apples" in "5 apples".
    bool take_unit(std::vector<node_ptr>& factors) {
        std::string text = unit_fraction();
        const std::size_t from = at_;
        at_ += text.empty() ? 0U : 7U;
        bool counted_noun = false;
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
            node* out =
                arena_.make(node_kind::percent,
                            {factors.size() == 1 ? factors.front()
                                                 : arena_.make(node_kind::multiply, factors)});
            out->value = rational(1, 10000);
            factors = {out};
            return true;
        }
        if (!read_unit(text)) {
            text = plain.starts_with("is ") ? plain.substr(3) : plain;
            static constexpr std::array<std::string_view, 8> shapes{
                "line", "lines", "circle", "circles", "point", "points", "planes", "parabolas"};
            const bool shape = std::find(shapes.begin(), shapes.end(), text) != shapes.end();
            if (shape && factors.size() == 1 && worded(factors[0])) {
                return false;  // "two lines" is a figure, not the number 2
            }
            // "3rd root", "5 squared" and "5 hundredths" are other numbers.
            static constexpr std::array<std::string_view, 14> changing{
                "st",   "nd",   "rd",    "th",    "squared",  "cubed", "factorial",
                "root", "plus", "minus", "below", "negative", "under", "modulo"};
            const std::string head = text.substr(0, text.find(' '));
            const bool suffix = head == "st" || head == "nd" || head == "rd" || head == "th";
            if ((std::find(changing.begin(), changing.end(), head) != changing.end()
                 && !(suffix && head == text))
                || denominator_in_words(head) > 0
                || text.find(" below") != text.npos) {  // "5 degrees below zero"
                return false;
            }
            counted_noun = !text.empty();
            if (!counted_noun || text.find('^') != text.npos) {
                return false;
            }
            text = "#" + text;
        } else {
            text.erase(0, text.find_first_not_of(' '));
        }
        // A unit ends its expression.
        if (!closes() && !see_sign(",") && !see_sign(";") && !see_sign(".") && !see_word("and")
            && !see_word("or") && !see_sign("=") && !see_sign("<") && !see_sign(">")
            && !see_sign("+") && !see_sign("-") && !see_sign(":")
            && here().kind != token_kind::command
            && !(here().kind == token_kind::number && compound_follows())) {
            at_ = from;
            return false;
        }
        node_ptr value =
            factors.size() == 1 ? factors.front() : arena_.make(node_kind::multiply, factors);
        node_ptr made = arena_.named(node_kind::quantity, text, {value});
        // "5 feet 3 inches"
        if (here().kind == token_kind::number && compound_follows() && depth_ < max_depth) {
            node_ptr rest = product();
            made = arena_.make(node_kind::add, {made, rest});
        }
        factors = {made};
        return true;
    }
    [[nodiscard]] bool compound_follows() const {
        return here(1).kind == token_kind::quoted || here(1).upright
               || (here(1).kind == token_kind::word && unit_factor(here(1).text, 0)
                   && (options_.letter_units || here(1).text.size() > 1));
    }

    // ---- factors: postfix and powers -------------------------------------------------------

    [[nodiscard]] bool degree_exponent() const {
        if (!see_sign("^")) {
            return false;
        }
        return see_command("circ", 1) || see_command("degree", 1)
               || (see_sign("{", 1)
                   && (see_command("circ", 2) || see_command("degree", 2) || see_word("o", 2)
                       || (here(2).kind == token_kind::number && here(2).text == "0"
                           && here(2).spaced))
                   && see_sign("}", 3))
               || see_word("o", 1);
    }

    node_ptr factor() {
        const deeper guard(depth_);
        if (depth_ > max_depth || arena_.size() > max_nodes) {
            return fail();
        }
        const bool plain_integer = here().kind == token_kind::number;
        node_ptr base = atom();
        if (plain_integer) {
            base = mixed_number(base);
        }
        for (int nested = 0; !failed_; ++nested) {
            if (nested > max_nesting) {
                return fail();
            }
            if (degree_exponent()) {
                at_ += see_sign("{", 1) ? 4U : 2U;
                base = degrees(base);
            } else if (accept_command({"degree", "textdegree"})) {
                base = degrees(base);
            } else if (see_sign("^")) {
                ++at_;
                base = arena_.make(node_kind::power, {base, exponent()});
            } else if (see_sign("!") && !see_sign("=", 1)) {
                ++at_;
                const bool twice = see_sign("!");
                at_ += twice ? 1U : 0U;
                base = arena_.named(node_kind::function, twice ? "double_factorial" : "factorial",
                                    {base});
            } else if (accept_sign("%") || accept_command({"%"}) || accept_word("percent")
                       || accept_word("pct")) {
                node* out = arena_.make(node_kind::percent, {base});
                out->value = rational(1, 100);
                base = out;
            } else if (accept_command({"permille"})) {
                node* out = arena_.make(node_kind::percent, {base});
                out->value = rational(1, 1000);
                base = out;
            } else if (currency_here()) {
                base = arena_.named(node_kind::quantity, currency(here().text), {base});
                ++at_;
            } else if (see_sign("_") && !is(base, node_kind::symbol)) {
                base = base_numeral(base);
            } else if (see_sign("'") && is(base, node_kind::symbol)) {
                ++at_;
                base = arena_.named(node_kind::symbol, base->name + "'");
            } else if (see_sign("\"") && is(base, node_kind::number) && at_ + 2 >= tokens_.size()) {
                ++at_;
                base = arena_.named(node_kind::quantity, "in", {base});
            } else if (see_sign("'") && is(base, node_kind::number)) {
                base = feet_and_inches(base);
            } else if (is(base, node_kind::quantity) && base->name == "deg"
                       && here().kind == token_kind::number && arc_mark(1) == 1) {
                base = arc_minutes(base);
            } else {
                break;
            }
        }
        return base;
    }

    /// 3\frac{1}{7}: an integer directly before a proper fraction of whole numbers.
    node_ptr mixed_number(node_ptr whole) {
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
        const bool proper =
            is(part, node_kind::divide) && is(part->args[0], node_kind::number)
            && is(part->args[1], node_kind::number) && part->args[0]->value < part->args[1]->value
            && part->args[0]->value > 0 && part->args[0]->digits == 0 && part->args[1]->digits == 0;
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

    static std::string currency(std::string_view sign) {
        return sign == "$"        ? "dollar"
               : sign == "pounds" ? "sterling"
               : sign == "rupee"  ? "rupee"
                                  : std::string(sign);
    }
    /// A currency sign behind its amount.
    [[nodiscard]] bool currency_here() const {
        return (see_command("$") || see_command("euro") || see_command("pounds")
                || see_command("yen") || see_command("rupee"))
               && here(1).kind != token_kind::number;
    }

    /// 1 for a minute mark at `ahead` (', \prime, ^\prime), 2 for a second mark, 0 for none.
    [[nodiscard]] int arc_mark(std::size_t ahead) const {
        std::size_t length = 0;
        return arc_mark(ahead, length);
    }
    [[nodiscard]] int arc_mark(std::size_t ahead, std::size_t& length) const {
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

    /// 30^\circ 15' 20'': minutes and seconds of arc behind the degrees.
    node_ptr arc_minutes(node_ptr base) {
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

    /// 5' and 5'6": feet and inches.
    node_ptr feet_and_inches(node_ptr feet) {
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

    node_ptr degrees(node_ptr base) {
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

    node_ptr exponent() {
        if (accept_sign("{")) {
            node_ptr out = sequence();
            return accept_sign("}") ? out : fail();
        }
        if (see_sign("-") || see_sign("+")) {
            const bool minus = see_sign("-");
            ++at_;
            node_ptr out = factor();
            return minus ? arena_.make(node_kind::negate, {out}) : out;
        }
        if (see_sign("(")) {
            return atom();
        }
        node_ptr out = atom();
        if (see_sign("^")) {
            ++at_;
            const deeper guard(depth_);
            if (depth_ > max_depth) {
                return fail();
            }
            return arena_.make(node_kind::power, {out, exponent()});
        }
        if (see_sign("!")) {
            ++at_;
            return arena_.named(node_kind::function, "factorial", {out});
        }
        return out;
    }

    /// 1011_2, (204)_5, 2A_{16}: digits read in a base.
    node_ptr base_numeral(node_ptr digits) {
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

    node_ptr numeral(std::string_view digits, int base) {
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

    static std::string strip_zeros(std::string_view digits) {
        const std::size_t from = digits.find_first_not_of('0');
        return from == std::string_view::npos ? "0" : std::string(digits.substr(from));
    }

    // ---- atoms -----------------------------------------------------------------------------

    node_ptr number_token(const token& t) {
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
        const integer scale =
            pow(integer(10), static_cast<unsigned>(places < 0 ? -places : places));
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

    /// 0.333... and 0.1212...: the repeating decimal if its period is seen twice (three times
    /// for one digit), else a number of which only the leading digits are known.
    static void close_repetend(node* out, const std::string& digits, int places) {
        out->elided = true;
        for (int period = 1; period <= 6; ++period) {
            const int times = period == 1 ? 3 : 2;
            const int length = period * times;
            if (length > places || length > static_cast<int>(digits.size())) {
                break;
            }
            const std::string tail =
                digits.substr(digits.size() - static_cast<std::size_t>(length));
            bool repeats = true;
            for (int i = period; i < length; ++i) {
                repeats = repeats
                          && tail[static_cast<std::size_t>(i)]
                                 == tail[static_cast<std::size_t>(i - period)];
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

    node_ptr atom() {
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

    node_ptr number_atom() {
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
        if (see_command("overline")) {
            return repeating(t.text + '.');
        }
        // "1 1/2"
        if (out->digits == 0 && here().kind == token_kind::number && here().spaced
            && see_sign("/", 1) && here(2).kind == token_kind::number
            && here().text.find('.') == std::string::npos
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

    node_ptr repeating(std::string head) {
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
    /// 0.\dot{1}4285\dot{7}: dots over the first and the last digit of the period.
    node_ptr dotted_repetend(std::string head) {
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
    node_ptr repetend(std::string head) {
        const token t = here();
        if (t.kind != token_kind::number || t.text.find_first_not_of("0123456789") != t.text.npos
            || t.text.size() > 200 || head.size() > 200) {
            return fail();
        }
        ++at_;
        return with_repetend(std::move(head), t.text);
    }
    node_ptr with_repetend(std::string head, const std::string& period) {
        const std::size_t point = head.find('.');
        const auto places = static_cast<unsigned>(head.size() - point - 1);
        head.erase(point, 1);
        const integer scale = pow(integer(10), places);
        const integer nines = pow(integer(10), static_cast<unsigned>(period.size())) - 1;
        return arena_.number(rational(integer(strip_zeros(head)), scale)
                             + rational(integer(strip_zeros(period)), nines * scale));
    }

    std::string subscript_text() {
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

    node_ptr word_atom() {
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
            return arena_.make(node_kind::power,
                               {arena_.named(node_kind::constant, "e"),
                                arena_.make(node_kind::multiply,
                                            {arena_.named(node_kind::constant, "i"), angle})});
        }
        if (word.size() > 1 && (see_sign("(") || (see_sign(".") && word == "Interval"))) {
            return constructor(word);
        }
        if (word == "C" && see_sign("(")) {
            node_ptr inside = atom();
            if (is(inside, node_kind::tuple) && inside->args.size() == 2) {
                return arena_.named(node_kind::function, "binomial", inside->args);
            }
            return arena_.make(node_kind::multiply,
                               {arena_.named(node_kind::symbol, word), inside});
        }
        if (word == "f" || word == "g" || word == "h" || word == "F" || word == "G"
            || word == "P") {
            if (node_ptr call = unknown_function(word)) {
                return call;
            }
        }
        if (word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z' && see_sign("(")
            && !here().spaced) {
            // A(3, -2) is a point with a name; A(x + 1) is a product.
            node_ptr inside = atom();
            return is(inside, node_kind::tuple)
                       ? inside
                       : arena_.make(node_kind::multiply,
                                     {arena_.named(node_kind::symbol, word), inside});
        }
        return arena_.named(node_kind::symbol, word);
    }

    /// f(x), f'(x), f^{-1}(x): a value of a function that the answer does not define.
    node_ptr unknown_function(const std::string& word) {
        std::size_t ahead = 0;
        std::string name = "call " + word;
        while (see_sign("'", ahead)) {
            name += '\'';
            ++ahead;
        }
        const bool inverse = see_sign("^") && see_sign("{", 1) && see_sign("-", 2)
                             && here(3).kind == token_kind::number && here(3).text == "1"
                             && see_sign("}", 4);
        if (inverse) {
            name += "^-1";
            ahead = 5;
        }
        if (!see_sign("(", ahead) || here(ahead).spaced) {
            return nullptr;
        }
        at_ += ahead;
        node_ptr inside = atom();
        std::vector<node_ptr> args =
            is(inside, node_kind::tuple) ? inside->args : std::vector<node_ptr>{inside};
        return arena_.named(node_kind::function, std::move(name), std::move(args));
    }

    /// SymPy's Rational(1, 2), FiniteSet(1, 2), Interval(0, 1), Interval.open(0, 1), Union(...).
    node_ptr constructor(const std::string& word) {
        char open = '[';
        char close = ']';
        if (accept_sign(".")) {
            const std::string kind = lower(here().text);
            ++at_;
            open = kind == "open" || kind == "lopen" ? '(' : '[';
            close = kind == "open" || kind == "ropen" ? ')' : ']';
            if (kind != "open" && kind != "lopen" && kind != "ropen") {
                return fail();
            }
        }
        node_ptr inside = atom();
        const std::vector<node_ptr> args =
            is(inside, node_kind::tuple) ? inside->args : std::vector<node_ptr>{inside};
        if (word == "Rational" && args.size() == 2) {
            return arena_.make(node_kind::divide, args);
        }
        if (word == "Union") {
            return args.size() == 1 ? args[0] : arena_.make(node_kind::set_union, args);
        }
        if (word == "FiniteSet") {
            return arena_.make(node_kind::set, args);
        }
        if (word == "Interval" && args.size() == 2) {
            node* out = arena_.make(node_kind::tuple, args);
            out->open = identity_infinite(args[0]) ? '(' : open;
            out->close = identity_infinite(args[1]) ? ')' : close;
            return out;
        }
        return word == "Matrix" && args.size() == 1 ? args[0] : word == "Matrix" ? inside : fail();
    }
    static bool identity_infinite(node_ptr n) {
        return (is(n, node_kind::constant) && n->name == "inf")
               || (is(n, node_kind::negate) && identity_infinite(n->args[0]));
    }

    /// n! / (n - k)!
    node_ptr permutations(node_ptr n, node_ptr k) {
        node_ptr rest = arena_.make(node_kind::add, {n, arena_.make(node_kind::negate, {k})});
        return arena_.make(node_kind::divide,
                           {arena_.named(node_kind::function, "factorial", {n}),
                            arena_.named(node_kind::function, "factorial", {rest})});
    }
    /// C^3_7
    [[nodiscard]] bool raised_before_lowered() const {
        std::size_t at = 1;
        if (see_sign("{", 1)) {
            for (at = 2; at < 8 && !see_sign("}", at); ++at) {
            }
        }
        return see_sign("_", at + 1);
    }

    [[nodiscard]] bool combination() const {
        if (see_sign("{", 1)) {
            for (std::size_t k = 2; k < 10; ++k) {
                if (see_sign("}", k)) {
                    return see_sign("^", k + 1);
                }
            }
            return false;
        }
        return see_sign("^", 2);
    }
    node_ptr combination_node() {
        ++at_;
        node_ptr below = exponent_operand();
        if (!accept_sign("^")) {
            return fail();
        }
        node_ptr above = exponent_operand();
        // Both C_n^k and C_k^n are written; the larger number is the one chosen from.
        if (is(below, node_kind::number) && is(above, node_kind::number)
            && below->value < above->value) {
            std::swap(below, above);
        }
        return arena_.named(node_kind::function, "binomial", {below, above});
    }
    node_ptr exponent_operand() {
        if (accept_sign("{")) {
            node_ptr out = sequence();
            return accept_sign("}") ? out : fail();
        }
        return atom();
    }

    node_ptr sign_atom() {
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

    node_ptr bracketed(char open) {
        ++at_;
        const int in_set = std::exchange(in_set_, 0);
        const int bars = std::exchange(bars_, 0);
        const int integrals = std::exchange(integrals_, 0);
        if (see_sign(")") || see_sign("]")) {
            return fail();
        }
        node_ptr inside = sequence();
        in_set_ = in_set;
        bars_ = bars;
        integrals_ = integrals;
        const char close = see_sign(")") ? ')' : see_sign("]") ? ']' : reversed_end();
        if (close == 0) {
            return fail();
        }
        ++at_;
        if (is(inside, node_kind::list) && !inside->grouped) {
            node* out = arena_.make(node_kind::tuple, inside->args);
            out->open = open;
            out->close = close == '[' ? ')' : close;
            return out;
        }
        if ((open == '(') != (close == ')')) {
            return fail();
        }
        if (open == '[' && is(inside, node_kind::tuple)) {
            // [[1, 2], [3, 4]] has its rows handled as a list; a single row stays a tuple.
            return inside;
        }
        node* out = arena_.copy(*inside);
        out->grouped = true;
        out->open = out->open == 0 ? open : out->open;
        return out;
    }
    [[nodiscard]] char reversed_end() const { return see_sign("[") ? '[' : '\0'; }

    node_ptr brace_group() {
        ++at_;
        if (accept_sign("}")) {
            // {}_nC_k, or an empty group
            return see_sign("_") || see_sign("^") ? prescript() : fail();
        }
        // { x | x <= 2 } with plain braces
        const bool builder = here().kind == token_kind::word && here().text.size() == 1
                             && (see_sign("|", 1) || see_sign(":", 1));
        const int in_set = std::exchange(in_set_, builder ? 1 : 0);
        node_ptr inside = sequence();
        in_set_ = in_set;
        if (accept_command({"choose"})) {
            node_ptr below = sequence();
            return accept_sign("}") ? arena_.named(node_kind::function, "binomial", {inside, below})
                                    : fail();
        }
        if (accept_command({"over"})) {
            node_ptr below = sequence();
            return accept_sign("}") ? arena_.make(node_kind::divide, {inside, below}) : fail();
        }
        if (see_command("mid") || see_sign("|") || see_sign(":")) {
            return set_conditions(inside, false);
        }
        if (!accept_sign("}")) {
            return fail();
        }
        if (is(inside, node_kind::list)) {
            return arena_.make(node_kind::set, inside->args);
        }
        return inside;
    }

    /// {}_nC_k, {}^nC_k, {}_nP_k
    node_ptr prescript() {
        ++at_;
        node_ptr n = exponent_operand();
        const bool arranged = see_word("P");
        if ((!accept_word("C") && !accept_word("P")) || !accept_sign("_")) {
            return fail();
        }
        node_ptr k = exponent_operand();
        return arranged ? permutations(n, k)
                        : arena_.named(node_kind::function, "binomial", {n, k});
    }

    node_ptr set_braces() {
        if (accept_command({"}"})) {
            return arena_.named(node_kind::named_set, "empty");
        }
        const int outer_bars = std::exchange(bars_, 0);
        ++in_set_;
        node_ptr inside = sequence();
        --in_set_;
        bars_ = outer_bars;
        if (see_command("mid") || see_sign("|") || see_sign(":") || see_command("colon")) {
            return set_conditions(inside, true);
        }
        if (!accept_command({"}"})) {
            return fail();
        }
        if (is(inside, node_kind::list) && !inside->grouped) {
            return arena_.make(node_kind::set, inside->args);
        }
        return arena_.make(node_kind::set, {inside});
    }

    node_ptr set_conditions(node_ptr element, bool escaped) {
        ++at_;
        const int in_set = std::exchange(in_set_, 0);
        node_ptr conditions = sequence();
        in_set_ = in_set;
        if (escaped ? !accept_command({"}"}) : !accept_sign("}")) {
            return fail();
        }
        return arena_.make(node_kind::set_builder, {element, conditions});
    }

    node_ptr group_or_token() {
        if (accept_sign("{")) {
            node_ptr out = sequence();
            return accept_sign("}") ? out : fail();
        }
        if (here().kind == token_kind::number && here().text.size() > 1
            && here().text.find_first_not_of("0123456789") == std::string::npos) {
            // \frac12: one digit is one argument
            node* digit = arena_.number(here().text[0] - '0');
            tokens_[at_].text.erase(0, 1);
            return digit;
        }
        return atom();
    }

    node_ptr function(const std::string& spelled) {
        std::string name = spelled;
        struct alias {
            std::string_view from;
            std::string_view to;
        };
        static constexpr std::array aliases{
            alias{"asin", "arcsin"},    alias{"acos", "arccos"},    alias{"atan", "arctan"},
            alias{"acot", "arccot"},    alias{"arsinh", "arcsinh"}, alias{"arcosh", "arccosh"},
            alias{"artanh", "arctanh"}, alias{"tg", "tan"},         alias{"ctg", "cot"},
            alias{"arctg", "arctan"},   alias{"arcctg", "arccot"},  alias{"asinh", "arcsinh"},
            alias{"acosh", "arccosh"},  alias{"atanh", "arctanh"},  alias{"cosec", "csc"},
            alias{"ceiling", "ceil"},   alias{"binom", "binomial"}};
        for (const alias& a : aliases) {
            if (name == a.from) {
                name = a.to;
            }
        }
        if (name == "sqrt" || name == "cbrt") {
            return root(name == "cbrt");
        }
        if (name == "binomial" && see_sign("{")) {
            node_ptr above = group_or_token();
            return arena_.named(node_kind::function, "binomial", {above, group_or_token()});
        }
        node_ptr base = nullptr;
        node_ptr raised = nullptr;
        for (int i = 0; i < 2; ++i) {
            if (see_sign("_") && base == nullptr) {
                ++at_;
                base = exponent_operand();
            } else if (see_sign("^") && raised == nullptr) {
                ++at_;
                raised = exponent();
            }
        }
        std::vector<node_ptr> args;
        if (see_sign("(") || see_sign("[")) {
            node_ptr inside = atom();
            args = is(inside, node_kind::tuple) ? inside->args : std::vector<node_ptr>{inside};
        } else if (see_sign("{") || see_command("{")) {
            node_ptr inside = atom();
            args = is(inside, node_kind::set) ? inside->args : std::vector<node_ptr>{inside};
            if (starts_atom() && !starts_function() && args.size() == 1 && !see_sign("(")) {
                args[0] = arena_.make(node_kind::multiply, {args[0], product(true)});
            }
        } else if (see_sign("-")) {
            args = {product(true)};
        } else if (starts_function()) {
            args = {factor()};
        } else if (starts_atom()) {
            args = {product(true)};
        } else {
            return fail();
        }
        if (name == "lg") {
            name = "log";
            base = base != nullptr ? base : arena_.number(10);
        }
        if (name == "factorial" && args.size() != 1) {
            return fail();
        }
        if (name == "exp") {
            node_ptr e = arena_.named(node_kind::constant, "e");
            node_ptr out = args.size() == 1 ? arena_.make(node_kind::power, {e, args[0]}) : fail();
            return raised == nullptr ? out : arena_.make(node_kind::power, {out, raised});
        }
        if (base != nullptr) {
            if (name != "log") {
                return fail();
            }
            args.push_back(base);
        }
        if (raised != nullptr && is(raised, node_kind::negate)
            && is(raised->args[0], node_kind::number) && raised->args[0]->value == 1) {
            static constexpr std::array<std::string_view, 10> invertible{
                "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth"};
            if (std::find(invertible.begin(), invertible.end(), name) != invertible.end()) {
                return arena_.named(node_kind::function, "arc" + name, std::move(args));
            }
        }
        node_ptr out = arena_.named(node_kind::function, name, std::move(args));
        return raised == nullptr ? out : arena_.make(node_kind::power, {out, raised});
    }

    node_ptr root(bool cube) {
        node_ptr index = arena_.number(cube ? 3 : 2);
        if (see_sign("[")) {
            ++at_;
            index = sequence();
            if (!accept_sign("]")) {
                return fail();
            }
        }
        node_ptr inside = nullptr;
        if (accept_sign("{")) {
            inside = sequence();
            if (!accept_sign("}")) {
                return fail();
            }
        } else if (here().kind == token_kind::number) {
            inside = number_token(here());
            ++at_;
        } else {
            inside = atom();
        }
        if (is(inside, node_kind::list) || is(inside, node_kind::tuple)) {
            return fail();
        }
        return arena_.named(node_kind::function, "root", {inside, index});
    }

    node_ptr command_atom() {
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
            static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> sets{
                {{"R", "reals"},
                 {"Z", "integers"},
                 {"N", "naturals"},
                 {"Q", "rationals"},
                 {"C", "complexes"}}};
            for (const auto& [short_name, long_name] : sets) {
                if (letter == short_name) {
                    std::string full(long_name);
                    if ((see_sign("^") || see_sign("_")) && see_sign("+", 1)) {
                        at_ += 2;
                        full = "positive " + full;
                    } else if (see_sign("^") && see_sign("{", 1) && see_sign("+", 2)
                               && see_sign("}", 3)) {
                        at_ += 4;
                        full = "positive " + full;
                    }
                    return arena_.named(node_kind::named_set, full);
                }
            }
            return fail();
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
            if (is(value, node_kind::quantity) && value->name.starts_with('#')) {
                value = value->args[0];  // "$18 every day"
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
            && here(1).text.find_first_not_of("0123456789") == std::string::npos
            && see_sign(")", 2)) {
            const long at = std::stol(here(1).text);
            node_ptr value = name == "zeta" ? zeta_value(at) : totient(at);
            if (value != nullptr) {
                at_ += 3;
                return value;
            }
        }
        if (name == "Gamma" && see_sign("(")) {
            node_ptr inside = atom();
            if (node_ptr value = gamma_value(inside)) {
                return value;
            }
            return arena_.make(node_kind::multiply,
                               {arena_.named(node_kind::symbol, name), inside});
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
            std::string accented = name + "_" + below;
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

    static bool has_imaginary(node_ptr n) {
        return (is(n, node_kind::constant) && n->name == "i")
               || std::any_of(n->args.begin(), n->args.end(), has_imaginary);
    }
    node_ptr conjugate(node_ptr n) {
        if (is(n, node_kind::constant) && n->name == "i") {
            return arena_.make(node_kind::negate, {n});
        }
        if (n->args.empty()) {
            return n;
        }
        node* out = arena_.copy(*n);
        for (node_ptr& a : out->args) {
            a = conjugate(a);
        }
        return out;
    }

    /// How many of 1, ..., n are coprime to n.
    node_ptr totient(long n) {
        if (n < 1) {
            return nullptr;
        }
        long out = n;
        long rest = n;
        for (long p = 2; p * p <= rest; ++p) {
            if (rest % p == 0) {
                out -= out / p;
                while (rest % p == 0) {
                    rest /= p;
                }
            }
        }
        return arena_.number(rest > 1 ? out - out / rest : out);
    }
    /// Euler's values of zeta at 2, 4 and 6.
    node_ptr zeta_value(long n) {
        const long below = n == 2 ? 6 : n == 4 ? 90 : n == 6 ? 945 : 0;
        if (below == 0) {
            return nullptr;
        }
        node_ptr power = arena_.make(node_kind::power,
                                     {arena_.named(node_kind::constant, "pi"), arena_.number(n)});
        return arena_.make(node_kind::divide, {power, arena_.number(below)});
    }

    /// The gamma function at whole and half-whole numbers, where it has a closed form.
    node_ptr gamma_value(node_ptr at) {
        rational x = 0;
        if (is(at, node_kind::number)) {
            x = at->value;
        } else if (is(at, node_kind::divide) && is(at->args[0], node_kind::number)
                   && is(at->args[1], node_kind::number) && at->args[1]->value != 0) {
            x = at->args[0]->value / at->args[1]->value;
        }
        if (x <= 0 || x > 1000 || denominator(x) > 2) {
            return nullptr;
        }
        rational product = 1;
        while (x > 1) {
            x -= 1;
            product *= x;
        }
        node_ptr factor = arena_.number(product);
        if (x == 1) {
            return factor;
        }
        node_ptr root_of_pi =
            arena_.named(node_kind::function, "root",
                         {arena_.named(node_kind::constant, "pi"), arena_.number(2)});
        return arena_.make(node_kind::multiply, {factor, root_of_pi});
    }

    node_ptr fraction() {
        // \frac{d}{dx} f
        if (see_sign("{") && see_word("d", 1) && see_sign("}", 2) && see_sign("{", 3)
            && see_word("d", 4) && here(5).kind == token_kind::word && see_sign("}", 6)) {
            const std::string variable = here(5).text;
            at_ += 7;
            node_ptr body = product();
            return arena_.make(node_kind::derivative,
                               {body, arena_.named(node_kind::symbol, variable)});
        }
        // \frac{dy}{dx} as the name of a derivative
        if (see_sign("{") && see_word("d", 1) && here(2).kind == token_kind::word
            && see_sign("}", 3) && see_sign("{", 4) && see_word("d", 5)
            && here(6).kind == token_kind::word && see_sign("}", 7)) {
            const std::string derivative = "d" + here(2).text + "/d" + here(6).text;
            at_ += 8;
            return arena_.named(node_kind::symbol, derivative);
        }
        node_ptr above =
            integrals_ > 0 && see_sign("{") ? numerator_of_integrand() : group_or_token();
        node_ptr below = group_or_token();
        return arena_.make(node_kind::divide, {above, below});
    }

    /// \int \frac{dx}{x}: the differential stands in the numerator.
    node_ptr numerator_of_integrand() {
        ++at_;
        node_ptr out = see_word("d") ? arena_.number(1) : sequence();
        if (accept_word("d") && here().kind == token_kind::word) {
            differential_ = here().text;
            ++at_;
        }
        return accept_sign("}") ? out : fail();
    }

    node_ptr environment() {
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
    node_ptr sum_or_relation() { return relation(); }

    node_ptr big_operator(bool sum_of) {
        node_ptr lower = nullptr;
        node_ptr upper = nullptr;
        const std::size_t outer = bound_.size();
        for (int i = 0; i < 2; ++i) {
            if (see_sign("_")) {
                ++at_;
                if (see_sign("{") && here(1).kind == token_kind::word) {
                    bound_.push_back(here(1).text);
                }
                lower = exponent_operand();
            } else if (see_sign("^")) {
                ++at_;
                upper = exponent_operand();
            }
        }
        node_ptr body = product();
        bound_.resize(outer);
        if (lower == nullptr || upper == nullptr || !is(lower, node_kind::relation)
            || lower->args.size() != 2 || !is(lower->args[0], node_kind::symbol)) {
            return fail();
        }
        return arena_.make(sum_of ? node_kind::sum : node_kind::product,
                           {body, lower->args[0], lower->args[1], upper});
    }

    node_ptr integral() {
        node_ptr lower = nullptr;
        node_ptr upper = nullptr;
        for (int i = 0; i < 2; ++i) {
            if (see_sign("_")) {
                ++at_;
                lower = limit_operand();
            } else if (see_sign("^")) {
                ++at_;
                upper = limit_operand();
            }
        }
        ++integrals_;
        node_ptr body = see_word("d") ? arena_.number(1) : sum();
        --integrals_;
        std::string name = std::exchange(differential_, {});
        if (name.empty()) {
            if (!accept_word("d")
                || (here().kind != token_kind::word && here().kind != token_kind::command)) {
                return fail();
            }
            name = here().text;
            ++at_;
        }
        node_ptr variable = arena_.named(node_kind::symbol, name);
        if ((lower == nullptr) != (upper == nullptr)) {
            return fail();
        }
        if (lower == nullptr) {
            return arena_.make(node_kind::integral, {body, variable});
        }
        return arena_.make(node_kind::integral, {body, variable, lower, upper});
    }
    node_ptr limit_operand() {
        if (see_sign("-")) {
            ++at_;
            return arena_.make(node_kind::negate, {exponent_operand()});
        }
        return exponent_operand();
    }

    node_ptr limit() {
        if (!accept_sign("_") || !accept_sign("{") || here().kind != token_kind::word) {
            return fail();
        }
        node_ptr variable = arena_.named(node_kind::symbol, here().text);
        ++at_;
        if (!accept_command({"to", "rightarrow"}) && !accept_sign("->")) {
            return fail();
        }
        node_ptr target = see_sign("-") ? limit_operand() : product();
        std::string side;
        if (accept_sign("^")) {
            const bool brace = accept_sign("{");
            side = see_sign("+") ? "+" : "-";
            ++at_;
            if (brace && !accept_sign("}")) {
                return fail();
            }
        } else if (see_sign("+") || see_sign("-")) {
            side = here().text;
            ++at_;
        }
        if (!accept_sign("}")) {
            return fail();
        }
        return arena_.named(node_kind::limit, side, {product(), variable, target});
    }

    parser_options options_;
    node_arena& arena_;
    std::vector<token> tokens_;
    std::vector<std::string> bound_;
    std::size_t at_ = 0;
    int depth_ = 0;
    int in_set_ = 0;
    int bars_ = 0;
    int reversed_ = 0;
    int integrals_ = 0;
    bool failed_ = false;
    bool leading_sign_ = false;
    bool integer_follows_ = false;
    std::string differential_{};  ///< the variable of a differential met in a numerator
    bool slash_before_product_ = false;
    bool spaced_letter_ = false;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PARSER_HPP
