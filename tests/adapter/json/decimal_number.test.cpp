// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/decimal_number.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

using passk::adapter::json::read_decimal;

namespace {

// Exactly what std::from_chars does, of a text that ends where the memory may.
void check_like_from_chars(std::string_view text) {
    CAPTURE(text);
    const std::string own(text);
    const char* const end = own.data() + own.size();
    double expected = -7.0;
    const std::from_chars_result theirs = std::from_chars(own.data(), end, expected);
    double number = -7.0;
    const std::from_chars_result ours = read_decimal(own.data(), end, number);
    REQUIRE(ours.ec == theirs.ec);
    REQUIRE(ours.ptr == theirs.ptr);
    REQUIRE(std::bit_cast<std::uint64_t>(number) == std::bit_cast<std::uint64_t>(expected));
}

std::string shortest(double number) {
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

}  // namespace

TEST_CASE("decimal numbers: every form, whole and broken, as std::from_chars") {
    for (const std::string_view text : {"0",
                                        "-0",
                                        "-0.0",
                                        "0.5",
                                        "-0.25",
                                        "1e-05",
                                        "-5.5397878895746544e-05",
                                        "1E+2",
                                        "1e22",
                                        "1e23",
                                        "123456789012345678",
                                        "1234567890123456789",
                                        "12345678901234567890",
                                        "0.00000000000000000000001234567890123456789",
                                        "00001.5",
                                        "9007199254740993",
                                        "9007199254740992.5",
                                        "0.1",
                                        "0.30000000000000004",
                                        "1e-27",
                                        "1e-28",
                                        "1e400",
                                        "-1e400",
                                        "1e-400",
                                        "4.9e-324",
                                        "1.7976931348623157e308",
                                        "1.",
                                        "1.e5",
                                        ".5",
                                        "-",
                                        "",
                                        "-.5",
                                        "1e",
                                        "1e+",
                                        "1e-",
                                        "1e99999",
                                        "1e00005",
                                        "1..5",
                                        "1.5.5",
                                        "12,5",
                                        "0x10",
                                        "nan",
                                        "inf",
                                        "+1",
                                        "-0.123456789,",
                                        "-0.12345678]",
                                        "-0.1234567 ",
                                        "0.12345678901234567890123456789"}) {
        check_like_from_chars(text);
    }
}

TEST_CASE("decimal numbers: shortest texts of floats and doubles come back (seed 7)") {
    passk::random_bits bits(7);
    for (int trial = 0; trial < 200'000; ++trial) {
        const auto logprob = static_cast<float>(std::log(passk::uniform_unit(bits) + 1e-30));
        check_like_from_chars(shortest(static_cast<double>(logprob)) + ",");
        check_like_from_chars(shortest(std::bit_cast<double>(bits())));
        check_like_from_chars(shortest(-passk::uniform_unit(bits)) + "]");
    }
}

TEST_CASE("decimal numbers: beside the middle between two doubles (seed 8)") {
    passk::random_bits bits(8);
    for (int trial = 0; trial < 100'000; ++trial) {
        // m + 1/2 of a mantissa of 53 bits has at most 17 digits and one place.
        const std::uint64_t mantissa =
            (std::uint64_t{1} << 52U) + passk::uniform_below(bits, std::uint64_t{1} << 52U);
        check_like_from_chars(std::to_string(mantissa) + ".5");
        // Any 1 to 19 digits with the point anywhere.
        std::string text = std::to_string(bits() % 10'000'000'000'000'000'000U);
        text.resize(1 + passk::uniform_below(bits, text.size()));
        text.insert(static_cast<std::size_t>(passk::uniform_below(bits, text.size())) + 1, ".");
        text += std::to_string(passk::uniform_below(bits, 10));
        check_like_from_chars(text + "e-" + std::to_string(passk::uniform_below(bits, 30)));
    }
}
