// SPDX-License-Identifier: Apache-2.0
#include <passk/statistics/normal.hpp>
#include <passk/statistics/student_t.hpp>

#include <doctest/doctest.h>
#include <boost/math/policies/policy.hpp>

#include <stdexcept>

TEST_CASE("normal_quantile, normal_cdf and t_upper_quantile: values of mpmath") {
    // mpmath at 30 digits: findroot on ncdf and on betainc(regularized=True)
    CHECK(passk::normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-15));
    CHECK(passk::normal_quantile(1e-10) == doctest::Approx(-6.361340902404056).epsilon(1e-14));
    CHECK(passk::normal_cdf(-1.0) == doctest::Approx(0.15865525393145707).epsilon(1e-15));
    CHECK(passk::t_upper_quantile(9.0, 0.025) == doctest::Approx(2.262157162798204).epsilon(1e-14));
    CHECK(passk::t_upper_quantile(2.5, 0.005) == doctest::Approx(7.163728138948786).epsilon(1e-13));
}

TEST_CASE("normal_quantile: the caller's policy of Boost.Math decides what p = 2 does") {
    namespace policies = boost::math::policies;
    using quiet = policies::policy<policies::domain_error<policies::ignore_error>>;
    const double nothing = passk::normal_quantile(2.0, quiet());
    CHECK(nothing != nothing);
    CHECK_THROWS_AS((void)passk::normal_quantile(2.0), std::domain_error);
}
