// SPDX-License-Identifier: Apache-2.0
// Every public function of perplexity/ and statistics/ that takes problems takes any range of them.
#include <passk/perplexity.hpp>
#include <passk/statistics.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

#include <list>
#include <type_traits>
#include <vector>
#if !defined(__clang__) || __clang_major__ >= 16  // earlier ones cannot compile libstdc++'s views
#include <ranges>
#define PASSK_TESTS_STD_VIEWS
#endif

namespace {

struct row {
    std::vector<double> values;
    std::vector<double> others;
    std::vector<passk::sequence_score> scores;

    [[nodiscard]] passk::sample_pair pair() const { return {values, others}; }
    [[nodiscard]] passk::sequence_score first() const { return scores.front(); }
};

std::vector<row> made() {
    std::vector<row> rows;
    for (const double start : {1.5, 2.0, 4.0}) {
        row one;
        for (const double step : {0.0, 0.25, 1.0}) {
            one.values.push_back(start + step);
            one.others.push_back(3.0 * step + 1.0);
            passk::sequence_scorer scorer;
            for (double length = 0.0; length < 2.0 + start + 4.0 * step; length += 1.0) {
                scorer.add(-start - step);
            }
            one.scores.push_back(scorer.score({}));
        }
        rows.push_back(one);
    }
    return rows;
}

// Calls f with each kind of range of what `projection` gives of the rows.
template <class Projection, class F>
void check_every_range(Projection projection, const F& f) {
    const std::vector<row> rows = made();
    using value = std::remove_cvref_t<decltype(passk::project(projection, rows[0]))>;
    std::list<value> gathered;
    for (const row& one : rows) {
        gathered.push_back(passk::project(projection, one));
    }
    const auto expected = f(std::vector<value>(gathered.begin(), gathered.end()));
    CHECK(f(gathered) == expected);
    CHECK(f(rows | ranges::views::transform(projection)) == expected);
    auto filtered = rows | ranges::views::filter([](const row&) { return true; })
                    | ranges::views::transform(projection);
    CHECK(f(filtered) == expected);
#ifdef PASSK_TESTS_STD_VIEWS
    CHECK(f(rows | std::views::transform(projection)) == expected);
#endif
    CHECK(f(passk::shared_span<value>{rows, projection}) == expected);
}

}  // namespace

TEST_CASE("perplexity, statistics: every function of problems takes any range of them") {
    check_every_range(&row::values, [](auto&& p) { return passk::mean_of_medians(p); });
    check_every_range(&row::values, [](auto&& p) {
        const std::vector<double> budgets = {1.0, 2.0};
        return passk::mean_coverage_profile(p, budgets);
    });
    check_every_range(&row::values, [](auto&& p) { return passk::mean_token_entropy(p).value; });
    check_every_range(&row::scores,
                      [](auto&& p) { return passk::within_problem_length_regression(p).slope; });
    check_every_range(&row::pair, [](auto&& p) { return passk::van_elteren_test(p).p_value; });
    check_every_range(&row::pair,
                      [](auto&& p) { return passk::stratified_permutation_test(p).p_value; });
    check_every_range(&row::first, [](auto&& p) { return passk::perplexities(p); });
    check_every_range(&row::first, [](auto&& p) { return passk::sampled_token_entropy(p).value; });
    check_every_range(&row::first, [](auto&& p) { return passk::log_effective_support(p).value; });
    check_every_range(&row::first, [](auto&& p) { return passk::length_regression(p).slope; });
}
