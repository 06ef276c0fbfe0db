// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_CANONICAL_HPP
#define PASSK_VERIFY_MATH_CANONICAL_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// A fraction of two words, the exponent of an atom in a monomial.
struct exponent_fraction {
    std::int64_t above = 0;
    std::int64_t below = 1;

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 of <=> for a pointer
    friend auto operator<=>(const exponent_fraction&, const exponent_fraction&) = default;
};

struct atom_power {
    int atom = 0;
    exponent_fraction exponent{};

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 of <=> for a pointer
    friend auto operator<=>(const atom_power&, const atom_power&) = default;
};

using monomial = std::vector<atom_power>;
using canonical_sum = std::map<monomial, rational>;

/// A quotient of two sums of monomials in atoms, the normal form of an expression.
struct canonical_quotient {
    canonical_sum above{};
    canonical_sum below{};
};

/// What is known of an atom, which decides whether two different normal forms prove two
/// different values.
enum class atom_kind : std::uint8_t {
    prime,           ///< a prime; its exponents lie in [0, 1)
    imaginary,       ///< i, with exponent 0 or 1
    transcendental,  ///< pi or e
    variable,        ///< a symbol
    other,           ///< a function value of which nothing is known
};

/// Brings expressions to a normal form: sums of rational multiples of products of atoms. Atoms are
/// primes under fractional exponents, i, pi, e, symbols, and every subexpression that is none of
/// these, named by its own normal form. By unique factorisation and Besicovitch's theorem
/// (distinct products of prime powers with exponents in [0, 1) are linearly independent over the
/// rationals) two different forms in primes, i, symbols and at most one of pi and e are different
/// values; other atoms may hide relations.
///
/// @par Source
/// A. S. Besicovitch 1940, "On the linear independence of fractional powers of integers".
class canonicaliser {
public:
    explicit canonicaliser(fuel_tank& fuel) : fuel_(fuel) {}

    /// Null if the expression has no normal form within the limits, for example a division by 0.
    [[nodiscard]] std::optional<canonical_quotient> operator()(node_ptr n) { return form(n); }

    /// True if all atoms met so far are independent, so that different forms are different values.
    [[nodiscard]] bool independent() const {
        int transcendental = 0;
        for (const auto kind : kinds_) {
            if (kind == atom_kind::other) {
                return false;
            }
            transcendental += kind == atom_kind::transcendental ? 1 : 0;
        }
        return transcendental <= 1;
    }

    [[nodiscard]] std::optional<canonical_sum> multiply(const canonical_sum& a,
                                                        const canonical_sum& b) {
        canonical_sum out;
        if (a.size() * b.size() > 20000) {
            return std::nullopt;
        }
        for (const auto& [ka, ca] : a) {
            for (const auto& [kb, cb] : b) {
                rational coefficient = ca * cb;
                if (!fuel_.spend(2 + bits(coefficient) / 128) || bits(coefficient) > bit_limit) {
                    return std::nullopt;
                }
                auto key = join(ka, kb, coefficient);
                if (!key) {
                    return std::nullopt;
                }
                accumulate(out, std::move(*key), coefficient);
            }
        }
        return out;
    }

    [[nodiscard]] static canonical_sum add(const canonical_sum& a, const canonical_sum& b,
                                           const rational& scale) {
        canonical_sum out = a;
        for (const auto& [key, coefficient] : b) {
            accumulate(out, key, scale * coefficient);
        }
        return out;
    }

    /// The sum times what makes all its exponents non-negative: y - 1/x becomes xy - 1.
    [[nodiscard]] std::optional<canonical_sum> without_denominators(const canonical_sum& sum) {
        std::map<int, exponent_fraction> lowest;
        for (const auto& [key, coefficient] : sum) {
            for (const atom_power& p : key) {
                exponent_fraction& low = lowest[p.atom];
                if (p.exponent.above * low.below < low.above * p.exponent.below) {
                    low = p.exponent;
                }
            }
        }
        monomial factor;
        for (const auto& [atom, low] : lowest) {
            if (low.above < 0) {
                factor.push_back({atom, {-low.above, low.below}});
            }
        }
        return multiply(sum, canonical_sum{{factor, rational(1)}});
    }

    [[nodiscard]] atom_kind kind_of(int atom) const {
        return kinds_[static_cast<std::size_t>(atom)];
    }

private:
    using form_result = std::optional<canonical_quotient>;

    int atom(const std::string& name, atom_kind kind) {
        const auto [at, fresh] = ids_.try_emplace(name, static_cast<int>(kinds_.size()));
        if (fresh) {
            kinds_.push_back(kind);
            primes_.push_back(kind == atom_kind::prime ? integer(name) : integer(0));
        }
        return at->second;
    }

    static void accumulate(canonical_sum& sum, monomial key, const rational& coefficient) {
        const auto [at, fresh] = sum.try_emplace(std::move(key), coefficient);
        if (!fresh) {
            at->second += coefficient;
        }
        if (at->second == 0) {
            sum.erase(at);
        }
    }

    static canonical_sum constant(const rational& value) {
        canonical_sum out;
        if (value != 0) {
            out.emplace(monomial{}, value);
        }
        return out;
    }
    static form_result whole(canonical_sum sum) {
        return canonical_quotient{std::move(sum), constant(1)};
    }
    form_result single(int which, exponent_fraction exponent = {1, 1}) {
        canonical_sum out;
        out.emplace(monomial{{which, exponent}}, rational(1));
        return whole(std::move(out));
    }

    __extension__ using wide = __int128;

    static bool reduce(wide above, wide below, exponent_fraction& out) {
        if (below < 0) {
            above = -above;
            below = -below;
        }
        auto a = above < 0 ? -above : above;
        auto b = below;
        while (b != 0) {
            a %= b;
            std::swap(a, b);
        }
        above /= a;
        below /= a;
        constexpr std::int64_t limit = std::int64_t{1} << 40;
        if (above > limit || above < -limit || below > limit) {
            return false;
        }
        out = {static_cast<std::int64_t>(above), static_cast<std::int64_t>(below)};
        return true;
    }
    static std::optional<exponent_fraction> plus(exponent_fraction a, exponent_fraction b) {
        exponent_fraction out;
        return reduce(wide{a.above} * b.below + wide{b.above} * a.below, wide{a.below} * b.below,
                      out)
                   ? std::optional<exponent_fraction>(out)
                   : std::nullopt;
    }
    static std::optional<exponent_fraction> times(exponent_fraction a, exponent_fraction b) {
        exponent_fraction out;
        return reduce(wide{a.above} * b.above, wide{a.below} * b.below, out)
                   ? std::optional<exponent_fraction>(out)
                   : std::nullopt;
    }

    /// Puts one atom power into normal range, moving whole prime powers and i^2 into the
    /// coefficient; false if that grows too long.
    bool settle(atom_power& power, rational& coefficient) {
        const atom_kind kind = kind_of(power.atom);
        if (kind == atom_kind::prime) {
            std::int64_t floor = power.exponent.above / power.exponent.below;
            if (power.exponent.above < 0 && floor * power.exponent.below != power.exponent.above) {
                --floor;
            }
            if (floor != 0) {
                if (floor > 100000 || floor < -100000) {
                    return false;
                }
                const auto scale =
                    rational_power(rational(primes_[static_cast<std::size_t>(power.atom)]),
                                   static_cast<long>(floor), fuel_);
                if (!scale) {
                    return false;
                }
                coefficient *= *scale;
                power.exponent.above -= floor * power.exponent.below;
            }
        } else if (kind == atom_kind::imaginary) {
            const std::int64_t turns = ((power.exponent.above % 4) + 4) % 4;
            if (turns >= 2) {
                coefficient = -coefficient;
            }
            power.exponent.above = turns % 2;
        }
        return true;
    }

    std::optional<monomial> join(const monomial& a, const monomial& b, rational& coefficient) {
        monomial out;
        out.reserve(a.size() + b.size());
        auto i = a.begin();
        auto j = b.begin();
        while (i != a.end() || j != b.end()) {
            if (j == b.end() || (i != a.end() && i->atom < j->atom)) {
                out.push_back(*i++);
            } else if (i == a.end() || j->atom < i->atom) {
                out.push_back(*j++);
            } else {
                const auto exponent = plus(i->exponent, j->exponent);
                if (!exponent) {
                    return std::nullopt;
                }
                atom_power merged{i->atom, *exponent};
                ++i;
                ++j;
                if (!settle(merged, coefficient)) {
                    return std::nullopt;
                }
                if (merged.exponent.above != 0) {
                    out.push_back(merged);
                }
            }
        }
        return out;
    }

    form_result product(const canonical_quotient& a, const canonical_quotient& b) {
        auto above = multiply(a.above, b.above);
        auto below = above ? multiply(a.below, b.below) : std::nullopt;
        if (!below || below->empty()) {
            return std::nullopt;
        }
        return simplify({std::move(*above), std::move(*below)});
    }

    /// A denominator of one term is moved up.
    form_result simplify(canonical_quotient q) {
        if (q.below.size() != 1) {
            return q;
        }
        const auto& [key, coefficient] = *q.below.begin();
        if (key.empty() && coefficient == 1) {
            return q;
        }
        const auto inverse = power_of_term(key, coefficient, {-1, 1});
        auto above = inverse ? multiply(q.above, *inverse) : std::nullopt;
        return above ? whole(std::move(*above)) : form_result(std::nullopt);
    }

    form_result sum(const canonical_quotient& a, const canonical_quotient& b, int sign) {
        if (a.below == b.below) {
            return canonical_quotient{add(a.above, b.above, sign), a.below};
        }
        auto left = multiply(a.above, b.below);
        auto right = left ? multiply(b.above, a.below) : std::nullopt;
        auto below = right ? multiply(a.below, b.below) : std::nullopt;
        if (!below) {
            return std::nullopt;
        }
        return canonical_quotient{add(*left, *right, sign), std::move(*below)};
    }

    form_result invert(const canonical_quotient& q) {
        if (q.above.empty()) {
            return std::nullopt;
        }
        return simplify({q.below, q.above});
    }

    /// (coefficient * key)^exponent for a whole exponent, or for a positive coefficient and a key
    /// of positive constants or one plain symbol.
    std::optional<canonical_sum> power_of_term(const monomial& key, const rational& coefficient,
                                               exponent_fraction exponent) {
        const bool whole_exponent = exponent.below == 1;
        rational scale = 1;
        std::optional<canonical_sum> out;
        if (whole_exponent) {
            const auto power =
                rational_power(coefficient, static_cast<long>(exponent.above), fuel_);
            if (!power) {
                return std::nullopt;
            }
            scale = *power;
            out = constant(1);
        } else {
            rational positive = coefficient;
            if (coefficient < 0) {
                if (!key.empty()) {
                    return std::nullopt;
                }
                positive = -coefficient;
                if (exponent.below % 2 == 1) {
                    scale = exponent.above % 2 == 0 ? 1 : -1;
                } else if (exponent.below == 2) {
                    const std::int64_t turns = ((exponent.above % 4) + 4) % 4;
                    canonical_sum unit;
                    unit.emplace(monomial{{atom("i", atom_kind::imaginary), {1, 1}}},
                                 turns == 1 ? rational(1) : rational(-1));
                    out = std::move(unit);
                } else {
                    return std::nullopt;
                }
            }
            const auto root = power_of_rational(positive, exponent);
            if (!root) {
                return std::nullopt;
            }
            out = out ? multiply(*out, *root) : root;
            if (!out) {
                return std::nullopt;
            }
        }
        monomial raised;
        int variables = 0;
        for (const atom_power& p : key) {
            const atom_kind kind = kind_of(p.atom);
            if (!whole_exponent) {
                if (kind == atom_kind::variable) {
                    ++variables;
                    if (p.exponent.above != 1 && p.exponent.above != -1) {
                        return std::nullopt;
                    }
                } else if (kind != atom_kind::prime && kind != atom_kind::transcendental) {
                    return std::nullopt;
                }
            }
            const auto exponent_out = times(p.exponent, exponent);
            if (!exponent_out) {
                return std::nullopt;
            }
            atom_power next{p.atom, *exponent_out};
            if (!settle(next, scale)) {
                return std::nullopt;
            }
            if (next.exponent.above != 0) {
                raised.push_back(next);
            }
        }
        if (variables > 1) {
            return std::nullopt;
        }
        canonical_sum term;
        term.emplace(std::move(raised), scale);
        return multiply(*out, term);
    }

    /// A positive rational to a fractional power, over its prime factors.
    std::optional<canonical_sum> power_of_rational(const rational& base,
                                                   exponent_fraction exponent) {
        canonical_sum out = constant(1);
        if (base == 1) {
            return out;
        }
        for (const int side : {1, -1}) {
            const auto factors = factorise(side == 1 ? numerator(base) : denominator(base));
            if (!factors) {
                return std::nullopt;
            }
            for (const auto& [prime, count] : *factors) {
                const auto power = times(exponent, {side * count, 1});
                if (!power) {
                    return std::nullopt;
                }
                rational scale = 1;
                atom_power p{atom(prime.str(), atom_kind::prime), *power};
                if (!settle(p, scale)) {
                    return std::nullopt;
                }
                canonical_sum term;
                term.emplace(p.exponent.above == 0 ? monomial{} : monomial{p}, scale);
                auto next = multiply(out, term);
                if (!next) {
                    return std::nullopt;
                }
                out = std::move(*next);
            }
        }
        return out;
    }

public:
    /// The prime factors of a positive number with their counts, if trial division up to 10^4
    /// finds them all.
    [[nodiscard]] std::optional<std::vector<std::pair<integer, std::int64_t>>> factorise(
        integer value) {
        std::vector<std::pair<integer, std::int64_t>> out;
        if (bits(value) > 4096) {
            return std::nullopt;
        }
        for (unsigned p = 2; p < 10000 && value > 1; p += p == 2 ? 1 : 2) {
            std::int64_t count = 0;
            if (value <= 0xFFFFFFFFFFFFULL) {
                auto word = static_cast<std::uint64_t>(value);
                if (std::uint64_t{p} * p > word) {
                    break;
                }
                while (word % p == 0) {
                    word /= p;
                    ++count;
                }
                if (count > 0) {
                    value = word;
                }
                if (p % 64 == 1 && !fuel_.spend(1)) {
                    return std::nullopt;
                }
            } else {
                while (value % p == 0) {
                    value /= p;
                    ++count;
                }
                if (!fuel_.spend(1 + bits(value) / 512)) {
                    return std::nullopt;
                }
            }
            if (count > 0) {
                out.emplace_back(p, count);
            }
        }
        if (value > 1) {
            if (value >= 100000000) {
                return std::nullopt;  // perhaps not a prime
            }
            out.emplace_back(value, 1);
        }
        return out;
    }

private:
    [[nodiscard]] std::string named(const canonical_quotient& q) const {
        std::string out;
        for (const canonical_sum* part : {&q.above, &q.below}) {
            for (const auto& [key, coefficient] : *part) {
                out += coefficient.str();
                for (const atom_power& p : key) {
                    out += '.' + std::to_string(p.atom) + '^' + std::to_string(p.exponent.above)
                           + '/' + std::to_string(p.exponent.below);
                }
                out += ';';
            }
            out += '|';
        }
        return out;
    }

    static bool is_constant(const canonical_quotient& q, rational& value) {
        if (q.below.size() != 1 || !q.below.begin()->first.empty() || q.above.size() > 1) {
            return false;
        }
        if (q.above.empty()) {
            value = 0;
            return true;
        }
        if (!q.above.begin()->first.empty()) {
            return false;
        }
        value = q.above.begin()->second / q.below.begin()->second;
        return true;
    }

    form_result power(node_ptr n) {
        const auto exponent = form(n->args[1]);
        if (!exponent) {
            return std::nullopt;
        }
        rational value;
        const bool constant_exponent = is_constant(*exponent, value);
        if (is(n->args[0], node_kind::constant) && n->args[0]->name == "e" && !constant_exponent) {
            return exponential("e", *exponent, rational(1));
        }
        const auto base = form(n->args[0]);
        if (!base) {
            return std::nullopt;
        }
        if (constant_exponent) {
            return raise(*base, value);
        }
        rational positive;
        if (is_constant(*base, positive) && positive > 0 && positive != 1) {
            return exponential("", *exponent, positive);
        }
        return single(atom("pow " + named(*base) + named(*exponent), atom_kind::other));
    }

    form_result raise(const canonical_quotient& base, const rational& value) {
        const auto above = small_integer(rational(numerator(value)));
        const auto below = small_integer(rational(denominator(value)));
        if (!above || !below) {
            return std::nullopt;
        }
        const exponent_fraction exponent{*above, *below};
        if (base.above.size() == 1 && base.below.size() == 1) {
            const auto& [key, coefficient] = *base.above.begin();
            if (base.below.begin()->first.empty()) {
                const rational scale = coefficient / base.below.begin()->second;
                if (auto out = power_of_term(key, scale, exponent)) {
                    return whole(std::move(*out));
                }
                if (*below == 1) {
                    return std::nullopt;
                }
            }
        }
        if (base.above.empty()) {
            return *above > 0 ? whole({}) : form_result(std::nullopt);
        }
        if (*below == 1) {
            const long times_over = *above < 0 ? -*above : *above;
            if (times_over > 64) {
                return single(atom("pow " + named(base) + value.str(), atom_kind::other));
            }
            form_result out = whole(constant(1));
            const auto factor = *above < 0 ? invert(base) : form_result(base);
            for (long i = 0; out && factor && i < times_over; ++i) {
                out = product(*out, *factor);
                if (out && out->above.size() > 300) {
                    return std::nullopt;
                }
            }
            return factor ? out : std::nullopt;
        }
        return single(atom("pow " + named(base) + value.str(), atom_kind::other));
    }

    /// base^(c1 m1 + c2 m2 + ...) as the product of the atoms base^mi, each to the power ci.
    form_result exponential(const std::string& base_name, const canonical_quotient& exponent,
                            const rational& base) {
        if (exponent.below.size() != 1 || !exponent.below.begin()->first.empty()) {
            return single(
                atom("pow " + base_name + base.str() + named(exponent), atom_kind::other));
        }
        std::vector<std::pair<std::string, std::int64_t>> primes;
        if (base_name == "e") {
            primes.emplace_back("e", 1);
        } else {
            for (const int side : {1, -1}) {
                const auto factors = factorise(side == 1 ? numerator(base) : denominator(base));
                if (!factors) {
                    return std::nullopt;
                }
                for (const auto& [prime, count] : *factors) {
                    primes.emplace_back(prime.str(), side * count);
                }
            }
        }
        canonical_sum out = constant(1);
        for (const auto& [name, count] : primes) {
            for (const auto& [key, coefficient] : exponent.above) {
                const rational c = coefficient / exponent.below.begin()->second * count;
                const auto above = small_integer(rational(numerator(c)));
                const auto below = small_integer(rational(denominator(c)));
                if (!above || !below) {
                    return std::nullopt;
                }
                canonical_sum unit;
                unit.emplace(key, rational(1));
                const int which =
                    key.empty()
                        ? atom(name, name == "e" ? atom_kind::transcendental : atom_kind::prime)
                        : atom("exp " + name + named({unit, constant(1)}), atom_kind::other);
                rational scale = 1;
                atom_power p{which, {*above, *below}};
                if (!settle(p, scale)) {
                    return std::nullopt;
                }
                canonical_sum term;
                term.emplace(p.exponent.above == 0 ? monomial{} : monomial{p}, scale);
                auto next = multiply(out, term);
                if (!next) {
                    return std::nullopt;
                }
                out = std::move(*next);
            }
        }
        return whole(std::move(out));
    }

    form_result logarithm(const canonical_quotient& x) {
        rational value;
        if (is_constant(x, value) && value > 0) {
            canonical_sum out;
            for (const int side : {1, -1}) {
                const auto factors = factorise(side == 1 ? numerator(value) : denominator(value));
                if (!factors) {
                    return std::nullopt;
                }
                for (const auto& [prime, count] : *factors) {
                    accumulate(out, monomial{{atom("ln " + prime.str(), atom_kind::other), {1, 1}}},
                               rational(side * count));
                }
            }
            return whole(std::move(out));
        }
        if (x.above.size() == 1 && x.below.size() == 1 && x.above.begin()->second == 1
            && x.above.begin()->first.size() == 1 && x.below.begin()->first.empty()
            && x.below.begin()->second == 1) {
            const atom_power p = x.above.begin()->first.front();
            if (kind_of(p.atom) == atom_kind::transcendental && ids_.find("e") != ids_.end()
                && ids_.find("e")->second == p.atom) {
                return whole(constant(rational(p.exponent.above, p.exponent.below)));
            }
        }
        return single(atom("ln " + named(x), atom_kind::other));
    }

    form_result function(node_ptr n) {
        if (n->name == "root") {
            const auto index = fold(n->args[1], {}, fuel_);
            const auto inside = index && *index > 0 ? form(n->args[0]) : std::nullopt;
            return inside ? raise(*inside, 1 / *index) : std::nullopt;
        }
        std::vector<canonical_quotient> args;
        for (node_ptr a : n->args) {
            auto part = form(a);
            if (!part) {
                return std::nullopt;
            }
            args.push_back(std::move(*part));
        }
        if (n->name == "ln" && args.size() == 1) {
            return logarithm(args[0]);
        }
        if (n->name == "log" && args.size() == 2) {
            const auto above = logarithm(args[0]);
            const auto below = above ? logarithm(args[1]) : std::nullopt;
            const auto inverse = below ? invert(*below) : std::nullopt;
            return inverse ? product(*above, *inverse) : std::nullopt;
        }
        std::string name = n->name + ' ';
        for (const canonical_quotient& a : args) {
            name += named(a) + ',';
        }
        return single(atom(name, atom_kind::other));
    }

    form_result form(node_ptr n) {
        if (!fuel_.spend(2)) {
            return std::nullopt;
        }
        switch (n->kind) {
            case node_kind::number: return n->elided ? std::nullopt : whole(constant(n->value));
            case node_kind::symbol: return single(atom("$" + n->name, atom_kind::variable));
            case node_kind::constant:
                if (n->name == "inf") {
                    return std::nullopt;
                }
                return single(atom(
                    n->name, n->name == "i" ? atom_kind::imaginary : atom_kind::transcendental));
            case node_kind::add: {
                auto total = form(n->args[0]);
                for (std::size_t i = 1; total && i < n->args.size(); ++i) {
                    const auto next = form(n->args[i]);
                    total = next ? sum(*total, *next, 1) : std::nullopt;
                }
                return total;
            }
            case node_kind::multiply: {
                auto total = form(n->args[0]);
                for (std::size_t i = 1; total && i < n->args.size(); ++i) {
                    const auto next = form(n->args[i]);
                    total = next ? product(*total, *next) : std::nullopt;
                }
                return total;
            }
            case node_kind::negate: {
                auto inside = form(n->args[0]);
                return inside ? sum({{}, inside->below}, *inside, -1) : std::nullopt;
            }
            case node_kind::percent: {
                auto inside = form(n->args[0]);
                return inside ? product(*inside, *whole(constant(n->value))) : std::nullopt;
            }
            case node_kind::divide: {
                const auto above = form(n->args[0]);
                const auto below = above ? form(n->args[1]) : std::nullopt;
                const auto inverse = below ? invert(*below) : std::nullopt;
                return inverse ? product(*above, *inverse) : std::nullopt;
            }
            case node_kind::power: return power(n);
            case node_kind::function:
                if (const auto value = fold(n, {}, fuel_)) {
                    return whole(constant(*value));
                }
                return function(n);
            case node_kind::quantity:
                if (n->name == "deg") {
                    auto inside = form(n->args[0]);
                    const auto turn = single(atom("pi", atom_kind::transcendental));
                    auto out = inside ? product(*inside, *turn) : std::nullopt;
                    return out ? product(*out, *whole(constant(rational(1, 180)))) : std::nullopt;
                }
                return std::nullopt;
            case node_kind::sum:
            case node_kind::product: {
                const auto value = fold(n, {}, fuel_);
                return value ? whole(constant(*value)) : std::nullopt;
            }
            default: return std::nullopt;
        }
    }

    fuel_tank& fuel_;
    std::map<std::string, int> ids_;
    std::vector<atom_kind> kinds_;
    std::vector<integer> primes_;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_CANONICAL_HPP
