// SPDX-License-Identifier: Apache-2.0
// passk verify as a user meets it.
#include "run_command.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

command_result verify(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {PASSK_TOOL, "verify"});
    return run_command(arguments);
}

std::vector<boost::json::object> lines_of(const std::string& text) {
    std::vector<boost::json::object> out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        out.push_back(boost::json::parse(line).as_object());
    }
    return out;
}

}  // namespace

TEST_CASE("verify math judges each line with its reason and both readings") {
    const scratch_directory scratch;
    const std::string in = scratch.write(
        "in.jsonl",
        R"({"id":"a","model":"m","response":"So $\\boxed{7}$.","gold":"7"})"
        "\n"
        R"({"id":"b","response":"I think 7","answer":"7"})"
        "\n\n"
        R"({"prediction":"8","gold":7})"
        "\n"
        R"({"problem":"d","responses":["\\boxed{1}","\\boxed{2}"],"gold":"\\boxed{2}"})");
    const command_result run = verify({"math", in});
    REQUIRE(run.exit_code == 0);
    CHECK(run.err == "2 correct, 2 incorrect, 1 undecided\n");
    const std::vector<boost::json::object> out = lines_of(run.out);
    REQUIRE(out.size() == 5);
    CHECK(out[0].at("problem") == "a");
    CHECK(out[0].at("model") == "m");
    CHECK(out[0].at("verdict") == "correct");
    CHECK(out[0].at("reason") == "equal");
    CHECK(out[0].at("prediction") == "7");
    CHECK(out[0].at("gold") == "7");
    CHECK(out[1].at("verdict") == "undecided");
    CHECK(out[1].at("reason") == "no_answer");
    CHECK(out[2].at("verdict") == "incorrect");
    CHECK(out[2].at("problem") == "4");
    CHECK(out[3].at("verdict") == "incorrect");
    CHECK(out[3].at("sample") == 0);
    CHECK(out[4].at("verdict") == "correct");
    CHECK(out[4].at("sample") == 1);
}

TEST_CASE("verify choice reads options from the record") {
    const scratch_directory scratch;
    const std::string in = scratch.write(
        "in.jsonl",
        R"({"id":1,"options":["Rome","Paris"],"response":"The answer is Paris.","gold":"B"})"
        "\n"
        R"({"id":2,"choices":{"A":"Paris","B":"Rome"},"response":"Answer: B","gold":"Paris"})"
        "\n"
        R"({"id":3,"prediction":"Option C","gold":"B"})");
    const command_result run = verify({"choice", in, "--threads", "2"});
    REQUIRE(run.exit_code == 0);
    const std::vector<boost::json::object> out = lines_of(run.out);
    REQUIRE(out.size() == 3);
    CHECK(out[0].at("verdict") == "correct");
    CHECK(out[1].at("verdict") == "incorrect");
    CHECK(out[2].at("verdict") == "incorrect");
}

TEST_CASE("verdicts of verify are read by curve") {
    const scratch_directory scratch;
    const std::string in = scratch.write(
        "in.jsonl", R"({"id":"a","model":"m","responses":["\\boxed{7}","\\boxed{8}"],"gold":"7"})"
                    "\n"
                    R"({"id":"b","model":"m","responses":["\\boxed{7}","\\boxed{8}"],"gold":"8"})");
    const std::string out = (scratch.path() / "out.jsonl").string();
    REQUIRE(verify({"math", "--in", in, "--out", out}).exit_code == 0);
    const command_result curve = run_command({PASSK_TOOL, "curve", "--format", "csv", out});
    CHECK(curve.exit_code == 0);
    CHECK(curve.out.find("0.5") != std::string::npos);
}

TEST_CASE("verify --explain shows the steps for one pair") {
    const command_result run = verify({"math", "--explain", "0.5", "1/2"});
    CHECK(run.exit_code == 0);
    CHECK(run.out.starts_with("correct (equal)\n"));
    CHECK(run.out.find("settled by") != std::string::npos);
    // Brackets are part of an answer.
    CHECK(verify({"math", "--explain", "[0,1]", "[0,1]"}).out.starts_with("correct"));
    CHECK(verify({"math", "--explain", "(0,1)", "[0,1]"}).out.starts_with("incorrect"));
    const command_result whole =
        verify({"choice", "--response", "--explain", "Option (B) is correct.", "B"});
    CHECK(whole.out.starts_with("correct (equal)\n"));
    const command_result json = verify({"math", "--format", "json", "--explain", "0.5", "0.4"});
    CHECK(lines_of(json.out).at(0).at("verdict") == "incorrect");
}

TEST_CASE("verify --rules follows a published grader with its faults") {
    const auto verdict_of = [](const std::string& rules, const std::string& a,
                               const std::string& b) {
        const command_result run =
            verify({"math", "--rules", rules, "--format", "json", "--explain", a, b});
        return boost::json::value_to<std::string>(lines_of(run.out).at(0).at("verdict"));
    };
    CHECK(verdict_of("ours", "20400", "204") == "incorrect");
    CHECK(verdict_of("limit-of-rlvr", "20400", "204") == "correct");
    CHECK(verdict_of("hendrycks", "0.25", "\\frac{1}{4}") == "incorrect");
    CHECK(verdict_of("minerva", "5 feet", "5 inches") == "correct");
    CHECK(verify({"math", "--rules", "mine", "--explain", "1", "1"}).exit_code == 2);
}

TEST_CASE("verify names the line that it cannot read") {
    const scratch_directory scratch;
    struct refusal {
        std::string text;
        std::string message;
    };
    for (const refusal& one :
         std::vector<refusal>{{"{\"prediction\":\"1\",\"gold\":\"1\"}\n{oops", ":2: is not JSON"},
                              {"[1]", ":1: is not a JSON object"},
                              {"", ":1: the file is empty"},
                              {"{\"prediction\":\"1\"}", ":1: there is no field 'gold'"},
                              {"{\"gold\":\"1\"}", ":1: there is no field 'response'"}}) {
        const command_result run = verify({"math", scratch.write("in.jsonl", one.text)});
        CAPTURE(run.err);
        CHECK(run.exit_code == 1);
        CHECK(run.err.find(one.message) != std::string::npos);
    }
    CHECK(verify({"math", (scratch.path() / "none.jsonl").string()}).exit_code == 1);
    CHECK(verify({"math"}).exit_code == 2);
    CHECK(verify({}).exit_code == 2);
    CHECK(verify({"choice", "--letters", "1", "x"}).exit_code == 2);
}

TEST_CASE("verify --out writes a file, but never over what is read") {
    const scratch_directory scratch;
    const std::string text = "{\"prediction\":\"1\",\"gold\":\"1\"}\n";
    const std::string in = scratch.write("in.jsonl", text);
    const command_result refused = verify({"math", in, "--out", in});
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("in.jsonl is read, and would be lost") != std::string::npos);
    const std::string out = (scratch.path() / "out.jsonl").string();
    const std::string part = scratch.write("out.jsonl.part", text);
    CHECK(verify({"math", part, "--out", out}).exit_code == 2);
    const command_result run = verify({"math", in, "--out", out});
    CHECK(run.exit_code == 0);
    CHECK(run.out.empty());
    const auto bytes_of = [](const std::string& path) {
        std::ifstream file(path);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    CHECK(lines_of(bytes_of(out)).at(0).at("verdict") == "correct");
    CHECK(bytes_of(in) == text);
    const std::string verdicts = bytes_of(out);
    CHECK(verify({"math", scratch.write("bad.jsonl", text + "{oops\n"), "--out", out}).exit_code
          == 1);
    CHECK(bytes_of(out) == verdicts);  // what stopped half way does not pass for the whole
    CHECK(verify({"math", in, "--out", (scratch.path() / "no" / "out").string()}).exit_code == 1);
    if (std::filesystem::exists("/dev/full")) {
        const command_result full = verify({"math", in, "--out", "/dev/full"});
        CHECK(full.exit_code == 1);
        CHECK(full.err == "passk: /dev/full: write failed\n");
    }
}
