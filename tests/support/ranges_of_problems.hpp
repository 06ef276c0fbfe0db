// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_RANGES_OF_PROBLEMS_HPP
#define PASSK_TESTS_SUPPORT_RANGES_OF_PROBLEMS_HPP

#include <passk/outcome/problem_tallies.hpp>
#include <passk/outcome/tally.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

#include <list>
#include <string>
#include <vector>
// clang before 16 cannot compile the views of libstdc++.
#if !defined(__clang__) || __clang_major__ >= 16
#include <ranges>
#define PASSK_TESTS_STD_VIEWS
#endif

namespace passk_tests {

struct row {
    std::string name;
    passk::tally counts;

    [[nodiscard]] passk::tally get() const { return counts; }
};

inline const std::vector<row> benchmark = {{"a", {16, 3}}, {"b", {20, 0}}, {"c", {18, 18}},
                                           {"d", {16, 1}}, {"e", {40, 9}}, {"f", {16, 8}}};

// Calls estimate(problems), which passes its argument on to a public function, with each kind of
// range, and checks that all give the same.
template <class Estimate>
void check_every_range(const Estimate& estimate) {
    std::vector<passk::tally> tallies;
    for (const row& one : benchmark) {
        tallies.push_back(one.counts);
    }
    const auto expected = estimate(tallies);
    CHECK(estimate(std::list<passk::tally>(tallies.begin(), tallies.end())) == expected);
    CHECK(estimate(benchmark | ranges::views::transform(&row::counts)) == expected);
    auto filtered =
        benchmark | ranges::views::transform(&row::counts)
        | ranges::views::filter([](const passk::tally& one) { return one.trials() > 0; });
    CHECK(estimate(filtered) == expected);
#ifdef PASSK_TESTS_STD_VIEWS
    CHECK(estimate(benchmark | std::views::transform(&row::counts)) == expected);
#endif
    CHECK(estimate(passk::problem_tallies{benchmark, &row::counts}) == expected);
    CHECK(estimate(passk::problem_tallies{benchmark, &row::get}) == expected);
    CHECK(estimate(passk::problem_tallies{benchmark, [](const row& one) { return one.counts; }})
          == expected);
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_RANGES_OF_PROBLEMS_HPP
