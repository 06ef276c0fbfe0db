// SPDX-License-Identifier: Apache-2.0
// Files that evaluation tools wrote (files/README.md), against counts that files/counts.py computes
// from them, and what people do with such files: copies, retries, folders, archives, other names.
#include <passk/adapter/json/read_outcomes.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"
#include "source_directory.hpp"
#include "temporary_files.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

using passk_tests::counts;
using passk_tests::must;
using passk_tests::temporary_files;
namespace json = passk::adapter::json;

std::string file(const std::string& name) {
    return (std::filesystem::path(passk_tests::source_directory()) / "tests/adapter/json/files"
            / name)
        .string();
}

struct known_counts {
    std::string problem{};
    std::uint64_t n = 0;
    std::uint64_t c = 0;
    std::uint64_t undecided = 0;
};

std::vector<known_counts> known(const std::string& name) {
    std::ifstream table(file("counts.csv"));
    std::vector<known_counts> rows;
    std::string line;
    while (std::getline(table, line)) {
        std::istringstream fields(line);
        std::string which;
        std::string part;
        known_counts row;
        std::getline(fields, which, ',');
        std::getline(fields, row.problem, ',');
        if (which != name) {
            continue;
        }
        std::getline(fields, part, ',');
        row.n = std::stoull(part);
        std::getline(fields, part, ',');
        row.c = std::stoull(part);
        std::getline(fields, part, ',');
        row.undecided = std::stoull(part);
        rows.push_back(row);
    }
    REQUIRE(!rows.empty());
    return rows;
}

// Compares all counts of the only model with those of a case of counts.csv.
void check(const std::string& name, const json::read_outcomes_result& got,
           const std::string& model) {
    CAPTURE(name);
    REQUIRE(got.table.models().size() == 1);
    CHECK(got.table.models()[0] == model);
    const std::vector<known_counts> rows = known(name);
    std::size_t drawn = 0;
    for (const std::string& problem : got.table.problems()) {
        drawn += got.table.find(problem, model)->drawn() > 0 ? 1U : 0U;
    }
    CHECK(drawn == rows.size());
    for (const known_counts& row : rows) {
        CAPTURE(row.problem);
        const passk::verdict_counts found = counts(got, row.problem, model);
        CHECK(found.drawn() == row.n);
        CHECK(found.correct == row.c);
        CHECK(found.undecided == row.undecided);
    }
}

bool has_note(const json::read_report& report, const std::string& part) {
    return std::any_of(report.notes.begin(), report.notes.end(), [&](const json::read_note& note) {
        return note.text.find(part) != std::string::npos;
    });
}

const std::string mock = "mockllm/model";

TEST_CASE("inspect: a retried run counts each sample once") {
    const std::string first =
        file("inspect/2026-12-01T12-52-12-00-00_rt_J6xCpHrwqpkBKCVKegk69X.json");
    const std::string retry =
        file("inspect/2026-12-01T12-52-17-00-00_rt_J6xCpHrwqpkBKCVKegk69X.json");
    const auto got = must(json::read_outcomes({first, retry}));
    check("retry", got, mock);
    CHECK(has_note(got.report, "2 files joined as model 'mockllm/model'"));
    CHECK(has_note(got.report,
                   "42 samples stand in several files of their run and count once; 6 that failed"));
    // In the other order, and with an older run that gave the same samples.
    check("retry", must(json::read_outcomes({retry, first})), mock);
    const auto all = must(json::read_outcomes({file("inspect/*_rt_*.json")}));
    check("retry", all, mock);
    CHECK(has_note(all.report, "has the same samples of model 'mockllm/model' as"));
}

TEST_CASE("inspect: the same ids with other questions are other problems") {
    const auto got = must(json::read_outcomes({file("inspect/*_quiz_*.json")}));
    REQUIRE(got.table.models().size() == 1);
    const passk::model_outcomes outcomes = got.table.outcomes_of(mock);
    REQUIRE(outcomes.tallies.size() == known("quiz").size());
    std::uint64_t c = 0;
    for (const passk::tally& one : outcomes.tallies) {
        CHECK(one.trials() == 1);
        c += one.successes();
    }
    CHECK(c == 2);
    CHECK(has_note(got.report, "ask different questions"));
}

TEST_CASE("inspect: unscored samples, scores of several values, .eval archives") {
    check("unscored", must(json::read_outcomes({file("inspect/*_tn_*.json")})), mock);
    const std::vector<std::string> dict{file("inspect/*_t7_*.json")};
    const auto refused = json::read_outcomes(dict);
    REQUIRE(!refused);
    CHECK(refused.error().context.ends_with(
        "the score of 'dictscore' has several values; choose one with --metric (dictscore.a, "
        "dictscore.b)"));
    check("dict.a", must(json::read_outcomes(dict, {.metric = "dictscore.a"})), mock);
    check("dict.a", must(json::read_outcomes(dict, {.metric = "a"})), mock);
    check("dict.b", must(json::read_outcomes(dict, {.metric = "b", .threshold = 0.5})), mock);
    const auto misspelt = json::read_outcomes(dict, {.metric = "dictscor.a"});
    REQUIRE(!misspelt);
    CHECK(misspelt.error().context.find("did you mean 'dictscore'?") != std::string::npos);

    const auto archive = must(json::read_outcomes({file("inspect/nan.eval")}));
    const passk::model_outcomes outcomes = archive.table.outcomes_of(mock);
    CHECK(outcomes.tallies.size() == 12);
    CHECK(outcomes.undecided == 6);
    // python3: sum over samples/*.json of scores.nanny.value == "C"
    std::uint64_t c = 0;
    for (const passk::tally& one : outcomes.tallies) {
        CHECK(one.trials() == 3);
        c += one.successes();
    }
    CHECK(c == 13);
    CHECK(counts(must(json::read_outcomes({file("inspect/one.eval")})), "t9/1", mock).incorrect
          == 1);
}

TEST_CASE("lm-eval: pass@8 is not pass@1, and repeats are told") {
    const auto refused = json::read_outcomes(
        {file("lm_eval/strong/samples_add_8_2026-12-01T13-20-16.503007.jsonl")});
    REQUIRE(!refused);
    CHECK(refused.error().context.find("of n = 8, c = 7 and c = 8 have the same")
          != std::string::npos);
    const auto got = must(json::read_outcomes({file("lm_eval/strong/samples_mygen*")}));
    check("lm_eval", got, "strong");
    CHECK(has_note(got.report, "4 responses to each document but one 'acc': n = 1"));
    CHECK(has_note(got.report, "counted by 'acc'; there is also 'acc_norm'"));

    const auto line = [](const std::string& metric) {
        return R"({"doc_id": 0, "resps": [["a", "b", "a", "c", "d", "e", "f", "g"]], "filter": "f", "metrics": [)"
               + metric + "}\n";
    };
    const auto from = [&](const std::string& metric, const std::string& asked) {
        return counts(passk_tests::read("s.jsonl", line(metric), {.metric = asked}), "0", "s");
    };
    CHECK(from(R"("pass@1"], "pass@1": 0.375)", "")
          == passk::verdict_counts{.correct = 3, .incorrect = 5});
    CHECK(from(R"("pass@2", "pass@4"], "pass@2": 0.6428571428571428, "pass@4": 0.9285714285714286)",
               "")
              .correct
          == 3);
    CHECK(from(R"("pass@1", "pass@8"], "pass@1": 0.125, "pass@8": 1.0)", "pass@1").correct == 1);
    CHECK(from(R"("exact_match"], "exact_match": 0.25)", "")
          == passk::verdict_counts{.correct = 2, .incorrect = 6});
}

TEST_CASE("folders: Harbor, SWE-bench, verifiers") {
    const auto harbor = must(json::read_outcomes({file("harbor")}));
    check("harbor", harbor, "terminus-2/gpt-x");
    CHECK(harbor.report.left.size() == 1);  // the job's own result.json
    const auto reports = must(
        json::read_outcomes({file("swebench/gpt-x.run1.json"), file("swebench/gpt-x.run2.json")}));
    check("swebench", reports, "gpt-x");
    CHECK(counts(reports, "django__django-1007", "gpt-x") == passk::verdict_counts{.missing = 2});
    // With the reports of instances beside them, each run still counts once.
    check("swebench", must(json::read_outcomes({file("swebench")})), "gpt-x");
    check("verifiers_0.1", must(json::read_outcomes({file("verifiers_0.1")})), "strong");
    check("verifiers_0.4", must(json::read_outcomes({file("verifiers_0.4")})), "strong");
}

TEST_CASE("lighteval: JSON lines are read, Parquet is refused with the way to export it") {
    check("lighteval", must(json::read_outcomes({file("lighteval/details_strong.jsonl")})),
          "details_strong");
    const auto refused = json::read_outcomes({file("lighteval/details_strong.parquet")});
    REQUIRE(!refused);
    CHECK(refused.error().context.find("pandas.read_parquet(") != std::string::npos);
}

TEST_CASE("a file of another kind shows the options that read it") {
    const std::string path = file("deepeval/test_run_20261201_132230.json");
    const auto refused = json::read_outcomes({path});
    REQUIRE(!refused);
    CHECK(refused.error().context.find("--problem-field 'testCases.*.name' --verdict-field "
                                       "'testCases.*.success'")
          != std::string::npos);
    check("deepeval",
          must(json::read_outcomes({path}, {.fields = {.problem = "testCases.*.name",
                                                       .verdict = "testCases.*.success"}})),
          "test_run_20261201_132230");
    const auto evals = must(json::read_outcomes(
        {file("openai_evals/run1.jsonl"), file("openai_evals/run2.jsonl")},
        {.model = "dummy", .fields = {.problem = "sample_id", .verdict = "data.correct"}}));
    check("openai_evals", evals, "dummy");
    CHECK(has_note(evals.report, "2 records have no 'data.correct'"));
}

// human-eval results of a model on two problems, as many samples as there are letters.
std::string samples(const std::string& letters, const std::string& more = "") {
    std::string lines;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        lines += R"({"task_id": "HumanEval/)" + std::to_string(i % 2)
                 + R"(", "completion": "    return )" + std::to_string(i) + more
                 + R"(", "passed": )" + (letters[i] == 'C' ? "true" : "false") + "}\n";
    }
    return lines;
}

TEST_CASE("the same samples twice count once, and a note tells") {
    const temporary_files files;
    const std::string lines = samples("CICCIIIC");
    const std::string plain = files.write("run/base.jsonl", lines);
    const auto check_once = [&](const std::string& other) {
        CAPTURE(other);
        const auto got = must(json::read_outcomes({plain, other}, {.model = "base"}));
        REQUIRE(got.table.models().size() == 1);
        CHECK(counts(got, "HumanEval/0", "base").drawn() == 4);
        CHECK(has_note(got.report, "has the same samples of model 'base' as"));
        CHECK(!has_note(got.report, "files joined"));
    };
    check_once(files.write_packed("run/base.jsonl.gz", lines, "gzip"));
    check_once(files.write_packed("run/base.jsonl.zst", lines, "zstd"));
    check_once(files.write("run/base (1).jsonl", lines));
    check_once(files.write("run/base_2026-12-02.jsonl", lines));
    // A part of it, and one in another order.
    check_once(files.write("run/part.jsonl", lines.substr(0, lines.find('\n', 300) + 1)));
    // More samples are more samples.
    const std::string more = files.write("run/more.jsonl", samples("CICC", "0"));
    const auto joined = must(json::read_outcomes({plain, more}, {.model = "base"}));
    CHECK(counts(joined, "HumanEval/0", "base").drawn() == 6);
    CHECK(has_note(joined.report, "2 files joined as model 'base'"));
    // Seeds of nothing but verdicts are different samples, however alike.
    const std::string verdicts = "problem,model,correct\np,m,1\nq,m,0\n";
    const std::string one = files.write("seeds/run1.csv", verdicts);
    const std::string two = files.write("seeds/run2.csv", verdicts);
    CHECK(counts(must(json::read_outcomes({one, two})), "p", "m").drawn() == 2);
    const std::string copy = files.write("seeds/run1 (1).csv", verdicts);
    CHECK(counts(must(json::read_outcomes({one, copy})), "p", "m").drawn() == 1);
}

TEST_CASE("models go by many names, and no two of them are pooled") {
    const temporary_files files;
    for (const std::string column :
         {"model", "model_name", "model_id", "llm", "agent", "Model", "Model Name", "LLM"}) {
        CAPTURE(column);
        const std::string table =
            files.write("t.csv", "task_id," + column + ",passed\np,a,1\np,b,0\nq,a,1\nq,b,1\n");
        const auto got = must(json::read_outcomes({table}));
        CHECK(got.table.models().size() == 2);
        CHECK(counts(got, "p", "a") == passk::verdict_counts{.correct = 1});
    }
    const auto both = must(json::read_outcomes(
        {files.write("b.csv", "problem,agent,model,passed\np,x,a,1\np,y,a,0\n")}));
    CHECK(counts(both, "p", "y/a") == passk::verdict_counts{.incorrect = 1});
    const auto lines = must(json::read_outcomes(
        {files.write("h.jsonl",
                     "{\"task_id\":\"p\",\"model\":\"a\",\"passed\":true}\n{\"task_id\":\"p\","
                     "\"model\":\"b\",\"passed\":false}\n")}));
    CHECK(lines.table.models().size() == 2);
    const auto unknown = must(json::read_outcomes({files.write(
        "u.csv", "problem,variant,passed\np,base,1\np,tuned,0\nq,base,0\nq,tuned,1\n")}));
    CHECK(has_note(unknown.report,
                   "the column 'variant' is not used (base, tuned); if it names the model: "
                   "--model-field variant"));
    const auto named =
        must(json::read_outcomes({files.path("u.csv")}, {.fields = {.model = "variant"}}));
    CHECK(named.table.models().size() == 2);
}

TEST_CASE("common spellings of CSV columns") {
    const temporary_files files;
    const auto one = [&](const std::string& text) {
        return counts(must(json::read_outcomes({files.write("m.csv", text)})), "p", "m");
    };
    const passk::verdict_counts expected{.correct = 3, .incorrect = 1};
    CHECK(one("task,num_samples,num_correct\np,4,3\n") == expected);
    CHECK(one("instance_id,trials,successes\np,4,3\n") == expected);
    CHECK(one("Problem;N;C\np;4;3\n") == expected);
    CHECK(one("problem,n,pass@1\np,4,0.75\n") == expected);
    CHECK(one("problem,n,pass@2\np,4,0.5\n")
          == passk::verdict_counts{.correct = 1, .incorrect = 3});
    CHECK(one("instance_id,pass\np,True\np,pass\np,1.0\np,FAIL\n") == expected);
    CHECK(one("id,seed,sample,score\np,1,0,1\np,1,1,1\np,2,0,1\np,2,1,0\n") == expected);
    const auto refused = json::read_outcomes({files.write("m.csv", "problem,n,pass@4\np,8,1\n")});
    REQUIRE(!refused);
    CHECK(refused.error().context.find("c = 5 and c = 8 have the same") != std::string::npos);
}

TEST_CASE("partial credit is undecided until a threshold says otherwise") {
    const temporary_files files;
    const std::string path =
        files.write("m.csv", "problem,score\np,1\np,0.25\np,0\np,nan\np,0.75\n");
    const auto got = must(json::read_outcomes({path}));
    CHECK(counts(got, "p", "m")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 3});
    CHECK(has_note(got.report, "2 samples with partial credit, such as score = 0.25"));
    CHECK(counts(must(json::read_outcomes({path}, {.threshold = 0.5})), "p", "m")
          == passk::verdict_counts{.correct = 2, .incorrect = 2, .undecided = 1});
    const std::string ten = files.write("ten.csv", "problem,score\np,8\np,3\n");
    CHECK(!json::read_outcomes({ten}));
    CHECK(counts(must(json::read_outcomes({ten}, {.threshold = 6})), "p", "ten")
          == passk::verdict_counts{.correct = 1, .incorrect = 1});
    const auto python = must(
        json::read_outcomes({files.write("n.jsonl",
                                         "{\"task_id\":\"p\",\"passed\":true,\"loss\":NaN}\n{"
                                         "\"task_id\":\"p\",\"passed\":NaN,\"x\":[Infinity]}\n")}));
    CHECK(counts(python, "p", "n") == passk::verdict_counts{.correct = 1, .undecided = 1});
}

TEST_CASE("NeMo code results: seeds are samples, and the plus tests decide") {
    const temporary_files files;
    const auto line = [](const std::string& id, bool base, bool plus, int tokens) {
        const auto word = [](bool truth) { return std::string(truth ? "true" : "false"); };
        return "{\"task_id\": \"" + id + "\", \"generation\": \"g" + std::to_string(tokens)
               + "\", \"is_correct\": " + word(base) + ", \"is_correct-plus\": " + word(plus)
               + "}\n";
    };
    std::vector<std::string> paths;
    for (int seed = 0; seed < 4; ++seed) {
        paths.push_back(
            files.write("exp/eval-results/human-eval/output-rs" + std::to_string(seed) + ".jsonl",
                        line("a", true, seed % 2 == 0, 1) + line("b", seed == 0, seed == 0, 2)));
    }
    const auto got = must(json::read_outcomes(paths));
    CHECK(counts(got, "a", "exp") == passk::verdict_counts{.correct = 2, .incorrect = 2});
    CHECK(counts(got, "b", "exp") == passk::verdict_counts{.correct = 1, .incorrect = 3});
    CHECK(has_note(got.report, "counted by 'is_correct-plus'; there is also 'is_correct'"));
    CHECK(has_note(got.report, "4 files joined as model 'exp'"));
    CHECK(
        counts(must(json::read_outcomes(paths, {.tests = json::evalplus_tests::base})), "a", "exp")
            .correct
        == 4);
}

TEST_CASE(
    "MathArena, MultiPL-E, LiveCodeBench's other scenarios, BigCodeBench, old evalscope, "
    "Terminal-Bench") {
    const temporary_files files;
    const auto arena = [](int idx, const std::string& correct) {
        return "{\"idx\": " + std::to_string(idx) + ", \"problem\": \"P" + std::to_string(idx)
               + "\", \"gold_answer\": \"1\", \"answers\": [\"1\"], \"correct\": " + correct
               + ", \"pass_at_1\": 0.5}";
    };
    static_cast<void>(files.write("arena/aime/o3/1.json", arena(1, "[true, false, true, true]")));
    static_cast<void>(files.write_packed("arena/aime/o3/2.json.zst",
                                         arena(2, "[false, false, false, true]"), "zstd"));
    const auto got = must(json::read_outcomes({files.path("arena")}));
    CHECK(counts(got, "1", "o3") == passk::verdict_counts{.correct = 3, .incorrect = 1});
    CHECK(counts(got, "2", "o3") == passk::verdict_counts{.correct = 1, .incorrect = 3});

    static_cast<void>(files.write(
        "mp/code-py/HumanEval_0.results.json",
        R"({"name": "HumanEval_0", "language": "py", "results": [{"status": "OK", "exit_code": 0},
            {"status": "Exception", "exit_code": 1}, {"status": "Timeout", "exit_code": -1}]})"));
    CHECK(counts(must(json::read_outcomes({files.path("mp")})), "HumanEval_0", "code-py")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 1});

    const auto output = passk_tests::read(
        "x/e.json",
        R"([{"question_id": 7, "test_id": 0, "pred_list": ["a"], "graded_list": [true, false]},
            {"question_id": 7, "test_id": 1, "pred_list": ["a"], "graded_list": [false, false]}])");
    CHECK(counts(output, "7/0", "x").correct == 1);
    CHECK(counts(output, "7/1", "x").correct == 0);
    const auto execution = passk_tests::read(
        "x/e.json", R"([{"id": "sample_0", "question_id": 7, "graded_list": [true]},
            {"id": "sample_1", "question_id": 7, "graded_list": [false]}])");
    CHECK(counts(execution, "sample_1", "x").incorrect == 1);

    const auto big = passk_tests::read("big.json", R"({"date": "d", "eval": {"BigCodeBench/0": [
        {"task_id": "BigCodeBench/0", "solution": "s", "status": "pass", "details": {}},
        {"task_id": "BigCodeBench/0", "solution": "s", "status": "timeout", "details": {}},
        {"task_id": "BigCodeBench/0", "solution": "s", "status": "fail", "details": {}}]}})");
    CHECK(counts(big, "BigCodeBench/0", "big")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 1});

    const auto old = passk_tests::read(
        "reviews/qwen/gsm8k.jsonl",
        R"({"index": 0, "choices": [{"review": {"gold": "1", "pred": "1", "result": 1.0}}]}
{"index": 1, "choices": [{"review": {"gold": "1", "pred": "2", "result": {"AverageAccuracy": 0.0}}}]}
)");
    CHECK(counts(old, "gsm8k/0", "qwen").correct == 1);
    CHECK(counts(old, "gsm8k/1", "qwen").incorrect == 1);

    const auto terminal = passk_tests::read(
        "runs/claude/results.json",
        R"({"id": "r", "results": [{"id": "u1", "trial_name": "t.1", "task_id": "t", "is_resolved": true},
            {"id": "u2", "trial_name": "t.2", "task_id": "t", "is_resolved": null}], "n_resolved": 1})");
    CHECK(counts(terminal, "t", "claude") == passk::verdict_counts{.correct = 1, .undecided = 1});
}

TEST_CASE("archives and every compression") {
    const temporary_files files;
    const std::string lines = samples("CICC");
    for (const char* filter : {"gzip", "zstd", "xz", "bzip2", "lz4"}) {
        CAPTURE(filter);
        const std::string path = files.write_packed(std::string("base.") + filter, lines, filter);
        CHECK(must(json::read_outcomes({path}, {.model = "m"}))
                  .table.outcomes_of("m")
                  .tallies.at(0)
                  .trials()
              == 2);
    }
    for (const std::string format : {"zip", "ustar"}) {
        CAPTURE(format);
        const std::string path =
            files.write_archive(format == "zip" ? "all.zip" : "all.tgz", format.c_str(),
                                {{"a/one.jsonl", samples("CI")},
                                 {"a/notes.json", "{\"x\": 1}"},
                                 {"../two.jsonl", samples("CC", "7")},
                                 {"readme.txt", "t"}});
        const auto got = must(json::read_outcomes({path}));
        CHECK(got.table.models().size() == 2);
        CHECK(counts(got, "HumanEval/1", "two") == passk::verdict_counts{.correct = 1});
        REQUIRE(got.report.left.size() == 1);
        CHECK(got.report.left[0].file == path + "/a/notes.json");
    }
}

TEST_CASE("an archive that unpacks to a thousand times its size is refused") {
    const temporary_files files;
    const std::string line =
        "{\"task_id\":\"p\",\"passed\":true}" + std::string(1'000'000, ' ') + '\n';
    std::string bomb;
    for (int i = 0; i < 600; ++i) {
        bomb += line;
    }
    const std::string path = files.write_packed("bomb.jsonl.zst", bomb, "zstd");
    const auto refused = json::read_outcomes({path});
    REQUIRE(!refused);
    CHECK(refused.error().context.starts_with(
        path + ": unpacks to more than a thousand times its size"));
}

TEST_CASE("an .eval archive cut anywhere is refused or read in part, never crashes") {
    const temporary_files files;
    std::ifstream whole(file("inspect/one.eval"), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(whole), {}};
    for (std::size_t size = 0; size < bytes.size(); size += 37) {
        const auto got = json::read_outcomes({files.write("cut.eval", bytes.substr(0, size))});
        if (got) {
            CHECK(got.value().table.problems().size() == 1);
        }
    }
}

TEST_CASE("run inside its folder, lm-eval's model keeps its name") {
    const temporary_files files;
    const std::string line = R"({"doc_id": 0, "filter": "none", "metrics": ["acc"], "acc": 1.0})";
    static_cast<void>(files.write("org__model/samples_arc_2026-12-01T10-00-00.jsonl", line));
    static_cast<void>(files.write("org__model/samples_boolq_2026-12-01T10-00-00.jsonl", line));
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(files.path("org__model"));
    const auto got = json::read_outcomes(
        {"samples_arc_2026-12-01T10-00-00.jsonl", "samples_boolq_2026-12-01T10-00-00.jsonl"});
    std::filesystem::current_path(before);
    REQUIRE(got.has_value());
    CHECK(counts(got.value(), "arc/0", "org__model").correct == 1);
    CHECK(counts(got.value(), "boolq/0", "org__model").correct == 1);
}

}  // namespace
