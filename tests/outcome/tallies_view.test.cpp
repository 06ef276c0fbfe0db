// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/tallies_view.hpp>

#include <passk/outcome/problem_tallies.hpp>

#include <doctest/doctest.h>
#include <range/v3/range/conversion.hpp>

#include <string>
#include <vector>

using passk::tally;
using passk::undecided_rule;
using passk::verdict;
namespace views = passk::views;

TEST_CASE("views::tallies: a tally for each range of verdicts or bools") {
    const std::vector<std::vector<verdict>> judged = {
        {verdict::correct, verdict::incorrect}, {verdict::undecided}, {}};
    CHECK((judged | views::tallies() | ranges::to<std::vector>())
          == std::vector<tally>{{2, 1}, {1, 0}, {0, 0}});
    CHECK((judged | views::tallies(undecided_rule::excluded) | ranges::to<std::vector>())
          == std::vector<tally>{{2, 1}, {0, 0}, {0, 0}});
    const std::vector<std::vector<bool>> passed = {{true, true, false}, {false}};
    const passk::problem_tallies problems = passed | views::tallies();
    CHECK(problems[0] == tally(3, 2));
    CHECK(problems[1] == tally(1, 0));
}

TEST_CASE("views::tallies_of: a tally for each run of samples of one problem") {
    struct sample {
        std::string problem;
        verdict judged;
    };
    const std::vector<sample> samples = {{"a", verdict::correct},
                                         {"a", verdict::undecided},
                                         {"b", verdict::incorrect},
                                         {"c", verdict::correct},
                                         {"c", verdict::correct}};
    const passk::problem_tallies problems =
        samples | views::tallies_of(&sample::problem, &sample::judged);
    CHECK(std::vector<tally>(problems.begin(), problems.end())
          == std::vector<tally>{{2, 1}, {1, 0}, {2, 2}});
    const passk::problem_tallies decided =
        samples | views::tallies_of(&sample::problem, &sample::judged, undecided_rule::excluded);
    CHECK(decided[0] == tally(1, 1));
    const std::vector<sample> nothing;
    CHECK(passk::problem_tallies(nothing | views::tallies_of(&sample::problem, &sample::judged))
              .empty());
}
