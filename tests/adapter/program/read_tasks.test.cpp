// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/program/read_tasks.hpp>

#include <passk/adapter/program/detail/sha256.hpp>

#include "skip.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace {

using namespace passk::adapter::program;

passk::result<std::vector<loaded_task>> read(std::string_view text) {
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("passk-tasks-" + std::to_string(::getpid()));
    std::ofstream(path, std::ios::binary) << text;
    auto tasks = read_tasks(path.string());
    std::filesystem::remove(path);
    return tasks;
}

bool can_isolate() {
    const auto made = sandbox::make(isolation::namespaces);
    if (!made) {
        passk_tests::skip(made.error().context);
    }
    return made.has_value();
}

}  // namespace

TEST_CASE("SHA-256 of the standard's examples") {
    CHECK((detail::sha256()).hex()
          == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    detail::sha256 abc;
    abc.update("abc");
    CHECK(abc.hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    detail::sha256 two_blocks;
    two_blocks.update("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    CHECK(two_blocks.hex() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("MBPP") {
    const auto tasks = read(
        R"json({"task_id": 2, "text": "...", "code": "def f(a):\n    return a", "test_list": ["assert f(1) == 1", "assert f((1, 2)) == (1, 2)"], "test_setup_code": "", "challenge_test_list": []})json"
        "\n");
    REQUIRE(tasks);
    REQUIRE(tasks.value().size() == 1);
    const loaded_task& task = tasks.value()[0];
    CHECK(task.format == task_format::mbpp);
    CHECK(task.task.id == "2");
    if (can_isolate()) {
        program_judge judge({});
        CHECK(judge.judge(task.task, task.reference).outcome == program_outcome::accepted);
        CHECK(judge.judge(task.task, "def f(a):\n    return 1\n").outcome
              == program_outcome::wrong_answer);
        CHECK(judge.judge(task.task, "def g(a):\n    return 1\n").outcome
              == program_outcome::runtime_error);
    }
}

TEST_CASE("EvalPlus: the expected values are those of the file's own solution") {
    auto tasks = read(
        R"json({"task_id": "HumanEval/X", "prompt": "def f(x):\n", "canonical_solution": "    return [v / 3 for v in x]\n", "entry_point": "f", "base_input": [[[1, 2]]], "plus_input": [[[1e300]], [[]]], "atol": 0})json"
        "\n");
    REQUIRE(tasks);
    std::vector<loaded_task> loaded = std::move(tasks).value();
    CHECK(loaded[0].needs_expected);
    if (can_isolate()) {
        program_judge judge({});
        const auto computed = expect_reference_outputs(loaded, judge);
        REQUIRE(computed);
        CHECK(computed.value() == 1);
        CHECK(judge.judge(loaded[0].task, "    return [v * (1 / 3) for v in x]\n").outcome
              == program_outcome::accepted);
        CHECK(judge.judge(loaded[0].task, "    return tuple(v / 3 for v in x)\n").outcome
              == program_outcome::wrong_answer);
        const program_verdict last =
            judge.judge(loaded[0].task, "    return [v / 3 for v in x] or None\n");
        CHECK(last.outcome == program_outcome::wrong_answer);
        CHECK(last.test == 2);
    }
}

TEST_CASE("LiveCodeBench: plain and packed tests, stdin and functional") {
    // python3 -c "import base64,json,pickle,zlib;
    // print(base64.b64encode(zlib.compress(pickle.dumps(json.dumps(
    //   [{'input': '5 6\n', 'output': '11\n', 'testtype': 'stdin'}])))).decode())"
    const std::string packed =
        "eJxrYJlqzwABPdbR1UqZeQWlJUpWCkqmCmYxeUo6Ckr5pSVQIUNDiEhJanFJSWVBKkisuCQlM0+pNnaKHgDDwxTW";
    const auto io = read(
        R"json({"question_id": "abc", "public_test_cases": "[{\"input\": \"3 4\\n\", \"output\": \"7\\n\", \"testtype\": \"stdin\"}]", "private_test_cases": ")json"
        + packed
        + R"json(", "metadata": "{}", "starter_code": ""})json"
          "\n");
    REQUIRE(io);
    const auto& tests = std::get<stdio_tests>(io.value()[0].task.tests).tests;
    REQUIRE(tests.size() == 2);
    CHECK(tests[1].input == "5 6\n");
    CHECK(tests[1].expected == "11\n");

    const auto calls = read(
        R"json({"question_id": "q", "public_test_cases": "[{\"input\": \"[1, 2]\\n3\", \"output\": \"[4, 5]\", \"testtype\": \"functional\"}]", "private_test_cases": "[]", "metadata": "{\"func_name\": \"shift\"}", "starter_code": "class Solution:\n    def shift(self, a: List[int], b: int):\n"})json"
        "\n");
    REQUIRE(calls);
    const program_task& task = calls.value()[0].task;
    CHECK(std::get<call_tests>(task.tests).function == "Solution.shift");
    if (can_isolate()) {
        program_judge judge({});
        CHECK(judge
                  .judge(task,
                         "class Solution:\n    def shift(self, a: List[int], b):\n        return "
                         "[x + b for x in a]\n")
                  .outcome
              == program_outcome::accepted);
        CHECK(judge.judge(task, "class Solution:\n    def shift(self, a, b):\n        return a\n")
                  .outcome
              == program_outcome::wrong_answer);
    }
}

TEST_CASE("a pickle that is more than a string is refused, not run") {
    CHECK(detail::pickled_text(std::string_view("\x80\x04X\x02\0\0\0ab.", 10)) == "ab");
    CHECK(!detail::pickled_text("cos\nsystem\n(S'true'\ntR."));
    CHECK(!detail::pickled_text(std::string_view("\x80\x04X\xff\0\0\0ab.", 10)));
    CHECK(!detail::pickled_text("\x80\x04"));
}

TEST_CASE("APPS: standard input and functions") {
    const auto tasks = read(
        R"json({"problem_id": 7, "input_output": "{\"inputs\": [\"1 2\\n\", [\"3\", \"4\"]], \"outputs\": [\"3\\n\", [\"7\"]]}"})json"
        "\n"
        R"json({"id": 8, "starter_code": "", "input_output": {"fn_name": "f", "inputs": [[1, [2]]], "outputs": [[3]]}})json"
        "\n");
    REQUIRE(tasks);
    CHECK(std::get<stdio_tests>(tasks.value()[0].task.tests).tests[1].input == "3\n4\n");
    const auto& calls = std::get<call_tests>(tasks.value()[1].task.tests);
    CHECK(calls.function == "f");
    CHECK(calls.tests[0].arguments.size() == 2);
    CHECK(calls.tests[0].expected == boost::json::array{3});
    CHECK(calls.tests[0].or_else == std::vector<boost::json::value>{3});
}

TEST_CASE("errors name the line") {
    const auto broken = read("\n{\"task_id\": 1\n");
    REQUIRE(!broken);
    CHECK(broken.error().context.find(":2: not JSON") != std::string::npos);
    const auto unknown = read("{\"task_id\": 1}\n");
    REQUIRE(!unknown);
    CHECK(unknown.error().context.find("none of the known formats") != std::string::npos);
}

TEST_CASE("problems of one's own: tests, cases and asserts") {
    const auto tasks = read(
        R"json({"id": "sum", "tests": [{"input": "1 2\n", "output": "3\n"}], "compare": "tokens", "limits": {"cpu": 0.5, "wall": 4, "memory": 256, "output": 1, "processes": 9, "files": 8, "stack": 32, "open_files": 77}})json"
        "\n"
        R"json({"id": "add", "function": "add", "cases": [{"arguments": [1, 2], "expected": 3}, {"arguments": [[1], []], "expected": [1]}], "solution": "def add(a, b):\n    return a + b\n"})json"
        "\n"
        R"json({"id": "half", "setup": "import math", "asserts": ["assert half(8) == math.sqrt(16)", "assert half(2) == 1"]})json"
        "\n");
    REQUIRE(tasks);
    const auto& sum = tasks.value()[0].task;
    CHECK(std::get<stdio_tests>(sum.tests).how == comparison::tokens);
    CHECK(sum.bounds.cpu_time == std::chrono::milliseconds(500));
    CHECK(sum.bounds.wall_time == std::chrono::milliseconds(4000));
    CHECK(sum.bounds.memory == 256ULL << 20U);
    CHECK(sum.bounds.output == 1ULL << 20U);
    CHECK(sum.bounds.processes == 9);
    CHECK(sum.bounds.files == 8);
    CHECK(sum.bounds.stack == 32ULL << 20U);
    CHECK(sum.bounds.open_files == 77);
    CHECK(tasks.value()[1].task.reference.starts_with("def add"));
    if (can_isolate()) {
        program_judge judge({});
        const auto outcome = [&](std::size_t task, const char* program) {
            return judge.judge(tasks.value()[task].task, program).outcome;
        };
        CHECK(outcome(0, "print(sum(map(int, input().split())))\n") == program_outcome::accepted);
        CHECK(outcome(0, "print(4)\n") == program_outcome::wrong_answer);
        CHECK(outcome(1, "def add(a, b):\n    return a + b\n") == program_outcome::accepted);
        CHECK(outcome(1, "def add(a, b):\n    return 3\n") == program_outcome::wrong_answer);
        CHECK(outcome(2, "def half(x):\n    return x / 2\n") == program_outcome::accepted);
        CHECK(outcome(2, "def half(x):\n    return x\n") == program_outcome::wrong_answer);
    }
}

TEST_CASE("problems of one's own: what is wrong is said") {
    const auto problem_of = [](std::string_view text) {
        const auto tasks = read(std::string(text) + "\n");
        return tasks ? std::string() : tasks.error().context;
    };
    const auto says = [&](std::string_view text, std::string_view part) {
        const std::string problem = problem_of(text);
        CAPTURE(problem);
        CHECK(problem.find(part) != std::string::npos);
    };
    says(R"({"id": "a", "tests": [], "memroy": 1})", "unknown field 'memroy'");
    says(R"({"id": "a", "tests": [], "limits": {"ram": 1}})", "unknown field 'ram'");
    says(R"({"id": "a", "tests": [], "limits": {"cpu": -1}})", "cpu is no positive number (-1)");
    says(R"({"id": "a", "tests": [{"input": ""}]})", "test 1 has no input or no output");
    says(R"({"id": "a", "tests": [], "cases": []})", "one of tests, cases and asserts");
    says(R"({"id": "a", "cases": []})", "name of the function");
    says(R"({"id": "a", "tests": [], "language": "cobol"})", "unknown language 'cobol'");
    says(R"({"id": "a", "tests": [], "compare": "fuzzy"})", "unknown comparison 'fuzzy'");
    says(R"({"tests": []})", "a problem without an id");
    says(R"({"id": "a", "tests": [], "checker": "no-such-file"})", "no-such-file");
}

TEST_CASE("a folder of tests, and a folder of such folders") {
    const std::filesystem::path root =
        std::filesystem::temp_directory_path() / ("passk-folder-" + std::to_string(::getpid()));
    const auto write = [&](const std::string& name, std::string_view text) {
        std::filesystem::create_directories((root / name).parent_path());
        std::ofstream(root / name, std::ios::binary) << text;
    };
    write("sum/1.in", "1 2\n");
    write("sum/1.out", "3\n");
    write("sum/10.in", "10 20\n");
    write("sum/10.ans", "30\n");
    write("sum/2.in", "2 2\n");
    write("sum/2.out", "4\n");
    write("guess/1.in", "42\n");
    write("guess/problem.json", R"({"interactor": "talk.py", "limits": {"cpu": 1}})");
    write("guess/talk.py",
          "#!/usr/bin/python3\nimport sys\nsecret = int(open(sys.argv[1]).read())\n"
          "for turn in range(8):\n    guess = int(input())\n    if guess == secret:\n"
          "        print('right', flush=True)\n        sys.exit(0)\n"
          "    print('more' if guess < secret else 'less', flush=True)\nsys.exit(1)\n");
    const auto tasks = read_tasks(root.string());
    REQUIRE(tasks);
    REQUIRE(tasks.value().size() == 2);
    CHECK(tasks.value()[0].task.id == "guess");
    const auto& tests = std::get<stdio_tests>(tasks.value()[1].task.tests).tests;
    REQUIRE(tests.size() == 3);
    CHECK(tests[1].input == "2 2\n");
    CHECK(tests[2].expected == "30\n");
    const auto one = read_tasks((root / "sum").string());
    REQUIRE(one);
    CHECK(one.value()[0].task.id == "sum");
    if (can_isolate() && ::access("/usr/bin/python3", X_OK) == 0) {
        program_judge judge({});
        const auto outcome = [&](std::string_view program) {
            const program_verdict verdict = judge.judge(tasks.value()[0].task, program);
            INFO(to_string(verdict.outcome), verdict.detail, verdict.error_tail);
            return verdict.outcome;
        };
        CHECK(outcome("lo, hi = 0, 100\nwhile True:\n    m = (lo + hi) // 2\n    print(m, "
                      "flush=True)\n    s = input()\n    if s == 'right':\n        break\n"
                      "    lo, hi = (m + 1, hi) if s == 'more' else (lo, m - 1)\n")
              == program_outcome::accepted);
        CHECK(outcome("for i in range(100):\n    print(i, flush=True)\n    input()\n")
              == program_outcome::wrong_answer);
        CHECK(outcome("print('x', flush=True)\ninput()\n") != program_outcome::accepted);
        CHECK(outcome("import time\ntime.sleep(100)\n") == program_outcome::time_limit);
    }
    std::filesystem::remove(root / "sum/2.out");
    const auto missing = read_tasks(root.string());
    REQUIRE(!missing);
    CHECK(missing.error().context.find("2.in: there is no .out or .ans beside it")
          != std::string::npos);
    std::filesystem::remove_all(root);
}

TEST_CASE("EvalPlus: what the problem's own solution cannot pass is unsupported") {
    auto tasks = read(
        R"json({"task_id": "a", "prompt": "def f(x):\n", "canonical_solution": "    return (i for i in range(x))\n", "entry_point": "f", "base_input": [[3]], "plus_input": [], "atol": 0})json"
        "\n"
        R"json({"task_id": "b", "prompt": "def f(x):\n", "canonical_solution": "    return 1 / x\n", "entry_point": "f", "base_input": [[0]], "plus_input": [], "atol": 0})json"
        "\n"
        R"json({"task_id": "c", "prompt": "def f(x):\n", "canonical_solution": "    return x\n", "entry_point": "f", "base_input": [[0]], "plus_input": [], "atol": 0})json"
        "\n");
    REQUIRE(tasks);
    std::vector<loaded_task> loaded = std::move(tasks).value();
    if (can_isolate()) {
        program_judge judge({});
        REQUIRE(expect_reference_outputs(loaded, judge));
        for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
            const program_verdict verdict = judge.judge(loaded[i].task, "    return 5\n");
            CHECK(verdict.outcome == program_outcome::unsupported);
            CHECK(!verdict.detail.empty());
        }
        CHECK(judge.judge(loaded[2].task, "    return 0\n").outcome == program_outcome::accepted);
    }
}
