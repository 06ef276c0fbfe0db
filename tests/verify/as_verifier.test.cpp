// SPDX-License-Identifier: Apache-2.0
#include <passk/verify/as_verifier.hpp>

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/verifier.hpp>

#include <doctest/doctest.h>

#include <string_view>

using passk::as_verifier;
using passk::problem;
using passk::verdict;

namespace {

const auto contains = [](const problem& task, std::string_view text) {
    return text.find(task.reference) != std::string_view::npos;
};
const auto is_short = [](std::string_view text) { return text.size() < 5; };

static_assert(!passk::verifier<decltype(contains)>, "a bool cannot say undecided");
static_assert(passk::verifier<decltype(as_verifier(contains))>);
static_assert(passk::verifier<decltype(as_verifier(is_short))>);

}  // namespace

TEST_CASE("as_verifier: true is correct, false is incorrect") {
    problem task;
    task.reference = "42";
    const auto by_problem = as_verifier(contains);
    CHECK(by_problem(task, "it is 42") == verdict::correct);
    CHECK(by_problem(task, "it is 41") == verdict::incorrect);
    const auto by_text = as_verifier(is_short);
    CHECK(by_text(task, "four") == verdict::correct);
    CHECK(by_text(task, "fives") == verdict::incorrect);
}

TEST_CASE("as_verifier: a text without content is undecided, and the predicate is not asked") {
    const auto yes = as_verifier([](std::string_view) { return true; });
    CHECK(yes({}, "") == verdict::undecided);
    CHECK(yes({}, " \n\t") == verdict::undecided);
    CHECK(yes({}, "x") == verdict::correct);
}
