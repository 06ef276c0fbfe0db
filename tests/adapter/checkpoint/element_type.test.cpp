// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/checkpoint/element_type.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace {

namespace checkpoint = passk::adapter::checkpoint;

TEST_CASE("every f16 is the number that IEEE 754 says") {
    for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
        const float value = checkpoint::float_from_f16(static_cast<std::uint16_t>(bits));
        const double sign = bits >= 0x8000U ? -1.0 : 1.0;
        const int exponent = static_cast<int>(bits >> 10U & 0x1FU);
        const int fraction = static_cast<int>(bits & 0x3FFU);
        CAPTURE(bits);
        if (exponent == 31) {
            const bool right = fraction != 0
                                   ? std::isnan(value)
                                   : std::isinf(value) && std::signbit(value) == (sign < 0);
            REQUIRE(right);
        } else {
            const double expected = exponent == 0 ? std::ldexp(fraction, -24)
                                                  : std::ldexp(1024 + fraction, exponent - 25);
            REQUIRE(static_cast<double>(value) == sign * expected);
            REQUIRE(std::signbit(value) == (sign < 0));
        }
    }
}

TEST_CASE("every bf16 comes back from its float, and halfway goes to even") {
    for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
        const auto half = static_cast<std::uint16_t>(bits);
        const float value = checkpoint::float_from_bf16(half);
        CAPTURE(bits);
        if (std::isnan(value)) {
            REQUIRE(std::isnan(checkpoint::float_from_bf16(checkpoint::bf16_from_float(value))));
        } else {
            REQUIRE(checkpoint::bf16_from_float(value) == half);
        }
    }
    const auto rounded = [](std::uint32_t bits) {
        return checkpoint::bf16_from_float(std::bit_cast<float>(bits));
    };
    CHECK(rounded(0x3F808000U) == 0x3F80U);
    CHECK(rounded(0x3F808001U) == 0x3F81U);
    CHECK(rounded(0x3F818000U) == 0x3F82U);
    CHECK(rounded(0x7F7FFFFFU) == 0x7F80U);  // the largest float rounds to infinity
    CHECK(rounded(0x7F800001U) == 0x7FC0U);  // a NaN whose bits would be rounded away
}

TEST_CASE("names of types") {
    CHECK(checkpoint::element_type_named("BF16") == checkpoint::element_type::bf16);
    CHECK(checkpoint::name_of(checkpoint::element_type::f64) == "F64");
    CHECK(checkpoint::size_of(checkpoint::element_type::i16) == 2);
    CHECK(!checkpoint::element_type_named("bf16"));
}

}  // namespace
