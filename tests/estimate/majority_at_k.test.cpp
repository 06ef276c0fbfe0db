// SPDX-License-Identifier: Apache-2.0
#include <passk/estimate/majority_at_k.hpp>

#include <passk/core/attempts.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/g_pass_at_k.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

using doctest::Approx;
using passk::answer_counts;
using passk::majority_at_k;
using passk::tally;
using passk::tie_rule;

namespace {

// Over all subsets of k completions. Answer 0 is the correct one; those from `answers` on have no
// answer.
double by_enumeration(const std::vector<std::size_t>& completions, std::size_t answers, unsigned k,
                      tie_rule ties) {
    double wins = 0.0;
    unsigned subsets = 0;
    for (unsigned drawn = 0; drawn < 1U << completions.size(); ++drawn) {
        if (static_cast<unsigned>(std::popcount(drawn)) != k) {
            continue;
        }
        ++subsets;
        std::vector<unsigned> votes(answers, 0);
        for (std::size_t i = 0; i < completions.size(); ++i) {
            if ((drawn >> i & 1U) != 0 && completions[i] < answers) {
                ++votes[completions[i]];
            }
        }
        const unsigned highest = *std::max_element(votes.begin(), votes.end());
        const auto share = std::count(votes.begin(), votes.end(), highest);
        if (votes[0] == highest && highest > 0 && (share == 1 || ties == tie_rule::fractional)) {
            wins += 1.0 / static_cast<double>(share);
        }
    }
    return wins / subsets;
}

}  // namespace

TEST_CASE("is the share of subsets in which the correct answer wins") {
    passk::random_bits bits(12);
    for (int round = 0; round < 60; ++round) {
        const std::size_t n = 1 + passk::uniform_below(bits, 11);
        const std::size_t answers = 1 + passk::uniform_below(bits, 5);
        answer_counts counts;
        counts.wrong.resize(answers - 1);
        std::vector<std::size_t> completions;
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t answer = passk::uniform_below(bits, answers + 1);
            completions.push_back(answer);
            ++(answer == 0 ? counts.correct
                           : (answer < answers ? counts.wrong[answer - 1] : counts.unparsed));
        }
        for (unsigned k = 1; k <= n; ++k) {
            for (const tie_rule ties : {tie_rule::fractional, tie_rule::strict}) {
                INFO("round ", round, " n=", n, " k=", k);
                const double exact = by_enumeration(completions, answers, k, ties);
                REQUIRE(majority_at_k(counts, k, ties) == Approx(exact).epsilon(1e-12));
            }
        }
    }
}

TEST_CASE("gives values computed by enumeration elsewhere") {
    const answer_counts counts{.correct = 4, .wrong = {3, 2, 1}};
    const double expected[] = {0.4, 0.4, 0.4556, 0.5190, 0.5595, 0.6, 0.6667, 0.7333, 0.8, 1.0};
    const std::vector<double> curve = passk::majority_at_k_curve(counts, passk::all_attempts(10));
    for (std::size_t i = 0; i < 10; ++i) {
        CHECK(curve[i] == Approx(expected[i]).epsilon(1e-4));
    }
}

TEST_CASE("gives the same for one k as in a curve and in any order") {
    const answer_counts counts{.correct = 300, .wrong = {280, 100, 60, 5, 5, 1}, .unparsed = 49};
    const std::vector<std::uint64_t> ks{64, 1, 8, 200, 2};
    const std::vector<double> curve = passk::majority_at_k_curve(counts, ks);
    for (std::size_t i = 0; i < ks.size(); ++i) {
        CHECK(curve[i] == Approx(majority_at_k(counts, ks[i])).epsilon(1e-11));
    }
    CHECK(curve[1] == Approx(300.0 / 800.0).epsilon(1e-12));
}

TEST_CASE("survives numbers of votes whose binomials overflow") {
    const answer_counts counts{.correct = 3000, .wrong = {3000}};
    const std::vector<std::uint64_t> ks{1, 10, 300};
    for (const double chance : passk::majority_at_k_curve(counts, ks)) {
        CHECK(chance == Approx(0.5).epsilon(1e-9));
    }
}

TEST_CASE("is certain where only one answer was given") {
    CHECK(majority_at_k({.correct = 7}, 3) == Approx(1.0));
    CHECK(majority_at_k({.correct = 0, .wrong = {7}}, 3) == 0.0);
    CHECK(majority_at_k({.correct = 0, .wrong = {}, .unparsed = 4}, 3) == 0.0);
    CHECK(passk::mean_majority_at_k(std::vector<answer_counts>{{.correct = 2}, {.wrong = {2}}}, 2)
          == Approx(0.5));
}

TEST_CASE("of two answers is a hypergeometric tail and bounds the vote from below") {
    const tally counts(20, 9);
    for (std::uint64_t k = 1; k <= 20; ++k) {
        const double two = passk::binary_majority_at_k(counts, k, tie_rule::fractional);
        CHECK(two == Approx(majority_at_k({.correct = 9, .wrong = {11}}, k)).epsilon(1e-12));
        CHECK(passk::binary_majority_at_k(counts, k)
              == Approx(passk::g_pass_at_k(counts, k, {k / 2 + 1, k})).epsilon(1e-12));
        CHECK(majority_at_k({.correct = 9, .wrong = {6, 3, 2}}, k) >= two - 1e-12);
    }
    const std::vector both{tally(5, 3), tally(5, 4)};
    CHECK(passk::mean_binary_majority_at_k(both, 1) == Approx(0.7));
    CHECK(passk::mean_binary_majority_at_k(both, 2) == Approx(0.45));
    CHECK(passk::mean_binary_majority_at_k(both, 3) == Approx(0.85));
}

TEST_CASE("rejects k outside 1..n") {
    CHECK_THROWS_WITH_AS((void)majority_at_k({.correct = 2, .wrong = {3}}, 6),
                         "passk::majority_at_k: k = 6 exceeds the n = 5 trials",
                         passk::domain_error);
    CHECK_THROWS_AS((void)majority_at_k({.correct = 2}, 0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::mean_majority_at_k({}, 1), passk::domain_error);
    CHECK_THROWS_AS((void)passk::binary_majority_at_k(tally(4, 2), 5), passk::domain_error);
}
