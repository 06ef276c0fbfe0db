// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/json_records.hpp>

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <boost/json/serialize.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = passk::adapter::json;
using json::detail::json_record;
using json::detail::record_filter;
using json::detail::record_layout;

// The records of a text, each as "line kind keys: kept", or the error.
std::vector<std::string> records(const record_layout& layout, std::string_view text) {
    std::vector<std::string> out;
    record_filter* lines = nullptr;
    record_filter filter(layout, [&](const json_record& row) {
        std::string entry = std::to_string(lines->record_line()) + ' ' + std::to_string(row.kind);
        for (const std::string& key : row.keys) {
            entry += ' ' + key;
        }
        out.push_back(entry + ": " + boost::json::serialize(row.kept));
    });
    lines = &filter;
    json::byte_source source = json::byte_source::from_memory("t", text);
    if (const std::optional<passk::error> failure = read_json(source, filter)) {
        out.push_back(failure->context);
    }
    for (std::size_t i = 0; i < layout.headers.size(); ++i) {
        out.push_back("header " + boost::json::serialize(filter.header(i)));
    }
    return out;
}

using strings = std::vector<std::string>;

TEST_CASE("a document, or each item of an array, or each line") {
    const record_layout layout{.records = {""}, .fields = {"a"}};
    CHECK(records(layout, "{\"a\":1,\"b\":2}") == strings{"1 0: {\"a\":1}"});
    CHECK(records(layout, "[{\"a\":1},\n{\"b\":2}, 3, [4]]")
          == strings{"1 0: {\"a\":1}", "2 0: {}", "2 0: 3", "2 0: []"});
    CHECK(records(layout, "{\"a\":1}\n\n \r\n{\"a\":{\"c\":[1,{}]}}\n")
          == strings{"1 0: {\"a\":1}", "4 0: {\"a\":{\"c\":[1,{}]}}"});
}

TEST_CASE("records below keys and items, with the keys on the way") {
    const record_layout layout{.records = {"eval.*", "tasks.*.*"},
                               .fields = {"*.status", "id"},
                               .headers = {"n", "info.name"}};
    CHECK(records(layout, R"({"info": {"name": "x", "other": {"name": "y"}},
 "eval": {"a": [{"status": "s", "t": 1}, {"u": [[{}]]}], "b": {"id": 3, "z": {"status": 1}}},
 "tasks": {"c": [{"id": 4}], "d": {"e": {"id": 5}}}, "n": 7, "more": {"eval": {"f": []}}})")
          == strings{"2 0 a: [{\"status\":\"s\"},{}]", "2 0 b: {\"id\":3,\"z\":{\"status\":1}}",
                     "3 1 c: {\"id\":4}", "3 1 d e: {\"id\":5}", "header 7", "header \"x\""});
}

TEST_CASE("a field that ends in a star keeps no objects and arrays") {
    const record_layout layout{.records = {""}, .fields = {"*", "list"}};
    CHECK(
        records(layout,
                R"({"a": 1, "b": "t", "c": {"d": 1}, "e": [1], "f": null, "g": true, "list": [2]})")
        == strings{R"(1 0: {"a":1,"b":"t","f":null,"g":true,"list":[2]})"});
}

TEST_CASE("texts over a million bytes are kept as beginning and hash") {
    const record_layout layout{.records = {""}, .fields = {"a"}};
    const std::string text(1'100'000, 'x');
    const strings got = records(layout, "{\"a\":\"" + text + "\"}\n{\"a\":\"" + text + "y\"}\n");
    REQUIRE(got.size() == 2);
    CHECK(got[0].size() < 120);
    CHECK(got[0].substr(2) != got[1].substr(2));
    CHECK(got[0] == records(layout, "{\"a\":\"" + text + "\"}")[0]);
}

TEST_CASE("what is not JSON is refused with its line") {
    const record_layout layout{.records = {""}, .fields = {"a"}};
    const auto last = [&](std::string_view text) { return records(layout, text).back(); };
    CHECK(last("{\"a\":1}\n{\"a\":") == "t:2: the file ends in the middle of a JSON value");
    CHECK(last("{\"a\":1}\n{\"a\":\n{\"a\":1}\n")
          == "t:2: the line ends in the middle of a JSON value");
    CHECK(last("{\"a\":1}\n{\"a\":\"te\n") == "t:2: the line ends in the middle of a text");
    CHECK(last("{\"a\":1} {\"a\":1}\n") == "t:1: text after the JSON value of the line");
    CHECK(last("{\"a\":\n1}\n{\"a\":1}\n") == "t:3: text after the end of the JSON document");
    CHECK(last("{\"a\":1,}") == "t:1: not valid JSON: syntax error near '}'");
    CHECK(last("{\"a\":fals}") == "t:1: not valid JSON: 'fals' is no value");
    CHECK(last("{\"b\":fals}") == "t:1: not valid JSON: 'fals' is no value");
    CHECK(last("{\"b\":{\"c\":[1,]}}") == "t:1: not valid JSON: syntax error near ']}}'");
    CHECK(last("{\"a\":\"\xFF\"}") == "t:1: a text has bytes that are not UTF-8 (?)");
    CHECK(last("") == "t:1: the file is empty");
    CHECK(last(" \n\n") == "t:1: the file is empty");
    CHECK(last(std::string(300, '[')) == "t:1: the JSON value is nested too deeply");
    CHECK(last("{\"a\":1}\n\xEF\xBB\xBF").starts_with("t:2: not valid JSON: syntax error"));
}

TEST_CASE("NaN and Infinity are numbers, and skipped where nobody reads them") {
    const record_layout layout{.records = {""}, .fields = {"a"}};
    CHECK(records(layout, R"({"x": NaN, "y": [-Infinity, {"z": Infinity}], "a": 1})")
          == strings{"1 0: {\"a\":1}"});
    double read = 0;
    record_filter filter(
        layout, [&](const json_record& row) { read = row.kept.as_object().at("a").as_double(); });
    json::byte_source source = json::byte_source::from_memory("t", "{\"a\": -Infinity}");
    CHECK(!read_json(source, filter));
    CHECK(read == -std::numeric_limits<double>::infinity());
}

TEST_CASE("escapes, wherever the block of 64 bytes ends") {
    const record_layout layout{.records = {""}, .fields = {"a"}};
    for (std::size_t before = 0; before < 140; ++before) {
        for (const std::string_view escapes :
             {R"(\\)", R"(\\\\\\)", R"(\"\"\"\\)", R"(\u00e9\ud83d\ude00\\)"}) {
            std::string line = R"({"skipped": ")";
            line += std::string(before, 'x');
            line += escapes;
            line += R"(", "a": ")";
            line += std::string(before, 'x');
            line += escapes;
            line += R"("})";
            const boost::json::value whole = boost::json::parse(line);
            boost::json::object kept;
            kept["a"] = whole.as_object().at("a");
            REQUIRE(records(layout, line) == strings{"1 0: " + boost::json::serialize(kept)});
        }
    }
}

TEST_CASE("lines longer than the blocks in which a file is read") {
    const record_layout layout{.records = {"*.x.*"}, .fields = {"id"}};
    std::string text = "[";
    strings expected;
    for (int i = 0; i < 2000; ++i) {
        text += i > 0 ? ", " : "";
        text += R"({"long": ")" + std::string(100, 'y') + R"(", "x": [{"id": )" + std::to_string(i)
                + "}]}";
        expected.push_back("1 0: {\"id\":" + std::to_string(i) + "}");
    }
    CHECK(records(layout, text + "]") == expected);
}

}  // namespace
