// SPDX-License-Identifier: Apache-2.0
#include <passk/core/base64.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>
#include <boost/beast/core/detail/base64.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

using passk::base64_decoded;

TEST_CASE("base64: the vectors of RFC 4648, section 10") {
    CHECK(base64_decoded("") == "");
    CHECK(base64_decoded("Zg==") == "f");
    CHECK(base64_decoded("Zm8=") == "fo");
    CHECK(base64_decoded("Zm9v") == "foo");
    CHECK(base64_decoded("Zm9vYg==") == "foob");
    CHECK(base64_decoded("Zm9vYmE=") == "fooba");
    CHECK(base64_decoded("Zm9vYmFy") == "foobar");
    CHECK(base64_decoded("Zm9vYg") == "foob");
    CHECK(base64_decoded("Zm9v\r\nYmFy\n") == "foobar");
}

TEST_CASE("base64: what is no base64") {
    for (const char* text : {"Zm9v!", "Zm 9v", "Zm=9v", "Zm9v\xC3\xA9", "-_"}) {
        CAPTURE(text);
        CHECK_FALSE(base64_decoded(text).has_value());
    }
}

TEST_CASE("base64: encodes as Boost.Beast does, and decodes to the bytes (seed 6)") {
    passk::random_bits bits(6);
    for (int trial = 0; trial < 500; ++trial) {
        std::string bytes(static_cast<std::size_t>(passk::uniform_below(bits, 200)), '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(passk::uniform_below(bits, 256));
        }
        std::string text(boost::beast::detail::base64::encoded_size(bytes.size()), '\0');
        text.resize(boost::beast::detail::base64::encode(text.data(), bytes.data(), bytes.size()));
        REQUIRE(passk::base64_encoded(bytes) == text);
        REQUIRE(base64_decoded(text) == bytes);
    }
}
