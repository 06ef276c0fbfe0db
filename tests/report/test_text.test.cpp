// SPDX-License-Identifier: Apache-2.0
#include <passk/report/test_text.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

std::string text_of(std::size_t family, std::uint64_t permutations, bool exact) {
    const passk::paired_test one{
        .k = 1,
        .test = {.p = 0.5, .exact = exact, .permutations = permutations, .seed = 3},
        .adjusted_p = 1.0,
        .bh_p = 1.0,
        .family = family};
    return passk::method_text(std::vector<passk::paired_test>{one});
}

bool warns(const std::string& text) {
    return text.find("cannot fall to 0.05") != text.npos;
}

}  // namespace

TEST_CASE("method_text: says when too few permutations keep Holm's p above 0.05") {
    CHECK(warns(text_of(56, 200, false)));
    CHECK(warns(text_of(1, 18, false)));
    CHECK_FALSE(warns(text_of(1, 19, false)));
    CHECK_FALSE(warns(text_of(56, 10'000, false)));
    CHECK_FALSE(warns(text_of(56, 32, true)));
    CHECK(text_of(2, 10'000, false)
          == "P values: paired sign-flip tests, 10,000 permutations, seed 3; adjusted by Holm's "
             "method over 2 tests (no false finding), BH by Benjamini and Hochberg's (few among "
             "the findings).");
}
