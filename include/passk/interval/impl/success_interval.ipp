// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_IMPL_SUCCESS_INTERVAL_IPP
#define PASSK_INTERVAL_IMPL_SUCCESS_INTERVAL_IPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/interval/detail/clopper_pearson.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/interval/success_interval.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/boost_policy.hpp>
#include <passk/statistics/normal.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <tuple>

namespace passk {

namespace detail {

// The estimate and what all methods share; ends 0 and 1.
[[nodiscard]] inline interval whole_interval(tally counts, interval_method method,
                                             confidence_level level) {
    expects(counts.trials() >= 1, "passk::success_interval: there is no trial");
    return {
        .estimate = static_cast<double>(counts.successes()) / static_cast<double>(counts.trials()),
        .lower = 0.0,
        .upper = 1.0,
        .level = level,
        .method = method,
        .target = estimand::fixed_benchmark};
}

}  // namespace detail

PASSK_INLINE interval success_interval(tally counts, clopper_pearson, confidence_level level) {
    interval out = detail::whole_interval(counts, interval_method::clopper_pearson, level);
    std::tie(out.lower, out.upper) =
        detail::clopper_pearson_ends(static_cast<double>(counts.successes()),
                                     static_cast<double>(counts.failures()), level.tail());
    return out;
}

PASSK_INLINE interval success_interval(tally counts, jeffreys, confidence_level level) {
    interval out = detail::whole_interval(counts, interval_method::jeffreys, level);
    const double a = static_cast<double>(counts.successes()) + 0.5;
    const double b = static_cast<double>(counts.failures()) + 0.5;
    if (counts.successes() > 0) {
        out.lower = boost::math::ibeta_inv(a, b, level.tail(), boost_policy());
    }
    if (counts.failures() > 0) {
        out.upper = boost::math::ibetac_inv(a, b, level.tail(), boost_policy());
    }
    return out;
}

PASSK_INLINE interval success_interval(tally counts, wilson, confidence_level level) {
    interval out = detail::whole_interval(counts, interval_method::wilson, level);
    const auto n = static_cast<double>(counts.trials());
    const double z = normal_quantile(level.tail());
    const double p = out.estimate;
    const double shrink = 1.0 + z * z / n;
    const double centre = (p + z * z / (2.0 * n)) / shrink;
    const double reach = -z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / shrink;
    if (counts.successes() > 0) {
        out.lower = centre - reach;
    }
    if (counts.failures() > 0) {
        out.upper = centre + reach;
    }
    return out;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_IMPL_SUCCESS_INTERVAL_IPP
