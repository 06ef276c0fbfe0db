// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/pass_at_k_view.hpp>

#include <passk/estimate/pass_at_k_curve.hpp>

#include <doctest/doctest.h>
#include <range/v3/algorithm/find_if.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/iota.hpp>

#include <vector>

using passk::tally;

TEST_CASE("views::pass_at_k and views::mean_pass_at_k: the curve, one k at a time") {
    const tally counts(20, 3);
    CHECK((ranges::views::iota(1, 21) | passk::views::pass_at_k(counts) | ranges::to<std::vector>())
          == passk::pass_at_k_curve(counts, ranges::views::iota(1, 21)));
    const std::vector<tally> problems = {{20, 3}, {30, 1}, {20, 0}};
    CHECK((ranges::views::iota(1U, 21U) | passk::views::mean_pass_at_k(problems)
           | ranges::to<std::vector>())
          == passk::mean_pass_at_k_curve(problems, ranges::views::iota(1, 21)));
}

TEST_CASE("views::pass_at_k: computes nothing behind the k where a search ends") {
    auto curve = ranges::views::iota(1) | passk::views::pass_at_k(tally(20, 3));
    const auto found = ranges::find_if(curve, [](double pass) { return pass >= 0.5; });
    CHECK(*found >= 0.5);  // an infinite curve would throw at k = 21
    CHECK_THROWS_AS((void)*(curve.begin() + 20), passk::domain_error);
}
