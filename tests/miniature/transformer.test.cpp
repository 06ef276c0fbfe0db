// SPDX-License-Identifier: Apache-2.0
#include "transformer.hpp"
#include "adamw.hpp"
#include "gradient.hpp"
#include "supervised.hpp"

#include <passk/adapter/tiny_lm/decoder.hpp>
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lm = passk::adapter::tiny_lm;

namespace {

const lm::decoder_shape shape{.vocabulary = 7,
                              .hidden = 16,
                              .layers = 2,
                              .heads = 2,
                              .key_value_heads = 2,
                              .head_size = 6,
                              .feed_forward = 20,
                              .context = 12};

std::vector<miniature::sequence> random_sequences(std::size_t count, std::uint64_t seed) {
    passk::random_bits bits(seed);
    std::vector<miniature::sequence> all(count);
    for (miniature::sequence& one : all) {
        one.prompt = 1 + passk::uniform_below(bits, 4);
        const std::size_t length = one.prompt + 1 + passk::uniform_below(bits, 7);
        for (std::size_t t = 0; t < length; ++t) {
            one.tokens.push_back(
                static_cast<std::uint32_t>(passk::uniform_below(bits, shape.vocabulary)));
        }
    }
    return all;
}

}  // namespace

TEST_CASE("the derivative is that of finite differences, in double") {
    passk::random_bits bits(5);
    const lm::decoder_weights start = miniature::random_weights(shape, 3);
    lm::basic_decoder_weights<double> weights(shape);
    for (std::size_t i = 0; i < weights.numbers.size(); ++i) {
        weights.numbers[i] =
            static_cast<double>(start.numbers[i]) + 0.1 * (passk::uniform_unit(bits) - 0.5);
    }
    miniature::token_batch batch;
    batch.length = 6;
    for (std::size_t i = 0; i < batch.columns(); ++i) {
        batch.tokens.push_back(
            static_cast<std::uint32_t>(passk::uniform_below(bits, shape.vocabulary)));
    }
    miniature::transformer<double> model(shape, 8);
    std::vector<double> factors(shape.vocabulary * batch.columns());
    for (double& one : factors) {
        one = passk::uniform_unit(bits) - 0.5;
    }
    const auto loss = [&] {
        double sum = 0.0;
        const auto logits = model.forward(weights, batch);
        for (std::size_t i = 0; i < logits.size(); ++i) {
            sum += factors[i] * logits[i] + 0.05 * logits[i] * logits[i];
        }
        return sum;
    };
    const auto logits = model.forward(weights, batch);
    std::vector<double> slope(logits.size());
    for (std::size_t i = 0; i < logits.size(); ++i) {
        slope[i] = factors[i] + 0.1 * logits[i];
    }
    std::vector<double> gradient(weights.numbers.size());
    model.backward(weights, batch, slope, gradient);
    double worst = 0.0;
    std::size_t nonzero = 0;
    for (std::size_t i = 0; i < weights.numbers.size(); i += 3) {
        constexpr double step = 1e-5;
        const double kept = weights.numbers[i];
        weights.numbers[i] = kept + step;
        const double above = loss();
        weights.numbers[i] = kept - step;
        const double below = loss();
        weights.numbers[i] = kept;
        const double difference = (above - below) / (2.0 * step);
        worst = (std::max)(worst, std::fabs(difference - gradient[i])
                                      / (1e-2 + std::fabs(difference) + std::fabs(gradient[i])));
        nonzero += std::fabs(difference) > 1e-6 ? 1 : 0;
    }
    CHECK(worst < 1e-6);
    CHECK(nonzero > weights.numbers.size() / 4);
}

TEST_CASE("training and inference compute the same log-probabilities, to the bit") {
    const lm::decoder_weights weights = miniature::random_weights(shape, 4);
    const std::vector<miniature::sequence> texts = random_sequences(21, 6);
    miniature::gradient_engine engine(shape, 2);
    std::vector<std::vector<float>> seen(texts.size());
    engine.read(weights, texts, [&](const miniature::token_view& view) {
        seen[view.index].assign(view.logprobs.begin(), view.logprobs.end());
    });
    lm::decoder decoder(weights);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::vector<float> expected = decoder.logprobs(texts[i].tokens);
        expected.erase(expected.begin(),
                       expected.begin() + static_cast<std::ptrdiff_t>(texts[i].prompt - 1));
        CHECK(seen[i] == expected);
    }
}

TEST_CASE("the gradient is the same for any number of threads, and that of the loss") {
    lm::decoder_weights weights = miniature::random_weights(shape, 8);
    const std::vector<miniature::sequence> texts = random_sequences(70, 9);
    const auto slope = [](const miniature::token_view& view, std::span<float> slopes) {
        for (std::size_t t = 0; t < slopes.size(); ++t) {
            slopes[t] = -1.0F / static_cast<float>(1 + view.index % 3);
        }
    };
    miniature::gradient_engine one(shape, 1);
    miniature::gradient_engine three(shape, 3);
    const std::vector<float> gradient = one.gradient(weights, texts, slope);
    CHECK(three.gradient(weights, texts, slope) == gradient);

    const auto loss = [&] {
        std::vector<double> losses(texts.size());
        one.read(weights, texts, [&](const miniature::token_view& view) {
            for (const float logprob : view.logprobs) {
                losses[view.index] -=
                    static_cast<double>(logprob) / static_cast<double>(1 + view.index % 3);
            }
        });
        double sum = 0.0;
        for (const double each : losses) {
            sum += each;
        }
        return sum;
    };
    // Along the gradient the loss changes by the square of its length.
    double square = 0.0;
    for (const float each : gradient) {
        square += static_cast<double>(each) * static_cast<double>(each);
    }
    const double before = loss();
    const auto move = [&](double by) {
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            weights.numbers[i] += static_cast<float>(by) * gradient[i];
        }
    };
    const double step = 0.02 / std::sqrt(square);
    move(step);
    const double above = loss();
    move(-2.0 * step);
    const double below = loss();
    CHECK((above - below) / (2.0 * step) == doctest::Approx(square).epsilon(0.01));
    CHECK(below < before);
}

TEST_CASE("a few steps of training bring the loss down from the entropy of the alphabet") {
    lm::decoder_weights weights = miniature::random_weights(shape, 1);
    double first = 0.0;
    double last = 0.0;
    miniature::train_supervised(
        weights, {.steps = 40, .batch = 32, .rate = 0.03, .seed = 2, .threads = 2},
        [](passk::random_bits& bits) {
            // Counting up from a random start, modulo 7.
            miniature::sequence one{{static_cast<std::uint32_t>(passk::uniform_below(bits, 7))}, 1};
            for (int t = 0; t < 6; ++t) {
                one.tokens.push_back((one.tokens.back() + 1) % 7);
            }
            return one;
        },
        [&](std::size_t step, double loss) {
            first = step == 1 ? loss : first;
            last = loss;
        });
    CHECK(first > 1.5);
    CHECK(last < 0.5);
}

TEST_CASE("AdamW takes the steps of its definition") {
    // Two steps by hand, b1 = 0.9, b2 = 0.98, weight decay 0.1, rate 0.01, no clipping.
    std::vector<float> weights{1.0F, -2.0F};
    miniature::adamw optimiser(2, {.weight_decay = 0.1, .greatest_norm = 100.0});
    optimiser.step(weights, std::vector<float>{0.5F, -0.25F}, 0.01);
    // The first step goes by the sign of the slope.
    CHECK(weights[0] == doctest::Approx(1.0 - 0.01 * (1.0 + 0.1)).epsilon(1e-6));
    CHECK(weights[1] == doctest::Approx(-2.0 - 0.01 * (-1.0 - 0.2)).epsilon(1e-6));
    optimiser.step(weights, std::vector<float>{-0.5F, -0.25F}, 0.01);
    const double m = (0.9 * 0.05 - 0.1 * 0.5) / (1 - 0.81);
    const double v = (0.98 * 0.02 * 0.25 + 0.02 * 0.25) / (1 - 0.9604);
    const double before = 1.0 - 0.01 * 1.1;
    CHECK(weights[0]
          == doctest::Approx(before - 0.01 * (m / std::sqrt(v) + 0.1 * before)).epsilon(1e-6));
    // A gradient of norm 10 is scaled to norm 1: the same step as a tenth of it.
    std::vector<float> scaled{0.0F};
    std::vector<float> plain{0.0F};
    miniature::adamw clipping(1, {.greatest_norm = 1.0});
    miniature::adamw other(1, {.greatest_norm = 1.0});
    for (int i = 0; i < 2; ++i) {
        clipping.step(scaled, std::vector<float>{i == 0 ? 10.0F : 0.5F}, 0.01);
        other.step(plain, std::vector<float>{i == 0 ? 1.0F : 0.5F}, 0.01);
    }
    CHECK(scaled[0] == plain[0]);
}
