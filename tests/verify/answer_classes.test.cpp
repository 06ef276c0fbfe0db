// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/answer_classes.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

using passk::verdict;
using votes = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("answer_classes: merges equal answers written differently") {
    const passk::answer_classes got =
        passk::classify_answers({"0.5", "2", "\\frac{1}{2}", "", "1/2", "2.0", "3"}, "1/2");
    REQUIRE(got.classes.size() == 3);
    CHECK(got.classes[0].answer == "0.5");
    CHECK(got.classes[0].samples == std::vector<std::size_t>{0, 2, 4});
    CHECK(got.classes[0].against_gold == verdict::correct);
    CHECK(got.classes[1].samples == std::vector<std::size_t>{1, 5});
    CHECK(got.classes[1].against_gold == verdict::incorrect);
    CHECK(got.without_answer == std::vector<std::size_t>{3});
    CHECK(got.correct_votes() == 3);
    CHECK(got.wrong_votes() == votes{2, 1});
}

TEST_CASE("answer_classes: a response without an answer has no vote") {
    const std::vector<std::string> responses{R"(\boxed{7})", "I do not know", "The answer is 7.",
                                             R"(\boxed{7)", R"(\boxed{8})"};
    const passk::answer_classes got = passk::classify_responses(responses, "so \\boxed{7}");
    CHECK(got.correct_votes() == 2);
    CHECK(got.wrong_votes() == votes{1});
    CHECK(got.without_answer == std::vector<std::size_t>{1, 3});
    const passk::answer_classes none =
        passk::classify_responses(std::vector<std::string>{"", "?"}, "");
    CHECK(none.classes.empty());
    CHECK(none.correct_votes() == 0);
}

TEST_CASE("answer_classes: what is undecided is not merged and not correct") {
    const auto never_sure = [](std::string_view, std::string_view) { return verdict::undecided; };
    const passk::answer_classes got = passk::classify_answers({"a", "b", "a"}, "a", never_sure);
    CHECK(got.classes.size() == 2);  // the same bytes are the same answer
    CHECK(got.correct_votes() == 0);
    CHECK(got.wrong_votes() == votes{2, 1});
}

TEST_CASE("answer_classes: asks about each distinct text once for each class") {
    std::size_t calls = 0;
    const auto counting = [&calls](std::string_view a, std::string_view b) {
        ++calls;
        return a == b ? verdict::correct : verdict::incorrect;
    };
    std::vector<std::string> answers;
    for (std::size_t i = 0; i < 300; ++i) {
        answers.push_back(std::to_string(i % 3));
    }
    const passk::answer_classes got = passk::classify_answers(answers, "1", counting);
    CHECK(got.classes.size() == 3);
    CHECK(got.correct_votes() == 100);
    CHECK(calls == 0 + 1 + 2 + 3);  // against earlier classes, and each class against the gold
}
