// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_BOOST_POLICY_HPP
#define PASSK_ESTIMATE_DETAIL_BOOST_POLICY_HPP

#include <boost/math/policies/policy.hpp>

namespace passk::detail {

// Boost.Math in double throughout: its default computes in long double, which doubles what has to
// be compiled and differs between machines.
using boost_policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_BOOST_POLICY_HPP
