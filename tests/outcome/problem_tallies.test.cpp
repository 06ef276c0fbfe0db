// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/problem_tallies.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/transform.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>
#if !defined(__clang__) || __clang_major__ >= 16
#include <ranges>
#endif

using passk::problem_tallies;
using passk::tally;

static_assert(std::is_convertible_v<const std::vector<tally>&, problem_tallies>);
static_assert(std::is_convertible_v<const std::array<tally, 2>&, problem_tallies>);
static_assert(!std::is_convertible_v<const std::vector<int>&, problem_tallies>);

namespace {

std::vector<tally> random_tallies(passk::random_bits& bits, std::size_t size) {
    std::vector<tally> tallies;
    for (std::size_t i = 0; i < size; ++i) {
        const std::uint64_t n = passk::uniform_below(bits, 40);
        tallies.emplace_back(n, passk::uniform_below(bits, n + 1));
    }
    return tallies;
}

struct row {
    std::string name;
    tally counts;

    [[nodiscard]] tally get() const { return counts; }
};

const std::vector<row> rows = {{"first", {10, 3}}, {"second", {12, 0}}, {"third", {8, 8}}};

std::vector<tally> read(const problem_tallies& problems) {
    return {problems.begin(), problems.end()};
}

const std::vector<tally> expected = {{10, 3}, {12, 0}, {8, 8}};

// What expects_attempts says, or nothing if it is content.
std::optional<std::string> refusal(const problem_tallies& problems, std::uint64_t k) {
    try {
        problems.expects_attempts("passk::f", k);
    } catch (const passk::domain_error& refused) {
        return refused.what();
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("problem_tallies: looks at the tallies it was made from") {
    passk::random_bits bits(1);
    const std::vector<tally> tallies = random_tallies(bits, 30);
    const problem_tallies problems = tallies;
    CHECK(problems.size() == tallies.size());
    CHECK(!problems.empty());
    CHECK(std::equal(problems.begin(), problems.end(), tallies.begin(), tallies.end()));
    for (std::size_t i = 0; i < tallies.size(); ++i) {
        CHECK(&problems[i] == &tallies[i]);
    }
    CHECK(problem_tallies(std::span<const tally>()).empty());
}

TEST_CASE("problem_tallies: calls a problem by its name or else by its position") {
    const std::vector<tally> tallies{tally(2, 1), tally(3, 0)};
    const std::vector<std::string> names{"AIME/1", ""};
    CHECK(problem_tallies(tallies).name(1) == "problem 1");
    CHECK(problem_tallies(tallies, names).name(0) == "problem 'AIME/1'");
    CHECK(problem_tallies(tallies, names).name(1) == "problem ''");
}

TEST_CASE("problem_tallies: refuses names that do not match the tallies one to one") {
    const std::vector<tally> tallies{tally(2, 1), tally(3, 0)};
    const std::vector<std::string> names{"one", "two", "three"};
    CHECK_THROWS_AS(static_cast<void>(problem_tallies(tallies, names)), passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(problem_tallies(tallies, std::span(names).first(1))),
                    passk::domain_error);
}

TEST_CASE("problem_tallies: min_trials is the smallest n") {
    passk::random_bits bits(2);
    for (std::size_t size = 1; size < 60; ++size) {
        const std::vector<tally> tallies = random_tallies(bits, size);
        const auto smallest = std::min_element(
            tallies.begin(), tallies.end(),
            [](const tally& a, const tally& b) { return a.trials() < b.trials(); });
        CHECK(problem_tallies(tallies).min_trials() == smallest->trials());
    }
    const problem_tallies none{std::span<const tally>()};
    CHECK_THROWS_AS(static_cast<void>(none.min_trials()), passk::domain_error);
}

TEST_CASE("problem_tallies: accepts k exactly up to the smallest n") {
    passk::random_bits bits(3);
    for (std::size_t size = 1; size < 40; ++size) {
        const std::vector<tally> tallies = random_tallies(bits, size);
        const problem_tallies problems = tallies;
        for (std::uint64_t k = 0; k <= 41; ++k) {
            CHECK(refusal(problems, k).has_value() == (k == 0 || k > problems.min_trials()));
        }
    }
}

TEST_CASE("problem_tallies: a refusal names k and n and the first problem that has too few") {
    const std::vector<tally> tallies{tally(8, 1), tally(4, 4), tally(2, 0)};
    const std::vector<std::string> names{"a", "b", "c"};
    CHECK(refusal(tallies, 3) == "passk::f: k = 3 exceeds the n = 2 trials of problem 2");
    CHECK(refusal({tallies, names}, 5)
          == "passk::f: k = 5 exceeds the n = 4 trials of problem 'b'");
    CHECK(refusal(tallies, 0) == "passk::f: k = 0 attempts; k must be at least 1");
    CHECK(refusal(std::span<const tally>(), 1) == "passk::f: there is no problem");
}

TEST_CASE("problem_tallies: from structs through a member, a member function, a callable") {
    CHECK(read({rows, &row::counts}) == expected);
    CHECK(read({rows, &row::get}) == expected);
    CHECK(read({rows, [](const row& one) { return one.counts; }}) == expected);
    std::vector<std::unique_ptr<row>> pointers;
    for (const row& one : rows) {
        pointers.push_back(std::make_unique<row>(one));
    }
    CHECK(read({pointers, &row::counts}) == expected);
    CHECK(read({pointers, &row::get}) == expected);
    const problem_tallies named{rows, &row::counts, &row::name};
    CHECK(read(named) == expected);
    CHECK(named.name(1) == "problem 'second'");
}

TEST_CASE("problem_tallies: from a list in braces") {
    CHECK(read({{10, 3}, {12, 0}, {8, 8}}) == expected);
}

TEST_CASE("problem_tallies: from views of range-v3") {
    namespace views = ranges::views;
    CHECK(read(rows | views::transform(&row::counts)) == expected);
    CHECK(read({rows | views::reverse | views::reverse, &row::counts}) == expected);
    auto solved = rows | views::transform(&row::counts)
                  | views::filter([](const tally& one) { return one.successes() > 0; });
    CHECK(read(solved) == std::vector<tally>{{10, 3}, {8, 8}});
}

#if !defined(__clang__) || __clang_major__ >= 16  // earlier ones cannot compile libstdc++'s views
TEST_CASE("problem_tallies: from views of the standard library") {
    namespace views = std::views;
    CHECK(read(rows | views::transform(&row::counts)) == expected);
    CHECK(read({rows | views::reverse | views::reverse, &row::counts}) == expected);
    auto solved = rows | views::transform(&row::counts)
                  | views::filter([](const tally& one) { return one.successes() > 0; });
    CHECK(read(solved) == std::vector<tally>{{10, 3}, {8, 8}});
}
#endif

TEST_CASE("problem_tallies: keeps the tallies of a temporary, and copies share them") {
    const problem_tallies problems = std::vector<tally>(expected);
    const problem_tallies gathered = std::list<tally>(expected.begin(), expected.end());
    const problem_tallies copy = problems;
    CHECK(copy.data() == problems.data());
    CHECK(read(copy) == expected);
    CHECK(read(gathered) == expected);
}

TEST_CASE("problem_tallies: names of any text, as many as tallies") {
    const std::vector<std::string_view> names = {"a", "b", "c"};
    CHECK(problem_tallies(expected, names).name(2) == "problem 'c'");
    CHECK(problem_tallies(std::list<tally>(expected.begin(), expected.end()), names).name(0)
          == "problem 'a'");
    const std::vector<const char*> two = {"a", "b"};
    CHECK_THROWS_AS(problem_tallies(expected, two), passk::domain_error);
}
