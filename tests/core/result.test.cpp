// SPDX-License-Identifier: Apache-2.0
#include <passk/core/result.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using passk::errc;
using passk::result;

static_assert(std::is_same_v<result<int>::value_type, int>);
static_assert(std::is_same_v<result<int>::error_type, passk::error>);
static_assert(!std::is_default_constructible_v<result<int>>, "neither value nor error");
static_assert(!std::is_convertible_v<result<int>, bool>, "a result is not a condition by accident");
static_assert(!std::is_copy_constructible_v<result<std::unique_ptr<int>>>);
static_assert(std::is_move_constructible_v<result<std::unique_ptr<int>>>);

namespace {

result<int> half_of(int whole) {
    if (whole % 2 != 0) {
        return passk::error{errc::malformed, std::to_string(whole) + " is odd"};
    }
    return whole / 2;
}

}  // namespace

TEST_CASE("result: holds the value of a success") {
    const result<int> four = half_of(8);
    REQUIRE(four.has_value());
    CHECK(static_cast<bool>(four));
    CHECK(four.value() == 4);
    CHECK_THROWS_WITH_AS(static_cast<void>(four.error()), "passk::result::error: holds a value",
                         passk::domain_error);
}

TEST_CASE("result: holds the reason of a failure") {
    const result<int> failed = half_of(7);
    REQUIRE(!failed.has_value());
    CHECK(!static_cast<bool>(failed));
    CHECK((failed.error() == passk::error{errc::malformed, "7 is odd"}));
    CHECK_THROWS_WITH_AS(static_cast<void>(failed.value()), "passk::result::value: holds an error",
                         passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(half_of(7).value()), passk::domain_error);
}

TEST_CASE("result: a copy is independent and a move takes the value along") {
    result<std::vector<int>> first(std::vector<int>{1, 2, 3});
    const result<std::vector<int>> second = first;
    CHECK(std::move(first).value() == std::vector<int>{1, 2, 3});
    CHECK(second.value().size() == 3);

    result<std::unique_ptr<int>> owner(std::make_unique<int>(5));
    const std::unique_ptr<int> taken = std::move(owner).value();
    CHECK(*taken == 5);
}

TEST_CASE("result: assignment changes between value and error") {
    result<std::string> outcome(std::string("text"));
    outcome = passk::error{errc::timeout, "no answer"};
    CHECK(outcome.error().code == errc::timeout);
    outcome = std::string("answer");
    CHECK(outcome.value() == "answer");
}

TEST_CASE("error: the same code and context are the same error") {
    const passk::error failure{errc::io, "file"};
    CHECK((failure == passk::error{errc::io, "file"}));
    CHECK((failure != passk::error{errc::io, "pipe"}));
    CHECK((failure != passk::error{errc::cancelled, "file"}));
}
