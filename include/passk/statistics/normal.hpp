// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_STATISTICS_NORMAL_HPP
#define PASSK_STATISTICS_NORMAL_HPP

#include <passk/estimate/detail/boost_policy.hpp>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>

#include <cmath>
#include <numbers>

namespace passk::detail {

[[nodiscard]] inline double normal_cdf(double x) {
    return std::erfc(-x / std::numbers::sqrt2) / 2.0;
}

// The x with normal_cdf(x) = p, 0 < p < 1.
[[nodiscard]] inline double normal_quantile(double p) {
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * p, boost_policy());
}

// The x that a t variable exceeds with probability `tail` < 1/2.
[[nodiscard]] inline double t_upper_quantile(double degrees, double tail) {
    double rest = 0.0;
    const double x = boost::math::ibeta_inv(degrees / 2.0, 0.5, 2.0 * tail, &rest, boost_policy());
    return std::sqrt(degrees * rest / x);
}

}  // namespace passk::detail

#endif  // PASSK_STATISTICS_NORMAL_HPP
