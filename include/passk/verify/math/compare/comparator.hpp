// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_COMPARE_COMPARATOR_HPP
#define PASSK_VERIFY_MATH_COMPARE_COMPARATOR_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/canonical.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/identity.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/math_policy.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// Compares two readings part by part: kinds first, then members, then scalars by identity_test.
class comparator {
public:
    comparator(const math_policy& policy, node_arena& arena, fuel_tank& fuel)
        : policy_(policy), arena_(arena), fuel_(fuel) {}

    [[nodiscard]] finding operator()(node_ptr prediction, node_ptr gold) {
        return compare(prediction, gold);
    }

private:
    static constexpr std::size_t max_members = 64;

    static finding mismatch() { return proved(false, math_reason::structure); }

    finding identity(node_ptr a, node_ptr b) {
        return identity_test(policy_.assume_positive, fuel_)(a, b);
    }

    /// All parts must be correct; one wrong part makes the whole wrong.
    template <class Next>
    finding all_parts(std::size_t count, Next&& next) {
        finding out = proved(true);
        bool open = false;
        for (std::size_t i = 0; i < count; ++i) {
            const finding part = next(i);
            if (part.v == verdict::incorrect) {
                return part;
            }
            if (part.v == verdict::undecided) {
                open = true;
                out.reason = part.reason;
                continue;
            }
            if (!open) {
                out.reason = part.reason == math_reason::same_form ? out.reason : part.reason;
            }
            out.exact = out.exact && part.exact;
            out.error_bound += part.error_bound;
        }
        if (open) {
            out.v = verdict::undecided;
            out.exact = false;
            out.error_bound = 0;
        }
        return out;
    }

    // ---- dispatch: compare.hpp -------------------------------------------------------------

    finding compare(node_ptr p, node_ptr g);

    /// P(7, 3) is a point beside points and the number of arrangements beside numbers.
    static bool is_call_of_p(node_ptr n) {
        return is(n, node_kind::function) && n->name == "call P" && n->args.size() == 2;
    }
    node_ptr read_call_of_p(node_ptr n, node_ptr beside);

    /// "3 and 1/7" beside one number is a mixed number.
    std::optional<finding> mixed_in_words(node_ptr p, node_ptr g);

    /// Sets and conditions that no other rule takes; equal parts prove them equal, different
    /// parts prove nothing.
    static bool compound(node_ptr n);

    finding parts_if_equal(node_ptr p, node_ptr g);

    // ---- what a reading is: compare/readings.hpp -------------------------------------------

    static bool plain_equation(node_ptr n);

    static bool function_call(node_ptr n) {
        return is(n, node_kind::function) && n->name.starts_with("call");
    }

    /// "AB", "\angle ABC", "area of triangle ABC": what is measured, not what is multiplied.
    static bool label(node_ptr n);

    /// "x = ...", "f(x) = ..." and "AB = ...": a name for a value that does not contain it.
    static bool assignment(node_ptr n);

    /// "(x, y) = (1, 2)"
    static bool named_tuple(node_ptr n);
    /// The names of a named tuple in alphabetical order, as a tuple without names has them.
    static bool names_in_order(node_ptr n);
    finding named_tuples(node_ptr p, node_ptr g);

    /// "p + q = 57", "PQ : QR = 3 : 7": an expression of letters alone, and its value.
    static bool measured_letters(node_ptr n);

    /// "f(x) = x^2, x in R": a function with the set that it is defined on.
    static bool with_domain(node_ptr n);

    /// A chain "a = b = c" in which every equation is proved, or a decimal that rounds its
    /// neighbour.
    bool chain_holds(node_ptr n, std::size_t from, std::size_t to);

    /// Is b, after "a ~ b", not visibly another number than a?
    bool may_approximate(node_ptr a, node_ptr b);

    static bool is_element_relation(node_ptr n);
    static bool solution_list(node_ptr n);

    static bool collection(node_ptr n) {
        return solution_list(n) || is(n, node_kind::set) || is(n, node_kind::tuple);
    }

    static bool any_relation(node_ptr n) {
        return any_node(n, [](node_ptr m) { return is(m, node_kind::relation); });
    }
    static bool is_value(node_ptr n);

    /// Removes what does not change the answer: the rounded tail of "x = a ~ b", the middle of
    /// "x = a = b", "x in" before a set, a value on the left of "= x".
    node_ptr settle(node_ptr n);

    static bool distinct_assignments(const std::vector<node_ptr>& members);

    /// "1 hour and 30 minutes" is one length of time.
    node_ptr compound_quantity(node_ptr n);

    /// {x in Z | 1 <= x <= 3} written out, if its condition bounds x.
    node_ptr whole_numbers(node_ptr n);

    node_ptr equation(node_ptr left, node_ptr right);

    node_ptr difference(node_ptr a, node_ptr b) {
        return arena_.make(node_kind::add, {a, arena_.make(node_kind::negate, {b})});
    }

    node_ptr substitute(node_ptr n, const std::string& name, int value);
    node_ptr replace_symbol(node_ptr n, const std::string& name, node_ptr by);

    // ---- plus-minus: compare/plus_minus.hpp ------------------------------------------------

    static bool has_plus_minus(node_ptr n) {
        return any_node(n, [](node_ptr m) { return is(m, node_kind::plus_minus); });
    }

    static std::size_t count_signs(node_ptr n);

    /// The values behind the +- of n. Several +- take their signs together or, with
    /// independent_signs_, each on its own; -+ always goes with the +- beside it.
    void expand_signs(node_ptr n, std::vector<node_ptr>& out);
    node_ptr with_signs(node_ptr n, unsigned& choice);

    /// One of the two values behind every +- of n; -+ takes the opposite sign.
    node_ptr with_sign(node_ptr n, bool plus);

    /// Several +- in one expression take their signs together in one convention and each on its
    /// own in another; where that matters, only a side written out settles it.
    finding signed_collections(node_ptr p, node_ptr g);

    // ---- words: compare/texts.hpp ----------------------------------------------------------

    finding texts(node_ptr p, node_ptr g);

    /// A plain R or Z beside the set of that name.
    static std::optional<finding> letter_of_a_set(node_ptr p, node_ptr g);

    static constexpr int half_day = 43200;

    /// Seconds after midnight of "9:25" and "9:25:00", which may be ratios as well.
    static std::optional<rational> seconds_of(node_ptr n);
    finding clock_times(node_ptr p, node_ptr g);
    finding calendar(node_ptr p, node_ptr g);

    // ---- congruences and periodic families: compare/families.hpp ---------------------------

    static bool congruence(node_ptr n);
    node_ptr class_of(node_ptr n, node_ptr beside);
    finding congruences(node_ptr p, node_ptr g);

    /// offset + step * k for every whole k.
    struct family {
        node_ptr offset;
        node_ptr step;
    };

    struct family_list {
        std::vector<family> items;
        std::string parameter;
        bool declared = false;
    };

    /// "a + k b, k in Z": the declaration, if there is one, and the lines it ranges over.
    family_list family_of(node_ptr n, const std::string& implied);

    /// The rational value of a / b, if both are constants and it is rational.
    std::optional<rational> quotient(node_ptr a, node_ptr b);

    /// "x = pi/3 + 2 k pi" leaves its whole number undeclared.
    static bool periodic_by_custom(node_ptr n);

    /// x of "x = k pi, k in Z" and of "x = 3 (mod 7)"; empty if no unknown is named.
    static std::string unknown_of(node_ptr n);

    std::optional<finding> families(node_ptr p, node_ptr g);

    // ---- regions of the real line: compare/regions.hpp -------------------------------------

    struct endpoint {
        node_ptr value = nullptr;  ///< null for an infinite end
        float_50 position = 0;
        bool computed = false;  ///< a root found by bisection, good to 40 digits
    };
    struct segment {
        endpoint low{};
        endpoint high{};
        bool low_closed = false;
        bool high_closed = false;
    };
    using region = std::vector<segment>;

    struct region_reading {
        region parts{};
        std::string variable{};
        bool definite = false;  ///< cannot be anything but a region
    };

    std::optional<endpoint> finite_end(node_ptr n);
    std::optional<segment> segment_of(node_ptr low, node_ptr high, bool low_closed,
                                      bool high_closed);
    static bool same_place(const endpoint& a, const endpoint& b);
    static bool before(const endpoint& a, const endpoint& b) {
        return !same_place(a, b) && a.position < b.position;
    }

    /// Sorted, disjoint segments.
    static region tidy(region in);

    static region complement(const region& in);
    static region meet(const region& a, const region& b);
    static bool same_region(const region& a, const region& b);
    static std::optional<std::string> joined_names(const region_reading& a,
                                                   const region_reading& b);
    std::optional<region_reading> region_of(node_ptr n, int depth = 0);
    std::optional<region_reading> joined(node_ptr n, bool unite, int depth);

    static bool half_open(node_ptr n) {
        return is(n, node_kind::tuple) && n->open != '<' && (n->open == '(') != (n->close == ')');
    }

    static bool square_pair(node_ptr n) {
        return is(n, node_kind::tuple) && n->args.size() == 2 && n->open == '[' && n->close == ']';
    }

    /// a < x <= b with x in neither bound as the interval (a, b]; anything else as it is.
    node_ptr symbolic_interval(node_ptr n);

    /// "[1, 2], [3, 4]" beside a union is one.
    static node_ptr union_of_list(node_ptr n, node_ptr beside, node_arena& arena);

    std::optional<finding> regions(node_ptr p, node_ptr g);

    // ---- inequalities of one unknown: compare/inequalities.hpp -----------------------------

    /// x < 3, 1 < x <= 2, x != 0, and inequalities linear in one unknown.
    std::optional<region_reading> inequality(node_ptr n, int depth);

    static relation_kind mirrored(relation_kind kind);
    std::optional<region> half_line(relation_kind kind, node_ptr bound);

    /// The root of a linear function of one unknown with rational coefficients, and whether it
    /// increases. Linearity is read off the normal form.
    std::optional<std::pair<rational, bool>> linear_root(node_ptr f, const std::string& name);

    /// Where a rational function of one unknown, or the absolute value of one beside a constant,
    /// has the sign that the relation asks for: the signs between its roots and poles.
    std::optional<region> polynomial_region(relation_kind kind, node_ptr left, node_ptr right,
                                            const std::string& name);

    // ---- matrices: compare/matrices.hpp ----------------------------------------------------

    /// Rows of a matrix, or of a tuple or list of tuples.
    struct grid {
        std::vector<node_ptr> cells;
        std::size_t columns = 0;
        bool vector = false;  ///< a tuple of scalars, column or row
    };
    static std::optional<grid> grid_of(node_ptr n);

    /// The matrix that 2A, A + B, -A, A/2 or A^T is, if n is one of these; else n.
    node_ptr matrix_value(node_ptr n, int depth = 0);

    finding matrices(node_ptr p, node_ptr g);

    // ---- functions by cases: compare/piecewise.hpp -----------------------------------------

    finding piecewise(node_ptr p, node_ptr g);

    static bool is_otherwise(node_ptr n) {
        return is(n, node_kind::text) && n->name == "otherwise";
    }

    // ---- lists, tuples, sets, ratios: compare/collections.hpp ------------------------------

    /// The members of a list of solutions, its +- expanded and the name of the unknown dropped if
    /// all members share it.
    struct members {
        std::vector<node_ptr> values;
        std::string name;
        bool named = false;
    };

    void gather(node_ptr n, std::vector<node_ptr>& out);
    members members_of(node_ptr n);

    /// x and x_1 name roots of one unknown when they stand together.
    static bool same_unknown(node_ptr n, const std::string& name);
    static std::string_view stem(std::string_view name);

    finding collections(node_ptr p, node_ptr g);
    /// "and", "or" and a comma say the same between values of one unknown, and nowhere else.
    static bool same_connective(node_ptr p, node_ptr g);
    finding ordered(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b);
    std::vector<node_ptr> distinct(const std::vector<node_ptr>& in);

    /// A one-to-one matching of equal members. Equality is transitive up to undecided pairs, so
    /// the first free partner serves.
    finding unordered(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b);

    /// Without a matching: different if a member on either side differs from all of the other
    /// side, or if no pair is in doubt.
    finding unmatched(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b);

    finding assignments(const std::vector<node_ptr>& a, const std::vector<node_ptr>& b);

    /// Names in alphabetical order give the coordinates of a tuple.
    finding assigned_tuple(std::vector<node_ptr> named, node_ptr other, bool is_tuple,
                           bool named_is_prediction);

    finding ratios(node_ptr p, node_ptr g);

    // ---- equations and inequalities: compare/relations.hpp ---------------------------------

    finding relations(node_ptr p, node_ptr g);

    /// f(x) = ... against f(t) = ...: the same function under another name of its argument.
    finding definitions(node_ptr p, node_ptr g);

    static bool is_equality(relation_kind kind) {
        return kind == relation_kind::equal || kind == relation_kind::not_equal;
    }

    /// Different unknowns make different equations, unless one of them cancels.
    finding mismatch_if_used(node_ptr f, node_ptr h);

    finding chains(node_ptr p, node_ptr g);

    /// f = 0 against h = 0, or f < 0 against h < 0.
    finding zero_sets(node_ptr f, node_ptr h, bool equality);

    static bool canonical_proportional(const canonical_sum& a, const canonical_sum& b,
                                       const rational& scale);

    /// Solves f = 0 for an unknown in which it is linear, at random values of the others, and
    /// looks whether h vanishes there: exact arithmetic throughout.
    finding on_curve(node_ptr f, node_ptr h);

    /// The same for an unknown in which f is quadratic; only a point off the other curve is used,
    /// as a refutation.
    finding quadratic_curve(node_ptr f, node_ptr h);

    /// A point where one inequality holds strictly and the other fails refutes; nothing proves.
    finding separate_by_sign(node_ptr f, node_ptr h);

    // ---- scalars and their units: compare/quantities.hpp -----------------------------------

    struct measured {
        node_ptr value = nullptr;
        std::optional<unit> scale{};
        std::string note{};
        bool percent = false;
    };

    /// Takes the unit off a scalar; a sum of quantities of one dimension becomes one quantity.
    std::optional<measured> measure(node_ptr n);

    finding scalars(node_ptr p, node_ptr g);
    node_ptr radians(node_ptr degrees);
    finding two_units(const measured& a, const measured& b);

    // ---- numbers and their rounding: compare/decimals.hpp ----------------------------------

    struct decimal {
        rational value = 0;
        int digits = 0;
        int places = 0;
        bool elided = false;
    };

    /// A number written as a decimal, perhaps with a sign, a percent sign or a factor 10^n.
    std::optional<decimal> decimal_of(node_ptr n);

    static bool finite_decimal(const rational& value);

    /// Whether `exact` rounds to the decimal, or is cut off to it if `cut` allows that.
    finding rounds_to(const decimal& written, node_ptr exact, unsigned needed, bool cut);

    finding numbers(const measured& a, const measured& b);
    node_ptr strip_percent(node_ptr n);
    finding one_number(node_ptr p, node_ptr g);
    finding relative(node_ptr p, node_ptr g);

    // ---- what is understood: compare/conventions.hpp ---------------------------------------

    /// "+ C" and "+ c" are one arbitrary constant if each side has one of them.
    finding constant_of_integration(node_ptr p, node_ptr g);

    /// An indefinite integral against F + C: the derivative of F must be the integrand.
    std::optional<finding> antiderivative(node_ptr p, node_ptr g);

    /// log without a base is taken to base 10; where only the natural logarithm would make the
    /// sides equal, nothing is settled.
    finding bare_logarithm(node_ptr p, node_ptr g);
    node_ptr natural(node_ptr n);

    const math_policy& policy_;
    node_arena& arena_;
    fuel_tank& fuel_;
    bool independent_signs_ = false;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_COMPARE_COMPARATOR_HPP
