// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>
#include <passk/verify/any_verifier.hpp>
#include <passk/verify/weighted_vote.hpp>

#include <passk/testing/verifier_laws.hpp>
#include <passk/verify/exact_match.hpp>

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using passk::any_verifier;
using passk::problem;
using passk::verdict;

const problem two_and_two{.id = "1", .prompt = "2 + 2", .reference = "4"};

any_verifier always_saying(verdict v) {
    return any_verifier([v](const problem&, std::string_view) { return v; });
}

}  // namespace

TEST_CASE("any_verifier: judges and explains as the verifier inside") {
    const any_verifier exact = passk::exact_match{};
    CHECK(exact(two_and_two, " 4 ") == verdict::correct);
    CHECK(exact(two_and_two, "5") == verdict::incorrect);
    CHECK(exact(two_and_two, "") == verdict::undecided);
    CHECK(exact.explain(two_and_two, " 4 ").prediction == "4");
    CHECK(exact.explain(two_and_two, "5").reason == passk::verdict_reason::different);
    const any_verifier plain = always_saying(verdict::correct);
    CHECK(plain.explain(two_and_two, "4").ruling == verdict::correct);
    CHECK(plain.explain(two_and_two, "4").reason == passk::verdict_reason::unexplained);
    constexpr std::array<std::string_view, 3> texts{"4", "5", "\xff"};
    CHECK(passk::testing::verifier_laws_broken(exact, two_and_two, texts).empty());
}

TEST_CASE("any_verifier: copies judge alike and one that was moved from refuses") {
    any_verifier first = passk::exact_match{};
    const any_verifier copy = first;
    const any_verifier second = std::move(first);
    CHECK(copy(two_and_two, "4") == second(two_and_two, "4"));
    CHECK_THROWS_AS(static_cast<void>(first(two_and_two, "4")), passk::domain_error);
}

TEST_CASE("weighted_vote: a verdict needs its quorum of the whole weight") {
    const passk::weighted_vote vote({{always_saying(verdict::correct), 3.0},
                                     {always_saying(verdict::incorrect), 1.0},
                                     {always_saying(verdict::undecided), 1.0}},
                                    0.6);
    const passk::vote_shares shares = vote.shares(two_and_two, "x");
    CHECK(shares.correct == 3.0 / 5.0);
    CHECK(shares.incorrect == 1.0 / 5.0);
    CHECK(shares.undecided == 1.0 / 5.0);
    CHECK(vote(two_and_two, "x") == verdict::correct);
    const passk::weighted_vote split(
        {{always_saying(verdict::correct), 1.0}, {always_saying(verdict::incorrect), 1.0}}, 0.51);
    CHECK(split(two_and_two, "x") == verdict::undecided);
    const passk::weighted_vote unanimous({{always_saying(verdict::incorrect), 0.1},
                                          {always_saying(verdict::incorrect), 0.2},
                                          {always_saying(verdict::incorrect), 0.7}},
                                         1.0);
    CHECK(unanimous(two_and_two, "x") == verdict::incorrect);
}

TEST_CASE("weighted_vote: refuses weights and quorums that mean nothing") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(passk::weighted_vote({}), passk::domain_error);
    for (const double weight : {0.0, -1.0, infinity, nan}) {
        CHECK_THROWS_AS(passk::weighted_vote({{always_saying(verdict::correct), weight}}),
                        passk::domain_error);
    }
    for (const double quorum : {0.5, 0.0, 1.01, nan}) {
        CHECK_THROWS_AS(passk::weighted_vote({{always_saying(verdict::correct), 1.0}}, quorum),
                        passk::domain_error);
    }
}
