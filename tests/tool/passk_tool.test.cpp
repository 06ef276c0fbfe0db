// SPDX-License-Identifier: Apache-2.0
// The passk tool as a user meets it: what it prints, and how it refuses.
#include "run_command.hpp"
#include "skip.hpp"
#include "source_directory.hpp"

#include <doctest/doctest.h>
#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using passk_tests::command_result;
using passk_tests::run_command;
using passk_tests::scratch_directory;

namespace {

const std::string examples = passk_tests::source_directory() + "/examples/data/";
const std::string math500 = examples + "math500_qwen7b_simplerl_counts.csv";

command_result passk(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PASSK_TOOL);
    return run_command(arguments);
}

command_result compare_math500(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{
        "compare", "--base", "Qwen2.5-7B", "--tuned", "Qwen2.5-7B-SimpleRL-Zoo", math500};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return passk(arguments);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// One line on stderr, nothing on stdout: "passk: " and all of the parts.
void check_refusal(const command_result& run, int exit_code,
                   const std::vector<std::string>& parts) {
    INFO("stderr: ", run.err);
    CHECK(run.exit_code == exit_code);
    CHECK(run.out.empty());
    CHECK(run.err.starts_with("passk: "));
    CHECK(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    for (const std::string& part : parts) {
        INFO("expected: ", part);
        CHECK(contains(run.err, part));
    }
}

}  // namespace

TEST_CASE("compare on MATH500 prints the published figures") {
    const command_result run = compare_math500({"--format", "json", "--interval", "percentile"});
    REQUIRE(run.exit_code == 0);
    CHECK(run.err.empty());
    const boost::json::value document = boost::json::parse(run.out);
    CHECK(document.at("schema").as_string() == "passk.compare/1");

    struct row {
        double base, tuned, lower, upper;
    };
    // cc1107yss/limit-of-rlvr-qwen7b-math500-reproduction: pass@1..128 and the paired 95 %
    // percentile bootstrap interval of tuned - base.
    const std::vector<row> published{{0.613921875, 0.779328125, 0.1464, 0.1848},
                                     {0.7340831692913385, 0.8235853838582677, 0.0724, 0.1071},
                                     {0.8143581835395576, 0.8567501336707911, 0.0275, 0.0577},
                                     {0.8681727477486968, 0.8829698676500476, 0.0010, 0.0289},
                                     {0.9043392837691936, 0.902217497649716, -0.0155, 0.0113},
                                     {0.9292921989161737, 0.9150862887604729, -0.0281, -0.0008},
                                     {0.9474446568195055, 0.9234943668139742, -0.0398, -0.0090},
                                     {0.962, 0.930, -0.0500, -0.0140}};
    const boost::json::array& curves = document.at("curves").as_array();
    REQUIRE(curves.size() == published.size());
    for (std::size_t i = 0; i < published.size(); ++i) {
        INFO("k=", std::uint64_t{1} << i);
        CHECK(curves[i].at("k").to_number<std::uint64_t>() == std::uint64_t{1} << i);
        const auto figure = [&](const char* curve, const char* name) {
            return curves[i].at(curve).at(name).to_number<double>();
        };
        CHECK(std::fabs(figure("base", "estimate") - published[i].base) < 1e-12);
        CHECK(std::fabs(figure("tuned", "estimate") - published[i].tuned) < 1e-12);
        // Two Monte-Carlo runs of 10,000 and an unstated number of resamples: one end has a
        // standard error of about 0.0002, and at k = n the means are multiples of 1/500.
        CHECK(std::fabs(figure("difference", "lower") - published[i].lower) <= 0.0021);
        CHECK(std::fabs(figure("difference", "upper") - published[i].upper) <= 0.0021);
    }

    const boost::json::value& crossover = document.at("crossover");
    CHECK(crossover.at("at").to_number<double>() > 8.0);
    CHECK(crossover.at("at").to_number<double>() < 16.0);
    CHECK(crossover.at("k").to_number<int>() == 15);
    CHECK(crossover.at("lower").to_number<double>() < crossover.at("at").to_number<double>());
    CHECK(crossover.at("upper").to_number<double>() > crossover.at("at").to_number<double>());

    const boost::json::value& solvable = document.at("solvable");
    CHECK(solvable.at("both").as_array().size() == 462);
    CHECK(solvable.at("base_only").as_array().size() == 19);
    CHECK(solvable.at("tuned_only").as_array().size() == 3);
    CHECK(solvable.at("neither").as_array().size() == 16);
    // 2 P(Binomial(22, 1/2) <= 3) = 2 * 1794 / 2^22
    CHECK(document.at("mcnemar").at("exact_p").to_number<double>()
          == doctest::Approx(3588.0 / 4194304.0).epsilon(1e-14));
    CHECK(document.at("sampling_efficiency_gap").at("gap").at("estimate").to_number<double>()
          == doctest::Approx(0.962 - 0.779328125).epsilon(1e-14));
    // P / (P + S) and (E - S) / (P + E + S) of 462, 19 and 3
    CHECK(document.at("support").at("retention").to_number<double>()
          == doctest::Approx(462.0 / 481.0));
    CHECK(document.at("support").at("net_change").to_number<double>()
          == doctest::Approx(-16.0 / 484.0));
    CHECK(document.at("support").at("posterior").at("problems").as_array().size() == 500);
    CHECK(document.at("base").at("successes").to_number<int>() == 39291);
    CHECK(document.at("tuned").at("successes").to_number<int>() == 49877);
}

TEST_CASE("output does not depend on the number of threads") {
    const command_result one = compare_math500({"--format", "json", "--threads", "1"});
    REQUIRE(one.exit_code == 0);
    for (const char* threads : {"2", "7"}) {
        CHECK(compare_math500({"--format", "json", "--threads", threads}).out == one.out);
    }
    CHECK(compare_math500({"--format", "json", "--seed", "2"}).out != one.out);
}

TEST_CASE("every figure of a comparison carries how it was made, and methods are as recommended") {
    const command_result run = compare_math500({"--format", "json", "--seed", "3"});
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    const boost::json::array& curves = document.at("curves").as_array();
    const auto has = [](const boost::json::value& figure, std::vector<std::string> members) {
        for (const std::string& member : members) {
            INFO("member: ", member);
            CHECK(figure.as_object().contains(member));
        }
    };
    for (const boost::json::value& at : curves) {
        for (const char* curve : {"base", "tuned"}) {
            has(at.at(curve), {"level", "method", "estimand", "method_reason"});
            CHECK(at.at(curve).at("method").as_string() == "Gaffke");
        }
        CHECK(at.at("difference").at("method").as_string() == "Gaffke, reduced weight");
        CHECK(at.at("difference").at("estimand").as_string() == "sampled problems");
        has(at.at("difference_band"), {"level", "method", "estimand", "resamples", "seed"});
        CHECK(at.at("difference_band").at("seed").to_number<int>() == 3);
        const boost::json::value& fixed = at.at("difference_fixed_benchmark");
        if (at.at("k").to_number<int>() <= 64) {
            CHECK(fixed.at("estimand").as_string() == "fixed benchmark");
            const auto length = [](const boost::json::value& of) {
                return of.at("upper").to_number<double>() - of.at("lower").to_number<double>();
            };
            CHECK(length(fixed) < length(at.at("difference")));
            CHECK(length(at.at("difference")) < length(at.at("difference_band")));
        } else {
            CHECK(contains(std::string(fixed.at("no_interval").as_string()), "exceeds n = 128"));
        }
    }
    has(document.at("crossover"), {"level", "method", "estimand", "resamples", "seed"});
    has(document.at("sampling_efficiency_gap").at("gap"),
        {"level", "method", "estimand", "method_reason"});
    has(document.at("power"), {"significance", "power", "variances_at_1"});
    const boost::json::array& powers = document.at("power").at("points").as_array();
    REQUIRE(powers.size() == curves.size());
    for (const boost::json::value& at : powers) {
        has(at, {"k", "minimum_detectable_effect", "required_problems", "required_samples"});
        CHECK(at.at("required_samples").is_null()
              == (at.at("k").to_number<int>() > 64
                  || at.as_object().contains("no_required_samples")));
    }
    const boost::json::array& tests = document.at("permutation_tests").as_array();
    REQUIRE(tests.size() == curves.size());
    for (const boost::json::value& test : tests) {
        has(test, {"k", "p", "adjusted_p", "adjustment", "benjamini_hochberg_p", "tests_in_family",
                   "permutations", "seed"});
        CHECK(test.at("benjamini_hochberg_p").to_number<double>()
              <= test.at("adjusted_p").to_number<double>());
        CHECK(test.at("adjusted_p").to_number<double>() >= test.at("p").to_number<double>());
        CHECK(test.at("tests_in_family").to_number<int>() == 8);
    }
}

TEST_CASE("the estimand decides what the findings are about, and fixed refuses at 2k > n") {
    const command_result run = compare_math500({"--estimand", "fixed", "--k", "1,8,128"});
    CHECK(run.exit_code == 0);
    CHECK(contains(run.out, "At k = 1 the tuned model is ahead (tuned - base = +0.1654 [+0.16"));
    CHECK(contains(
        run.out, "At k = 128 neither model is clearly ahead (tuned - base = -0.0320, no interval"));
    check_refusal(compare_math500({"--estimand", "fixed", "--interval", "t"}), 2,
                  {"--interval", "--estimand sample"});
    check_refusal(compare_math500({"--interval", "wilson"}), 2, {"Wilson"});
}

TEST_CASE("--clusters draws families: pairs of copies say what the problems alone say") {
    const scratch_directory scratch;
    const std::string directory = scratch.path().string();
    {
        std::ofstream plain(directory + "/plain.csv");
        std::ofstream twice(directory + "/twice.csv");
        plain << "model,problem,n,c\n";
        twice << "model,problem,n,c,family,topic\n";
        for (int i = 0; i < 120; ++i) {
            for (const char* const model : {"a", "b"}) {
                const int c = (i * 7 + (*model == 'b' ? i % 3 : 0)) % 17;
                plain << model << ",p" << i << ",16," << c << '\n';
                twice << model << ",p" << i << ",16," << c << ",f" << i << ",all\n";
                twice << model << ",q" << i << ",16," << c << ",f" << i << ",all\n";
            }
        }
    }
    const auto figures = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--format", "json"});
        const command_result run = passk(arguments);
        REQUIRE(run.exit_code == 0);
        return boost::json::parse(run.out);
    };
    const std::string plain = directory + "/plain.csv";
    const std::string twice = directory + "/twice.csv";
    const auto lower = [](const boost::json::value& of) {
        return of.at("lower").to_number<double>();
    };
    const boost::json::value one = figures({"curve", "--k", "1,4", plain});
    const boost::json::value two = figures({"curve", "--k", "1,4", "--clusters", twice, twice});
    CHECK(two.at("curves").at(0).at("families").to_number<int>() == 120);
    const boost::json::value& of_one = one.at("curves").at(0).at("points").at(1).at("pass_at_k");
    const boost::json::value& of_two = two.at("curves").at(0).at("points").at(1).at("pass_at_k");
    CHECK(of_two.at("method") == of_one.at("method"));
    CHECK(lower(of_two) == doctest::Approx(lower(of_one)).epsilon(1e-12));

    const std::vector<std::string> pair{"compare", "--base", "a", "--tuned", "b", "--k", "1,4"};
    std::vector<std::string> alone = pair;
    alone.push_back(plain);
    std::vector<std::string> copied = pair;
    copied.insert(copied.end(), {"--clusters", twice + ":family", twice});
    const boost::json::value without = figures(alone);
    const boost::json::value with = figures(copied);
    CHECK(lower(with.at("curves").at(0).at("difference"))
          == doctest::Approx(lower(without.at("curves").at(0).at("difference"))).epsilon(1e-12));
    CHECK(with.at("families").to_number<int>() == 120);
    CHECK(with.at("power").at("points").at(0).at("minimum_detectable_effect").to_number<double>()
          == doctest::Approx(without.at("power")
                                 .at("points")
                                 .at(0)
                                 .at("minimum_detectable_effect")
                                 .to_number<double>()));
    const boost::json::value ranked = figures({"compare", "--clusters", twice, twice});
    CHECK(ranked.at("families").to_number<int>() == 120);

    check_refusal(passk({"curve", "--clusters", twice + ":topic", twice}), 1,
                  {"one cluster", "all"});
    check_refusal(passk({"curve", "--clusters", twice + ":genre", twice}), 1,
                  {"twice.csv:1: ", "no column 'genre'"});
    check_refusal(passk({"curve", "--clusters", plain, twice}), 1, {"no column 'family'"});
    {
        std::ofstream bad(directory + "/bad.csv");
        bad << "problem,family\np0,x\np1,y\np0,y\n";
    }
    check_refusal(passk({"curve", "--clusters", directory + "/bad.csv", plain}), 1,
                  {"bad.csv:4: ", "two families", "p0"});
    {
        std::ofstream few(directory + "/few.csv");
        few << "problem,family\np0,x\np1,y\n";
    }
    check_refusal(passk({"curve", "--clusters", directory + "/few.csv", plain}), 1,
                  {"few.csv", "no cluster of problem 'p2'"});
    check_refusal(passk({"curve", "--clusters", directory + "/none.csv", plain}), 1, {"none.csv"});
}

TEST_CASE("a model against itself differs nowhere, and no interval claims to know it") {
    const command_result run =
        passk({"compare", "--base", "Qwen2.5-7B", "--tuned", "Qwen2.5-7B", math500});
    CHECK(run.exit_code == 0);
    CHECK(contains(run.out, "At k = 1 neither model is clearly ahead"));
    CHECK_FALSE(contains(run.out, "[+0.0000, +0.0000]"));
}

TEST_CASE("one problem, all solved, none solved: answers or refusals") {
    const scratch_directory scratch;
    const std::string one = scratch.write("one.csv", "model,problem,n,c\nb,p,8,3\nt,p,8,5\n");
    check_refusal(passk({"compare", "--base", "b", "--tuned", "t", one}), 1, {"1 problems"});
    check_refusal(passk({"compare", one}), 1, {"1 problems"});
    const command_result curve = passk({"curve", one});
    CHECK(curve.exit_code == 0);
    CHECK(contains(curve.out, "none"));
    CHECK(contains(curve.out, "Clopper-Pearson"));
    const std::string flat =
        scratch.write("flat.csv", "model,problem,n,c\nb,p,8,0\nb,q,8,0\nt,p,8,8\nt,q,8,8\n");
    const command_result both = passk({"compare", "--base", "b", "--tuned", "t", flat});
    INFO(both.err);
    CHECK(both.exit_code == 0);
    CHECK(contains(both.out, "The tuned model alone solved 2 problems"));
    CHECK(passk({"curve", flat}).exit_code == 0);
    const std::string single = scratch.write("single.csv",
                                             "model,problem,n,c\nb,p,1,0\nb,q,1,1\n"
                                             "t,p,1,1\nt,q,1,1\n");
    const command_result once = passk({"compare", "--base", "b", "--tuned", "t", single});
    INFO(once.err);
    CHECK(once.exit_code == 0);
    CHECK(contains(once.out, "draw at least 2k samples"));
}

TEST_CASE("without base and tuned every model is ranked and every pair tested") {
    const std::string file = examples + "evalperf_rl_pairs_counts.csv";
    const command_result json = passk({"compare", "--k", "1,100", "--format", "json", file});
    REQUIRE(json.exit_code == 0);
    const boost::json::value document = boost::json::parse(json.out);
    CHECK(document.at("schema").as_string() == "passk.ranking/1");
    REQUIRE(document.at("models").as_array().size() == 4);
    const boost::json::value& first = document.at("rankings").at(0);
    CHECK(first.at("differences").as_array().size() == 6);
    CHECK(first.at("differences").at(0).at("test").at("tests_in_family").to_number<int>() == 12);
    std::vector<int> ranks;
    for (const boost::json::value& model : first.at("ranks").at("models").as_array()) {
        const int rank = model.at("rank").to_number<int>();
        CHECK(model.at("highest_rank").to_number<int>() <= rank);
        CHECK(model.at("lowest_rank").to_number<int>() >= rank);
        ranks.push_back(rank);
    }
    std::sort(ranks.begin(), ranks.end());
    CHECK(ranks == std::vector<int>{1, 2, 3, 4});
    CHECK(contains(passk({"compare", file}).out, "Ranks at k = 100"));
    CHECK(std::count(json.out.begin(), json.out.end(), '\n') > 0);
    const command_result csv = passk({"compare", "--format", "csv", "--k", "1", file});
    CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 1 + 6);
    CHECK(passk({"compare", "--base", "x", file}).exit_code == 2);
}

TEST_CASE("every SIMD width gives the bytes of the portable kernels") {
    const auto with = [](const std::string& environment) {
        return run_command({"/usr/bin/env", environment, PASSK_TOOL, "compare", "--base",
                            "Qwen2.5-7B", "--tuned", "Qwen2.5-7B-SimpleRL-Zoo", "--format", "json",
                            "--threads", "1", math500});
    };
    const command_result plain = with("PASSK_SIMD=portable");
    REQUIRE(plain.exit_code == 0);
    bool compared = false;
    for (const char* width : {"avx2", "avx512"}) {
        const command_result wide = with(std::string("PASSK_SIMD=") + width);
        if (wide.exit_code == 2) {
            CHECK(contains(wide.err, "PASSK_SIMD"));
            continue;
        }
        CHECK(wide.out == plain.out);
        compared = true;
    }
    if (!compared) {
        passk_tests::skip("this machine has neither AVX2 nor AVX-512");
    }
}

// Both compilers run this test, so both give these bytes.
TEST_CASE("the same seed gives the same bytes, whatever compiled the tool") {
    std::ifstream file(passk_tests::source_directory() + "/tests/tool/math500_compare.csv");
    const std::string expected(std::istreambuf_iterator<char>(file), {});
    REQUIRE(!expected.empty());
    CHECK(compare_math500({"--k", "paper", "--format", "csv"}).out == expected);
}

TEST_CASE("text, CSV and JSON show the same curve") {
    const command_result text =
        passk({"curve", "--model", "Qwen2.5-7B", "--k", "1,128", "--exact", math500});
    REQUIRE(text.exit_code == 0);
    CHECK(contains(text.out, "39291/64000"));
    CHECK(contains(text.out, "481/500"));
    CHECK(contains(text.out, "0.6139"));
    CHECK(contains(text.out, "estimand: sampled problems"));
    const command_result csv =
        passk({"curve", "--model", "Qwen2.5-7B", "--k", "1,128", "--format", "csv", math500});
    CHECK(contains(csv.out, "Qwen2.5-7B,500,1,0.613921875,"));
    const command_result json =
        passk({"curve", "--model", "Qwen2.5-7B", "--k", "1,128", "--format", "json", math500});
    const boost::json::value document = boost::json::parse(json.out);
    const boost::json::value& point = document.at("curves").at(0).at("points").at(1);
    CHECK(point.at("pass_at_k").at("estimate").to_number<double>() == 0.962);
}

TEST_CASE("--k all and --k paper draw their grids") {
    const command_result all =
        passk({"curve", "--model", "Qwen2.5-7B", "--k", "all", "--format", "csv", math500});
    CHECK(std::count(all.out.begin(), all.out.end(), '\n') == 1 + 128);
    const command_result paper =
        passk({"curve", "--model", "Qwen2.5-7B", "--k", "paper", "--format", "csv", math500});
    CHECK(std::count(paper.out.begin(), paper.out.end(), '\n') == 1 + 23);
}

TEST_CASE("help teaches and version is told") {
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"--help"}, {"curve", "--help"}, {"compare", "--help"}}) {
        const command_result help = passk(arguments);
        CHECK(help.exit_code == 0);
        CHECK(contains(help.out, "Examples:") != (arguments.size() == 1));
        CHECK(contains(help.out, "pass@k"));
    }
    CHECK(passk({"--version"}).out.starts_with("passk "));
}

TEST_CASE("wrong usage has exit code 2 and says what is wrong") {
    CHECK(passk({}).exit_code == 2);
    CHECK(passk({"frobnicate"}).exit_code == 2);
    CHECK(passk({"curve"}).exit_code == 2);
    CHECK(passk({"curve", "--level", "1.5", math500}).exit_code == 2);
    CHECK(passk({"curve", "--format", "yaml", math500}).exit_code == 2);
    check_refusal(passk({"curve", "--k", "1,x", math500}), 2, {"--k", "'x'"});
    check_refusal(passk({"curve", "--k", "0", math500}), 2, {"--k", "'0'"});
    check_refusal(passk({"curve", "--level", "1", math500}), 2, {"level"});
    check_refusal(passk({"curve", "--resamples", "0", math500}), 2, {"0 resamples"});
    check_refusal(passk({"curve", "--model", "GPT", math500}), 2,
                  {"'GPT'", "'Qwen2.5-7B'", "'Qwen2.5-7B-SimpleRL-Zoo'"});
    check_refusal(passk({"compare", "--base", "Qwen2.5-7B", "--tuned", "nobody", math500}), 2,
                  {"'nobody'"});
}

TEST_CASE("k above n is refused with k, n and the problem") {
    check_refusal(passk({"curve", "--k", "1,129", math500}), 2,
                  {"k = 129", "n = 128", "'math500/0'"});
    check_refusal(compare_math500({"--k", "500"}), 2, {"k = 500", "n = 128", "'math500/0'"});
    const scratch_directory scratch;
    const std::string ragged = scratch.write("ragged.csv", "problem,n,c\na,10,3\nb,4,1\nc,10,2\n");
    check_refusal(passk({"curve", "--k", "5", ragged}), 2, {"k = 5", "n = 4", "'b'"});
}

TEST_CASE("unequal n is a note, and refused under --strict") {
    const scratch_directory scratch;
    const std::string ragged = scratch.write("ragged.csv", "problem,n,c\na,10,3\nb,4,1\nc,10,2\n");
    const command_result run = passk({"curve", "--format", "csv", ragged});
    CHECK(run.exit_code == 0);
    CHECK(contains(run.err, "n = 4 to 10"));
    CHECK(std::count(run.out.begin(), run.out.end(), '\n') == 1 + 3);
    check_refusal(passk({"curve", "--strict", ragged}), 1, {"n = 4 to 10"});
}

TEST_CASE("a file that cannot be used is refused with its name, line and value") {
    const scratch_directory scratch;
    const auto refuse = [&](const std::string& name, const std::string& content,
                            std::vector<std::string> parts) {
        CAPTURE(name);
        const std::string file = scratch.write(name, content);
        parts.push_back(file);
        check_refusal(passk({"curve", file}), 1, parts);
    };
    refuse("more_right_than_drawn.csv", "problem,n,c\na,4,5\nb,4,1\n", {":2: ", "5", "4"});
    refuse("negative.csv", "problem,n,c\na,4,-1\n", {":2: ", "-1"});
    refuse("fractional.csv", "problem,n,c\na,4,1.5\n", {":2: ", "1.5"});
    refuse("missing_column.csv", "problem,n\na,4\n", {":1: "});
    refuse("twice.csv", "problem,n,c\na,4,1\nb,4,1\na,4,2\n", {":4: ", "a"});
    refuse("empty.csv", "", {"empty"});
    refuse("heading_only.csv", "problem,n,c\n", {});
    refuse("cut.jsonl", "{\"task_id\":\"a/0\",\"passed\":true}\n{\"task_id\":\"a/1\",\"pas",
           {":2: "});
    refuse("bytes.csv", "problem,n,c\n\xff\xfe,4,1\n", {":2: "});
    refuse("other.txt", "once upon a time\n", {});
    check_refusal(passk({"curve", scratch.path().string()}), 1, {scratch.path().string()});
    check_refusal(passk({"curve", (scratch.path() / "absent.csv").string()}), 1, {"absent.csv"});
    if (::geteuid() != 0) {
        const std::string locked = scratch.write("locked.csv", "problem,n,c\na,4,1\n");
        std::filesystem::permissions(locked, std::filesystem::perms::none);
        check_refusal(passk({"curve", locked}), 1, {"locked.csv"});
    }
}

TEST_CASE("a line of 100 MB is refused without harm") {
    const scratch_directory scratch;
    const std::string file = scratch.write("long.csv", std::string(100'000'000, 'x'));
    check_refusal(passk({"curve", file}), 1, {file});
}

TEST_CASE("NAME=FILE names a model and joins the files of one name") {
    const scratch_directory scratch;
    const auto seed_file = [&](const std::string& name, const char* first, const char* second) {
        return scratch.write(
            name, std::string("{\"idx\":0,\"question\":\"q\",\"gt\":\"1\",\"score\":[") + first
                      + "]}\n{\"idx\":1,\"question\":\"r\",\"gt\":\"2\",\"score\":[" + second
                      + "]}\n");
    };
    const std::string one = seed_file("x_seed1.jsonl", "true,false", "false,false");
    const std::string two = seed_file("x_seed2.jsonl", "true,true", "false,true");
    const command_result run =
        passk({"curve", "--format", "csv", "--k", "1,4", "run=" + one, "run=" + two});
    INFO(run.err);
    REQUIRE(run.exit_code == 0);
    CHECK(contains(run.out, "run,2,1,0.5,"));
    CHECK(contains(run.out, "run,2,4,1,"));
}

TEST_CASE("the tests of EvalPlus and the metric of lm-eval can be chosen") {
    const scratch_directory scratch;
    const std::string evalplus = scratch.write(
        "eval_results.json",
        R"({"eval":{"HumanEval/0":[{"task_id":"HumanEval/0","base_status":"pass","plus_status":"fail"}],)"
        R"("HumanEval/1":[{"task_id":"HumanEval/1","base_status":"pass","plus_status":"pass"}]}})");
    CHECK(contains(passk({"curve", "--format", "csv", evalplus}).out, ",2,1,0.5,"));
    CHECK(contains(passk({"curve", "--evalplus", "base", "--format", "csv", evalplus}).out,
                   ",2,1,1,"));
    const std::string line =
        R"("doc":{},"target":"1","resps":[["1"]],"filtered_resps":["1"],"filter":"none",)"
        R"("metrics":["strict","flexible"],"doc_hash":"h","strict":0.0,"flexible":1.0})";
    const std::string lm_eval =
        scratch.write("samples_gsm8k_2026-01-01.jsonl",
                      R"({"doc_id":0,)" + line + "\n" + R"({"doc_id":1,)" + line + "\n");
    check_refusal(passk({"curve", lm_eval}), 1, {"strict", "flexible"});
    CHECK(contains(passk({"curve", "--metric", "flexible", "--format", "csv", lm_eval}).out,
                   ",2,1,1,"));
}

TEST_CASE("a full disk is told") {
    const std::string command =
        std::string("'") + PASSK_TOOL + "' curve --format json '" + math500 + "' > /dev/full";
    const command_result run = run_command({"/bin/sh", "-c", command});
    CHECK(run.exit_code == 1);
    CHECK(contains(run.err, "write failed"));
}

TEST_CASE("the RL pairs of EvalPerf give the published sets") {
    const std::string file = examples + "evalperf_rl_pairs_counts.csv";
    const command_result run = passk({"compare", "--base", "meta-llama/Llama-3.1-70B-Instruct",
                                      "--tuned", "nvidia/Llama-3.1-Nemotron-70B-Instruct-HF", "--k",
                                      "1,10,100", "--format", "json", file});
    REQUIRE(run.exit_code == 0);
    const boost::json::value document = boost::json::parse(run.out);
    const auto rounded = [&](std::size_t row, const char* model) {
        return std::round(
            1e4 * document.at("curves").at(row).at(model).at("estimate").to_number<double>());
    };
    CHECK(rounded(0, "base") == 7726);
    CHECK(rounded(1, "base") == 9610);
    CHECK(rounded(2, "base") == 9915);
    CHECK(rounded(0, "tuned") == 6183);
    CHECK(rounded(1, "tuned") == 9212);
    CHECK(rounded(2, "tuned") == 9831);
    const boost::json::value& sets = document.at("solvable");
    CHECK(sets.at("both").as_array().size() == 116);
    CHECK(sets.at("base_only").as_array().size() == 1);
    CHECK(sets.at("tuned_only").as_array().empty());
    CHECK(sets.at("neither").as_array().size() == 1);
}
