// SPDX-License-Identifier: Apache-2.0
#include <passk/report/json_writer.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>
#include <utility>

using passk::json_writer;

namespace {
std::string quoted(std::string_view text) {
    json_writer out;
    out.value(text);
    return std::move(out).finish();
}
}  // namespace

TEST_CASE("a document keeps the order in which it was told") {
    json_writer out;
    out.begin_object().member("schema", "passk.curve/1").member("n", 128U).member("ok", true);
    out.key("k").begin_array().value(1).value(2.5).null().end();
    out.key("empty").begin_object().end().key("none").begin_array().end().end();
    CHECK(std::move(out).finish() == R"({
  "schema": "passk.curve/1",
  "n": 128,
  "ok": true,
  "k": [
    1,
    2.5,
    null
  ],
  "empty": {},
  "none": []
}
)");
}

TEST_CASE("text is escaped as RFC 8259 demands") {
    CHECK(quoted("say \"no\" \\ <b>") == "\"say \\\"no\\\" \\\\ <b>\"\n");
    CHECK(quoted(std::string_view("\0\x1f\n\t\r", 5)) == "\"\\u0000\\u001f\\n\\t\\r\"\n");
    CHECK(quoted("\xc3\xa9 \xe2\x88\x92 \xf0\x9f\x98\x80")
          == "\"\xc3\xa9 \xe2\x88\x92 \xf0\x9f\x98\x80\"\n");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
    CHECK(quoted("\xff") == "\"\xef\xbf\xbd\"\n");
    CHECK(quoted("\xc0\xaf") == "\"\xef\xbf\xbd\xef\xbf\xbd\"\n");                  // overlong
    CHECK(quoted("\xed\xa0\x80") == "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"\n");  // a surrogate
    CHECK(quoted("a\xe2\x88") == "\"a\xef\xbf\xbd\xef\xbf\xbd\"\n");                // cut off
    CHECK(quoted("\xf4\x90\x80\x80").find("\xf4") == std::string::npos);  // above U+10FFFF
}

TEST_CASE("NaN and infinity are refused") {
    json_writer out;
    CHECK_THROWS_AS(out.value(std::numeric_limits<double>::quiet_NaN()), passk::domain_error);
}

TEST_CASE("an unfinished document is refused") {
    json_writer out;
    out.begin_array();
    CHECK_THROWS_AS((void)std::move(out).finish(), passk::domain_error);
    json_writer nothing_open;
    CHECK_THROWS_AS(nothing_open.end(), passk::domain_error);
}
