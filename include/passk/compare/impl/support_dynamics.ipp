// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_COMPARE_IMPL_SUPPORT_DYNAMICS_IPP
#define PASSK_COMPARE_IMPL_SUPPORT_DYNAMICS_IPP

#include <passk/compare/solvable_sets.hpp>
#include <passk/compare/support_dynamics.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/estimate/beta_prior.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/tally.hpp>
#include <passk/statistics/boost_policy.hpp>

#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE support_counts count_support(const solvable_sets& sets) {
    return {static_cast<double>(sets.both.size()), static_cast<double>(sets.tuned_only.size()),
            static_cast<double>(sets.base_only.size()), static_cast<double>(sets.neither.size())};
}

PASSK_INLINE support_dynamics compute_support_dynamics(const support_counts& counts) {
    for (const double count : {counts.preserved, counts.expanded, counts.shrunk, counts.neither}) {
        detail::expects(count >= 0.0 && std::isfinite(count),
                        "passk::compute_support_dynamics: a count is negative or not finite");
    }
    const auto ratio = [](double part, double whole, const char* what) -> result<double> {
        if (whole > 0.0) {
            return part / whole;
        }
        return passk::error{errc::unsupported,
                            "passk::compute_support_dynamics: " + std::string(what)
                                + " is 0/0: no problem is in the support"};
    };
    const double p = counts.preserved;
    const double e = counts.expanded;
    const double s = counts.shrunk;
    result<double> retention = ratio(p, p + s, "retention");
    result<double> discovery = ratio(e, p + e, "discovery");
    result<double> score = ratio(p, 0.0, "the score");
    if (retention && discovery) {
        const double sum = retention.value() + discovery.value();
        score = sum > 0.0 ? 2.0 * retention.value() * discovery.value() / sum : 0.0;
    }
    return {std::move(retention), std::move(discovery), std::move(score),
            ratio(e - s, p + e + s, "net change")};
}

PASSK_INLINE std::vector<support_membership> support_memberships(const paired_outcomes& outcomes,
                                                                 double threshold,
                                                                 beta_prior prior) {
    detail::expects(threshold > 0.0 && threshold < 1.0,
                    "passk::support_memberships: the threshold must lie strictly between 0 and 1");
    const auto over = [&](const tally& counts) {
        return boost::math::ibetac(prior.a() + static_cast<double>(counts.successes()),
                                   prior.b() + static_cast<double>(counts.failures()), threshold,
                                   boost_policy());
    };
    std::vector<support_membership> members;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        members.push_back({outcomes.problems[i], over(outcomes.base_tallies[i]),
                           over(outcomes.tuned_tallies[i])});
    }
    return members;
}

PASSK_INLINE support_counts expected_support(const std::vector<support_membership>& members) {
    support_counts expected;
    for (const support_membership& at : members) {
        expected.preserved += at.base * at.tuned;
        expected.expanded += (1.0 - at.base) * at.tuned;
        expected.shrunk += at.base * (1.0 - at.tuned);
        expected.neither += (1.0 - at.base) * (1.0 - at.tuned);
    }
    return expected;
}

}  // namespace passk

#endif  // PASSK_COMPARE_IMPL_SUPPORT_DYNAMICS_IPP
