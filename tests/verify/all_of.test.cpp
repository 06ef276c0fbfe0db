// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/all_of.hpp>
#include <passk/verify/any_of.hpp>

#include <passk/testing/verifier_laws.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace {

using passk::problem;
using passk::verdict;

constexpr std::array<verdict, 3> verdicts{verdict::incorrect, verdict::correct, verdict::undecided};

auto always(verdict v) {
    return [v](const problem&, std::string_view) { return v; };
}

// Kleene's order: incorrect < undecided < correct; "and" is the least, "or" the greatest.
int level(verdict v) {
    return v == verdict::incorrect ? 0 : v == verdict::undecided ? 1 : 2;
}

}  // namespace

TEST_CASE("all_of and any_of: are Kleene's and and or for every combination of three") {
    const problem p{.id = "1", .prompt = "", .reference = "x"};
    for (const verdict a : verdicts) {
        for (const verdict b : verdicts) {
            for (const verdict c : verdicts) {
                const int least = std::min({level(a), level(b), level(c)});
                const int greatest = std::max({level(a), level(b), level(c)});
                const passk::all_of all{always(a), always(b), always(c)};
                const passk::any_of any{always(a), always(b), always(c)};
                CHECK(level(all(p, "x")) == least);
                CHECK(level(any(p, "x")) == greatest);
            }
        }
    }
}

TEST_CASE("all_of and any_of: stop asking once the verdict is settled") {
    const problem p{.id = "1", .prompt = "", .reference = "x"};
    int asked = 0;
    const auto counting = [&asked](const problem&, std::string_view) {
        ++asked;
        return verdict::correct;
    };
    CHECK(passk::all_of{always(verdict::incorrect), counting}(p, "x") == verdict::incorrect);
    CHECK(passk::any_of{always(verdict::correct), counting}(p, "x") == verdict::correct);
    CHECK(asked == 0);
    CHECK(passk::all_of{always(verdict::undecided), counting}(p, "x") == verdict::undecided);
    CHECK(passk::any_of{always(verdict::undecided), counting}(p, "x") == verdict::correct);
    CHECK(asked == 2);
}
