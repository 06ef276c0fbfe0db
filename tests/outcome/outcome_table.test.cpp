// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/outcome_table.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using passk::outcome_table;
using passk::tally;
using passk::undecided_rule;
using passk::verdict;
using passk::verdict_counts;

namespace {

// The table again, as slow and plain as can be.
struct plain_table {
    std::vector<std::string> problems;
    std::vector<std::string> models;
    std::map<std::pair<std::string, std::string>, verdict_counts> cells;  // by problem, model

    void add(const std::string& problem, const std::string& model, const verdict_counts& counts) {
        if (std::find(problems.begin(), problems.end(), problem) == problems.end()) {
            problems.push_back(problem);
        }
        if (std::find(models.begin(), models.end(), model) == models.end()) {
            models.push_back(model);
        }
        cells[{problem, model}] += counts;
    }
    [[nodiscard]] std::optional<verdict_counts> find(const std::string& problem,
                                                     const std::string& model) const {
        const auto found = cells.find({problem, model});
        return found == cells.end() ? std::nullopt : std::optional(found->second);
    }
};

struct both_tables {
    outcome_table table;
    plain_table plain;
};

// Up to `entries` counts for random problems and models; some cells get several, many get none.
both_tables random_tables(std::uint64_t stream, std::uint64_t entries) {
    passk::random_bits bits(71, stream);
    both_tables out;
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::string problem = "p" + std::to_string(passk::uniform_below(bits, 12));
        const std::string model = "m" + std::to_string(passk::uniform_below(bits, 4));
        const verdict_counts counts{.correct = passk::uniform_below(bits, 5),
                                    .incorrect = passk::uniform_below(bits, 5),
                                    .undecided = passk::uniform_below(bits, 3),
                                    .missing = passk::uniform_below(bits, 3)};
        out.table.add(problem, model, counts);
        out.plain.add(problem, model, counts);
    }
    return out;
}

template <class Span>
std::vector<std::string> strings(const Span& names) {
    return {names.begin(), names.end()};
}

constexpr std::uint64_t rounds = 60;

}  // namespace

TEST_CASE("outcome_table: holds what was added under the names it was added") {
    for (std::uint64_t round = 0; round < rounds; ++round) {
        const auto [table, plain] = random_tables(round, round);
        CHECK(strings(table.problems()) == plain.problems);
        CHECK(strings(table.models()) == plain.models);
        CHECK(table.empty() == plain.problems.empty());
        for (const std::string& problem : plain.problems) {
            for (const std::string& model : plain.models) {
                CHECK(table.find(problem, model) == plain.find(problem, model));
            }
        }
    }
}

TEST_CASE("outcome_table: outcomes_of lists what a model attempted in the order of the table") {
    for (std::uint64_t round = 1; round < rounds; ++round) {
        const auto [table, plain] = random_tables(round, round);
        for (const std::string& model : plain.models) {
            for (const auto rule : {undecided_rule::not_correct, undecided_rule::excluded}) {
                std::vector<std::string> problems;
                std::vector<tally> tallies;
                verdict_counts total;
                for (const std::string& problem : plain.problems) {
                    if (const auto counts = plain.find(problem, model)) {
                        problems.push_back(problem);
                        tallies.push_back(counts->to_tally(rule));
                        total += *counts;
                    }
                }
                const passk::model_outcomes outcomes = table.outcomes_of(model, rule);
                CHECK(outcomes.model == model);
                CHECK(outcomes.problems == problems);
                CHECK(outcomes.tallies == tallies);
                CHECK(outcomes.undecided == total.undecided);
                CHECK(outcomes.missing == total.missing);

                const passk::problem_tallies view = outcomes;
                CHECK(view.size() == problems.size());
                CHECK(view.name(0) == "problem '" + problems[0] + "'");
            }
        }
    }
}

TEST_CASE("outcome_table: pair splits the problems into common ones and those of one model") {
    for (std::uint64_t round = 1; round < rounds; ++round) {
        const auto [table, plain] = random_tables(round, round);
        for (const std::string& base : plain.models) {
            for (const std::string& tuned : plain.models) {
                passk::paired_outcomes expected{.base_model = base, .tuned_model = tuned};
                for (const std::string& problem : plain.problems) {
                    const auto b = plain.find(problem, base);
                    const auto t = plain.find(problem, tuned);
                    if (b && t) {
                        expected.problems.push_back(problem);
                        expected.base_tallies.push_back(b->to_tally(undecided_rule::not_correct));
                        expected.tuned_tallies.push_back(t->to_tally(undecided_rule::not_correct));
                        expected.base_verdicts += *b;
                        expected.tuned_verdicts += *t;
                    } else if (b) {
                        expected.base_alone.push_back(problem);
                    } else if (t) {
                        expected.tuned_alone.push_back(problem);
                    }
                }
                const passk::paired_outcomes pair = table.pair(base, tuned);
                CHECK(pair.base_model == base);
                CHECK(pair.tuned_model == tuned);
                CHECK(pair.problems == expected.problems);
                CHECK(pair.base_tallies == expected.base_tallies);
                CHECK(pair.tuned_tallies == expected.tuned_tallies);
                CHECK(pair.base_alone == expected.base_alone);
                CHECK(pair.tuned_alone == expected.tuned_alone);
                CHECK(pair.base_verdicts == expected.base_verdicts);
                CHECK(pair.tuned_verdicts == expected.tuned_verdicts);
                CHECK(pair.base().size() == pair.problems.size());
                CHECK(pair.tuned().size() == pair.problems.size());
            }
        }
    }
}

TEST_CASE("outcome_table: swapping base and tuned swaps everything in the pair") {
    const auto [table, plain] = random_tables(1, 40);
    const passk::paired_outcomes one = table.pair(plain.models[0], plain.models[1]);
    const passk::paired_outcomes other = table.pair(plain.models[1], plain.models[0]);
    CHECK(one.problems == other.problems);
    CHECK(one.base_tallies == other.tuned_tallies);
    CHECK(one.base_alone == other.tuned_alone);
    CHECK(one.tuned_alone == other.base_alone);
    CHECK(one.base_verdicts == other.tuned_verdicts);
}

TEST_CASE("outcome_table: verdicts one by one make the same table as their counts") {
    outcome_table one_by_one;
    outcome_table at_once;
    for (const verdict v : {verdict::correct, verdict::undecided, verdict::correct}) {
        one_by_one.add("p", "m", v);
    }
    at_once.insert("p", "m", {.correct = 2, .undecided = 1});
    CHECK(one_by_one.find("p", "m") == at_once.find("p", "m"));
}

TEST_CASE("outcome_table: a problem is the same problem in the files of two models") {
    outcome_table table;
    table.insert("b", "base", {.correct = 1});
    table.insert("a", "base", {.correct = 2});
    table.insert("a", "tuned", {.correct = 3});
    table.insert("b", "tuned", {.correct = 4});
    const passk::paired_outcomes pair = table.pair("base", "tuned");
    CHECK(pair.problems == std::vector<std::string>{"b", "a"});
    CHECK(pair.tuned_tallies == std::vector<tally>{tally(4, 4), tally(3, 3)});
}

TEST_CASE("outcome_table: a problem that was attempted without result is not one never attempted") {
    outcome_table table;
    table.insert("all missing", "m", {.missing = 8});
    table.insert("other", "someone else", {.correct = 1});
    CHECK(table.find("all missing", "m") == verdict_counts{.missing = 8});
    CHECK(!table.find("other", "m").has_value());
    const passk::model_outcomes outcomes = table.outcomes_of("m");
    CHECK(outcomes.problems == std::vector<std::string>{"all missing"});
    CHECK(outcomes.tallies == std::vector<tally>{tally(0, 0)});
    CHECK(outcomes.missing == 8);
}

TEST_CASE("outcome_table: insert refuses what stands already and changes nothing") {
    outcome_table table;
    table.insert("p", "m", {.correct = 1});
    CHECK_THROWS_WITH_AS(
        table.insert("p", "m", {.correct = 5}),
        "passk::outcome_table::insert: problem 'p' of model 'm' stands in the table already",
        passk::domain_error);
    CHECK(table.find("p", "m") == verdict_counts{.correct = 1});
    CHECK_NOTHROW(table.insert("p", "another", {}));
}

TEST_CASE("outcome_table: a model that is not there is refused with the ones that are") {
    outcome_table table;
    CHECK_THROWS_WITH_AS(static_cast<void>(table.outcomes_of("m")),
                         "passk::outcome_table: no model is called 'm'; there is none",
                         passk::domain_error);
    table.insert("p", "base", {});
    table.insert("p", "tuned model", {});
    for (const char* absent : {"Base", "base ", "", "p"}) {
        CHECK_THROWS_AS(static_cast<void>(table.outcomes_of(absent)), passk::domain_error);
        CHECK_THROWS_AS(static_cast<void>(table.pair("base", absent)), passk::domain_error);
        CHECK_THROWS_AS(static_cast<void>(table.pair(absent, "base")), passk::domain_error);
    }
    CHECK_THROWS_WITH_AS(
        static_cast<void>(table.pair("base", "tuned")),
        "passk::outcome_table: no model is called 'tuned'; there are: 'base' 'tuned model'",
        passk::domain_error);
}

TEST_CASE("outcome_table: names are bytes and any of them will do") {
    const std::string with_null("a\0b", 3);
    outcome_table table;
    table.insert("", "", {.correct = 1});
    table.insert(with_null, "\xff", {.correct = 2});
    table.insert("a", "\xff", {.correct = 3});
    CHECK(table.find("", "")->correct == 1);
    CHECK(table.find(with_null, "\xff")->correct == 2);
    CHECK(table.find("a", "\xff")->correct == 3);
    CHECK(table.problems().size() == 3);
}

TEST_CASE("outcome_table: several models meet on the problems that all of them attempted") {
    outcome_table table;
    for (const char* model : {"a", "b", "c"}) {
        table.insert("first", model, {.correct = 1, .incorrect = 2});
    }
    table.insert("second", "a", {.correct = 1});
    table.insert("second", "c", {.correct = 1});
    table.insert("third", "c", {.correct = 3, .undecided = 1});
    table.insert("third", "a", {.incorrect = 4});
    table.insert("third", "b", {.incorrect = 4});
    table.insert("fourth", "b", {.correct = 1});
    const std::vector<std::string> order{"c", "a", "b"};
    const passk::common_outcomes common = table.common(order);
    CHECK(common.models == order);
    CHECK(common.problems == std::vector<std::string>{"first", "third"});
    CHECK(common.left_out == std::vector<std::string>{"second", "fourth"});
    CHECK(common.tallies[0] == std::vector<passk::tally>{{3, 1}, {4, 3}});
    CHECK(common.tallies[1] == std::vector<passk::tally>{{3, 1}, {4, 0}});
    CHECK(common.of(2).size() == 2);
    CHECK(table.common(order, passk::undecided_rule::excluded).tallies[0][1] == passk::tally(3, 3));
    const std::vector<std::string> unknown{"a", "d"};
    CHECK_THROWS_AS(static_cast<void>(table.common(unknown)), passk::domain_error);
}
