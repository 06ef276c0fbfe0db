// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_DETAIL_CLOPPER_PEARSON_HPP
#define PASSK_INTERVAL_DETAIL_CLOPPER_PEARSON_HPP

#include <passk/statistics/boost_policy.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <utility>

namespace passk::detail {

// Ends of Clopper and Pearson's interval of a chance of success, `tail` beyond each; the numbers
// may be effective ones and need not be whole.
[[nodiscard]] inline std::pair<double, double> clopper_pearson_ends(double successes,
                                                                    double failures, double tail) {
    return {
        successes > 0.0 ? boost::math::ibeta_inv(successes, failures + 1.0, tail, boost_policy())
                        : 0.0,
        failures > 0.0 ? boost::math::ibetac_inv(successes + 1.0, failures, tail, boost_policy())
                       : 1.0};
}

}  // namespace passk::detail

#endif  // PASSK_INTERVAL_DETAIL_CLOPPER_PEARSON_HPP
