// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PARSER_PARSER_CLASS_HPP
#define PASSK_VERIFY_MATH_PARSER_PARSER_CLASS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>

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
        primes();
        call_braces();
    }

    /// The whole answer, or null if some token has no place in the grammar.
    [[nodiscard]] node_ptr parse();

    /// "all n >= 3" is n >= 3.
    bool leading_all();

    /// True if the text had a construct that another option reads differently.
    [[nodiscard]] bool slash_before_product() const noexcept { return slash_before_product_; }
    [[nodiscard]] bool spaced_letter() const noexcept { return spaced_letter_; }

private:
    static constexpr int max_depth = 96;
    static constexpr int max_nesting = 32;  // of what nests to the left without recursion
    static constexpr std::size_t max_nodes = 6000;

    static constexpr std::array<std::string_view, 61> functions{
        "arcsinh",   "arccosh", "arctanh", "arcsin", "arccos", "arctan",  "arccot", "arcsec",
        "arccsc",    "arsinh",  "arcosh",  "artanh", "asinh",  "acosh",   "atanh",  "asin",
        "acos",      "atan",    "acot",    "sinh",   "cosh",   "tanh",    "coth",   "sech",
        "csch",      "sin",     "cos",     "tan",    "cot",    "sec",     "csc",    "cosec",
        "ln",        "log",     "lg",      "exp",    "sqrt",   "cbrt",    "abs",    "max",
        "min",       "gcd",     "lcm",     "floor",  "ceil",   "ceiling", "binom",  "binomial",
        "factorial", "sgn",     "det",     "arg",    "Re",     "Im",      "tg",     "ctg",
        "arctg",     "arcctg",  "asec",    "acsc",   "sign"};

    struct deeper {
        explicit deeper(int& depth) : depth_(depth) { ++depth_; }
        ~deeper() { --depth_; }
        deeper(const deeper&) = delete;
        deeper& operator=(const deeper&) = delete;
        int& depth_;
    };

    // ---- tokens: parser/tokens.hpp ---------------------------------------------------------

    void splice(std::vector<token> tokens, int depth);
    void splice_quoted(token t, int depth);
    /// "g^{\prime}" is g'.
    void primes();
    /// SymPy's "f{\left(x \right)}" is f(x).
    void call_braces();
    [[nodiscard]] static bool reserved_word(std::string_view word);
    void splice_word(token t);

    [[nodiscard]] bool after_number() const {
        return !tokens_.empty() && tokens_.back().kind == token_kind::number;
    }
    /// Behind something that a unit may follow.
    [[nodiscard]] bool after_value() const;

    /// Joins a number word to the one before it: "twenty" "five".
    bool merge_number_word(const token& t);

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
    bool accept_sign(std::string_view text);
    bool accept_command(std::initializer_list<std::string_view> names);
    bool accept_word(std::string_view text);
    node_ptr fail();

    // ---- lists: parser/lists.hpp -----------------------------------------------------------

    [[nodiscard]] bool closes() const;

    /// Elements joined by commas, semicolons, "and", "or".
    node_ptr sequence();

    static bool over_the_reals(node_ptr n);

    /// [8, inf) for "8 or more", (-inf, 8] for "8 or less"; null for other words.
    node_ptr half_line(node_ptr end, std::string_view words);

    /// Solutions divided by marks: each a tuple, with its names if it has them. Null if the groups
    /// are no solutions of one form.
    node_ptr grouped_members(const std::vector<node_ptr>& items,
                             const std::vector<std::size_t>& marks);
    /// "a and b or c": "and" binds closer.
    node_ptr alternatives_of(const std::vector<node_ptr>& items,
                             const std::vector<std::size_t>& ors, bool commas);

    /// "1, 2, ..., 10" written out, if two members or more (or the first whole number) set the
    /// step and the last member, read here, is met.
    bool run_on(std::vector<node_ptr>& items);

    // ---- relations: parser/relations.hpp ---------------------------------------------------

    std::optional<relation_kind> relation_sign();
    node_ptr relation();

    /// p(x) on the left of an equals sign defines p.
    node_ptr defined_function(node_ptr n);

    /// [0, 5) - \{2\}
    [[nodiscard]] bool set_difference(node_ptr left) const;
    node_ptr set_expression();
    /// Hours, minutes and perhaps seconds, as a ratio is seldom written.
    [[nodiscard]] bool clock_here() const;
    node_ptr ratio();

    // ---- arithmetic: parser/arithmetic.hpp -------------------------------------------------

    std::string plus_minus_sign();
    node_ptr sum();

    /// "1 + 2 + ... + 100" and "1 + 3 + 5 + ... + (2n - 1)": the sum of the progression that the
    /// terms before the gap begin, three of them or the whole numbers a, a + 1, up to the term
    /// read here. Two terms with another step may be a geometric progression.
    bool progression(std::vector<node_ptr>& terms);

    [[nodiscard]] bool is_elided_gap() const;

    /// Products and quotients; `argument` stops where the argument of a function without
    /// parentheses ends.
    node_ptr product(bool argument = false);

    /// A number spelled in words.
    static bool worded(node_ptr n) { return is(n, node_kind::number) && n->name == "worded"; }

    /// 10^6 at "million" behind a number.
    [[nodiscard]] static std::optional<rational> scale_word(std::string_view word);
    [[nodiscard]] std::optional<rational> scale_here() const;
    node_ptr scaled(node_ptr number, const rational& scale);

    node_ptr signed_factor();
    node_ptr signed_factor_guarded();
    node_ptr fraction();

    // ---- units: parser/quantities.hpp ------------------------------------------------------

    /// The text of \frac{\text{miles}}{\text{hour}} as "miles/hour", if that stands here.
    [[nodiscard]] std::string unit_fraction() const;

    [[nodiscard]] bool unit_here() const;

    /// Reads the words after a value as its unit; what is not in the table counts as a noun of
    /// its own, "apples" in "5 apples".
    bool take_unit(std::vector<node_ptr>& factors);
    [[nodiscard]] bool compound_follows() const;

    static bool any_symbol(node_ptr n) {
        return is(n, node_kind::symbol) || std::any_of(n->args.begin(), n->args.end(), any_symbol);
    }

    /// A value with words beside it that are no unit.
    node_ptr noted(node_ptr value, std::string note);

    /// ^{\text{th}} behind a number
    [[nodiscard]] bool ordinal_exponent() const;

    [[nodiscard]] bool degree_exponent() const;
    node_ptr degrees(node_ptr base);

    /// 1 for a minute mark at `ahead` (', \prime, ^\prime), 2 for a second mark, 0 for none.
    [[nodiscard]] int arc_mark(std::size_t ahead) const;
    [[nodiscard]] int arc_mark(std::size_t ahead, std::size_t& length) const;

    /// 30^\circ 15' 20'': minutes and seconds of arc behind the degrees.
    node_ptr arc_minutes(node_ptr base);

    /// 5' and 5'6": feet and inches.
    node_ptr feet_and_inches(node_ptr feet);

    static std::string currency(std::string_view sign);
    /// A currency sign behind its amount.
    [[nodiscard]] bool currency_here() const;

    // ---- factors, their powers and signs: parser/factors.hpp -------------------------------

    node_ptr factor();
    node_ptr exponent();
    node_ptr exponent_operand();
    node_ptr group_or_token();

    // ---- numbers: parser/numbers.hpp -------------------------------------------------------

    node_ptr number_token(const token& t);

    /// 0.333... and 0.1212...: the repeating decimal if its period is seen twice (three times
    /// for one digit), else a number of which only the leading digits are known.
    static void close_repetend(node* out, const std::string& digits, int places);

    node_ptr number_atom();
    node_ptr repeating(std::string head);
    /// 0.\dot{1}4285\dot{7}: dots over the first and the last digit of the period.
    node_ptr dotted_repetend(std::string head);
    node_ptr repetend(std::string head);
    node_ptr with_repetend(std::string head, const std::string& period);

    /// 3\frac{1}{7}: an integer directly before a proper fraction of whole numbers.
    node_ptr mixed_number(node_ptr whole);

    /// 1011_2, (204)_5, 2A_{16}: digits read in a base.
    node_ptr base_numeral(node_ptr digits);

    node_ptr numeral(std::string_view digits, int base);
    static std::string strip_zeros(std::string_view digits);

    // ---- atoms: parser/atoms.hpp -----------------------------------------------------------

    [[nodiscard]] bool starts_atom() const;

    /// True if the token `ahead` closes something or joins two sets, so that a bracket before it
    /// closes too: [2, 5[ \cup ...
    [[nodiscard]] bool ends_here(std::size_t ahead) const;

    /// "(mod 7)" or "(k \in \mathbb{Z})": a remark in parentheses, no factor.
    [[nodiscard]] bool aside_here() const;
    [[nodiscard]] bool condition_here() const;

    node_ptr atom();
    node_ptr word_atom();
    node_ptr sign_atom();
    node_ptr command_atom();
    std::string subscript_text();

    // ---- brackets: parser/brackets.hpp -----------------------------------------------------

    node_ptr bracketed(char open);
    [[nodiscard]] char reversed_end() const { return see_sign("[") ? '[' : '\0'; }
    node_ptr brace_group();
    node_ptr set_braces();
    node_ptr set_conditions(node_ptr element, bool escaped);

    // ---- functions: parser/functions.hpp ---------------------------------------------------

    [[nodiscard]] bool starts_function() const;
    node_ptr function(const std::string& spelled);
    node_ptr root(bool cube);

    /// f(x), f'(x), f^{-1}(x): a value of a function that the answer does not define.
    node_ptr unknown_function(const std::string& word);

    /// SymPy's Rational(1, 2), FiniteSet(1, 2), Interval(0, 1), Interval.open(0, 1), Union(...).
    node_ptr constructor(const std::string& word);
    static bool identity_infinite(node_ptr n);

    // ---- combinations and arrangements: parser/counting.hpp --------------------------------

    /// n! / (n - k)!
    node_ptr permutations(node_ptr n, node_ptr k);
    /// C^3_7
    [[nodiscard]] bool raised_before_lowered() const;

    [[nodiscard]] bool combination() const;
    node_ptr combination_node();

    /// {}_nC_k, {}^nC_k, {}_nP_k
    node_ptr prescript();

    // ---- values known as they are read: parser/special_values.hpp --------------------------

    static bool has_imaginary(node_ptr n);
    node_ptr conjugate(node_ptr n);

    /// How many of 1, ..., n are coprime to n.
    node_ptr totient(long n);
    /// Euler's values of zeta at 2, 4 and 6.
    node_ptr zeta_value(long n);

    /// The gamma function at whole and half-whole numbers, where it has a closed form.
    node_ptr gamma_value(node_ptr at);

    // ---- environments: parser/environments.hpp ---------------------------------------------

    node_ptr environment();
    node_ptr sum_or_relation() { return relation(); }

    // ---- sums, integrals, limits: parser/calculus.hpp --------------------------------------

    node_ptr big_operator(bool sum_of);
    node_ptr integral();

    /// \int \frac{dx}{x}: the differential stands in the numerator.
    node_ptr numerator_of_integrand();

    node_ptr limit_operand();
    node_ptr limit();

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

#endif  // PASSK_VERIFY_MATH_PARSER_PARSER_CLASS_HPP
