// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_PER_PROBLEM_HPP
#define PASSK_INTERVAL_PER_PROBLEM_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/boost_policy.hpp>
#include <passk/interval/detail/clopper_pearson.hpp>
#include <passk/statistics/normal.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/tally.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <tuple>

namespace passk {

/// Interval of one problem's chance p that a completion is correct, from c successes in n trials.
///
/// Clopper-Pearson never covers less often than stated; Wilson is shorter and covers about as
/// often as stated on average; Jeffreys is the equal-tailed interval of the posterior with prior
/// Beta(1/2, 1/2), whose lower end is 0 at c = 0 and upper end 1 at c = n.
///
/// @param counts  one problem
/// @param method  clopper_pearson, wilson or jeffreys
/// @pre      counts.trials() >= 1; a method for one problem
/// @returns  estimate c / n; the estimand is the fixed benchmark, which is this problem.
/// @throws   domain_error otherwise.
/// @par Source
/// Clopper, Pearson 1934, Biometrika 26; Wilson 1927, JASA 22; Brown, Cai, DasGupta 2001,
/// "Interval estimation for a binomial proportion", Statist. Sci. 16(2).
[[nodiscard]] inline interval success_interval(tally counts, interval_method method,
                                               confidence_level level = confidence_level(0.95)) {
    detail::expects(counts.trials() >= 1, "passk::success_interval: there is no trial");
    const auto n = static_cast<double>(counts.trials());
    const auto c = static_cast<double>(counts.successes());
    const bool none = counts.successes() == 0;
    const bool all = counts.failures() == 0;
    interval out{.estimate = c / n,
                 .lower = 0.0,
                 .upper = 1.0,
                 .level = level,
                 .method = method,
                 .target = estimand::fixed_benchmark};
    switch (method) {
        case interval_method::clopper_pearson:
            std::tie(out.lower, out.upper) = detail::clopper_pearson(c, n - c, level.tail());
            return out;
        case interval_method::jeffreys:
            if (!none) {
                out.lower = boost::math::ibeta_inv(c + 0.5, n - c + 0.5, level.tail(),
                                                   detail::boost_policy());
            }
            if (!all) {
                out.upper = boost::math::ibetac_inv(c + 0.5, n - c + 0.5, level.tail(),
                                                    detail::boost_policy());
            }
            return out;
        case interval_method::wilson: {
            const double z = detail::normal_quantile(level.tail());
            const double p = c / n;
            const double shrink = 1.0 + z * z / n;
            const double centre = (p + z * z / (2.0 * n)) / shrink;
            const double reach = -z * std::sqrt(p * (1.0 - p) / n + z * z / (4.0 * n * n)) / shrink;
            out.lower = none ? 0.0 : centre - reach;
            out.upper = all ? 1.0 : centre + reach;
            return out;
        }
        default: break;
    }
    detail::fail_precondition("passk::success_interval: '" + std::string(to_string(method))
                              + "' is no interval for one problem");
}

/// Interval of one problem's chance to be solved in k fresh attempts, 1 - (1 - p)^k: both ends of
/// success_interval through that map, which grows with p and so keeps how often the interval
/// holds. Valid for k beyond n too.
///
/// @param k  attempts, at least 1
/// @pre      those of success_interval; k >= 1
/// @returns  estimate 1 - (1 - c/n)^k, the value at p = c/n, which is not the unbiased pass_at_k
///           but is defined for every k.
/// @throws   domain_error otherwise.
[[nodiscard]] inline interval solved_interval(tally counts, std::uint64_t k, interval_method method,
                                              confidence_level level = confidence_level(0.95)) {
    detail::expects(k >= 1, "passk::solved_interval: k must be at least 1");
    interval out = success_interval(counts, method, level);
    const auto solved = [k](double p) {
        return p >= 1.0 ? 1.0 : -std::expm1(static_cast<double>(k) * std::log1p(-p));
    };
    out.estimate = solved(out.estimate);
    out.lower = solved(out.lower);
    out.upper = solved(out.upper);
    return out;
}

}  // namespace passk

#endif  // PASSK_INTERVAL_PER_PROBLEM_HPP
