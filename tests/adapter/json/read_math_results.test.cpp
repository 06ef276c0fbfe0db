// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_math_results.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"
#include "temporary_files.hpp"

#include <string>

namespace {

using passk_tests::complaint;
using passk_tests::counts;
using passk_tests::must;
using passk_tests::read;
namespace json = passk::adapter::json;

std::string qwen_line(const std::string& idx, const std::string& question,
                      const std::string& score) {
    return "{\"idx\": " + idx + ", \"question\": \"" + question
           + "\", \"gt\": \"1\", \"level\": 1, \"code\": [\"a\", \"b\"], \"pred\": [\"1\", \"2\"],"
             " \"report\": [null, null], \"score\": "
           + score + "}\n";
}

TEST_CASE("Qwen2.5-Math: seed files of a folder are one model, joined by idx") {
    const passk_tests::temporary_files files;
    const std::string seed1 =
        files.write("base/test_qwen-boxed_-1_seed1_t0.6_s0_e-1.jsonl",
                    qwen_line("0", "a", "[true, false]") + qwen_line("1", "b", "[false, false]"));
    const std::string seed2 =
        files.write("base/test_qwen-boxed_-1_seed2_t0.6_s0_e-1.jsonl",
                    qwen_line("1", "b", "[true, null]") + qwen_line("0", "a", "[true, true]"));
    const std::string other = files.write("tuned/test_qwen-boxed_-1_seed1_t0.6_s0_e-1.jsonl",
                                          qwen_line("0", "a", "[true]"));

    const auto one = must(json::read_outcomes({seed1, seed2}));
    CHECK(one.report.files.at(0).format == json::file_format::qwen_math);
    REQUIRE(one.table.models().size() == 1);
    CHECK(one.table.models()[0] == "test_qwen-boxed_-1_t0.6_s0_e-1");
    CHECK(counts(one, "0", one.table.models()[0])
          == passk::verdict_counts{.correct = 3, .incorrect = 1});
    CHECK(counts(one, "1", one.table.models()[0])
          == passk::verdict_counts{.correct = 1, .incorrect = 2, .undecided = 1});

    const auto both = must(json::read_outcomes({seed1, other, seed2}));
    CHECK(counts(both, "0", "base").correct == 3);
    CHECK(counts(both, "0", "tuned").correct == 1);
    CHECK(both.table.pair("base", "tuned").base_alone.size() == 1);

    const auto named = must(json::read_outcomes({seed1, other}, {.model = "both"}));
    CHECK(counts(named, "0", "both") == passk::verdict_counts{.correct = 2, .incorrect = 1});
}

TEST_CASE("Qwen2.5-Math: an idx of another question is another problem") {
    const passk_tests::temporary_files files;
    const std::string math = files.write("math/a_seed1.jsonl", qwen_line("0", "a", "[true]"));
    const std::string aime = files.write("aime/a_seed1.jsonl", qwen_line("0", "b", "[true]"));
    const auto got = must(json::read_outcomes({math, aime}, {.model = "base"}));
    const passk::model_outcomes outcomes = got.table.outcomes_of("base");
    REQUIRE(outcomes.tallies.size() == 2);
    CHECK(outcomes.tallies[0].trials() == 1);
    REQUIRE(got.report.notes.size() == 2);
    CHECK(got.report.notes[0].text
          == "problems of one name ask different questions in these files, such as '0': they are "
             "kept apart");
    CHECK(got.report.notes[1].text == "2 files joined as model 'base': " + math + ", " + aime);
}

TEST_CASE("Qwen2.5-Math: faults") {
    CHECK(complaint("q.jsonl", qwen_line("0", "a", "[true]") + qwen_line("0", "a", "[true]"))
          == "q.jsonl:2: problem '0' of model 'q' stands in this file twice");
    CHECK(complaint("q.jsonl", qwen_line("0", "a", "[true]") + qwen_line("1", "b", "true"))
          == "q.jsonl:2: score is not a list (true)");
    CHECK(complaint("q.jsonl", qwen_line("0", "a", "[true, 7]"))
          == "q.jsonl:1: score is neither 0 nor 1: a score needs --threshold, from which on it is "
             "correct (7)");
}

std::string nemo_line(const std::string& problem, const std::string& rest) {
    return "{\"problem\": \"" + problem + "\", \"expected_answer\": \"1\", " + rest
           + ", \"num_generated_tokens\": 65}\n";
}

TEST_CASE("NeMo-Skills: a file a sample, joined by problem whatever the order") {
    const passk_tests::temporary_files files;
    const std::string right = "\"predicted_answer\": \"1\", \"symbolic_correct\": true";
    const std::string wrong = "\"predicted_answer\": \"2\", \"symbolic_correct\": false";
    const std::string unread = "\"predicted_answer\": null, \"symbolic_correct\": false";
    const std::string rs0 =
        files.write("base/math/output-rs0.jsonl", nemo_line("What is 1?", right)
                                                      + nemo_line("What is 2?", wrong)
                                                      + nemo_line("What is 1?", wrong));
    const std::string rs1 =
        files.write("base/math/output-rs1.jsonl", nemo_line("What is 2?", unread)
                                                      + nemo_line("What is 1?", right)
                                                      + nemo_line("What is 1?", wrong));
    const auto got = must(json::read_outcomes({rs0, rs1}));
    CHECK(got.report.files.at(0).format == json::file_format::nemo_skills);
    CHECK(counts(got, "What is 1?", "math") == passk::verdict_counts{.correct = 2});
    CHECK(counts(got, "What is 1? (2)", "math") == passk::verdict_counts{.incorrect = 2});
    CHECK(counts(got, "What is 2?", "math")
          == passk::verdict_counts{.incorrect = 1, .undecided = 1});

    const std::string tuned =
        files.write("tuned/math/output-rs0.jsonl", nemo_line("What is 1?", right));
    const auto both = must(json::read_outcomes({rs0, tuned, rs1}));
    CHECK(counts(both, "What is 1?", "base").correct == 2);
    CHECK(counts(both, "What is 1?", "tuned").correct == 1);
}

TEST_CASE("NeMo-Skills: judgements") {
    const std::string longer(5000, 'x');
    const auto got =
        read("output-rs0.jsonl",
             nemo_line("a", "\"predicted_answer\": \"1\", \"judgement\": \"Judgement: Yes\"")
                 + nemo_line("b", "\"predicted_answer\": \"1\", \"judgement\": \"" + longer
                                      + "\\n**Judgement**: no, it is not\"")
                 + nemo_line("c", "\"predicted_answer\": \"1\", \"judgement\": \"I am not sure\"")
                 + nemo_line("d", "\"predicted_answer\": \"1\", \"judgement\": null"));
    CHECK(counts(got, "a", "output") == passk::verdict_counts{.correct = 1});
    CHECK(counts(got, "b", "output") == passk::verdict_counts{.incorrect = 1});
    CHECK(counts(got, "c", "output") == passk::verdict_counts{.undecided = 1});
    CHECK(counts(got, "d", "output") == passk::verdict_counts{.undecided = 1});

    const std::string both = nemo_line("a",
                                       "\"predicted_answer\": \"1\", \"symbolic_correct\": false, "
                                       "\"judgement\": \"Judgement: Yes\"");
    const auto symbolic = read("o-rs0.jsonl", both);
    CHECK(counts(symbolic, "a", "o") == passk::verdict_counts{.incorrect = 1});
    CHECK(symbolic.report.notes.size() == 1);
    const auto judged = read("o-rs0.jsonl", both, {.metric = "judgement"});
    CHECK(counts(judged, "a", "o") == passk::verdict_counts{.correct = 1});
}

TEST_CASE("verl: samples of one input, by acc or score") {
    const std::string prompt = "system\\nBe brief.\\nuser\\nWhat is 1?";
    const auto line = [&](const std::string& extras) {
        return "{\"input\": \"" + prompt + "\", \"output\": \"o\", \"gts\": \"1\", " + extras
               + ", \"step\": 10}\n";
    };
    const auto got = read("10.jsonl", line("\"score\": 1.0") + line("\"score\": -1.0")
                                          + line("\"score\": 0.0") + line("\"score\": null"));
    CHECK(got.report.files.at(0).format == json::file_format::verl);
    REQUIRE(got.table.problems().size() == 1);
    const std::string name = got.table.problems()[0];
    CHECK(name.starts_with("system Be brief. user What is 1? #"));
    CHECK(counts(got, name, "10")
          == passk::verdict_counts{.correct = 1, .incorrect = 2, .undecided = 1});

    const auto acc = read("10.jsonl", line("\"score\": 0.1, \"acc\": true"));
    CHECK(counts(acc, name, "10") == passk::verdict_counts{.correct = 1});
    CHECK(complaint("10.jsonl", line("\"score\": 0.1"))
          == "10.jsonl: no sample is 0 or 1 (score = 1E-1): a score needs --threshold, from which on it is correct");
    const auto chosen = read("10.jsonl", line("\"score\": 0.1, \"em\": 1"), {.metric = "em"});
    CHECK(counts(chosen, name, "10") == passk::verdict_counts{.correct = 1});
}

}  // namespace
