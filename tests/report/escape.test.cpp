// SPDX-License-Identifier: Apache-2.0
#include <passk/report/escape.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/report/detail/utf8.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using passk::html_escaped;
using passk::latex_escaped;
using passk::markdown_escaped;

TEST_CASE("HTML shows markup as text") {
    CHECK(html_escaped("<script>alert('x' & \"y\")</script>")
          == "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
    CHECK(html_escaped("pass@k \xC3\xA9 \xF0\x9F\x98\x80\n\t")
          == "pass@k \xC3\xA9 \xF0\x9F\x98\x80\n\t");
}

TEST_CASE("what XML forbids becomes the replacement character") {
    CHECK(html_escaped(std::string_view("a\0b\x1F\x7F", 5))
          == "a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD");
    CHECK(html_escaped("\xFF<") == "\xEF\xBF\xBD&lt;");
    CHECK(html_escaped("\xEF\xBF\xBF") == "\xEF\xBF\xBD");  // U+FFFF
}

TEST_CASE("right-to-left letters stay and overrides of direction go") {
    CHECK(html_escaped("\xD7\xA9\xD7\x9C") == "\xD7\xA9\xD7\x9C");
    CHECK(html_escaped("\xE2\x80\xAE" "abc") == "\xEF\xBF\xBD" "abc");  // U+202E
    CHECK(html_escaped("\xE2\x81\xA7") == "\xEF\xBF\xBD");  // U+2067
    CHECK(html_escaped("\xE2\x80\x9C") == "\xE2\x80\x9C");  // a quotation mark
}

TEST_CASE("no bytes at all leave HTML with a character that could start markup") {
    passk::random_bits bits(20250412);
    for (int round = 0; round < 2'000; ++round) {
        std::string text;
        for (int i = 0; i < 40; ++i) {
            text += static_cast<char>(bits() & 0xFFU);
        }
        const std::string safe = html_escaped(text);
        REQUIRE(safe.find_first_of("<>\"'") == std::string::npos);
        for (std::size_t at = safe.find('&'); at != std::string::npos;
             at = safe.find('&', at + 1)) {
            REQUIRE(safe.find(';', at) - at <= 5);
        }
        for (std::string_view rest = safe; !rest.empty();) {
            const std::size_t length = passk::utf8_length(rest);
            REQUIRE(length > 0);
            rest.remove_prefix(length);
        }
    }
}

TEST_CASE("Markdown shows its own marks as text, on one line") {
    CHECK(markdown_escaped("a|b\nc *d* [e](f) `g` <h> & #i")
          == "a\\|b c \\*d\\* \\[e\\](f) \\`g\\` &lt;h\\> &amp; \\#i");
    CHECK(markdown_escaped("pass@k") == "pass@k");
    CHECK(markdown_escaped("@somebody") == "@<!-- -->somebody");
}

TEST_CASE("LaTeX shows its own marks as text") {
    CHECK(
        latex_escaped("50% of $x_1 & {y}~z^2\\")
        == "50\\% of \\$x\\_1 \\& \\{y\\}\\textasciitilde{}z\\textasciicircum{}2\\textbackslash{}");
}

TEST_CASE("long text is shortened in its middle, between characters") {
    CHECK(passk::detail::shortened("Qwen2.5", 7) == "Qwen2.5");
    CHECK(passk::detail::shortened("Qwen2.5-7B-SimpleRL", 9) == "Qwen\xE2\x80\xA6" "leRL");
    CHECK(passk::detail::shortened("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D!", 3)
          == "\xD7\xA9\xE2\x80\xA6!");
    const std::string many(10'000, 'x');
    CHECK(passk::detail::display_width(passk::detail::shortened(many, 30)) == 30);
}
