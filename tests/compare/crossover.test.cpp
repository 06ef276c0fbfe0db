// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/crossover.hpp>

#include <passk/compare/sampling_efficiency_gap.hpp>

#include <passk/core/attempts.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"
#include "several_ranks.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

using passk::find_crossings;
using passk::find_crossover;
using passk::sampled_problems;

namespace {

passk::outcome_table two_models(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& counts,
                                std::uint64_t n) {
    passk::outcome_table table;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const std::string name = std::to_string(i);
        const auto [base, tuned] = counts[i];
        table.insert(name, "base", {.correct = base, .incorrect = n - base});
        table.insert(name, "tuned", {.correct = tuned, .incorrect = n - tuned});
    }
    return table;
}

}  // namespace

TEST_CASE("crossings are found, interpolated on log k and given a direction") {
    const std::array<std::uint64_t, 5> ks = {1, 4, 16, 64, 256};
    const auto crossings = find_crossings(ks, std::array{0.2, 0.1, -0.1, 0.05, 0.0});
    REQUIRE(crossings.size() == 3);
    CHECK(crossings[0].before == 4);
    CHECK(crossings[0].after == 16);
    CHECK(crossings[0].at == doctest::Approx(8.0));
    CHECK(crossings[0].base_overtakes);
    CHECK(crossings[1].at == doctest::Approx(16.0 * std::exp2(2.0 * 2.0 / 3.0)));
    CHECK_FALSE(crossings[1].base_overtakes);
    CHECK(crossings[2].after == 256);
    CHECK(crossings[2].at == doctest::Approx(256.0));
    CHECK(find_crossings(ks, std::array{0.1, 0.1, 0.1, 0.1, 0.1}).empty());
    CHECK(find_crossings({}, {}).empty());
}

TEST_CASE("the paper's crossovers from its own curves") {
    const auto rows = passk_tests::recorded_rows("paper_figure2_curves.csv");
    // Positions as interpolated from the published figures, one decimal.
    const std::map<std::string, double> expected = {
        {"AIME24 Qwen2.5-7B", 183.2}, {"AIME24 Qwen2.5-14B", 292.7}, {"AIME24 Qwen2.5-32B", 109.3},
        {"MATH500 Qwen2.5-7B", 14.4}, {"MATH500 Qwen2.5-14B", 15.6}, {"MATH500 Qwen2.5-32B", 8.8},
        {"Minerva Qwen2.5-7B", 7.2},  {"Olympiad Qwen2.5-7B", 39.4},
    };
    for (const auto& entry : expected) {
        const std::string& panel = entry.first;  // a binding cannot be captured by clang 14
        const double position = entry.second;
        std::map<std::uint64_t, std::map<std::string, double>> curve;
        for (const std::vector<std::string>& row : rows) {
            if (row[0] == "Fig2" && row[1] == panel) {
                curve[std::stoull(row[3])][row[2]] = std::stod(row[4]);
            }
        }
        std::vector<std::uint64_t> ks;
        std::vector<double> differences;
        for (auto& [k, at] : curve) {
            ks.push_back(k);
            differences.push_back(at["RL"] - at["Base"]);
        }
        const auto crossings = find_crossings(ks, differences);
        INFO(panel);
        REQUIRE_FALSE(crossings.empty());
        CHECK(std::fabs(crossings.front().at - position) <= 0.051);
    }
}

TEST_CASE("MATH500: the base model catches up between k = 8 and 16") {
    const auto outcomes = passk_tests::math500();
    const auto crossover = find_crossover(outcomes, passk::all_attempts(128), sampled_problems{},
                                          {.resamples = 2000, .seed = 1});
    REQUIRE(crossover.k.has_value());
    CHECK(crossover.k == 15);
    CHECK(*crossover.at > 14.0);
    CHECK(*crossover.at < 15.0);
    CHECK(crossover.crossings.size() == 1);
    CHECK(crossover.probability > 0.99);
    REQUIRE(crossover.lower.has_value());
    REQUIRE(crossover.upper.has_value());
    CHECK(*crossover.lower > 7.0);
    CHECK(*crossover.upper < 40.0);
}

TEST_CASE("executors change no bit of a crossover") {
    const auto outcomes = passk_tests::math500();
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        clusters.push_back(i / 2);
    }
    for (const sampled_problems& target : {sampled_problems{}, sampled_problems{clusters}}) {
        const auto on = [&](const passk::any_executor& place) {
            return find_crossover(outcomes, passk::doubling_attempts(128), target,
                                  {.resamples = 1000, .seed = 1}, passk::confidence_level(0.9),
                                  place);
        };
        const passk::crossover one = on(passk::this_thread());
        CHECK(one.level == passk::confidence_level(0.9));
        std::vector<passk::crossover> others = passk_tests::on_every_rank(3, on);
        others.push_back(on(passk::threads(3)));
        for (const passk::crossover& other : others) {
            CHECK(other.probability == one.probability);
            CHECK(other.lower == one.lower);
            CHECK(other.upper == one.upper);
            CHECK(other.at == one.at);
        }
    }
}

TEST_CASE("EvalPerf: one crossing at k = 6, and two inside the noise") {
    const auto table = passk_tests::recorded_outcomes("evalperf_five_models_counts.csv");
    const std::vector<std::uint64_t> ks = passk::all_attempts(50);
    const auto once = find_crossover(table.pair("gemini-1.5-flash-002_google_temp_1.0",
                                                "meta-llama/Llama-3.1-8B-Instruct_vllm_temp_1.0"),
                                     ks, sampled_problems{}, {.resamples = 1000, .seed = 1});
    const auto reversed =
        find_crossover(table.pair("meta-llama/Llama-3.1-8B-Instruct_vllm_temp_1.0",
                                  "gemini-1.5-flash-002_google_temp_1.0"),
                       ks, sampled_problems{}, {.resamples = 1000, .seed = 1});
    const auto& real = once.crossings.empty() ? reversed : once;
    REQUIRE(real.crossings.size() == 1);
    CHECK(real.crossings.front().after == 6);

    const auto twice = find_crossover(
        table.pair("deepseek-chat-v2.5_openai_temp_1.0", "deepseek-chat-v3_openai_temp_1.0"), ks,
        sampled_problems{}, {.resamples = 1000, .seed = 1});
    REQUIRE(twice.crossings.size() == 2);
    CHECK(twice.crossings[0].after == 2);
    CHECK(twice.crossings[1].after == 9);
    CHECK(twice.crossings[0].base_overtakes != twice.crossings[1].base_overtakes);
}

TEST_CASE("no crossing, a lead from the start, and identical models are each said as such") {
    const std::vector<std::uint64_t> ks = passk::all_attempts(8);
    const auto tuned_ahead =
        find_crossover(two_models({{1, 4}, {0, 2}, {2, 8}, {1, 3}}, 8).pair("base", "tuned"), ks,
                       sampled_problems{});
    CHECK_FALSE(tuned_ahead.k.has_value());
    CHECK_FALSE(tuned_ahead.at.has_value());
    CHECK(tuned_ahead.largest_k == 8);
    CHECK_FALSE(tuned_ahead.upper.has_value());
    CHECK(tuned_ahead.probability < 0.5);

    const auto base_ahead = find_crossover(two_models({{4, 1}, {2, 1}}, 8).pair("base", "tuned"),
                                           ks, sampled_problems{});
    CHECK(base_ahead.k == 1);
    CHECK(base_ahead.probability == 1.0);
    CHECK(base_ahead.lower == 1.0);

    // 1/3 + 2/3 against 2/3 + 1/3: equal, though no value lies on the resampling grid.
    const auto tie = find_crossover(two_models({{1, 2}, {2, 1}}, 3).pair("base", "tuned"),
                                    passk::all_attempts(3), sampled_problems{});
    CHECK(tie.k == 1);
}

TEST_CASE("refuses lists of k that do not ascend") {
    const auto outcomes = two_models({{4, 1}, {2, 1}}, 8).pair("base", "tuned");
    CHECK_THROWS_AS((void)find_crossover(outcomes, {2, 2}, sampled_problems{}),
                    passk::domain_error);
    CHECK_THROWS_AS((void)find_crossover(outcomes, {}, sampled_problems{}), passk::domain_error);
}

TEST_CASE("two copies of each problem in one cluster leave crossover and gap as sure as one") {
    const auto outcomes = passk_tests::math500();
    passk::paired_outcomes twice;
    std::vector<std::size_t> clusters;
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        for (const char* copy : {"/a", "/b"}) {
            twice.problems.push_back(outcomes.problems[i] + copy);
            twice.base_tallies.push_back(outcomes.base_tallies[i]);
            twice.tuned_tallies.push_back(outcomes.tuned_tallies[i]);
            clusters.push_back(i);
        }
    }
    const std::vector<std::uint64_t> ks{1, 2, 4, 8, 16, 32, 64, 128};
    const auto alone = passk::find_crossover(outcomes, ks, sampled_problems{});
    const auto together = passk::find_crossover(twice, ks, sampled_problems{clusters});
    CHECK(together.at.value() == doctest::Approx(alone.at.value()).epsilon(1e-9));
    CHECK(together.lower.value() == doctest::Approx(alone.lower.value()).epsilon(0.1));
    CHECK(together.upper.value() == doctest::Approx(alone.upper.value()).epsilon(0.1));
    const auto gap = passk::sampling_efficiency_gap(outcomes, 128, sampled_problems{});
    const auto same = passk::sampling_efficiency_gap(twice, 128, sampled_problems{clusters});
    const auto ignored = passk::sampling_efficiency_gap(twice, 128, sampled_problems{});
    CHECK(same.gap.bounds.value().length()
          == doctest::Approx(gap.gap.bounds.value().length()).epsilon(0.03));
    CHECK(ignored.gap.bounds.value().length() < 0.75 * same.gap.bounds.value().length());
}
