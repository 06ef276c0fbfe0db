// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_BENCH_INTERVAL_POPULATIONS_HPP
#define PASSK_BENCH_INTERVAL_POPULATIONS_HPP

#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k.hpp>
#include <passk/outcome/tally.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <vector>

// Populations of problems for studies of coverage. A population is a list of problems, each as
// likely to be drawn, so that its pass-at-k is a plain mean and known exactly.
namespace study {

// One problem: the probability that a sample of the base model, or of the tuned one, is correct,
// and the number of trials of each.
struct planted_problem {
    double base{};
    double tuned{};
    std::uint64_t trials = 64;
    std::size_t relatives = 1;  // problems of its cluster, all alike
};

struct population {
    std::string_view name;
    std::vector<planted_problem> problems{};
};

inline constexpr std::size_t population_size = 20'000;

inline double normal(passk::random_bits& bits) {
    const double radius = std::sqrt(-2.0 * std::log1p(-passk::uniform_unit(bits)));
    return radius * std::cos(2.0 * std::numbers::pi * passk::uniform_unit(bits));
}

// Marsaglia and Tsang 2000, with the power trick for shapes below 1.
inline double gamma(passk::random_bits& bits, double shape) {
    if (shape < 1.0) {
        const double u = 1.0 - passk::uniform_unit(bits);
        return gamma(bits, shape + 1.0) * std::pow(u, 1.0 / shape);
    }
    const double d = shape - 1.0 / 3.0;
    for (;;) {
        const double x = normal(bits);
        const double cube = 1.0 + x / std::sqrt(9.0 * d);
        const double v = cube * cube * cube;
        if (cube > 0.0
            && std::log(1.0 - passk::uniform_unit(bits))
                   < 0.5 * x * x + d - d * v + d * std::log(v)) {
            return d * v;
        }
    }
}

inline double beta(passk::random_bits& bits, double a, double b) {
    const double x = gamma(bits, a);
    return x / (x + gamma(bits, b));
}

// Draws the problems of a population, always the same.
template <class Draw>
[[nodiscard]] population plant(std::string_view name, const Draw& draw) {
    population made{.name = name};
    passk::random_bits bits(2100, 0);
    for (std::size_t i = 0; i < population_size; ++i) {
        made.problems.push_back(draw(bits));
    }
    return made;
}

// Zero, one, or a draw.
template <class Draw>
double mixture(passk::random_bits& bits, double zero, double one, const Draw& draw) {
    const double u = passk::uniform_unit(bits);
    return u < zero ? 0.0 : u < zero + one ? 1.0 : draw(bits);
}

inline double usual(passk::random_bits& bits) {
    return mixture(bits, 0.15, 0.05, [](auto& b) { return beta(b, 0.4, 0.9); });
}

inline double hard(passk::random_bits& bits) {
    return mixture(bits, 0.55, 0.0, [](auto& b) { return beta(b, 0.35, 2.0); });
}

// Of one model.
[[nodiscard]] inline std::vector<population> single_populations() {
    using passk::random_bits;
    using passk::uniform_unit;
    std::vector<population> all;
    all.push_back(plant("usual", [](random_bits& b) { return planted_problem{usual(b)}; }));
    all.push_back(plant("hard", [](random_bits& b) { return planted_problem{hard(b)}; }));
    all.push_back(
        plant("uniform", [](random_bits& b) { return planted_problem{uniform_unit(b)}; }));
    all.push_back(plant("masses at 0 and 1, rest Beta", [](random_bits& b) {
        return planted_problem{mixture(b, 0.4, 0.4, [](auto& r) { return beta(r, 2.0, 2.0); })};
    }));
    all.push_back(plant("rare but solvable", [](random_bits& b) {
        return planted_problem{std::pow(10.0, -4.0 * uniform_unit(b))};
    }));
    all.push_back(plant("saturated, rare failures", [](random_bits& b) {
        return planted_problem{uniform_unit(b) < 0.03 ? 0.02 * uniform_unit(b)
                                                      : 0.9 + 0.1 * uniform_unit(b)};
    }));
    all.push_back(plant("few hard among certain", [](random_bits& b) {
        return planted_problem{uniform_unit(b) < 0.1 ? 0.05 : 0.98};
    }));
    all.push_back(plant("mostly never solved", [](random_bits& b) {
        return planted_problem{mixture(b, 0.9, 0.0, [](auto& r) { return beta(r, 1.0, 3.0); })};
    }));
    all.push_back(plant("impossible with probability 0.01", [](random_bits& b) {
        return planted_problem{uniform_unit(b) < 0.01 ? 0.0 : 0.5 + 0.5 * uniform_unit(b)};
    }));
    all.push_back(plant("bimodal", [](random_bits& b) {
        return planted_problem{uniform_unit(b) < 0.5 ? beta(b, 2.0, 30.0) : beta(b, 30.0, 2.0)};
    }));
    all.push_back(plant("families of 1 to 12", [](random_bits& b) {
        const double u = uniform_unit(b);
        const auto relatives = static_cast<std::size_t>(1.0 + 12.0 * u * u);
        return planted_problem{.base = usual(b), .relatives = relatives};
    }));
    all.push_back(plant("ragged n", [](random_bits& b) {
        return planted_problem{.base = usual(b), .trials = 16 + passk::uniform_below(b, 113)};
    }));
    all.push_back(plant(
        "n = 4", [](random_bits& b) { return planted_problem{.base = usual(b), .trials = 4}; }));
    return all;
}

// Of a base model and its tuned sibling.
[[nodiscard]] inline std::vector<population> paired_populations() {
    using passk::random_bits;
    using passk::uniform_unit;
    const auto sharpen = [](random_bits& b, double p) {
        return planted_problem{p, uniform_unit(b) < 0.8 ? std::cbrt(p) : 0.0};
    };
    std::vector<population> all;
    all.push_back(plant("usual, sharpened", [&](random_bits& b) { return sharpen(b, usual(b)); }));
    all.push_back(plant("hard, sharpened", [&](random_bits& b) { return sharpen(b, hard(b)); }));
    all.push_back(plant("uniform, tuned anew", [](random_bits& b) {
        return planted_problem{uniform_unit(b), uniform_unit(b)};
    }));
    all.push_back(plant("nearly identical, rare flips", [](random_bits& b) {
        const double p = usual(b);
        const double u = uniform_unit(b);
        return planted_problem{p, u < 0.03 ? 0.0 : u < 0.05 ? 0.9 : p};
    }));
    all.push_back(plant("identical", [](random_bits& b) {
        const double p = usual(b);
        return planted_problem{p, p};
    }));
    all.push_back(plant("saturated, 2 % lost", [](random_bits& b) {
        const double p = 0.9 + 0.1 * uniform_unit(b);
        return planted_problem{p, uniform_unit(b) < 0.02 ? 0.0 : p};
    }));
    all.push_back(plant("never solved, 5 % gained", [](random_bits& b) {
        return planted_problem{0.002 * uniform_unit(b), uniform_unit(b) < 0.05 ? 0.8 : 0.0};
    }));
    all.push_back(plant("rare but solvable, improved", [](random_bits& b) {
        const double p = std::pow(10.0, -4.0 * uniform_unit(b));
        return planted_problem{p, (std::min)(1.0, 3.0 * p)};
    }));
    all.push_back(plant("bimodal, shifted", [](random_bits& b) {
        const double p = uniform_unit(b) < 0.5 ? beta(b, 2.0, 30.0) : beta(b, 30.0, 2.0);
        return planted_problem{p, p * (0.9 + 0.2 * uniform_unit(b)) / 1.1};
    }));
    all.push_back(plant("masses at 0 and 1, some change", [](random_bits& b) {
        const double p = mixture(b, 0.4, 0.4, [](auto& r) { return beta(r, 2.0, 2.0); });
        return planted_problem{p, uniform_unit(b) < 0.1 ? uniform_unit(b) : p};
    }));
    all.push_back(plant("ragged n, sharpened", [&](random_bits& b) {
        planted_problem p = sharpen(b, usual(b));
        p.trials = 16 + passk::uniform_below(b, 113);
        return p;
    }));
    all.push_back(plant("n = 4, sharpened", [&](random_bits& b) {
        planted_problem p = sharpen(b, usual(b));
        p.trials = 4;
        return p;
    }));
    return all;
}

// Correct ones of n trials, by inversion.
[[nodiscard]] inline std::uint64_t binomial(passk::random_bits& bits, std::uint64_t n, double p) {
    if (p > 0.5) {
        return n - binomial(bits, n, 1.0 - p);
    }
    if (p <= 0.0) {
        return 0;
    }
    const double odds = p / (1.0 - p);
    double mass = std::exp(static_cast<double>(n) * std::log1p(-p));
    double left = passk::uniform_unit(bits) - mass;
    std::uint64_t c = 0;
    while (left >= 0.0 && c < n) {
        mass *= odds * static_cast<double>(n - c) / static_cast<double>(c + 1);
        left -= mass;
        ++c;
    }
    return c;
}

// The mean of 1 - (1 - p)^k over a population, of the base model or the tuned one.
[[nodiscard]] inline double planted_pass_at_k(const population& of, double planted_problem::*model,
                                              std::uint64_t k) {
    double sum = 0.0;
    double weight = 0.0;
    for (const planted_problem& problem : of.problems) {
        const auto relatives = static_cast<double>(problem.relatives);
        sum -= relatives * std::expm1(static_cast<double>(k) * std::log1p(-(problem.*model)));
        weight += relatives;
    }
    return sum / weight;
}

// k = 1, small, an eighth, half and all of the fewest trials.
[[nodiscard]] inline std::vector<std::uint64_t> attempts_of(const population& of) {
    std::uint64_t n = of.problems.front().trials;
    for (const planted_problem& problem : of.problems) {
        n = (std::min)(n, problem.trials);
    }
    std::vector<std::uint64_t> ks{1, n / 16, n / 4, n};
    ks.erase(std::remove(ks.begin(), ks.end(), std::uint64_t{0}), ks.end());
    ks.erase(std::unique(ks.begin(), ks.end()), ks.end());
    return ks;
}

}  // namespace study

#endif  // PASSK_BENCH_INTERVAL_POPULATIONS_HPP
