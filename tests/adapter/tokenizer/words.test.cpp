// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/tokenizer/detail/words.hpp>

#include <doctest/doctest.h>

#include <unicode/uchar.h>

namespace {

TEST_CASE("white space is what Unicode's property White_Space says") {
    using passk::adapter::tokenizer::detail::character_kind;
    for (UChar32 point = 0; point < 0x110000; ++point) {
        const bool space = u_hasBinaryProperty(point, UCHAR_WHITE_SPACE) != 0;
        REQUIRE((passk::adapter::tokenizer::detail::kind_of(static_cast<char32_t>(point))
                 == character_kind::space)
                == space);
    }
}

}  // namespace
