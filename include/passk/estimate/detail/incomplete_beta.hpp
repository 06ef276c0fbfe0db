// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_INCOMPLETE_BETA_HPP
#define PASSK_ESTIMATE_DETAIL_INCOMPLETE_BETA_HPP

#include <passk/estimate/detail/log_miss.hpp>

#include <cmath>

namespace passk::detail {

// log Gamma(x) - [(x - 1/2) log x - x + log(2 pi)/2] for x > 0, stepping up to where Stirling's
// series serves.
inline double gamma_remainder(double x) noexcept {
    double steps = 0.0;
    for (; x < 16.0; x += 1.0) {
        steps += (x + 0.5) * std::log1p(1.0 / x) - 1.0;
    }
    return stirling_remainder(x) + steps;
}

// x log(x/mean) + mean - x, without cancellation where x is near the mean.
inline double deviance(double x, double mean) noexcept {
    if (std::abs(x - mean) >= 0.1 * (x + mean)) {
        return x * std::log(x / mean) + mean - x;
    }
    // Loader's series in v = (x - mean)/(x + mean).
    const double v = (x - mean) / (x + mean);
    double sum = (x - mean) * v;
    double term = 2.0 * x * v;
    for (double i = 3.0; i < 1000.0; i += 2.0) {
        term *= v * v;
        const double next = sum + term / i;
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

// The chance that a Beta(a, b) variable is at most x = 1 - y, by the continued fraction of DLMF
// 8.17.22, evaluated by the method of Lentz. Needs a, b > 0 and x, y in [0, 1].
inline double incomplete_beta(double a, double b, double x, double y) noexcept {
    if (x <= 0.0 || y <= 0.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    if (x > (a + 1.0) / (a + b + 2.0)) {
        return 1.0 - incomplete_beta(b, a, y, x);
    }
    const auto away_from_zero = [](double value) {
        constexpr double tiny = 1e-300;
        return std::abs(value) < tiny ? tiny : value;
    };
    double c = 1.0;
    double d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    double fraction = d;
    for (double m = 1.0; m < 1e7; m += 1.0) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        fraction *= c * d;
        if (std::abs(c * d - 1.0) < 1e-16) {
            break;
        }
    }
    // x^a y^b / (a B(a, b)) in Loader's form: deviances from the mean of the distribution.
    constexpr double two_pi = 6.283185307179586477;
    const double whole = a + b;
    const double log_front = -deviance(a, whole * x) - deviance(b, whole * y)
                             + gamma_remainder(whole) - gamma_remainder(a) - gamma_remainder(b);
    return std::sqrt(b / (two_pi * whole * a)) * std::exp(log_front) * fraction;
}

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_INCOMPLETE_BETA_HPP
