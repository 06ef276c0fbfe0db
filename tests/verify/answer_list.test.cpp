// SPDX-License-Identifier: Apache-2.0
#include <passk/core/error.hpp>
#include <passk/verify/answer_list.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace {

using passk::answer_order;
using passk::verdict;
using list = std::vector<std::string>;

}  // namespace

TEST_CASE("answer_list: splits an answer where a reader would") {
    struct split_case {
        std::string_view answer;
        list parts;
    };
    const split_case cases[] = {
        {"84,69", {"84", "69"}},
        {"84, 69", {"84", "69"}},
        {"1,234", {"1,234"}},
        {"1,234, 5", {"1,234", "5"}},
        {"1, 234", {"1", "234"}},
        {"2 and 3", {"2", "3"}},
        {"2, 3, and 5", {"2", "3", "5"}},
        {"x = 2 or x = 3", {"x = 2", "x = 3"}},
        {"(1,2), (3,4)", {"(1,2)", "(3,4)"}},
        {"\\{1,2\\}, 3", {"\\{1,2\\}", "3"}},
        {"\\frac{1}{2}; 3", {"\\frac{1}{2}", "3"}},
        {"$2$ and $3$", {"2", "3"}},
        {"2\n3", {"2", "3"}},
        {"f(x, y)", {"f(x, y)"}},
        {"sandy land", {"sandy land"}},
        {"5", {"5"}},
        {"", {}},
        {",,", {}},
    };
    for (const split_case& one : cases) {
        CAPTURE(one.answer);
        CHECK(passk::split_answers(one.answer) == one.parts);
    }
}

TEST_CASE("answer_list: pairs members one to one") {
    CHECK(passk::same_answers({"1/2", "3"}, {"3", "0.5"}) == verdict::correct);
    CHECK(passk::same_answers({"3", "3"}, {"3", "4"}) == verdict::incorrect);
    CHECK(passk::same_answers({"3"}, {"3", "3"}) == verdict::incorrect);
    CHECK(passk::same_answers({"84", "69"}, {"69", "84"}) == verdict::correct);
    CHECK(passk::same_answers({"84", "69"}, {"69", "84"}, answer_order::as_given)
          == verdict::incorrect);
    CHECK(passk::same_answers({"84", "69"}, {"84", "69"}, answer_order::as_given)
          == verdict::correct);
    CHECK(passk::same_answers({}, {}) == verdict::undecided);
    const auto unsure = [](std::string_view a, std::string_view b) {
        return a == b ? verdict::correct : a == "?" ? verdict::undecided : verdict::incorrect;
    };
    CHECK(passk::same_answers({"?", "1"}, {"1", "2"}, answer_order::any, unsure)
          == verdict::undecided);
    CHECK(passk::same_answers({"?", "3"}, {"1", "2"}, answer_order::any, unsure)
          == verdict::incorrect);
}

TEST_CASE("answer_list: finds the largest pairing that brute force finds") {
    passk::random_bits bits(7);
    for (int round = 0; round < 2000; ++round) {
        const std::size_t n = 1 + static_cast<std::size_t>(passk::uniform_below(bits, 5));
        std::vector<std::vector<bool>> edge(n, std::vector<bool>(n));
        for (auto& row : edge) {
            for (std::size_t c = 0; c < n; ++c) {
                row[c] = passk::uniform_below(bits, 3) == 0;
            }
        }
        std::vector<std::size_t> order(n);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::size_t best = 0;
        do {
            std::size_t pairs = 0;
            for (std::size_t i = 0; i < n; ++i) {
                pairs += edge[i][order[i]] ? 1U : 0U;
            }
            best = (std::max)(best, pairs);
        } while (std::next_permutation(order.begin(), order.end()));
        REQUIRE(passk::detail::largest_pairing(edge, n) == best);
    }
}

TEST_CASE("answer_list: overlap is the Jaccard index") {
    CHECK(passk::answer_overlap({"1", "2", "3"}, {"2", "3", "4"}) == 0.5);
    CHECK(passk::answer_overlap({"0.5"}, {"1/2"}) == 1.0);
    CHECK(passk::answer_overlap({"1", "1"}, {"1"}) == 0.5);
    CHECK(passk::answer_overlap({"1"}, {}) == 0.0);
    CHECK(passk::answer_overlap({}, {}) == 1.0);
}

TEST_CASE("answer_list: verifiers judge responses with several answers") {
    const passk::problem p{.id = "1", .prompt = "", .reference = "84,69"};
    const passk::answer_list_verifier any;
    CHECK(any(p, R"(\boxed{69, 84})") == verdict::correct);
    CHECK(any(p, R"($\boxed{69}$ and $\boxed{84}$)") == verdict::correct);
    CHECK(any(p, "The answers are 84 and 69.") == verdict::correct);
    CHECK(any(p, R"(\boxed{84})") == verdict::incorrect);
    CHECK(any(p, R"(\boxed{84, 69, 1})") == verdict::incorrect);
    CHECK(any(p, "no idea") == verdict::undecided);
    CHECK(any.explain(p, "no idea").reason == passk::verdict_reason::no_answer);
    const passk::answer_list_verifier ordered{
        .order = answer_order::as_given, .extraction = {}, .equal = {}};
    CHECK(ordered(p, R"(\boxed{84, 69})") == verdict::correct);
    CHECK(ordered(p, R"(\boxed{69, 84})") == verdict::incorrect);
    const passk::overlap_verifier half(0.5);
    CHECK(half(p, R"(\boxed{84})") == verdict::correct);
    CHECK(half(p, R"(\boxed{1})") == verdict::incorrect);
    CHECK(half(p, "no idea") == verdict::undecided);
    CHECK_THROWS_AS(passk::overlap_verifier(0.0), passk::domain_error);
    CHECK_THROWS_AS(passk::overlap_verifier(1.5), passk::domain_error);
}
