// SPDX-License-Identifier: Apache-2.0
// Records as the benchmarks publish them, texts shortened.
#include <passk/adapter/json/read_problems.hpp>

#include "temporary_files.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace pj = passk::adapter::json;

using passk::problem;
using passk::problem_kind;
using pj::problem_format;
using tolerance_rule = passk::answer_tolerance::rule;

namespace {

pj::problem_set parse(std::string_view text) {
    auto read = pj::parse_problems("problems.jsonl", text);
    INFO((read ? std::string() : read.error().context));
    REQUIRE(read.has_value());
    return std::move(read).value();
}

problem parse_one(std::string_view text, problem_format format) {
    const pj::problem_set set = parse(text);
    CHECK(set.format == format);
    REQUIRE(set.problems.size() == 1);
    return set.problems.front();
}

std::string refusal_of(std::string_view text) {
    const auto read = pj::parse_problems("problems.jsonl", text);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code == passk::errc::malformed);
    return read.error().context;
}

}  // namespace

TEST_CASE("GSM8K: the answer stands behind the hashes") {
    const problem task = parse_one(
        R"({"question": "Janet’s ducks lay 16 eggs per day.", "answer": "She sells 16 - 3 - 4 = <<16-3-4=9>>9.\n9 * 2 = $<<9*2=18>>18 every day.\n#### 18"})",
        problem_format::gsm8k);
    CHECK(task
          == problem{.id = "0",
                     .prompt = "Janet’s ducks lay 16 eggs per day.",
                     .reference = "18",
                     .kind = problem_kind::numeric});
}

TEST_CASE(
    "MATH: the answer is what the solution boxes, and a file without id is named by its path") {
    const passk_tests::temporary_files files;
    const std::string path = files.write(
        "counting_and_probability/12.json",
        "{\n    \"problem\": \"How many?\",\n    \"level\": \"Level 3\",\n    \"type\": \"Counting "
        "& "
        "Probability\",\n    \"solution\": \"There are $\\\\boxed{\\\\frac{1}{2}}$ of them.\"\n}");
    const auto read = pj::read_problems({path});
    REQUIRE(read.has_value());
    CHECK(read.value().format == problem_format::math);
    REQUIRE(read.value().problems.size() == 1);
    CHECK(read.value().problems[0].id == "counting_and_probability/12.json");
    CHECK(read.value().problems[0].reference == "\\frac{1}{2}");
}

TEST_CASE("MATH500: ids and answers of the file") {
    const problem task = parse_one(
        R"~({"problem": "Convert the point $(0,3)$.", "solution": "We have $\\boxed{\\left( 3, \\frac{\\pi}{2} \\right)}.$", "answer": "\\left( 3, \\frac{\\pi}{2} \\right)", "subject": "Precalculus", "level": 2, "unique_id": "test/precalculus/807.json"})~",
        problem_format::math);
    CHECK(task.id == "test/precalculus/807.json");
    CHECK(task.reference == "\\left( 3, \\frac{\\pi}{2} \\right)");
    CHECK(task.kind == problem_kind::math);
}

TEST_CASE("AIME, AMC and Minerva in the files that go around") {
    const problem aime = parse_one(
        R"({"id": 60, "problem": "Every morning Aya goes for a walk.", "solution": "so $\\boxed{204}$", "answer": "204", "url": "https://artofproblemsolving.com", "year": "2024"})",
        problem_format::question_answer);
    CHECK(aime.id == "60");
    CHECK(aime.reference == "204");
    const problem capital = parse_one(
        R"({"ID": "2024-I-4", "Problem": "Jen enters a lottery.", "Solution": "...", "Answer": 116})",
        problem_format::question_answer);
    CHECK(capital.id == "2024-I-4");
    CHECK(capital.prompt == "Jen enters a lottery.");
    CHECK(capital.reference == "116");
    const problem amc = parse_one(
        R"({"id": 0, "problem": "Cities A and B are 45 miles apart.", "answer": 27.0, "url": "u"})",
        problem_format::question_answer);
    CHECK(amc.reference == "27");
    const problem minerva = parse_one(
        R"({"problem": "Each of the two Magellan telescopes", "solution": "gives \\boxed{1.6e-3} arcsec", "type": "Introduction to Astronomy", "idx": 0})",
        problem_format::question_answer);
    CHECK(minerva.id == "0");
    CHECK(minerva.reference == "1.6e-3");
}

TEST_CASE("a solution without a boxed answer is no reference") {
    CHECK(refusal_of(R"({"problem": "p", "solution": "it is clear", "type": "t", "level": "1"})")
          == "problems.jsonl:1: there is no 'answer', and no \\boxed answer in 'solution' (it is "
             "clear)");
}

TEST_CASE("OlympiadBench: several answers, context, error and images") {
    const pj::problem_set set = parse(
        R"({"id": 1606, "subfield": "Algebra", "context": null, "question": "Determine all $n$.", "solution": ["s"], "final_answer": ["2", "$\\sqrt{5}$"], "is_multiple_answer": true, "unit": null, "answer_type": "Numerical", "error": null}
{"id": 2238, "subfield": "Geometry", "context": "Let $T$ be 7.", "question": "Compute.", "solution": ["s"], "final_answer": ["0.0274"], "is_multiple_answer": false, "unit": null, "answer_type": "Numerical", "error": "1e-3", "image_1": "2238_1.jpg"}
)");
    CHECK(set.format == problem_format::olympiad_bench);
    REQUIRE(set.problems.size() == 2);
    CHECK(set.problems[0].reference == "2, $\\sqrt{5}$");
    CHECK(set.problems[0].tolerance == passk::answer_tolerance{});
    CHECK(set.problems[1].prompt == "Let $T$ be 7.\nCompute.");
    CHECK(set.problems[1].tolerance.how == tolerance_rule::absolute);
    CHECK(set.problems[1].tolerance.bounds == std::vector<std::string>{"1e-3"});
    CHECK(set.problems[1].images == std::vector<std::string>{"2238_1.jpg"});
}

TEST_CASE("Omni-MATH: ids are places, from 0") {
    const pj::problem_set set = parse(
        R"({"domain": ["Mathematics -> Algebra"], "difficulty": 8.0, "problem": "Let $n(\\ge2)$ be.", "solution": "s", "answer": "2n-1", "source": "china_team_selection_test"}
{"domain": ["Mathematics"], "difficulty": 4.5, "problem": "Find it.", "solution": "s", "answer": "7", "source": "HMMT_2"}
)");
    CHECK(set.format == problem_format::omni_math);
    REQUIRE(set.problems.size() == 2);
    CHECK(set.problems[0].id == "0");
    CHECK(set.problems[1].id == "1");
    CHECK(set.problems[0].reference == "2n-1");
}

TEST_CASE("HumanEval, HumanEval+ and MBPP+: the prompt is code, the tests stay in the file") {
    const problem human = parse_one(
        R"({"task_id": "HumanEval/0", "prompt": "def f(x):\n", "entry_point": "f", "canonical_solution": "    return x\n", "test": "def check(c):\n    assert c(1) == 1\n"})",
        problem_format::human_eval);
    CHECK(human.id == "HumanEval/0");
    CHECK(human.prompt == "def f(x):\n");
    CHECK(human.kind == problem_kind::program);
    CHECK(human.reference.empty());
    const problem plus = parse_one(
        R"~({"task_id": "Mbpp/2", "prompt": "\"\"\"\nWrite a function.\nassert f(1)\n\"\"\"\n", "entry_point": "f", "canonical_solution": "c", "base_input": [[1]], "atol": 0, "plus_input": [[2]], "contract": "", "assertion": "assert f(1)"})~",
        problem_format::eval_plus);
    CHECK(plus.id == "Mbpp/2");
    const problem human_plus = parse_one(
        R"~({"task_id": "HumanEval/23", "prompt": "\n\ndef strlen(string: str) -> int:\n", "entry_point": "strlen", "canonical_solution": "\n    return len(string)\n", "plus_input": [["ab\tc"]], "base_input": [[""], ["x"]], "atol": 0, "contract": "\n    assert type(string) == str\n"})~",
        problem_format::eval_plus);
    CHECK(human_plus.id == "HumanEval/23");
    CHECK(human_plus.prompt == "\n\ndef strlen(string: str) -> int:\n");
    CHECK(human_plus.kind == problem_kind::program);
}

TEST_CASE("MBPP, full and sanitized: the statement and the tests that name the function") {
    const problem full = parse_one(
        R"({"text": "Write a function to find it.", "code": "def f(): pass", "task_id": 11, "test_setup_code": "", "test_list": ["assert f(1) == 2", "assert f(2) == 3"], "challenge_test_list": []})",
        problem_format::mbpp);
    CHECK(full.id == "11");
    CHECK(full.prompt
          == "Write a function to find it.\nYour code should pass these tests:\n\nassert f(1) == "
             "2\nassert f(2) == 3");
    const pj::problem_set sanitized = parse(
        "[\n    {\n        \"source_file\": \"Benchmark Questions Verification V2.ipynb\",\n       "
        " "
        "\"task_id\": 2,\n        \"prompt\": \"Write it.\",\n        \"code\": \"c\",\n        "
        "\"test_imports\": [],\n        \"test_list\": [\n            \"assert g()\"\n        ]\n  "
        "  "
        "}\n]");
    REQUIRE(sanitized.problems.size() == 1);
    CHECK(sanitized.problems[0].id == "2");
}

TEST_CASE("LiveCodeBench: statement and starter code") {
    const problem task = parse_one(
        R"({"question_title": "t", "question_content": "You are given.", "platform": "leetcode", "question_id": "2857", "contest_id": "1", "contest_date": "2023-08-20T00:00:00", "starter_code": "class Solution:\n    def f(self):\n        ", "difficulty": "easy", "public_test_cases": "[]", "private_test_cases": "eJw=", "metadata": "{\"func_name\": \"f\"}"})",
        problem_format::live_code_bench);
    CHECK(task.id == "2857");
    CHECK(task.prompt == "You are given.");
    CHECK(task.starter == "class Solution:\n    def f(self):\n        ");
}

TEST_CASE("MathVista: one object by pid, choices as letters, precision as decimals") {
    const pj::problem_set set = parse(
        R"({
    "1": {"question": "When?", "image": "images/1.jpg", "choices": null, "unit": null, "precision": 1.0, "answer": "1.2", "question_type": "free_form", "answer_type": "float", "pid": "1", "metadata": {}, "query": "q"},
    "2": {"question": "What?", "image": "images/2.jpg", "choices": null, "unit": "years", "precision": null, "answer": "4", "question_type": "free_form", "answer_type": "integer", "pid": "2", "metadata": {}, "query": "q"},
    "3": {"question": "Which?", "image": "images/3.jpg", "choices": ["55", "80", "110"], "unit": null, "precision": null, "answer": "80", "question_type": "multi_choice", "answer_type": "text", "pid": "3", "metadata": {}, "query": "q"}
})");
    CHECK(set.format == problem_format::math_vista);
    REQUIRE(set.problems.size() == 3);
    CHECK(set.problems[0].tolerance.how == tolerance_rule::decimals);
    CHECK(set.problems[0].tolerance.decimals == 1);
    CHECK(set.problems[1].tolerance.how == tolerance_rule::truncated);
    CHECK(set.problems[1].prompt == "What? (Unit: years)");
    CHECK(set.problems[1].kind == problem_kind::numeric);
    CHECK(set.problems[2].kind == problem_kind::choice);
    CHECK(set.problems[2].reference == "B");
    CHECK(set.problems[2].images == std::vector<std::string>{"images/3.jpg"});
}

TEST_CASE("MathVision: with options and without, images beside the file") {
    const passk_tests::temporary_files files;
    const std::string path = files.write(
        "vision/test.jsonl",
        R"({"id": "4", "question": "Which number?\n<image1>", "options": ["$2$", "$3$"], "image": "images/4.jpg", "answer": "B", "solution": null, "level": 2, "subject": "combinatorics"}
{"id": "7", "question": "How many?\n<image1>", "options": [], "image": "images/7.jpg", "answer": "6", "solution": null, "level": 2, "subject": "counting"}
)");
    const auto read = pj::read_problems({path});
    REQUIRE(read.has_value());
    const std::vector<problem>& problems = read.value().problems;
    REQUIRE(problems.size() == 2);
    CHECK(read.value().format == problem_format::math_vision);
    CHECK(problems[0].kind == problem_kind::choice);
    CHECK(problems[0].options == std::vector<std::string>{"$2$", "$3$"});
    CHECK(problems[1].kind == problem_kind::math);
    CHECK(problems[1].images == std::vector<std::string>{files.path("vision/images/7.jpg")});
}

TEST_CASE("problems of one's own, with everything") {
    const problem task = parse_one(
        R"({"id": "p1", "prompt": "How long?", "reference": 12.5, "kind": "numeric", "images": ["data:image/png;base64,AA=="], "tolerance": 0.1})",
        problem_format::own);
    CHECK(task
          == problem{.id = "p1",
                     .prompt = "How long?",
                     .reference = "12.5",
                     .kind = problem_kind::numeric,
                     .images = {"data:image/png;base64,AA=="},
                     .tolerance = {.how = tolerance_rule::absolute, .bounds = {"0.1"}}});
}

TEST_CASE("problems of one's own: messages with images, and a template of a line's own") {
    const pj::problem_set set = parse(
        R"({"id": "m", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}, {"type": "text", "text": "What is it?"}]}, {"role": "assistant", "content": "A cat."}, {"role": "user", "content": "And now?"}], "reference": "a dog"}
{"id": "v", "prompt": [{"role": "user", "content": "As veRL has it"}], "reference": "1"}
{"id": "t", "prompt": "How many?", "reference": "3", "template": "direct"}
)");
    REQUIRE(set.problems.size() == 3);
    CHECK(set.problems[0]
          == problem{.id = "m",
                     .prompt = "And now?",
                     .reference = "a dog",
                     .images = {"data:image/png;base64,AA=="},
                     .messages = {{.role = "system", .text = "Be brief."},
                                  {.role = "user", .text = "What is it?", .images = 1},
                                  {.role = "assistant", .text = "A cat."},
                                  {.role = "user", .text = "And now?"}}});
    CHECK(set.problems[1].messages.size() == 1);
    CHECK(set.problems[1].prompt == "As veRL has it");
    CHECK(set.problems[2].prompt_template == "direct");
    CHECK(set.problems[2].messages.empty());
}

TEST_CASE("messages that cannot be given as they are, and templates that are none") {
    const auto complains = [](std::string_view line, std::string_view of) {
        const std::string said = refusal_of(line);
        INFO(said);
        CHECK(said.starts_with("problems.jsonl:1: "));
        CHECK(said.find(of) != std::string::npos);
    };
    complains(R"({"id": 1, "messages": []})", "'messages' is not a list of role and content");
    complains(R"({"id": 1, "messages": "hello"})", "'messages' is not a list of role and content");
    complains(R"({"id": 1, "messages": [{"role": "tool", "content": "x"}]})",
              "none of system, user, assistant (tool)");
    complains(R"({"id": 1, "messages": [{"role": "user", "content": "x"},
                                        {"role": "assistant", "content": "y"}]})",
              "the last message is not the user's");
    complains(R"({"id": 1, "messages": [{"role": "user"}]})", "content");
    complains(R"({"id": 1, "messages": [{"role": "user", "content": [{"type": "audio"}]}]})",
              "neither text nor image_url (audio)");
    complains(R"({"id": 1, "messages": [{"role": "user", "content": [{"type": "text",
                 "text": "a"}, {"type": "image_url", "image_url": "x.png"}]}]})",
              "behind its text");
    complains(R"({"id": 1, "prompt": "p", "messages": [{"role": "user", "content": "x"}]})",
              "'prompt' or 'messages', not both");
    complains(R"({"id": 1, "images": ["a"], "messages": [{"role": "user", "content": "x"}]})",
              "images are parts of messages");
    complains(R"({"id": 1, "template": "chat", "messages": [{"role": "user", "content": "x"}]})",
              "'template' is for a prompt (chat)");
    complains(R"({"id": 1, "prompt": "p", "template": "none"})", "(none)");
}

TEST_CASE("errors name file, line and value") {
    CHECK(refusal_of("{\"id\": \"a\", \"prompt\": \"p\"}\n\n{\"id\": \"a\", \"prompt\": \"q\"}\n")
          == "problems.jsonl:3: the problem stands twice, first at problems.jsonl:1 (a)");
    CHECK(refusal_of("{\"id\": \"a\", \"prompt\": \"p\"}\n{\"x\": 1}\n")
              .starts_with("problems.jsonl:2: a record of no known benchmark"));
    CHECK(refusal_of(R"({"id": 1, "prompt": "p", "kind": "maths"})")
          == "problems.jsonl:1: 'kind' is none of math, choice, program, numeric (maths)");
    CHECK(refusal_of(R"({"id": 1, "prompt": "p", "tolerance": "wide"})")
          == "problems.jsonl:1: the tolerance is no number from 0 on (wide)");
    CHECK(refusal_of("{\"id\": \"a\", \"prompt\": \"p\"}\n{\"id\": \"b\", \"pro")
              .starts_with("problems.jsonl:2: not a JSON value"));
    CHECK(refusal_of("") == "problems.jsonl:1: there is no problem");
    const std::string parquet = refusal_of("PAR1\x15\x04\x15");
    CHECK(parquet.find("Parquet") != std::string::npos);
    CHECK(parquet.find("read_parquet") != std::string::npos);
}

TEST_CASE("another file has another hash, and files are read one after the other") {
    CHECK(parse("{\"id\": \"a\", \"prompt\": \"p\"}\n").contents
          != parse("{\"id\": \"a\", \"prompt\": \"q\"}\n").contents);
    const passk_tests::temporary_files files;
    const std::string one = files.write("one.jsonl", "{\"id\": \"a\", \"prompt\": \"p\"}\n");
    const std::string two =
        files.write_gzip("two.jsonl.gz", "{\"id\": \"b\", \"prompt\": \"p\"}\n");
    const auto both = pj::read_problems({one, two});
    REQUIRE(both.has_value());
    CHECK(both.value().problems.size() == 2);
    const auto twice = pj::read_problems({one, one});
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().context
          == one + ":1: the problem stands twice, first at " + one + ":1 (a)");
}
