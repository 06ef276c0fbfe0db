// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_LOGIT_NORMAL_DISTRIBUTION_HPP
#define PASSK_ESTIMATE_LOGIT_NORMAL_DISTRIBUTION_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace passk {

/// A belief about how the probability of success is spread over problems like these: its logit
/// is normal. Unlike a Beta distribution it has few problems that are all but impossible, so that
/// pass-at-k comes near 1 sooner.
struct logit_normal_distribution {
    double mean = 0.0;  ///< of the logit
    double sd = 1.0;    ///< of the logit

    /// pass-at-k of the population, at any k.
    /// @pre  k >= 1
    /// @par Accuracy
    /// about 1e-9 for 0.02 <= sd <= 20, by the trapezoidal rule.
    [[nodiscard]] double pass_at_k(attempt_count k) const {
        detail::expects(k >= 1,
                        "passk::logit_normal_distribution::pass_at_k: k must be at least 1");
        // Steps of a sixteenth of the wider of the two curves that are multiplied, and of 0.25 of
        // the narrower.
        const double step = (std::min)(1.0 / 16.0, 0.25 / sd);
        constexpr double furthest = 9.0;
        double sum = 0.0;
        for (double z = -furthest; z <= furthest; z += step) {
            const double logit = mean + sd * z;
            const double log_failure =
                logit > 0.0 ? -logit - std::log1p(std::exp(-logit)) : -std::log1p(std::exp(logit));
            sum -= std::exp(-0.5 * z * z) * std::expm1(static_cast<double>(k) * log_failure);
        }
        return (std::min)(1.0, sum * step * std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    }
};

}  // namespace passk

#endif  // PASSK_ESTIMATE_LOGIT_NORMAL_DISTRIBUTION_HPP
