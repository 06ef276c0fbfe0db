// SPDX-License-Identifier: Apache-2.0
#include <passk/compare/checkpoint_perplexities.hpp>

#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using passk::checkpoint_completions;
using passk::checkpoint_perplexities;
using passk::completion_score;
using passk::sampled_problems;

namespace {

const passk::logprob_kind raw{.distribution = passk::logprob_distribution::raw};

completion_score completion(double perplexity) {
    return {.score = {.log_probability = -10.0 * std::log(perplexity), .tokens = 10, .kind = raw}};
}

// Perplexities 1 + |shift_i + noise| of `each` completions a problem.
checkpoint_completions drawn(const std::string& name, std::size_t problems, std::size_t each,
                             double shift, std::uint64_t seed) {
    checkpoint_completions out{.name = name};
    for (std::size_t i = 0; i < problems; ++i) {
        passk::random_bits bits(seed, i);
        out.problems.emplace_back();
        for (std::size_t j = 0; j < each; ++j) {
            out.problems.back().push_back(
                completion(2.0 + static_cast<double>(i % 7) + shift + passk::uniform_unit(bits)));
        }
    }
    return out;
}

std::vector<std::string> numbers(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(std::to_string(i));
    }
    return names;
}

}  // namespace

TEST_CASE("a series is sorted medians averaged, and its change is paired by problem (seed 3)") {
    const std::vector<checkpoint_completions> checkpoints = {drawn("50", 40, 9, 0.0, 3),
                                                             drawn("300", 40, 9, -0.5, 4)};
    const auto series = checkpoint_perplexities(numbers(40), checkpoints, sampled_problems{},
                                                {.bootstrap = {.resamples = 2'000}});
    REQUIRE(series.size() == 2);
    std::vector<double> means;
    for (const checkpoint_completions& checkpoint : checkpoints) {
        double sum = 0.0;
        for (const std::vector<completion_score>& problem : checkpoint.problems) {
            std::vector<double> values;
            for (const completion_score& one : problem) {
                values.push_back(std::exp(-one.score.log_probability / 10.0));
            }
            std::sort(values.begin(), values.end());
            sum += values[4];
        }
        means.push_back(sum / 40.0);
    }
    CHECK(std::abs(series[0].mean_of_medians->estimate - means[0]) < 1e-12);
    CHECK(std::abs(series[1].mean_of_medians->estimate - means[1]) < 1e-12);
    CHECK_FALSE(series[0].change.has_value());
    REQUIRE(series[1].change.has_value());
    CHECK(std::abs(series[1].change->estimate - (means[1] - means[0])) < 1e-12);
    CHECK(series[1].shared_problems == 40);
    // The problems differ by up to 6, which the change, paired, does not feel.
    CHECK(series[1].change->upper - series[1].change->lower
          < 0.3 * (series[1].mean_of_medians->upper - series[1].mean_of_medians->lower));
    CHECK(series[1].change->upper < 0.0);
}

TEST_CASE("the change covers the truth about as often as it says (seeds 0 to 399)") {
    int covered = 0;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
        // Medians of nine uniform values have the same mean in both, so the truth is the shift.
        const std::vector<checkpoint_completions> checkpoints = {
            drawn("a", 60, 9, 0.0, 2 * seed), drawn("b", 60, 9, 0.1, 2 * seed + 1)};
        const auto series =
            checkpoint_perplexities(numbers(60), checkpoints, sampled_problems{},
                                    {.bootstrap = {.resamples = 400, .seed = seed}});
        covered += series[1].change->lower <= 0.1 && 0.1 <= series[1].change->upper ? 1 : 0;
    }
    CHECK(covered >= 365);
    CHECK(covered <= 395);
}

TEST_CASE("problems that only one checkpoint has, cut completions and impossible tokens") {
    std::vector<checkpoint_completions> checkpoints = {drawn("a", 3, 4, 0.0, 1),
                                                       drawn("b", 3, 4, 0.0, 2)};
    checkpoints[0].problems[1].clear();
    checkpoints[1].problems[2].front().score.extent = passk::completion_extent::cut;
    CHECK_THROWS_AS(
        static_cast<void>(checkpoint_perplexities(numbers(3), checkpoints, sampled_problems{})),
        passk::domain_error);
    const auto series = checkpoint_perplexities(
        numbers(3), checkpoints, sampled_problems{},
        {.cut = passk::cut_rule::excluded, .bootstrap = {.resamples = 100}});
    CHECK(series[0].problems == 2);
    CHECK(series[1].problems == 3);
    CHECK(series[1].completions == 11);
    CHECK(series[1].left_out.cut == 1);
    CHECK(series[1].shared_problems == 2);
    CHECK(series[1].change.has_value());

    completion_score& impossible = checkpoints[1].problems[0].front();
    impossible.score.log_probability = -std::numeric_limits<double>::infinity();
    impossible.score.impossible = 1;
    const auto infinite = checkpoint_perplexities(
        numbers(3), checkpoints, sampled_problems{},
        {.cut = passk::cut_rule::excluded, .bootstrap = {.resamples = 100}});
    CHECK(infinite[1].mean_of_medians.has_value());
    CHECK_FALSE(infinite[1].change.has_value());

    checkpoints[1].problems.pop_back();
    CHECK_THROWS_AS(
        static_cast<void>(checkpoint_perplexities(numbers(3), checkpoints, sampled_problems{})),
        passk::domain_error);
}
