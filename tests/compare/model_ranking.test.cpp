// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/model_ranking.hpp>

#include <passk/compare/step_down_max_t.hpp>

#include <passk/core/executor.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/pass_at_k.hpp>

#include <doctest/doctest.h>

#include "recorded_outcomes.hpp"
#include "several_ranks.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

using passk::common_outcomes;
using passk::model_ranking;
using passk::rank_at_each_k;
using passk::sampled_problems;

namespace {

// n Bernoulli trials of each model's chance on every problem, shifted alike for all models.
common_outcomes draw(passk::random_bits& bits, const std::vector<double>& chances,
                     std::size_t problems, std::uint64_t n) {
    common_outcomes outcomes;
    outcomes.tallies.resize(chances.size());
    for (std::size_t m = 0; m < chances.size(); ++m) {
        outcomes.models.push_back("model " + std::to_string(m));
    }
    for (std::size_t i = 0; i < problems; ++i) {
        outcomes.problems.push_back(std::to_string(i));
        const double hard = 0.2 * (passk::uniform_unit(bits) - 0.5);
        for (std::size_t m = 0; m < chances.size(); ++m) {
            std::uint64_t c = 0;
            for (std::uint64_t trial = 0; trial < n; ++trial) {
                c += passk::uniform_unit(bits) < chances[m] + hard ? 1U : 0U;
            }
            outcomes.tallies[m].emplace_back(n, c);
        }
    }
    return outcomes;
}

constexpr std::uint64_t once[] = {1};

}  // namespace

TEST_CASE("models far apart have the ranks of their chances and no others (seed 5)") {
    passk::random_bits bits(5);
    const common_outcomes outcomes = draw(bits, {0.3, 0.8, 0.55}, 200, 8);
    const model_ranking ranking =
        rank_at_each_k(outcomes, once, sampled_problems{}, {.resamples = 1000}).front();
    const std::vector<std::size_t> ranks{3, 1, 2};
    for (std::size_t m = 0; m < 3; ++m) {
        CHECK(ranking.standings[m].rank == ranks[m]);
        CHECK(ranking.standings[m].highest == ranks[m]);
        CHECK(ranking.standings[m].lowest == ranks[m]);
    }
    CHECK(&ranking.between(2, 0) == &ranking.between(0, 2));
    CHECK(ranking.between(2, 1).first == 1);
    CHECK(ranking.between(2, 1).second == 2);
    CHECK_THROWS_AS((void)ranking.between(1, 1), passk::domain_error);
    CHECK_THROWS_AS((void)ranking.between(0, 3), passk::domain_error);
}

TEST_CASE("a model and its copy share a rank that nothing narrows, the third is below both") {
    passk::random_bits bits(6);
    common_outcomes outcomes = draw(bits, {0.8, 0.8, 0.3}, 100, 4);
    outcomes.tallies[1] = outcomes.tallies[0];
    const model_ranking ranking =
        rank_at_each_k(outcomes, once, sampled_problems{}, {.resamples = 1000}).front();
    CHECK(ranking.standings[0].rank == 1);
    CHECK(ranking.standings[1].rank == 1);
    CHECK(ranking.standings[0].lowest == 2);
    CHECK(ranking.standings[1].highest == 1);
    CHECK(ranking.standings[2].highest == 3);
    // No problem of 100 that moved bounds how many would, on both sides alike.
    for (const auto& bounds : {ranking.between(0, 1).difference, ranking.between(0, 1).band}) {
        CHECK(bounds.value().estimate == 0.0);
        CHECK(bounds.value().upper > 0.0);
        CHECK(bounds.value().lower == doctest::Approx(-bounds.value().upper).epsilon(1e-9));
    }
    CHECK(ranking.between(0, 1).test.p == 1.0);
    CHECK(ranking.between(0, 2).band);
}

TEST_CASE("intervals of all ranks hold at once as often as stated, ties included (seed 7)") {
    // Models 1 and 2 are level, and 0 is next to them: any of ranks 2 and 3 is true of both.
    const std::vector<double> chances{0.55, 0.5, 0.5, 0.3};
    constexpr int simulations = 300;
    int held = 0;
    for (int s = 0; s < simulations; ++s) {
        passk::random_bits bits(7, static_cast<std::uint64_t>(s));
        const common_outcomes outcomes = draw(bits, chances, 60, 2);
        const model_ranking ranking =
            rank_at_each_k(outcomes, once, sampled_problems{}, {.resamples = 200},
                           {.permutations = 1}, passk::confidence_level(0.9))
                .front();
        const auto& at = ranking.standings;
        const bool all = at[0].highest == 1 && at[3].lowest == 4 && at[1].highest <= 2
                         && at[1].lowest >= 3 && at[2].highest <= 2 && at[2].lowest >= 3;
        held += all ? 1 : 0;
    }
    // 90 % of 300 less 3.5 binomial standard deviations.
    CHECK(held >= 252);
}

TEST_CASE("MATH500: a pair is what a comparison of two makes of it, adjusted over both k") {
    const auto table = passk_tests::recorded_outcomes("math500_qwen7b_simplerl_counts.csv");
    const common_outcomes outcomes = table.common(table.models());
    const std::vector<std::uint64_t> ks{1, 8};
    const auto rankings = rank_at_each_k(outcomes, ks, sampled_problems{});
    // Positions 1 and 0, so that first - second is tuned - base with its sign turned.
    const auto paired = table.pair(outcomes.models[1], outcomes.models[0]);
    const auto alone =
        passk::confidence_intervals(passk::difference_of(paired, ks), sampled_problems{});
    std::vector<double> ps;
    std::vector<double> values;
    for (std::size_t j = 0; j < ks.size(); ++j) {
        const passk::model_difference& pair = rankings[j].between(0, 1);
        const passk::interval expected = alone[j].bounds.value();
        CHECK(pair.difference.value().method == expected.method);
        CHECK(pair.difference.value().lower == doctest::Approx(expected.lower).epsilon(1e-9));
        CHECK(pair.difference.value().upper == doctest::Approx(expected.upper).epsilon(1e-9));
        CHECK(pair.test.p == passk::paired_permutation_test(paired, ks[j]).p);
        ps.push_back(pair.test.p);
    }
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        for (const std::uint64_t k : ks) {
            values.push_back(passk::pass_at_k(outcomes.tallies[0][i], k));
            values.push_back(passk::pass_at_k(outcomes.tallies[1][i], k));
        }
    }
    const auto adjusted =
        passk::step_down_max_t(values, 4, std::vector<passk::column_pair>{{0, 1}, {2, 3}});
    const std::vector<double> bh = passk::benjamini_hochberg(ps);
    for (std::size_t j = 0; j < ks.size(); ++j) {
        CHECK(rankings[j].between(0, 1).adjusted_p == adjusted[j].adjusted);
        CHECK(rankings[j].between(0, 1).bh_p == bh[j]);
    }
}

TEST_CASE(
    "the band of many pairs is wider than the interval of one, and executors change nothing") {
    passk::random_bits bits(8);
    const common_outcomes outcomes = draw(bits, {0.5, 0.5, 0.5, 0.5, 0.5}, 80, 3);
    const auto on = [&](const passk::any_executor& place) {
        return rank_at_each_k(outcomes, once, sampled_problems{}, {.resamples = 2000}, {},
                              passk::confidence_level(0.95), place)
            .front();
    };
    const auto one = on(passk::this_thread());
    const auto three = on(passk::threads(3));
    const auto ranks = passk_tests::on_every_rank(3, on);
    for (std::size_t p = 0; p < one.differences.size(); ++p) {
        CHECK(one.differences[p].band.value().length()
              > 1.2 * one.differences[p].difference.value().length());
        CHECK(one.differences[p].band.value() == three.differences[p].band.value());
        CHECK(one.differences[p].test.p == three.differences[p].test.p);
        for (const model_ranking& on_rank : ranks) {
            CHECK(one.differences[p].band.value() == on_rank.differences[p].band.value());
            CHECK(one.differences[p].test.p == on_rank.differences[p].test.p);
        }
    }
}

TEST_CASE("refuses one model, one problem and k > n") {
    passk::random_bits bits(9);
    const common_outcomes two = draw(bits, {0.5, 0.5}, 10, 4);
    CHECK_THROWS_AS((void)rank_at_each_k(draw(bits, {0.5}, 10, 4), once, sampled_problems{}),
                    passk::domain_error);
    CHECK_THROWS_AS((void)rank_at_each_k(draw(bits, {0.5, 0.5}, 1, 4), once, sampled_problems{}),
                    passk::domain_error);
    CHECK_THROWS_AS((void)rank_at_each_k(two, std::vector<std::uint64_t>{5}, sampled_problems{}),
                    passk::domain_error);
}

TEST_CASE("problems copied into clusters rank as the problems alone (seed 11)") {
    passk::random_bits bits(11);
    const common_outcomes once_each = draw(bits, {0.5, 0.5, 0.6, 0.3}, 60, 8);
    common_outcomes thrice = once_each;
    std::vector<std::size_t> clusters;
    for (std::size_t copy = 0; copy < 3; ++copy) {
        for (std::size_t i = 0; i < once_each.problems.size(); ++i) {
            clusters.push_back(i);
            if (copy > 0) {
                thrice.problems.push_back(once_each.problems[i] + std::string(copy, '\''));
                for (std::size_t m = 0; m < once_each.models.size(); ++m) {
                    thrice.tallies[m].push_back(once_each.tallies[m][i]);
                }
            }
        }
    }
    const model_ranking alone = rank_at_each_k(once_each, once, sampled_problems{}).front();
    const model_ranking copied = rank_at_each_k(thrice, once, sampled_problems{clusters}).front();
    const model_ranking blind = rank_at_each_k(thrice, once, sampled_problems{}).front();
    for (std::size_t p = 0; p < alone.differences.size(); ++p) {
        const passk::interval one = alone.differences[p].difference.value();
        const passk::interval other = copied.differences[p].difference.value();
        CHECK(other.lower == doctest::Approx(one.lower).epsilon(1e-12));
        CHECK(other.upper == doctest::Approx(one.upper).epsilon(1e-12));
        // Resamples of the band and sign vectors are others: their Monte-Carlo error is below 5 %.
        CHECK(copied.differences[p].band.value().length()
              == doctest::Approx(alone.differences[p].band.value().length()).epsilon(0.05));
        CHECK(std::fabs(copied.differences[p].test.p - alone.differences[p].test.p) <= 0.03);
        CHECK(blind.differences[p].difference.value().length() < 0.6 * one.length());
    }
    for (std::size_t m = 0; m < alone.standings.size(); ++m) {
        CHECK(copied.standings[m].rank == alone.standings[m].rank);
    }
}
