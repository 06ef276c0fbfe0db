// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_GRADIENT_HPP
#define PASSK_EXAMPLES_MINIATURE_GRADIENT_HPP

#include "transformer.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <thread>
#include <vector>

namespace miniature {

/// A prompt with the completion that is learned from; only the completion's tokens count.
struct sequence {
    std::vector<std::uint32_t> tokens{};
    std::size_t prompt = 0;  ///< how many of the tokens are the prompt's, at least 1

    [[nodiscard]] std::size_t completion() const noexcept { return tokens.size() - prompt; }
};

/// What a model says of the tokens of one completion.
struct token_view {
    std::size_t index = 0;              ///< of the sequence
    std::span<const float> logprobs{};  ///< ln of the probability of each token
    std::span<const float> logits{};    ///< of token 0 of the vocabulary: a critic's value
};

namespace detail {

// ln of the softmax at one target a column; where `slope` is set, turns the logits' place into
// slope[column] * (1{target} - softmax).
struct log_softmax {
    const float* logits;
    const std::uint32_t* targets;
    std::size_t vocabulary;
    std::size_t columns;
    float* logprobs;
    const float* coefficients;  // of the log-probability of the target, or null
    float* slopes;

    template <class Arithmetic>
    [[gnu::always_inline]] void run() const {
        constexpr std::size_t lanes = lm::detail::lanes;
        for (std::size_t column = 0; column < columns; column += lanes) {
            float greatest[lanes];
            float total[lanes] = {};
            float chosen[lanes] = {};
            for (std::size_t l = 0; l < lanes; ++l) {
                greatest[l] = logits[column + l];
            }
            for (std::size_t v = 1; v < vocabulary; ++v) {
                const float* const row = logits + v * columns + column;
                for (std::size_t l = 0; l < lanes; ++l) {
                    greatest[l] = row[l] > greatest[l] ? row[l] : greatest[l];
                }
            }
            for (std::size_t v = 0; v < vocabulary; ++v) {
                const float* const row = logits + v * columns + column;
                for (std::size_t l = 0; l < lanes; ++l) {
                    total[l] += Arithmetic::exp(row[l] - greatest[l]);
                    chosen[l] = targets[column + l] == v ? row[l] : chosen[l];
                }
            }
            if (coefficients == nullptr) {
                for (std::size_t l = 0; l < lanes; ++l) {
                    logprobs[column + l] =
                        chosen[l] - greatest[l] - lm::detail::log_of<Arithmetic>(total[l]);
                }
                continue;
            }
            const float* const coefficient = coefficients + column;
            for (std::size_t v = 0; v < vocabulary; ++v) {
                const float* const row = logits + v * columns + column;
                float* const to = slopes + v * columns + column;
                for (std::size_t l = 0; l < lanes; ++l) {
                    const float share = Arithmetic::exp(row[l] - greatest[l]) / total[l];
                    const float hit = targets[column + l] == v ? 1.0F : 0.0F;
                    to[l] = coefficient[l] * (hit - share);
                }
            }
        }
    }
};

}  // namespace detail

/// Gradients of losses over many sequences, by several threads.
///
/// Sequences are dealt to a fixed number of shards, whatever the number of threads, and the sums
/// of the shards are added in their order: the gradient is the same for any number of threads.
class gradient_engine {
public:
    static constexpr std::size_t shards = 4;

    /// The derivative of the loss by each log-probability, written to `slopes`.
    using loss_slope = std::function<void(const token_view&, std::span<float> slopes)>;
    using token_reader = std::function<void(const token_view&)>;

    gradient_engine(const lm::decoder_shape& shape, unsigned threads) : threads_(threads) {
        const std::size_t size = lm::decoder_layout(shape).size;
        for (std::size_t i = 0; i < shards; ++i) {
            shards_.push_back({transformer<float>(shape, shape.context), std::vector<float>(size)});
        }
        vocabulary_ = shape.vocabulary;
    }

    /// Shows every completion's log-probabilities to `read`, which may be called by several
    /// threads at once, each with other sequences.
    void read(const lm::decoder_weights& weights, std::span<const sequence> sequences,
              const token_reader& read) {
        run(
            weights, sequences,
            [&](shard&, const token_batch&, const token_view& view, float*) { read(view); }, false);
    }

    /// The gradient of the loss whose derivatives `slope` gives; `slope` as `read` above.
    const std::vector<float>& gradient(const lm::decoder_weights& weights,
                                       std::span<const sequence> sequences,
                                       const loss_slope& slope) {
        return sum(
            weights, sequences,
            [&](shard&, const token_batch&, const token_view& view, float* slopes) {
                slope(view, {slopes, view.logprobs.size()});
            },
            false);
    }

    /// The same for a loss of the first logit, by which a critic gives its value.
    const std::vector<float>& value_gradient(const lm::decoder_weights& weights,
                                             std::span<const sequence> sequences,
                                             const loss_slope& slope) {
        return sum(
            weights, sequences,
            [&](shard&, const token_batch&, const token_view& view, float* slopes) {
                slope(view, {slopes, view.logits.size()});
            },
            true);
    }

private:
    struct shard {
        transformer<float> model;
        std::vector<float> gradient{};
        std::vector<float> logprobs{}, coefficients{}, slopes{}, line{}, value_line{}, slope_line{};
        std::vector<std::uint32_t> targets{};
    };

    template <class Visit>
    const std::vector<float>& sum(const lm::decoder_weights& weights,
                                  std::span<const sequence> sequences, const Visit& visit,
                                  bool of_values) {
        run(weights, sequences, visit, true, of_values);
        std::vector<float>& total = shards_.front().gradient;
        for (std::size_t s = 1; s < shards; ++s) {
            for (std::size_t i = 0; i < total.size(); ++i) {
                total[i] += shards_[s].gradient[i];
            }
        }
        return total;
    }

    // Batches hold sequences of about the same length.
    template <class Visit>
    void run(const lm::decoder_weights& weights, std::span<const sequence> sequences,
             const Visit& visit, bool backward, bool of_values = false) {
        std::vector<std::size_t> order(sequences.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            order[i] = i;
        }
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return sequences[a].tokens.size() < sequences[b].tokens.size();
        });
        const auto work = [&](std::size_t worker, std::size_t workers) {
            for (std::size_t s = worker; s < shards; s += workers) {
                shard& own = shards_[s];
                if (backward) {
                    std::fill(own.gradient.begin(), own.gradient.end(), 0.0F);
                }
                constexpr std::size_t width = token_batch::width;
                for (std::size_t first = s * width; first < order.size(); first += shards * width) {
                    const std::size_t count = (std::min)(width, order.size() - first);
                    run_batch(own, weights, sequences, {&order[first], count}, visit, backward,
                              of_values);
                }
            }
        };
        const std::size_t workers = (std::min)(std::size_t{(std::max)(threads_, 1U)}, shards);
        std::vector<std::jthread> helpers;
        for (std::size_t worker = 1; worker < workers; ++worker) {
            helpers.emplace_back([&work, worker, workers] { work(worker, workers); });
        }
        work(0, workers);
    }

    template <class Visit>
    void run_batch(shard& own, const lm::decoder_weights& weights,
                   std::span<const sequence> sequences, std::span<const std::size_t> members,
                   const Visit& visit, bool backward, bool of_values) {
        constexpr std::size_t width = token_batch::width;
        token_batch batch;
        for (const std::size_t member : members) {
            batch.length = (std::max)(batch.length, sequences[member].tokens.size() - 1);
        }
        const std::size_t columns = batch.columns();
        batch.tokens.assign(columns, 0);
        own.targets.assign(columns, 0);
        for (std::size_t b = 0; b < members.size(); ++b) {
            const std::vector<std::uint32_t>& tokens = sequences[members[b]].tokens;
            for (std::size_t t = 0; t + 1 < tokens.size(); ++t) {
                batch.tokens[t * width + b] = tokens[t];
                own.targets[t * width + b] = tokens[t + 1];
            }
        }
        const std::span<const float> logits = own.model.forward(weights, batch);
        own.logprobs.resize(columns);
        detail::log_softmax softmax{logits.data(), own.targets.data(),  vocabulary_,
                                    columns,       own.logprobs.data(), nullptr,
                                    nullptr};
        static const passk::simd_level which = passk::simd_level_in_use();
        lm::detail::run_with(which, softmax);
        own.coefficients.assign(columns, 0.0F);
        for (std::size_t b = 0; b < members.size(); ++b) {
            const sequence& one = sequences[members[b]];
            const std::size_t count = one.completion();
            own.line.resize(count);
            own.value_line.resize(count);
            own.slope_line.assign(count, 0.0F);
            for (std::size_t t = 0; t < count; ++t) {
                const std::size_t column = (one.prompt - 1 + t) * width + b;
                own.line[t] = own.logprobs[column];
                own.value_line[t] = logits[column];
            }
            visit(own, batch, {members[b], own.line, own.value_line}, own.slope_line.data());
            for (std::size_t t = 0; t < count; ++t) {
                own.coefficients[(one.prompt - 1 + t) * width + b] = own.slope_line[t];
            }
        }
        if (!backward) {
            return;
        }
        own.slopes.assign(logits.size(), 0.0F);
        if (of_values) {
            std::copy(own.coefficients.begin(), own.coefficients.end(), own.slopes.begin());
        } else {
            softmax.coefficients = own.coefficients.data();
            softmax.slopes = own.slopes.data();
            lm::detail::run_with(which, softmax);
        }
        own.model.backward(weights, batch, own.slopes, own.gradient);
    }

    unsigned threads_;
    std::size_t vocabulary_ = 0;
    std::vector<shard> shards_{};
};

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_GRADIENT_HPP
