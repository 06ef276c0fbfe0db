// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_SUPERVISED_HPP
#define PASSK_EXAMPLES_MINIATURE_SUPERVISED_HPP

#include "adamw.hpp"
#include "countdown.hpp"
#include "gradient.hpp"

#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>
#include <passk/core/random_bits.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <span>
#include <string>
#include <vector>

namespace miniature {

/// A decoder drawn at random: normal numbers scaled by the width that they are summed over,
/// gains 1.
[[nodiscard]] inline lm::decoder_weights random_weights(const lm::decoder_shape& shape,
                                                        std::uint64_t seed) {
    lm::decoder_weights weights(shape);
    passk::random_bits bits(seed);
    const auto fill = [&](std::size_t first, std::size_t count, double spread) {
        for (std::size_t i = first; i < first + count; ++i) {
            // Box and Muller.
            const double radius = std::sqrt(-2.0 * std::log(1.0 - passk::uniform_unit(bits)));
            const double angle = 2.0 * std::numbers::pi * passk::uniform_unit(bits);
            weights.numbers[i] = static_cast<float>(spread * radius * std::cos(angle));
        }
    };
    const std::size_t hidden = shape.hidden;
    const std::size_t attention = std::size_t{shape.heads} * shape.head_size;
    const double width = 1.0 / std::sqrt(static_cast<double>(hidden));
    const double depth = 1.0 / std::sqrt(2.0 * shape.layers);
    const lm::decoder_layout& at = weights.layout;
    fill(at.embedding, shape.vocabulary * hidden, 0.5);
    for (const lm::decoder_layout::layer& layer : at.layers) {
        std::fill_n(weights.at(layer.attention_gain), hidden, 1.0F);
        fill(layer.query_key_value, lm::decoder_layout::attention_rows(shape) * hidden, width);
        fill(layer.attention_out, hidden * attention,
             depth / std::sqrt(static_cast<double>(attention)));
        std::fill_n(weights.at(layer.feed_forward_gain), hidden, 1.0F);
        fill(layer.gate_up, 2 * std::size_t{shape.feed_forward} * hidden, width);
        fill(layer.down, hidden * shape.feed_forward,
             depth / std::sqrt(static_cast<double>(shape.feed_forward)));
    }
    std::fill_n(weights.at(at.final_gain), hidden, 1.0F);
    fill(at.head, shape.vocabulary * hidden, 0.5 * width);
    return weights;
}

/// Prompt, completion and the token that ends it.
[[nodiscard]] inline sequence make_sequence(const lm::symbol_vocabulary& vocabulary,
                                            const std::string& prompt,
                                            const std::string& completion) {
    sequence made{vocabulary.tokens(prompt + completion).value(), prompt.size()};
    made.tokens.push_back(vocabulary.end_token());
    return made;
}

struct supervised_settings {
    std::size_t steps = 0;
    std::size_t batch = 256;  ///< sequences a step
    double rate = 3e-3;  ///< of learning at its greatest: after 100 steps, then down by a cosine
    std::uint64_t seed = 1;
    unsigned threads = 2;
};

/// Trains on sequences that `next` makes from random bits, by their likelihood. `watch` is called
/// after every step with its number, from 1, and the loss in nats a token.
inline void train_supervised(lm::decoder_weights& weights, const supervised_settings& how,
                             const std::function<sequence(passk::random_bits&)>& next,
                             const std::function<void(std::size_t step, double loss)>& watch) {
    gradient_engine engine(weights.shape, how.threads);
    adamw optimiser(weights.numbers.size(), {.weight_decay = 0.01});
    std::vector<sequence> batch(how.batch);
    std::vector<double> losses(how.batch);
    for (std::size_t step = 1; step <= how.steps; ++step) {
        passk::random_bits bits(how.seed, step);
        std::size_t tokens = 0;
        for (sequence& one : batch) {
            one = next(bits);
            tokens += one.completion();
        }
        const float share = -1.0F / static_cast<float>(tokens);
        const std::vector<float>& gradient =
            engine.gradient(weights, batch, [&](const token_view& view, std::span<float> slopes) {
                double loss = 0.0;
                for (std::size_t t = 0; t < slopes.size(); ++t) {
                    loss -= static_cast<double>(view.logprobs[t]);
                    slopes[t] = share;
                }
                losses[view.index] = loss;
            });
        const double warm = (std::min)(1.0, static_cast<double>(step) / 100.0);
        const double done = static_cast<double>(step) / static_cast<double>(how.steps);
        const double fall = 0.02 + 0.98 * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
        optimiser.step(weights.numbers, gradient, how.rate * warm * fall);
        double loss = 0.0;
        for (const double one : losses) {
            loss += one;
        }
        watch(step, loss / static_cast<double>(tokens));
    }
}

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_SUPERVISED_HPP
