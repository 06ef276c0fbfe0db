// SPDX-License-Identifier: Apache-2.0
// Reports as files: what passk compare and perplexity write beside what they print.
#include "run_command.hpp"
#include "source_directory.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

const std::string examples = passk_tests::source_directory() + "/examples/data/";
const std::string evalperf = examples + "evalperf_rl_pairs_counts.csv";
const std::string qwen = "Qwen/Qwen2.5-32B-Instruct";
const std::string qwq = "Qwen/QwQ-32B-Preview";
const std::string llama = "meta-llama/Llama-3.1-70B-Instruct";
const std::string nemotron = "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF";

command_result compare(std::vector<std::string> more) {
    std::vector<std::string> arguments{PASSK_TOOL, "compare", evalperf, "--resamples", "200"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_command(arguments);
}

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a comparison writes its page and each figure, and prints what it always does") {
    const scratch_directory scratch;
    const std::string html = (scratch.path() / "report.html").string();
    const std::filesystem::path svg = scratch.path() / "svg";
    const std::filesystem::path vega = scratch.path() / "vega";
    const command_result plain = compare({"--base", qwen, "--tuned", qwq});
    const command_result run = compare({"--base", qwen, "--tuned", qwq, "--html", html, "--svg",
                                        svg.string(), "--vega", vega.string()});
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.out == plain.out);
    const std::string page = contents(html);
    CHECK(page.starts_with("<!doctype html>"));
    CHECK(contains(page, "--base Qwen/Qwen2.5-32B-Instruct"));  // the command
    for (const std::string figure :
         {"compare-pass-at-k", "compare-difference", "compare-accuracy", "compare-solvable"}) {
        INFO(figure);
        CHECK(contains(page, "<figure id=\"" + figure + "\""));
        CHECK(contents(svg / (figure + ".svg")).starts_with("<svg xmlns="));
        const boost::json::value spec = boost::json::parse(contents(vega / (figure + ".vl.json")));
        CHECK(contains(std::string(spec.at("$schema").as_string()), "vega-lite"));
    }
}

TEST_CASE("pairs of models on several benchmarks are one family of tests") {
    const command_result run = compare({"--base", qwen, "--tuned", qwq, "--base", llama, "--tuned",
                                        nemotron, "--by-benchmark", "--format", "json"});
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    CHECK(document.at("schema").as_string() == "passk.comparisons/1");
    const boost::json::array& comparisons = document.at("comparisons").as_array();
    REQUIRE(comparisons.size() == 4);
    CHECK(comparisons[0].at("benchmark").as_string() == "HumanEval");
    CHECK(comparisons[3].at("benchmark").as_string() == "Mbpp");
    CHECK(comparisons[3].at("base").at("model").as_string() == llama);
    for (const boost::json::value& one : comparisons) {
        for (const boost::json::value& test : one.at("permutation_tests").as_array()) {
            CHECK(test.at("tests_in_family").as_int64() == 8);
            CHECK(test.at("adjusted_p").to_number<double>() >= test.at("p").to_number<double>());
        }
    }
    const command_result csv =
        compare({"--base", qwen, "--tuned", qwq, "--by-benchmark", "--format", "csv"});
    CHECK(csv.out.starts_with("benchmark,base,tuned,problems,k,"));
    CHECK(contains(csv.out, "\nMbpp," + qwen));
}

TEST_CASE("a page is printed as Markdown and as LaTeX") {
    const command_result markdown =
        compare({"--base", qwen, "--tuned", qwq, "--format", "markdown"});
    REQUIRE(markdown.exit_code == 0);
    CHECK(markdown.out.starts_with("# Qwen/Qwen2.5-32B-Instruct and Qwen/QwQ-32B-Preview\n"));
    CHECK(contains(markdown.out, "| k | Qwen/Qwen2.5-32B-Instruct | interval |"));
    const command_result latex = compare({"--base", qwen, "--tuned", qwq, "--format", "latex"});
    REQUIRE(latex.exit_code == 0);
    CHECK(contains(latex.out, "\\label{tab:compare-difference}"));
    const command_result ranks = compare({"--k", "1", "--format", "markdown"});
    REQUIRE(ranks.exit_code == 0);
    CHECK(contains(ranks.out, "Every pair at k = 1"));
}

TEST_CASE("curves have a page, figures and tables for papers") {
    const scratch_directory scratch;
    const std::string html = (scratch.path() / "curves.html").string();
    const std::filesystem::path svg = scratch.path() / "svg";
    const std::vector<std::string> curve{PASSK_TOOL,    "curve", evalperf,
                                         "--resamples", "200",   "--exact"};
    std::vector<std::string> written = curve;
    written.insert(written.end(), {"--html", html, "--svg", svg.string()});
    const command_result run = run_command(written);
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(run.out == run_command(curve).out);
    const std::string page = contents(html);
    CHECK(contains(page, "<figure id=\"curves-pass-at-k\""));
    CHECK(contains(page, "<table id=\"exact-table\""));
    CHECK(contains(page, "118 problems, n = 100 each."));
    CHECK(contents(svg / "curves-pass-at-k.svg").starts_with("<svg xmlns="));
    std::vector<std::string> latex = curve;
    latex.insert(latex.end(), {"--format", "latex"});
    CHECK(contains(run_command(latex).out, "\\label{tab:curves-pass-at-k}"));
}

TEST_CASE("every figure names n, and many comparisons name the benchmark") {
    const command_result run = compare({"--base", qwen, "--tuned", qwq, "--base", llama, "--tuned",
                                        nemotron, "--by-benchmark", "--format", "markdown"});
    REQUIRE(run.exit_code == 0);
    std::size_t figures = 0;
    for (std::size_t at = run.out.find("\n### "); at != std::string::npos;) {
        const std::size_t next = run.out.find("\n### ", at + 1);
        const std::string part = run.out.substr(at, next - at);
        INFO(part);
        CHECK((contains(part, "n = 100 each") || contains(part, "| n, least |")));
        ++figures;
        at = next;
    }
    CHECK(figures == 2 + 2 + 4 * 4 + 1);
    CHECK(contains(run.out, "HumanEval: 29 problems, n = 100 each."));
    CHECK(contains(run.out, "| benchmark | model |"));
}

TEST_CASE("a report that cannot be written, and models that do not pair up, are refused") {
    const command_result unwritable =
        compare({"--base", qwen, "--tuned", qwq, "--html", "/nowhere/report.html"});
    CHECK(unwritable.exit_code == 1);
    CHECK(contains(unwritable.err, "/nowhere/report.html: cannot be written (No such file"));
    const command_result unpaired = compare(
        {"--base", qwen, "--base", llama, "--tuned", qwq, "--tuned", nemotron, "--tuned", llama});
    CHECK(unpaired.exit_code == 2);
    CHECK(contains(unpaired.err, "--base was given 2 times and --tuned 3 times"));
    CHECK(
        run_command({PASSK_TOOL, "forecast", evalperf, "--k", "200", "--format", "latex"}).exit_code
        == 2);
}

TEST_CASE("a forecast goes on from n and stands apart from what was measured") {
    const scratch_directory scratch;
    std::string counts = "model,problem,n,c\n";
    for (int i = 0; i < 6; ++i) {
        counts += "b,p" + std::to_string(i) + ",10," + std::to_string(i) + "\n";
        counts += "t,p" + std::to_string(i) + ",10," + std::to_string(i + 2) + "\n";
    }
    const command_result run = run_command({PASSK_TOOL, "compare", "--base", "b", "--tuned", "t",
                                            scratch.write("counts.csv", counts), "--resamples",
                                            "200", "--forecast", "30", "--format", "json"});
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    const boost::json::array& points = document.at("base_forecast").at("points").as_array();
    REQUIRE(points.size() == 3);
    CHECK(points[0].at("k").as_int64() == 10);
    CHECK(points[1].at("k").as_int64() == 20);
    CHECK(points[2].at("k").as_int64() == 30);
    CHECK(points[2].at("estimate").to_number<double>()
          >= points[0].at("estimate").to_number<double>());
}
