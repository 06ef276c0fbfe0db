// SPDX-License-Identifier: Apache-2.0
// passk sample, score and forecast as a user runs them, on the toy model that comes with the tool.
#include "run_command.hpp"
#include "skip.hpp"
#include "source_directory.hpp"

#include <doctest/doctest.h>
#include <boost/json/parse.hpp>

#include <sched.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

const std::string three_problems =
    R"({"id": "p1", "prompt": "a", "reference": "7"}
{"id": "p2", "prompt": "b", "reference": "8", "tolerance": 0.5}
{"id": "p3", "prompt": "c", "reference": "B", "options": ["one", "two"]}
)";

command_result passk(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PASSK_TOOL);
    return run_command(arguments);
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct bench {
    scratch_directory scratch{};
    std::string problems = scratch.write("problems.jsonl", three_problems);
    std::string journal = (scratch.path() / "samples.jsonl").string();

    [[nodiscard]] std::string path(const std::string& name) const {
        return (scratch.path() / name).string();
    }
    [[nodiscard]] command_result sample(const std::string& n,
                                        std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{
            "sample", "--backend", "markov:1", "--problems", problems, "--out", journal, "-n", n};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return passk(arguments);
    }
};

}  // namespace

TEST_CASE("sample draws, goes on, and draws only the rest of a larger n") {
    const bench at;
    const command_result first = at.sample("4", {"--format", "json"});
    INFO(first.err);
    REQUIRE(first.exit_code == 0);
    const boost::json::value summary = boost::json::parse(first.out);
    CHECK(summary.at("schema").as_string() == "passk.sample/1");
    CHECK(summary.at("drawn").as_int64() == 12);
    CHECK(summary.at("missing").as_int64() == 0);
    const std::string before = bytes_of(at.journal);
    const command_result again = at.sample("4");
    CHECK(again.exit_code == 0);
    CHECK(again.err.empty());
    CHECK(contains(again.out, "12 of 12 completions of 3 problems, 0 of them drawn now"));
    CHECK(bytes_of(at.journal) == before);
    const command_result more = at.sample("10", {"--format", "csv"});
    CHECK(
        more.out.starts_with("problems,n,wanted,kept,drawn,missing,cut,tokens\n3,10,30,12,18,0,"));
    CHECK(bytes_of(at.journal).starts_with(before));
}

TEST_CASE("a journal says all that repeats the run") {
    const bench at;
    REQUIRE(at.sample("2", {"--protocol", "paper", "--max-tokens", "50", "--seed", "3"}).exit_code
            == 0);
    const std::string bytes = bytes_of(at.journal);
    const boost::json::value run = boost::json::parse(bytes.substr(0, bytes.find('\n')));
    CHECK(run.at("schema").as_string() == "passk.samples/1");
    CHECK(run.at("model").as_string() == "markov-1");
    CHECK(run.at("template").as_string() == "simplerl");
    CHECK(run.at("backend").as_string() == "markov:1");
    CHECK(run.at("problems").at("files").at(0).as_string() == at.problems);
    const boost::json::value& how = run.at("sampling");
    CHECK(how.at("temperature").to_number<double>() == 0.6);
    CHECK(how.at("top_p").to_number<double>() == 0.95);
    CHECK(how.at("top_k").to_number<int>() == 0);
    CHECK(how.at("max_tokens").to_number<int>() == 50);
    CHECK(how.at("seed").to_number<int>() == 3);
    // The same settings in another place give the same completions.
    const bench other;
    REQUIRE(
        other.sample("2", {"--protocol", "paper", "--max-tokens", "50", "--seed", "3"}).exit_code
        == 0);
    CHECK(bytes_of(other.journal).substr(bytes_of(other.journal).find('\n'))
          == bytes.substr(bytes.find('\n')));
}

TEST_CASE("verdicts of a journal flow into curve and compare") {
    const bench at;
    REQUIRE(at.sample("8").exit_code == 0);
    const std::string base = at.path("base.jsonl");
    REQUIRE(passk({"verify", "math", at.journal, "--out", base}).exit_code == 0);
    const command_result curve = passk({"curve", "--k", "1,8", "--format", "csv", base});
    INFO(curve.err);
    REQUIRE(curve.exit_code == 0);
    CHECK(contains(curve.out, "markov-1,3,1,"));
    CHECK(contains(curve.out, "markov-1,3,8,"));
    // A torn last line, as of a run that is going on, is left out and said.
    const std::string whole = bytes_of(at.journal);
    const std::string torn = at.scratch.write("torn.jsonl", whole.substr(0, whole.size() - 9));
    const command_result partly = passk({"verify", "math", torn});
    CHECK(partly.exit_code == 0);
    CHECK(contains(partly.err, "the last line breaks off and was left out"));
    // Another model on the same problems.
    const std::string second = at.path("second.jsonl");
    REQUIRE(passk({"sample", "--backend", "markov:2", "--problems", at.problems, "--out", second,
                   "-n", "8"})
                .exit_code
            == 0);
    const std::string tuned = at.path("tuned.jsonl");
    REQUIRE(passk({"verify", "math", second, "--out", tuned}).exit_code == 0);
    const command_result compared =
        passk({"compare", "--base", "markov-1", "--tuned", "markov-2", base, tuned});
    INFO(compared.err);
    CHECK(compared.exit_code == 0);
}

TEST_CASE("verify reads what the journal says of a problem: tolerance, options, and the prefill") {
    const scratch_directory scratch;
    const std::string journal =
        scratch.write("journal.jsonl",
                      R"({"schema": "passk.samples/1", "prefill": "The answer is \\boxed{"}
{"schema": "passk.problem/1", "problem": "p1", "prompt": "x", "prompt_hash": "0", "kind": "numeric", "reference": "12.0", "tolerance": ["0.5"]}
{"problem": "p1", "model": "m", "sample": 0, "text": "12.4}"}
{"problem": "p1", "model": "m", "sample": 1, "text": "12.6}"}
{"schema": "passk.problem/1", "problem": "p2", "prompt": "x", "prompt_hash": "0", "kind": "numeric", "reference": "3", "truncated": true}
{"problem": "p2", "model": "m", "sample": 0, "text": "3.9}"}
{"schema": "passk.problem/1", "problem": "p3", "prompt": "x", "prompt_hash": "0", "kind": "math", "reference": "5", "template": "messages", "prefill": ""}
{"problem": "p3", "model": "m", "sample": 0, "text": "It is \\boxed{5}."}
)");
    const command_result judged = passk({"verify", "math", journal});
    INFO(judged.err);
    REQUIRE(judged.exit_code == 0);
    CHECK(contains(judged.err, "3 correct, 1 incorrect, 0 undecided"));
    CHECK(contains(judged.out, R"("sample":1,"verdict":"incorrect")"));
}

TEST_CASE("messages and templates of single lines, and examples end where the next would begin") {
    const bench at;
    const std::string mixed = at.scratch.write("mixed.jsonl",
                                               R"({"id": "p1", "prompt": "a", "reference": "7"}
{"id": "p2", "prompt": "b", "reference": "8", "template": "direct"}
{"id": "p3", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "c"}], "reference": "9"}
)");
    const auto sample = [&](const std::string& out, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{"sample", "--backend",  "markov:1", "--problems", mixed,
                                           "--out",  at.path(out), "-n",       "2"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return passk(arguments);
    };
    const command_result drawn = sample("mixed");
    INFO(drawn.err);
    REQUIRE(drawn.exit_code == 0);
    std::vector<boost::json::value> stated;
    std::ifstream journal(at.path("mixed"));
    for (std::string line; std::getline(journal, line);) {
        const boost::json::value parsed = boost::json::parse(line);
        if (parsed.as_object().contains("prompt_hash")) {
            stated.push_back(parsed);
        }
    }
    REQUIRE(stated.size() == 3);
    CHECK(stated[0].at("prompt") == "a");
    CHECK_FALSE(stated[0].as_object().contains("template"));
    CHECK(stated[1].at("template") == "direct");
    CHECK(stated[1].at("prefill") == "The answer is \\boxed{");
    CHECK(stated[1].at("prompt").as_string().ends_with("assistant\nThe answer is \\boxed{"));
    CHECK(stated[2].at("template") == "messages");
    CHECK(stated[2].at("prompt").at(0).at("role") == "system");
    CHECK(stated[2].at("prompt").at(1).at("content") == "c");
    // Only the answer of p2 was begun for the model.
    CHECK(passk({"verify", "math", at.path("mixed")}).exit_code == 0);
    // The run's template says where an answer ends; a line's own cannot.
    CHECK(sample("eight", {"--template", "gsm8k-8shot"}).exit_code == 0);
    const std::string eight = bytes_of(at.path("eight"));
    CHECK(contains(eight, R"("stop":["\nQ:"])"));
    const std::string own = at.scratch.write(
        "own.jsonl", R"({"id": "p1", "prompt": "a", "reference": "7", "template": "mbpp-3shot"})");
    const command_result endless = passk(
        {"sample", "--backend", "markov:1", "--problems", own, "--out", at.path("own"), "-n", "2"});
    CHECK(endless.exit_code == 2);
    CHECK(contains(endless.err, "--stop '[DONE]'"));
}

TEST_CASE("a journal is a backend: what it holds is drawn again, and nothing else") {
    const bench at;
    REQUIRE(at.sample("6", {"--protocol", "paper", "--max-tokens", "40", "--token-ids"}).exit_code
            == 0);
    const auto replay = [&](const std::string& out, const std::string& n,
                            const std::string& tokens) {
        return passk({"sample", "--backend", "replay:" + at.journal, "--model", "markov-1",
                      "--problems", at.problems, "--out", at.path(out), "-n", n, "--protocol",
                      "paper", "--max-tokens", tokens, "--token-ids"});
    };
    const command_result again = replay("again", "6", "40");
    INFO(again.err);
    REQUIRE(again.exit_code == 0);
    const std::string first = bytes_of(at.journal);
    const std::string second = bytes_of(at.path("again"));
    CHECK(first.substr(first.find('\n')) == second.substr(second.find('\n')));
    const command_result more = replay("more", "8", "40");
    CHECK(more.exit_code == 1);
    CHECK(contains(more.err,
                   "6 rejected, the first: problem 'p1': draw 6 of this prompt was not "
                   "recorded with these parameters"));
    CHECK(replay("other", "6", "41").exit_code == 1);
    CHECK(passk({"sample", "--backend", "replay:" + at.path("nowhere"), "--problems", at.problems,
                 "--out", at.path("x"), "-n", "1"})
              .exit_code
          == 1);
}

TEST_CASE("probe says what a backend does") {
    const command_result text = passk({"probe", "--backend", "markov:1"});
    REQUIRE(text.exit_code == 0);
    CHECK(text.out.starts_with("Markov chain, model markov-1\n"));
    CHECK(contains(text.out, "  chat_prompts: yes\n"));
    CHECK(contains(text.out, "  images: no\n"));
    const boost::json::value said =
        boost::json::parse(passk({"probe", "--backend", "markov:1", "--format", "json"}).out);
    CHECK(said.at("schema") == "passk.probe/1");
    CHECK(said.at("scores_tokens") == true);
    CHECK(contains(passk({"probe", "--backend", "markov", "--format", "csv"}).out,
                   "ability,there\ntext_prompts,yes\n"));
}

TEST_CASE("programs: sampled, verified from the journal, compared") {
    if (!contains(passk({"verify", "--help"}).out, "program")) {
        return passk_tests::skip("the tool was built without the adapter program");
    }
    const bench at;
    const std::string problems = at.scratch.write(
        "HumanEval.jsonl",
        R"({"task_id": "HumanEval/0", "prompt": "def f(x):\n    \"\"\"One more than x.\"\"\"\n", "entry_point": "f", "canonical_solution": "    return x + 1\n", "test": "def check(c):\n    assert c(1) == 2\n"})"
        "\n"
        R"({"task_id": "HumanEval/1", "prompt": "def f(x):\n    \"\"\"One more than x.\"\"\"\n", "entry_point": "f", "canonical_solution": "    return x + 1\n", "test": "def check(c):\n    assert c(1) == 2\n"})"
        "\n");
    const auto verdicts = [&](const std::string& model, const std::string& right) {
        const std::string journal = at.path(model);
        REQUIRE(passk({"sample", "--backend", "markov:1", "--model", model, "--problems", problems,
                       "--template", "evalplus", "--out", journal, "-n", "4", "--max-tokens", "9"})
                    .exit_code
                == 0);
        // The toy writes no programs: sample 2 is put in its place, as if it had.
        std::string bytes = bytes_of(journal);
        const std::size_t text = bytes.find("\"text\":\"", bytes.find("\"sample\":2")) + 8;
        const std::size_t end = bytes.find('"', text);
        REQUIRE(end != std::string::npos);
        bytes.replace(text, end - text, right);
        at.scratch.write(model, bytes + R"({"problem": "HumanEval/0", "mod)");
        const std::string out = at.path(model + ".verdicts");
        const command_result judged = passk({"verify", "program", "--markdown", "--problems",
                                             problems, "--in", journal, "--out", out});
        INFO(judged.err);
        REQUIRE(judged.exit_code == 0);
        CHECK(contains(judged.err, ": the last line breaks off and was left out"));
        return out;
    };
    // The template began the answer with a sentence and the fence of a block.
    const std::string base = verdicts("base", R"(def f(x):\n    return x + 1\n```\nDone.)");
    const std::string tuned = verdicts("tuned", R"(def f(x):\n    return x + 2\n```\nDone.)");
    const command_result curve = passk({"curve", "--k", "1,4", "--format", "csv", base, tuned});
    INFO(curve.err);
    REQUIRE(curve.exit_code == 0);
    CHECK(contains(curve.out, "base,2,1,0.125,"));
    CHECK(contains(curve.out, "base,2,4,0.5,"));
    CHECK(contains(curve.out, "tuned,2,4,0,"));
    CHECK(passk({"compare", "--base", "base", "--tuned", "tuned", base, tuned}).exit_code == 0);
}

TEST_CASE("score by another model: raw log-probabilities of what was drawn, into perplexity") {
    const bench at;
    REQUIRE(at.sample("6", {"--logprobs", "--token-ids", "--temperature", "0.7"}).exit_code == 0);
    const std::string tuned = at.path("tuned.jsonl");
    REQUIRE(passk({"sample", "--backend", "markov:2", "--problems", at.problems, "--out", tuned,
                   "-n", "6", "--logprobs", "--token-ids"})
                .exit_code
            == 0);
    const std::string scored = at.path("scored.jsonl");
    const std::vector<std::string> score{"score", "--backend", "markov:1", "--in",
                                         tuned,   "--out",     scored};
    REQUIRE(passk(score).exit_code == 0);
    const command_result nothing =
        passk({"score", "--backend", "markov:1", "--in", "/dev/null", "--out", at.path("none")});
    CHECK(nothing.exit_code == 1);
    CHECK(nothing.err == "passk: /dev/null: there is no sample in it\n");
    const std::string before = bytes_of(scored);
    const command_result again = passk(score);
    CHECK(contains(again.err, "0 scored, 18 were there"));
    CHECK(bytes_of(scored) == before);
    // Torn by a crash, it is made whole.
    at.scratch.write("scored.jsonl", before.substr(0, before.size() - 20));
    CHECK(contains(passk(score).err, "1 scored, 17 were there"));
    CHECK(bytes_of(scored) == before);
    const command_result report =
        passk({"perplexity", "--base", "markov-1", "--tuned", "markov-2", at.journal, tuned, scored,
               "--format", "json", "--cut", "include"});
    INFO(report.err);
    CHECK(report.exit_code == 0);
    // Scored by itself, a model says what it said when it drew.
    const std::string self = at.path("self.jsonl");
    REQUIRE(passk({"score", "--backend", "markov:2", "--in", tuned, "--out", self}).exit_code == 0);
    std::ifstream drawn(tuned);
    std::ifstream rescored(self);
    std::string a;
    std::string b;
    int compared = 0;
    while (std::getline(drawn, a)) {
        const boost::json::value line = boost::json::parse(a);
        if (line.as_object().contains("schema")) {
            continue;
        }
        REQUIRE(std::getline(rescored, b));
        CHECK(line.at("token_logprobs") == boost::json::parse(b).at("token_logprobs"));
        ++compared;
    }
    CHECK(compared == 18);
}

TEST_CASE("Ctrl-C stops cleanly and says how to go on") {
    const bench at;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::freopen(at.path("out").c_str(), "w", stdout);
        std::freopen(at.path("err").c_str(), "w", stderr);
        ::execl(PASSK_TOOL, PASSK_TOOL, "sample", "--backend", "markov:1", "--problems",
                at.problems.c_str(), "--out", at.journal.c_str(), "-n", "65536", nullptr);
        ::_exit(127);
    }
    struct stat about {};
    while (::stat(at.journal.c_str(), &about) != 0 || about.st_size < 100'000) {
        ::sched_yield();
    }
    ::kill(child, SIGINT);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 1);
    CHECK(contains(bytes_of(at.path("err")), "passk: stopped: "));
    CHECK(contains(bytes_of(at.path("err")), "are missing; the same command goes on from here"));
    CHECK(contains(bytes_of(at.path("out")), " of 196,608 completions of 3 problems"));
    CHECK(bytes_of(at.journal).back() == '\n');
}

TEST_CASE("a full disk is an error that says what is kept") {
    const bench at;
    const command_result full = run_command({"/bin/sh", "-c",
                                             "ulimit -f 16; exec \"$0\" sample --backend markov:1 "
                                             "--problems \"$1\" --out \"$2\" -n 500",
                                             PASSK_TOOL, at.problems, at.journal});
    CHECK(full.exit_code == 1);
    CHECK(contains(full.err, "cannot be written: File too large"));
    CHECK(contains(full.err, "completions are kept; the same command goes on from here"));
    CHECK(bytes_of(at.journal).back() == '\n');
    CHECK(at.sample("500").exit_code == 0);
}

TEST_CASE("sample refuses what would spoil the counts") {
    const bench at;
    REQUIRE(at.sample("2").exit_code == 0);
    const std::string before = bytes_of(at.journal);
    const command_result hot = at.sample("2", {"--temperature", "0.5"});
    CHECK(hot.exit_code == 1);
    CHECK(contains(hot.err, ":1: the journal was drawn with another temperature"));
    CHECK(contains(at.sample("2", {"--template", "simplerl"}).err, "another template"));
    CHECK(contains(at.sample("2", {"--model", "other"}).err, "another model"));
    const command_result unknown = at.sample("2", {"--template", "nonesuch"});
    CHECK(unknown.exit_code == 2);
    CHECK(contains(unknown.err, "'nonesuch' is none of plain, "));
    const command_result nowhere = passk({"sample", "--backend", "tin-can", "--problems",
                                          at.problems, "--out", at.journal, "-n", "2"});
    CHECK(nowhere.exit_code == 2);
    CHECK(contains(nowhere.err, "'tin-can' is none of"));
    CHECK(bytes_of(at.journal) == before);
}

TEST_CASE("forecast beyond n, with what it rests on") {
    const std::string counts =
        passk_tests::source_directory() + "/examples/data/math500_qwen7b_simplerl_counts.csv";
    const command_result run = passk({"forecast", "--k", "128,10000", "--model", "Qwen2.5-7B",
                                      "--resamples", "20", "--format", "json", counts});
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    CHECK(document.at("schema").as_string() == "passk.forecast/1");
    REQUIRE(document.at("forecasts").as_array().size() == 1);
    const boost::json::value& forecast = document.at("forecasts").at(0);
    CHECK(forecast.at("estimand").as_string() == "sampled problems");
    const boost::json::value& within = forecast.at("points").at(0);
    const boost::json::value& beyond = forecast.at("points").at(1);
    CHECK_FALSE(within.at("beyond_n").as_bool());
    CHECK(beyond.at("beyond_n").as_bool());
    // All samples together say 481/500 at k = 128.
    CHECK(within.at("lower").to_number<double>() < 0.962);
    CHECK(within.at("upper").to_number<double>() > 0.962);
    CHECK(beyond.at("estimate").to_number<double>() > within.at("estimate").to_number<double>());
    CHECK(beyond.at("lower").to_number<double>() < beyond.at("estimate").to_number<double>());
    CHECK(beyond.at("upper").to_number<double>() < 1.0);
    CHECK(forecast.at("check").at("observed").to_number<double>() == doctest::Approx(0.962));
    CHECK(passk({"forecast", counts}).exit_code == 2);
    const scratch_directory scratch;
    const std::string one = scratch.write("one.csv", "model,problem,n,c\nm,p,8,0\nm,q,8,0\n");
    const command_result none = passk({"forecast", "--k", "100", one});
    CHECK(none.exit_code == 1);
    CHECK(contains(none.err, "the counts do not determine a distribution"));
}

#ifdef PASSK_TOOL_TINY_LM
TEST_CASE(
    "sample and score run on the embedded models that come with the tool, and on any weights") {
    const bench at;
    const std::string problems = at.scratch.write(
        "countdown.jsonl", R"({"id": "3918>15", "prompt": "3918>15:", "reference": "15"})"
                           "\n");
    const auto sample = [&](const std::string& backend, const std::string& out) {
        return passk({"sample", "--backend", backend, "--problems", problems, "--out", at.path(out),
                      "-n", "40", "--max-tokens", "26", "--logprobs", "--token-ids"});
    };
    const std::string file = passk_tests::source_directory() + "/examples/miniature/weights/";
    // In any order: several are drawn at once.
    const auto completions = [&](const std::string& out) {
        std::istringstream lines(bytes_of(at.path(out)));
        std::vector<std::string> sorted;
        std::string line;
        std::getline(lines, line);  // the header
        while (std::getline(lines, line)) {
            sorted.push_back(line);
        }
        std::sort(sorted.begin(), sorted.end());
        return sorted;
    };
    std::vector<std::vector<std::string>> drawn;
    for (const std::string name : {"base", "grpo", "distilled"}) {
        CAPTURE(name);
        const command_result named = sample("tiny_lm:" + name, name + ".jsonl");
        INFO(named.err);
        REQUIRE(named.exit_code == 0);
        REQUIRE(sample("tiny_lm:" + file + name + ".tlm", name + "_file.jsonl").exit_code == 0);
        drawn.push_back(completions(name + ".jsonl"));
        CHECK(drawn.back() == completions(name + "_file.jsonl"));
        const std::string header = bytes_of(at.path(name + ".jsonl"));
        CHECK(boost::json::parse(header.substr(0, header.find('\n'))).at("model").as_string()
              == name);
    }
    CHECK(drawn[0] != drawn[1]);
    CHECK(drawn[0] != drawn[2]);
    REQUIRE(sample("tiny_lm", "bare.jsonl").exit_code == 0);
    CHECK(completions("bare.jsonl") == drawn[0]);
    const command_result scored = passk({"score", "--backend", "tiny_lm", "--in",
                                         at.path("grpo.jsonl"), "--out", at.path("scored.jsonl")});
    INFO(scored.err);
    CHECK(scored.exit_code == 0);
    CHECK(contains(bytes_of(at.path("scored.jsonl")), "logprobs"));

    const command_result unknown = sample("tiny_lm:no_such", "none.jsonl");
    CHECK(unknown.exit_code == 1);
    CHECK(contains(unknown.err, "'no_such'"));
    CHECK(contains(unknown.err, "base, distilled, grpo"));
    const std::string whole = bytes_of(file + "base.tlm");
    const std::string cut = at.scratch.write("cut.tlm", whole.substr(0, whole.size() / 2));
    const command_result truncated = sample("tiny_lm:" + cut, "none.jsonl");
    CHECK(truncated.exit_code == 1);
    CHECK(contains(truncated.err, "cut.tlm: "));
}
#endif
