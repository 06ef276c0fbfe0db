// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_BETA_PRIOR_HPP
#define PASSK_ESTIMATE_BETA_PRIOR_HPP

#include <passk/core/error.hpp>

namespace passk {

/// A Beta(a, b) belief, before any sample, about the chance that a problem's sample succeeds.
class beta_prior {
public:
    /// @pre  a and b positive and finite
    /// @throws domain_error otherwise, NaN included
    constexpr beta_prior(double a, double b) : a_(a), b_(b) {
        detail::expects(a > 0.0 && a <= 1e15 && b > 0.0 && b <= 1e15,
                        "passk::beta_prior: both parameters must be positive, at most 10^15");
    }

    /// All chances alike: Beta(1, 1).
    [[nodiscard]] static constexpr beta_prior uniform() { return {1.0, 1.0}; }
    /// Jeffreys's prior: Beta(1/2, 1/2).
    [[nodiscard]] static constexpr beta_prior jeffreys() { return {0.5, 0.5}; }

    [[nodiscard]] constexpr double a() const noexcept { return a_; }
    [[nodiscard]] constexpr double b() const noexcept { return b_; }

private:
    double a_;
    double b_;
};

}  // namespace passk

#endif  // PASSK_ESTIMATE_BETA_PRIOR_HPP
