// SPDX-License-Identifier: Apache-2.0
#include <passk/core/attempts.hpp>

#include <doctest/doctest.h>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/istream.hpp>
#include <range/v3/view/transform.hpp>

#include <array>
#include <cstdint>
#include <list>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>
#if !defined(__clang__) || __clang_major__ >= 16
#include <ranges>
#endif

using passk::attempt_count;
using passk::attempts;

static_assert(std::is_convertible_v<const std::vector<int>&, attempts>);
static_assert(std::is_convertible_v<std::span<const std::uint64_t>, attempts>);
static_assert(std::is_convertible_v<std::list<short>, attempts>);
static_assert(!std::is_convertible_v<const std::vector<double>&, attempts>);
static_assert(!std::is_convertible_v<const std::vector<bool>&, attempts>);
static_assert(!std::is_convertible_v<std::string, attempts>);
static_assert(!std::is_convertible_v<std::uint64_t, attempts>);
static_assert(std::is_convertible_v<unsigned, attempt_count>);
static_assert(!std::is_convertible_v<double, attempt_count>);
static_assert(!std::is_convertible_v<bool, attempt_count>);
static_assert(!std::is_convertible_v<char, attempt_count>);

namespace {

using list = std::vector<std::uint64_t>;

list read(const attempts& ks) {
    return {ks.begin(), ks.end()};
}

}  // namespace

TEST_CASE("attempts: a list in braces, of constants and of unsigned variables") {
    const unsigned two = 2;
    CHECK(read({1, 2, 4}) == list{1, 2, 4});
    CHECK(read({4, two, std::uint64_t{1}}) == list{4, 2, 1});
    CHECK(read({}).empty());
}

TEST_CASE("attempts: a container of any integer") {
    CHECK(read(list{1, 2, 4}) == list{1, 2, 4});
    CHECK(read(std::vector<int>{1, 2, 4}) == list{1, 2, 4});
    CHECK(read(std::list<short>{1, 2, 4}) == list{1, 2, 4});
    CHECK(read(std::set<unsigned char>{4, 2, 1}) == list{1, 2, 4});
    CHECK(read(std::array<std::uint64_t, 3>{1, 2, 4}) == list{1, 2, 4});
    const int array[] = {1, 2, 4};
    CHECK(read(array) == list{1, 2, 4});
}

TEST_CASE("attempts: a view of range-v3") {
    namespace views = ranges::views;
    CHECK(read(views::iota(1, 5)) == list{1, 2, 3, 4});
    CHECK(read(views::iota(1L, 5L)) == list{1, 2, 3, 4});
    CHECK(read(views::iota(std::uint64_t{1}, std::uint64_t{5})) == list{1, 2, 3, 4});
    CHECK(read(views::iota(0, 3) | views::transform([](int j) { return 1 << j; }))
          == list{1, 2, 4});
    CHECK(read(views::iota(1, 8) | views::filter([](int k) { return k % 2 == 1; }))
          == list{1, 3, 5, 7});
    std::istringstream text("1 2 4");
    CHECK(read(ranges::istream_view<int>(text)) == list{1, 2, 4});
}

#if !defined(__clang__) || __clang_major__ >= 16  // earlier ones cannot compile libstdc++'s views
TEST_CASE("attempts: a view of the standard library") {
    namespace views = std::views;
    CHECK(read(views::iota(1, 5)) == list{1, 2, 3, 4});
    CHECK(read(views::iota(1L, 5L)) == list{1, 2, 3, 4});
    CHECK(read(views::iota(0, 3) | views::transform([](int j) { return 1 << j; }))
          == list{1, 2, 4});
    std::istringstream text("1 2 4");
    CHECK(read(std::ranges::istream_view<int>(text)) == list{1, 2, 4});
}
#endif

TEST_CASE("attempts: views an lvalue, keeps the elements of a temporary") {
    const list kept{1, 2, 4};
    CHECK(attempts(kept).data() == kept.data());
    CHECK(attempts(std::span<const std::uint64_t>(kept)).data() == kept.data());
    const attempts ks = list{1, 2, 4};
    const attempts copy = ks;
    CHECK(copy.data() == ks.data());
    CHECK(read(copy) == kept);
    attempts changed = {7};
    changed = copy;
    CHECK(read(changed) == kept);
    attempts moved = std::move(changed);
    CHECK(read(moved) == kept);
}

TEST_CASE("attempts: throws for a negative element of a signed range and gives it") {
    CHECK_THROWS_WITH_AS(attempts(std::vector<int>{1, -3}),
                         "passk::attempts: k = -3 is negative; k must be at least 1",
                         passk::domain_error);
    CHECK_THROWS_AS(attempts(ranges::views::iota(-1, 5)), passk::domain_error);
}

TEST_CASE("checked_attempts: converts a signed variable, throws if it is negative") {
    int k = 5;
    CHECK(passk::checked_attempts(k) == 5);
    k = -5;
    CHECK_THROWS_AS((void)passk::checked_attempts(k), passk::domain_error);
}

TEST_CASE("attempts: the named grids") {
    CHECK(passk::all_attempts(3) == list{1, 2, 3});
    CHECK(passk::doubling_attempts(4) == list{1, 2, 4});
    CHECK(passk::doubling_attempts(5) == list{1, 2, 4, 5});
    CHECK(passk::paper_attempts(16) == list{1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 16});
    CHECK(passk::doubling_attempts(~std::uint64_t{0}).size() == 65);
    CHECK_THROWS_AS((void)passk::all_attempts(0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::doubling_attempts(0), passk::domain_error);
    CHECK_THROWS_AS((void)passk::paper_attempts(0), passk::domain_error);
}
