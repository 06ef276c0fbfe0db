// SPDX-License-Identifier: Apache-2.0
#include <passk/report/svg.hpp>

#include <passk/core/random_bits.hpp>
#include <passk/report/detail/chart_scale.hpp>
#include <passk/report/detail/dull_middle.hpp>
#include <passk/report/vega_lite.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using passk::axis_scale;
using passk::chart_axis;
using passk::figure;
using passk::detail::chart_scale;
using passk::detail::number_extent;

namespace {

number_extent extent(double low, double high) {
    number_extent both;
    both.include(low);
    both.include(high);
    return both;
}

// Every element that is opened is closed, in order; quotes pair up. Enough of XML for what we
// write.
bool well_formed(const std::string& text) {
    std::vector<std::string> open;
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
        std::size_t end = at;
        bool quoted = false;
        while (end < text.size() && (quoted || text[end] != '>')) {
            quoted = text[end] == '"' ? !quoted : quoted;
            ++end;
        }
        if (end == text.size()) {
            return false;
        }
        const std::string tag = text.substr(at + 1, end - at - 1);
        if (tag.find('<') != std::string::npos) {
            return false;
        }
        if (tag.front() == '/') {
            if (open.empty() || open.back() != tag.substr(1)) {
                return false;
            }
            open.pop_back();
        } else if (tag.back() != '/') {
            open.push_back(tag.substr(0, tag.find(' ')));
        }
        at = end;
    }
    return open.empty();
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

figure curves(const std::string& name) {
    passk::curve_chart chart{.x = {.label = "k", .scale = axis_scale::log2},
                             .y = {.label = "pass@k", .probability = true}};
    chart.series.push_back({.name = name,
                            .look = 0,
                            .points = {{1, 0.5, 0.4, 0.6}, {2, 0.6, 0.5, 0.7}, {4, 0.8, {}, {}}}});
    chart.series.push_back({.name = "tuned",
                            .look = 1,
                            .points = {{1, 0.7, {}, {}}, {2, 0.7, {}, {}}, {4, 0.7, {}, {}}}});
    chart.marked = passk::chart_span{.label = "level", .at = 3.0, .lower = 2.0, .upper = {}};
    figure drawn{.id = "c", .title = "Curves of " + name, .description = "one & two"};
    drawn.chart = std::move(chart);
    return drawn;
}

std::vector<figure> one_of_each(const std::string& name) {
    figure bars{.id = "b", .title = "Bars"};
    bars.chart = passk::bar_chart{.category_label = "accuracy",
                                  .value_label = "problems",
                                  .categories = {"0", "(0, 0.1]"},
                                  .series = {{name, 0, {3, 4}}, {"tuned", 1, {0, 7}}}};
    figure ranges{.id = "r", .title = "Ranges"};
    ranges.chart = passk::range_chart{.x = {.label = "x", .scale = axis_scale::log10},
                                      .rows = {{name, 0, 2.0, 1.5, 3.0, 1.0, 9.0, {1.5, 2.5}},
                                               {"plain", 9, 4.0, {}, {}, {}, {}, {}}}};
    figure squares{.id = "s", .title = "Squares"};
    squares.chart = passk::square_chart{
        .base = name,
        .tuned = "tuned",
        .groups = {{"base only", {0, 3}}, {"tuned only", {1}}, {"neither", {}}, {"both", {2}}}};
    figure matrix{.id = "m", .title = "Matrix"};
    matrix.chart = passk::matrix_chart{
        .rows = {name, "other"},
        .columns = {"bench, k = 1", "k = 2"},
        .cells = {{passk::matrix_chart::cell{0.1, "+0.1", "p 0.01", true}, std::nullopt},
                  {passk::matrix_chart::cell{-0.2, "-0.2", "p 1", false}, std::nullopt}}};
    return {curves(name), bars, ranges, squares, matrix};
}

}  // namespace

TEST_CASE("doubling attempts are equally far apart on a log2 axis") {
    const chart_scale scale({.scale = axis_scale::log2}, extent(1, 128), 100.0, 800.0, 12);
    for (int i = 0; i <= 7; ++i) {
        CHECK(scale(std::pow(2.0, i)) == doctest::Approx(100.0 + 100.0 * i));
    }
    REQUIRE(scale.ticks().size() == 8);
    CHECK(scale.ticks()[5].text == "32");
}

TEST_CASE("a fold shortens a stretch tenfold and hides its ticks") {
    const chart_axis axis{.folded = std::pair{0.2, 0.8}};
    const chart_scale scale(axis, extent(0.0, 1.0), 0.0, 460.0, 10);
    CHECK(scale(0.0) == doctest::Approx(0.0));
    CHECK(scale(0.2) == doctest::Approx(200.0));
    CHECK(scale(0.5) == doctest::Approx(230.0));
    CHECK(scale(0.8) == doctest::Approx(260.0));
    CHECK(scale(1.0) == doctest::Approx(460.0));
    for (const chart_scale::tick& tick : scale.ticks()) {
        CHECK((tick.value <= 0.2 || tick.value >= 0.8));
    }
}

TEST_CASE("the ends of a fold are ticks and the rest has room for more of them") {
    const chart_axis axis{.folded = std::pair{0.35, 0.6}, .probability = true};
    const chart_scale scale(axis, extent(0.1, 0.7), 0.0, 400.0, 6);
    std::vector<std::string> texts;
    for (const chart_scale::tick& tick : scale.ticks()) {
        texts.push_back(tick.text);
    }
    CHECK(texts == std::vector<std::string>{"0.1", "0.2", "0.35", "0.60", "0.7"});
}

TEST_CASE("the middle of many curves is dull between their beginnings and their ends") {
    const auto line = [](std::vector<double> ys) {
        passk::chart_series series;
        for (std::size_t i = 0; i < ys.size(); ++i) {
            series.points.push_back({.x = std::pow(2.0, i), .y = ys[i]});
        }
        return series;
    };
    passk::curve_chart chart;
    chart.series = {line({0.10, 0.55, 0.70}), line({0.21, 0.6, 0.72}), line({0.29, 0.62, 0.68})};
    const auto stretch = passk::detail::dull_middle(chart);
    REQUIRE(stretch);
    CHECK(stretch->first == doctest::Approx(0.30));
    CHECK(stretch->second == doctest::Approx(0.55));  // there the first overtakes the third
    chart.series.front() = line({0.10, 0.55, 0.60});  // and here it does not
    CHECK(passk::detail::dull_middle(chart)->second == doctest::Approx(0.60));
    chart.series.front().points.front().upper = 0.45;  // a band begins where it ends
    CHECK_FALSE(passk::detail::dull_middle(chart));
    chart.series.front().points.front().upper.reset();
    chart.series.pop_back();
    CHECK_FALSE(passk::detail::dull_middle(chart));
}

TEST_CASE("every number that is shown lies on the axis, whatever the numbers") {
    passk::random_bits bits(20250412);
    for (int round = 0; round < 3'000; ++round) {
        const auto draw = [&bits] { return static_cast<double>(bits() >> 11U) * 0x1p-53; };
        const double first = std::exp(20.0 * (draw() - 0.5));
        const double second = round % 10 == 0 ? first : std::exp(20.0 * (draw() - 0.5));
        const double low = std::fmin(first, second);
        const double high = std::fmax(first, second);
        for (const axis_scale kind : {axis_scale::linear, axis_scale::log2, axis_scale::log10}) {
            const chart_scale scale({.scale = kind}, extent(low, high), 10.0, 500.0, 6);
            REQUIRE(scale(low) >= 10.0 - 1e-6);
            REQUIRE(scale(high) <= 500.0 + 1e-6);
            REQUIRE(scale.ticks().size() <= 13);
            for (const chart_scale::tick& tick : scale.ticks()) {
                REQUIRE(scale(tick.value) >= 10.0 - 1e-6);
                REQUIRE(scale(tick.value) <= 500.0 + 1e-6);
                REQUIRE_FALSE(tick.text.empty());
            }
        }
    }
}

TEST_CASE("a probability's axis ends at 0 and 1") {
    const chart_scale scale({.probability = true}, extent(0.97, 1.0), 0.0, 100.0, 5);
    CHECK(scale.high() == 1.0);
    const chart_scale flat({.probability = true}, extent(1.0, 1.0), 0.0, 100.0, 5);
    CHECK(flat.high() == 1.0);
    CHECK(flat.low() < 1.0);
}

TEST_CASE("every figure is well-formed SVG with title and description, whatever the names") {
    for (const std::string& name :
         {std::string("Qwen2.5-7B"), std::string("<script>\"x\"</script> & 'y'"),
          std::string(10'000, 'x'), std::string("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"),
          std::string("\xFF\xFE<")}) {
        for (const figure& one : one_of_each(name)) {
            const std::string svg = passk::to_svg(one);
            INFO(one.id, " of ", name.substr(0, 30));
            CHECK(well_formed(svg));
            CHECK(svg.find("<script") == std::string::npos);
            CHECK(count(svg, "<title") == 1);
            CHECK(count(svg, "<desc") == 1);
            for (const double width : {640.0, 358.0}) {
                CHECK(well_formed(passk::detail::inline_svg(one, width, "i")));
            }
        }
    }
}

TEST_CASE("a band stands where there are intervals, a marker at every point") {
    const std::string svg = passk::to_svg(curves("base"));
    CHECK(count(svg, "class=\"band\"") == 1);
    CHECK(svg.find("class=\"band\" data-xs=\"1 2\"") != std::string::npos);
    CHECK(count(svg, "class=\"mark\"") == 6);
    CHECK(svg.find("data-at=\"3\" data-lower=\"2\">") != std::string::npos);
}

TEST_CASE("squares are one path a group, with the problems they stand for") {
    const std::string svg = passk::to_svg(one_of_each("base")[3]);
    CHECK(count(svg, "class=\"cells\"") == 4);
    CHECK(svg.find("data-problems=\"0 3\"") != std::string::npos);
    CHECK(svg.find("data-problems=\"\"") != std::string::npos);
}

TEST_CASE("Vega-Lite carries the same numbers and names") {
    const std::string json = passk::to_vega_lite(curves("<b>\"q\""));
    CHECK(json.find("\"series\": \"<b>\\\"q\\\"\"") != std::string::npos);
    CHECK(json.find("\"lower\": 0.4") != std::string::npos);
    CHECK(json.find("\"base\": 2") != std::string::npos);
}
