// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/verdict_counts.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::undecided_rule;
using passk::verdict;
using passk::verdict_counts;

namespace {

constexpr auto not_correct = undecided_rule::not_correct;
constexpr auto excluded = undecided_rule::excluded;

std::vector<verdict> random_verdicts(passk::random_bits& bits, std::size_t size) {
    std::vector<verdict> verdicts(size);
    for (verdict& v : verdicts) {
        v = static_cast<verdict>(passk::uniform_below(bits, 3));
    }
    return verdicts;
}

verdict_counts counts_of(const std::vector<verdict>& verdicts) {
    verdict_counts counts;
    for (const verdict v : verdicts) {
        counts.add(v);
    }
    return counts;
}

verdict_counts random_counts(passk::random_bits& bits) {
    return {.correct = passk::uniform_below(bits, 100),
            .incorrect = passk::uniform_below(bits, 100),
            .undecided = passk::uniform_below(bits, 100),
            .missing = passk::uniform_below(bits, 100)};
}

verdict_counts sum(verdict_counts left, const verdict_counts& right) {
    return left += right;
}

}  // namespace

TEST_CASE("verdict_counts: adding verdicts counts each kind") {
    passk::random_bits bits(1);
    for (std::size_t size = 0; size < 50; ++size) {
        const std::vector<verdict> verdicts = random_verdicts(bits, size);
        const verdict_counts counts = counts_of(verdicts);
        const auto number_of = [&](verdict v) {
            return static_cast<std::uint64_t>(std::count(verdicts.begin(), verdicts.end(), v));
        };
        CHECK(counts.correct == number_of(verdict::correct));
        CHECK(counts.incorrect == number_of(verdict::incorrect));
        CHECK(counts.undecided == number_of(verdict::undecided));
        CHECK(counts.missing == 0);
        CHECK(counts.drawn() == size);
    }
}

TEST_CASE("verdict_counts: the order in which verdicts arrive does not matter") {
    passk::random_bits bits(2);
    for (int round = 0; round < 100; ++round) {
        std::vector<verdict> verdicts = random_verdicts(bits, 30);
        const verdict_counts before = counts_of(verdicts);
        std::reverse(verdicts.begin(), verdicts.end());
        CHECK(counts_of(verdicts) == before);
        std::sort(verdicts.begin(), verdicts.end());
        CHECK(counts_of(verdicts) == before);
    }
}

TEST_CASE("verdict_counts: addition is commutative and associative and has a zero") {
    passk::random_bits bits(3);
    for (int round = 0; round < 100; ++round) {
        const verdict_counts a = random_counts(bits);
        const verdict_counts b = random_counts(bits);
        const verdict_counts c = random_counts(bits);
        CHECK(sum(a, b) == sum(b, a));
        CHECK(sum(sum(a, b), c) == sum(a, sum(b, c)));
        CHECK(sum(a, {}) == a);
        CHECK(sum(a, b).drawn() == a.drawn() + b.drawn());
        CHECK(sum(a, b).missing == a.missing + b.missing);
    }
}

TEST_CASE("verdict_counts: an undecided completion is a trial without success or none at all") {
    passk::random_bits bits(4);
    for (int round = 0; round < 100; ++round) {
        const verdict_counts counts = random_counts(bits);
        CHECK(counts.to_tally(not_correct) == passk::tally(counts.drawn(), counts.correct));
        CHECK(counts.to_tally(excluded)
              == passk::tally(counts.correct + counts.incorrect, counts.correct));
    }
}

TEST_CASE("verdict_counts: a missing completion is never a trial") {
    passk::random_bits bits(5);
    for (int round = 0; round < 100; ++round) {
        const verdict_counts counts = random_counts(bits);
        verdict_counts more_missing = counts;
        more_missing.missing += 1 + passk::uniform_below(bits, 10);
        CHECK(more_missing != counts);
        for (const undecided_rule rule : {not_correct, excluded}) {
            CHECK(more_missing.to_tally(rule) == counts.to_tally(rule));
        }
    }
}
