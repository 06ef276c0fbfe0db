// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_samples.hpp>

#include <doctest/doctest.h>

#include "source_directory.hpp"
#include "temporary_files.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace {

using passk_tests::temporary_files;
namespace json = passk::adapter::json;

std::vector<json::result_sample> samples(const std::string& path) {
    std::vector<json::result_sample> all;
    const auto got = json::read_samples(path, [&](const json::result_sample& one) {
        all.push_back(one);
        return true;
    });
    REQUIRE_MESSAGE(got.has_value(), (got ? std::string() : got.error().context));
    CHECK(got.value().samples == all.size());
    return all;
}

TEST_CASE("samples of verl, NeMo and Qwen2.5-Math have their response, answer and reference") {
    const temporary_files files;
    const auto verl = samples(
        files.write("10.jsonl",
                    R"({"input": "1+1", "output": "it is 2", "gts": "2", "score": 1.0, "step": 10}
{"input": "1+1", "output": "3", "gts": "2", "score": 0, "step": 10}
)"));
    REQUIRE(verl.size() == 2);
    CHECK(verl[0].problem == "1+1");
    CHECK(verl[0].response == "it is 2");
    CHECK(verl[0].reference == "2");
    CHECK(verl[1].number == 1);
    CHECK(verl[1].judged == passk::verdict::incorrect);

    const auto qwen = samples(files.write(
        "m_seed1.jsonl",
        R"({"idx": 3, "question": "q", "gt": "2", "code": ["a", "b"], "pred": ["2", "5"], "score": [true, false]})"));
    REQUIRE(qwen.size() == 2);
    CHECK(qwen[1].response == "b");
    CHECK(qwen[1].prediction == "5");
    CHECK(qwen[0].judged == passk::verdict::correct);

    const auto nemo = samples(files.write(
        "output-rs0.jsonl",
        R"({"problem": "p", "expected_answer": "2", "predicted_answer": null, "generation": "g", "symbolic_correct": false})"));
    REQUIRE(nemo.size() == 1);
    CHECK(nemo[0].response == "g");
    CHECK(!nemo[0].prediction);
    CHECK(nemo[0].reference == "2");
}

TEST_CASE("samples of lm-eval, evalscope and lighteval, by the names that read_outcomes gives") {
    const std::filesystem::path folder =
        std::filesystem::path(passk_tests::source_directory()) / "tests/adapter/json/files";
    const auto lm_eval = samples(
        (folder / "lm_eval/strong/samples_add_8_2026-12-01T13-20-16.503007.jsonl").string());
    REQUIRE(lm_eval.size() == 80);
    CHECK(lm_eval[0].problem == "add_8/0");
    CHECK(lm_eval[0].model == "strong");
    CHECK(lm_eval[0].reference == "3");
    CHECK(lm_eval[1].response == "4");
    CHECK(lm_eval[1].prediction == "4");
    // What the file's pass@k could not tell: c of the second document is 7.
    int right = 0;
    for (const json::result_sample& one : lm_eval) {
        right += one.problem == "add_8/1" && one.response == one.reference ? 1 : 0;
    }
    CHECK(right == 7);

    const auto lighteval = samples((folder / "lighteval/details_strong.jsonl").string());
    REQUIRE(lighteval.size() == 24);
    CHECK(lighteval[4].response == "1");
    CHECK(lighteval[4].reference == "1");

    const temporary_files files;
    const auto evalscope = samples(files.write(
        "reviews/qwen/aime.jsonl",
        R"({"index": 0, "target": "7", "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": [{"type": "text", "text": "so 7"}]}], "sample_score": {"group_id": 2, "score": {"value": {"acc": 1.0}, "extracted_prediction": "7"}}})"));
    REQUIRE(evalscope.size() == 1);
    CHECK(evalscope[0].problem == "aime/2");
    CHECK(evalscope[0].response == "so 7");
    CHECK(evalscope[0].prediction == "7");
    CHECK(evalscope[0].reference == "7");
}

TEST_CASE("a format without texts is refused, and reading may be ended") {
    const temporary_files files;
    const std::string counts = files.write("c.csv", "problem,n,c\np,2,1\n");
    const auto refused =
        json::read_samples(counts, [](const json::result_sample&) { return true; });
    REQUIRE(!refused);
    CHECK(refused.error().code == passk::errc::unsupported);
    const std::string verl =
        files.write("1.jsonl", "{\"input\":\"i\",\"output\":\"o\",\"score\":1,\"step\":1}\n");
    const auto ended = json::read_samples(verl, [](const json::result_sample&) { return false; });
    REQUIRE(!ended);
    CHECK(ended.error().code == passk::errc::cancelled);
}

}  // namespace
