// SPDX-License-Identifier: Apache-2.0
// Needs Boost.Math.
#ifndef PASSK_STATISTICS_STUDENT_T_HPP
#define PASSK_STATISTICS_STUDENT_T_HPP

#include <passk/statistics/boost_policy.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>

namespace passk {

/// The x that a variable of Student's t distribution exceeds with probability `tail`.
/// @param degrees  degrees of freedom, need not be whole
/// @param policy   of Boost.Math; says what an argument out of range does
/// @pre degrees > 0, 0 < tail < 1/2
template <class Policy = boost_policy>
[[nodiscard]] double t_upper_quantile(double degrees, double tail,
                                      const Policy& policy = Policy()) {
    double rest = 0.0;
    const double x = boost::math::ibeta_inv(degrees / 2.0, 0.5, 2.0 * tail, &rest, policy);
    return std::sqrt(degrees * rest / x);
}

}  // namespace passk

#endif  // PASSK_STATISTICS_STUDENT_T_HPP
