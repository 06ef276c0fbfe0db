// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/perplexity_comparison.hpp>

#include <passk/core/random_bits.hpp>

#include <categorical_chain.hpp>
#include <figure_6.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace figure_6 = passk_tests::figure_6;

using passk::compare_perplexities;
using passk::completion_score;
using passk::fixed_benchmark;
using passk::perplexity_problem;
using passk::sampled_problems;
using passk_tests::base_chain;
using passk_tests::tuned_chain;

namespace {

const passk::logprob_kind raw{.distribution = passk::logprob_distribution::raw};

// A completion of 100 tokens with the given perplexity.
completion_score completion(double perplexity, std::uint64_t sample) {
    return {
        .sample = sample,
        .score = {.log_probability = -100.0 * std::log(perplexity), .tokens = 100, .kind = raw}};
}

std::vector<completion_score> completions(std::span<const double> perplexities) {
    std::vector<completion_score> out;
    for (const double perplexity : perplexities) {
        out.push_back(completion(perplexity, out.size()));
    }
    return out;
}

const std::vector<perplexity_problem> figure = {
    {.name = "1",
     .base_of_base = completions(figure_6::base_of_base_1),
     .base_of_tuned = completions(figure_6::base_of_tuned_1)},
    {.name = "2",
     .base_of_base = completions(figure_6::base_of_base_2),
     .base_of_tuned = completions(figure_6::base_of_tuned_2)}};

// Problems whose completions come from the chains of known divergence.
std::vector<perplexity_problem> chain_problems(std::size_t problems, std::size_t samples) {
    std::vector<perplexity_problem> out(problems);
    for (std::size_t i = 0; i < problems; ++i) {
        out[i].name = std::to_string(i);
        for (std::size_t j = 0; j < samples; ++j) {
            passk::random_bits bits(21, i * samples + j);
            const auto scored = [&](const passk_tests::categorical_chain& chain,
                                    const std::vector<std::size_t>& y) {
                return completion_score{
                    .sample = j,
                    .judged =
                        y.size() % 2 == 0 ? passk::verdict::correct : passk::verdict::incorrect,
                    .score = score_of(passk::token_logprobs(chain.logprobs(y), raw))};
            };
            const auto y_base = base_chain.draw(bits);
            const auto y_tuned = tuned_chain.draw(bits);
            out[i].base_of_base.push_back(scored(base_chain, y_base));
            out[i].base_of_tuned.push_back(scored(base_chain, y_tuned));
            out[i].tuned_of_tuned.push_back(scored(tuned_chain, y_tuned));
        }
    }
    return out;
}

}  // namespace

TEST_CASE("figure 6: two problems, as the paper has them") {
    const auto got = compare_perplexities(figure, fixed_benchmark{});
    REQUIRE(got.location.has_value());
    REQUIRE(got.location->problems.size() == 2);
    const passk::problem_location& first = got.location->problems[0];
    CHECK(std::abs(first.base.median - 1.086) <= 1e-12);
    CHECK(std::abs(first.tuned.median - 1.0585) <= 1e-12);
    CHECK(first.mean_rank == 50.0 / 256.0);
    CHECK(got.location->problems[1].mean_rank == 56.5 / 256.0);
    CHECK(got.location->superiority->estimate
          == doctest::Approx(1.0 - (50.0 + 56.5) / 512.0).epsilon(1e-14));
    CHECK(got.location->superiority->lower < got.location->superiority->estimate);
    CHECK(got.location->superiority->upper > got.location->superiority->estimate);
    CHECK(got.location->mean_rank->upper
          == doctest::Approx(1.0 - got.location->superiority->lower).epsilon(1e-14));
    // 30 of the tuned model's 32 lie below the median of the base's: ranks below 1/2.
    CHECK(got.location->below_median->estimate == 30.0 / 32.0);
    CHECK(got.location->van_elteren.p_value < 1e-4);
    REQUIRE(got.base_of_base.has_value());
    CHECK(got.base_of_base->mean_of_medians->estimate
          == doctest::Approx((1.086 + 1.322) / 2).epsilon(1e-12));
    CHECK_FALSE(got.tuned_of_tuned.has_value());
    CHECK_FALSE(got.base_of_base->on_length.has_value());  // all of one length
}

TEST_CASE("pooled quartiles of resamples are those of the repeated values (seed 9)") {
    const std::vector<double> values = {3.0, 1.0, 2.0, 2.0, 5.0};
    const passk::detail::weighted_sample sample(values, 0);
    passk::random_bits bits(9);
    for (int trial = 0; trial < 500; ++trial) {
        std::vector<std::uint32_t> weights;
        std::vector<double> repeated;
        for (const double value : values) {
            weights.push_back(static_cast<std::uint32_t>(passk::uniform_below(bits, 4)));
            repeated.insert(repeated.end(), weights.back(), value);
        }
        if (!repeated.empty()) {
            const passk::distribution_summary plain = passk::summarise(repeated);
            REQUIRE(sample.median(weights) == plain.median);
            REQUIRE(sample.quantile(weights, 0.25) == plain.lower_quartile);
            REQUIRE(sample.quantile(weights, 0.75) == plain.upper_quartile);
        }
    }
}

TEST_CASE("chains of known divergence: the truth lies in 99.9% intervals (seed 21)") {
    const auto problems = chain_problems(60, 40);
    passk::perplexity_options options{.budgets = {1.5}};
    options.permutations = 99;  // their p values are not asked for
    options.level = passk::confidence_level(0.999);
    const auto log_ratio = [](const std::vector<std::size_t>& y) {
        return std::log(tuned_chain.probability(y) / base_chain.probability(y));
    };
    const double divergence = tuned_chain.expect(log_ratio);
    const double coverage = tuned_chain.expect(
        [&](const auto& y) { return log_ratio(y) >= std::log(1.5) ? 1.0 : 0.0; });
    for (const passk::any_estimand& target :
         {passk::any_estimand(sampled_problems{}), passk::any_estimand(fixed_benchmark{})}) {
        const auto got = compare_perplexities(problems, target, options);
        REQUIRE(got.coverage.has_value());
        CHECK(got.coverage->problems == 60);
        CHECK(got.coverage->completions == 2400);
        CHECK(got.coverage->unpaired == 0);
        const auto holds = [](const passk::interval& i, double truth) {
            return i.lower <= truth && truth <= i.upper;
        };
        CHECK(holds(*got.coverage->divergence, divergence));
        CHECK(holds(got.coverage->profile.front(), coverage));
        CHECK(got.coverage->estimators->k1.value
              == doctest::Approx(got.coverage->divergence->estimate).epsilon(1e-12));
        CHECK(std::abs(got.coverage->estimators->k3.value - divergence)
              <= 4.0 * got.coverage->estimators->k3.standard_error());
        CHECK(got.tuned_of_tuned->log_support.has_value());
        CHECK_FALSE(got.base_of_tuned->log_support.has_value());
        CHECK(got.base_of_base->on_length.has_value());
        CHECK(got.base_of_base->on_length_within->count == 2400);
    }
}

TEST_CASE("correct completions only, the others counted") {
    const auto problems = chain_problems(5, 20);
    const auto all = compare_perplexities(problems, sampled_problems{});
    const auto correct = compare_perplexities(problems, sampled_problems{},
                                              {.filter = passk::completion_filter::correct});
    CHECK(correct.base_of_base->perplexity.count < all.base_of_base->perplexity.count);
    CHECK(correct.left_out.not_correct
          == 300 - correct.base_of_base->perplexity.count - correct.base_of_tuned->perplexity.count
                 - correct.tuned_of_tuned->perplexity.count);
    CHECK_FALSE(correct.tuned_of_tuned->log_support.has_value());
}

TEST_CASE("cut completions: refused unless the caller says") {
    std::vector<perplexity_problem> problems = figure;
    problems[0].base_of_base[3].score.extent = passk::completion_extent::cut;
    CHECK_THROWS_WITH_AS((void)compare_perplexities(problems, sampled_problems{}),
                         "passk::compare_perplexities: a completion of problem '1' was cut; say "
                         "whether cut ones are to be excluded or included",
                         passk::domain_error);
    const auto excluded =
        compare_perplexities(problems, sampled_problems{}, {.cut = passk::cut_rule::excluded});
    CHECK(excluded.left_out.cut == 1);
    CHECK(excluded.base_of_base->perplexity.count == 31);
    CHECK(compare_perplexities(problems, sampled_problems{}, {.cut = passk::cut_rule::included})
              .base_of_base->perplexity.count
          == 32);
}

TEST_CASE("empty and incomplete completions are left out and counted") {
    std::vector<perplexity_problem> problems = figure;
    problems[0].base_of_base[0].score.missing = 1;
    problems[0].base_of_base[1].score.tokens = 0;
    problems[1].base_of_tuned[0].score.tokens.reset();
    const auto got = compare_perplexities(problems, sampled_problems{});
    CHECK(got.left_out.missing_tokens == 1);
    CHECK(got.left_out.empty == 1);
    CHECK(got.left_out.without_count == 1);
    CHECK(got.base_of_base->perplexity.count == 30);
}

TEST_CASE("mixed kinds and doubled samples are refused") {
    std::vector<perplexity_problem> problems = figure;
    problems[1].base_of_tuned[2].score.kind = {};
    CHECK_THROWS_AS((void)compare_perplexities(problems, sampled_problems{}), passk::domain_error);
    problems = figure;
    for (auto& one : problems[1].base_of_tuned) {
        one.score.kind = {};
    }
    problems[0].base_of_tuned.clear();
    CHECK_THROWS_AS((void)compare_perplexities(problems, fixed_benchmark{}), passk::domain_error);
    problems = figure;
    problems[0].tuned_of_tuned = problems[0].base_of_tuned;
    problems[0].base_of_tuned.push_back(problems[0].base_of_tuned.front());
    CHECK_THROWS_AS((void)compare_perplexities(problems, sampled_problems{}), passk::domain_error);
}

TEST_CASE("an impossible completion is infinite, not dropped") {
    std::vector<perplexity_problem> problems = figure;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < 2; ++i) {
        problems[i].tuned_of_tuned = problems[i].base_of_tuned;
        problems[i].base_of_tuned[0].score.log_probability = -infinity;
        problems[i].base_of_tuned[0].score.impossible = 1;
    }
    const auto got = compare_perplexities(problems, sampled_problems{});
    CHECK(got.base_of_tuned->perplexity.greatest == infinity);
    CHECK(got.coverage->divergence->estimate == infinity);
    CHECK(got.coverage->profile.back().estimate == 1.0 / 16.0);
    CHECK(got.coverage->estimators->k1.value == infinity);
}

TEST_CASE("one problem has intervals for itself, none for problems like it") {
    const std::span<const perplexity_problem> one(figure.data(), 1);
    CHECK(compare_perplexities(one, fixed_benchmark{}).location->superiority.has_value());
    CHECK_FALSE(compare_perplexities(one, sampled_problems{}).location->superiority.has_value());
}
