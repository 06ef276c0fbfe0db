// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/rank_models.hpp>

#include <doctest/doctest.h>

#include "analysis_of_two_models.hpp"

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

using passk::analysis_options;
using passk::rank_models;

TEST_CASE("rank_models: rankings are those of rank_at_each_k on the common problems") {
    auto table = passk_tests::two_benchmarks();
    table.insert("A/alone", "base", {.correct = 3, .incorrect = 13});
    analysis_options options;
    options.ks = [](std::uint64_t n) { return passk::attempts{std::uint64_t{1}, n}; };
    options.resamples = 400;
    options.seed = 5;
    options.level = passk::confidence_level(0.9);
    for (const bool clustered : {false, true}) {
        const passk::common_outcomes outcomes = table.common(table.models());
        passk::sampled_problems target;
        if (clustered) {
            options.clusters = passk_tests::pairs_of_problems();
            target.clusters = passk::cluster_numbers(options.clusters, outcomes.problems).value();
        }
        const passk::model_rankings found = rank_models(table, options).value();
        CHECK(found.left_out == 1);
        CHECK(found.clusters == (clustered ? 20 : 0));
        REQUIRE(found.models.size() == 3);
        CHECK(found.models[2].model == "later");
        CHECK(found.models[0].problems == 40);
        const auto expected = passk::rank_at_each_k(
            outcomes, {1, 16}, target, {400, 5}, {.permutations = 400, .seed = 5}, options.level);
        REQUIRE(found.rankings.size() == 2);
        for (std::size_t j = 0; j < 2; ++j) {
            CHECK(found.rankings[j].k == expected[j].k);
            for (std::size_t m = 0; m < 3; ++m) {
                CHECK(found.rankings[j].standings[m].estimate == expected[j].standings[m].estimate);
                CHECK(found.rankings[j].standings[m].rank == expected[j].standings[m].rank);
                CHECK(found.rankings[j].standings[m].lowest == expected[j].standings[m].lowest);
            }
            for (std::size_t p = 0; p < 3; ++p) {
                CHECK(found.rankings[j].differences[p].band.value()
                      == expected[j].differences[p].band.value());
                CHECK(found.rankings[j].differences[p].adjusted_p
                      == expected[j].differences[p].adjusted_p);
            }
        }
    }
}

TEST_CASE("rank_models: too few models, clusters with gaps and a wish to stop are errors") {
    const auto table = passk_tests::two_benchmarks();
    passk::outcome_table single;
    single.insert("a", "only", {.correct = 1});
    single.insert("b", "only", {.correct = 1});
    CHECK(rank_models(single).error().code == passk::errc::unsupported);
    passk::outcome_table apart = single;
    apart.insert("c", "other", {.correct = 1});
    CHECK(rank_models(apart).error().code == passk::errc::unsupported);

    analysis_options options;
    options.resamples = 100;
    options.clusters = {{"A/0", "x"}};
    CHECK(rank_models(table, options).error().code == passk::errc::malformed);
    options.clusters.clear();
    std::vector<std::string> stages;
    options.on_stage = [&](std::string_view stage) { stages.emplace_back(stage); };
    CHECK(rank_models(table, options).has_value());
    CHECK(stages == std::vector<std::string>{"resampling 3 models"});
    std::stop_source stop;
    stop.request_stop();
    options.stop = stop.get_token();
    CHECK(rank_models(table, options).error().code == passk::errc::cancelled);
}
