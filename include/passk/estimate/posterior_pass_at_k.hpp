// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_POSTERIOR_PASS_AT_K_HPP
#define PASSK_ESTIMATE_POSTERIOR_PASS_AT_K_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/defined_stream.hpp>
#include <passk/core/error.hpp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/estimate/detail/log_miss.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cmath>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace passk {

/// Mean and standard deviation of a posterior distribution.
struct posterior_summary {
    double mean = 0.0;
    double deviation = 0.0;

    /// Writes for example "0.25 +- 0.03".
    template <class Char, class Traits>
        requires defined_stream<std::basic_ostream<Char, Traits>>
    friend std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out,
                                                        const posterior_summary& estimate) {
        return out << estimate.mean << " +- " << estimate.deviation;
    }
};

namespace detail {

struct posterior_moments {
    double pass = 0.0;      // of 1 - q^k
    double variance = 0.0;  // of q^k
};

inline posterior_moments posterior_of_pass(tally counts, std::uint64_t k, beta_prior prior) {
    const double a = prior.a() + static_cast<double>(counts.successes());
    const double b = prior.b() + static_cast<double>(counts.failures());
    const auto attempts = static_cast<double>(k);
    const double once = log_beta_miss(a, b, attempts);
    const double twice = log_beta_miss(a, b, 2.0 * attempts);
    // E[q^2k] - E[q^k]^2 as a product, for the two are often close.
    return {-std::expm1(once),
            (std::fmax)(0.0, std::exp(2.0 * once) * std::expm1(twice - 2.0 * once))};
}

}  // namespace detail

/// Posterior mean and standard deviation of pass-at-k for one problem, 1 - (1 - p)^k, when p has
/// a Beta(a, b) prior and c of n samples succeeded:
///
///     mean = 1 - B(a + c, b + n - c + k) / B(a + c, b + n - c)
///
/// k may exceed n, and then the answer is mostly the prior's: see prior_sensitivity.
///
/// @pre     k >= 1
/// @throws  domain_error if k == 0.
/// @par Accuracy
/// relative error of the mean below 1e-13 for n and k up to 10^6.
/// @par Cost
/// constant.
/// @par Source
/// Hariri et al. 2025, arXiv:2510.04265.
[[nodiscard]] inline posterior_summary posterior_pass_at_k(
    tally counts, attempt_count k, beta_prior prior = beta_prior::uniform()) {
    detail::expects(k >= 1, "passk::posterior_pass_at_k: k must be at least 1");
    const detail::posterior_moments moments = detail::posterior_of_pass(counts, k, prior);
    return {moments.pass, std::sqrt(moments.variance)};
}

/// posterior_pass_at_k of the mean over these problems, which are independent given the prior.
///
/// @pre     at least one problem; k >= 1
/// @throws  domain_error otherwise.
[[nodiscard]] inline posterior_summary posterior_mean_pass_at_k(
    const problem_tallies& problems, attempt_count k, beta_prior prior = beta_prior::uniform()) {
    detail::expects(!problems.empty(), "passk::posterior_mean_pass_at_k: there is no problem");
    detail::expects(k >= 1, "passk::posterior_mean_pass_at_k: k must be at least 1");
    double pass = 0.0;
    double variance = 0.0;
    for (const tally& counts : problems) {
        const detail::posterior_moments moments = detail::posterior_of_pass(counts, k, prior);
        pass += moments.pass;
        variance += moments.variance;
    }
    const auto size = static_cast<double>(problems.size());
    return {pass / size, std::sqrt(variance) / size};
}

/// posterior_mean_pass_at_k under three priors that all claim to say nothing, and how far apart
/// they are: what the prior decides, not the data.
struct prior_sensitivity_result {
    posterior_summary uniform{};         ///< Beta(1, 1)
    posterior_summary jeffreys{};        ///< Beta(1/2, 1/2)
    posterior_summary nearly_haldane{};  ///< Beta(1/100, 1/100)
    double spread = 0.0;                 ///< highest less lowest of the three means
};

/// How much of posterior_mean_pass_at_k comes from the prior.
/// @pre     at least one problem; k >= 1
/// @throws  domain_error otherwise.
[[nodiscard]] inline prior_sensitivity_result prior_sensitivity(const problem_tallies& problems,
                                                                attempt_count k) {
    prior_sensitivity_result result;
    result.uniform = posterior_mean_pass_at_k(problems, k, beta_prior::uniform());
    result.jeffreys = posterior_mean_pass_at_k(problems, k, beta_prior::jeffreys());
    result.nearly_haldane = posterior_mean_pass_at_k(problems, k, {0.01, 0.01});
    const double means[] = {result.uniform.mean, result.jeffreys.mean, result.nearly_haldane.mean};
    double low = means[0];
    double high = means[0];
    for (const double mean : means) {
        low = mean < low ? mean : low;
        high = mean > high ? mean : high;
    }
    result.spread = high - low;
    return result;
}

}  // namespace passk

#endif  // PASSK_ESTIMATE_POSTERIOR_PASS_AT_K_HPP
