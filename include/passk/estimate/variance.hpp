// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_VARIANCE_HPP
#define PASSK_ESTIMATE_VARIANCE_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/detail/pass_fraction.hpp>
#include <passk/estimate/detail/unit_fraction.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/overlap_expectation.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// Covariance of pass_at_k at k and at l attempts, both from the same n samples of one problem,
/// when each sample succeeds with chance p; with q = 1 - p
///
///     sum over j of C(k, j) C(n - k, l - j) / C(n, l) * q^(k + l - j)  -  q^(k + l)
///
/// where j is the overlap of a set of k and a set of l samples.
///
/// @param p  the chance that one sample succeeds, 0 to 1
/// @param n  samples drawn
/// @pre      0 <= p <= 1; 1 <= k <= n; 1 <= l <= n
/// @throws   domain_error if the precondition does not hold.
///
/// @par Accuracy
/// a sum of positive terms: relative error below 1e-12 for n up to 10^6, results under 1e-250
/// aside.
/// @par Cost
/// min(k, l) exponentials.
/// @par Source
/// Hoeffding 1948, "A class of statistics with asymptotically normal distribution", section 5,
/// for the kernel "all of k samples fail".
[[nodiscard]] inline double pass_at_k_covariance(double p, std::uint64_t n, attempt_count k,
                                                 attempt_count l) {
    detail::expects(p >= 0.0 && p <= 1.0,
                    "passk::pass_at_k_covariance: the chance of success must lie in [0, 1]");
    detail::expects_attempts("passk::pass_at_k_covariance", k, n);
    detail::expects_attempts("passk::pass_at_k_covariance", l, n);
    if (p == 0.0 || p == 1.0) {
        return 0.0;
    }
    const double log_q = std::log1p(-p);
    return overlap_expectation(n, k, l, [&](std::uint64_t overlap) {
        return std::exp(static_cast<double>(k + l - overlap) * log_q)
               * -std::expm1(static_cast<double>(overlap) * log_q);
    });
}

/// Variance of pass_at_k over the sampling of n completions that each succeed with chance p:
/// pass_at_k_covariance with l = k. p (1 - p) / n for k = 1.
/// @pre  0 <= p <= 1; 1 <= k <= n
[[nodiscard]] inline double pass_at_k_variance(double p, std::uint64_t n, attempt_count k) {
    return pass_at_k_covariance(p, n, k, k);
}

namespace detail {

// C(n - c, k)/C(n, k), as close as 2^-66.
constexpr uint128 miss_fraction(tally counts, std::uint64_t k) noexcept {
    const wide_probability pass = pass_fraction(counts.trials(), counts.successes(), k);
    return pass.one ? 0 : (pass.fraction == 0 ? largest_fraction : 0 - pass.fraction);
}

// There is no unbiased estimate of (1 - p)^(k + l) from fewer than k + l samples.
inline std::string no_unbiased_covariance(std::string_view function, std::uint64_t k,
                                          std::uint64_t l, std::uint64_t n,
                                          const std::string& problem = {}) {
    std::string message(function);
    message += ": k + l = " + std::to_string(k) + " + " + std::to_string(l)
               + " exceeds the n = " + std::to_string(n) + " trials";
    if (!problem.empty()) {
        message += " of " + problem;
    }
    return message + "; no unbiased estimate exists";
}

// The first problem without an unbiased estimate, as a message; empty if there is none. Needs
// 1 <= k, l <= n.
inline std::string no_unbiased_covariance(std::string_view function,
                                          const problem_tallies& problems, std::uint64_t k,
                                          std::uint64_t l) {
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const std::uint64_t n = problems[i].trials();
        if (k > n - l) {
            return no_unbiased_covariance(function, k, l, n, problems.name(i));
        }
    }
    return {};
}

// M(k) M(l) - M(k + l), M = miss_fraction. Needs k + l <= n.
constexpr double covariance_estimate(tally counts, std::uint64_t k, std::uint64_t l) noexcept {
    if (counts.successes() == 0) {
        return 0.0;
    }
    const uint128 product = multiply_high(miss_fraction(counts, k), miss_fraction(counts, l));
    const uint128 both = miss_fraction(counts, k + l);
    return product >= both ? to_real<double>(product - both) : -to_real<double>(both - product);
}

}  // namespace detail

/// Unbiased estimate of pass_at_k_covariance from the counts of one problem: with
/// M(k) = C(n - c, k) / C(n, k)
///
///     M(k) M(l) - M(k + l)
///
/// @param counts  one problem
/// @pre           k >= 1; l >= 1; k + l <= n, for no unbiased estimate exists otherwise
/// @returns       the estimate, which may be negative
/// @throws        domain_error if the precondition does not hold.
///
/// @par Accuracy
/// absolute error below 2^-100, or 2^-66 of M(k) where M(k) itself is below 2^-66.
/// @par Cost
/// constant.
[[nodiscard]] inline double pass_at_k_covariance_estimate(tally counts, attempt_count k,
                                                          attempt_count l) {
    constexpr const char* function = "passk::pass_at_k_covariance_estimate";
    detail::expects_attempts(function, k, counts.trials());
    detail::expects_attempts(function, l, counts.trials());
    if (k > counts.trials() - l) {
        detail::fail_precondition(detail::no_unbiased_covariance(function, k, l, counts.trials()));
    }
    return detail::covariance_estimate(counts, k, l);
}

/// Unbiased estimate of the variance of pass_at_k: pass_at_k_covariance_estimate with l = k.
/// @pre      k >= 1; 2k <= n
/// @throws   domain_error if the precondition does not hold.
[[nodiscard]] inline double pass_at_k_variance_estimate(tally counts, attempt_count k) {
    return pass_at_k_covariance_estimate(counts, k, k);
}

/// Unbiased estimate of the covariance of mean_pass_at_k at k and at l over new samples for these
/// same problems: the sum of pass_at_k_covariance_estimate over the P problems, over P^2. It says
/// nothing of other problems.
///
/// @pre      at least one problem; k >= 1, l >= 1 and k + l <= n for each
/// @returns  the estimate, which for few problems may be negative
/// @throws   domain_error that names k, l, n and the problem if the precondition does not hold.
[[nodiscard]] inline double mean_pass_at_k_covariance_estimate(const problem_tallies& problems,
                                                               attempt_count k, attempt_count l) {
    constexpr const char* function = "passk::mean_pass_at_k_covariance_estimate";
    problems.expects_attempts(function, k);
    problems.expects_attempts(function, l);
    const std::string complaint = detail::no_unbiased_covariance(function, problems, k, l);
    if (!complaint.empty()) {
        detail::fail_precondition(complaint);
    }
    double sum = 0.0;
    for (const tally& counts : problems) {
        sum += detail::covariance_estimate(counts, k, l);
    }
    const auto count = static_cast<double>(problems.size());
    return sum / count / count;
}

/// Unbiased estimate of the variance of mean_pass_at_k over new samples for these same problems:
/// mean_pass_at_k_covariance_estimate with l = k.
[[nodiscard]] inline double mean_pass_at_k_variance_estimate(const problem_tallies& problems,
                                                             attempt_count k) {
    return mean_pass_at_k_covariance_estimate(problems, k, k);
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_VARIANCE_HPP
