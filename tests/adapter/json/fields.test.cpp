// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/fields.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace passk::adapter::json::detail;

TEST_CASE("UTF-8, at the ends of what Unicode allows") {
    for (const char* const good :
         {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
          "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        CAPTURE(good);
        CHECK(passk::is_utf8(good));
    }
    for (const char* const bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC2", "\xE1\x80",
          "\xF1\x80\x80", "a\xFF"}) {
        CAPTURE(bad);
        CHECK_FALSE(passk::is_utf8(bad));
    }
}

TEST_CASE("short texts are their own names, others are abbreviated and stay apart") {
    CHECK(as_name("HumanEval/0") == "HumanEval/0");
    CHECK(as_name(std::string(200, 'x')) == std::string(200, 'x'));
    const std::string prompt = "user\n\n  What is " + std::string(300, '1');
    CHECK(as_name(prompt).starts_with("user What is 111"));
    CHECK(as_name(prompt).size() < 100);
    CHECK(as_name(prompt + "2") != as_name(prompt));
    CHECK(as_name("two\nlines") != as_name("two lines"));
    // FNV-1a of "" and "a", from the reference's list of test vectors
    CHECK(hash_of("") == 0xCBF29CE484222325U);
    CHECK(hash_of("a") == 0xAF63DC4C8601EC8CU);
    CHECK(abbreviated("b", 0x1FU) == "b #000000000000001f");
}

TEST_CASE("an excerpt never cuts a character in two") {
    CHECK(excerpt("abc\xC3\xA4x", 4) == "abc...");
    CHECK(excerpt("abc\xC3\xA4x", 5) == "abc\xC3\xA4...");
    CHECK(excerpt("abc\xC3\xA4x", 6) == "abc\xC3\xA4x");
    CHECK(excerpt(" a \t\n b ") == "a b");
    CHECK(excerpt("\xFFz") == "?z");
}

}  // namespace
