// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RECOMMEND_HPP
#define PASSK_INTERVAL_RECOMMEND_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>

#include <cstdint>
#include <string>

namespace passk {

/// What is averaged over problems.
enum class mean_of : std::uint8_t {
    probabilities,  ///< of one model: values between 0 and 1
    differences,    ///< of two models on the same problems
};

/// A method and why it was chosen.
struct interval_recommendation {
    interval_method method{};
    std::string reason{};
};

/// The method that covers best for a mean of pass-at-k, by simulation (bench/README.md).
///
/// @param problems  how many problems, or clusters of problems, there are
/// @param n         the fewest trials of any problem
/// @param k         attempts
/// @param target    what the interval is about
/// @param what      one model's probabilities or two models' differences
/// @pre      problems >= 1; 1 <= k <= n
/// @returns  a method that mean_intervals, pass_at_k_curve_intervals and difference_intervals
///           take, with the reason; errc::unsupported, saying what to do, if there is none: one
///           problem says nothing of problems like it; 2k > n leaves no unbiased variance, and
///           8k > n of fewer than 100 problems, or 4k > n of fewer than 500, too poor a one.
/// @throws   domain_error if the precondition does not hold.
[[nodiscard]] inline result<interval_recommendation> recommend_interval(
    std::uint64_t problems, std::uint64_t n, std::uint64_t k, estimand target,
    mean_of what = mean_of::probabilities) {
    detail::expects(problems >= 1, "passk::recommend_interval: there is no problem");
    detail::expects_attempts("passk::recommend_interval", k, n);
    if (target == estimand::fixed_benchmark) {
        if (k > n - k) {
            return passk::error{
                errc::unsupported,
                "passk::recommend_interval: 2k = " + std::to_string(2 * k) + " exceeds n = "
                    + std::to_string(n)
                    + ", so sampling noise has no unbiased estimate; draw at least 2k samples of "
                      "each problem, or take a Clopper-Pearson interval problem by problem"};
        }
        // The variance itself is estimated; with few problems and few samples for each k, too
        // badly for the interval to hold as often as stated.
        const std::uint64_t samples = problems < 100 ? 8 : problems < 500 ? 4 : 2;
        if (k > n / samples) {
            return passk::error{
                errc::unsupported,
                "passk::recommend_interval: with " + std::to_string(problems)
                    + " problems the interval from unbiased variances covers as stated up to k = n/"
                    + std::to_string(samples) + " = " + std::to_string(n / samples) + ", not at k = "
                    + std::to_string(k)
                    + "; draw more samples of each problem, or take a Clopper-Pearson interval "
                      "problem by problem"};
        }
        return interval_recommendation{
            interval_method::unbiased_variance,
            "for exactly these problems only sampling noise counts, and enough samples for each k "
            "let it be estimated without bias"};
    }
    if (problems < 2) {
        return passk::error{errc::unsupported,
                            "passk::recommend_interval: one problem does not show how problems "
                            "differ; take a Clopper-Pearson interval for this problem"};
    }
    if (what == mean_of::differences) {
        return interval_recommendation{
            interval_method::clt_t,
            "paired differences fall on both sides of 0 and have little skewness to correct; the "
            "t interval covers as stated, at 30 problems as at 500"};
    }
    if (problems < 200) {
        return interval_recommendation{
            interval_method::korn_graubard,
            "with few problems means near 0 or 1 are skewed, and every shorter interval then holds "
            "less often than stated; Korn and Graubard's allows for it and has an answer when all "
            "problems agree"};
    }
    return interval_recommendation{
        interval_method::wilson_effective_n,
        "Wilson's interval with effective n covers as stated at every k, in closed form, and stays "
        "between 0 and 1"};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_RECOMMEND_HPP
