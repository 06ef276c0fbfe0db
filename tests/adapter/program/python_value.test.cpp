// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/program/python_value.hpp>

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <string_view>

namespace {

using namespace passk::adapter::program;

bool equal(std::string_view a, std::string_view b, const value_rule& rule = {}) {
    const bool forth = python_values_equal(boost::json::parse(a), boost::json::parse(b), rule);
    const bool back = python_values_equal(boost::json::parse(b), boost::json::parse(a), rule);
    CHECK(forth == back);
    return forth;
}

}  // namespace

// The expected results are what python3 says of the same values.
TEST_CASE("== of Python") {
    CHECK(equal("1", "true"));
    CHECK(equal("1", R"({"f":"0x1p+0"})"));
    CHECK(equal("true", R"({"f":"0x1p+0"})"));
    CHECK(equal("0", R"({"f":"-0x0p+0"})"));
    CHECK(!equal("1", R"("1")"));
    CHECK(!equal("0", "null"));
    CHECK(!equal("[]", "null"));
    CHECK(equal("[1,2]", "[1,2]"));
    CHECK(!equal("[1,2]", "[2,1]"));
    CHECK(!equal("[1,2]", R"({"t":[1,2]})"));
    CHECK(equal(R"({"e":[1,2]})", R"({"z":[2,1]})"));
    CHECK(equal(R"({"d":[[1,2],["a",[]]]})", R"({"d":[["a",[]],[true,2]]})"));
    CHECK(!equal(R"({"d":[[1,2]]})", R"({"d":[[1,3]]})"));
    CHECK(equal(R"({"i":"0x20000000000001"})", R"({"i":"0x0020000000000001"})"));
    CHECK(!equal(R"({"i":"0x20000000000001"})",
                 R"({"f":"0x1p+53"})"));  // 2**53 + 1 == float(2**53) is False
    CHECK(equal(R"({"i":"0x20000000000000"})", R"({"f":"0x1p+53"})"));
    CHECK(equal(R"({"i":"-0x100000000000000000000"})", R"({"f":"-0x1p+80"})"));
    CHECK(!equal(R"({"i":"0x100000000000000000001"})", R"({"f":"0x1p+80"})"));
    CHECK(!equal(R"({"f":"nan"})", R"({"f":"nan"})"));
    CHECK(equal(R"({"f":"inf"})", R"({"f":"inf"})"));
    CHECK(!equal(R"({"f":"inf"})", "1"));
}

TEST_CASE("what is no value equals nothing, not even itself") {
    for (const char* text :
         {R"({"o":"E"})", R"({"g":[1]})", "{}", R"({"i":"7"})", R"({"f":"x"})", R"({"t":1})",
          R"({"d":[[1]]})", R"({"a":1,"b":2})", "1.5", "18446744073709551615"}) {
        CAPTURE(text);
        CHECK(!equal(text, text));
        CHECK(!equal(text, "1"));
    }
}

TEST_CASE("the rules that a problem may ask for") {
    const value_rule close{.floats = {1e-6, 0.0}};
    CHECK(equal(R"({"f":"0x1.0000001p+0"})", R"({"f":"0x1p+0"})", close));
    // An expected int is exact; an int may stand for an expected float.
    CHECK(!python_values_equal(boost::json::parse(R"({"f":"0x1.0000001p+0"})"), 1, close));
    CHECK(python_values_equal(1, boost::json::parse(R"({"f":"0x1.0000001p+0"})"), close));
    CHECK(!equal("1000001", "1000000", value_rule{.floats = {10.0, 1.0}}));  // two ints: exactly
    CHECK(equal(R"([{"t":[1]}])", "[[1]]", value_rule{.list_equals_tuple = true}));
    CHECK(equal("[1,2,2]", "[2,1,2]", value_rule{.unordered = true}));
    CHECK(!equal("[1,2,2]", "[1,1,2]", value_rule{.unordered = true}));
    CHECK(equal(R"({"f":"nan"})", R"({"f":"nan"})", value_rule{.nan_equals_nan = true}));
}

TEST_CASE("plain JSON becomes values that cross") {
    const auto converted = [](std::string_view text) {
        return boost::json::serialize(python_value_of_json(boost::json::parse(text)));
    };
    CHECK(converted("[1,2.5,\"a\",null]") == R"([1,{"f":"0x1.4p+1"},"a",null])");
    CHECK(converted(R"({"a":1})") == R"({"d":[["a",1]]})");
    CHECK(converted("9007199254740993") == R"({"i":"0x20000000000001"})");
    CHECK(converted("-9223372036854775808") == R"({"i":"-0x8000000000000000"})");
    CHECK(converted("18446744073709551615") == R"({"i":"0xffffffffffffffff"})");
}

TEST_CASE("large dicts, sets and lists in any order are compared in n log n") {
    boost::json::array pairs;
    boost::json::array turned;
    boost::json::array items;
    boost::json::array back;
    for (int i = 0; i < 20'000; ++i) {
        pairs.push_back(boost::json::array{i, boost::json::object{{"f", "0x1.8p+1"}}});
        items.push_back(i);
    }
    turned = boost::json::array(pairs.rbegin(), pairs.rend());
    back = boost::json::array(items.rbegin(), items.rend());
    const value_rule close{.floats = {1e-6, 0.0}};
    CHECK(python_values_equal(boost::json::object{{"d", pairs}}, boost::json::object{{"d", turned}},
                              close));
    CHECK(python_values_equal(boost::json::object{{"e", items}}, boost::json::object{{"z", back}}));
    CHECK(python_values_equal(items, back, value_rule{.unordered = true}));
    back[0] = -1;
    CHECK(!python_values_equal(items, back, value_rule{.unordered = true}));
}

TEST_CASE("dates, namedtuples, dataclasses and arrays") {
    CHECK(equal(R"({"a":["date",[2024,1,2]]})", R"({"a":["date",[2024,1,2]]})"));
    CHECK(!equal(R"({"a":["date",[2024,1,2]]})", R"({"a":["date",[2024,1,3]]})"));
    CHECK(equal(R"({"N":[["x","y"],[1,2]]})", R"({"t":[1,2]})"));
    CHECK(!equal(R"({"N":[["x","y"],[1,2]]})", R"([1,2])"));
    CHECK(equal(R"({"R":["P",[["x",1]]]})", R"({"R":["P",[["x",{"f":"0x1p+0"}]]]})"));
    CHECK(!equal(R"({"R":["P",[["x",1]]]})", R"({"R":["Q",[["x",1]]]})"));
    CHECK(equal(R"({"A":[[1,2],[3,4]]})", "[[1,2],[3,4]]"));
}
