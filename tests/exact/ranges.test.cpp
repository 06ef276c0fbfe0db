// SPDX-License-Identifier: Apache-2.0
// Every public function of exact/ that takes problems takes any range of them.
#include <passk/exact.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/iota.hpp>

#include "ranges_of_problems.hpp"

#include <vector>

namespace exact = passk::exact;
using passk_tests::benchmark;
using passk_tests::check_every_range;
using passk_tests::row;

TEST_CASE("exact: every function of problems takes any range of them") {
    check_every_range([](auto&& p) { return exact::mean_pass_at_k(p, 5); });
    check_every_range([](auto&& p) { return exact::mean_pass_at_k_curve(p, {1, 2, 16}); });
    check_every_range([](auto&& p) { return exact::mean_pass_hat_k(p, 5); });
    check_every_range([](auto&& p) { return exact::mean_g_pass_at_k(p, 5, 0.6); });
    check_every_range([](auto&& p) { return exact::mean_mg_pass_at_k(p, 5); });
    check_every_range([](auto&& p) { return exact::mean_pass_at_k_variance_estimate(p, 5); });
    check_every_range([](auto&& p) { return exact::mean_pass_at_k_covariance_estimate(p, 5, 3); });
}

TEST_CASE("exact: structs with a projection, in braces and behind the arguments, and ranges of k") {
    const exact::rational expected =
        exact::mean_pass_at_k(passk::problem_tallies(benchmark, &row::counts), 8);
    CHECK(exact::mean_pass_at_k({benchmark, &row::counts}, 8) == expected);
    CHECK(exact::mean_pass_at_k(benchmark, 8, &row::counts) == expected);
    CHECK(exact::mean_pass_at_k_curve(benchmark, {8}, &row::counts).front() == expected);
    CHECK(exact::mean_pass_at_k_curve({benchmark, &row::counts}, ranges::views::iota(1, 4))
          == exact::mean_pass_at_k_curve({benchmark, &row::counts}, {1, 2, 3}));
    CHECK(exact::pass_at_k_curve(passk::tally(8, 3), ranges::views::iota(1, 4))
          == exact::pass_at_k_curve(passk::tally(8, 3), {1, 2, 3}));
}
