// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_SADDLEPOINT_HPP
#define PASSK_INTERVAL_DETAIL_SADDLEPOINT_HPP

#include <passk/statistics/normal.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <span>
#include <utility>
#include <vector>

// Quantiles of the mean of P draws with replacement, without drawing: what a bootstrap's quantiles
// tend to as its resamples grow without end.
namespace passk::detail {

// A value and the share of problems that have it.
struct atom {
    double value;  // less the mean
    double share;
};

// The law of the mean of `draws` draws from the atoms.
class resampled_mean_law {
public:
    resampled_mean_law(std::vector<atom> atoms, double draws)
        : atoms_(std::move(atoms)), draws_(draws) {
        double square = 0.0;
        for (const atom& a : atoms_) {
            square += a.share * a.value * a.value;
        }
        sd_ = std::sqrt(square / draws_);
    }

    [[nodiscard]] double standard_deviation() const noexcept { return sd_; }

    // Lugannani and Rice's approximation in Barndorff-Nielsen's form: the x at which the
    // corrected signed root is the normal quantile of p. Nothing where the iteration fails.
    [[nodiscard]] std::optional<double> by_saddlepoint(double p) const {
        const double target = normal_quantile(p);
        point before = at(target / (sd_ * draws_));
        double tilt = before.tilt * target / before.root;
        for (int step = 0; step < 30; ++step) {
            const point now = at(tilt);
            if (!std::isfinite(now.root)) {
                return std::nullopt;
            }
            if (std::fabs(now.root - target) < 1e-9) {
                return now.mean;
            }
            const double slope = (now.root - before.root) / (now.tilt - before.tilt);
            before = now;
            tilt += (target - now.root) / slope;
        }
        return std::nullopt;
    }

    // The saddlepoint takes the law for smooth. A lattice of spacing h shows in the
    // characteristic function at 2 pi / h; spacings of 1, 1/2, 1/3 and 1/4 of the range of values
    // are what counts near 0 and n make. The estimated error of a quantile, in standard
    // deviations of the mean.
    [[nodiscard]] double lattice_error() const {
        const auto [least, most] = extremes();
        const double range = most - least;
        double error = 0.0;
        for (int part = 1; part <= 4; ++part) {
            const double frequency = 2.0 * std::numbers::pi * part / range;
            double real = 0.0;
            double imaginary = 0.0;
            for (const atom& a : atoms_) {
                real += a.share * std::cos(frequency * a.value);
                imaginary += a.share * std::sin(frequency * a.value);
            }
            const double modulus = std::pow(real * real + imaginary * imaginary, draws_ / 2.0);
            error = (std::max)(error, modulus * range / (part * draws_ * sd_));
        }
        return error;
    }

    // By the discrete Fourier transform of the atoms on a grid of 2^18 points that spans at most
    // 24 standard deviations of the sum. The grid divides the range of the values by a power of
    // two, so that 0 and 1 and fractions with such a denominator fall on it; other atoms go to
    // their two neighbours so that the mean stays. Quantile: where the distribution function,
    // linear across each grid point, reaches p.
    [[nodiscard]] std::pair<double, double> by_transform(double p_low, double p_high) const {
        constexpr std::size_t size = std::size_t{1} << 18U;
        const auto [least, most] = extremes();
        double step = most - least;
        while (step > 24.0 * sd_ * draws_ / static_cast<double>(size)) {
            step /= 2.0;
        }
        std::vector<std::complex<double>> law(size);
        for (const atom& a : atoms_) {
            const double place = (a.value - least) / step;
            const double below = std::floor(place);
            const auto index = static_cast<std::int64_t>(below);
            law[wrapped(index, size)] += a.share * (1.0 - (place - below));
            law[wrapped(index + 1, size)] += a.share * (place - below);
        }
        transform(law, -1.0);
        for (std::complex<double>& z : law) {
            z = std::polar(std::pow(std::abs(z), draws_), std::arg(z) * draws_);
        }
        transform(law, 1.0);

        const auto centre = static_cast<std::int64_t>(std::llround(-least * draws_ / step));
        const auto half = static_cast<std::int64_t>(size / 2);
        const auto quantile = [&, bottom = least](double p) {
            double reached = 0.0;
            double last = 0.0;
            for (std::int64_t i = centre - half; i < centre + half; ++i) {
                const double mass = law[wrapped(i, size)].real() / static_cast<double>(size);
                last = static_cast<double>(i);
                if (reached + mass >= p) {
                    last += (p - reached) / mass - 0.5;
                    break;
                }
                reached += mass;
            }
            return bottom + last * step / draws_;
        };
        return {quantile(p_low), quantile(p_high)};
    }

private:
    struct point {
        double tilt;
        double mean;  // of the tilted law
        double root;  // corrected signed root: nearly normal
    };

    [[nodiscard]] std::pair<double, double> extremes() const {
        const auto [least, most] =
            std::minmax_element(atoms_.begin(), atoms_.end(),
                                [](const atom& a, const atom& b) { return a.value < b.value; });
        return {least->value, most->value};
    }

    [[nodiscard]] point at(double tilt) const {
        double sum = 0.0;
        double first = 0.0;
        double second = 0.0;
        for (const atom& a : atoms_) {
            const double weight = a.share * std::exp(tilt * a.value);
            sum += weight;
            first += weight * a.value;
            second += weight * a.value * a.value;
        }
        const double mean = first / sum;
        const double variance = second / sum - mean * mean;
        const double cumulant = std::log(sum);
        const double root = std::copysign(
            std::sqrt((std::max)(0.0, 2.0 * draws_ * (tilt * mean - cumulant))), tilt);
        const double standardised = tilt * std::sqrt(draws_ * variance);
        return {tilt, mean, root + std::log(standardised / root) / root};
    }

    [[nodiscard]] static std::size_t wrapped(std::int64_t index, std::size_t size) noexcept {
        return static_cast<std::size_t>(index) & (size - 1);
    }

    // Radix 2, in place, not normalised.
    static void transform(std::vector<std::complex<double>>& values, double sign) {
        const std::size_t size = values.size();
        for (std::size_t i = 1, j = 0; i < size; ++i) {
            std::size_t bit = size >> 1U;
            for (; (j & bit) != 0; bit >>= 1U) {
                j ^= bit;
            }
            j ^= bit;
            if (i < j) {
                std::swap(values[i], values[j]);
            }
        }
        std::vector<std::complex<double>> roots(size / 2);
        for (std::size_t i = 0; i < roots.size(); ++i) {
            roots[i] = std::polar(1.0, sign * 2.0 * std::numbers::pi * static_cast<double>(i)
                                           / static_cast<double>(size));
        }
        for (std::size_t length = 2; length <= size; length *= 2) {
            for (std::size_t begin = 0; begin < size; begin += length) {
                for (std::size_t i = 0; i < length / 2; ++i) {
                    std::complex<double>& low = values[begin + i];
                    std::complex<double>& high = values[begin + i + length / 2];
                    const std::complex<double> w = roots[i * (size / length)];
                    // Written out: operator* would check for infinities.
                    const std::complex<double> turned(
                        high.real() * w.real() - high.imag() * w.imag(),
                        high.real() * w.imag() + high.imag() * w.real());
                    high = low - turned;
                    low += turned;
                }
            }
        }
    }

    std::vector<atom> atoms_;
    double draws_;
    double sd_ = 0.0;
};

// The quantiles of two probabilities. The saddlepoint where its error is below 1e-4 standard
// deviations: enough draws for its series, and no lattice in sight; else the transform.
[[nodiscard]] inline std::pair<double, double> resampled_mean_quantiles(
    const resampled_mean_law& law, double draws, double p_low, double p_high) {
    constexpr double enough_draws = 100.0;
    constexpr double lattice_allowed = 2e-5;
    if (law.standard_deviation() == 0.0) {
        return {0.0, 0.0};
    }
    if (draws >= enough_draws && law.lattice_error() <= lattice_allowed) {
        const std::optional<double> low = law.by_saddlepoint(p_low);
        const std::optional<double> high = law.by_saddlepoint(p_high);
        if (low && high) {
            return {*low, *high};
        }
    }
    return law.by_transform(p_low, p_high);
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_SADDLEPOINT_HPP
