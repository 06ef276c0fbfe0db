// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RECOMMEND_METHOD_HPP
#define PASSK_INTERVAL_RECOMMEND_METHOD_HPP

#include <passk/core/attempts.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/interval/gaffke.hpp>
#include <passk/interval/method.hpp>

#include <cmath>
#include <cstdint>
#include <string>

namespace passk {

/// A method and why it was chosen.
template <class Method>
struct method_recommendation {
    Method method{};
    std::string reason{};
};

/// The method that covers best for a mean over sampled problems, by simulation (bench/README.md).
///
/// @param units  how many problems, or clusters of problems, are drawn
/// @param low    lower bound of the values, possibly infinite
/// @param high   upper bound of the values, possibly infinite
/// @returns  the method with the reason; errc::unsupported for fewer than two units, which do not
///           show how problems differ
[[nodiscard]] inline result<method_recommendation<any_sampled_method>> recommend_method(
    std::uint64_t units, double low, double high) {
    using recommendation = method_recommendation<any_sampled_method>;
    if (units < 2) {
        return error{errc::unsupported,
                     "one problem does not show how problems differ; take a Clopper-Pearson "
                     "interval for this problem"};
    }
    if (!std::isfinite(low) || !std::isfinite(high)) {
        return recommendation{
            student_t{},
            "values without known bounds leave nothing to guard against values that the sample "
            "does not show; the t interval covers as stated where no rare value dominates the "
            "mean"};
    }
    if (low == 0.0 && high == 1.0) {
        return recommendation{
            gaffke{},
            "Gaffke's interval is Clopper and Pearson's for values between 0 and 1; it allows for "
            "problems that the sample does not show, also when all problems agree"};
    }
    return recommendation{
        gaffke{gaffke_difference_weight},
        "Gaffke's interval with half a weight allows for problems that move far and that the "
        "sample does not show; it is longer than the t interval where few problems move"};
}

/// The same for a mean of pass-at-k over a fixed benchmark.
///
/// @param problems  how many problems there are
/// @param n         the fewest trials of any problem
/// @param k         attempts
/// @pre      problems >= 1; 1 <= k <= n
/// @returns  the method with the reason; errc::unsupported, saying what to do, if there is none:
///           2k > n leaves no unbiased variance, and 8k > n of fewer than 100 problems, or 4k > n
///           of fewer than 500, too poor a one.
/// @throws   domain_error if the precondition does not hold.
[[nodiscard]] inline result<method_recommendation<unbiased_variance>> recommend_fixed_method(
    std::uint64_t problems, std::uint64_t n, attempt_count k) {
    detail::expects(problems >= 1, "passk::recommend_fixed_method: there is no problem");
    detail::expects_attempts("passk::recommend_fixed_method", k, n);
    if (k > n - k) {
        return error{
            errc::unsupported,
            "2k = " + std::to_string(2 * k) + " exceeds n = " + std::to_string(n)
                + ", so sampling noise has no unbiased estimate; draw at least 2k samples of "
                  "each problem, or take a Clopper-Pearson interval problem by problem"};
    }
    // The variance itself is estimated; with few problems and few samples for each k, too
    // badly for the interval to hold as often as stated.
    const std::uint64_t samples = problems < 100 ? 8 : problems < 500 ? 4 : 2;
    if (k > n / samples) {
        return error{errc::unsupported,
                     "with " + std::to_string(problems)
                         + " problems the interval from unbiased variances covers as stated up to "
                           "k = n/"
                         + std::to_string(samples) + " = " + std::to_string(n / samples)
                         + ", not at k = " + std::to_string(k)
                         + "; draw more samples of each problem, or take a Clopper-Pearson "
                           "interval problem by problem"};
    }
    return method_recommendation<unbiased_variance>{
        {},
        "for exactly these problems only sampling noise counts, and enough samples for each k "
        "let it be estimated without bias"};
}

}  // namespace passk

#endif  // PASSK_INTERVAL_RECOMMEND_METHOD_HPP
