// SPDX-License-Identifier: Apache-2.0
// Needs Boost.Math.
#ifndef PASSK_STATISTICS_NORMAL_HPP
#define PASSK_STATISTICS_NORMAL_HPP

#include <passk/statistics/boost_policy.hpp>

#include <boost/math/special_functions/erf.hpp>

#include <cmath>
#include <numbers>

namespace passk {

/// The probability that a standard normal variable is at most x.
[[nodiscard]] inline double normal_cdf(double x) {
    return std::erfc(-x / std::numbers::sqrt2) / 2.0;
}

/// The x with normal_cdf(x) = p.
/// @param policy  of Boost.Math; says what an argument out of range does
/// @pre 0 < p < 1
template <class Policy = boost_policy>
[[nodiscard]] double normal_quantile(double p, const Policy& policy = Policy()) {
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * p, policy);
}

}  // namespace passk

#endif  // PASSK_STATISTICS_NORMAL_HPP
