// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_FOLD_HPP
#define PASSK_VERIFY_MATH_FOLD_HPP

#include <passk/verify/math/expression.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail::math {

/// The step budget of one pair. Once it is empty every step fails, so that work stops soon and
/// at the same place on every machine.
class fuel_tank {
public:
    explicit fuel_tank(std::uint64_t steps) : left_(steps) {}

    bool spend(std::uint64_t steps) {
        if (left_ < steps) {
            left_ = 0;
            return false;
        }
        left_ -= steps;
        return true;
    }
    [[nodiscard]] bool empty() const noexcept { return left_ == 0; }
    [[nodiscard]] std::uint64_t left() const noexcept { return left_; }

private:
    std::uint64_t left_;
};

using bindings = std::map<std::string, rational, std::less<>>;

inline constexpr std::uint64_t bit_limit = 65536;

[[nodiscard]] inline bool is_integer(const rational& value) {
    return denominator(value) == 1;
}

[[nodiscard]] inline unsigned bits(const integer& value) {
    return value == 0 ? 1U : static_cast<unsigned>(msb(value < 0 ? integer(-value) : value)) + 1U;
}
[[nodiscard]] inline unsigned bits(const rational& value) {
    return bits(integer(numerator(value))) + bits(integer(denominator(value)));
}

[[nodiscard]] inline integer floor_of(const rational& value) {
    integer quotient = numerator(value) / denominator(value);
    if (value < 0 && quotient * denominator(value) != numerator(value)) {
        --quotient;
    }
    return quotient;
}

/// value as a long, if it is a whole number of at most 9 digits.
[[nodiscard]] inline std::optional<long> small_integer(const rational& value) {
    if (!is_integer(value) || numerator(value) > 1000000000 || numerator(value) < -1000000000) {
        return std::nullopt;
    }
    return static_cast<long>(numerator(value));
}

/// base^exponent if it is rational and not too long.
[[nodiscard]] inline std::optional<rational> rational_power(const rational& base, long exponent,
                                                            fuel_tank& fuel) {
    const auto size = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
    if (base == 0) {
        return exponent > 0 ? std::optional<rational>(0) : std::nullopt;
    }
    if (base == 1 || (base == -1 && size % 2 == 0)) {
        return rational(1);
    }
    if (base == -1) {
        return rational(-1);
    }
    if (size * bits(base) > 2 * bit_limit || !fuel.spend(1 + size * bits(base) / 64)) {
        return std::nullopt;
    }
    const integer above = pow(integer(numerator(base)), static_cast<unsigned>(size));
    const integer below = pow(integer(denominator(base)), static_cast<unsigned>(size));
    return exponent < 0 ? rational(below, above) : rational(above, below);
}

/// The exact root of this index, if it is rational.
[[nodiscard]] inline std::optional<integer> integer_root(const integer& value, unsigned index) {
    if (value < 0 || index == 0) {
        return std::nullopt;
    }
    if (value < 2 || index == 1) {
        return value;
    }
    const unsigned length = bits(value);
    if (index >= length) {
        return std::nullopt;
    }
    integer root = integer(1) << (length / index + 1);
    for (;;) {  // Newton from above
        const integer power = pow(root, index - 1);
        const integer next = ((index - 1) * root + value / power) / index;
        if (next >= root) {
            break;
        }
        root = next;
    }
    return pow(root, index) == value ? std::optional<integer>(root) : std::nullopt;
}

[[nodiscard]] inline std::optional<rational> rational_root(const rational& value, unsigned index,
                                                           fuel_tank& fuel) {
    if (bits(value) > 4096 || index > 64 || !fuel.spend(20)) {
        return std::nullopt;
    }
    if (value < 0) {
        if (index % 2 == 0) {
            return std::nullopt;
        }
        const auto positive = rational_root(-value, index, fuel);
        return positive ? std::optional<rational>(-*positive) : std::nullopt;
    }
    const auto above = integer_root(numerator(value), index);
    const auto below = above ? integer_root(denominator(value), index) : std::nullopt;
    return below ? std::optional<rational>(rational(*above, *below)) : std::nullopt;
}

[[nodiscard]] inline std::optional<integer> factorial_of(long n, long step, fuel_tank& fuel) {
    if (n < -1 || n > 6000 || (n < 0 && step == 1)) {
        return std::nullopt;
    }
    integer out = 1;
    for (long k = n; k > 1; k -= step) {
        out *= k;
        if (!fuel.spend(1 + bits(out) / 256) || bits(out) > bit_limit) {
            return std::nullopt;
        }
    }
    return out;
}

[[nodiscard]] inline std::optional<rational> binomial_of(const rational& top,
                                                         const rational& bottom, fuel_tank& fuel) {
    const auto n = small_integer(top);
    const auto k = small_integer(bottom);
    if (!n || !k) {
        return std::nullopt;
    }
    if (*k < 0 || (*n >= 0 && *k > *n)) {
        return rational(0);
    }
    const long steps = *n >= 0 && *n - *k < *k ? *n - *k : *k;
    if (steps > 20000) {
        return std::nullopt;
    }
    integer out = 1;
    for (long i = 1; i <= steps; ++i) {
        out = out * (*n - steps + i) / i;
        if (*n < 0 || !fuel.spend(1 + bits(out) / 256) || bits(out) > bit_limit) {
            return std::nullopt;
        }
    }
    return rational(out);
}

[[nodiscard]] inline std::optional<rational> fold(node_ptr n, const bindings& env, fuel_tank& fuel);

[[nodiscard]] inline std::optional<rational> fold_function(node_ptr n, const bindings& env,
                                                           fuel_tank& fuel) {
    const std::string& name = n->name;
    if (name == "det" || name.starts_with("call")) {
        return std::nullopt;
    }
    std::vector<rational> args;
    for (node_ptr a : n->args) {
        const auto value = fold(a, env, fuel);
        if (!value) {
            return std::nullopt;
        }
        args.push_back(*value);
    }
    if (args.empty()) {
        return std::nullopt;
    }
    const rational& x = args[0];
    if (name == "max" || name == "min") {
        rational out = x;
        for (const rational& other : args) {
            out = (name == "max") == (other > out) ? other : out;
        }
        return out;
    }
    if (name == "gcd" || name == "lcm") {
        integer out = 0;
        for (const rational& value : args) {
            if (!is_integer(value)) {
                return std::nullopt;
            }
            const integer whole = abs(integer(numerator(value)));
            out = &value == &args[0] ? whole
                  : name == "gcd"    ? integer(gcd(out, whole))
                                     : integer(lcm(out, whole));
        }
        return rational(out);
    }
    if (args.size() == 1) {
        if (name == "abs") {
            return abs(x);
        }
        if (name == "floor") {
            return rational(floor_of(x));
        }
        if (name == "ceil") {
            return rational(-floor_of(-x));
        }
        if (name == "sgn") {
            return rational(x > 0 ? 1 : x < 0 ? -1 : 0);
        }
        if (name == "Re") {
            return x;
        }
        if (name == "Im") {
            return rational(0);
        }
        if (name == "factorial" || name == "double_factorial") {
            const auto whole = small_integer(x);
            const auto out =
                whole ? factorial_of(*whole, name == "factorial" ? 1 : 2, fuel) : std::nullopt;
            return out ? std::optional<rational>(rational(*out)) : std::nullopt;
        }
        if (x == 0 && (name == "sin" || name == "tan" || name == "sinh" || name == "tanh")) {
            return rational(0);
        }
        if ((x == 0 && (name == "cos" || name == "cosh"))) {
            return rational(1);
        }
        if (x == 1 && (name == "ln" || name == "log")) {
            return rational(0);
        }
        return std::nullopt;
    }
    if (args.size() == 2) {
        const rational& y = args[1];
        if (name == "mod") {
            return y == 0 ? std::nullopt
                          : std::optional<rational>(x - y * rational(floor_of(x / y)));
        }
        if (name == "binomial") {
            return binomial_of(x, y, fuel);
        }
        if (name == "root") {
            const auto index = small_integer(y);
            return index && *index > 0 ? rational_root(x, static_cast<unsigned>(*index), fuel)
                                       : std::nullopt;
        }
        if (name == "log" && x > 0 && y > 1 && is_integer(y) && bits(x) < 2048) {
            rational power = 1;
            const bool below = x < 1;
            const rational target = below ? rational(1 / x) : x;
            for (long k = 0; power <= target && fuel.spend(1); ++k, power *= y) {
                if (power == target) {
                    return rational(below ? -k : k);
                }
            }
        }
    }
    return std::nullopt;
}

/// The exact value of an expression, if it is rational and can be found by rational arithmetic
/// within the limits. Symbols take their values from `env`.
[[nodiscard]] inline std::optional<rational> fold(node_ptr n, const bindings& env,
                                                  fuel_tank& fuel) {
    if (!fuel.spend(1)) {
        return std::nullopt;
    }
    const auto part = [&](std::size_t i) { return fold(n->args[i], env, fuel); };
    switch (n->kind) {
        case node_kind::number: return n->elided ? std::nullopt : std::optional<rational>(n->value);
        case node_kind::symbol: {
            const auto at = env.find(n->name);
            return at == env.end() ? std::nullopt : std::optional<rational>(at->second);
        }
        case node_kind::negate: {
            const auto value = part(0);
            return value ? std::optional<rational>(-*value) : std::nullopt;
        }
        case node_kind::percent: {
            const auto value = part(0);
            return value ? std::optional<rational>(*value * n->value) : std::nullopt;
        }
        case node_kind::add:
        case node_kind::multiply: {
            rational total = n->kind == node_kind::add ? 0 : 1;
            for (std::size_t i = 0; i < n->args.size(); ++i) {
                const auto value = part(i);
                if (!value) {
                    return std::nullopt;
                }
                total =
                    n->kind == node_kind::add ? rational(total + *value) : rational(total * *value);
                if (!fuel.spend(1 + bits(total) / 512) || bits(total) > 2 * bit_limit) {
                    return std::nullopt;
                }
            }
            return total;
        }
        case node_kind::divide: {
            const auto above = part(0);
            const auto below = above ? part(1) : std::nullopt;
            return below && *below != 0 ? std::optional<rational>(*above / *below) : std::nullopt;
        }
        case node_kind::power: {
            const auto base = part(0);
            const auto exponent = base ? part(1) : std::nullopt;
            if (!exponent) {
                return std::nullopt;
            }
            const auto below = small_integer(rational(denominator(*exponent)));
            const auto above = small_integer(rational(numerator(*exponent)));
            if (!below || !above) {
                return *base == 1 ? base : std::nullopt;
            }
            if (*below == 1) {
                return rational_power(*base, *above, fuel);
            }
            const auto root = rational_root(*base, static_cast<unsigned>(*below), fuel);
            return root ? rational_power(*root, *above, fuel) : std::nullopt;
        }
        case node_kind::function: return fold_function(n, env, fuel);
        case node_kind::sum:
        case node_kind::product: {
            const auto from = part(2);
            const auto to = from ? part(3) : std::nullopt;
            const auto first = to ? small_integer(*from) : std::nullopt;
            const auto last = first ? small_integer(*to) : std::nullopt;
            if (!last || *last - *first > 20000) {
                return std::nullopt;
            }
            bindings inner = env;
            rational total = n->kind == node_kind::sum ? 0 : 1;
            for (long k = *first; k <= *last; ++k) {
                inner[n->args[1]->name] = k;
                const auto value = fold(n->args[0], inner, fuel);
                if (!value) {
                    return std::nullopt;
                }
                total =
                    n->kind == node_kind::sum ? rational(total + *value) : rational(total * *value);
                if (!fuel.spend(1 + bits(total) / 256) || bits(total) > 2 * bit_limit) {
                    return std::nullopt;
                }
            }
            return total;
        }
        default: return std::nullopt;
    }
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_FOLD_HPP
