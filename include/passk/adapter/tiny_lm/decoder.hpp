// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DECODER_HPP
#define PASSK_ADAPTER_TINY_LM_DECODER_HPP

#include <passk/adapter/tiny_lm/decoder_shape.hpp>
#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>
#include <passk/adapter/tiny_lm/detail/lane_functions.hpp>
#include <passk/adapter/tiny_lm/detail/run_with.hpp>
#include <passk/adapter/tiny_lm/detail/token_race.hpp>
#include <passk/core/error.hpp>
#include <passk/sample/sampling.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace passk::adapter::tiny_lm {

/// Computes with the weights of a decoder: reads texts, and continues them, many at once.
///
/// Refers to weights that must outlive it. An object holds scratch memory and is used by one
/// thread at a time; any number may share the weights.
///
/// @par Determinism
/// Log-probabilities and drawn tokens are the same bits for every instruction set, and depend
/// on nothing but weights, prompt, parameters and seed: not on what else is in the batch.
/// @par Accuracy
/// float; sums of products are fused. Log-probabilities of a model of 100,000 weights agree with
/// double precision to about 1e-5.
class decoder {
public:
    /// @param instructions  what to compute with; supported on this machine
    explicit decoder(const decoder_weights& weights, simd_level instructions = simd_level_in_use())
        : weights_(&weights), instructions_(instructions) {}

    /// ln of the probability of each token but the first, given those before it, at temperature 1.
    /// @param tokens  at least 1, at most as many as the context holds
    /// @returns  tokens.size() - 1 numbers; not a number where the model gives none
    [[nodiscard]] std::vector<float> logprobs(std::span<const std::uint32_t> tokens) {
        std::vector<float> all(tokens.size() - 1);
        read(tokens, [&](std::size_t first, std::size_t columns, const float* logits) {
            for (std::size_t c = 0; c < columns && first + c + 1 < tokens.size(); ++c) {
                all[first + c] = logprob(logits + c, columns, tokens[first + c + 1]);
            }
        });
        return all;
    }

    /// Entropy in nats of the distribution that each token but the first comes from.
    /// @param tokens       as for logprobs
    /// @param temperature  > 0, of that distribution
    /// @returns  tokens.size() - 1 numbers
    [[nodiscard]] std::vector<double> entropies(std::span<const std::uint32_t> tokens,
                                                double temperature) {
        passk::detail::expects(temperature > 0.0,
                               "passk::adapter::tiny_lm::decoder: the temperature is above 0");
        std::vector<double> all(tokens.size() - 1);
        read(tokens, [&](std::size_t first, std::size_t columns, const float* logits) {
            for (std::size_t c = 0; c < columns && first + c < all.size(); ++c) {
                all[first + c] = entropy(logits + c, columns, temperature);
            }
        });
        return all;
    }

    /// One completion as it is drawn.
    struct drawn {
        std::vector<std::uint32_t> tokens{};  ///< the one that ended it included
        std::vector<float> logprobs{};        ///< of each, at temperature 1; not a number where
                                              ///< the model gives none, and then it ends there
        bool ended = false;                   ///< by an end token or by `ends`, not by length
    };

    /// Says of a completion under way whether it is over, for a reason besides its last token.
    using ending = std::function<bool(std::size_t lane, std::span<const std::uint32_t> tokens)>;

    /// Draws one completion for each seed, of at most how.max_tokens tokens and what the context
    /// holds.
    ///
    /// @param prompt      at least 1 token, fewer than the context holds, all in the vocabulary
    /// @param seeds       1 to widest_group of them
    /// @param end_tokens  that end a completion
    /// @param ends        asked after every token; may be empty
    [[nodiscard]] std::vector<drawn> draw(std::span<const std::uint32_t> prompt,
                                          std::span<const std::uint64_t> seeds, const sampling& how,
                                          std::span<const std::uint32_t> end_tokens,
                                          const ending& ends = {}) {
        const decoder_shape& shape = weights_->shape;
        passk::detail::expects(!seeds.empty() && seeds.size() <= widest_group,
                               "passk::adapter::tiny_lm::decoder: 1 to 32 seeds at once");
        passk::detail::expects(prompt.size() < shape.context,
                               "passk::adapter::tiny_lm::decoder: the prompt fills the context");
        const std::size_t columns = detail::whole_blocks(seeds.size());
        std::vector<float> last(shape.vocabulary);
        read(prompt, [&](std::size_t first, std::size_t width, const float* logits) {
            if (prompt.size() - 1 < first + width) {
                for (std::size_t v = 0; v < last.size(); ++v) {
                    last[v] = logits[v * width + (prompt.size() - 1 - first)];
                }
            }
        });
        grow(columns);
        for (std::size_t v = 0; v < last.size(); ++v) {
            std::fill_n(&logits_[v * columns], columns, last[v]);
        }
        lane_seeds_.assign(columns, seeds.front());
        std::copy(seeds.begin(), seeds.end(), lane_seeds_.begin());
        chosen_.assign(columns, 0);
        chosen_logprobs_.resize(columns);
        least_.assign(columns, std::numeric_limits<float>::lowest());

        const std::size_t room = shape.context - prompt.size();
        const std::size_t longest = (std::min)(std::size_t{how.max_tokens}, room);
        const std::size_t slot = std::size_t{shape.key_value_heads} * shape.head_size * columns;
        own_keys_.resize(shape.layers * (longest - 1) * slot);
        own_values_.resize(own_keys_.size());
        detail::token_race race{.vocabulary = shape.vocabulary,
                                .columns = columns,
                                .logits = logits_.data(),
                                .least = least_.data(),
                                .temperature = static_cast<float>(how.temperature),
                                .seeds = lane_seeds_.data(),
                                .prompt = fingerprint(prompt),
                                .chosen = chosen_.data(),
                                .logprobs = chosen_logprobs_.data()};
        std::vector<drawn> all(seeds.size());
        std::vector<char> over(seeds.size(), 0);
        std::size_t under_way = seeds.size();
        for (std::size_t t = 0; t < longest; ++t) {
            if (how.temperature > 0.0 && (how.top_k != 0 || how.top_p < 1.0 || how.min_p > 0.0)) {
                filter(over, columns, how);
            }
            race.position = static_cast<std::uint32_t>(t);
            detail::run_with(instructions_, race);
            for (std::size_t lane = 0; lane < seeds.size(); ++lane) {
                if (over[lane] != 0) {
                    continue;
                }
                drawn& one = all[lane];
                one.tokens.push_back(chosen_[lane]);
                one.logprobs.push_back(chosen_logprobs_[lane]);
                const bool undefined = !(chosen_logprobs_[lane] == chosen_logprobs_[lane]);
                one.ended = std::find(end_tokens.begin(), end_tokens.end(), chosen_[lane])
                                != end_tokens.end()
                            || (ends && ends(lane, one.tokens));
                if (one.ended || undefined) {
                    over[lane] = 1;
                    --under_way;
                }
            }
            if (under_way == 0 || t + 1 == longest) {
                break;
            }
            detail::run_with(instructions_,
                             step_pass{*this, columns, prompt.size(), t, longest - 1});
        }
        return all;
    }

    /// The most completions that draw() makes at once.
    static constexpr std::size_t widest_group = 2 * detail::lanes;

private:
    static constexpr std::size_t lanes = detail::lanes;
    static constexpr std::size_t chunk = 4 * lanes;

    // ln softmax of one column of logits [vocabulary][row] at a token.
    [[nodiscard]] float logprob(const float* logits, std::size_t row, std::uint32_t token) const {
        using arithmetic = detail::portable_arithmetic;
        const std::size_t vocabulary = weights_->shape.vocabulary;
        float greatest = logits[0];
        float defect = 0.0F;
        for (std::size_t v = 0; v < vocabulary; ++v) {
            greatest = logits[v * row] > greatest ? logits[v * row] : greatest;
            defect += logits[v * row] - logits[v * row];
        }
        float total = 0.0F;
        for (std::size_t v = 0; v < vocabulary; ++v) {
            total += arithmetic::exp(logits[v * row] - greatest);
        }
        return logits[token * row] - greatest - detail::log_of<arithmetic>(total) + defect;
    }

    // Of the softmax of one column of logits [vocabulary][row] at a temperature: the ln of the sum
    // of all weights e^x minus their mean of x.
    [[nodiscard]] double entropy(const float* logits, std::size_t row, double temperature) const {
        const std::size_t vocabulary = weights_->shape.vocabulary;
        float greatest = logits[0];
        for (std::size_t v = 1; v < vocabulary; ++v) {
            greatest = (std::max)(greatest, logits[v * row]);
        }
        double total = 0.0;
        double weighted = 0.0;
        for (std::size_t v = 0; v < vocabulary; ++v) {
            const double x = (static_cast<double>(logits[v * row]) - static_cast<double>(greatest))
                             / temperature;
            total += std::exp(x);
            weighted += std::exp(x) * x;
        }
        return std::log(total) - weighted / total;
    }

    // Tells prompts apart in the noise, so that equal seeds of two problems are independent.
    [[nodiscard]] static std::uint64_t fingerprint(std::span<const std::uint32_t> tokens) noexcept {
        std::uint64_t hash = 0xCBF29CE484222325U;
        for (const std::uint32_t token : tokens) {
            hash = (hash ^ token) * 0x100000001B3U;
        }
        return hash;
    }

    void filter(const std::vector<char>& over, std::size_t columns, const sampling& how) {
        std::vector<float> column(weights_->shape.vocabulary);
        for (std::size_t lane = 0; lane < over.size(); ++lane) {
            if (over[lane] != 0) {
                continue;
            }
            bool finite = true;
            for (std::size_t v = 0; v < column.size(); ++v) {
                column[v] = logits_[v * columns + lane];
                finite = finite && column[v] - column[v] == 0.0F;
            }
            if (finite) {
                least_[lane] = detail::least_logit(column, how);
            }
        }
    }

    // Reads tokens into the shared keys and values, chunk by chunk, and shows the logits of each.
    template <class OnLogits>
    void read(std::span<const std::uint32_t> tokens, const OnLogits& on_logits) {
        const decoder_shape& shape = weights_->shape;
        passk::detail::expects(
            !tokens.empty() && tokens.size() <= shape.context,
            "passk::adapter::tiny_lm::decoder: an empty text, or one longer than "
            "the context");
        for (const std::uint32_t token : tokens) {
            passk::detail::expects(token < shape.vocabulary,
                                   "passk::adapter::tiny_lm::decoder: no such token");
        }
        capacity_ = detail::whole_blocks(tokens.size());
        const std::size_t rows = std::size_t{shape.key_value_heads} * shape.head_size;
        keys_.resize(shape.layers * rows * capacity_);
        values_.resize(keys_.size());
        for (std::size_t first = 0; first < tokens.size(); first += chunk) {
            const std::size_t count = (std::min)(chunk, tokens.size() - first);
            const std::size_t columns = detail::whole_blocks(count);
            grow(columns);
            chosen_.assign(columns, 0);
            std::copy_n(tokens.begin() + static_cast<std::ptrdiff_t>(first), count,
                        chosen_.begin());
            detail::run_with(instructions_, read_pass{*this, columns, first});
            on_logits(first, columns, logits_.data());
        }
    }

    void grow(std::size_t columns) {
        const decoder_shape& shape = weights_->shape;
        const std::size_t attention = std::size_t{shape.heads} * shape.head_size;
        const auto at_least = [columns](std::vector<float>& memory, std::size_t rows) {
            memory.resize((std::max)(memory.size(), rows * columns));
        };
        at_least(x_, shape.hidden);
        at_least(normed_, shape.hidden);
        at_least(query_key_value_, decoder_layout::attention_rows(shape));
        at_least(attended_, attention);
        at_least(gate_up_, 2 * std::size_t{shape.feed_forward});
        at_least(gated_, shape.feed_forward);
        at_least(logits_, shape.vocabulary);
        at_least(cosines_, shape.head_size / 2);
        at_least(sines_, shape.head_size / 2);
        attention_weights_.resize((std::size_t{shape.context} + lanes) * lanes);
    }

    struct read_pass {
        decoder& self;
        std::size_t columns;
        std::size_t first;  // position of the first column
        template <class Arithmetic>
        [[gnu::always_inline]] void run() const {
            self.turn_by(columns, first, 1);
            self.run_layers<Arithmetic>(columns, *this);
        }

        // Keys and values join the shared ones; every lane looks back from its own position.
        template <class Arithmetic>
        [[gnu::always_inline]] void attend(std::size_t layer) const {
            const decoder_shape& shape = self.weights_->shape;
            const std::size_t size = shape.head_size;
            const std::size_t rows = std::size_t{shape.key_value_heads} * size;
            const std::size_t capacity = self.capacity_;
            float* const query = self.query_key_value_.data();
            const float* const key = query + shape.heads * size * columns;
            float* const keys = self.keys_.data() + layer * rows * capacity;
            float* const values = self.values_.data() + layer * rows * capacity;
            for (std::size_t f = 0; f < rows; ++f) {
                std::copy_n(key + f * columns, columns, keys + f * capacity + first);
                std::copy_n(key + (rows + f) * columns, columns, values + f * capacity + first);
            }
            const float scale = 1.0F / std::sqrt(static_cast<float>(size));
            for (std::size_t head = 0; head < shape.heads; ++head) {
                const std::size_t shared_head = head / (shape.heads / shape.key_value_heads);
                detail::attended_slots<float> slots;
                slots.shared_keys = {keys + shared_head * size * capacity, capacity, 1};
                slots.shared_values = {values + shared_head * size * capacity, capacity, 1};
                for (std::size_t column = 0; column < columns; column += lanes) {
                    slots.shared = first + column + lanes;
                    slots.visible_first = first + column;
                    detail::attend<Arithmetic>(query + head * size * columns + column, columns,
                                               size, scale, slots, self.attention_weights_.data(),
                                               &self.attended_[head * size * columns + column],
                                               columns);
                }
            }
        }
    };

    struct step_pass {
        decoder& self;
        std::size_t columns;
        std::size_t prompt;    // tokens of it
        std::size_t step;      // tokens drawn before this one
        std::size_t capacity;  // slots of a layer
        template <class Arithmetic>
        [[gnu::always_inline]] void run() const {
            self.turn_by(columns, prompt + step, 0);
            self.run_layers<Arithmetic>(columns, *this);
        }

        // All lanes look back at the same prompt, and each at what it has drawn itself.
        template <class Arithmetic>
        [[gnu::always_inline]] void attend(std::size_t layer) const {
            const decoder_shape& shape = self.weights_->shape;
            const std::size_t size = shape.head_size;
            const std::size_t rows = std::size_t{shape.key_value_heads} * size;
            const std::size_t blocks = columns / lanes;
            const std::size_t of_layer = layer * capacity * rows * columns;
            float* const query = self.query_key_value_.data();
            const float* const key = query + shape.heads * size * columns;
            for (std::size_t f = 0; f < rows; ++f) {
                for (std::size_t block = 0; block < blocks; ++block) {
                    const std::size_t to = of_layer + place(f / size * blocks + block)
                                           + (step * size + f % size) * lanes;
                    const float* const from = key + f * columns + block * lanes;
                    std::copy_n(from, lanes, &self.own_keys_[to]);
                    std::copy_n(from + rows * columns, lanes, &self.own_values_[to]);
                }
            }
            const float* const keys = self.keys_.data() + layer * rows * self.capacity_;
            const float* const values = self.values_.data() + layer * rows * self.capacity_;
            const float scale = 1.0F / std::sqrt(static_cast<float>(size));
            for (std::size_t head = 0; head < shape.heads; ++head) {
                const std::size_t shared_head = head / (shape.heads / shape.key_value_heads);
                detail::attended_slots<float> slots;
                slots.shared_keys = {keys + shared_head * size * self.capacity_, self.capacity_, 1};
                slots.shared_values = {values + shared_head * size * self.capacity_, self.capacity_,
                                       1};
                slots.shared = prompt;
                slots.visible_first = prompt;
                slots.own = step + 1;
                for (std::size_t block = 0; block < blocks; ++block) {
                    const std::size_t own = of_layer + place(shared_head * blocks + block);
                    slots.own_keys = {&self.own_keys_[own], lanes, size * lanes};
                    slots.own_values = {&self.own_values_[own], lanes, size * lanes};
                    const std::size_t first = head * size * columns + block * lanes;
                    detail::attend<Arithmetic>(query + first, columns, size, scale, slots,
                                               self.attention_weights_.data(),
                                               &self.attended_[first], columns);
                }
            }
        }

        // Where the slots of a head and block of lanes begin in those of a layer.
        [[nodiscard]] std::size_t place(std::size_t head_and_block) const {
            return head_and_block * capacity * self.weights_->shape.head_size * lanes;
        }
    };

    // Rotation of column c: by position first + c * stride.
    void turn_by(std::size_t columns, std::size_t first, std::size_t stride) {
        const decoder_shape& shape = weights_->shape;
        const std::size_t half = shape.head_size / 2;
        if (turns_.empty()) {
            turns_.resize(std::size_t{shape.context} * half * 2);
            turned_.assign(shape.context, 0);
        }
        for (std::size_t c = 0; c < columns; ++c) {
            // Padding columns may lie beyond the context; what they hold is never looked at.
            const std::size_t position =
                (std::min)(first + c * stride, std::size_t{shape.context} - 1);
            float* const turn = turns_.data() + position * half * 2;
            if (turned_[position] == 0) {
                for (std::size_t i = 0; i < half; ++i) {
                    const double angle = detail::rotary_angle(shape, i, position);
                    turn[2 * i] = static_cast<float>(std::cos(angle));
                    turn[2 * i + 1] = static_cast<float>(std::sin(angle));
                }
                turned_[position] = 1;
            }
            for (std::size_t i = 0; i < half; ++i) {
                cosines_[i * columns + c] = turn[2 * i];
                sines_[i * columns + c] = turn[2 * i + 1];
            }
        }
    }

    // The whole decoder on the tokens in chosen_; `pass` does the attention.
    template <class Arithmetic, class Pass>
    [[gnu::always_inline]] void run_layers(std::size_t columns, const Pass& pass) {
        const decoder_weights& weights = *weights_;
        const decoder_shape& shape = weights.shape;
        const std::size_t hidden = shape.hidden;
        const std::size_t size = shape.head_size;
        const std::size_t feed_forward = shape.feed_forward;
        const std::size_t rows = decoder_layout::attention_rows(shape);
        float* const x = x_.data();
        for (std::size_t c = 0; c < columns; ++c) {
            const float* const embedding =
                weights.at(weights.layout.embedding + chosen_[c] * hidden);
            for (std::size_t f = 0; f < hidden; ++f) {
                x[f * columns + c] = embedding[f];
            }
        }
        for (std::size_t i = 0; i < shape.layers; ++i) {
            const decoder_layout::layer& at = weights.layout.layers[i];
            detail::rms_norm<Arithmetic>(x, weights.at(at.attention_gain), shape.norm_epsilon,
                                         hidden, columns, normed_.data());
            float* const query = query_key_value_.data();
            if (shape.attention_bias) {
                for (std::size_t f = 0; f < rows; ++f) {
                    std::fill_n(query + f * columns, columns, weights.numbers[at.bias + f]);
                }
            }
            detail::apply_weights<Arithmetic>(weights.at(at.query_key_value), rows, hidden,
                                              normed_.data(), columns, query, shape.attention_bias);
            detail::rotate<Arithmetic>(query, std::size_t{shape.heads} + shape.key_value_heads,
                                       size, columns, cosines_.data(), sines_.data(), 1.0F);
            pass.template attend<Arithmetic>(i);
            detail::apply_weights<Arithmetic>(weights.at(at.attention_out), hidden,
                                              shape.heads * size, attended_.data(), columns, x,
                                              true);
            detail::rms_norm<Arithmetic>(x, weights.at(at.feed_forward_gain), shape.norm_epsilon,
                                         hidden, columns, normed_.data());
            detail::apply_weights<Arithmetic>(weights.at(at.gate_up), 2 * feed_forward, hidden,
                                              normed_.data(), columns, gate_up_.data(), false);
            detail::gated_unit<Arithmetic>(gate_up_.data(),
                                           gate_up_.data() + feed_forward * columns,
                                           feed_forward * columns, gated_.data());
            detail::apply_weights<Arithmetic>(weights.at(at.down), hidden, feed_forward,
                                              gated_.data(), columns, x, true);
        }
        detail::rms_norm<Arithmetic>(x, weights.at(weights.layout.final_gain), shape.norm_epsilon,
                                     hidden, columns, normed_.data());
        detail::apply_weights<Arithmetic>(weights.at(weights.layout.head), shape.vocabulary, hidden,
                                          normed_.data(), columns, logits_.data(), false);
    }

    const decoder_weights* weights_;
    simd_level instructions_;
    std::vector<float> x_{}, normed_{}, query_key_value_{}, attended_{}, gate_up_{}, gated_{};
    std::vector<float> logits_{}, cosines_{}, sines_{}, attention_weights_{};
    std::vector<float> turns_{};  // cosine and sine of each position and pair, once needed
    std::vector<char> turned_{};
    std::size_t capacity_ = 0;              // positions in a row of keys_
    std::vector<float> keys_{}, values_{};  // [layer][feature][position]: the text read
    std::vector<float> own_keys_{},
        own_values_{};                     // [layer][head][block][step][feature][lane]: drawn
    std::vector<std::uint32_t> chosen_{};  // the token of each column
    std::vector<float> chosen_logprobs_{}, least_{};
    std::vector<std::uint64_t> lane_seeds_{};
};

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_DECODER_HPP
