// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_REAL_QUOTIENT_HPP
#define PASSK_VERIFY_MATH_REAL_QUOTIENT_HPP

#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// A polynomial in one unknown with real coefficients to 50 digits, lowest power first.
struct real_polynomial {
    std::vector<float_50> c;

    static constexpr std::size_t max_degree = 12;

    [[nodiscard]] bool is_zero() const { return c.empty(); }

    /// Drops leading coefficients that cancelled.
    void tidy() {
        float_50 size = 0;
        for (const float_50& x : c) {
            size = (std::max)(size, float_50(abs(x)));
        }
        while (!c.empty() && abs(c.back()) <= size * float_50("1e-42")) {
            c.pop_back();
        }
    }

    [[nodiscard]] float_50 at(const float_50& x) const {
        float_50 out = 0;
        for (std::size_t i = c.size(); i > 0; --i) {
            out = out * x + c[i - 1];
        }
        return out;
    }

    /// -1, 0 or 1; 0 within the rounding error of the evaluation.
    [[nodiscard]] int sign_at(const float_50& x) const {
        float_50 size = 0;
        float_50 power = 1;
        for (const float_50& a : c) {
            size += abs(a) * power;
            power *= abs(x);
        }
        const float_50 value = at(x);
        return abs(value) <= size * float_50("1e-36") ? 0 : value > 0 ? 1 : -1;
    }

    /// The distinct real roots in order, each to about 40 digits: between neighbouring roots of
    /// the derivative a polynomial is monotone, so bisection finds what is there.
    [[nodiscard]] std::optional<std::vector<float_50>> real_roots() const {
        if (c.empty()) {
            return std::nullopt;
        }
        if (c.size() == 1) {
            return std::vector<float_50>{};
        }
        if (c.size() == 2) {
            return std::vector<float_50>{float_50(-c[0] / c[1])};
        }
        real_polynomial slope;
        for (std::size_t i = 1; i < c.size(); ++i) {
            slope.c.push_back(float_50(c[i] * static_cast<int>(i)));
        }
        const auto turns = slope.real_roots();
        if (!turns) {
            return std::nullopt;
        }
        float_50 bound = 0;  // Cauchy's
        for (std::size_t i = 0; i + 1 < c.size(); ++i) {
            bound = (std::max)(bound, float_50(abs(c[i] / c.back())));
        }
        bound += 1;
        std::vector<float_50> ends{float_50(-bound)};
        ends.insert(ends.end(), turns->begin(), turns->end());
        ends.push_back(bound);
        std::vector<float_50> out;
        for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
            float_50 low = ends[i];
            float_50 high = ends[i + 1];
            if (i > 0 && sign_at(low) == 0) {
                out.push_back(low);  // touches the axis where it turns
            }
            const int below = sign_at(low);
            if (below * sign_at(high) >= 0) {
                continue;
            }
            for (int step = 0; step < 180; ++step) {
                const float_50 middle = (low + high) / 2;
                ((at(middle) > 0 ? 1 : -1) == below ? low : high) = middle;
            }
            out.push_back(float_50((low + high) / 2));
        }
        return out;
    }
};

[[nodiscard]] inline real_polynomial operator*(const real_polynomial& a, const real_polynomial& b) {
    real_polynomial out;
    if (a.is_zero() || b.is_zero()) {
        return out;
    }
    out.c.resize(a.c.size() + b.c.size() - 1);
    for (std::size_t i = 0; i < a.c.size(); ++i) {
        for (std::size_t j = 0; j < b.c.size(); ++j) {
            out.c[i + j] += a.c[i] * b.c[j];
        }
    }
    return out;
}
[[nodiscard]] inline real_polynomial operator+(const real_polynomial& a, const real_polynomial& b) {
    real_polynomial out;
    out.c.resize((std::max)(a.c.size(), b.c.size()));
    for (std::size_t i = 0; i < out.c.size(); ++i) {
        out.c[i] =
            (i < a.c.size() ? a.c[i] : float_50(0)) + (i < b.c.size() ? b.c[i] : float_50(0));
    }
    out.tidy();
    return out;
}

/// A rational function of one unknown with real coefficients.
struct real_quotient {
    real_polynomial above;
    real_polynomial below;

    /// Reads an expression in `name` alone; nothing if it is no rational function of low degree.
    [[nodiscard]] static std::optional<real_quotient> read(node_ptr n, const std::string& name,
                                                           fuel_tank& fuel) {
        if (!fuel.spend(20)) {
            return std::nullopt;
        }
        const auto constant = [&](node_ptr m) -> std::optional<real_quotient> {
            const auto value = evaluator<float_50>(bindings{}, fuel)(m);
            if (value.bad || !value.real()) {
                return std::nullopt;
            }
            real_quotient out{{{value.re}}, {{float_50(1)}}};
            out.above.tidy();
            return out;
        };
        switch (n->kind) {
            case node_kind::symbol:
                if (n->name != name) {
                    return std::nullopt;
                }
                return real_quotient{{{float_50(0), float_50(1)}}, {{float_50(1)}}};
            case node_kind::negate: {
                auto out = read(n->args[0], name, fuel);
                if (out) {
                    out->above = out->above * real_polynomial{{float_50(-1)}};
                }
                return out;
            }
            case node_kind::add:
            case node_kind::multiply:
            case node_kind::divide: {
                auto out = read(n->args[0], name, fuel);
                for (std::size_t i = 1; out && i < n->args.size(); ++i) {
                    const auto next = read(n->args[i], name, fuel);
                    if (!next) {
                        return std::nullopt;
                    }
                    if (n->kind == node_kind::add) {
                        out->above = out->above * next->below + next->above * out->below;
                        out->below = out->below * next->below;
                    } else if (n->kind == node_kind::multiply) {
                        out->above = out->above * next->above;
                        out->below = out->below * next->below;
                    } else {
                        if (next->above.is_zero()) {
                            return std::nullopt;
                        }
                        out->above = out->above * next->below;
                        out->below = out->below * next->above;
                    }
                    if (out->above.c.size() > real_polynomial::max_degree
                        || out->below.c.size() > real_polynomial::max_degree) {
                        return std::nullopt;
                    }
                }
                return out;
            }
            case node_kind::power: {
                const auto exponent = fold(n->args[1], {}, fuel);
                const auto whole = exponent ? small_integer(*exponent) : std::nullopt;
                if (!whole || *whole < 0 || *whole > 8) {
                    return constant(n);
                }
                const auto base = read(n->args[0], name, fuel);
                if (!base) {
                    return constant(n);
                }
                real_quotient out{{{float_50(1)}}, {{float_50(1)}}};
                for (long i = 0; i < *whole; ++i) {
                    out.above = out.above * base->above;
                    out.below = out.below * base->below;
                    if (out.above.c.size() > real_polynomial::max_degree
                        || out.below.c.size() > real_polynomial::max_degree) {
                        return std::nullopt;
                    }
                }
                return out;
            }
            default: return constant(n);
        }
    }
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_REAL_QUOTIENT_HPP
