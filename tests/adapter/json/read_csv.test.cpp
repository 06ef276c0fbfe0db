// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/json/read_csv.hpp>

#include <passk/adapter/json/read_outcomes.hpp>

#include <doctest/doctest.h>

#include "reading.hpp"

#include <recorded_data.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using passk_tests::counts;
using passk_tests::must;
namespace json = passk::adapter::json;

json::read_outcomes_result read(std::string_view bytes, const json::read_options& options = {}) {
    return passk_tests::read("table.csv", bytes, options);
}

std::string complaint(std::string_view bytes) {
    return passk_tests::complaint("table.csv", bytes);
}

std::uint64_t total_successes(const passk::model_outcomes& outcomes) {
    std::uint64_t sum = 0;
    for (const passk::tally& one : outcomes.tallies) {
        sum += one.successes();
    }
    return sum;
}

TEST_CASE("counts in any order of columns, with or without a model") {
    const auto got = read("c,model,note,n,problem\n3,base,x,4,p1\n0,tuned,y,2,p1\n");
    CHECK(counts(got, "p1", "base") == passk::verdict_counts{.correct = 3, .incorrect = 1});
    CHECK(counts(got, "p1", "tuned") == passk::verdict_counts{.incorrect = 2});
    CHECK(got.report.files.at(0).format == json::file_format::counts_csv);
    CHECK(got.report.files.at(0).problems == 2);
    CHECK(got.report.files.at(0).samples == 6);

    const auto unnamed = read("problem,n,c\np1,4,3\n");
    CHECK(counts(unnamed, "p1", "table").correct == 3);
    const auto named = read("problem,n,c\np1,4,3\n", {.model = "base"});
    CHECK(counts(named, "p1", "base").correct == 3);
}

TEST_CASE("undecided and missing stand apart, and n includes the undecided") {
    const auto got = read("problem,n,c,undecided,missing\np,10,3,2,4\nq,10,3,,\n");
    CHECK(counts(got, "p", "table")
          == passk::verdict_counts{.correct = 3, .incorrect = 5, .undecided = 2, .missing = 4});
    CHECK(counts(got, "q", "table") == passk::verdict_counts{.correct = 3, .incorrect = 7});
}

TEST_CASE("one row a sample") {
    const auto got = read("problem,trial,reward\na,0,1.0\na,1,0.0\na,2,\nb,0,1\n");
    CHECK(counts(got, "a", "table")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 1});
    CHECK(counts(got, "b", "table") == passk::verdict_counts{.correct = 1});
    const auto words = read("problem,correct\na,True\na,false\na,undecided\n");
    CHECK(counts(words, "a", "table")
          == passk::verdict_counts{.correct = 1, .incorrect = 1, .undecided = 1});
}

TEST_CASE("one column a model") {
    const auto got = read("problem,base,tuned\np,0,1\nq,1,\n");
    CHECK(counts(got, "p", "base") == passk::verdict_counts{.incorrect = 1});
    CHECK(counts(got, "p", "tuned") == passk::verdict_counts{.correct = 1});
    CHECK(counts(got, "q", "tuned") == passk::verdict_counts{.missing = 1});
}

TEST_CASE("RFC 4180: quotes, commas and line ends in fields, CRLF, byte order mark") {
    const auto got = read(
        "\xEF\xBB\xBFproblem,\"n\",c\r\n\"a,b\",4,3\r\n\"say "
        "\"\"hi\"\"\",4,2\r\n\r\n\"two\nlines\",1,1\r\n");
    CHECK(counts(got, "a,b", "table").correct == 3);
}

TEST_CASE("a row without line end at the end of the file is read, and noted") {
    const auto got = read("problem,n,c\np,4,3");
    CHECK(counts(got, "p", "table").correct == 3);
    REQUIRE(got.report.notes.size() == 1);
    CHECK(got.report.notes[0].line == 2);
}

TEST_CASE("other separators") {
    CHECK(counts(read("problem;n;c\np;4;3\n"), "p", "table").correct == 3);
    CHECK(counts(read("problem\tn\tc\np, q\t4\t3\n"), "p, q", "table").correct == 3);
}

TEST_CASE("each fault is refused with its line and value") {
    CHECK(complaint("problem,n,c\np,3,2\nq,3,5\n") == "table.csv:3: c exceeds n (c = 5, n = 3)");
    CHECK(complaint("problem,n,c\np,3,-2\n") == "table.csv:2: c is negative (-2)");
    CHECK(complaint("problem,n,c\np,3.5,2\n") == "table.csv:2: n is not a whole number (3.5)");
    CHECK(complaint("problem,n,c\np,1e300,2\n") == "table.csv:2: n is too large (1e300)");
    CHECK(complaint("problem,n,c\np,1e999,2\n") == "table.csv:2: n is too large (1e999)");
    CHECK(complaint("problem,n,c\np,nan,2\n") == "table.csv:2: n is too large (nan)");
    CHECK(complaint("problem,n,c\np,three,2\n") == "table.csv:2: n is not a number (three)");
    CHECK(complaint("problem,n,c\np,,2\n") == "table.csv:2: n is not a number");
    CHECK(complaint("problem,n,c\n,4,2\n") == "table.csv:2: the problem's name is empty");
    CHECK(complaint("problem,n,c\np,4,2\np,4,1\n")
          == "table.csv:3: problem 'p' of model 'table' stands in this file twice");
    CHECK(complaint("what,n,c\np,4,2\n")
          == "table.csv:1: there is no column 'problem' (--problem-field NAME if it is called "
             "otherwise) (what,n,c)");
    CHECK(complaint("problem,c\np,4\n") == "table.csv:1: there is no column 'n' (problem,c)");
    CHECK(complaint("problem,n\np,4\n") == "table.csv:1: there is no column 'c' (problem,n)");
    CHECK(complaint("problem,n,c,n\np,4,2,4\n")
          == "table.csv:1: two columns have the same name (n)");
    CHECK(complaint("problem,n,c\np,4\n") == "table.csv:2: the row has 2 fields, the header 3");
    CHECK(complaint("problem,n,c\n") == "table.csv:2: there is a header but no row");
    CHECK(complaint("problem,correct\np,0.5\n") == "table.csv: no sample is 0 or 1 (correct = 0.5): a score needs --threshold, from which on it is correct");
    CHECK(complaint("problem,trial,correct\np,0,1\np,0,1\n")
          == "table.csv:3: problem 'p' of model 'table' has this sample twice (0)");
    CHECK(complaint("problem,base\np,maybe\n")
          == "table.csv:2: column 'base' is not a verdict (maybe)");
    CHECK(complaint("problem,n,c\n\"p,4,2\n")
          == "table.csv:2: the file ends inside a quoted field");
    CHECK(complaint("problem,n,c\np\"q,4,2\n")
          == "table.csv:2: a quote inside a field that is not quoted");
    CHECK(complaint("problem,n,c\n\"p\"q,4,2\n")
          == "table.csv:2: text after the closing quote of a field");
    CHECK(complaint("problem,n,c\np\xFF,4,2\n")
          == "table.csv:2: a field has bytes that are not UTF-8 (p?)");
    CHECK(complaint("problem,n,c,undecided\np,4,2,3\n")
          == "table.csv:2: c and undecided together exceed n (c = 2, undecided = 3, n = 4)");
    CHECK(complaint("problem,n,c\n\"" + std::string(1'000'001, 'x') + "\",4,2\n")
          == "table.csv:2: a field is longer than a million bytes");
    CHECK(complaint("") == "table.csv: the file is empty");
    CHECK(complaint("\n \n") == "table.csv: the file is empty");
}

TEST_CASE("the recorded tables, with their known answers") {
    const auto file = [](std::string_view name) {
        return must(json::read_outcomes({passk_tests::recorded_data(name).string()}));
    };

    SUBCASE("MATH500") {
        const auto got = file("math500_qwen7b_simplerl_counts.csv");
        const auto pair = got.table.pair("Qwen2.5-7B", "Qwen2.5-7B-SimpleRL-Zoo");
        CHECK(pair.base_verdicts == passk::verdict_counts{.correct = 39291, .incorrect = 24709});
        CHECK(pair.tuned_verdicts == passk::verdict_counts{.correct = 49877, .incorrect = 14123});
        int solved[2][2] = {};
        for (std::size_t i = 0; i < pair.problems.size(); ++i) {
            ++solved[pair.base_tallies[i].successes() > 0][pair.tuned_tallies[i].successes() > 0];
        }
        CHECK(solved[1][1] == 462);
        CHECK(solved[1][0] == 19);
        CHECK(solved[0][1] == 3);
        CHECK(solved[0][0] == 16);
    }
    SUBCASE("EvalPerf") {
        const auto got = file("evalperf_five_models_counts.csv");
        CHECK(got.table.models().size() == 5);
        CHECK(got.table.problems().size() == 118);
        const auto llama = got.table.outcomes_of("meta-llama/Llama-3.1-70B-Instruct_vllm_temp_1.0");
        // pass-at-1 is given as 0.7726, to four digits
        CHECK(static_cast<double>(total_successes(llama)) / (118.0 * 100.0)
              == doctest::Approx(0.7726).epsilon(0.00007));
    }
    SUBCASE("P3") {
        const auto got = file("p3_counts.csv");
        // published pass-at-1: 0.02235..., 0.07139..., 0.14940...
        CHECK(static_cast<double>(total_successes(got.table.outcomes_of("cushman-codex/short")))
                  / 397000.0
              == doctest::Approx(0.022357682619647355).epsilon(1e-12));
        CHECK(static_cast<double>(total_successes(got.table.outcomes_of("cushman-codex/med")))
                  / 397000.0
              == doctest::Approx(0.07139798488664989).epsilon(1e-12));
        CHECK(static_cast<double>(total_successes(got.table.outcomes_of("cushman-codex/long")))
                  / 397000.0
              == doctest::Approx(0.1494080604534005).epsilon(1e-12));
    }
    SUBCASE("GSM8K, one column a model, agrees with the labelled solutions") {
        const auto got = file("gsm8k_four_systems.csv");
        const auto labelled = file("gsm8k_solutions_labelled.jsonl");
        REQUIRE(got.table.models().size() == 4);
        for (const std::string& model : got.table.models()) {
            CHECK(got.table.outcomes_of(model).problems
                  == labelled.table.outcomes_of(model).problems);
            CHECK(got.table.outcomes_of(model).tallies
                  == labelled.table.outcomes_of(model).tallies);
        }
    }
    SUBCASE("tau-bench") {
        const auto got = file("tau_bench_airline_gpt4o.csv");
        const auto trials = got.table.outcomes_of("tau_bench_airline_gpt4o");
        CHECK(trials.tallies.size() == 50);
        CHECK(total_successes(trials) == 84);  // pass^1 = 0.42 of 200 trials
        std::uint64_t always = 0;
        for (const passk::tally& one : trials.tallies) {
            always += one.failures() == 0 ? 1U : 0U;
        }
        CHECK(always == 10);  // pass^4 = 0.20 of 50 problems
    }
    SUBCASE("a table of something else") {
        const std::string path = passk_tests::recorded_data("paper_figure2_curves.csv").string();
        CHECK(json::read_outcomes({path}).error().context
              == path + ":1: there is no column 'problem' (--problem-field NAME if it is called otherwise) (figure,panel,series,k,pass_at_k)");
    }
}

}  // namespace
