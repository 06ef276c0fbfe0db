// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_SUCCESS_INTERVAL_HPP
#define PASSK_INTERVAL_SUCCESS_INTERVAL_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/statistics/boost_policy.hpp>
#include <passk/interval/detail/clopper_pearson.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/tally.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <concepts>
#include <tuple>

namespace passk {

/// The exact interval of a binomial probability: it never covers less often than stated.
/// @par Source
/// Clopper, Pearson 1934, "The use of confidence or fiducial limits", Biometrika 26.
struct clopper_pearson {};

/// The score interval: shorter, and covers about as often as stated on average.
/// @par Source
/// Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
struct wilson {};

/// The equal-tailed interval of the posterior with prior Beta(1/2, 1/2), whose lower end is 0 at
/// c = 0 and upper end 1 at c = n.
/// @par Source
/// Brown, Cai, DasGupta 2001, "Interval estimation for a binomial proportion", Statist. Sci. 16(2).
struct jeffreys {};

/// A method for the probability of success of one problem.
template <class Method>
concept success_method = std::same_as<Method, clopper_pearson> || std::same_as<Method, wilson>
                         || std::same_as<Method, jeffreys>;

namespace detail {

// The estimate and what all methods share; ends 0 and 1.
[[nodiscard]] inline interval whole_interval(tally counts, interval_method method,
                                             confidence_level level) {
    expects(counts.trials() >= 1, "passk::success_interval: there is no trial");
    return {.estimate =
                static_cast<double>(counts.successes()) / static_cast<double>(counts.trials()),
            .lower = 0.0,
            .upper = 1.0,
            .level = level,
            .method = method,
            .target = estimand::fixed_benchmark};
}

}  // namespace detail

/// Interval of one problem's probability p that a completion is correct, from c successes in n
/// trials.
///
/// @param counts  one problem
/// @param method  clopper_pearson, wilson or jeffreys
/// @param level   confidence level
/// @pre      counts.trials() >= 1
/// @returns  estimate c / n; the estimand is the fixed benchmark, which is this problem.
/// @throws   domain_error otherwise.
[[nodiscard]] inline interval success_interval(tally counts, clopper_pearson,
                                               confidence_level level = confidence_level(0.95)) {
    interval out = detail::whole_interval(counts, interval_method::clopper_pearson, level);
    std::tie(out.lower, out.upper) =
        detail::clopper_pearson_ends(static_cast<double>(counts.successes()),
                                     static_cast<double>(counts.failures()), level.tail());
    return out;
}

[[nodiscard]] inline interval success_interval(tally counts, jeffreys,
                                               confidence_level level = confidence_level(0.95)) {
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

[[nodiscard]] inline interval success_interval(tally counts, wilson,
                                               confidence_level level = confidence_level(0.95)) {
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

/// Interval of one problem's probability to be solved in k fresh attempts, 1 - (1 - p)^k: both ends of
/// success_interval through that map, which grows with p and so keeps how often the interval
/// holds. Valid for k beyond n too.
///
/// @param k  attempts, at least 1
/// @pre      those of success_interval; k >= 1
/// @returns  estimate 1 - (1 - c/n)^k, the value at p = c/n, which is not the unbiased pass_at_k
///           but is defined for every k.
/// @throws   domain_error otherwise.
template <success_method Method>
[[nodiscard]] interval solved_interval(tally counts, attempt_count k, Method method,
                                       confidence_level level = confidence_level(0.95)) {
    detail::expects(k >= 1, "passk::solved_interval: k must be at least 1");
    interval out = success_interval(counts, method, level);
    const auto solved = [k = static_cast<double>(k)](double p) {
        return p >= 1.0 ? 1.0 : -std::expm1(k * std::log1p(-p));
    };
    out.estimate = solved(out.estimate);
    out.lower = solved(out.lower);
    out.upper = solved(out.upper);
    return out;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_SUCCESS_INTERVAL_HPP
