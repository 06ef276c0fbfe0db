// SPDX-License-Identifier: Apache-2.0
// passk perplexity as a user meets it.
#include "run_command.hpp"

#include <figure_6.hpp>

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace figure_6 = passk_tests::figure_6;

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

// Completions of two tokens with the perplexities of figure 6, all scored by the base.
std::string figure_lines(std::string_view finish = "stop") {
    std::string lines;
    const auto add = [&](std::string_view problem, std::string_view model,
                         std::span<const double> perplexities) {
        for (std::size_t i = 0; i < perplexities.size(); ++i) {
            const std::string logprob =
                boost::json::serialize(boost::json::value(-std::log(perplexities[i])));
            lines += "{\"problem\":\"" + std::string(problem) + "\",\"model\":\""
                     + std::string(model) + "\",\"scorer\":\"base\",\"sample\":" + std::to_string(i)
                     + ",\"correct\":" + (i % 2 == 0 ? "true" : "false") + ",\"finish_reason\":\""
                     + std::string(finish) + "\",\"token_logprobs\":[" + logprob + "," + logprob
                     + "]}\n";
        }
    };
    add("1", "base", figure_6::base_of_base_1);
    add("1", "tuned", figure_6::base_of_tuned_1);
    add("2", "base", figure_6::base_of_base_2);
    add("2", "tuned", figure_6::base_of_tuned_2);
    return lines;
}

command_result perplexity(const std::string& text, const std::vector<std::string>& more) {
    const scratch_directory scratch;
    const std::string file = (scratch.path() / "scored.jsonl").string();
    std::ofstream(file) << text;
    std::vector<std::string> arguments{PASSK_TOOL, "perplexity", "--base",      "base", "--tuned",
                                       "tuned",    file,         "--resamples", "200"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_command(arguments);
}

double measure(const boost::json::value& document, std::string_view completions,
               std::string_view subject, std::string_view name) {
    const auto is = [](const boost::json::value& value, std::string_view text) {
        return std::string_view(value.as_string().data(), value.as_string().size()) == text;
    };
    for (const boost::json::value& one : document.at("measures").as_array()) {
        if (is(one.at("completions"), completions) && is(one.at("subject"), subject)
            && is(one.at("measure"), name)) {
            return one.at("value").to_number<double>();
        }
    }
    FAIL("no measure " << std::string(name) << " of " << std::string(subject));
    return 0.0;
}

}  // namespace

TEST_CASE("figure 6 through the tool: medians, U and p-values as SciPy has them") {
    const command_result run =
        perplexity(figure_lines(), {"--format", "json", "--estimand", "fixed"});
    INFO("stderr: ", run.err);
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    CHECK(document.at("schema") == "passk.perplexity/1");
    CHECK(std::abs(measure(document, "all", "problem 1", "base_median") - 1.086) < 1e-12);
    CHECK(std::abs(measure(document, "all", "problem 1", "tuned_median") - 1.0585) < 1e-12);
    CHECK(measure(document, "all", "problem 1", "rank_sum_u") == 50.0);
    CHECK(std::abs(measure(document, "all", "problem 1", "rank_sum_p")
                   - 2.0 * 749'514.0 / 601'080'390.0)
          < 1e-14);
    CHECK(measure(document, "all", "problem 2", "rank_sum_u") == 56.5);
    CHECK(measure(document, "all", "location", "share_below_base_median") == 30.0 / 32.0);
    CHECK(measure(document, "correct", "base(Y_base)", "completions") == 16.0);
}

TEST_CASE("text and CSV carry what was done") {
    const command_result text = perplexity(figure_lines(), {});
    REQUIRE(text.exit_code == 0);
    for (const char* part : {"All completions", "Correct completions only", "base(Y_tuned)",
                             "mean percentile rank", "estimand: sampled problems"}) {
        INFO(part);
        CHECK(text.out.find(part) != std::string::npos);
    }
    const command_result csv = perplexity(figure_lines(), {"--format", "csv"});
    REQUIRE(csv.exit_code == 0);
    CHECK(csv.out.starts_with("completions,subject,measure,value,lower,upper,level,method,"));
}

TEST_CASE("cut completions are refused until the user says what to do") {
    const std::string cut = figure_lines("length");
    const command_result refused = perplexity(cut, {});
    CHECK(refused.exit_code != 0);
    CHECK(refused.err.find("was cut") != std::string::npos);
    CHECK(perplexity(cut, {"--cut", "include"}).exit_code == 0);
}

TEST_CASE("refusals name file, line and what the files hold") {
    const command_result broken = perplexity("{\"problem\":1,\"token_logprobs\":[x]}\n", {});
    CHECK(broken.exit_code == 1);
    CHECK(broken.err.find("scored.jsonl:1: 'token_logprobs' holds what is no number")
          != std::string::npos);
    const command_result others =
        perplexity("{\"problem\":1,\"model\":\"m\",\"token_logprobs\":[-1]}\n", {});
    CHECK(others.exit_code == 1);
    CHECK(others.err.find("'m' scored by 'm'") != std::string::npos);
    CHECK(perplexity(figure_lines(), {"--cut", "maybe"}).exit_code == 2);
}

TEST_CASE("checkpoints: the paper's later protocol, and the way from the first of them") {
    const command_result run =
        perplexity(figure_lines(), {"--format", "json", "--checkpoints", "base,tuned"});
    INFO("stderr: ", run.err);
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    // Medians of figure 6: 1.086 and 1.322 of the base, 1.0585 and 1.2795 of the tuned model.
    const std::string mean = "mean_of_median_perplexities";
    CHECK(std::abs(measure(document, "all", "checkpoint base", mean) - 1.204) < 1e-12);
    CHECK(std::abs(measure(document, "all", "checkpoint tuned", mean) - 1.169) < 1e-12);
    CHECK(std::abs(measure(document, "all", "checkpoint tuned", "change_since_first") + 0.035)
          < 1e-12);
    const command_result text = perplexity(figure_lines(), {"--checkpoints", "base,tuned"});
    CHECK(text.out.find("as training goes on") != std::string::npos);
    const command_result none = perplexity(figure_lines(), {"--checkpoints", "base,nobody"});
    CHECK(none.exit_code == 1);
    CHECK(none.err.find("'nobody'") != std::string::npos);
}
