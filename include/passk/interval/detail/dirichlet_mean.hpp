// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_DIRICHLET_MEAN_HPP
#define PASSK_INTERVAL_DETAIL_DIRICHLET_MEAN_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace passk::detail {

// `shape` units of one value and one size.
struct dirichlet_part {
    double value{};
    double size = 1.0;
    double shape = 1.0;  // of their common Gamma variable
};

// The law of the random mean sum of G z size / sum of G size, where G are independent Gamma
// variables of the parts' shapes: a Dirichlet mean where all sizes are one.
//
// With e = z - x, the mean exceeds x where Q = sum of G e size is above 0, whose probability is
//     1/(2 pi i) times the integral of exp(K(s)) / s ds,   K(s) = - sum of shape log(1 - s e size),
// along any path from below to above that crosses the real axis between 0 and the first
// singularity. All singularities lie on the real axis. The path is a hyperbola through the saddle
// of the integrand at s = c,
//     s = c + w (i sinh(u) + b (cosh(u) - 1)),
// w being the width of the saddle. On it the trapezoidal rule converges exponentially, whether the
// integrand falls as a Gaussian (many parts) or as a power (few); b bends the path to the side on
// which the many parts with values near x, which turn the phase, make the integrand fall.
class dirichlet_mean {
public:
    explicit dirichlet_mean(std::vector<dirichlet_part> parts) : parts_(std::move(parts)) {
        merge();
        excess_.resize(parts_.size());
        tilted_.resize(parts_.size());
    }

    // The x that the mean exceeds with probability p.
    [[nodiscard]] double exceeded_with(double p) { return solve(p, 1.0); }

    // The x below which the mean lies with probability p.
    [[nodiscard]] double undercut_with(double p) { return solve(p, -1.0); }

    // The logarithm of the probability that the mean lies above x, or below for sign = -1; x lies
    // strictly between the least and the largest value.
    [[nodiscard]] double log_tail(double x, double sign) {
        double largest = 0.0;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            excess_[i] = sign * (parts_[i].value - x) * parts_[i].size;
            largest = (std::max)(largest, excess_[i]);
        }
        find_saddle(largest);
        log_product height;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            height.multiply(-saddle_ * excess_[i], parts_[i].shape);
            tilted_[i] = excess_[i] / (1.0 - saddle_ * excess_[i]);
        }
        return std::log(integral() * width_ / (std::numbers::pi * saddle_)) - height.log();
    }

private:
    static constexpr double coarsest_step = 0.125;
    static constexpr std::size_t block = 8;
    using lanes = std::array<double, block>;

    // The logarithm of a product of (1 + x)^shape, by one logarithm for many factors of shape 1.
    class log_product {
    public:
        void multiply(double x, double shape) {
            if (shape != 1.0) {
                log_ += shape * std::log1p(x);
                return;
            }
            factor_ *= 1.0 + x;
            if (factor_ > 1e200 || factor_ < 1e-200) {
                log_ += std::log(factor_);
                factor_ = 1.0;
            }
        }
        [[nodiscard]] double log() const { return log_ + std::log(factor_); }

    private:
        double factor_ = 1.0;
        double log_ = 0.0;
    };

    // Parts that are alike become one.
    void merge() {
        std::sort(parts_.begin(), parts_.end(),
                  [](const dirichlet_part& a, const dirichlet_part& b) {
                      return a.value != b.value ? a.value < b.value : a.size < b.size;
                  });
        std::size_t kept = 0;
        for (std::size_t i = 1; i < parts_.size(); ++i) {
            if (parts_[i].value == parts_[kept].value && parts_[i].size == parts_[kept].size) {
                parts_[kept].shape += parts_[i].shape;
            } else {
                parts_[++kept] = parts_[i];
            }
        }
        parts_.resize(kept + 1);
    }

    // Sets saddle_ near the minimum of K(c) - log c over 0 < c < 1 / largest, where its slope,
    // which rises, is 0, and width_: by Newton's method between brackets.
    void find_saddle(double largest) {
        double low = 0.0;
        double high = 1.0 / largest;
        double c = saddle_;
        if (!(c > 0.0 && c < high)) {
            double square = 0.0;
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                square += parts_[i].shape * excess_[i] * excess_[i];
            }
            c = (std::min)(0.5 * high, 2.0 / std::sqrt(square));
        }
        for (;;) {
            double slope = -1.0 / c;
            double curvature = 1.0 / (c * c);
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                const double tilted = excess_[i] / (1.0 - c * excess_[i]);
                slope += parts_[i].shape * tilted;
                curvature += parts_[i].shape * tilted * tilted;
            }
            saddle_ = c;
            width_ = 1.0 / std::sqrt(curvature);
            (slope < 0.0 ? low : high) = c;
            // Anywhere near the saddle serves.
            if (std::fabs(slope) * width_ < 0.02 || high - low <= 0x1p-50 * high) {
                return;
            }
            const double next = c - slope / curvature;
            c = next > low && next < high   ? next
                : slope > 0.0 && low == 0.0 ? 0.1 * c
                                            : 0.5 * (low + high);
        }
    }

    // The integral over u of the integrand, in units of its height at the saddle and its width.
    [[nodiscard]] double integral() {
        const auto [bend, reach] = choose_path();
        const double end = std::asinh(reach);
        const auto nodes = [&](double step) { return static_cast<std::size_t>(end / step) + 1; };
        double step = coarsest_step;
        double even = 2.0 * step * sum(bend, 0.0, 2.0 * step, nodes(2.0 * step));
        for (int refinement = 0;; ++refinement) {
            const double both = even / 2.0 + step * sum(bend, step, 2.0 * step, nodes(2.0 * step));
            // The error is squared when the step is halved.
            constexpr int most_refinements = 6;
            if (std::fabs(both - even) <= 1e-8 * std::fabs(both)
                || refinement == most_refinements) {
                return both;
            }
            even = both;
            step /= 2.0;
        }
    }

    // How much to bend the path, and the sinh(u) up to which the integrand counts. On the upright
    // line its phase turns by the sum of the parts' arguments, here roughly; the last phase that
    // counts decides.
    [[nodiscard]] std::pair<double, double> choose_path() const {
        constexpr double furthest = 1e12;
        constexpr double flattening = 4.0 / (std::numbers::pi * std::numbers::pi);
        const auto argument = [](double x) { return x / std::sqrt(1.0 + flattening * x * x); };
        double bend = 0.0;
        for (double reach = 5.0;; reach *= 1.8) {
            const double t = reach * width_;
            log_product square;
            double phase = -argument(t / saddle_);
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                const double x = t * tilted_[i];
                square.multiply(x * x, parts_[i].shape);
                phase += parts_[i].shape * argument(x);
            }
            bend = -0.55 * phase / (std::fabs(phase) + 1.0);
            constexpr double negligible = 80.0;
            if (square.log() > negligible || reach > furthest) {
                return {bend, reach};
            }
        }
    }

    // The integrand summed over nodes u = first + j step, half of it at u = 0.
    [[nodiscard]] double sum(double bend, double first, double step, std::size_t count) {
        double total = 0.0;
        for (std::size_t begin = 0; begin < count; begin += block) {
            lanes height{};
            lanes speed{};
            lanes x{};  // of s - c
            lanes y{};
            lanes re{};  // product of the parts
            lanes im{};
            lanes log_modulus{};  // and what was taken out of it
            lanes phase{};
            const std::size_t size = (std::min)(block, count - begin);
            for (std::size_t j = 0; j < size; ++j) {
                const double u = first + step * static_cast<double>(begin + j);
                height[j] = std::sinh(u);
                speed[j] = std::cosh(u);
                x[j] = width_ * bend * (speed[j] - 1.0);
                y[j] = width_ * height[j];
            }
            re.fill(1.0);
            multiply(x, y, re, im, log_modulus, phase);
            for (std::size_t j = 0; j < size; ++j) {
                // divided by s / c = (1 + x / c) + i y / c
                const double p = 1.0 + x[j] / saddle_;
                const double q = y[j] / saddle_;
                const double angle = phase[j] + std::atan2(im[j], re[j]) + std::atan2(q, p);
                const double modulus =
                    std::exp(-log_modulus[j]
                             - 0.5 * std::log((re[j] * re[j] + im[j] * im[j]) * (p * p + q * q)));
                // Re exp(-i angle) (cosh(u) - i b sinh(u))
                const double term =
                    modulus * (std::cos(angle) * speed[j] - std::sin(angle) * bend * height[j]);
                total += begin + j == 0 && first == 0.0 ? 0.5 * term : term;
            }
        }
        return total;
    }

    // Multiplies by (1 - s v)^shape for every part, s = x + i y.
    void multiply(const lanes& x, const lanes& y, lanes& re, lanes& im, lanes& log_modulus,
                  lanes& phase) const {
        constexpr std::size_t between_checks = 4;
        std::size_t unchecked = 0;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            const double v = tilted_[i];
            if (parts_[i].shape != 1.0) {
                for (std::size_t j = 0; j < block; ++j) {
                    const double a = -x[j] * v;
                    const double b = -y[j] * v;
                    log_modulus[j] += parts_[i].shape * 0.5 * std::log1p(a * (2.0 + a) + b * b);
                    phase[j] += parts_[i].shape * std::atan2(b, 1.0 + a);
                }
                continue;
            }
            for (std::size_t j = 0; j < block; ++j) {
                const double a = 1.0 - x[j] * v;
                const double b = -y[j] * v;
                const double r = re[j];
                re[j] = r * a - im[j] * b;
                im[j] = r * b + im[j] * a;
            }
            if (++unchecked == between_checks) {
                unchecked = 0;
                for (std::size_t j = 0; j < block; ++j) {
                    const double norm = re[j] * re[j] + im[j] * im[j];
                    if (norm > 1e80 || norm < 1e-80) {
                        log_modulus[j] += 0.5 * std::log(norm);
                        const double unit = 1.0 / std::sqrt(norm);
                        re[j] *= unit;
                        im[j] *= unit;
                    }
                }
            }
        }
    }

    // The x beyond which the mean lies with probability p. sqrt(-2 log tail) is nearly linear in
    // x; its zero less that of p is bracketed, and sought by the secant.
    [[nodiscard]] double solve(double p, double sign) {
        const double least = parts_.front().value;
        const double largest = parts_.back().value;
        if (least == largest) {
            return least;
        }
        double mass = 0.0;
        double mean = 0.0;
        for (const dirichlet_part& part : parts_) {
            mass += part.shape * part.size;
            mean += part.shape * part.size * part.value;
        }
        mean /= mass;
        double square = 0.0;
        for (const dirichlet_part& part : parts_) {
            const double off = (part.value - mean) * part.size;
            square += part.shape * off * off;
        }
        const double sd = std::sqrt(square) / mass;
        const double target = std::sqrt(-2.0 * std::log(p));
        // In the direction of the tail: a below the end, b above it.
        double a = sign > 0.0 ? least : largest;
        double b = sign > 0.0 ? largest : least;
        const auto inside = [&](double x) { return (x - a) * sign > 0.0 && (b - x) * sign > 0.0; };
        double x = mean + sign * (target - 0.9) * sd;
        if (!inside(x)) {
            x = mean + 0.9 * (b - mean);
        }
        double last_x = 0.0;
        double last_off = 0.0;
        constexpr int most_steps = 200;
        for (int i = 0; i < most_steps && inside(x); ++i) {
            const double tail = log_tail(x, sign);
            const double off = std::sqrt((std::max)(0.0, -2.0 * tail)) - target;
            (off < 0.0 ? a : b) = x;
            if (off == 0.0) {
                break;
            }
            const double slope = i == 0 ? sign / sd : (off - last_off) / (x - last_x);
            double next = x - off / slope;
            // The secant's error is of the order of the product of its last two moves.
            const double scale = (std::min)({sd, std::fabs(x - least), std::fabs(largest - x)});
            const bool close = i > 0 && std::fabs(next - x) <= 1e-9 * scale;
            if (!inside(next)) {
                next = close ? x : a + 0.5 * (b - a);
            }
            last_x = std::exchange(x, next);
            last_off = off;
            if (close) {
                break;
            }
        }
        return rounded(x);
    }

    // To 42 significant bits.
    [[nodiscard]] static double rounded(double x) {
        int exponent = 0;
        const double digits = std::frexp(x, &exponent);
        return std::ldexp(std::nearbyint(std::ldexp(digits, 42)), exponent - 42);
    }

    std::vector<dirichlet_part> parts_;
    std::vector<double> excess_{};
    std::vector<double> tilted_{};  // excess / (1 - c excess)
    double saddle_ = 0.0;
    double width_ = 0.0;
};

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_DIRICHLET_MEAN_HPP
