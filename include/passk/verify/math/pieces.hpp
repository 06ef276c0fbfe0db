// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_PIECES_HPP
#define PASSK_VERIFY_MATH_PIECES_HPP

#include <passk/core/random_bits.hpp>
#include <passk/verify/math/ball.hpp>
#include <passk/verify/math/evaluate.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/fold.hpp>
#include <passk/verify/math/real_quotient.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail::math {

/// Is the function one of several analytic ones, by pieces: |x|, min, an even root, an arc tangent
/// past a pole? Two of them may agree on one piece and differ on the next.
[[nodiscard]] inline bool splits(node_ptr n) {
    static constexpr std::array<std::string_view, 20> names{
        "abs",    "max",    "min",    "sgn",    "root",    "ln",     "log",
        "arcsin", "arccos", "arctan", "arccot", "arcsec",  "arccsc", "floor",
        "ceil",   "mod",    "Re",     "Im",     "arccosh", "arctanh"};
    if (is(n, node_kind::power)) {
        return !is(n->args[1], node_kind::number) || denominator(n->args[1]->value) != 1;
    }
    return is(n, node_kind::function)
           && std::find(names.begin(), names.end(), n->name) != names.end();
}

[[nodiscard]] inline bool holds_symbol(node_ptr n) {
    return is(n, node_kind::symbol) || std::any_of(n->args.begin(), n->args.end(), holds_symbol);
}

/// Does an expression consist of pieces in one of its symbols?
[[nodiscard]] inline bool piecewise_function(node_ptr n) {
    return (splits(n) && holds_symbol(n))
           || std::any_of(n->args.begin(), n->args.end(), piecewise_function);
}

/// The places on the line of one unknown where an expression passes from one analytic piece to
/// the next: the zeros of what stands inside |.|, roots and logarithms, of the differences inside
/// max and min, the places where an arc sine ends, and the poles of all of these. Zeros of
/// rational functions are found exactly (real_polynomial::real_roots); those of other functions by
/// a change of sign on a grid that widens geometrically up to 10^6.
class breakpoints {
public:
    breakpoints(std::string name, fuel_tank& fuel) : name_(std::move(name)), fuel_(fuel) {}

    void collect(node_ptr n) {
        if (!holds_symbol(n) || places_.size() > 200) {
            return;
        }
        for (node_ptr a : n->args) {
            collect(a);
        }
        if (!splits(n)) {
            return;
        }
        const bool of_two = n->name == "max" || n->name == "min";
        if (is(n, node_kind::function) && of_two) {
            for (std::size_t i = 0; i < n->args.size(); ++i) {
                for (std::size_t j = i + 1; j < n->args.size(); ++j) {
                    node_ptr minus = arena_.make(node_kind::negate, {n->args[j]});
                    zeros(arena_.make(node_kind::add, {n->args[i], minus}));
                }
            }
            return;
        }
        node_ptr inside = n->args[0];
        zeros(inside);
        if (is(n, node_kind::function) && n->name.starts_with("arc")) {
            for (const int end : {1, -1}) {
                zeros(arena_.make(node_kind::add, {inside, arena_.number(end)}));
            }
        }
    }

    void add(const float_50& place) { places_.push_back(place); }

    /// In order, without repetitions.
    [[nodiscard]] std::vector<float_50> places() const {
        std::vector<float_50> out = places_;
        std::sort(out.begin(), out.end());
        const auto close = [](const float_50& a, const float_50& b) {
            return abs(float_50(a - b)) <= (abs(a) + abs(b) + 1) * float_50("1e-30");
        };
        out.erase(std::unique(out.begin(), out.end(), close), out.end());
        return out;
    }

private:
    void zeros(node_ptr f) {
        const auto quotient = real_quotient::read(f, name_, fuel_);
        if (quotient) {
            for (const real_polynomial* part : {&quotient->above, &quotient->below}) {
                if (const auto roots = part->real_roots()) {
                    places_.insert(places_.end(), roots->begin(), roots->end());
                }
            }
            return;
        }
        std::vector<double> grid;
        for (int sign : {-1, 1}) {
            for (double x = 1e-3; x < 2e6; x *= x < 30 ? 1.07 : 1.4) {
                grid.push_back(sign * x);
            }
        }
        std::sort(grid.begin(), grid.end());
        int before = 0;
        double from = 0;
        for (const double x : grid) {
            const int here = sign_at(f, x);
            if (before * here < 0) {
                double low = from;
                double high = x;
                for (int step = 0; step < 40; ++step) {
                    const double middle = (low + high) / 2;
                    (sign_at(f, middle) == before ? low : high) = middle;
                }
                places_.emplace_back(low);
            }
            before = here != 0 ? here : before;
            from = here != 0 ? x : from;
            if (places_.size() > 200 || fuel_.empty()) {
                return;
            }
        }
    }

    int sign_at(node_ptr f, double x) {
        bindings point;
        point[name_] = rational(x);
        const auto value = evaluator<double>(point, fuel_, true)(f);
        return value.bad || !value.real() || size_of(value) <= value.error ? 0
               : value.re > 0                                              ? 1
                                                                           : -1;
    }

    std::string name_;
    fuel_tank& fuel_;
    node_arena arena_{};
    std::vector<float_50> places_{};
};

/// Points of one unknown in every piece between and beyond the given places: near the ends of a
/// piece, inside, and far out.
[[nodiscard]] inline std::vector<std::vector<rational>> points_by_piece(
    const std::vector<float_50>& places, random_bits& bits) {
    const auto share = [&] {
        return float_50(static_cast<std::uint64_t>(1 + uniform_below(bits, 1'000'000))) / 1'000'002;
    };
    const auto to_rational = [](const float_50& x) { return static_cast<rational>(x); };
    std::vector<std::vector<rational>> out;
    if (places.empty()) {
        out.push_back({});
        for (const int scale : {1, 30, 1000, 1'000'000}) {
            out.back().push_back(to_rational(share() * scale));
            out.back().push_back(to_rational(-share() * scale));
        }
        return out;
    }
    for (std::size_t i = 0; i <= places.size(); ++i) {
        std::vector<rational> piece;
        if (i == 0 || i == places.size()) {
            const int sign = i == 0 ? -1 : 1;
            const float_50 end = i == 0 ? places.front() : places.back();
            for (const int scale : {1, 5, 40, 2000, 1'000'000}) {
                piece.push_back(to_rational(end + sign * share() * scale));
            }
        } else {
            const float_50 low = places[i - 1];
            const float_50 width = places[i] - low;
            for (int k = 0; k < 3; ++k) {
                piece.push_back(to_rational(low + width * share()));
            }
            const float_50 reach = width < 1 ? width : float_50(1);
            piece.push_back(to_rational(low + reach * share() / 2));
            piece.push_back(to_rational(places[i] - reach * share() / 2));
        }
        out.push_back(std::move(piece));
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_PIECES_HPP
