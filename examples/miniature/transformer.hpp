// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_EXAMPLES_MINIATURE_TRANSFORMER_HPP
#define PASSK_EXAMPLES_MINIATURE_TRANSFORMER_HPP

#include <passk/adapter/tiny_lm/decoder_shape.hpp>
#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>
#include <passk/adapter/tiny_lm/detail/lane_functions.hpp>
#include <passk/adapter/tiny_lm/detail/run_with.hpp>
#include <passk/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace miniature {

namespace lm = passk::adapter::tiny_lm;

/// Token sequences side by side: token t of sequence b stands at tokens[t * width + b]. Shorter
/// sequences are filled up with any token; what follows their end influences nothing before it.
struct token_batch {
    static constexpr std::size_t width = lm::detail::lanes;
    std::size_t length = 0;
    std::vector<std::uint32_t> tokens{};

    [[nodiscard]] std::size_t columns() const noexcept { return length * width; }
};

/// The decoder with its derivative: forward keeps what backward needs.
///
/// Number is float to train, and double to check the derivative. Matrices have features as rows
/// and the tokens of a token_batch as columns.
template <class Number>
class transformer {
public:
    using weights_type = lm::basic_decoder_weights<Number>;

    /// @param longest  the greatest length of a batch
    transformer(const lm::decoder_shape& shape, std::size_t longest)
        : shape_(shape),
          layout_(shape),
          longest_(longest),
          attention_(shape.heads * shape.head_size) {
        passk::detail::expects(!shape.attention_bias && shape.heads == shape.key_value_heads,
                               "miniature::transformer: trains neither biases nor grouped queries");
        const std::size_t columns = longest * lanes;
        const std::size_t hidden = shape.hidden;
        const std::size_t feed_forward = shape.feed_forward;
        kept_.resize(shape.layers);
        for (layer& one : kept_) {
            one.in.resize(hidden * columns);
            one.in_normed.resize(hidden * columns);
            one.in_scale.resize(columns);
            one.query_key_value.resize(3 * attention_ * columns);
            one.weights.resize(shape.heads * longest * longest * lanes);
            one.attended.resize(attention_ * columns);
            one.middle.resize(hidden * columns);
            one.middle_normed.resize(hidden * columns);
            one.middle_scale.resize(columns);
            one.gate_up.resize(2 * feed_forward * columns);
            one.gated.resize(feed_forward * columns);
        }
        out_.resize(hidden * columns);
        out_normed_.resize(hidden * columns);
        out_scale_.resize(columns);
        logits_.resize(shape.vocabulary * columns);
        const std::size_t widest =
            (std::max)({hidden, 3 * attention_, 2 * feed_forward, std::size_t{shape.vocabulary}});
        wide_slope_.resize(widest * columns);
        gated_slope_.resize((std::max)(feed_forward, attention_) * columns);
        normed_slope_.resize(hidden * columns);
        slope_.resize(hidden * columns);
        transposed_.resize(widest * columns);
        score_slope_.resize(longest * lanes);
        cosines_.resize(shape.head_size / 2 * columns);
        sines_.resize(shape.head_size / 2 * columns);
    }

    /// Logits [vocabulary][columns], valid until the next call.
    std::span<const Number> forward(const weights_type& weights, const token_batch& batch) {
        set_length(batch.length);
        run(forward_pass{*this, weights, batch});
        return {logits_.data(), shape_.vocabulary * batch.columns()};
    }

    /// Adds the derivative of a loss to `gradient`, which is laid out as the weights are.
    /// @param slope  the derivative of the loss by the logits of the last call of forward
    void backward(const weights_type& weights, const token_batch& batch,
                  std::span<const Number> slope, std::span<Number> gradient) {
        run(backward_pass{*this, weights, batch, slope.data(), gradient.data()});
    }

private:
    static constexpr std::size_t lanes = lm::detail::lanes;
    using product = lm::detail::matrix_product<Number>;

    // What backward needs of one layer.
    struct layer {
        std::vector<Number> in{}, in_normed{}, in_scale{};
        std::vector<Number> query_key_value{};  // after the rotation
        std::vector<Number> weights{};          // of attention: [head][query][slot][lane]
        std::vector<Number> attended{};
        std::vector<Number> middle{}, middle_normed{}, middle_scale{};
        std::vector<Number> gate_up{}, gated{};
    };

    struct forward_pass {
        transformer& self;
        const weights_type& weights;
        const token_batch& batch;
        template <class Arithmetic>
        [[gnu::always_inline]] void run() const {
            self.template compute<Arithmetic>(weights, batch);
        }
    };

    struct backward_pass {
        transformer& self;
        const weights_type& weights;
        const token_batch& batch;
        const Number* slope;
        Number* gradient;
        template <class Arithmetic>
        [[gnu::always_inline]] void run() const {
            self.template differentiate<Arithmetic>(weights, batch, slope, gradient);
        }
    };

    template <class Pass>
    static void run(const Pass& pass) {
        if constexpr (std::is_same_v<Number, double>) {
            pass.template run<lm::detail::double_arithmetic>();
        } else {
            static const passk::simd_level which = passk::simd_level_in_use();
            lm::detail::run_with(which, pass);
        }
    }

    void set_length(std::size_t length) {
        passk::detail::expects(length >= 1 && length <= longest_,
                               "miniature::transformer: the batch is too long");
        if (length == length_) {
            return;
        }
        length_ = length;
        for (std::size_t i = 0; i < shape_.head_size / 2; ++i) {
            for (std::size_t t = 0; t < length; ++t) {
                const double angle = lm::detail::rotary_angle(shape_, i, t);
                const std::size_t first = (i * length + t) * lanes;
                std::fill_n(&cosines_[first], lanes, static_cast<Number>(std::cos(angle)));
                std::fill_n(&sines_[first], lanes, static_cast<Number>(std::sin(angle)));
            }
        }
    }

    // Given y = W x and the slope by y: adds that by W to `gradient`, and writes that by x.
    template <class Arithmetic>
    void multiply_back(const Number* w, std::size_t rows, std::size_t depth, const Number* x,
                       std::size_t columns, const Number* y_slope, Number* gradient,
                       Number* x_slope) {
        for (std::size_t f0 = 0; f0 < depth; f0 += lanes) {
            const std::size_t last = (std::min)(depth, f0 + lanes);
            for (std::size_t c = 0; c < columns; ++c) {
                for (std::size_t f = f0; f < last; ++f) {
                    transposed_[c * depth + f] = x[f * columns + c];
                }
            }
        }
        Arithmetic::multiply(product{.rows = rows,
                                     .columns = depth,
                                     .depth = columns,
                                     .a = y_slope,
                                     .a_row = columns,
                                     .a_depth = 1,
                                     .b = transposed_.data(),
                                     .b_depth = depth,
                                     .c = gradient,
                                     .c_row = depth,
                                     .accumulate = true});
        Arithmetic::multiply(product{.rows = depth,
                                     .columns = columns,
                                     .depth = rows,
                                     .a = w,
                                     .a_row = 1,
                                     .a_depth = depth,
                                     .b = y_slope,
                                     .b_depth = columns,
                                     .c = x_slope,
                                     .c_row = columns,
                                     .accumulate = false});
    }

    template <class Arithmetic>
    [[gnu::always_inline]] void compute(const weights_type& weights, const token_batch& batch) {
        const std::size_t columns = batch.columns();
        const std::size_t hidden = shape_.hidden;
        const std::size_t feed_forward = shape_.feed_forward;
        const std::size_t head_size = shape_.head_size;
        const Number epsilon = static_cast<Number>(shape_.norm_epsilon);
        const Number scale = Number{1} / std::sqrt(static_cast<Number>(head_size));
        Number* x = kept_.front().in.data();
        for (std::size_t f = 0; f < hidden; ++f) {
            for (std::size_t c = 0; c < columns; ++c) {
                x[f * columns + c] =
                    weights.numbers[layout_.embedding + batch.tokens[c] * hidden + f];
            }
        }
        for (std::size_t i = 0; i < kept_.size(); ++i) {
            layer& own = kept_[i];
            const lm::decoder_layout::layer& at = layout_.layers[i];
            lm::detail::rms_norm<Arithmetic>(own.in.data(), weights.at(at.attention_gain), epsilon,
                                             hidden, columns, own.in_normed.data(),
                                             own.in_scale.data());
            Number* const query = own.query_key_value.data();
            lm::detail::apply_weights<Arithmetic>(weights.at(at.query_key_value), 3 * attention_,
                                                  hidden, own.in_normed.data(), columns, query,
                                                  false);
            lm::detail::rotate<Arithmetic>(query, 2 * shape_.heads, head_size, columns,
                                           cosines_.data(), sines_.data(), Number{1});
            for (std::size_t head = 0; head < shape_.heads; ++head) {
                const std::size_t first = head * head_size * columns;
                lm::detail::attended_slots<Number> slots;
                slots.own_keys = {query + attention_ * columns + first, columns, lanes};
                slots.own_values = {query + 2 * attention_ * columns + first, columns, lanes};
                for (std::size_t t = 0; t < batch.length; ++t) {
                    slots.own = t + 1;
                    lm::detail::attend<Arithmetic>(
                        query + first + t * lanes, columns, head_size, scale, slots,
                        &own.weights[(head * longest_ + t) * longest_ * lanes],
                        own.attended.data() + first + t * lanes, columns);
                }
            }
            std::copy_n(own.in.data(), hidden * columns, own.middle.data());
            lm::detail::apply_weights<Arithmetic>(weights.at(at.attention_out), hidden, attention_,
                                                  own.attended.data(), columns, own.middle.data(),
                                                  true);
            lm::detail::rms_norm<Arithmetic>(own.middle.data(), weights.at(at.feed_forward_gain),
                                             epsilon, hidden, columns, own.middle_normed.data(),
                                             own.middle_scale.data());
            lm::detail::apply_weights<Arithmetic>(weights.at(at.gate_up), 2 * feed_forward, hidden,
                                                  own.middle_normed.data(), columns,
                                                  own.gate_up.data(), false);
            lm::detail::gated_unit<Arithmetic>(own.gate_up.data(),
                                               own.gate_up.data() + feed_forward * columns,
                                               feed_forward * columns, own.gated.data());
            Number* const next = i + 1 < kept_.size() ? kept_[i + 1].in.data() : out_.data();
            std::copy_n(own.middle.data(), hidden * columns, next);
            lm::detail::apply_weights<Arithmetic>(weights.at(at.down), hidden, feed_forward,
                                                  own.gated.data(), columns, next, true);
        }
        lm::detail::rms_norm<Arithmetic>(out_.data(), weights.at(layout_.final_gain), epsilon,
                                         hidden, columns, out_normed_.data(), out_scale_.data());
        lm::detail::apply_weights<Arithmetic>(weights.at(layout_.head), shape_.vocabulary, hidden,
                                              out_normed_.data(), columns, logits_.data(), false);
    }

    // Adds the slope by x of y = rms_norm(x) to x_slope, and that by the gain to gain_slope.
    template <class Arithmetic>
    [[gnu::always_inline]] static void norm_back(const Number* x, const Number* gain,
                                                 const Number* scale, const Number* y_slope,
                                                 std::size_t features, std::size_t columns,
                                                 Number* x_slope, Number* gain_slope) {
        const Number share = Number{1} / static_cast<Number>(features);
        for (std::size_t column = 0; column < columns; column += lanes) {
            Number dot[lanes] = {};
            for (std::size_t f = 0; f < features; ++f) {
                const std::size_t first = f * columns + column;
                for (std::size_t l = 0; l < lanes; ++l) {
                    dot[l] = Arithmetic::fma(y_slope[first + l] * gain[f], x[first + l], dot[l]);
                }
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                const Number r = scale[column + l];
                dot[l] = -(r * r * r * dot[l] * share);
            }
            for (std::size_t f = 0; f < features; ++f) {
                const std::size_t first = f * columns + column;
                Number add[lanes];
                for (std::size_t l = 0; l < lanes; ++l) {
                    add[l] = Arithmetic::fma(dot[l], x[first + l], x_slope[first + l]);
                }
                for (std::size_t l = 0; l < lanes; ++l) {
                    x_slope[first + l] =
                        Arithmetic::fma(scale[column + l] * gain[f], y_slope[first + l], add[l]);
                }
            }
        }
        for (std::size_t f = 0; f < features; ++f) {
            Number sum[lanes] = {};
            for (std::size_t column = 0; column < columns; column += lanes) {
                const std::size_t first = f * columns + column;
                for (std::size_t l = 0; l < lanes; ++l) {
                    sum[l] = Arithmetic::fma(y_slope[first + l] * scale[column + l], x[first + l],
                                             sum[l]);
                }
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                gain_slope[f] += sum[l];
            }
        }
    }

    // Slopes by query, key and value of one head, given that by what was attended.
    template <class Arithmetic>
    [[gnu::always_inline]] void attend_back(const layer& own, std::size_t head,
                                            const token_batch& batch, const Number* attended_slope,
                                            Number* query_slope) {
        const std::size_t columns = batch.columns();
        const std::size_t head_size = shape_.head_size;
        const Number scale = Number{1} / std::sqrt(static_cast<Number>(head_size));
        const std::size_t first = head * head_size * columns;
        const std::size_t to_key = attention_ * columns;
        const Number* const query = own.query_key_value.data() + first;
        const Number* const key = query + to_key;
        const Number* const value = key + to_key;
        Number* const key_slope = query_slope + to_key;
        Number* const value_slope = key_slope + to_key;
        for (std::size_t t = 0; t < batch.length; ++t) {
            const Number* const weight = &own.weights[(head * longest_ + t) * longest_ * lanes];
            const Number* const out_slope = attended_slope + first + t * lanes;
            Number dot[lanes] = {};
            for (std::size_t s = 0; s <= t; ++s) {
                Number sum[lanes] = {};
                for (std::size_t i = 0; i < head_size; ++i) {
                    const Number* const o = out_slope + i * columns;
                    const Number* const v = value + i * columns + s * lanes;
                    Number* const to = value_slope + first + i * columns + s * lanes;
                    for (std::size_t l = 0; l < lanes; ++l) {
                        sum[l] = Arithmetic::fma(o[l], v[l], sum[l]);
                        to[l] = Arithmetic::fma(weight[s * lanes + l], o[l], to[l]);
                    }
                }
                for (std::size_t l = 0; l < lanes; ++l) {
                    score_slope_[s * lanes + l] = sum[l];
                    dot[l] = Arithmetic::fma(sum[l], weight[s * lanes + l], dot[l]);
                }
            }
            for (std::size_t s = 0; s <= t; ++s) {
                Number slope[lanes];
                for (std::size_t l = 0; l < lanes; ++l) {
                    slope[l] =
                        (score_slope_[s * lanes + l] - dot[l]) * weight[s * lanes + l] * scale;
                }
                for (std::size_t i = 0; i < head_size; ++i) {
                    const std::size_t at_query = i * columns + t * lanes;
                    const std::size_t at_key = i * columns + s * lanes;
                    for (std::size_t l = 0; l < lanes; ++l) {
                        query_slope[first + at_query + l] = Arithmetic::fma(
                            slope[l], key[at_key + l], query_slope[first + at_query + l]);
                        key_slope[first + at_key + l] = Arithmetic::fma(
                            slope[l], query[at_query + l], key_slope[first + at_key + l]);
                    }
                }
            }
        }
    }

    template <class Arithmetic>
    [[gnu::always_inline]] void differentiate(const weights_type& weights, const token_batch& batch,
                                              const Number* logit_slope, Number* gradient) {
        const std::size_t columns = batch.columns();
        const std::size_t hidden = shape_.hidden;
        const std::size_t feed_forward = shape_.feed_forward;
        Number* const slope = slope_.data();  // by the residual stream
        multiply_back<Arithmetic>(weights.at(layout_.head), shape_.vocabulary, hidden,
                                  out_normed_.data(), columns, logit_slope, gradient + layout_.head,
                                  normed_slope_.data());
        std::fill_n(slope, hidden * columns, Number{0});
        norm_back<Arithmetic>(out_.data(), weights.at(layout_.final_gain), out_scale_.data(),
                              normed_slope_.data(), hidden, columns, slope,
                              gradient + layout_.final_gain);
        for (std::size_t i = kept_.size(); i-- > 0;) {
            layer& own = kept_[i];
            const lm::decoder_layout::layer& at = layout_.layers[i];
            multiply_back<Arithmetic>(weights.at(at.down), hidden, feed_forward, own.gated.data(),
                                      columns, slope, gradient + at.down, gated_slope_.data());
            const Number* const gate = own.gate_up.data();
            const Number* const up = gate + feed_forward * columns;
            Number* const gate_slope = wide_slope_.data();
            Number* const up_slope = gate_slope + feed_forward * columns;
            for (std::size_t first = 0; first < feed_forward * columns; first += lanes) {
                for (std::size_t l = first; l < first + lanes; ++l) {
                    const Number sigmoid = Number{1} / (Number{1} + Arithmetic::exp(-gate[l]));
                    const Number silu = gate[l] * sigmoid;
                    up_slope[l] = gated_slope_[l] * silu;
                    gate_slope[l] = gated_slope_[l] * up[l]
                                    * Arithmetic::fma(silu, Number{1} - sigmoid, sigmoid);
                }
            }
            multiply_back<Arithmetic>(weights.at(at.gate_up), 2 * feed_forward, hidden,
                                      own.middle_normed.data(), columns, wide_slope_.data(),
                                      gradient + at.gate_up, normed_slope_.data());
            norm_back<Arithmetic>(own.middle.data(), weights.at(at.feed_forward_gain),
                                  own.middle_scale.data(), normed_slope_.data(), hidden, columns,
                                  slope, gradient + at.feed_forward_gain);
            multiply_back<Arithmetic>(weights.at(at.attention_out), hidden, attention_,
                                      own.attended.data(), columns, slope,
                                      gradient + at.attention_out, gated_slope_.data());
            std::fill_n(wide_slope_.data(), 3 * attention_ * columns, Number{0});
            for (std::size_t head = 0; head < shape_.heads; ++head) {
                attend_back<Arithmetic>(own, head, batch, gated_slope_.data(), wide_slope_.data());
            }
            lm::detail::rotate<Arithmetic>(wide_slope_.data(), 2 * shape_.heads, shape_.head_size,
                                           columns, cosines_.data(), sines_.data(), Number{-1});
            multiply_back<Arithmetic>(weights.at(at.query_key_value), 3 * attention_, hidden,
                                      own.in_normed.data(), columns, wide_slope_.data(),
                                      gradient + at.query_key_value, normed_slope_.data());
            norm_back<Arithmetic>(own.in.data(), weights.at(at.attention_gain), own.in_scale.data(),
                                  normed_slope_.data(), hidden, columns, slope,
                                  gradient + at.attention_gain);
        }
        for (std::size_t c = 0; c < columns; ++c) {
            Number* const row = gradient + layout_.embedding + batch.tokens[c] * hidden;
            for (std::size_t f = 0; f < hidden; ++f) {
                row[f] += slope[f * columns + c];
            }
        }
    }

    lm::decoder_shape shape_;
    lm::decoder_layout layout_;
    std::size_t longest_;
    std::size_t attention_;  // rows of the queries of all heads
    std::size_t length_ = 0;
    std::vector<layer> kept_{};
    std::vector<Number> out_{}, out_normed_{}, out_scale_{}, logits_{};
    std::vector<Number> wide_slope_{}, gated_slope_{}, normed_slope_{}, slope_{};
    std::vector<Number> transposed_{}, score_slope_{};
    std::vector<Number> cosines_{}, sines_{};
};

}  // namespace miniature

#endif  // PASSK_EXAMPLES_MINIATURE_TRANSFORMER_HPP
