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
    CHECK_THROWS_WITH_AS(static_cast<void>(failed.value()),
                         "passk::result: holds the error '7 is odd' and no value",
                         passk::domain_error);
    CHECK_THROWS_AS(static_cast<void>(*failed), passk::domain_error);
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

TEST_CASE("result: * and -> give the value") {
    result<std::string> text(std::string("text"));
    CHECK(*text == "text");
    CHECK(text->size() == 4);
    text->push_back('s');
    *text += '.';
    CHECK(text.value() == "texts.");
    const std::string taken = *std::move(text);
    CHECK(taken == "texts.");
}

TEST_CASE("result: value_or and error_or") {
    CHECK(half_of(8).value_or(-1) == 4);
    CHECK(half_of(7).value_or(-1) == -1);
    const result<int> failed = half_of(7);
    CHECK(failed.value_or(-1) == -1);
    CHECK((failed.error_or({}) == failed.error()));
    CHECK((half_of(8).error_or({errc::io, "none"}) == passk::error{errc::io, "none"}));
    CHECK(*result<std::unique_ptr<int>>(std::make_unique<int>(5)).value_or(nullptr) == 5);
}

TEST_CASE("result: transform applies to the value and passes the error on") {
    const auto text = [](int number) { return std::to_string(number); };
    const result<std::string> four = half_of(8).transform(text);
    CHECK(four.value() == "4");
    const result<int> failed = half_of(7);
    CHECK((failed.transform(text).error() == failed.error()));
    CHECK(four.transform(&std::string::size).value() == 1);
    const result<int> moved = result<std::unique_ptr<int>>(std::make_unique<int>(5))
                                  .transform([](std::unique_ptr<int> owner) { return *owner; });
    CHECK(moved == 5);
}

TEST_CASE("result: and_then chains what may fail") {
    CHECK(half_of(8).and_then(half_of).and_then(half_of) == 1);
    CHECK((half_of(10).and_then(half_of).error().context == "5 is odd"));
    CHECK((half_of(7).and_then(half_of).error().context == "7 is odd"));
}

TEST_CASE("result: or_else and transform_error apply to the error only") {
    CHECK(half_of(7).or_else([](const passk::error&) { return result<int>(3); }) == 3);
    CHECK(half_of(8).or_else([](const passk::error&) { return result<int>(3); }) == 4);
    const auto in_file = [](passk::error failure) {
        failure.context.insert(0, "file: ");
        return failure;
    };
    CHECK(half_of(7).transform_error(in_file).error().context == "file: 7 is odd");
    CHECK(half_of(8).transform_error(in_file) == 4);
}

TEST_CASE("result: compares with results, values and errors") {
    CHECK(half_of(8) == half_of(8));
    CHECK(half_of(8) != half_of(6));
    CHECK(half_of(8) != half_of(7));
    CHECK(half_of(7) == half_of(7));
    CHECK(half_of(7) != half_of(9));
    CHECK(half_of(8) == 4);
    CHECK((half_of(7) == passk::error{errc::malformed, "7 is odd"}));
}

TEST_CASE("error: the same code and context are the same error") {
    const passk::error failure{errc::io, "file"};
    CHECK((failure == passk::error{errc::io, "file"}));
    CHECK((failure != passk::error{errc::io, "pipe"}));
    CHECK((failure != passk::error{errc::cancelled, "file"}));
}
