// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/program/program_judge.hpp>

#include <passk/adapter/program/checker_program.hpp>
#include <passk/adapter/program/judge_programs.hpp>
#include <passk/adapter/program/program_verifier.hpp>
#include <passk/adapter/program/read_tasks.hpp>
#include <passk/testing/verifier_laws.hpp>
#include <passk/verify/verifier.hpp>

#include "recorded_data.hpp"
#include "skip.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace passk::adapter::program;

static_assert(passk::verifier<program_verifier>);

bool can_isolate() {
    const auto made = sandbox::make(isolation::namespaces);
    if (!made) {
        passk_tests::skip(made.error().context);
    }
    return made.has_value();
}

program_task sum_task() {
    program_task task;
    task.id = "sum";
    task.tests = stdio_tests{.tests = {{"3 4\n", "7\n"}, {"-1 1\n", "0\n"}}};
    return task;
}

std::vector<loaded_task> human_eval() {
    const auto path = passk_tests::recorded_data("HumanEval.jsonl.gz");
    auto tasks = read_tasks(path.string());
    REQUIRE(tasks);
    REQUIRE(tasks.value().size() == 164);
    return std::move(tasks).value();
}

// Letters of the verdicts of one completion for each problem.
std::string letters_of(const std::vector<loaded_task>& tasks,
                       const std::vector<std::string>& completions) {
    std::vector<program_submission> submissions;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        submissions.push_back({&tasks[i].task, completions[i]});
    }
    const auto verdicts = judge_programs(submissions, {});
    REQUIRE(verdicts);
    std::string letters;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        letters += letter(verdicts.value()[i].outcome);
    }
    return letters;
}

}  // namespace

TEST_CASE("every canonical solution of HumanEval is accepted") {
    const std::vector<loaded_task> tasks = human_eval();
    if (tasks.empty() || !can_isolate()) {
        return;
    }
    std::vector<std::string> completions;
    for (const loaded_task& task : tasks) {
        completions.push_back(task.reference);
    }
    CHECK(letters_of(tasks, completions) == std::string(164, 'A'));
}

TEST_CASE("no family of fake passes gets through any problem of HumanEval") {
    const std::vector<loaded_task> tasks = human_eval();
    if (tasks.empty() || !can_isolate()) {
        return;
    }
    // Each stands as the function's body; @ is the function's name.
    const std::pair<const char*, std::string> families[] = {
        {"always equal",
         "    class E:\n        def __getattr__(self, n):\n            return self\n        def "
         "__call__(self, *a):\n            return self\n"
         "        def __eq__(self, o):\n            return True\n        def __ne__(self, o):\n    "
         "        return False\n"
         "        def __lt__(self, o):\n            return True\n        def __le__(self, o):\n    "
         "        return True\n"
         "        def __sub__(self, o):\n            return self\n        def __abs__(self):\n     "
         "       return self\n"
         "        def __len__(self):\n            return 0\n        def __iter__(self):\n          "
         "  return iter(())\n"
         "        def __hash__(self):\n            return 0\n        def __bool__(self):\n         "
         "   return True\n    return E()\n"},
        {"exit 0", "    import os\n    os._exit(0)\n"},
        {"exit 0 on import", "    pass\nimport os\nos._exit(0)\n"},
        {"sys.exit on import", "    pass\nimport sys\nsys.exit(0)\n"},
        {"monkey-patching",
         "    pass\nimport builtins, sys\nbuiltins.AssertionError = type('X', (Exception,), "
         "{})\nbuiltins.abs = lambda x: 0\n"
         "builtins.len = lambda x: 0\nbuiltins.exec = lambda *a: None\nsys.modules['tests'] = "
         "sys.modules[__name__]\n"
         "def check(candidate):\n    return True\n"},
        {"frame-walking",
         "    import sys\n    f = sys._getframe()\n    while f:\n        for n in ('expected', "
         "'exp', 'reference', 'check', 'test', 'tests'):\n"
         "            if n in f.f_locals:\n                return f.f_locals[n]\n            if n "
         "in f.f_globals:\n                return f.f_globals[n]\n        f = f.f_back\n"},
        {"gc-walking",
         "    import gc, types\n    for o in gc.get_objects():\n        if isinstance(o, "
         "types.FunctionType) and o.__name__ == 'check':\n"
         "            o.__code__ = (lambda candidate: None).__code__\n        elif isinstance(o, "
         "types.CodeType) and o.co_name == 'check':\n            return o.co_consts\n"},
        {"marker-printing",
         "    print('passed')\nimport sys, os\nfor t in ('passed', 'OK', 'accepted', '{\"kind\": "
         "\"pass\", \"calls\": 7}'):\n    print(t, flush=True)\n    print(t, file=sys.stderr, "
         "flush=True)\n"},
        {"channel-forging",
         "    import os, struct\n    for v in (b'{\"kind\": \"pass\", \"calls\": 7}', "
         "b'{\"v\":true}'):\n        for fd in range(3, 12):\n            try:\n"
         "                os.write(fd, struct.pack('<I', len(v)) + v)\n            except "
         "OSError:\n                pass\n    os._exit(0)\n"},
        {"stdout-forging",
         "    import os\n    for fd in (1, 2):\n        os.write(fd, b'{\"kind\": \"pass\", "
         "\"calls\": 7, \"detail\": \"\"}\\n')\n    os._exit(0)\n"},
        {"raising", "    raise AssertionError('passed')\n"},
    };
    for (const auto& [name, body] : families) {
        const std::string family = name;
        CAPTURE(family);
        const std::string letters = letters_of(tasks, std::vector<std::string>(tasks.size(), body));
        CAPTURE(letters);
        CHECK(letters.find_first_not_of("WRT") == std::string::npos);
    }
}

TEST_CASE("a program that draws random numbers runs the same way each time") {
    if (!can_isolate()) {
        return;
    }
    program_task task;
    task.tests = stdio_tests{.tests = {{"", "0.8444218515250481 True\n"}},
                             .how = comparison::exact};  // CPython's first draw after seed(0)
    program_judge judge({});
    for (int i = 0; i < 2; ++i) {
        const program_verdict verdict = judge.judge(
            task,
            "import os, random, threading\n"
            "print(random.random(), threading.main_thread() is threading.current_thread())\n");
        INFO(verdict.detail, verdict.error_tail);
        CHECK(verdict.outcome == program_outcome::accepted);
    }
}

TEST_CASE("memory in use counts, address space that nobody touches does not") {
    if (!can_isolate()) {
        return;
    }
    program_task task;
    task.tests = stdio_tests{.tests = {{"", "1\n"}}};
    task.bounds.memory = 128ULL << 20U;
    program_judge judge({});
    CHECK(judge.judge(task, "x = bytes(500 << 20)\nprint(1)\n").outcome
          == program_outcome::accepted);
    CHECK(
        judge.judge(task, "import time\nx = b'1' * (500 << 20)\ntime.sleep(1)\nprint(1)\n").outcome
        == program_outcome::memory_limit);
    // The memory of all processes together.
    CHECK(
        judge
            .judge(task,
                   "import os, time\nfor i in range(4):\n    if os.fork() == 0:\n        x = b'1' "
                   "* (60 << 20)\n        time.sleep(2)\n        os._exit(0)\n"
                   "time.sleep(1)\nprint(1)\n")
            .outcome
        == program_outcome::memory_limit);
    // What children share with their parent counts once.
    CHECK(judge
              .judge(task,
                     "import os, time\nx = b'1' * (60 << 20)\nfor i in range(4):\n    if os.fork() "
                     "== 0:\n        time.sleep(0.5)\n        os._exit(0)\n"
                     "time.sleep(0.5)\nprint(1)\n")
              .outcome
          == program_outcome::accepted);
}

TEST_CASE("a verdict comes with its evidence") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({});
    const program_task task = sum_task();

    const program_verdict wrong =
        judge.judge(task, "a, b = map(int, input().split())\nprint(abs(a) + b)\n");
    CHECK(wrong.outcome == program_outcome::wrong_answer);
    CHECK(wrong.test == 1);
    CHECK(wrong.tests_passed == 1);
    CHECK(wrong.detail == "token 1: expected \"0\", got \"2\"");
    CHECK(wrong.exit_code == 0);
    CHECK(wrong.peak_memory > 1000000);
    CHECK(wrong.cpu_time.count() > 0);
    CHECK(wrong.output_size == 4);

    const program_verdict crashed = judge.judge(task, "import os\nos.kill(os.getpid(), 11)\n");
    CHECK(crashed.outcome == program_outcome::runtime_error);
    CHECK(crashed.signal == 11);

    const program_verdict raised = judge.judge(task, "1 / 0\n");
    CHECK(raised.exit_code == 1);
    CHECK(raised.error_tail.find("ZeroDivisionError") != std::string::npos);

    program_task short_task = task;
    short_task.bounds.cpu_time = std::chrono::milliseconds(300);
    const program_verdict slow = judge.judge(short_task, "while True:\n    pass\n");
    CHECK(slow.outcome == program_outcome::time_limit);
    CHECK(slow.stopped == stopped_by::cpu_time);
    CHECK(slow.cpu_time >= std::chrono::milliseconds(250));
}

TEST_CASE("a task without tests, and tests that fail by themselves, are the judge's error") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({.retries = 0});
    program_task task;
    task.tests = stdio_tests{};
    CHECK(judge.judge(task, "print(1)\n").outcome == program_outcome::judge_error);
    task.tests = call_tests{.function = "f"};
    CHECK(judge.judge(task, "f = abs\n").outcome == program_outcome::judge_error);
    task.tests = code_tests{
        .prelude = "", .code = "def check(f):\n    pass\n", .function = "f", .check = "check"};
    CHECK(judge.judge(task, "f = abs\n").outcome == program_outcome::judge_error);
    task.tests =
        code_tests{.prelude = "", .code = "this is no Python", .function = "f", .check = "check"};
    CHECK(judge.judge(task, "f = abs\n").outcome == program_outcome::judge_error);
    // ... and the judge works afterwards.
    CHECK(judge.judge(sum_task(), "print(sum(map(int, input().split())))\n").outcome
          == program_outcome::accepted);
}

TEST_CASE("tests that need more than data cross no process boundary: unsupported") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({});
    program_task task;
    task.tests = code_tests{.prelude = "",
                            .code = "assert apply(lambda x: x + 1, 1) == 2\n",
                            .function = "",
                            .check = ""};
    CHECK(judge.judge(task, "def apply(f, x):\n    return f(x)\n").outcome
          == program_outcome::accepted);
    task.tests = code_tests{.prelude = "import io\n",
                            .code = "assert apply(io.StringIO('1')) == '1'\n",
                            .function = "",
                            .check = ""};
    CHECK(judge.judge(task, "def apply(f):\n    return f.read()\n").outcome
          == program_outcome::unsupported);
}

TEST_CASE("values cross unchanged") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({});
    program_task task;
    task.tests =
        code_tests{.prelude = "import collections, decimal, fractions, math\n",
                   .code =
                       "for v in (None, True, 0, -1, 2**53, -2**53 - 1, 10**400, 1.5, -0.0, "
                       "math.inf, '', 'a\\u00e9\\ud800\\0', b'\\xff', (), (1, (2,)),\n"
                       "          [[], [1]], {}, {1: 'a', (2, 3): [4]}, set(), {1, 2}, "
                       "frozenset({(1,)}), 1 + 2j, range(2, 9, 3),\n"
                       "          bytearray(b'x'), collections.deque([1, 2]), "
                       "decimal.Decimal('1.10'), fractions.Fraction(1, 3)):\n"
                       "    w = same(v)\n"
                       "    assert type(w) is type(v) and w == v and repr(w) == repr(v), (v, w)\n"
                       "assert math.isnan(same(math.nan))\n"
                       "assert list(squares(3)) == [0, 1, 4] and squares(3) != [0, 1, 4]\n"
                       "assert named() == (1, 2)\n"
                       "assert counted('aab') == {'a': 2, 'b': 1}\n"
                       "assert keyword(b=1, a=2) == 1\n"
                       "try:\n    fails()\nexcept KeyError:\n    pass\nelse:\n    assert False\n",
                   .function = "",
                   .check = ""};
    const program_verdict verdict =
        judge.judge(task,
                    "import collections\ndef same(x):\n    return x\ndef squares(n):\n    return "
                    "(i * i for i in range(n))\n"
                    "def named():\n    return collections.namedtuple('P', 'x y')(1, 2)\n"
                    "def counted(s):\n    return collections.Counter(s)\ndef keyword(a, b):\n    "
                    "return a - b\ndef fails():\n    return {}[1]\n");
    INFO(verdict.detail, verdict.error_tail);
    CHECK(verdict.outcome == program_outcome::accepted);
}

TEST_CASE("a compiled language, and a command that is not there") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({.retries = 0});
    program_task task = sum_task();
    task.language = command_language::cpp();
    if (::access("/usr/bin/g++", X_OK) != 0) {
        passk_tests::skip("no /usr/bin/g++");
    } else {
        const program_verdict right =
            judge.judge(task,
                        "#include <iostream>\nint main() { long a, b; std::cin >> a >> b; "
                        "std::cout << a + b << '\\n'; }\n");
        INFO(right.detail, right.error_tail);
        CHECK(right.outcome == program_outcome::accepted);
        CHECK(judge.judge(task, "int main() { return 1; }\n").outcome
              == program_outcome::runtime_error);
        CHECK(judge.judge(task, "int main() { *(volatile int*)0 = 1; }\n").signal == 11);
        CHECK(judge.judge(task, "int main() { return x; }\n").outcome
              == program_outcome::compile_error);
        CHECK(judge.judge(task, "#include \"/etc/shadow\"\nint main() {}\n").outcome
              == program_outcome::compile_error);
        task.bounds.cpu_time = std::chrono::milliseconds(300);
        CHECK(judge.judge(task, "int main() { for (volatile int i = 0;; ++i) {} }\n").outcome
              == program_outcome::time_limit);
        task.bounds = limits{};
        CHECK(judge
                  .judge(task,
                         "#include <vector>\nint main() { std::vector<std::vector<char>> v; for "
                         "(;;) v.emplace_back(1 << 24, 'x'); }\n")
                  .outcome
              == program_outcome::memory_limit);
    }
    task.language->compile.clear();
    task.language->run = {"/usr/bin/no-such-interpreter", "/src/main.cpp"};
    const program_verdict missing = judge.judge(task, "x");
    CHECK(missing.outcome == program_outcome::judge_error);
    CHECK(missing.detail.find("/usr/bin/no-such-interpreter") != std::string::npos);
}

TEST_CASE("a custom checker decides, and its failure is the judge's") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({.retries = 0});
    program_task task = sum_task();
    auto& tests = std::get<stdio_tests>(task.tests);
    tests.checker = [](std::string_view, std::string_view output,
                       std::string_view) -> checker_opinion {
        if (output == "7\n" || output == "0\n") {
            return {program_outcome::accepted, {}};
        }
        if (output.find('7') != std::string_view::npos) {
            return {program_outcome::presentation_error, "not alone on its line"};
        }
        return {program_outcome::judge_error, "the checker is lost"};
    };
    CHECK(judge.judge(task, "print(sum(map(int, input().split())))\n").outcome
          == program_outcome::accepted);
    CHECK(judge.judge(task, "print('sum:', 7)\n").outcome == program_outcome::presentation_error);
    // A checker that takes the right answer and is lost on this one: the output is wrong.
    CHECK(judge.judge(task, "print('x')\n").outcome == program_outcome::wrong_answer);
    tests.checker = [](std::string_view, std::string_view, std::string_view) {
        return checker_opinion{program_outcome::judge_error, "the checker is always lost"};
    };
    CHECK(judge.judge(task, "print('x')\n").outcome == program_outcome::judge_error);
    tests.checker = [](std::string_view, std::string_view output, std::string_view expected) {
        return output == expected
                   ? checker_opinion{program_outcome::accepted, {}}
                   : checker_opinion{program_outcome::judge_error, "ask a person", {}, true};
    };
    CHECK(judge.judge(task, "print('x')\n").outcome == program_outcome::judge_error);
}

TEST_CASE("a checker that is a program: exit codes as testlib has them") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({.retries = 0});
    program_task task = sum_task();
    auto& tests = std::get<stdio_tests>(task.tests);
    // Exits with the number that the program printed; shows that it was given three files.
    tests.checker = checker_program(
        "#!/bin/sh\nread a b < $1; read out < $2; read answer < $3\n"
        "echo \"$a $b, $out, $answer\" >&2\n[ $out = $answer ] && exit 0\n"
        "case $out in kill) kill -9 $$;; points*) echo points 0.25 >&2; exit 7;; esac\nexit "
        "$out\n");
    const auto outcome_of = [&](const char* printed) {
        return judge.judge(task, "print('" + std::string(printed) + "')\n").outcome;
    };
    CHECK(outcome_of("0") == program_outcome::accepted);
    CHECK(outcome_of("1") == program_outcome::wrong_answer);
    CHECK(outcome_of("2") == program_outcome::presentation_error);
    CHECK(outcome_of("3") == program_outcome::judge_error);
    CHECK(outcome_of("4") == program_outcome::wrong_answer);
    CHECK(outcome_of("8") == program_outcome::wrong_answer);
    CHECK(outcome_of("66") == program_outcome::wrong_answer);  // 16 of 100 points
    CHECK(outcome_of("150") == program_outcome::accepted);
    // What breaks a checker that takes the right answer is wrong.
    CHECK(outcome_of("177") == program_outcome::wrong_answer);
    CHECK(outcome_of("kill") == program_outcome::wrong_answer);
    CHECK(judge.judge(task, "print(1)\n").detail == "3 4, 1, 7\n");
    tests.checker = checker_program("no program");
    CHECK(outcome_of("0") == program_outcome::judge_error);
}

TEST_CASE("test code leaves nothing behind for the next test code") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({.retries = 0});
    const auto outcome_of = [&](const std::string& code) {
        program_task task;
        task.tests = code_tests{.prelude = "import math, random\n",
                                .code =
                                    "def check(candidate):\n    assert candidate(1) == 2\n"
                                    "    "
                                    + code + "\n",
                                .function = "f",
                                .check = "check"};
        const program_verdict verdict = judge.judge(task, "def f(x):\n    return x + 1\n");
        INFO(verdict.detail);
        return verdict.outcome;
    };
    const std::string drawn = "assert random.random() == 0.8444218515250481";  // of seed 0
    for (int turn = 0; turn < 2; ++turn) {
        CHECK(outcome_of(drawn) == program_outcome::accepted);
        CHECK(outcome_of("random.seed(7)") == program_outcome::accepted);
        CHECK(outcome_of("math.pi = 3") == program_outcome::accepted);
        CHECK(outcome_of("assert math.pi > 3.1") == program_outcome::accepted);
        CHECK(outcome_of("import builtins; builtins.left = 1") == program_outcome::accepted);
        CHECK(outcome_of("setattr(math, 'left', 1)") == program_outcome::accepted);
        CHECK(outcome_of("import sys; sys.setrecursionlimit(50)") == program_outcome::accepted);
        CHECK(outcome_of("assert not hasattr(__builtins__, 'left') and not hasattr(math, 'left')")
              == program_outcome::accepted);
        CHECK(outcome_of("import sys; assert sys.getrecursionlimit() == 1000")
              == program_outcome::accepted);
        CHECK(outcome_of("import os; os._exit(0)") == program_outcome::judge_error);
        CHECK(outcome_of("assert left") == program_outcome::wrong_answer);
    }
}

TEST_CASE(
    "verdicts depend on neither workers nor order, equal programs are judged once, a journal is "
    "resumed") {
    if (!can_isolate()) {
        return;
    }
    const program_task task = sum_task();
    std::vector<std::string> programs;
    for (int i = 0; i < 40; ++i) {
        programs.push_back(i % 4 == 0
                               ? "print(sum(map(int, input().split())))\n#" + std::to_string(i % 8)
                           : i % 4 == 1 ? "print(1)\n#" + std::to_string(i)
                           : i % 4 == 2 ? "1 / 0\n"
                                        : "print(\n");
    }
    std::vector<program_submission> submissions;
    for (const std::string& program : programs) {
        submissions.push_back({&task, program});
    }
    const auto run = [&](judging_plan plan) {
        const auto verdicts = judge_programs(submissions, {}, plan);
        REQUIRE(verdicts);
        std::string letters;
        for (const program_verdict& verdict : verdicts.value()) {
            letters += letter(verdict.outcome);
        }
        return letters;
    };
    std::string expected;
    for (int i = 0; i < 10; ++i) {
        expected += "AWRC";
    }
    for (const unsigned workers : {1U, 2U, 4U}) {
        CHECK(run({.workers = workers}) == expected);
    }
    const std::string path =
        (std::filesystem::temp_directory_path() / ("passk-journal-" + std::to_string(::getpid())))
            .string();
    {
        auto opened = verdict_journal::open(path);
        REQUIRE(opened);
        verdict_journal journal = std::move(opened).value();
        CHECK(run({.workers = 2, .journal = &journal}) == expected);
        CHECK(journal.size() == 2 + 10 + 1 + 1);
    }
    std::ofstream(path, std::ios::app) << R"({"key":"cut sho)";  // as after kill -9
    {
        auto opened = verdict_journal::open(path);
        REQUIRE(opened);
        verdict_journal journal = std::move(opened).value();
        std::size_t judged = 0;
        CHECK(run({.workers = 2,
                   .journal = &journal,
                   .progress = [&](std::size_t, std::size_t) { ++judged; }})
              == expected);
        CHECK(judged == 0);
    }
    std::ofstream(path, std::ios::app) << "not an entry\n";
    CHECK(!verdict_journal::open(path));
    std::filesystem::remove(path);

    std::stop_source stop;
    stop.request_stop();
    CHECK(run({.workers = 2, .cancel = stop.get_token()}) == std::string(40, 'X'));
}

TEST_CASE("cancelling ends a running program") {
    if (!can_isolate()) {
        return;
    }
    const program_task task = sum_task();
    const std::string first = "print(sum(map(int, input().split())))\n";
    const std::string endless = "import time\ntime.sleep(1000)\n";
    const program_submission submissions[] = {{&task, first}, {&task, endless}};
    std::stop_source stop;
    const auto verdicts =
        judge_programs(submissions, {},
                       {.workers = 1,
                        .progress = [&](std::size_t, std::size_t) { stop.request_stop(); },
                        .cancel = stop.get_token()});
    REQUIRE(verdicts);
    CHECK(verdicts.value()[0].outcome == program_outcome::accepted);
    CHECK(verdicts.value()[1].outcome == program_outcome::cancelled);
}

TEST_CASE("as a verifier: a problem without tests is undecided, never wrong") {
    if (!can_isolate()) {
        return;
    }
    const program_verifier judge({sum_task()}, {}, answer_form::markdown);
    const passk::problem known{.id = "sum"};
    const std::string_view texts[] = {
        "So:\n```python\nprint(sum(map(int, input().split())))\n```\nDone.", "```\nprint(1)\n```"};
    CHECK(judge(known, texts[0]) == passk::verdict::correct);
    CHECK(judge(known, texts[1]) == passk::verdict::incorrect);
    CHECK(judge({.id = "other"}, texts[0]) == passk::verdict::undecided);
    CHECK(passk::testing::verifier_laws_broken(judge, known, texts) == "");
}

TEST_CASE("what the machine lacks is said, with what to do") {
    const auto missing = inspect_python("/no/such/python3");
    REQUIRE(!missing);
    CHECK(missing.error().code == passk::errc::unsupported);
    const auto not_python = inspect_python("/bin/true");
    REQUIRE(!not_python);

    program_judge judge(
        {.interpreter = python_interpreter{.executable = "/no/such/python3", .prefix = "/usr"},
         .retries = 0});
    if (can_isolate()) {
        const program_verdict verdict = judge.judge(sum_task(), "print(1)\n");
        CHECK(verdict.outcome == program_outcome::judge_error);
        CHECK(verdict.detail.find("/no/such/python3") != std::string::npos);
    }
    CHECK(detail::user_namespace_remedy(EPERM).find("unprivileged_userns_clone")
          != std::string::npos);
    CHECK(detail::user_namespace_remedy(ENOSPC).find("max_user_namespaces") != std::string::npos);
}

TEST_CASE("what waits, forks or is endless on the side of the tests holds no worker") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({});
    const auto seconds_of = [&](const program_task& task, const char* program) {
        const auto start = std::chrono::steady_clock::now();
        const program_verdict verdict = judge.judge(task, program);
        CHECK(to_verdict(verdict.outcome) == passk::verdict::incorrect);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    program_task io = sum_task();
    program_task code;
    code.tests =
        code_tests{.prelude = "", .code = "assert sum(f()) == 1\n", .function = "f", .check = ""};
    for (program_task* task : {&io, &code}) {
        task->bounds.cpu_time = std::chrono::milliseconds(200);
        task->bounds.wall_time = std::chrono::milliseconds(1500);
    }
    // No worker is held for longer than thrice the limit on wall time.
    constexpr double longest = 3 * 1.5;
    REQUIRE(judge.judge(sum_task(), "print(sum(map(int, input().split())))\n").outcome
            == program_outcome::accepted);  // the worker runs
    const char* const programs[] = {
        "import time\nx = b'1' * (200 << 20)\ntime.sleep(1000)\n",
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n",
        "import os\nwhile True:\n    os.sched_yield()\n",
        "import time\nwhile True:\n    time.sleep(0.001)\n"};
    for (const char* const program : programs) {
        CAPTURE(program);
        CHECK(seconds_of(io, program) < longest);
    }
    const char* const functions[] = {
        "def f():\n    return range(10 ** 15)\n",
        "import fractions\ndef f():\n    return [fractions.Fraction('1e300000000')]\n",
        "import itertools\ndef f():\n    return itertools.count()\n",
        "import decimal\ndef f():\n    return [decimal.Decimal('1e999999')] * 1000000\n"};
    for (const char* const function : functions) {
        CAPTURE(function);
        CHECK(seconds_of(code, function) < longest);
    }
}

TEST_CASE("what only the program breaks is its own fault") {
    if (!can_isolate() || ::access("/usr/bin/g++", X_OK) != 0) {
        passk_tests::skip("no namespaces or no /usr/bin/g++");
        return;
    }
    program_judge judge({.retries = 0});
    program_task task = sum_task();
    task.language = command_language::cpp();
    // A program whose own interpreter is not there, and one that is no program.
    CHECK(judge
              .judge(task,
                     "__attribute__((section(\".interp\"), used)) const char i[] = \"/none\";\n"
                     "int main() {}\n")
              .outcome
          != program_outcome::judge_error);
    task.language->compile = {"/bin/sh", "-c", "echo text"};
    CHECK(judge.judge(task, "x").outcome == program_outcome::runtime_error);
    // As large as everything that was reserved for it.
    CHECK(judge.judge(task, std::string(std::size_t{80} << 20U, 'x')).outcome
          == program_outcome::runtime_error);
    // A compiler that is not there is nobody's fault.
    task.language->compile = {"/bin/sh", "-c", "no-such-compiler /src/main.cpp"};
    CHECK(judge.judge(task, "x").outcome == program_outcome::unsupported);
    task.language = command_language::cpp();
    task.language->tools = {"/usr/bin/no-such-compiler"};
    const program_verdict missing = judge.judge(task, "x");
    CHECK(missing.outcome == program_outcome::unsupported);
    CHECK(missing.detail.find("/usr/bin/no-such-compiler") != std::string::npos);
}

TEST_CASE("the problem's own solution is judged where a program fails") {
    if (!can_isolate()) {
        return;
    }
    program_task broken;
    broken.id = "broken";
    broken.tests =
        code_tests{.prelude = "", .code = "assert f(1) == 3\n", .function = "f", .check = ""};
    broken.reference = "def f(x):\n    return x\n";
    program_task sound = broken;
    sound.id = "sound";
    sound.reference = "def f(x):\n    return 3\n";
    const program_submission submissions[] = {{&broken, "def f(x):\n    return 2\n"},
                                              {&broken, "def f(x):\n    return 3\n"},
                                              {&sound, "def f(x):\n    return 2\n"},
                                              {&sound, "def f(x):\n    return 3\n"}};
    const auto verdicts = judge_programs(submissions, {}, {.workers = 1});
    REQUIRE(verdicts);
    CHECK(verdicts.value()[0].outcome == program_outcome::unsupported);
    CHECK(verdicts.value()[0].detail.find("own solution") != std::string::npos);
    CHECK(verdicts.value()[1].outcome == program_outcome::accepted);
    CHECK(verdicts.value()[2].outcome == program_outcome::wrong_answer);
    CHECK(verdicts.value()[3].outcome == program_outcome::accepted);
}

TEST_CASE("all tests on request, with a score") {
    if (!can_isolate()) {
        return;
    }
    program_judge judge({.all_tests = true});
    program_task task = sum_task();
    std::get<stdio_tests>(task.tests).tests.push_back({"1 1\n", "2\n"});
    const program_verdict io =
        judge.judge(task, "a, b = map(int, input().split())\nprint(abs(a) + b)\n");
    CHECK(io.outcome == program_outcome::wrong_answer);
    CHECK(io.test == 1);
    REQUIRE(io.tests.size() == 3);
    CHECK(io.tests[0].outcome == program_outcome::accepted);
    CHECK(io.tests[1].outcome == program_outcome::wrong_answer);
    CHECK(io.tests[2].outcome == program_outcome::accepted);
    CHECK(io.score == doctest::Approx(2.0 / 3));
    CHECK(io.tests_passed == 2);

    task.tests = call_tests{.function = "f",
                            .tests = {{{1}, 1, {}}, {{2}, 3, {}}, {{3}, 3, {4}}, {{4}, 5, {4}}}};
    const program_verdict calls = judge.judge(task, "def f(x):\n    return x\n");
    CHECK(calls.outcome == program_outcome::wrong_answer);
    CHECK(calls.test == 1);
    CHECK(calls.tests.size() == 4);
    CHECK(calls.score == doctest::Approx(0.75));
}

TEST_CASE("a control group that a killed judge left is removed by the next one") {
    const auto own = detail::control_group::make();
    if (!own) {
        passk_tests::skip(own.error().context);
        return;
    }
    const pid_t pid = ::fork();
    if (pid == 0) {
        auto left = detail::control_group::make();
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(pid, nullptr, 0);
    const auto groups_of = [pid] {
        std::size_t count = 0;
        std::error_code failure;
        for (auto at = std::filesystem::recursive_directory_iterator(
                 "/sys/fs/cgroup", std::filesystem::directory_options::skip_permission_denied,
                 failure);
             !failure && at != std::filesystem::recursive_directory_iterator();
             at.increment(failure)) {
            count +=
                at->path().filename().string().starts_with("passk-" + std::to_string(pid) + "-")
                    ? 1U
                    : 0U;
        }
        return count;
    };
    CHECK(groups_of() > 0);
    CHECK(detail::control_group::make());
    CHECK(groups_of() == 0);
}
