// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_SUCCESS_INTERVAL_HPP
#define PASSK_INTERVAL_SUCCESS_INTERVAL_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/interval.hpp>
#include <passk/outcome/tally.hpp>

#include <cmath>
#include <concepts>

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
concept success_method =
    std::same_as<Method, clopper_pearson> || std::same_as<Method, wilson> || std::same_as<Method,
                                                                                          jeffreys>;

/// Interval of one problem's probability p that a completion is correct, from c successes in n
/// trials.
///
/// @param counts  one problem
/// @param method  clopper_pearson, wilson or jeffreys
/// @param level   confidence level
/// @pre      counts.trials() >= 1
/// @returns  estimate c / n; the estimand is the fixed benchmark, which is this problem.
/// @throws   domain_error otherwise.
[[nodiscard]] PASSK_INLINE interval
success_interval(tally counts, clopper_pearson, confidence_level level = confidence_level(0.95));

[[nodiscard]] PASSK_INLINE interval
success_interval(tally counts, jeffreys, confidence_level level = confidence_level(0.95));

[[nodiscard]] PASSK_INLINE interval
success_interval(tally counts, wilson, confidence_level level = confidence_level(0.95));

/// Interval of one problem's probability to be solved in k fresh attempts, 1 - (1 - p)^k: both ends
/// of success_interval through that map, which grows with p and so keeps how often the interval
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

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/interval/impl/success_interval.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_INTERVAL_SUCCESS_INTERVAL_HPP
