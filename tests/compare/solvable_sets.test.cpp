// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/solvable_sets.hpp>

#include <passk/compare/mcnemar.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"

#include <algorithm>
#include <string>
#include <vector>

using passk::find_solvable_sets;

namespace {

// Outcomes of one trial each, from the published index sets of solved problems.
passk::paired_outcomes from_index_sets(int first, int last, const std::vector<int>& base,
                                       const std::vector<int>& tuned) {
    passk::outcome_table table;
    for (int index = first; index <= last; ++index) {
        const auto solved = [index](const std::vector<int>& set) {
            return std::find(set.begin(), set.end(), index) != set.end();
        };
        const std::string name = std::to_string(index);
        table.add(name, "base", solved(base) ? passk::verdict::correct : passk::verdict::incorrect);
        table.add(name, "tuned",
                  solved(tuned) ? passk::verdict::correct : passk::verdict::incorrect);
    }
    return table.pair("base", "tuned");
}

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("table 4 of the paper: AIME24") {
    const auto sets = find_solvable_sets(from_index_sets(
        0, 29,
        {0, 1, 4, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26, 27, 28, 29},
        {0, 1, 6, 7, 8, 9, 12, 14, 15, 16, 18, 22, 23, 24, 25, 26, 27, 28, 29}));
    CHECK(sets.both.size() == 19);
    CHECK(sets.base_only == names{"4", "11", "17", "19"});
    CHECK(sets.tuned_only.empty());
    CHECK(sets.neither == names{"2", "3", "5", "10", "13", "20", "21"});
    CHECK(passk::mcnemar(sets).exact_p == 0.125);
}

TEST_CASE("table 5 of the paper: LiveCodeBench 400 to 450") {
    const auto sets = find_solvable_sets(
        from_index_sets(400, 450, {400, 402, 403, 407, 409, 412, 413, 417, 418, 419, 422, 423,
                                   427, 432, 433, 436, 438, 439, 440, 444, 445, 448, 449},
                        {400, 402, 403, 407, 412, 413, 417, 418, 419, 422,
                         423, 427, 430, 433, 438, 439, 440, 444, 445, 449}));
    CHECK(sets.both.size() == 19);
    CHECK(sets.base_only == names{"409", "432", "436", "448"});
    CHECK(sets.tuned_only == names{"430"});
    CHECK(sets.neither.size() == 27);
    CHECK(passk::mcnemar(sets).exact_p == 0.375);
}

TEST_CASE("MATH500: 462, 19, 3, 16") {
    const auto outcomes = passk_tests::math500();
    const auto sets = find_solvable_sets(outcomes);
    CHECK(sets.both.size() == 462);
    CHECK(sets.base_only.size() == 19);
    CHECK(sets.tuned_only.size() == 3);
    CHECK(sets.neither.size() == 16);
}

TEST_CASE("programming puzzles: three prompts, pair by pair") {
    const auto table = passk_tests::recorded_outcomes("p3_counts.csv");
    const auto sets = [&](const char* base, const char* tuned) {
        return find_solvable_sets(table.pair(std::string("cushman-codex/") + base,
                                             std::string("cushman-codex/") + tuned));
    };
    const auto short_med = sets("short", "med");
    CHECK(short_med.both.size() == 111);
    CHECK(short_med.base_only.size() == 8);
    CHECK(short_med.tuned_only.size() == 163);
    const auto med_long = sets("med", "long");
    CHECK(med_long.both.size() == 266);
    CHECK(med_long.base_only.size() == 8);
    CHECK(med_long.tuned_only.size() == 38);
}

TEST_CASE("a problem without trials has no place in the sets") {
    passk::outcome_table table;
    table.insert("a", "base", {.correct = 1});
    table.insert("a", "tuned", {.missing = 4});
    CHECK_THROWS_WITH_AS((void)find_solvable_sets(table.pair("base", "tuned")),
                         "passk::find_solvable_sets: k = 1 exceeds the n = 0 trials of problem 'a'",
                         passk::domain_error);
}
