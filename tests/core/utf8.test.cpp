// SPDX-License-Identifier: Apache-2.0
#include <passk/core/utf8.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

TEST_CASE("utf8: every scalar value is encoded and decoded") {
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        if (point >= 0xD800 && point <= 0xDFFF) {
            continue;
        }
        std::string text;
        passk::append_utf8(text, point);
        const passk::utf8_character read = passk::decode_utf8(text + "x");
        REQUIRE(read.valid);
        REQUIRE(read.point == point);
        REQUIRE(read.length == text.size());
        REQUIRE(passk::utf8_length(text) == text.size());
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            REQUIRE(!passk::is_utf8(text.substr(0, cut)));
        }
    }
}

TEST_CASE("utf8: of all sequences of two and three bytes exactly the scalar values are valid") {
    unsigned valid = 0;
    for (unsigned lead = 0x80; lead < 0x100; ++lead) {
        for (unsigned second = 0; second < 0x100; ++second) {
            const std::string two{static_cast<char>(lead), static_cast<char>(second)};
            valid += passk::utf8_length(two) == 2 ? 1U : 0U;
            for (unsigned third = 0; third < 0x100; ++third) {
                valid += passk::utf8_length(two + static_cast<char>(third)) == 3 ? 1U : 0U;
            }
        }
    }
    CHECK(valid == (0x800U - 0x80U) + (0x10000U - 0x800U - 0x800U));
}

TEST_CASE("replace_invalid_utf8: one U+FFFD for each maximal subpart (Unicode 15, section 3.9)") {
    const std::string bad = passk::replace_invalid_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63");
    const std::string mark(passk::replacement_character);
    CHECK(bad == "a" + mark + mark + mark + "b" + mark + "c");
    CHECK(passk::replace_invalid_utf8("\xED\xA0\x80") == mark + mark + mark);
    CHECK(passk::replace_invalid_utf8("na\xC3\xAFve") == "na\xC3\xAFve");
    CHECK(passk::replace_invalid_utf8("").empty());
}
