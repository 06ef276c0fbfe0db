// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXACT_VARIANCE_HPP
#define PASSK_EXACT_VARIANCE_HPP

#include <passk/core/attempt_count.hpp>
#include <passk/core/error.hpp>
#include <passk/exact/detail/combinations.hpp>
#include <passk/exact/detail/count_tallies.hpp>
#include <passk/exact/pass_at_k.hpp>
#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace passk {
namespace detail {

// 1 <= k, 1 <= l and k + l <= n, without which there is no unbiased estimate.
inline void expects_covariance(std::string_view function, std::uint64_t k, std::uint64_t l,
                               std::uint64_t n, std::string_view problem = {}) {
    expects_attempts(function, k, n, problem);
    expects_attempts(function, l, n, problem);
    if (k > n - l) [[unlikely]] {
        std::string message(function);
        message += ": k + l = " + std::to_string(k) + " + " + std::to_string(l)
                   + " exceeds the n = " + std::to_string(n) + " trials";
        if (!problem.empty()) {
            message += " of ";
            message += problem;
        }
        fail_precondition(message + "; no unbiased estimate exists");
    }
}

inline exact::rational covariance_fraction(tally counts, std::uint64_t k, std::uint64_t l) {
    const auto miss = [counts](std::uint64_t draws) {
        return exact::rational(1) - exact::pass_at_k(counts, draws);
    };
    return miss(k) * miss(l) - miss(k + l);
}

}  // namespace detail

namespace exact {

/// passk::pass_at_k_covariance_estimate as a fraction or in any floating type of
/// Boost.Multiprecision.
///
/// @tparam Real  rational (the default), or a floating type such as cpp_bin_float_50.
/// @pre          k >= 1; l >= 1; k + l <= n, for no unbiased estimate exists otherwise
/// @returns      the estimate, which may be negative
/// @throws       domain_error if the precondition does not hold.
///
/// @par Accuracy
/// rational: exact. A floating type: the fraction, rounded when numerator and denominator are
/// converted and when they are divided.
/// @par Cost
/// that of three calls of exact::pass_at_k.
template <class Real = rational>
[[nodiscard]] Real pass_at_k_covariance_estimate(tally counts, attempt_count k, attempt_count l) {
    detail::expects_covariance("passk::exact::pass_at_k_covariance_estimate", k, l,
                               counts.trials());
    return detail::to_number<Real>(detail::covariance_fraction(counts, k, l));
}

/// exact::pass_at_k_covariance_estimate with l = k.
template <class Real = rational>
[[nodiscard]] Real pass_at_k_variance_estimate(tally counts, attempt_count k) {
    return pass_at_k_covariance_estimate<Real>(counts, k, k);
}

/// passk::mean_pass_at_k_covariance_estimate as a fraction or in any floating type of
/// Boost.Multiprecision.
/// @pre     at least one problem; k >= 1, l >= 1 and k + l <= n for each
/// @throws  domain_error that names k, l, n and the problem otherwise.
template <class Real = rational>
[[nodiscard]] Real mean_pass_at_k_covariance_estimate(const problem_tallies& problems,
                                                      attempt_count k, attempt_count l) {
    constexpr std::string_view function = "passk::exact::mean_pass_at_k_covariance_estimate";
    problems.expects_attempts(function, k);
    for (std::size_t i = 0; i < problems.size(); ++i) {
        detail::expects_covariance(function, k, l, problems[i].trials(), problems.name(i));
    }
    const rational mean = detail::mean_fraction(
        problems, [k, l](tally counts) { return detail::covariance_fraction(counts, k, l); });
    return detail::to_number<Real>(detail::divided(mean, problems.size()));
}

/// exact::mean_pass_at_k_covariance_estimate with l = k.
template <class Real = rational>
[[nodiscard]] Real mean_pass_at_k_variance_estimate(const problem_tallies& problems,
                                                    attempt_count k) {
    return mean_pass_at_k_covariance_estimate<Real>(problems, k, k);
}

}  // namespace exact
}  // namespace passk

#endif  // PASSK_EXACT_VARIANCE_HPP
