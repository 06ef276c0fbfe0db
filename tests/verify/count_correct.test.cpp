// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/count_correct.hpp>

#include <passk/verify/exact_match.hpp>

#include <range/v3/view/transform.hpp>

#include <doctest/doctest.h>

#include <array>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

namespace {

const passk::problem four{.id = "1", .prompt = "2+2", .reference = "4"};
constexpr passk::exact_match judge;

}  // namespace

TEST_CASE("count_correct: counts only correct verdicts") {
    const std::array<passk::completion, 3> samples{{{.text = "4"}, {.text = "5"}, {.text = ""}}};
    CHECK((passk::count_correct(judge, four, samples) == passk::tally(3, 1)));
}

TEST_CASE("count_correct: takes any range of completions or texts") {
    const std::vector<std::string> texts{"4", "4", "5"};
    CHECK((passk::count_correct(judge, four, texts) == passk::tally(3, 2)));
    CHECK((passk::count_correct(judge, four, std::forward_list<const char*>{"4", "x"})
           == passk::tally(2, 1)));
    const auto cut = ranges::views::transform(
        texts, [](const std::string& text) { return std::string_view(text).substr(0, 1); });
    CHECK((passk::count_correct(judge, four, cut) == passk::tally(3, 2)));
    CHECK((passk::count_correct(judge, four, std::vector<std::string>{}) == passk::tally(0, 0)));
}

TEST_CASE("count_correct: count_verdicts keeps the undecided apart") {
    const std::vector<std::string> texts{"4", "", "5", " ", "4"};
    const passk::verdict_counts counts = passk::count_verdicts(judge, four, texts);
    CHECK((counts
           == passk::verdict_counts{.correct = 2, .incorrect = 1, .undecided = 2, .missing = 0}));
}
