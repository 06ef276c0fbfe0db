// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_IDENTITY_HPP
#define PASSK_VERIFY_MATH_IDENTITY_HPP

#include <passk/core/random_bits.hpp>
#include <passk/outcome/verdict.hpp>
#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/canonical.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/pieces.hpp>
#include <passk/verify/math_judgement.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail::math {

/// A verdict on two readings with what it rests on.
struct finding {
    verdict v = verdict::undecided;
    math_reason reason = math_reason::not_settled;
    bool exact = false;
    double error_bound = 0.0;
};

[[nodiscard]] inline finding proved(bool equal, math_reason reason = math_reason::exact_value) {
    return {equal ? verdict::correct : verdict::incorrect, reason, true, 0.0};
}
[[nodiscard]] inline finding unsettled() {
    return {};
}

/// Calls `visit` on every node below and including n, and stops when it returns true.
template <class Visitor>
inline bool any_node(node_ptr n, Visitor&& visit) {
    if (visit(n)) {
        return true;
    }
    for (node_ptr a : n->args) {
        if (any_node(a, visit)) {
            return true;
        }
    }
    return false;
}

inline void collect_symbols(node_ptr n, std::set<std::string>& out) {
    const bool binds = n->kind == node_kind::sum || n->kind == node_kind::product
                       || n->kind == node_kind::limit || n->kind == node_kind::integral;
    if (n->kind == node_kind::symbol) {
        out.insert(n->name);
    }
    if (!binds) {
        for (node_ptr a : n->args) {
            collect_symbols(a, out);
        }
        return;
    }
    std::set<std::string> inner;
    collect_symbols(n->args[0], inner);
    if (n->kind != node_kind::integral || n->args.size() == 4) {
        inner.erase(n->args[1]->name);
    }
    out.insert(inner.begin(), inner.end());
    for (std::size_t i = 2; i < n->args.size(); ++i) {
        collect_symbols(n->args[i], out);
    }
}

[[nodiscard]] inline std::set<std::string> symbols_of(node_ptr n) {
    std::set<std::string> out;
    collect_symbols(n, out);
    return out;
}

/// True for nodes that stand for one number or one function value.
[[nodiscard]] inline bool is_scalar(node_ptr n) {
    return !any_node(n, [](node_ptr m) {
        switch (m->kind) {
            case node_kind::number:
            case node_kind::symbol:
            case node_kind::constant:
            case node_kind::add:
            case node_kind::multiply:
            case node_kind::negate:
            case node_kind::divide:
            case node_kind::power:
            case node_kind::function:
            case node_kind::percent:
            case node_kind::sum:
            case node_kind::product:
            case node_kind::integral:
            case node_kind::limit:
            case node_kind::derivative: return false;
            case node_kind::quantity: return m->name != "deg";
            case node_kind::matrix: return false;  // inside det
            default: return true;
        }
    }) && !is(n, node_kind::matrix);
}

/// Whether equality of two scalars can be decided, by normal form first and then by evaluation at
/// random points.
///
/// The points are drawn from a grid of 2^31 - 1 steps per unit, seeded by both texts. If the
/// difference of the two sides is not 0 and vanishes at no more than 10^3 grid points of a line
/// through the sampled box, three points pass with probability below 10^-17.
class identity_test {
public:
    static constexpr double error_bound = 1e-17;

    identity_test(bool assume_positive, fuel_tank& fuel)
        : assume_positive_(assume_positive), fuel_(fuel) {}

    [[nodiscard]] finding operator()(node_ptr a, node_ptr b) {
        const std::string text_a = write(a);
        const std::string text_b = write(b);
        if (text_a == text_b) {
            return proved(true, math_reason::same_form);
        }
        const bool infinite_a = infinite(a);
        if (infinite_a || infinite(b)) {
            // Infinite values compare by form and sign only.
            return infinite_a && infinite(b) ? proved(false)
                                             : finite_or_unknown(infinite_a ? b : a);
        }
        if (const finding exact = by_normal_form(a, b); exact.v != verdict::undecided) {
            return exact;
        }
        if (opaque(a) || opaque(b)) {
            return unsettled();
        }
        std::set<std::string> symbols = symbols_of(a);
        collect_symbols(b, symbols);
        if (symbols.empty()) {
            return constants(a, b);
        }
        // Symmetric in a and b, so that both orders meet the same points.
        random_bits bits(hash(text_a) + hash(text_b));
        const bool counted =
            (stepped(a) || stepped(b)) && std::all_of(symbols.begin(), symbols.end(), whole_name);
        if (counted || whole_numbers_meant(a) || whole_numbers_meant(b)) {
            const finding whole = at_whole_numbers(a, b, symbols, bits);
            // floor(n) is n where n is whole, and only there.
            const bool by_custom = counted && stepped(a) != stepped(b);
            return by_custom && whole.v == verdict::correct ? unsettled() : whole;
        }
        const finding real = at_real_numbers(a, b, symbols, bits);
        return real.v == verdict::correct && (complex_meant(a) || complex_meant(b)) ? unsettled()
                                                                                    : real;
    }

    [[nodiscard]] static bool infinite(node_ptr n) {
        return (is(n, node_kind::constant) && n->name == "inf")
               || (is(n, node_kind::negate) && infinite(n->args[0]));
    }

private:
    static std::uint64_t hash(std::string_view text) {
        std::uint64_t out = 0xcbf29ce484222325ULL;
        for (char c : text) {
            out = (out ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        }
        return out;
    }

    finding finite_or_unknown(node_ptr n) {
        fuel_tank& fuel = fuel_;
        const bool plain = fold(n, {}, fuel).has_value() || is(n, node_kind::symbol);
        return plain ? proved(false, math_reason::structure) : unsettled();
    }

    static bool opaque(node_ptr n) {
        return any_node(n, [](node_ptr m) {
            return (is(m, node_kind::function) && m->name.starts_with("call"))
                   || (is(m, node_kind::integral) && m->args.size() != 4);
        });
    }

    finding by_normal_form(node_ptr a, node_ptr b) {
        canonicaliser canonical(fuel_);
        const auto qa = canonical(a);
        const auto qb = qa ? canonical(b) : std::nullopt;
        if (!qb) {
            return by_factors(a, b);
        }
        if (qa->above == qb->above && qa->below == qb->below) {
            return proved(true);
        }
        const auto left = canonical.multiply(qa->above, qb->below);
        const auto right = left ? canonical.multiply(qb->above, qa->below) : std::nullopt;
        if (!right) {
            return unsettled();
        }
        if (*left == *right) {
            return proved(true);
        }
        return canonical.independent() ? proved(false) : unsettled();
    }

    // ---- products too large to expand -------------------------------------------------------

    using prime_powers = std::map<integer, rational>;

    bool factors_of(node_ptr n, const rational& times, prime_powers& out, bool& negative,
                    int depth) {
        if (depth > 64 || !fuel_.spend(4)) {
            return false;
        }
        const auto raise = [&](const integer& prime, const rational& count) {
            rational& total = out[prime];
            total += count;
            if (total == 0) {
                out.erase(prime);
            }
        };
        switch (n->kind) {
            case node_kind::number: {
                if (n->value == 0 || n->elided) {
                    return false;
                }
                if (n->value < 0) {
                    return false;
                }
                canonicaliser helper(fuel_);
                for (const int side : {1, -1}) {
                    const auto found =
                        helper.factorise(side == 1 ? numerator(n->value) : denominator(n->value));
                    if (!found) {
                        return false;
                    }
                    for (const auto& [prime, count] : *found) {
                        raise(prime, times * (side * count));
                    }
                }
                return true;
            }
            case node_kind::negate:
                if (!is_integer(times)) {
                    return false;
                }
                if (numerator(times) % 2 != 0) {
                    negative = !negative;
                }
                return factors_of(n->args[0], times, out, negative, depth + 1);
            case node_kind::multiply:
                return std::all_of(n->args.begin(), n->args.end(), [&](node_ptr m) {
                    return factors_of(m, times, out, negative, depth + 1);
                });
            case node_kind::divide:
                return factors_of(n->args[0], times, out, negative, depth + 1)
                       && factors_of(n->args[1], -times, out, negative, depth + 1);
            case node_kind::power: {
                const auto exponent = fold(n->args[1], {}, fuel_);
                return exponent && bits(*exponent) < 20000
                       && factors_of(n->args[0], times * *exponent, out, negative, depth + 1);
            }
            case node_kind::function: {
                if (n->name == "root") {
                    const auto index = fold(n->args[1], {}, fuel_);
                    return index && *index > 0
                           && factors_of(n->args[0], times / *index, out, negative, depth + 1);
                }
                if (n->name != "factorial") {
                    return false;
                }
                const auto top = fold(n->args[0], {}, fuel_);
                const auto whole = top ? small_integer(*top) : std::nullopt;
                if (!whole || *whole < 0 || *whole > 20000) {
                    return false;
                }
                // Legendre: the exponent of p in m! is the sum of floor(m / p^j).
                std::vector<bool> composite(static_cast<std::size_t>(*whole) + 1);
                for (long p = 2; p <= *whole; ++p) {
                    if (composite[static_cast<std::size_t>(p)]) {
                        continue;
                    }
                    for (long q = p * p; q <= *whole; q += p) {
                        composite[static_cast<std::size_t>(q)] = true;
                    }
                    long count = 0;
                    for (long power = *whole / p; power > 0; power /= p) {
                        count += power;
                    }
                    if (!fuel_.spend(2)) {
                        return false;
                    }
                    raise(p, times * count);
                }
                return true;
            }
            default: return false;
        }
    }

    /// Products of powers, factorials and roots of whole numbers, by unique factorisation.
    finding by_factors(node_ptr a, node_ptr b) {
        prime_powers left;
        prime_powers right;
        bool left_negative = false;
        bool right_negative = false;
        if (!factors_of(a, 1, left, left_negative, 0)
            || !factors_of(b, 1, right, right_negative, 0)) {
            return unsettled();
        }
        return proved(left == right && left_negative == right_negative);
    }

    // ---- numbers ----------------------------------------------------------------------------

    enum class relation_seen { equal, different, unknown };

    /// Compares two values: different beyond the errors, equal if the errors are small against
    /// the larger value, unknown else.
    template <class Real>
    static relation_seen seen(const ball<Real>& a, const ball<Real>& b, long double tolerance) {
        if (a.bad || b.bad) {
            return relation_seen::unknown;
        }
        const long double error = a.error + b.error;
        const long double gap = (std::max)(size_of(Real(a.re - b.re)), size_of(Real(a.im - b.im)));
        const long double size = (std::max)(size_of(a), size_of(b));
        if (gap > 2 * error + size * unit_error<Real>()) {
            return relation_seen::different;
        }
        return error <= tolerance * size ? relation_seen::equal : relation_seen::unknown;
    }

    /// True if some constant of the expression is so large or small that a difference could hide
    /// below a hundred digits.
    bool extreme(node_ptr n) {
        return any_node(n, [&](node_ptr m) {
            if (!is(m, node_kind::number) && !is(m, node_kind::power)) {
                return false;
            }
            const auto value = fold(m, {}, fuel_);
            return value && bits(*value) > 100;
        });
    }

    static bool estimated(node_ptr n) {
        return any_node(n, [](node_ptr m) {
            return is(m, node_kind::integral) || is(m, node_kind::limit)
                   || is(m, node_kind::derivative)
                   || (is(m, node_kind::sum) && infinite(m->args[3]));
        });
    }

    /// |z|, Re z: z is complex by custom, and an identity of real numbers proves nothing.
    static bool complex_meant(node_ptr n) {
        return any_node(n, [](node_ptr m) {
            return is(m, node_kind::function)
                   && (m->name == "abs" || m->name == "Re" || m->name == "Im" || m->name == "arg")
                   && any_node(m, [](node_ptr s) { return is_symbol(s, "z"); });
        });
    }

    static bool imaginary(node_ptr n) {
        return any_node(n, [](node_ptr m) { return is(m, node_kind::constant) && m->name == "i"; });
    }

    static bool stepped(node_ptr n) {
        return any_node(n, [](node_ptr m) {
            return is(m, node_kind::function)
                   && (m->name == "floor" || m->name == "ceil" || m->name == "sgn");
        });
    }

    /// Holds floors, remainders or common divisors of its symbols?
    static bool divides(node_ptr n) {
        return stepped(n) || any_node(n, [](node_ptr m) {
                   return is(m, node_kind::function)
                          && (m->name == "gcd" || m->name == "lcm" || m->name == "mod");
               });
    }

    /// Step functions may agree everywhere but at the steps: a difference at a whole number.
    bool differ_at_whole_numbers(node_ptr a, node_ptr b, const std::set<std::string>& symbols) {
        for (int start = -4; start <= 4; ++start) {
            bindings point;
            int value = start;
            for (const std::string& name : symbols) {
                point[name] = value;
                value += 3;
            }
            const auto fa = fold(a, point, fuel_);
            const auto fb = fa ? fold(b, point, fuel_) : std::nullopt;
            if (fb && *fa != *fb) {
                return true;
            }
        }
        return false;
    }

    finding constants(node_ptr a, node_ptr b) {
        const bindings none;
        const bool estimate = estimated(a) || estimated(b);
        if (!estimate) {
            const auto va = evaluator<double>(none, fuel_)(a);
            const auto vb = evaluator<double>(none, fuel_)(b);
            if (seen(va, vb, 0.0L) == relation_seen::different) {
                return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
            }
        }
        const auto va = evaluator<float_50>(none, fuel_)(a);
        const auto vb = evaluator<float_50>(none, fuel_)(b);
        const auto first = seen(va, vb, estimate ? 1e-14L : 1e-30L);
        if (first == relation_seen::different) {
            return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
        }
        if (va.bad || vb.bad || fuel_.empty()) {
            return fuel_note();
        }
        const finding equal{verdict::correct, math_reason::identity_test, false, error_bound};
        if (estimate) {
            const bool near_zero = va.error + vb.error < 1e-14L;
            return first == relation_seen::equal || near_zero ? equal : unsettled();
        }
        if (extreme(a) || extreme(b)) {
            return unsettled();
        }
        const auto wa = evaluator<float_100>(none, fuel_)(a);
        const auto wb = evaluator<float_100>(none, fuel_)(b);
        const auto second = seen(wa, wb, 1e-70L);
        if (second == relation_seen::different) {
            return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
        }
        if (wa.bad || wb.bad) {
            return fuel_note();
        }
        // Two zeros have no relative size: both must shrink with the precision.
        const bool zeros = wa.error + wb.error < 1e-75L;
        return second == relation_seen::equal || zeros ? equal : unsettled();
    }

    finding fuel_note() const {
        finding out;
        out.reason = fuel_.empty() ? math_reason::fuel_exhausted : math_reason::not_settled;
        return out;
    }

    // ---- functions --------------------------------------------------------------------------

    struct box {
        int low;
        int high;
    };

    static bindings draw(const std::set<std::string>& symbols, box range, random_bits& bits) {
        constexpr std::uint64_t grid = 2147483647;  // a prime
        bindings out;
        for (const std::string& name : symbols) {
            const auto steps = grid * static_cast<std::uint64_t>(range.high - range.low);
            const std::uint64_t step = 1 + uniform_below(bits, steps - 1);
            out[name] = rational(integer(step), integer(grid)) + range.low;
        }
        return out;
    }

    finding at_real_numbers(node_ptr a, node_ptr b, const std::set<std::string>& symbols,
                            random_bits& bits) {
        if (symbols.size() > 12) {
            return unsettled();
        }
        static constexpr std::array boxes{box{0, 4},  box{-3, 3}, box{0, 1},
                                          box{-1, 1}, box{1, 9},  box{-9, -1}};
        std::vector<bindings> real_points;
        std::vector<bindings> complex_points;
        const bool estimate = estimated(a) || estimated(b);
        if ((stepped(a) || stepped(b)) && differ_at_whole_numbers(a, b, symbols)) {
            return proved(false);
        }
        // Without an i the unknowns are real and so is every part of the expressions; where one
        // is not, as in sqrt(x) sqrt(y) at negative x and y, there is no value to compare.
        const bool real_parts = !imaginary(a) && !imaginary(b);
        for (const box range : boxes) {
            if (assume_positive_ && range.low < 0) {
                continue;
            }
            for (int i = 0; i < 3; ++i) {
                const bindings point = draw(symbols, range, bits);
                if (estimate) {
                    if (range.low >= 0) {
                        real_points.push_back(point);
                    }
                    continue;
                }
                const auto va = evaluator<double>(point, fuel_, real_parts)(a);
                const auto vb = evaluator<double>(point, fuel_, real_parts)(b);
                if (va.bad || vb.bad) {
                    continue;
                }
                const bool both_real = va.real() && vb.real();
                if (both_real || (range.low >= 0 && !va.real() && !vb.real())) {
                    if (seen(va, vb, 0.0L) == relation_seen::different) {
                        return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
                    }
                    (both_real ? real_points : complex_points).push_back(point);
                }
            }
        }
        std::vector<bindings>& points = real_points.size() >= 3 ? real_points : complex_points;
        if (points.size() < 3) {
            return fuel_note();
        }
        int passed = 0;
        int zeros = 0;
        for (std::size_t i = 0; i < points.size() && passed < 3; ++i) {
            const auto va = evaluator<float_50>(points[i], fuel_)(a);
            const auto vb = evaluator<float_50>(points[i], fuel_)(b);
            switch (seen(va, vb, estimate ? 1e-12L : 1e-25L)) {
                case relation_seen::different:
                    return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
                case relation_seen::equal: ++passed; break;
                case relation_seen::unknown:
                    if (!va.bad && !vb.bad && va.error + vb.error < 1e-30L) {
                        ++passed;
                        ++zeros;
                    }
                    break;
            }
        }
        if (passed < 3 || ((extreme(a) || extreme(b)) && zeros > 0)) {
            return fuel_note();
        }
        if (!estimate && (piecewise_function(a) || piecewise_function(b))) {
            const relation_seen on_pieces = all_pieces(a, b, symbols, bits);
            if (on_pieces == relation_seen::different) {
                return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
            }
            if (on_pieces == relation_seen::unknown) {
                return fuel_note();
            }
        }
        return {verdict::correct, math_reason::identity_test, false, error_bound};
    }

    node_ptr on_line(node_ptr n, const std::map<std::string, node_ptr>& line, node_arena& arena) {
        if (is(n, node_kind::symbol)) {
            const auto at = line.find(n->name);
            return at == line.end() ? n : at->second;
        }
        if (n->args.empty()) {
            return n;
        }
        node* out = arena.copy(*n);
        for (node_ptr& arg : out->args) {
            arg = on_line(arg, line, arena);
        }
        return out;
    }

    /// Compares two functions by pieces on every piece of a line: the line of their one unknown, or
    /// lines in several directions where there are more. Equal if no point tells them apart and
    /// every piece where both are defined has a point at which they agree in high precision.
    relation_seen all_pieces(node_ptr a, node_ptr b, const std::set<std::string>& symbols,
                             random_bits& bits) {
        const bool one = symbols.size() == 1;
        const bool bound_names = any_node(a, binds) || any_node(b, binds);
        if (bound_names && !one) {
            return relation_seen::unknown;
        }
        for (int direction = 0; direction < (one ? 1 : 8); ++direction) {
            node_arena arena;
            std::map<std::string, node_ptr> line;
            const std::string name = one ? *symbols.begin() : std::string("t on a line");
            for (const std::string& symbol : symbols) {
                const auto part = [&](int low, int high) {
                    const auto span = static_cast<std::uint64_t>(high - low) * 97;
                    return arena.number(rational(integer(uniform_below(bits, span)), integer(97))
                                        + low);
                };
                if (!one) {
                    // Half of the lines stay where all unknowns are positive.
                    node_ptr slope = direction % 2 == 0 ? part(1, 4) : part(-3, 3);
                    node_ptr step = arena.make(node_kind::multiply,
                                               {slope, arena.named(node_kind::symbol, name)});
                    line[symbol] = arena.make(node_kind::add, {part(-4, 4), step});
                }
            }
            node_ptr f = one ? a : on_line(a, line, arena);
            node_ptr h = one ? b : on_line(b, line, arena);
            breakpoints ends(name, fuel_);
            ends.collect(f);
            ends.collect(h);
            if (assume_positive_) {
                ends.add(float_50(0));
            }
            for (const auto& piece : points_by_piece(ends.places(), bits)) {
                const relation_seen here = on_piece(f, h, name, piece, one);
                if (here != relation_seen::equal) {
                    return here;
                }
            }
        }
        return relation_seen::equal;
    }

    static bool binds(node_ptr n) {
        return is(n, node_kind::sum) || is(n, node_kind::product) || is(n, node_kind::integral)
               || is(n, node_kind::limit) || is(n, node_kind::derivative);
    }

    relation_seen on_piece(node_ptr f, node_ptr h, const std::string& name,
                           const std::vector<rational>& piece, bool one) {
        const bool real_parts = !imaginary(f) && !imaginary(h);
        bool defined = false;
        bool agreed = false;
        int only_one = 0;  // points where one of the two has no value
        for (const rational& x : piece) {
            if (assume_positive_ && x < 0) {
                continue;
            }
            bindings point;
            point[name] = x;
            const auto u = evaluator<double>(point, fuel_, real_parts)(f);
            const auto v = evaluator<double>(point, fuel_, real_parts)(h);
            const bool in_u = !u.bad && u.real();
            const bool in_v = !v.bad && v.real();
            if (!in_u || !in_v) {
                // An unknown of a logarithm or a root may be taken for positive.
                only_one += in_u != in_v && one && x > 0 ? 1 : 0;
                continue;
            }
            if (seen(u, v, 0.0L) == relation_seen::different) {
                return relation_seen::different;
            }
            defined = true;
            if (agreed) {
                continue;
            }
            const auto wide_u = evaluator<float_50>(point, fuel_, real_parts)(f);
            const auto wide_v = evaluator<float_50>(point, fuel_, real_parts)(h);
            const relation_seen exact = seen(wide_u, wide_v, 1e-20L);
            if (exact == relation_seen::different) {
                return exact;
            }
            const bool zeros = !wide_u.bad && !wide_v.bad && wide_u.error + wide_v.error < 1e-30L;
            agreed = exact == relation_seen::equal || zeros;
        }
        // Defined on different pieces: ln((x - 7)^2) beside 2 ln(7 - x).
        const bool apart = !defined && only_one >= 2;
        return (agreed || !defined) && !apart ? relation_seen::equal : relation_seen::unknown;
    }

public:
    /// A letter that names whole numbers by custom.
    static bool whole_name(const std::string& name) {
        return name == "n" || name == "k" || name == "m" || name == "j" || name == "N";
    }

private:
    bool negative_constant(node_ptr n) {
        const auto value = evaluator<double>(bindings{}, fuel_)(n);
        return !value.bad && value.real() && value.re < 0 && size_of(value) > value.error;
    }

    bool whole_numbers_meant(node_ptr n) {
        return any_node(n, [this](node_ptr m) {
            if (is(m, node_kind::function)
                && (m->name == "factorial" || m->name == "binomial" || m->name == "double_factorial"
                    || m->name == "gcd" || m->name == "lcm" || m->name == "mod")) {
                return !symbols_of(m).empty();
            }
            if (is(m, node_kind::sum) || is(m, node_kind::product)) {
                return !symbols_of(m->args[2]).empty() || !symbols_of(m->args[3]).empty();
            }
            if (is(m, node_kind::power) && symbols_of(m->args[0]).empty()) {
                // (-1)^n and (1 - sqrt 5)^n are real at whole numbers only.
                const auto exponents = symbols_of(m->args[1]);
                const bool named = std::any_of(exponents.begin(), exponents.end(), whole_name);
                return !exponents.empty()
                       && (is(m->args[0], node_kind::negate)
                           || (named && negative_constant(m->args[0])));
            }
            if (is(m, node_kind::function) && (m->name == "sin" || m->name == "cos")) {
                const auto inside = symbols_of(m);
                return std::any_of(inside.begin(), inside.end(), whole_name)
                       && any_node(m, [](node_ptr c) {
                              return is(c, node_kind::constant) && c->name == "pi";
                          });
            }
            return false;
        });
    }

    /// For factorials, alternating signs and their like: exact values at whole numbers.
    finding at_whole_numbers(node_ptr a, node_ptr b, const std::set<std::string>& symbols,
                             random_bits& bits) {
        // Steps and divisors may show at large numbers only.
        static constexpr std::array<std::uint64_t, 3> ranges{12, 40, 1'000'000'007};
        const auto factorial = [](node_ptr m) {
            return is(m, node_kind::function) && m->name.ends_with("factorial");
        };
        const bool distant =
            (divides(a) || divides(b)) && !any_node(a, factorial) && !any_node(b, factorial);
        int agreed = 0;
        // gcd(x, 83) is 1 but at the multiples of 83.
        std::vector<integer> moduli;
        if (distant) {
            for (node_ptr side : {a, b}) {
                any_node(side, [&](node_ptr m) {
                    const bool whole = is(m, node_kind::number) && is_integer(m->value)
                                       && numerator(m->value) > 1 && moduli.size() < 8;
                    if (whole) {
                        moduli.push_back(integer(numerator(m->value)));
                    }
                    return false;
                });
            }
        }
        for (std::size_t i = 0; i < moduli.size() * 6; ++i) {
            bindings point;
            for (const std::string& name : symbols) {
                const integer times(uniform_below(bits, 5) + 1);
                const integer off(static_cast<long long>(i % 3) - 1);
                point[name] = rational(moduli[i / 6] * times + off);
            }
            const auto fa = fold(a, point, fuel_);
            const auto fb = fa ? fold(b, point, fuel_) : std::nullopt;
            if (fb && *fa != *fb) {
                return proved(false);
            }
        }
        for (int i = 0; i < 60 && agreed < 12; ++i) {
            const std::uint64_t range = distant  ? ranges[static_cast<std::size_t>(i % 3)]
                                        : i < 20 ? 12
                                                 : 40;
            bindings point;
            for (const std::string& name : symbols) {
                point[name] = integer(uniform_below(bits, range) + 1);
            }
            const auto fa = fold(a, point, fuel_);
            const auto fb = fa ? fold(b, point, fuel_) : std::nullopt;
            if (fb) {
                if (*fa != *fb) {
                    return proved(false);
                }
                ++agreed;
                continue;
            }
            const auto va = evaluator<float_50>(point, fuel_)(a);
            const auto vb = evaluator<float_50>(point, fuel_)(b);
            const auto outcome = seen(va, vb, 1e-25L);
            if (outcome == relation_seen::different) {
                return {verdict::incorrect, math_reason::numeric_separation, false, 0.0};
            }
            const bool zeros = !va.bad && !vb.bad && va.error + vb.error < 1e-30L;
            agreed += outcome == relation_seen::equal || zeros ? 1 : 0;
        }
        if (agreed < 12) {
            return fuel_note();
        }
        return {verdict::correct, math_reason::identity_test, false, 1e-12};
    }

    bool assume_positive_;
    fuel_tank& fuel_;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_IDENTITY_HPP
