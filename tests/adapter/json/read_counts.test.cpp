// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_counts.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"

#include <recorded_data.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using passk_tests::counts;
namespace json = passk::adapter::json;

json::read_outcomes_result read(std::string_view bytes) {
    return passk_tests::read("counts.jsonl", bytes);
}
std::string complaint(std::string_view bytes) {
    return passk_tests::complaint("counts.jsonl", bytes);
}

TEST_CASE("eval-arena counts") {
    const auto got = read(
        R"({"benchmark_id":"humaneval","model":"a","example_id":"HumanEval4","pass1":1,"correct":2,"count":2}
{"benchmark_id":"humaneval","model":"b","example_id":"HumanEval4","pass1":0.5,"correct":5,"count":10})");
    CHECK(got.report.files.at(0).format == json::file_format::counts);
    CHECK(counts(got, "humaneval/HumanEval4", "a") == passk::verdict_counts{.correct = 2});
    CHECK(counts(got, "humaneval/HumanEval4", "b")
          == passk::verdict_counts{.correct = 5, .incorrect = 5});
}

TEST_CASE("plain counts, as lines or as one array, names may be numbers") {
    const auto lines = read(
        "{\"problem\":1,\"n\":4,\"c\":3.0}\n{\"problem\":2,\"n\":2,\"c\":0,"
        "\"undecided\":1,\"missing\":6}\n");
    CHECK(counts(lines, "1", "counts") == passk::verdict_counts{.correct = 3, .incorrect = 1});
    CHECK(counts(lines, "2", "counts")
          == passk::verdict_counts{.incorrect = 1, .undecided = 1, .missing = 6});
    const auto array = read(
        "[{\"problem\":\"p\",\"n\":4,\"c\":3},\n {\"problem\":\"q\","
        "\"n\":1,\"c\":1}]\n");
    CHECK(counts(array, "q", "counts") == passk::verdict_counts{.correct = 1});
}

TEST_CASE("counts that contradict themselves are refused with line and value") {
    const std::string good = "{\"problem\":\"p\",\"n\":4,\"c\":3}\n";
    CHECK(complaint(good + "{\"problem\":\"q\",\"n\":4,\"c\":5}")
          == "counts.jsonl:2: c exceeds n (c = 5, n = 4)");
    CHECK(complaint(good + "{\"problem\":\"q\",\"n\":-4,\"c\":5}")
          == "counts.jsonl:2: n is negative (-4)");
    CHECK(complaint(good + "{\"problem\":\"q\",\"n\":4,\"c\":0.5}")
          == "counts.jsonl:2: c is not a whole number (5E-1)");
    CHECK(complaint(good + "{\"problem\":\"q\",\"n\":\"4\",\"c\":0}")
          == "counts.jsonl:2: n is not a number (\"4\")");
    CHECK(complaint(good + "{\"problem\":\"q\",\"n\":9007199254740993,\"c\":0}")
          == "counts.jsonl:2: n is too large (9007199254740993)");
    CHECK(complaint(good + "{\"problem\":\"q\",\"n\":99999999999999999999,\"c\":0}")
          == "counts.jsonl:2: n is too large (1E20)");
    CHECK(complaint(good + "{\"problem\":\"q\",\"c\":0}")
          == "counts.jsonl:2: the record has no counts n and c ({\"problem\":\"q\",\"c\":0})");
    CHECK(complaint(good + "{\"n\":1,\"c\":0}")
          == "counts.jsonl:2: the record names no problem ({\"n\":1,\"c\":0})");
    CHECK(complaint(good + "{\"problem\":\"\",\"n\":1,\"c\":0}")
          == "counts.jsonl:2: the problem's name is empty");
    CHECK(complaint(good + "{\"problem\":[1],\"n\":1,\"c\":0}")
          == "counts.jsonl:2: the problem's name is neither text nor a whole number ([1])");
    CHECK(complaint(good + good)
          == "counts.jsonl:2: problem 'p' of model 'counts' stands in this file twice");
    CHECK(complaint(good + "7\n") == "counts.jsonl:2: the record has no counts n and c (7)");
}

TEST_CASE("verdicts: one a line, or a list a problem") {
    const auto got = read(R"({"problem":"p","verdict":"correct","model":"m"}
{"problem":"p","verdict":"incorrect","model":"m"}
{"problem":"p","verdict":"undecided","model":"m"}
{"problem":"q","correct":[true,0,1,null,false],"model":"m"}
)");
    CHECK(got.report.files.at(0).format == json::file_format::verdicts);
    CHECK(counts(got, "p", "m")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 1});
    CHECK(counts(got, "q", "m")
          == passk::verdict_counts{.correct = 2, .incorrect = 2, .undecided = 1});

    CHECK(complaint("{\"problem\":\"p\",\"sample\":3,\"correct\":true}\n"
                    "{\"problem\":\"p\",\"sample\":3,\"correct\":true}\n")
          == "counts.jsonl:2: problem 'p' of model 'counts' has this sample twice (3)");
    CHECK(complaint("{\"problem\":\"p\",\"correct\":0.5}")
          == "counts.jsonl: no sample is 0 or 1 (correct = 5E-1): a score needs --threshold, from which on it is correct");
    CHECK(complaint("{\"problem\":\"p\",\"correct\":\"perhaps\"}")
          == "counts.jsonl:1: correct is not a verdict (perhaps)");
}

TEST_CASE("CRUXEval's recorded answers give its published pass-at-1") {
    const std::string path =
        passk_tests::recorded_data("cruxeval_codellama7b_verdicts.jsonl").string();
    const auto got = passk_tests::must(json::read_outcomes({path}, {.model = "CodeLlama-7B"}));
    const auto outcomes = got.table.outcomes_of("CodeLlama-7B");
    std::uint64_t input = 0;
    std::uint64_t output = 0;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        REQUIRE(outcomes.tallies[i].trials() == 10);
        (outcomes.problems[i].starts_with("cruxeval-input/") ? input : output) +=
            outcomes.tallies[i].successes();
    }
    CHECK(input == 2876);   // 35.95 % of 800 x 10
    CHECK(output == 2737);  // 34.2125 %
}

}  // namespace
