// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/sampling_kernels.hpp>

#include <doctest/doctest.h>

#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace {

namespace cuda = passk::adapter::cuda;
using cuda::detail::sampling_row;

std::vector<float> random_logits(std::uint64_t seed, std::size_t count) {
    passk::random_bits bits(seed);
    std::vector<float> out(count);
    for (float& logit : out) {
        logit = static_cast<float>(8.0 * passk::uniform_unit(bits) - 4.0);
    }
    return out;
}

// The distribution that a rule makes of logits, by sorting, in double. No token was seen.
std::vector<double> shaped(const std::vector<float>& logits, const sampling_row& rule) {
    std::vector<double> sorted(logits.begin(), logits.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>{});
    const auto weight = [&](double logit) {
        return std::exp((logit - sorted[0]) / static_cast<double>(rule.temperature));
    };
    double lowest = sorted[rule.top_k > 0 ? std::min<std::size_t>(rule.top_k, sorted.size()) - 1
                                          : sorted.size() - 1];
    double total = 0.0;
    for (const double logit : sorted) {
        total += logit >= lowest ? weight(logit) : 0.0;
    }
    double sum = 0.0;
    for (const double logit : sorted) {
        sum += weight(logit);
        if (sum >= static_cast<double>(rule.top_p) * total) {
            lowest = std::max(lowest, logit);
            break;
        }
    }
    std::vector<double> out;
    double kept = 0.0;
    for (const float logit : logits) {
        const double w = weight(static_cast<double>(logit));
        out.push_back(
            static_cast<double>(logit) >= lowest && w >= static_cast<double>(rule.min_p) ? w : 0.0);
        kept += out.back();
    }
    for (double& p : out) {
        p /= kept;
    }
    return out;
}

struct draws {
    std::vector<std::int32_t> tokens{};
    std::vector<float> raw{};
    std::vector<float> processed{};
};

// One draw for each seed from 0 on.
template <class Executor>
draws sample(const Executor& executor, const std::vector<float>& logits, sampling_row rule,
             std::uint32_t count, std::vector<std::uint32_t> seen) {
    const auto vocabulary = static_cast<std::uint32_t>(logits.size());
    std::vector<float> all;
    std::vector<sampling_row> rules;
    for (std::uint32_t i = 0; i < count; ++i) {
        all.insert(all.end(), logits.begin(), logits.end());
        rule.seed_low = i;
        rules.push_back(rule);
    }
    draws out{std::vector<std::int32_t>(count), std::vector<float>(count),
              std::vector<float>(count)};
    executor.launch(count, cuda::detail::sample_kernel{all.data(), rules.data(), seen.data(),
                                                       static_cast<std::uint32_t>(seen.size()),
                                                       out.tokens.data(), out.raw.data(),
                                                       out.processed.data(), vocabulary});
    return out;
}

TEST_CASE("draws follow the distribution of a sort, whatever the rule") {
    const std::vector<float> logits = random_logits(5, 40);
    const std::vector<sampling_row> rules{
        {},
        {.temperature = 0.6F, .top_p = 0.95F},
        {.temperature = 1.5F, .top_k = 7},
        {.temperature = 0.9F, .min_p = 0.1F},
        {.temperature = 0.8F, .top_p = 0.9F, .min_p = 0.02F, .top_k = 12}};
    constexpr std::uint32_t count = 20000;
    for (const sampling_row& rule : rules) {
        const std::vector<double> expected = shaped(logits, rule);
        const draws drawn = sample(cuda::cpu_serial{}, logits, rule, count, {0, 0});
        std::vector<double> found(logits.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto token = static_cast<std::size_t>(drawn.tokens[i]);
            found[token] += 1.0;
            REQUIRE(static_cast<double>(drawn.processed[i])
                    == doctest::Approx(std::log(expected[token])).epsilon(1e-5));
        }
        // Chi-squared over cells of at least 5 expected draws; the seeds are fixed.
        double statistic = 0.0;
        double cells = -1.0;
        for (std::size_t token = 0; token < logits.size(); ++token) {
            const double mean = expected[token] * count;
            if (mean == 0.0) {
                CHECK(found[token] == 0.0);
            } else if (mean >= 5.0) {
                statistic += (found[token] - mean) * (found[token] - mean) / mean;
                cells += 1.0;
            }
        }
        CHECK(statistic < cells + 4.0 * std::sqrt(2.0 * cells + 1.0));
    }
}

TEST_CASE("teams of any size draw the same") {
    const std::vector<float> logits = random_logits(6, 1000);
    const sampling_row rule{.temperature = 0.7F, .top_p = 0.9F, .min_p = 0.001F, .top_k = 300};
    const draws serial =
        sample(cuda::cpu_serial{}, logits, rule, 4, std::vector<std::uint32_t>(32));
    for (const std::uint32_t lanes : {2U, 3U}) {
        const draws emulated =
            sample(cuda::cpu_emulated{lanes}, logits, rule, 4, std::vector<std::uint32_t>(32));
        CHECK(emulated.tokens == serial.tokens);
        CHECK(emulated.raw == serial.raw);
        CHECK(emulated.processed == serial.processed);
    }
}

TEST_CASE("greedy draws take the highest logit, of equal ones the first") {
    std::vector<float> logits = random_logits(7, 100);
    logits[31] = logits[77] = 9.0F;
    const draws drawn =
        sample(cuda::cpu_emulated{3}, logits, {.temperature = 0.0F}, 1, {0, 0, 0, 0});
    CHECK(drawn.tokens[0] == 31);
    CHECK(drawn.processed[0] == 0.0F);
}

TEST_CASE("a repetition penalty falls on seen tokens, and a drawn token is seen") {
    std::vector<float> logits{2.0F, 1.9F, -1.0F};
    std::vector<std::uint32_t> seen{1U};
    sampling_row rule{.temperature = 0.0F, .repetition_penalty = 2.0F};
    std::int32_t token = 0;
    float raw = 0.0F;
    float processed = 0.0F;
    cuda::cpu_serial{}.launch(1, cuda::detail::sample_kernel{logits.data(), &rule, seen.data(), 1,
                                                             &token, &raw, &processed, 3});
    CHECK(token == 1);
    CHECK(seen[0] == 3U);
    const double sum = std::exp(2.0) + std::exp(1.9) + std::exp(-1.0);
    CHECK(static_cast<double>(raw) == doctest::Approx(1.9 - std::log(sum)).epsilon(1e-6));
}

TEST_CASE("scores are the log of a softmax summed in double") {
    const std::vector<float> logits = random_logits(8, 3 * 500);
    const std::vector<std::int32_t> targets{0, 250, 499};
    std::vector<float> serial(3);
    std::vector<float> emulated(3);
    cuda::cpu_serial{}.launch(
        3, cuda::detail::score_kernel{logits.data(), targets.data(), serial.data(), 500});
    cuda::cpu_emulated{4}.launch(
        3, cuda::detail::score_kernel{logits.data(), targets.data(), emulated.data(), 500});
    CHECK(serial == emulated);
    for (std::size_t row = 0; row < 3; ++row) {
        double sum = 0.0;
        for (std::size_t i = 0; i < 500; ++i) {
            sum += std::exp(static_cast<double>(logits[row * 500 + i]));
        }
        const double logit =
            static_cast<double>(logits[row * 500 + static_cast<std::size_t>(targets[row])]);
        CHECK(static_cast<double>(serial[row])
              == doctest::Approx(logit - std::log(sum)).epsilon(1e-6));
    }
}

TEST_CASE("ordered floats are in order, and noise is finite at both ends") {
    const std::vector<float> rising{
        -std::numeric_limits<float>::infinity(), -3.0F, -1e-40F, 0.0F, 1e-40F, 2.0F,
        std::numeric_limits<float>::infinity()};
    for (std::size_t i = 1; i < rising.size(); ++i) {
        CHECK(cuda::detail::ordered(rising[i - 1]) < cuda::detail::ordered(rising[i]));
    }
    CHECK(std::isfinite(cuda::detail::gumbel(0)));
    CHECK(std::isfinite(cuda::detail::gumbel(0xFFFFFFFFU)));
    CHECK(cuda::detail::gumbel(0) > 22.0F);
}

}  // namespace
