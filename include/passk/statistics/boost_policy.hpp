// SPDX-License-Identifier: Apache-2.0
// Needs Boost.Math.
#ifndef PASSK_STATISTICS_BOOST_POLICY_HPP
#define PASSK_STATISTICS_BOOST_POLICY_HPP

#include <boost/math/policies/policy.hpp>

namespace passk {

/// The policy with which passk calls Boost.Math: doubles are computed as doubles. Boost.Math's own
/// default computes them as long doubles, which takes twice the time to compile and gives different
/// bits on different machines.
using boost_policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace passk

#endif  // PASSK_STATISTICS_BOOST_POLICY_HPP
