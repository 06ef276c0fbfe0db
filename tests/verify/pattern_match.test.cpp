// SPDX-License-Identifier: Apache-2.0
#include <passk/core/random_bits.hpp>
#include <passk/verify/pattern_match.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <regex>
#include <string>

namespace {

using passk::pattern_match;
using passk::verdict;

verdict whole(const std::string& pattern, const std::string& text) {
    return pattern_match{}({.id = "1", .prompt = "", .reference = pattern}, text);
}
verdict part(const std::string& pattern, const std::string& text) {
    return pattern_match{.anywhere = true}({.id = "1", .prompt = "", .reference = pattern}, text);
}

}  // namespace

TEST_CASE("pattern_match: the whole response or a part of it") {
    CHECK(whole("\\d+", " 42\n") == verdict::correct);
    CHECK(whole("\\d+", "42 apples") == verdict::incorrect);
    CHECK(part("\\b42\\b", "so 42 apples") == verdict::correct);
    CHECK(part("\\b42\\b", "so 142 apples") == verdict::incorrect);
    CHECK(whole("(a|bc)*d{2,3}", "abcadd") == verdict::correct);
    CHECK(whole("(a|bc)*d{2,3}", "abcad") == verdict::incorrect);
    CHECK(whole("[^0-9]+", "east") == verdict::correct);
    CHECK(part("^x", "ax") == verdict::incorrect);
}

TEST_CASE("pattern_match: what is no pattern or no response is undecided") {
    for (const char* pattern :
         {"", "(", "a)", "*", "[a", "a{3,2}", "\\1", "(?=a)", "\\", "[b-a]"}) {
        CAPTURE(pattern);
        CHECK(whole(pattern, "a") == verdict::undecided);
    }
    CHECK(whole("a*", " ") == verdict::undecided);
}

TEST_CASE("pattern_match: no pattern takes exponential time") {
    CHECK(whole("(a*)*b", std::string(20'000, 'a')) == verdict::incorrect);
    CHECK(whole("(a|a)*c", std::string(20'000, 'a')) == verdict::incorrect);
}

TEST_CASE(
    "pattern_match: agrees with std::regex on random short patterns and texts, seed 20250801") {
    const auto draw = [](passk::random_bits& bits, const std::string& letters, std::size_t length) {
        std::string out;
        for (std::size_t i = 0; i < length; ++i) {
            out += letters[passk::uniform_below(bits, letters.size())];
        }
        return out;
    };
    int compared = 0;
    for (std::uint64_t i = 0; i < 6000; ++i) {
        passk::random_bits bits(20250801, i);
        const std::string pattern = draw(bits, "aab.|()*+?", 1 + passk::uniform_below(bits, 7));
        const std::string text = draw(bits, "ab", 1 + passk::uniform_below(bits, 5));
        // std::regex takes an empty alternative and "()" as this one does, but reads "a+?" lazily
        // and refuses what is no pattern by throwing.
        try {
            const std::regex oracle(pattern, std::regex::ECMAScript);
            if (whole(pattern, "x") == verdict::undecided) {
                continue;
            }
            CAPTURE(pattern);
            CAPTURE(text);
            CHECK((whole(pattern, text) == verdict::correct) == std::regex_match(text, oracle));
            CHECK((part(pattern, text) == verdict::correct) == std::regex_search(text, oracle));
            ++compared;
        } catch (const std::regex_error&) {
            CHECK(whole(pattern, text) == verdict::undecided);
        }
    }
    CHECK(compared > 1000);
}
