// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/problem_tallies.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

using passk::problem_tallies;
using passk::tally;

static_assert(std::is_trivially_copyable_v<problem_tallies>, "a view");
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
