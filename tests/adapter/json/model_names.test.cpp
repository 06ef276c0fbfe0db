// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/model_names.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace json = passk::adapter::json;
using json::detail::dataset_of;
using json::detail::default_model_names;
using json::detail::located_file;
using strings = std::vector<std::string>;

strings names(json::file_format format, const strings& paths) {
    std::vector<located_file> files;
    for (const std::string& path : paths) {
        files.push_back({path, format});
    }
    return default_model_names(files);
}

TEST_CASE("a file names its model by its stem, without the tool's endings") {
    using enum json::file_format;
    CHECK(names(evalplus, {"a/m_temp_0.0_eval_results.json"}) == strings{"m_temp_0.0"});
    CHECK(names(evalperf, {"m_evalperf_results.brief.json"}) == strings{"m"});
    CHECK(names(human_eval, {"samples.jsonl_results.jsonl.gz"}) == strings{"samples"});
    CHECK(names(counts_csv, {"x/base.csv", "x/tuned.csv.gz"}) == strings{"base", "tuned"});
    CHECK(names(counts, {"-"}) == strings{"stdin"});
    CHECK(names(verl, {"val/100.jsonl", "val/150.jsonl"}) == strings{"100", "150"});
}

TEST_CASE("seeds of one folder are one model") {
    using enum json::file_format;
    CHECK(names(qwen_math, {"r/t_seed1_x.jsonl", "r/t_seed12_x.jsonl"}) == strings{"t_x", "t_x"});
    CHECK(names(nemo_skills, {"r/output-rs0.jsonl", "r/output-rs1.jsonl"}) == strings{"r", "r"});
    CHECK(names(nemo_skills, {"output-rs0.jsonl"}) == strings{"output"});
    CHECK(names(qwen_math, {"r/t_seed.jsonl"}) == strings{"t_seed"});
}

TEST_CASE("models of one name are called by what their paths differ in") {
    using enum json::file_format;
    CHECK(names(qwen_math,
                {"r/base/m/t_seed1.jsonl", "r/tuned/m/t_seed1.jsonl", "r/base/m/t_seed2.jsonl"})
          == strings{"base", "tuned", "base"});
    CHECK(names(evalplus, {"a/b/e.json", "a/c/d/e.json"}) == strings{"b", "c/d"});
    CHECK(names(evalplus, {"e.json", "a/e.json"}) == strings{"e", "a"});
    CHECK(names(lm_eval, {"base/s_1.jsonl", "base/s_2.jsonl"}) == strings{"base", "base"});
}

TEST_CASE("data sets from the names of files that number problems anew") {
    using enum json::file_format;
    CHECK(dataset_of({"m/samples_gsm8k_cot_2024-05-01T10-00.jsonl", lm_eval}) == "gsm8k_cot");
    CHECK(dataset_of({"m/samples_gsm8k.jsonl", lm_eval}) == "gsm8k");
    CHECK(dataset_of({"m/else.jsonl", lm_eval}).empty());
    CHECK(dataset_of({"reviews/m/aime24.jsonl", evalscope}) == "aime24");
    CHECK(dataset_of({"m/aime24.csv", counts_csv}).empty());
}

}  // namespace
