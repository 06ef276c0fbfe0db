// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/read_choice.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct letters_case {
    std::string_view answer;
    std::string_view letters;  // empty: names no option
};

constexpr letters_case cases[] = {
    {"B", "B"},
    {"b", "B"},
    {"(B)", "B"},
    {"(b)", "B"},
    {"[B]", "B"},
    {"( B )", "B"},
    {"B)", "B"},
    {"b)", "B"},
    {"B.", "B"},
    {"B:", "B"},
    {"**B**", "B"},
    {"**(B)**", "B"},
    {"$B$", "B"},
    {"\\text{B}", "B"},
    {"\\text{(B)}", "B"},
    {"\\textbf{(B)}", "B"},
    {"\\mathrm{B}", "B"},
    {"\\mathbf{(B)}", "B"},
    {"$\\text{(B) } 5$", "B"},
    {"\\textbf{(B) }5", "B"},
    {"\\text{B. Paris}", "B"},
    {"\\boxed{B}", "B"},
    {"{B}", "B"},
    {"Option B", "B"},
    {"option (B)", "B"},
    {"choice B", "B"},
    {"the option B", "B"},
    {"B. Paris", "B"},
    {"B) Paris", "B"},
    {"(B) Paris", "B"},
    {"B: Paris", "B"},
    {"B - Paris", "B"},
    {"(B) 42", "B"},
    {"B, Paris", "B"},
    {"B is correct", "B"},
    {"B is the correct answer", "B"},
    {"A and C", "AC"},
    {"A, C", "AC"},
    {"A,C", "AC"},
    {"C, A", "AC"},
    {"A & C", "AC"},
    {"A, B, and D", "ABD"},
    {"(A), (C)", "AC"},
    {"(A) and (C)", "AC"},
    {"Options A and C", "AC"},
    {"both A and C", "AC"},
    {"ACD", "ACD"},
    {"AB", "AB"},
    {"\xE9\x80\x89"
     "B",
     "B"},  // 选B
    {"\xE9\x80\x89\xE9\xA1\xB9"
     "B",
     "B"},                               // 选项B
    {"B\xE9\x80\x89\xE9\xA1\xB9", "B"},  // B选项
    {"A\xE3\x80\x81"
     "C",
     "AC"},  // A、C
    {"\xEF\xBC\x88"
     "B\xEF\xBC\x89",
     "B"},                  // （B）
    {"\xEF\xBC\xA2", "B"},  // Ｂ
    // No options.
    {"", ""},
    {"A triangle", ""},
    {"A", "A"},
    {"I think", ""},
    {"A triangle has 3 sides", ""},
    {"Apple", ""},
    {"BAD", ""},
    {"CAB", ""},
    {"DEAD", ""},
    {"B12", ""},
    {"(B) is wrong", ""},
    {"(B) isn't right", ""},
    {"(B) can\xE2\x80\x99t be right", ""},
    {"(B) seems wrong", ""},
    {"(B) must be false", ""},
    {"(B) not enough information", "B"},
    {"(B) is odd", "B"},
    {"Option (B) is not correct.", ""},
    {"(B) Paris is not far", "B"},
    {"B_1", ""},
    {"x", ""},
    {"Z", ""},
    {"K", ""},
    {"(K)", ""},
    {"42", ""},
    {"a + b", ""},
    {"A + B = C", ""},
    {"A = 5", ""},
    {"A(3, 4)", ""},
    {"B'", ""},
    {"\\frac{A}{B}", ""},
    {"(A, B]", ""},
    {"f(B)", ""},
    {"(1, 2)", ""},
    {"\\text{east}", ""},
    {"C_2", ""},
    {"Both are right", ""},
    {"C major", ""},
    {"vitamin C", ""},
    {"A or 5", ""},
    {"5 and A", ""},
    {"B^2", ""},
    {"-B", ""},
};

}  // namespace

TEST_CASE("read_choice: reads letters in their usual guises and no others") {
    for (const letters_case& one : cases) {
        CAPTURE(one.answer);
        const auto got = passk::read_choice(one.answer);
        CHECK(got.has_value() == !one.letters.empty());
        CHECK((got ? got->choices.letters() : "") == one.letters);
    }
}

TEST_CASE("read_choice: keeps the text behind a letter") {
    CHECK(passk::read_choice("B. Paris")->option_text == "Paris");
    CHECK(passk::read_choice("(B) $42$")->option_text == "42");
    CHECK(passk::read_choice("B")->option_text.empty());
}

TEST_CASE("read_choice: letters beyond the last option are none") {
    CHECK(passk::read_choice("E", 5)->choices.letters() == "E");
    CHECK_FALSE(passk::read_choice("E", 4));
    CHECK_FALSE(passk::read_choice("A and E", 4));
}

TEST_CASE("read_choice: read_options finds the options of a prompt") {
    const std::vector<std::string> cities{"Rome", "Paris", "Bern"};
    CHECK(passk::read_options("Which one?\nA. Rome\nB. Paris\nC. Bern\n") == cities);
    CHECK(passk::read_options("Which one?\n(A) Rome\n(B) Paris\n(C) Bern\nThink.") == cities);
    CHECK(passk::read_options("Which one? A) Rome B) Paris C) Bern") == cities);
    CHECK(passk::read_options("Which one?\nA: Rome\nB: Paris\nC: Bern") == cities);
    CHECK(passk::read_options("A. x\nB. y\n\nNow:\nA. Rome\nB. Paris\nC. Bern") == cities);
    CHECK(passk::read_options("What is 2 + 2? A. Smith asks.").empty());
    CHECK(passk::read_options("").empty());
}

TEST_CASE("read_choice: as_shown follows a permutation of the options") {
    passk::choice_set gold;
    gold.insert(0);  // A in the data set
    constexpr std::array<std::size_t, 3> order{2, 0, 1};
    CHECK(passk::as_shown(gold, order).letters() == "B");
}
