// SPDX-License-Identifier: Apache-2.0
// passk sample and score with a model's folder: cpu:DIR.
#include "model_with_words.hpp"
#include "run_command.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

const std::string two_problems =
    R"({"id": "p1", "prompt": "Find the sum of all x.", "reference": "7"}
{"id": "p2", "prompt": "Let x be the answer.", "reference": "8"}
)";

// The rows of a journal, without its first line.
std::vector<boost::json::value> rows_of(const std::string& path) {
    std::ifstream file(path);
    std::vector<boost::json::value> rows;
    for (std::string line; std::getline(file, line);) {
        rows.push_back(boost::json::parse(line));
        if (rows.back().as_object().contains("schema")) {
            rows.pop_back();
        }
    }
    return rows;
}

struct local_model {
    scratch_directory scratch{};
    std::string problems = scratch.write("problems.jsonl", two_problems);
    std::filesystem::path folder = scratch.path() / "tiny-qwen3";

    local_model() {
        std::filesystem::create_directory(folder);
        passk_tests::write_model_with_words(folder);
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (scratch.path() / name).string();
    }
    [[nodiscard]] command_result sample(const std::string& out, const std::string& n,
                                        std::vector<std::string> more = {}) const {
        std::vector<std::string> command{PASSK_TOOL,     "sample",
                                         "--backend",    "cpu:" + folder.string(),
                                         "--problems",   problems,
                                         "--out",        path(out),
                                         "-n",           n,
                                         "--max-tokens", "12",
                                         "--logprobs",   "--token-ids"};
        command.insert(command.end(), more.begin(), more.end());
        return run_command(command);
    }
};

}  // namespace

TEST_CASE("a model's folder is sampled like a server, whatever is in flight, and goes on") {
    const local_model at;
    const command_result first = at.sample("a.jsonl", "5");
    INFO(first.err);
    REQUIRE(first.exit_code == 0);
    const std::vector<boost::json::value> rows = rows_of(at.path("a.jsonl"));
    CHECK(rows.size() == 10);
    for (const boost::json::value& row : rows) {
        CHECK(row.at("model").as_string() == "tiny-qwen3");
    }
    REQUIRE(at.sample("b.jsonl", "5", {"--in-flight", "1"}).exit_code == 0);
    CHECK(rows_of(at.path("b.jsonl")) == rows);
    const command_result more = at.sample("b.jsonl", "7", {"--in-flight", "3"});
    CHECK(more.exit_code == 0);
    CHECK(rows_of(at.path("b.jsonl")).size() == 14);
}

TEST_CASE(
    "scored by the same folder, completions have the log-probabilities they were drawn with") {
    const local_model at;
    REQUIRE(at.sample("drawn.jsonl", "4", {"--temperature", "0.7"}).exit_code == 0);
    const command_result scored =
        run_command({PASSK_TOOL, "score", "--backend", "cpu:" + at.folder.string(), "--in",
                     at.path("drawn.jsonl"), "--out", at.path("scored.jsonl")});
    INFO(scored.err);
    REQUIRE(scored.exit_code == 0);
    const auto drawn = rows_of(at.path("drawn.jsonl"));
    const auto again = rows_of(at.path("scored.jsonl"));
    REQUIRE(drawn.size() == 8);
    REQUIRE(again.size() == 8);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        CHECK(drawn[i].at("token_logprobs") == again[i].at("token_logprobs"));
    }
}

TEST_CASE("a folder that is none, and one that is broken, are named") {
    const local_model at;
    const command_result none =
        run_command({PASSK_TOOL, "sample", "--backend", "cpu:" + at.path("nowhere"), "--problems",
                     at.problems, "--out", at.path("x.jsonl"), "-n", "1"});
    CHECK(none.exit_code == 1);
    CHECK_MESSAGE(none.err.find("nowhere") != std::string::npos, none.err);
    std::filesystem::resize_file(at.folder / "model.safetensors", 100);
    const command_result broken = at.sample("x.jsonl", "1");
    CHECK(broken.exit_code == 1);
    CHECK_MESSAGE(broken.err.find("model.safetensors") != std::string::npos, broken.err);
    CHECK(!std::filesystem::exists(at.path("x.jsonl")));
}
