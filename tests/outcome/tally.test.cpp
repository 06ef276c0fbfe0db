// SPDX-License-Identifier: Apache-2.0
#include <passk/outcome/tally.hpp>

#include <passk/outcome/verdict_counts.hpp>

#include <doctest/doctest.h>
#include <list>
#include <range/v3/view/filter.hpp>
#include <sstream>
#include <vector>

#include <array>

#include <cstdint>
#include <limits>
#include <type_traits>

using passk::tally;

static_assert(std::is_trivially_copyable_v<tally>);
static_assert(!std::is_default_constructible_v<tally>, "no counts, no tally");
static_assert(!std::is_convertible_v<std::uint64_t, tally>);

TEST_CASE("tally: keeps trials apart into successes and failures") {
    for (std::uint64_t n = 0; n <= 20; ++n) {
        for (std::uint64_t c = 0; c <= n; ++c) {
            const tally counts(n, c);
            CHECK(counts.trials() == n);
            CHECK(counts.successes() == c);
            CHECK(counts.successes() + counts.failures() == n);
        }
    }
}

TEST_CASE("tally: takes the largest counts there are") {
    constexpr std::uint64_t most = (std::numeric_limits<std::uint64_t>::max)();
    CHECK(tally(most, most).failures() == 0);
    CHECK(tally(most, 0).failures() == most);
}

TEST_CASE("tally: refuses more successes than trials") {
    CHECK_THROWS_WITH_AS(static_cast<void>(tally(3, 4)), "passk::tally: more successes than trials",
                         passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(tally(0, 1)), passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(tally(5, static_cast<std::uint64_t>(-1))),
                    passk::domain_error);
}

TEST_CASE("tally: differs if either count differs") {
    CHECK(tally(4, 2) == tally(4, 2));
    CHECK(tally(4, 2) != tally(4, 1));
    CHECK(tally(4, 2) != tally(5, 2));
}

TEST_CASE("tally: counts a range of bools, of verdicts, and of structs with a projection") {
    const std::vector<bool> bits = {true, false, true, true};
    CHECK(tally(bits) == tally(4, 3));
    const bool array[] = {false, true};
    CHECK(tally(array) == tally(2, 1));
    static_assert(tally(std::array{true, false, true}) == tally(3, 2));

    using passk::undecided_rule;
    using passk::verdict;
    const std::list<verdict> judged = {verdict::correct, verdict::undecided, verdict::incorrect};
    CHECK(tally(judged) == tally(3, 1));
    CHECK(tally(judged, undecided_rule::not_correct) == tally(3, 1));
    CHECK(tally(judged, undecided_rule::excluded) == tally(2, 1));
    CHECK(tally(judged | ranges::views::filter([](verdict v) { return v != verdict::correct; }))
          == tally(2, 0));

    struct sample {
        verdict judged;
        bool passed;
    };
    const std::vector<sample> samples = {{verdict::correct, true}, {verdict::undecided, true}};
    CHECK(tally(samples, &sample::judged) == tally(2, 1));
    CHECK(tally(samples, &sample::judged, undecided_rule::excluded) == tally(1, 1));
    CHECK(tally(samples, &sample::passed) == tally(2, 2));
    CHECK(tally(samples, [](const sample& one) { return !one.passed; }) == tally(2, 0));

    static_assert(!std::is_constructible_v<tally, std::vector<int>>);
    static_assert(!std::is_convertible_v<std::vector<bool>, tally>);
}

TEST_CASE("tally, verdict and verdict_counts print") {
    std::ostringstream out;
    out << tally(10, 3) << "; " << passk::verdict::undecided << "; "
        << passk::verdict_counts{.correct = 3, .incorrect = 5, .undecided = 1};
    CHECK(out.str() == "3/10; undecided; 3 correct, 5 incorrect, 1 undecided, 0 missing");
    std::wostringstream wide;
    wide << tally(10, 3);
    CHECK(wide.str() == L"3/10");
}
