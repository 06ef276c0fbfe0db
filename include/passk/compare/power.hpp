// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_POWER_HPP
#define PASSK_COMPARE_POWER_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_tallies.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace passk {

/// What decides how small a difference of two models a paired evaluation can show. Variances of
/// scores between 0 and 1 have the unit score^2.
struct paired_variances {
    double between_problems{};  ///< of the true difference, over problems: omega^2
    double base_sampling{};     ///< of one sample's score about its problem's mean: sigma^2
    double tuned_sampling{};
};

/// A two-sided test at `significance` that finds a true difference with chance `power`.
struct test_plan {
    double significance = 0.05;
    double power = 0.8;
    double base_samples = 1;   ///< per problem
    double tuned_samples = 1;  ///< per problem
};

/// The smallest true difference of mean scores that `problems` problems find with the plan's
/// power: (z_{alpha/2} + z_beta) sqrt((omega^2 + sigma_b^2 / K_b + sigma_t^2 / K_t) / N).
///
/// @pre      problems >= 1; a proper plan; finite variances >= 0
/// @throws   domain_error otherwise.
/// @par Source
/// Miller 2024, arXiv:2411.00640, section 5.
[[nodiscard]] PASSK_INLINE double minimum_detectable_effect(const paired_variances& variances,
                                                            double problems, const test_plan& plan);

/// How many problems it takes to find a true difference of `effect`, not rounded:
/// (z_{alpha/2} + z_beta)^2 (omega^2 + sigma_b^2 / K_b + sigma_t^2 / K_t) / effect^2.
///
/// @pre      effect > 0; a proper plan; finite variances >= 0
/// @throws   domain_error otherwise.
/// @par Source
/// Miller 2024, arXiv:2411.00640, section 5.
[[nodiscard]] PASSK_INLINE double required_problems(const paired_variances& variances,
                                                    double effect, const test_plan& plan);

/// How many samples of each problem and model it takes on a benchmark of given size, not rounded:
/// (sigma_b^2 + sigma_t^2) / (N effect^2 / (z_{alpha/2} + z_beta)^2 - omega^2), at least 1.
///
/// @param plan  its numbers of samples are not used
/// @pre      effect > 0; problems >= 1; a proper plan; finite variances >= 0
/// @returns  the number, or errc::unsupported if no number of samples will do: the problems
///           themselves differ too much, and only more problems help.
/// @throws   domain_error if the precondition does not hold.
[[nodiscard]] PASSK_INLINE result<double> required_samples(const paired_variances& variances,
                                                           double effect, double problems,
                                                           const test_plan& plan);

/// The variances of single-sample scores, estimated without bias from two models' outcomes:
/// sigma^2 as the mean of c (n - c) / (n (n - 1)), omega^2 as the variance of the differences of
/// success rates over problems less what sampling adds to it.
///
/// @returns  the variances; omega^2, which unbiased may come out below 0, is then 0.
/// @pre      at least two problems, with at least two trials of each model
/// @throws   domain_error that names the problem otherwise.
[[nodiscard]] PASSK_INLINE paired_variances
estimate_paired_variances(const paired_outcomes& outcomes);

/// The variance of tuned - base pass-at-k over problems, for any k up to n, with the samples that
/// were drawn: what minimum_detectable_effect and required_problems need for more of the same.
///
/// @param k         attempts
/// @param clusters  empty, or for each common problem the number of its family: the variance is
///                  then what problems in families of these sizes count for
/// @returns  variances whose between_problems holds all of it, the noise of sampling included, so
///           that numbers of samples in a plan do not change it
/// @pre      at least two problems, in two clusters; 1 <= k <= n for every problem and model
/// @throws   domain_error that names what is violated.
/// @par Source
/// Miller 2024, arXiv:2411.00640, sections 4.2 and 5, for scores that are pass-at-k.
[[nodiscard]] PASSK_INLINE paired_variances observed_paired_variance(
    const paired_outcomes& outcomes, std::uint64_t k, std::span<const std::size_t> clusters = {});

namespace detail {

// What the variance of pass-at-k is made of, for any number of samples: entry j the mean over
// problems of q^(2k - j) - q^(2k), estimated without bias; j samples are common to two sets of k.
[[nodiscard]] PASSK_INLINE std::vector<double> overlap_terms(problem_tallies problems,
                                                             std::uint64_t k);

}  // namespace detail

/// How many samples of each problem and model it takes to find a true difference of mean
/// pass-at-k on these problems: the least n >= k with
///
///     (z_{alpha/2} + z_beta)^2 (omega^2 + sigma_b^2(n) + sigma_t^2(n)) / N <= effect^2
///
/// where sigma^2(n) is the variance of pass_at_k from n samples, estimated without bias for every
/// n from the samples drawn, and omega^2 is what observed_paired_variance has beyond it.
///
/// @param k         attempts
/// @param effect    the difference to find
/// @param plan      its numbers of samples are not used
/// @param clusters  as observed_paired_variance
/// @returns  the number; errc::unsupported if no number up to 2^30 will do: the problems themselves
///           differ too much, and only more problems help.
/// @pre      those of observed_paired_variance; 2k <= n of every problem and model, for no unbiased
///           variance exists otherwise; effect > 0; a proper plan
/// @throws   domain_error otherwise.
/// @par Cost
/// distinct tallies x k, and k for each n that is tried, about 40 of them.
/// @par Source
/// Miller 2024, arXiv:2411.00640, section 5; pass_at_k_variance for sigma^2(n).
[[nodiscard]] PASSK_INLINE result<std::uint64_t> required_samples(
    const paired_outcomes& outcomes, std::uint64_t k, double effect, const test_plan& plan = {},
    std::span<const std::size_t> clusters = {});

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/compare/impl/power.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_COMPARE_POWER_HPP
