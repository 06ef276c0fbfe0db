// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_SUPPORT_DYNAMICS_HPP
#define PASSK_COMPARE_SUPPORT_DYNAMICS_HPP

#include <passk/compare/solvable_sets.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/outcome/outcome_table.hpp>

#include <string>
#include <vector>

namespace passk {

/// How tuning moved what a model can reach: problems preserved, gained, lost and out of reach.
/// Counts, or expected counts, so not whole numbers only.
struct support_counts {
    double preserved{};  ///< both reach it: P
    double expanded{};   ///< only the tuned model: E
    double shrunk{};     ///< only the base model: S
    double neither{};    ///< O
};

/// The four sets as counts.
[[nodiscard]] PASSK_INLINE support_counts count_support(const solvable_sets& sets);

/// The ratios of the Invisible Leash, each a number or errc::unsupported where it is 0/0.
struct support_dynamics {
    result<double> retention;   ///< SRR = P / (P + S): share of the base's support that is kept
    result<double> discovery;   ///< NDR = E / (P + E): share of the tuned's support that is new
    result<double> score;       ///< SDS = 2 SRR NDR / (SRR + NDR), 0 if both are 0
    result<double> net_change;  ///< NSCR = (E - S) / (P + E + S)
};

/// Support dynamics from counts.
///
/// @pre      all four finite and not negative
/// @throws   domain_error otherwise.
/// @par Source
/// Wu et al. 2025, arXiv:2507.14843, section 3.
[[nodiscard]] PASSK_INLINE support_dynamics compute_support_dynamics(const support_counts& counts);

/// One problem: how probable it is that each model's chance of success exceeds a threshold.
struct support_membership {
    std::string problem{};
    double base{};
    double tuned{};
};

/// Support beyond the luck of the samples: for each problem and model the posterior probability
/// that its chance of success is over `threshold`, in place of the hard question whether one of n
/// samples came out right.
///
/// With prior Beta(a, b) and c of n right the posterior is Beta(a + c, b + n - c).
///
/// @param threshold  epsilon; -ln(zeta) / n is what n samples without success rule out with
///                   confidence 1 - zeta, 3.66e-4 for 8192 samples and 95 %
/// @param prior      of each chance; Jeffreys' by default. For problems that neither samples nor
///                   prior place it matters: state it.
/// @pre      0 < threshold < 1
/// @throws   domain_error otherwise.
/// @par Source
/// the threshold: Wu et al. 2025, arXiv:2507.14843, section 3.
[[nodiscard]] PASSK_INLINE std::vector<support_membership> support_memberships(
    const paired_outcomes& outcomes, double threshold, beta_prior prior = beta_prior::jeffreys());

/// Expected sizes of the four sets, the two models' chances taken as independent given the counts.
[[nodiscard]] PASSK_INLINE support_counts
expected_support(const std::vector<support_membership>& members);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/compare/impl/support_dynamics.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_COMPARE_SUPPORT_DYNAMICS_HPP
