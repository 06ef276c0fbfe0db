// SPDX-License-Identifier: Apache-2.0
// passk verify program: its options, in the languages that every development machine has.
#include "run_command.hpp"
#include "skip.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Was the tool built without the adapter?
bool judges_no_programs() {
    const bool none = !contains(run_command({PASSK_TOOL, "verify", "--help"}).out, "program");
    if (none) {
        passk_tests::skip("the tool was built without the adapter program");
    }
    return none;
}

// Does the machine forbid namespaces?
bool refused_by_machine(const command_result& run) {
    const bool refused = contains(run.err, "starting a sandbox");
    if (refused) {
        passk_tests::skip(run.err);
    }
    return refused;
}

// One task of two numbers to be added, in the format of APPS, and programs for it.
class sums {
public:
    command_result judge(const std::vector<std::string>& programs,
                         std::vector<std::string> options = {}) const {
        std::string lines;
        for (const std::string& one : programs) {
            lines += boost::json::serialize(boost::json::object{{"task_id", "sum"}, {"code", one}})
                     + "\n";
        }
        std::vector<std::string> command{PASSK_TOOL,
                                         "verify",
                                         "program",
                                         "--problems",
                                         task_,
                                         "--in",
                                         at.write("samples.jsonl", lines)};
        command.insert(command.end(), options.begin(), options.end());
        return run_command(command);
    }

    scratch_directory at{};

private:
    std::string task_ = at.write(
        "apps.jsonl",
        R"({"id": "sum", "input_output": {"inputs": ["1 2\n", "20 22\n"], "outputs": ["3\n", "42\n"]}})"
        "\n");
};

std::vector<std::string> outcomes(const std::string& lines) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = lines.find('\n', at);
        const boost::json::value line = boost::json::parse(lines.substr(at, end - at));
        out.emplace_back(line.at("outcome").as_string());
        at = end + 1;
    }
    return out;
}

using names = std::vector<std::string>;

const std::string python_sum = "print(sum(map(int, input().split())))";

}  // namespace

TEST_CASE("verify program: Python, how outputs are compared, and limits") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const command_result run =
        task.judge({python_sum, "print(3)", "x = [0] * (1 << 31)\nprint(3)", "while True: pass",
                    "print(3", "import sys; sys.exit(7)"},
                   {"--cpu", "1", "--memory", "256"});
    if (refused_by_machine(run)) {
        return;
    }
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(outcomes(run.out)
          == names{"accepted", "wrong answer", "memory limit", "time limit", "compile error",
                   "runtime error"});
    CHECK(contains(run.out, R"("problem":"sum","verdict":"correct")"));

    const std::string near = "a, b = map(int, input().split())\nprint('  ', a + b + 1e-7)\n";
    CHECK(outcomes(task.judge({near}).out) == names{"wrong answer"});
    // An expected integer is exact: tolerances are for expected decimals.
    CHECK(outcomes(task.judge({near}, {"--absolute", "1e-6"}).out) == names{"wrong answer"});
    CHECK(outcomes(task.judge({near}, {"--relative", "1e-6"}).out) == names{"wrong answer"});
    CHECK(outcomes(task.judge({near}, {"--absolute", "1e-6", "--compare", "tokens"}).out)
          == names{"wrong answer"});
    const std::string spaced = "a, b = map(int, input().split())\nprint('', a + b)\n";
    CHECK(outcomes(task.judge({spaced}, {"--compare", "tokens"}).out) == names{"accepted"});
    CHECK(outcomes(task.judge({spaced}, {"--compare", "exact"}).out) != names{"accepted"});

    // An answer is recognised, and --verbatim takes it as it is.
    const std::string answer = "Here:\n```python\n" + python_sum + "\n```\nDone.";
    const command_result chat = task.judge({answer});
    CHECK(outcomes(chat.out) == names{"accepted"});
    CHECK(contains(chat.err, "note: 1 of 1 samples hold fenced code"));
    CHECK(outcomes(task.judge({answer}, {"--verbatim"}).out) == names{"compile error"});
    CHECK(outcomes(
              task.judge({"Here:\n```python\n" + python_sum + "\n```\nDone."}, {"--markdown"}).out)
          == names{"accepted"});
}

TEST_CASE("verify program: a checker of the user's own") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const std::string odd = task.at.write(
        "checker.py",
        "#!/usr/bin/env python3\nimport sys\n"
        "sys.exit(0 if int(open(sys.argv[2]).read()) % 2 == int(open(sys.argv[3]).read()) % 2 "
        "else 1)\n");
    std::filesystem::permissions(odd, std::filesystem::perms::owner_all);
    const std::string nines = "a, b = map(int, input().split())\nprint((a + b) % 2 + 8)\n";
    const command_result run = task.judge({nines, "print(1)"}, {"--checker", odd});
    if (refused_by_machine(run)) {
        return;
    }
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(outcomes(run.out) == names{"accepted", "wrong answer"});
}

TEST_CASE("verify program: languages that are compiled, and a command line") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const std::string cpp =
        "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b; }";
    const command_result run = task.judge({cpp, "int main() { return 0 }"}, {"--language", "c++"});
    if (refused_by_machine(run)) {
        return;
    }
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(outcomes(run.out) == names{"accepted", "compile error"});

    const command_result shell = task.judge({"read a b\necho $((a + b))", "echo 3"},
                                            {"--source", "sum.sh", "--run", "sh /src/sum.sh"});
    INFO(shell.err);
    REQUIRE(shell.exit_code == 0);
    CHECK(outcomes(shell.out) == names{"accepted", "wrong answer"});
}

TEST_CASE("verify program: a journal keeps what was judged") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const std::string journal = (task.at.path() / "verdicts").string();
    const command_result first = task.judge({python_sum}, {"--journal", journal});
    if (refused_by_machine(first)) {
        return;
    }
    REQUIRE(first.exit_code == 0);
    const command_result both = task.judge({python_sum, "print(3)"}, {"--journal", journal});
    REQUIRE(both.exit_code == 0);
    CHECK(outcomes(both.out) == names{"accepted", "wrong answer"});
    CHECK(both.out.starts_with(first.out));  // its times too, so that it was not run again
}

TEST_CASE("verify program: refuses what it cannot do, in one line") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const auto refused = [](const command_result& run, int exit_code, const std::string& part) {
        INFO(run.err);
        CHECK(run.exit_code == exit_code);
        CHECK(run.out.empty());
        CHECK(contains(run.err, part));
    };
    refused(task.judge({python_sum}, {"--python", "/nonexistent/python3"}), 1,
            "passk: /nonexistent/python3: not a usable Python");
    refused(task.judge({python_sum}, {"--source", "a.rb"}), 2, "needs --source and --run");
    refused(task.judge({python_sum}, {"--level", "none"}), 2, "--level");
    refused(task.judge({python_sum}, {"--checker", "/nonexistent/checker"}), 1,
            "/nonexistent/checker");
    refused(run_command({PASSK_TOOL, "verify", "program", "--in", "/dev/null"}), 2, "--problems");
    refused(task.judge({}), 1, "samples.jsonl:1: the file is empty");
    const std::string samples = (task.at.path() / "samples.jsonl").string();
    refused(task.judge({python_sum}, {"--out", samples}), 2, "is read, and would be lost");
    CHECK(std::filesystem::file_size(samples) > 0);
    const command_result other = run_command(
        {PASSK_TOOL, "verify", "program", "--problems",
         task.at.write("other.jsonl",
                       R"({"id": "x", "input_output": {"inputs": ["1"], "outputs": ["1"]}})"
                       "\n"),
         "--in",
         task.at.write("stray.jsonl", R"~({"task_id": "sum", "code": "print(1)"})~"
                                      "\n")});
    INFO(other.err);
    CHECK(other.exit_code != 0);
    CHECK(contains(other.err, "stray.jsonl:1"));
    CHECK(contains(other.err, "sum"));
}

TEST_CASE("verify program: a bad line is undecided and does not stop the run") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const std::string samples = task.at.write(
        "mixed.jsonl", R"~({"task_id": "sum", "code": "print(sum(map(int, input().split())))"})~"
                       "\n{\"task_id\": \"no such\", \"code\": \"\"}\nno JSON\n"
                       R"~({"task_id": "sum", "code": 7})~"
                       "\n");
    const command_result run =
        run_command({PASSK_TOOL, "verify", "program", "--problems",
                     (task.at.path() / "apps.jsonl").string(), "--in", samples});
    if (refused_by_machine(run)) {
        return;
    }
    INFO(run.err);
    CHECK(run.exit_code == 0);
    CHECK(outcomes(run.out) == names{"accepted", "unreadable", "unreadable"});
    CHECK(contains(run.err, "mixed.jsonl:2: no problem 'no such'"));
    CHECK(contains(run.err, "mixed.jsonl:3: not a JSON object"));
    CHECK(contains(run.err, "mixed.jsonl:4: no completion"));
}

TEST_CASE("verify program: nothing but undecided is said and is no success") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const command_result run = task.judge(
        {"x", "y"}, {"--source", "main.x", "--compile", "no-such-compiler", "--run", "sh"});
    if (refused_by_machine(run)) {
        return;
    }
    INFO(run.err);
    CHECK(run.exit_code == 1);
    CHECK(outcomes(run.out) == names{"unsupported", "unsupported"});
    CHECK(contains(run.err, "none of the 2 samples could be judged; unsupported"));
}

TEST_CASE("verify program: hidden packages are suggested") {
    if (judges_no_programs()) {
        return;
    }
    const sums task;
    const command_result run = task.judge({"import numpy\n" + python_sum, python_sum});
    if (refused_by_machine(run)) {
        return;
    }
    CHECK(contains(run.err, "1 program imports numpy"));
    CHECK(contains(run.err, "--packages"));
}

TEST_CASE("verify program: a folder of problems, all tests, limits and a checker of each") {
    if (judges_no_programs()) {
        return;
    }
    const scratch_directory at;
    std::filesystem::create_directories(at.path() / "problems/sum");
    at.write("problems/sum/1.in", "1 2\n");
    at.write("problems/sum/1.out", "3\n");
    at.write("problems/sum/2.in", "5 5\n");
    at.write("problems/sum/2.out", "10\n");
    at.write("problems/sum/problem.json", R"({"compare": "tokens", "limits": {"cpu": 0.5}})");
    std::filesystem::create_directories(at.path() / "problems/half");
    at.write("problems/half/1.in", "8\n");
    at.write("problems/half/problem.json", R"({"checker": "check.sh"})");
    at.write("problems/half/check.sh",
             "#!/bin/sh\nread x < $1; read y < $2\n[ $((y * 2)) = $x ] && exit 0\n"
             "[ $y = 3 ] && echo 'points 0.5' >&2 && exit 7\nexit 1\n");
    const std::string samples =
        at.write("s.jsonl",
                 "{\"task_id\": \"sum\", \"code\": \"print(3)\"}\n"
                 "{\"task_id\": \"sum\", \"code\": \"while True: pass\"}\n"
                 "{\"task_id\": \"half\", \"code\": [\"print(4)\", \"print(3)\", \"print(5)\"]}\n");
    const command_result run =
        run_command({PASSK_TOOL, "verify", "program", "--problems",
                     (at.path() / "problems").string(), "--in", samples, "--all-tests"});
    if (refused_by_machine(run)) {
        return;
    }
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(outcomes(run.out)
          == names{"wrong answer", "time limit", "accepted", "wrong answer", "wrong answer"});
    CHECK(contains(run.out, "\"score\":5E-1"));
    CHECK(contains(run.out, "\"tests\":[{\"outcome\":\"accepted\""));
}
