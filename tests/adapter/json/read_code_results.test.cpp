// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_code_results.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"

#include <string>

namespace {

using passk_tests::complaint;
using passk_tests::counts;
using passk_tests::read;
namespace json = passk::adapter::json;

TEST_CASE("human-eval results, a time-out is undecided") {
    const std::string lines =
        R"({"task_id": "HumanEval/0", "completion": "    return 1", "result": "passed", "passed": true}
{"task_id": "HumanEval/0", "completion": "    return 2", "result": "failed: ", "passed": false}
{"task_id": "HumanEval/0", "completion": "    while 1: pass", "result": "timed out", "passed": false}
{"task_id": "HumanEval/1", "completion": "", "result": "failed: x", "passed": false}
)";
    const auto got = read("samples.jsonl_results.jsonl", lines);
    CHECK(got.report.files.at(0).format == json::file_format::human_eval);
    CHECK(counts(got, "HumanEval/0", "samples")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 1});
    CHECK(counts(got, "HumanEval/1", "samples") == passk::verdict_counts{.incorrect = 1});
    CHECK(complaint("r.jsonl", lines + "{\"passed\":true}")
          == "r.jsonl:5: there is no field 'task_id' ({\"passed\":true})");
    CHECK(complaint("r.jsonl", lines + "{\"task_id\":\"t\",\"passed\":\"maybe\"}")
          == "r.jsonl:5: passed is not a verdict (maybe)");
}

// All pairs of a base and a plus status that EvalPlus writes.
const char* const evalplus = R"({
 "date": "2024-05-01 10:00", "hash": "0123",
 "eval": {
  "HumanEval/0": [
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "pass", "plus_status": "pass",
    "base_fail_tests": [], "plus_fail_tests": []},
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "pass", "plus_status": "fail",
    "base_fail_tests": [], "plus_fail_tests": [[1, [2]]]},
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "pass", "plus_status": "timeout"},
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "fail", "plus_status": "pass"},
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "fail", "plus_status": null},
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "timeout", "plus_status": "pass"},
   {"task_id": "HumanEval/0", "solution": "s", "base_status": "timeout", "plus_status": "fail"}],
  "HumanEval/1": [{"base_status": "pass", "plus_status": "pass"}]
 },
 "pass_at_k": {"base": {"pass@1": 0.5}, "plus": {"pass@1": 0.3}}
})";

TEST_CASE("EvalPlus: base and plus must pass, or base alone if asked") {
    const auto plus = read("m_eval_results.json", evalplus);
    CHECK(plus.report.files.at(0).format == json::file_format::evalplus);
    CHECK(counts(plus, "HumanEval/0", "m")
          == passk::verdict_counts{.correct = 1, .incorrect = 4, .undecided = 2});
    CHECK(counts(plus, "HumanEval/1", "m") == passk::verdict_counts{.correct = 1});
    const auto base = read("m_eval_results.json", evalplus, {.tests = json::evalplus_tests::base});
    CHECK(counts(base, "HumanEval/0", "m")
          == passk::verdict_counts{.correct = 3, .incorrect = 2, .undecided = 2});
}

TEST_CASE("EvalPlus, first versions") {
    const std::string old = R"({"date": "d", "hash": "h", "eval": {
  "HumanEval/0": {"files": ["HumanEval_0/0.py", "HumanEval_0/1.py", "HumanEval_0/2.py"],
   "base": [["success", [true]], ["success", [true]], ["timed out", []]],
   "plus": [["success", [true, true]], ["failed", [true, false]], ["failed", []]]},
  "HumanEval/1": {"nfiles": 1, "base": [["failed", [false]]], "plus": [["failed", [false]]]}}})";
    const auto plus = read("e.json", old);
    CHECK(counts(plus, "HumanEval/0", "e") == passk::verdict_counts{.correct = 1, .incorrect = 2});
    const auto base = read("e.json", old, {.tests = json::evalplus_tests::base});
    CHECK(counts(base, "HumanEval/0", "e") == passk::verdict_counts{.correct = 2, .undecided = 1});
    CHECK(counts(base, "HumanEval/1", "e") == passk::verdict_counts{.incorrect = 1});
    CHECK(complaint("e.json", R"({"eval": {"t": {"base": [["success"], ["failed"]],
"plus": [["success"]]}}})")
          == "e.json:1: base and plus differ in length (2 and 1)");
    CHECK(complaint("e.json", R"({"eval": {"t": {"base": [[]], "plus": [[]]}}})")
          == "e.json:1: a sample has no status ([])");
}

TEST_CASE("EvalPlus faults") {
    const std::string base_only =
        R"({"eval": {"t": [{"base_status": "pass", "plus_status": null}]}})";
    CHECK(complaint("e.json", base_only)
          == "e.json:1: there is no plus_status: the file was made with the base tests only; read "
             "it with the base tests");
    CHECK(counts(read("e.json", base_only, {.tests = json::evalplus_tests::base}), "t", "e")
          == passk::verdict_counts{.correct = 1});
    CHECK(complaint("e.json", R"({"eval": {"t":
[{"base_status": "passed", "plus_status": null}]}})")
          == "e.json:2: unknown status (\"passed\")");
    CHECK(complaint("e.json", R"({"eval": {
"t": [{"base_status": "pass", "plus_status": "pass"}],
"t": [{"base_status": "pass", "plus_status": "pass"}]}})")
          == "e.json:3: problem 't' of model 'e' stands in this file twice");
}

TEST_CASE("EvalPerf: counts from percentages") {
    const auto got = read("m_evalperf_results.brief.json", R"({"date": "d",
 "config": {"n_samples": 100, "temperature": 1.0}, "summary": {"pass@1": 80.0},
 "eval": {"HumanEval/9": {"dps": 90.1, "dps_norm": 70.2, "pass@1": 76.0, "profiled": [[1, 2]]},
          "HumanEval/0": {"dps": null, "dps_norm": null, "pass@1": 0.0, "profiled": []}}})");
    CHECK(got.report.files.at(0).format == json::file_format::evalperf);
    CHECK(counts(got, "HumanEval/9", "m") == passk::verdict_counts{.correct = 76, .incorrect = 24});
    CHECK(counts(got, "HumanEval/0", "m") == passk::verdict_counts{.incorrect = 100});

    // 1/3 of 3 rounded to 0.1 percent is still known; a tenth of 3 is nothing
    CHECK(counts(read("m.json", R"({"eval": {"t": {"pass@1": 33.3}}, "config": {"n_samples": 3}})"),
                 "t", "m")
          == passk::verdict_counts{.correct = 1, .incorrect = 2});
    CHECK(complaint("m.json", R"({"eval": {"t": {"pass@1": 10}}, "config": {"n_samples": 3}})")
          == "m.json: pass@1 of problem 't' is no multiple of 1/n (10.000000 %, n = 3)");
    CHECK(complaint("m.json", R"({"eval": {"t": {"pass@1": 10}}})")
          == "m.json: there is no config.n_samples");
    CHECK(complaint("m.json", R"({"eval": {"t": {"pass@1": 101}}})")
          == "m.json:1: pass@1 is not a percentage (101)");
}

TEST_CASE("LiveCodeBench") {
    const auto got = read("output/GPT/Scenario.codegeneration_4_0.2_eval_all.json", R"([
 {"question_title": "t", "question_content": "c [1] {2}", "platform": "atcoder",
  "question_id": "abc1", "contest_id": "x", "contest_date": "2024", "starter_code": "",
  "difficulty": "easy", "output_list": ["a", "b"], "code_list": ["a", "b"],
  "graded_list": [true, false, true, true], "pass@1": 0.75, "metadata": ["{}"]},
 {"question_id": "abc2", "graded_list": [false, null]}])");
    CHECK(got.report.files.at(0).format == json::file_format::livecodebench);
    CHECK(counts(got, "abc1", "GPT") == passk::verdict_counts{.correct = 3, .incorrect = 1});
    CHECK(counts(got, "abc2", "GPT") == passk::verdict_counts{.incorrect = 1, .undecided = 1});
    CHECK(complaint("l.json", R"([{"question_id": "a", "graded_list": [1]},
{"question_id": "a", "graded_list": [1]}])")
          == "l.json:2: problem 'a' of model 'l' stands in this file twice");
    CHECK(complaint("l.json", R"([{"question_id": "a", "graded_list": [1]},
{"question_id": "b", "pass@1": 1}])")
          == "l.json:2: there is no field 'graded_list' ({\"question_id\":\"b\"})");
}

}  // namespace
