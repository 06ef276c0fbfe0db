// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RECOMMEND_HPP
#define PASSK_INTERVAL_RECOMMEND_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/estimand.hpp>
#include <passk/interval/interval.hpp>

#include <cstdint>
#include <string>
#include <utility>

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
///           problem says nothing of problems like it, and 2k > n leaves no unbiased variance.
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
        std::string reason =
            "for exactly these problems only sampling noise counts, and 2k <= n lets it be "
            "estimated without bias";
        if (problems < 100 && k > n / 8) {
            reason += "; with few problems and k above n/8 it covers less often than stated";
        }
        return interval_recommendation{interval_method::unbiased_variance, std::move(reason)};
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
    return interval_recommendation{
        interval_method::wilson_effective_n,
        problems < 100 ? "with few problems means near 0 or 1 are skewed; Wilson's interval with "
                         "effective n allows for it and has an answer when all problems agree"
                       : "Wilson's interval with effective n covers as stated at every k, in "
                         "closed form, and stays between 0 and 1"};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_RECOMMEND_HPP
