// SPDX-License-Identifier: Apache-2.0
// The verdicts of LiveCodeBench's, APPS' and EvalPlus' published harnesses on generated values. The
// rules by which they compare are written out below in Python, in our words.
#include <passk/adapter/program/judge_programs.hpp>

#include <passk/adapter/program/read_tasks.hpp>

#include "skip.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace passk::adapter::program;

// Prints, for each of 500 programs, what it returns, what is expected, the verdict of the published
// rule and whether a difference is one that we defend:
//   - a tuple inside the answer is equal to the list that JSON wrote for it;
//   - APPS: of a list of several elements the first alone is no right answer.
constexpr std::string_view generator = R"PYTHON(
import json, math, random
random = random.Random(20240607)

def value(depth):
    kind = random.randrange(10 if depth < 3 else 6)
    if kind == 0: return None
    if kind == 1: return random.choice([True, False])
    if kind == 2: return random.choice([0, 1, -1, 2, 7, 10 ** 6, 5000000000, 2 ** 53 + 1, -2 ** 63])
    if kind == 3: return random.choice([0.0, 1.0, 0.5, -2.25, 1e-9, 1e300, 3.141592653589793, 5000000000.0])
    if kind in (4, 5): return random.choice(['', 'a', 'abc', '1', 'True', '\u00e9', 'a b', '\n'])
    if kind in (6, 7): return [value(depth + 1) for _ in range(random.randrange(4))]
    if kind == 8: return {random.choice('abcxyz'): value(depth + 1) for _ in range(random.randrange(3))}
    return {str(random.randrange(5)): value(depth + 1) for _ in range(random.randrange(3))}

def changed(v):
    """A value near another, often equal to it."""
    kind = random.randrange(9)
    if kind < 3: return v
    if kind == 3 and isinstance(v, list): return tuple(v)
    if kind == 4 and isinstance(v, list): return [changed(x) for x in v]
    if kind == 5 and isinstance(v, (int, float)) and not isinstance(v, bool): return v + random.choice([1e-9, 1e-7, 1e-3, 1, 1.0])
    if kind == 5 and isinstance(v, (int, bool)): return float(v)
    if kind == 6 and isinstance(v, dict): return {(int(k) if k.isdigit() else k): x for k, x in v.items()}
    if kind == 6 and isinstance(v, list) and v: return v[0]
    if kind == 6: return [v]
    if kind == 7 and isinstance(v, list) and v: return random.choice([v[:-1], v[::-1], v + v[:1]])
    return value(1)

def holds_tuple(v, top=True):
    if isinstance(v, tuple) and not top: return True
    if isinstance(v, dict): return any(holds_tuple(x, False) for x in v.values())
    return isinstance(v, (list, tuple)) and any(holds_tuple(x, False) for x in v)

def live_code_bench(out, expected):
    return (list(out) if isinstance(out, tuple) else out) == expected

def ints(d):
    try: return {int(k): v for k, v in d.items()}
    except ValueError: return d

def apps(out, expected):
    if isinstance(expected, dict): expected = [ints(expected)]
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict): expected = [ints(expected[0])]
    out = list(out) if isinstance(out, tuple) else out
    return out == expected or (isinstance(expected, list) and len(expected) > 0 and out == expected[0])

def eval_plus(out, expected):
    if out == expected: return True
    floats = lambda x: isinstance(x, float) or (isinstance(x, (list, tuple)) and len(x) > 0 and all(isinstance(y, float) for y in x))
    if not floats(expected) or type(out) is not type(expected): return False
    a, b = (out, expected) if isinstance(out, (list, tuple)) else ([out], [expected])
    if len(a) != len(b) or not all(isinstance(x, (int, float)) for x in a): return False
    return all(abs(x - y) <= 1e-6 + 1e-7 * abs(y) for x, y in zip(a, b))

for number in range(500):
    which = ('LiveCodeBench', 'APPS', 'EvalPlus')[number % 3]
    expected = value(0)
    out = changed(expected)
    rule = {'LiveCodeBench': live_code_bench, 'APPS': apps, 'EvalPlus': eval_plus}[which]
    verdict = bool(rule(out, expected))
    defended = which != 'EvalPlus' and holds_tuple(out)
    if which == 'APPS' and isinstance(expected, list) and len(expected) > 1:
        defended = defended or (verdict and out != expected)
    if which == 'APPS' and isinstance(expected, (dict, list)):
        # The harness drops what stands beside a first dict, and forgets the dict as JSON wrote it.
        first = expected if isinstance(expected, dict) else expected[0] if expected else None
        defended = defended or isinstance(first, dict)
    print(json.dumps({'which': which, 'out': repr(out), 'expected': json.dumps(expected), 'literal': repr(expected),
        'verdict': verdict, 'defended': defended}))
)PYTHON";

}  // namespace

TEST_CASE("500 generated programs are judged as the published harnesses judge them") {
    const auto possible = sandbox::make(isolation::namespaces);
    const auto python = find_python();
    if (!possible || !python) {
        return passk_tests::skip((!possible ? possible.error() : python.error()).context);
    }
    const auto said = detail::output_of({python.value().executable, "-c", std::string(generator)});
    REQUIRE(said);
    std::vector<boost::json::object> trials;
    std::string problems;
    std::vector<std::string> programs;
    for (std::size_t at = 0; at < said.value().size();) {
        const std::size_t end = said.value().find('\n', at);
        trials.push_back(
            boost::json::parse(std::string_view(said.value()).substr(at, end - at)).as_object());
        at = end + 1;
        const boost::json::object& one = trials.back();
        const std::string id = std::to_string(trials.size());
        const std::string body = "    return " + std::string(one.at("out").as_string()) + "\n";
        const std::string expected(one.at("expected").as_string());
        boost::json::object record;
        if (one.at("which") == "LiveCodeBench") {
            record = {{"question_id", id},
                      {"public_test_cases",
                       boost::json::serialize(boost::json::array{boost::json::object{
                           {"input", "1"}, {"output", expected}, {"testtype", "functional"}}})},
                      {"private_test_cases", "[]"},
                      {"metadata", R"({"func_name": "f"})"},
                      {"starter_code", "def f(x):"}};
        } else if (one.at("which") == "APPS") {
            record = {{"id", id},
                      {"input_output",
                       R"({"fn_name": "f", "inputs": [[1]], "outputs": [)" + expected + "]}"}};
        } else {
            record = {{"task_id", id},
                      {"prompt", "def f(x):\n"},
                      {"canonical_solution",
                       "    return " + std::string(one.at("literal").as_string()) + "\n"},
                      {"entry_point", "f"},
                      {"base_input", boost::json::array{boost::json::array{1}}},
                      {"plus_input", boost::json::array{}},
                      {"atol", 0}};
        }
        problems += boost::json::serialize(record) + "\n";
        programs.push_back(one.at("which") == "EvalPlus" ? body : "def f(x):\n" + body);
    }
    REQUIRE(trials.size() == 500);
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("passk-published-" + std::to_string(::getpid()));
    std::ofstream(path, std::ios::binary) << problems;
    auto read = read_tasks(path.string());
    std::filesystem::remove(path);
    REQUIRE(read);
    std::vector<loaded_task> tasks = std::move(read).value();
    program_judge reference({.interpreter = python.value()});
    REQUIRE(expect_reference_outputs(tasks, reference));
    std::vector<program_submission> submissions;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        tasks[i].task.reference.clear();
        submissions.push_back({&tasks[i].task, programs[i]});
    }
    const auto verdicts = judge_programs(submissions, {.interpreter = python.value()});
    REQUIRE(verdicts);
    std::map<std::string, int> right;
    int differences = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const boost::json::object& one = trials[i];
        const program_verdict& ours = verdicts.value()[i];
        const bool accepted = ours.outcome == program_outcome::accepted;
        right[std::string(one.at("which").as_string())] += one.at("verdict").as_bool() ? 1 : 0;
        if (accepted != one.at("verdict").as_bool()) {
            ++differences;
            const std::string trial = boost::json::serialize(one);
            CAPTURE(trial);
            INFO(to_string(ours.outcome), ": ", ours.detail);
            CHECK(one.at("defended").as_bool());
        }
    }
    for (const auto& [which, count] : right) {
        CAPTURE(which);
        CHECK(count > 40);  // right and wrong answers, both many
        CHECK(count < 140);
    }
    MESSAGE(differences, " of 500 verdicts differ, for reasons that are listed");
}
