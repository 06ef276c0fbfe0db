// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_harness_results.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"
#include "temporary_files.hpp"

#include <string>

namespace {

using passk_tests::complaint;
using passk_tests::counts;
using passk_tests::must;
using passk_tests::read;
namespace json = passk::adapter::json;

std::string lm_eval_line(int document, const std::string& filter, const std::string& metrics) {
    return "{\"doc_id\": " + std::to_string(document)
           + ", \"doc\": {\"question\": \"q\"}, \"target\": \"18\", \"arguments\": [[\"p\", {}]], "
             "\"resps\": [[\"r\"]], \"filtered_resps\": [\"r\"], \"filter\": \""
           + filter + "\", " + metrics + ", \"doc_hash\": \"h" + std::to_string(document)
           + "\", \"prompt_hash\": \"p\"}\n";
}

TEST_CASE("lm-eval samples: one filter, one metric, named by task and folder") {
    const std::string em = R"("metrics": ["exact_match"], "exact_match": )";
    const std::string lines = lm_eval_line(0, "strict-match", em + "1.0")
                              + lm_eval_line(0, "flexible-extract", em + "0")
                              + lm_eval_line(1, "strict-match", em + "0.0")
                              + lm_eval_line(1, "flexible-extract", em + "1");
    const std::string name = "results/org__model/samples_gsm8k_2024-05-01T10-00-00.000.jsonl";
    const auto strict = read(name, lines);
    CHECK(strict.report.files.at(0).format == json::file_format::lm_eval);
    CHECK(counts(strict, "gsm8k/0", "org__model") == passk::verdict_counts{.correct = 1});
    CHECK(counts(strict, "gsm8k/1", "org__model") == passk::verdict_counts{.incorrect = 1});
    REQUIRE(strict.report.notes.size() == 1);
    CHECK(strict.report.notes[0].text
          == "counted with the filter 'strict-match'; there is also 'flexible-extract'");
    const auto flexible = read(name, lines, {.filter = "flexible-extract"});
    CHECK(counts(flexible, "gsm8k/1", "org__model") == passk::verdict_counts{.correct = 1});
    CHECK(complaint("s.jsonl", lines, {.filter = "none"})
          == "s.jsonl: no line has the filter 'none' (strict-match)");
}

TEST_CASE("lm-eval metrics") {
    const auto acc =
        read("s.jsonl",
             lm_eval_line(0, "none", R"("metrics": ["acc", "acc_norm"], "acc": 1, "acc_norm": 0)"));
    CHECK(counts(acc, "0", "s") == passk::verdict_counts{.correct = 1});
    const std::string several =
        lm_eval_line(0, "none", R"("metrics": ["f1", "bleu"], "f1": 1.0, "bleu": 0.3)");
    CHECK(complaint("s.jsonl", several)
          == "s.jsonl:1: there are several metrics; choose one with --metric (f1, bleu)");
    CHECK(counts(read("s.jsonl", several, {.metric = "f1"}), "0", "s").correct == 1);
    CHECK(complaint("s.jsonl", several, {.metric = "bleu"})
          == "s.jsonl: no sample is 0 or 1 (bleu = 3E-1): a score needs --threshold, from which on it is correct");
    CHECK(complaint("s.jsonl", several, {.metric = "em"})
          == "s.jsonl:1: there is no metric 'em' (f1, bleu)");
    // without the list of metrics, as older versions wrote it
    CHECK(counts(read("s.jsonl", lm_eval_line(0, "none", "\"acc\": true")), "0", "s").correct == 1);
    const std::string one = R"("metrics": ["acc"], "acc": 1)";
    CHECK(complaint("s.jsonl", lm_eval_line(0, "none", one) + lm_eval_line(0, "none", one))
          == "s.jsonl:2: problem '0' of model 's' stands in this file twice");
}

TEST_CASE("lm-eval: two tasks of one model do not mix") {
    const passk_tests::temporary_files files;
    const std::string one = R"("metrics": ["acc"], "acc": 1)";
    const std::string a = files.write("m/samples_arc_2024-05-01.jsonl", lm_eval_line(0, "n", one));
    const std::string b =
        files.write("m/samples_boolq_2024-05-01.jsonl", lm_eval_line(0, "n", one));
    const auto got = must(json::read_outcomes({a, b}));
    CHECK(counts(got, "arc/0", "m").correct == 1);
    CHECK(counts(got, "boolq/0", "m").correct == 1);
}

std::string inspect_log(const std::string& samples) {
    return R"({"version": 2, "status": "success",
 "eval": {"task": "gsm8k", "model": "openai/gpt-4o", "config": {"epochs": 2}},
 "plan": {"steps": []}, "results": {"scores": []}, "stats": {},
 "samples": [)"
           + samples + "]}";
}

TEST_CASE("inspect_ai logs") {
    const auto got = read("log.json", inspect_log(R"(
 {"id": 1, "epoch": 1, "input": "i", "target": "t", "scores": {"match": {"value": "C", "answer": "1"}}},
 {"id": 1, "epoch": 2, "scores": {"match": {"value": "I"}}},
 {"id": 2, "epoch": 1, "scores": {"match": {"value": "P"}}},
 {"id": 2, "epoch": 2, "scores": {"match": {"value": "N"}}},
 {"id": 3, "epoch": 1, "scores": {"match": {"value": 1.0}}},
 {"id": 3, "epoch": 2, "scores": {"match": {"value": 0.25}}},
 {"id": 4, "epoch": 1, "scores": {}},
 {"id": 5, "epoch": 1, "scores": {}, "error": {"message": "m", "traceback": "t"}})"));
    CHECK(got.report.files.at(0).format == json::file_format::inspect_ai);
    const std::string model = "openai/gpt-4o";
    CHECK(counts(got, "gsm8k/1", model) == passk::verdict_counts{.correct = 1, .incorrect = 1});
    CHECK(counts(got, "gsm8k/2", model) == passk::verdict_counts{.undecided = 2});
    CHECK(counts(got, "gsm8k/3", model) == passk::verdict_counts{.correct = 1, .undecided = 1});
    CHECK(counts(got, "gsm8k/4", model) == passk::verdict_counts{.undecided = 1, .missing = 1});
    CHECK(counts(got, "gsm8k/5", model) == passk::verdict_counts{.missing = 2});
}

TEST_CASE("inspect_ai: scorers and faults") {
    const std::string two = inspect_log(
        R"({"id": 1, "epoch": 1, "scores": {"a": {"value": "C"}, "b": {"value": "I"}}})");
    CHECK(complaint("log.json", two)
          == "log.json:4: there are several scorers; choose one with --metric (a, b)");
    CHECK(counts(read("log.json", two, {.metric = "b"}), "gsm8k/1", "openai/gpt-4o").incorrect
          == 1);
    CHECK(complaint("log.json", inspect_log(R"({"id": 1, "epoch": 1,
"scores": {"a": {"value": 7}}})"))
          == "log.json:4: the score is neither 0 nor 1: a score needs --threshold, from which on "
             "it is correct (7)");
    const std::string sample = R"({"id": 1, "epoch": 1, "scores": {"a": {"value": "C"}}})";
    CHECK(complaint("log.json", inspect_log(sample + ", " + sample))
          == "log.json: problem 'gsm8k/1' of model 'openai/gpt-4o' has this sample twice (1)");
    std::string unfinished = inspect_log(sample);
    unfinished.replace(unfinished.find("success"), 7, "error");
    CHECK(read("log.json", unfinished).report.notes.at(0).text == "the log's status is 'error'");
}

TEST_CASE("OpenCompass details: lists, single values, and details by key") {
    const auto lists = read("results/qwen/aime.json", R"({"accuracy": 50.0, "G-Pass@2_0.5": 25.0,
 "details": [{"example_abbr": "aime_0", "pred": ["1", "2"], "correct": [true, false]},
             {"example_abbr": "aime_1", "pred": ["1"], "correct": [false]}]})");
    CHECK(lists.report.files.at(0).format == json::file_format::opencompass);
    CHECK(counts(lists, "aime/aime_0", "qwen")
          == passk::verdict_counts{.correct = 1, .incorrect = 1});
    const auto keyed = read("results/qwen/math.json", R"({"accuracy": 50.0, "details":
 {"type": "GEN", "0": {"pred": "1", "answer": "1", "correct": true},
  "1": {"pred": "1", "answer": "2", "is_correct": false}, "2": {"pred": null}}})");
    CHECK(counts(keyed, "math/0", "qwen") == passk::verdict_counts{.correct = 1});
    CHECK(counts(keyed, "math/1", "qwen") == passk::verdict_counts{.incorrect = 1});
    CHECK(counts(keyed, "math/2", "qwen") == passk::verdict_counts{.undecided = 1});
    const auto placed = read("results/qwen/x.json", R"({"details": [{"cascade_correct": 1},
 {"cascade_correct": 0}]})");
    CHECK(counts(placed, "x/1", "qwen") == passk::verdict_counts{.incorrect = 1});
    CHECK(complaint("x.json", R"({"details": [{"correct": true},
{"correct": "perhaps"}]})")
          == "x.json:2: correct is not a verdict (perhaps)");
}

TEST_CASE("evalscope reviews: samples of a group are of one problem") {
    const std::string lines =
        R"({"index": 0, "target": "1", "messages": [], "sample_score": {"score": {"value": {"acc": 1.0}, "extracted_prediction": "1", "main_score_name": null}, "sample_id": 0, "group_id": 7}}
{"index": 1, "target": "1", "sample_score": {"score": {"value": {"acc": 0.0}}, "sample_id": 1, "group_id": 7}}
{"index": 2, "target": "1", "sample_score": {"score": {"value": {"acc": 0.0}}, "sample_id": 2, "group_id": null}}
{"index": 3, "target": "1", "sample_score": {"score": null}}
)";
    const auto got = read("reviews/qwen/aime24.jsonl", lines);
    CHECK(got.report.files.at(0).format == json::file_format::evalscope);
    CHECK(counts(got, "aime24/7", "qwen") == passk::verdict_counts{.correct = 1, .incorrect = 1});
    CHECK(counts(got, "aime24/2", "qwen") == passk::verdict_counts{.incorrect = 1});
    CHECK(counts(got, "aime24/3", "qwen") == passk::verdict_counts{.undecided = 1});

    const std::string several =
        R"({"index": 0, "sample_score": {"score": {"value": {"f1": 1.0, "em": 0.0}, "main_score_name": "em"}}})";
    CHECK(counts(read("r.jsonl", several), "r/0", "r").incorrect == 1);
    CHECK(counts(read("r.jsonl", several, {.metric = "f1"}), "r/0", "r").correct == 1);
}

}  // namespace
