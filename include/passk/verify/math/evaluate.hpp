// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_EVALUATE_HPP
#define PASSK_VERIFY_MATH_EVALUATE_HPP

#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace passk::detail::math {

/// Steps of fuel that one operation costs in this precision.
template <class Real>
inline constexpr std::uint64_t operation_cost = std::is_same_v<Real, double>     ? 1
                                                : std::is_same_v<Real, float_50> ? 8
                                                                                 : 24;

/// Values an expression at a point with a rigorous error bound.
template <class Real>
class evaluator {
public:
    using value = ball<Real>;

    /// @param real_parts  a part without a real value makes the whole bad
    evaluator(const bindings& point, fuel_tank& fuel, bool real_parts = false)
        : point_(point), fuel_(fuel), real_parts_(real_parts) {}

    [[nodiscard]] value operator()(node_ptr n) { return at(n); }

private:
    /// A variable of an integral, limit or derivative at a place of this precision.
    struct moving_variable {
        const std::string& name;
        const Real& place;
        const moving_variable* outer;
    };

    evaluator(const bindings& point, fuel_tank& fuel, const moving_variable* moving)
        : point_(point), fuel_(fuel), real_parts_(false), moving_(moving) {}

    [[nodiscard]] const moving_variable* moving(const std::string& name) const {
        const moving_variable* found = moving_;
        while (found != nullptr && found->name != name) {
            found = found->outer;
        }
        return found;
    }

    static value from_rational(const rational& r) {
        if (bits(r) > (std::is_same_v<Real, double> ? 1500U : 20000U)) {
            return bad_ball<Real>();
        }
        if constexpr (std::is_same_v<Real, double>) {
            const auto close = static_cast<double>(r);
            const bool exact = denominator(r) == 1 && bits(r) <= 52;
            return exact ? exact_ball(close) : rounded<double>(close, 0.0, 0);
        } else {
            const bool exact = denominator(r) == 1 && bits(r) <= 128;
            const Real close = Real(numerator(r)) / Real(denominator(r));
            return exact ? exact_ball(close) : rounded<Real>(close, Real(0), 0);
        }
    }

    value at(node_ptr n) {
        if (!fuel_.spend(operation_cost<Real>)) {
            return bad_ball<Real>();
        }
        switch (n->kind) {
            case node_kind::number: return n->elided ? bad_ball<Real>() : from_rational(n->value);
            case node_kind::symbol: {
                if (const moving_variable* here = moving(n->name)) {
                    return exact_ball(here->place);
                }
                const auto found = point_.find(n->name);
                return found == point_.end() ? bad_ball<Real>() : from_rational(found->second);
            }
            case node_kind::constant: return constant(n->name);
            case node_kind::negate: return -at(n->args[0]);
            case node_kind::percent: return at(n->args[0]) * from_rational(n->value);
            case node_kind::quantity:
                return n->name == "deg" ? at(n->args[0]) * pi_ball<Real>() / exact_ball(Real(180))
                                        : bad_ball<Real>();
            case node_kind::add: {
                value total = at(n->args[0]);
                for (std::size_t i = 1; i < n->args.size(); ++i) {
                    total = total + at(n->args[i]);
                }
                return total;
            }
            case node_kind::multiply: {
                value total = at(n->args[0]);
                for (std::size_t i = 1; i < n->args.size(); ++i) {
                    total = total * at(n->args[i]);
                }
                return total;
            }
            case node_kind::divide: return at(n->args[0]) / at(n->args[1]);
            case node_kind::power: return real_if_asked(power(n->args[0], n->args[1]));
            case node_kind::function: return real_if_asked(function(n));
            case node_kind::sum:
            case node_kind::product: return series(n);
            case node_kind::integral: return integral(n);
            case node_kind::limit: return limit(n);
            case node_kind::derivative: return derivative(n);
            default: return bad_ball<Real>();
        }
    }

    value real_if_asked(const value& v) const {
        return real_parts_ && !v.bad && !v.real() ? bad_ball<Real>() : v;
    }

    value constant(const std::string& name) {
        if (name == "pi") {
            return pi_ball<Real>();
        }
        if (name == "e") {
            static const value e = exp_of(exact_ball(Real(1)));
            return e;
        }
        if (name == "i") {
            return value{Real(0), Real(1), 0, false};
        }
        return bad_ball<Real>();
    }

    value power(node_ptr base_node, node_ptr exponent_node) {
        if (is(base_node, node_kind::constant) && base_node->name == "e") {
            return exp_of(at(exponent_node));
        }
        const auto exponent = fold(exponent_node, point_, fuel_);
        if (exponent && denominator(*exponent) < 1000) {
            return rational_exponent(at(base_node), *exponent);
        }
        const value base = at(base_node);
        if (base.real() && base.re == 0) {
            return bad_ball<Real>();
        }
        return exp_of(log_of(base) * at(exponent_node));
    }

    value rational_exponent(const value& base, const rational& exponent) {
        const auto above = small_integer(rational(numerator(exponent)));
        const auto below = small_integer(rational(denominator(exponent)));
        if (!above || !below || base.bad) {
            return bad_ball<Real>();
        }
        const auto size = static_cast<unsigned long>(*above < 0 ? -*above : *above);
        if (*below == 1) {
            if (size == 0 && base.real() && base.re == 0) {
                return bad_ball<Real>();
            }
            const value out = whole_power(base, size);
            return *above < 0 ? exact_ball(Real(1)) / out : out;
        }
        if (base.real() && base.re == 0 && base.error == 0) {
            return *above > 0 ? base : bad_ball<Real>();
        }
        value root;
        if (*below == 2) {
            root = square_root(base);
        } else if (base.real() && base.re < 0 && *below % 2 == 1) {
            // The real root, as \sqrt[3]{-8} = -2 is meant.
            root = -exp_of(log_of(-base) / exact_ball(Real(*below)));
        } else {
            root = exp_of(log_of(base) / exact_ball(Real(*below)));
        }
        const value out = whole_power(root, size);
        return *above < 0 ? exact_ball(Real(1)) / out : out;
    }

    value function(node_ptr n) {
        const std::string& name = n->name;
        if (!fuel_.spend(5 * operation_cost<Real>)) {
            return bad_ball<Real>();
        }
        if (name == "det") {
            return determinant(n->args[0]);
        }
        if (name == "root") {
            const auto index = fold(n->args[1], point_, fuel_);
            return index && *index > 0 ? rational_exponent(at(n->args[0]), 1 / *index)
                                       : bad_ball<Real>();
        }
        if (n->args.size() == 1 && (name == "factorial" || name == "double_factorial")) {
            const auto exact = fold(n, point_, fuel_);
            return exact ? from_rational(*exact) : bad_ball<Real>();
        }
        if (name == "binomial" || name == "gcd" || name == "lcm" || name == "mod") {
            const auto exact = fold(n, point_, fuel_);
            return exact ? from_rational(*exact) : bad_ball<Real>();
        }
        if (n->args.empty()) {
            return bad_ball<Real>();
        }
        value x = at(n->args[0]);
        const value one = exact_ball(Real(1));
        if (x.bad) {
            return x;
        }
        if (n->args.size() == 2) {
            const value y = at(n->args[1]);
            if (name == "log") {
                return log_of(x) / log_of(y);
            }
        }
        if (n->args.size() > 1 && (name == "max" || name == "min")) {
            for (std::size_t i = 1; i < n->args.size(); ++i) {
                const value y = at(n->args[i]);
                const value gap = x - y;
                if (gap.bad || !x.real() || !y.real()
                    || (size_of(gap) <= gap.error && gap.error > 0)) {
                    return bad_ball<Real>();
                }
                x = (gap.re > 0) == (name == "max") ? x : y;
            }
            return x;
        }
        if (n->args.size() != 1) {
            return bad_ball<Real>();
        }
        if (name == "ln") {
            return log_of(x);
        }
        if (name == "log") {
            return log_of(x) / log_of(exact_ball(Real(10)));
        }
        if (name == "abs") {
            if (x.real()) {
                value out = x;
                out.re = x.re < 0 ? Real(-x.re) : x.re;
                return out;
            }
            return square_root(x * value{x.re, -x.im, x.error, false});
        }
        if (name == "Re") {
            return value{x.re, Real(0), x.error, false};
        }
        if (name == "Im") {
            return value{x.im, Real(0), x.error, false};
        }
        if (name == "sgn") {
            return !x.real() || size_of(x) <= x.error ? bad_ball<Real>()
                                                      : exact_ball(Real(x.re > 0 ? 1 : -1));
        }
        if (name == "floor" || name == "ceil") {
            using std::ceil;
            using std::floor;
            if (!x.real() || size_of(x) > 1e15L) {
                return bad_ball<Real>();
            }
            const Real out = name == "floor" ? floor(x.re) : ceil(x.re);
            const Real nearest = floor(x.re + Real(0.5));
            if (x.error > 0 && size_of(Real(x.re - nearest)) <= 2 * x.error) {
                return bad_ball<Real>();
            }
            return exact_ball(out);
        }
        return elementary(name, x, one);
    }

    value elementary(const std::string& name, const value& x, const value& one) {
        if (name == "sin" || name == "cos") {
            return sin_or_cos(x, name == "sin");
        }
        if (name == "tan") {
            return sin_or_cos(x, true) / sin_or_cos(x, false);
        }
        if (name == "cot") {
            return sin_or_cos(x, false) / sin_or_cos(x, true);
        }
        if (name == "sec" || name == "csc") {
            return one / sin_or_cos(x, name == "csc");
        }
        if (name == "arcsin" || name == "arccos") {
            return arc_sin_or_cos(x, name == "arcsin");
        }
        if (name == "arctan") {
            return arc_tan(x);
        }
        if (name == "arccot") {
            return pi_ball<Real>() / exact_ball(Real(2)) - arc_tan(x);
        }
        if (name == "arcsec" || name == "arccsc") {
            return arc_sin_or_cos(one / x, name == "arccsc");
        }
        const value two = exact_ball(Real(2));
        if (name == "arcsinh") {
            return log_of(x + square_root(x * x + one));
        }
        if (name == "arccosh") {
            return x.real() && x.re < 1 ? bad_ball<Real>() : log_of(x + square_root(x * x - one));
        }
        if (name == "arctanh") {
            return log_of((one + x) / (one - x)) / two;
        }
        if (name == "sinh" || name == "cosh" || name == "tanh" || name == "coth" || name == "sech"
            || name == "csch") {
            const value up = exp_of(x);
            const value down = one / up;
            const value s = (up - down) / two;
            const value c = (up + down) / two;
            return name == "sinh"   ? s
                   : name == "cosh" ? c
                   : name == "tanh" ? s / c
                   : name == "coth" ? c / s
                   : name == "sech" ? one / c
                                    : one / s;
        }
        return bad_ball<Real>();
    }

    value determinant(node_ptr matrix) {
        const std::size_t size = matrix->columns;
        if (!is(matrix, node_kind::matrix) || size > 4 || matrix->args.size() != size * size) {
            return bad_ball<Real>();
        }
        std::vector<std::size_t> columns;
        for (std::size_t i = 0; i < size; ++i) {
            columns.push_back(i);
        }
        return minor_of(matrix, 0, columns);
    }
    value minor_of(node_ptr matrix, std::size_t row, const std::vector<std::size_t>& columns) {
        if (columns.empty()) {
            return exact_ball(Real(1));
        }
        value total = exact_ball(Real(0));
        for (std::size_t i = 0; i < columns.size(); ++i) {
            std::vector<std::size_t> rest = columns;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
            const value term = at(matrix->args[row * matrix->columns + columns[i]])
                               * minor_of(matrix, row + 1, rest);
            total = i % 2 == 0 ? total + term : total - term;
        }
        return total;
    }

    static bool infinite(node_ptr n) { return is(n, node_kind::constant) && n->name == "inf"; }

    /// Sums to infinity: by terms that fall geometrically, else by Richardson extrapolation of
    /// the partial sums in 1/N. Both are estimates and claim no more than they have seen agree.
    value infinite_sum(node_ptr n) {
        const auto from = fold(n->args[2], point_, fuel_);
        const auto first = from ? small_integer(*from) : std::nullopt;
        if (!first || std::is_same_v<Real, double> || moving(n->args[1]->name) != nullptr) {
            return bad_ball<Real>();
        }
        bindings inner = point_;
        Real total = 0;
        long double last = 0;
        int falling = 0;
        std::vector<Real> row;
        Real best = 0;
        long double change = 1;
        long next_mark = 4;
        for (long k = 0; k < 2048; ++k) {
            inner[n->args[1]->name] = *first + k;
            const value term = evaluator(inner, fuel_, moving_)(n->args[0]);
            if (term.bad || !term.real()) {
                return bad_ball<Real>();
            }
            total += term.re;
            const long double size = size_of(term);
            falling = size <= 0.8L * last ? falling + 1 : 0;
            last = size;
            if (falling > 20 && size < 1e-38L * (1 + size_of(total))) {
                return rounded<Real>(total, Real(0), 10 * size + 1e-36L * (1 + size_of(total)));
            }
            if (k + 1 != next_mark) {
                continue;
            }
            next_mark *= 2;
            std::vector<Real> next{total};
            Real factor = 1;
            for (const Real& earlier : row) {
                factor *= 2;
                next.push_back(Real(next.back() + (next.back() - earlier) / (factor - 1)));
            }
            change = size_of(Real(next.back() - best));
            best = next.back();
            row = std::move(next);
        }
        return change > 1e-15L * (1 + size_of(best)) ? bad_ball<Real>()
                                                     : rounded<Real>(best, Real(0), 10 * change);
    }

    value series(node_ptr n) {
        if (n->kind == node_kind::sum && infinite(n->args[3])) {
            return infinite_sum(n);
        }
        const auto from = fold(n->args[2], point_, fuel_);
        const auto to = from ? fold(n->args[3], point_, fuel_) : std::nullopt;
        const auto first = to ? small_integer(*from) : std::nullopt;
        const auto last = first ? small_integer(*to) : std::nullopt;
        if (!last || *last - *first > 5000 || moving(n->args[1]->name) != nullptr) {
            return bad_ball<Real>();
        }
        bindings inner = point_;
        value total = exact_ball(Real(n->kind == node_kind::sum ? 0 : 1));
        for (long k = *first; k <= *last && !total.bad; ++k) {
            inner[n->args[1]->name] = k;
            const value term = evaluator(inner, fuel_, moving_)(n->args[0]);
            total = n->kind == node_kind::sum ? total + term : total * term;
        }
        return total;
    }

    /// The body with its variable at a floating-point place.
    value body_at(node_ptr body, const std::string& variable, const Real& place) {
        const moving_variable here{variable, place, moving_};
        if (point_.count(variable) == 0) {
            return evaluator(point_, fuel_, &here)(body);
        }
        bindings without = point_;
        without.erase(variable);
        return evaluator(without, fuel_, &here)(body);
    }

    /// A place of a double-exponential rule and the weight of the integrand there.
    struct node_of_rule {
        Real place;
        Real weight;
    };
    /// Tanh-sinh between two ends, exp-sinh from one end, sinh-sinh over the whole line.
    struct integration_rule {
        Real low = 0;
        Real high = 0;
        bool from_below = false;
        bool to_above = false;

        [[nodiscard]] node_of_rule at(const Real& t) const {
            using std::exp;
            const Real quarter_turn = pi_ball<Real>().re / 2;
            const Real up = exp(t);
            const Real s = (up - 1 / up) / 2 * quarter_turn;
            const Real c = (up + 1 / up) / 2 * quarter_turn;
            const Real e = exp(s);
            const Real cosh_s = (e + 1 / e) / 2;
            if (from_below && to_above) {
                return {Real((e - 1 / e) / 2), Real(c * cosh_s)};
            }
            if (from_below || to_above) {
                return {to_above ? Real(low + e) : Real(high - e), Real(c * e)};
            }
            const Real half = (high - low) / 2;
            // Measured from the nearer end, so that places near an end keep their digits.
            const Real place =
                t > 0 ? Real(high - half / (e * cosh_s)) : Real(low + half * e / cosh_s);
            return {place, Real(half * c / (cosh_s * cosh_s))};
        }
    };

    /// Definite integrals by double-exponential rules (Takahasi and Mori 1974), halving the step
    /// until the sum stays. The error is taken from the last change; it is an estimate, not a
    /// bound, and the true error is about its square.
    value integral(node_ptr n) {
        if (!std::is_same_v<Real, float_50> || n->args.size() != 4) {
            return bad_ball<Real>();
        }
        integration_rule rule;
        rule.from_below = is(n->args[2], node_kind::negate) && infinite(n->args[2]->args[0]);
        rule.to_above = infinite(n->args[3]);
        const value a = rule.from_below ? exact_ball(Real(0)) : at(n->args[2]);
        const value b = rule.to_above ? exact_ball(Real(0)) : at(n->args[3]);
        if (a.bad || b.bad || !a.real() || !b.real()) {
            return bad_ball<Real>();
        }
        rule.low = a.re;
        rule.high = b.re;
        return summed(n, rule);
    }

    value summed(node_ptr n, const integration_rule& rule) {
        constexpr int finest = 6;
        Real total = 0;
        Real previous = 0;
        long double tail = 0;  // the last part before the integrand left the range of numbers
        for (int level = 2; level <= finest; ++level) {
            const Real step = Real(1) / Real(1 << level);
            for (int sign : {1, -1}) {
                int faded = 0;
                long double last = 1;
                // From the second level on the places between the earlier ones are new.
                const int stride = level == 2 ? 1 : 2;
                for (int k = level == 2 && sign == 1 ? 0 : 1; k < (5 << level); k += stride) {
                    const node_of_rule here = rule.at(Real(step * (sign * k)));
                    const value f = body_at(n->args[0], n->args[1]->name, here.place);
                    if (f.bad || !f.real()) {
                        if (last > 1e-18L * (1 + size_of(total)) || k <= (1 << level)) {
                            return bad_ball<Real>();
                        }
                        tail = (std::max)(tail, last);
                        break;
                    }
                    const Real part = here.weight * f.re;
                    total += part;
                    last = size_of(part);
                    const bool negligible = last < 1e-32L * (1 + size_of(total));
                    faded = negligible && k > (1 << level) ? faded + 1 : 0;
                    if (faded == 2) {
                        break;
                    }
                }
            }
            const Real sum = total * step;
            const long double change = size_of(Real(sum - previous));
            previous = sum;
            if (level > 3 && change < 1e-20L * (1 + size_of(sum))) {
                return rounded<Real>(sum, Real(0),
                                     change + 10 * tail + 1e-30L * (1 + size_of(sum)));
            }
        }
        return bad_ball<Real>();
    }

    /// The limit at 0 of f by Richardson extrapolation over a geometric sequence of steps; bad
    /// unless the last two extrapolations agree to 18 digits. The error is an estimate.
    template <class F>
    static value extrapolated(F f, int sign) {
        constexpr int rows = 16;
        std::vector<Real> row;
        Real best = 0;
        long double change = 1e100L;
        for (int i = 0; i < rows; ++i) {
            const value here = f(Real(Real(sign) / Real(std::int64_t{1} << (i + 2))));
            if (here.bad || !here.real()) {
                return bad_ball<Real>();
            }
            std::vector<Real> next{here.re};
            Real factor = 1;
            for (const Real& earlier : row) {
                factor *= 2;
                next.push_back(Real(next.back() + (next.back() - earlier) / (factor - 1)));
            }
            change = i > 0 ? size_of(Real(next.back() - best)) : change;
            best = next.back();
            row = std::move(next);
        }
        return change > 1e-18L * (1 + size_of(best)) ? bad_ball<Real>()
                                                     : rounded<Real>(best, Real(0), 100 * change);
    }

    value limit(node_ptr n) {
        if (std::is_same_v<Real, double>) {
            return bad_ball<Real>();
        }
        node_ptr target = n->args[2];
        const bool negative = is(target, node_kind::negate);
        node_ptr inner = negative ? target->args[0] : target;
        const bool infinite = is(inner, node_kind::constant) && inner->name == "inf";
        const value centre = infinite ? exact_ball(Real(0)) : at(target);
        if (centre.bad || !centre.real()) {
            return bad_ball<Real>();
        }
        value out = bad_ball<Real>();
        for (int sign : {1, -1}) {
            if ((n->name == "+" && sign < 0) || (n->name == "-" && sign > 0)
                || (infinite && (sign < 0) != negative)) {
                continue;
            }
            const value side = extrapolated(
                [&](const Real& h) {
                    return body_at(n->args[0], n->args[1]->name,
                                   infinite ? Real(1 / h) : Real(centre.re + h));
                },
                sign);
            if (side.bad || (!out.bad && size_of(side - out) > side.error + out.error)) {
                return bad_ball<Real>();
            }
            out = side;
        }
        return out;
    }

    value derivative(node_ptr n) {
        const value x = at(n->args[1]);
        if (std::is_same_v<Real, double> || x.bad || !x.real()) {
            return bad_ball<Real>();
        }
        return extrapolated(
            [&](const Real& h) {
                return (body_at(n->args[0], n->args[1]->name, Real(x.re + h))
                        - body_at(n->args[0], n->args[1]->name, Real(x.re - h)))
                       / exact_ball(Real(2 * h));
            },
            1);
    }

    const bindings& point_;
    fuel_tank& fuel_;
    bool real_parts_;
    const moving_variable* moving_ = nullptr;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_EVALUATE_HPP
