// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/count_correct.hpp>

#include <passk/testing/verifier_laws.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace {
constexpr auto same_text = [](const passk::problem& p, std::string_view text) {
    return text.empty()          ? passk::verdict::undecided
           : text == p.reference ? passk::verdict::correct
                                 : passk::verdict::incorrect;
};
}  // namespace

TEST_CASE("counts only correct verdicts") {
    const passk::problem p{.id = "1", .prompt = "2+2", .reference = "4"};
    const std::array<passk::completion, 3> samples{{{.text = "4"}, {.text = "5"}, {.text = ""}}};
    CHECK((passk::count_correct(same_text, p, samples) == passk::tally(3, 1)));
}

TEST_CASE("a lambda that compares text keeps the verifier laws") {
    const passk::problem p{.id = "1", .prompt = "2+2", .reference = "4"};
    constexpr std::array<std::string_view, 3> texts{"4", "", "\xff\xfe"};
    CHECK(passk::testing::verifier_laws_broken(same_text, p, texts).empty());
}
