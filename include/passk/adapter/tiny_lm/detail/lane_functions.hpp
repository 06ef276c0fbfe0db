// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DETAIL_LANE_FUNCTIONS_HPP
#define PASSK_ADAPTER_TINY_LM_DETAIL_LANE_FUNCTIONS_HPP

#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>

#include <cmath>
#include <cstddef>

// The parts of a layer that are no matrix product. A matrix of activations has features as rows
// and tokens as columns, a whole number of lane blocks of them.
namespace passk::adapter::tiny_lm::detail {

/// out = x * scale * gain, scale = 1 / root mean square of a column.
/// @param scales  where the scale of each column is kept, or null
template <class Arithmetic, class Number = typename Arithmetic::number>
[[gnu::always_inline]] inline void rms_norm(const Number* x, const Number* gain, Number epsilon,
                                            std::size_t features, std::size_t columns, Number* out,
                                            Number* scales = nullptr) noexcept {
    const Number share = Number{1} / static_cast<Number>(features);
    for (std::size_t column = 0; column < columns; column += lanes) {
        Number sum[lanes] = {};
        for (std::size_t f = 0; f < features; ++f) {
            const Number* const row = x + f * columns + column;
            for (std::size_t l = 0; l < lanes; ++l) {
                sum[l] = Arithmetic::fma(row[l], row[l], sum[l]);
            }
        }
        for (std::size_t l = 0; l < lanes; ++l) {
            sum[l] = Number{1} / std::sqrt(Arithmetic::fma(sum[l], share, epsilon));
        }
        if (scales != nullptr) {
            for (std::size_t l = 0; l < lanes; ++l) {
                scales[column + l] = sum[l];
            }
        }
        for (std::size_t f = 0; f < features; ++f) {
            const Number* const row = x + f * columns + column;
            Number* const to = out + f * columns + column;
            for (std::size_t l = 0; l < lanes; ++l) {
                to[l] = row[l] * sum[l] * gain[f];
            }
        }
    }
}

/// Rotary embedding in place, halves of a head paired (Llama's convention in checkpoints).
/// @param cosines  of angle [half a head][columns]; `sines` likewise, negated to turn back
template <class Arithmetic, class Number = typename Arithmetic::number>
[[gnu::always_inline]] inline void rotate(Number* x, std::size_t heads, std::size_t head_size,
                                          std::size_t columns, const Number* cosines,
                                          const Number* sines, Number direction) noexcept {
    const std::size_t half = head_size / 2;
    for (std::size_t head = 0; head < heads; ++head) {
        for (std::size_t i = 0; i < half; ++i) {
            Number* const first = x + (head * head_size + i) * columns;
            Number* const second = first + half * columns;
            const Number* const cosine = cosines + i * columns;
            const Number* const sine = sines + i * columns;
            for (std::size_t column = 0; column < columns; column += lanes) {
                for (std::size_t l = column; l < column + lanes; ++l) {
                    const Number turned = sine[l] * direction;
                    const Number a = first[l];
                    const Number b = second[l];
                    first[l] = Arithmetic::fma(a, cosine[l], -(b * turned));
                    second[l] = Arithmetic::fma(b, cosine[l], a * turned);
                }
            }
        }
    }
}

/// out = silu(gate) * up
template <class Arithmetic, class Number = typename Arithmetic::number>
[[gnu::always_inline]] inline void gated_unit(const Number* gate, const Number* up,
                                              std::size_t count, Number* out) noexcept {
    for (std::size_t first = 0; first < count; first += lanes) {
        for (std::size_t l = first; l < first + lanes; ++l) {
            out[l] = gate[l] / (Number{1} + Arithmetic::exp(-gate[l])) * up[l];
        }
    }
}

/// Keys or values of one head: element (feature i, slot s) stands at data[i * feature + s * slot].
template <class Number>
struct head_slots {
    const Number* data = nullptr;
    std::size_t feature = 0;
    std::size_t slot = 0;
};

/// What the queries of one block of lanes look at: slots that all lanes share, then slots of
/// which every lane has its own (16 numbers side by side).
template <class Number>
struct attended_slots {
    head_slots<Number> shared_keys{}, shared_values{};
    std::size_t shared = 0;         ///< how many shared slots there are
    std::size_t visible_first = 0;  ///< lane l sees shared slots 0 to visible_first + l
    head_slots<Number> own_keys{}, own_values{};
    std::size_t own = 0;
};

/// Sums of values by their weights, features `first` and up, several to keep the processor busy.
template <class Arithmetic, std::size_t Features, class Number = typename Arithmetic::number>
[[gnu::always_inline]] inline void mix_values(const attended_slots<Number>& slots,
                                              const Number* weights, std::size_t first, Number* out,
                                              std::size_t out_row) noexcept {
    Number sum[Features][lanes] = {};
    for (std::size_t s = 0; s < slots.shared; ++s, weights += lanes) {
        const Number* const values = slots.shared_values.data + s * slots.shared_values.slot;
        for (std::size_t f = 0; f < Features; ++f) {
            const Number value = values[(first + f) * slots.shared_values.feature];
            for (std::size_t l = 0; l < lanes; ++l) {
                sum[f][l] = Arithmetic::fma(weights[l], value, sum[f][l]);
            }
        }
    }
    for (std::size_t s = 0; s < slots.own; ++s, weights += lanes) {
        const Number* const values = slots.own_values.data + s * slots.own_values.slot;
        for (std::size_t f = 0; f < Features; ++f) {
            const Number* const value = values + (first + f) * slots.own_values.feature;
            for (std::size_t l = 0; l < lanes; ++l) {
                sum[f][l] = Arithmetic::fma(weights[l], value[l], sum[f][l]);
            }
        }
    }
    for (std::size_t f = 0; f < Features; ++f) {
        for (std::size_t l = 0; l < lanes; ++l) {
            out[f * out_row + l] = sum[f][l];
        }
    }
}

/// Attention of one head for one block of lanes.
/// @param query    element (feature, lane) at query[feature * query_row + lane]
/// @param weights  scratch, lanes numbers a slot; left with the softmax of each
template <class Arithmetic, class Number = typename Arithmetic::number>
[[gnu::always_inline]] inline void attend(const Number* query, std::size_t query_row,
                                          std::size_t head_size, Number scale,
                                          const attended_slots<Number>& slots, Number* weights,
                                          Number* out, std::size_t out_row) noexcept {
    constexpr auto lowest = static_cast<Number>(-1e30F);
    // Each loop over slots ends with a store of whole blocks of lanes and does nothing else:
    // that is what compilers keep in wide registers.
    for (std::size_t s = 0; s < slots.shared; ++s) {
        Number score[lanes] = {};
        const Number* const key = slots.shared_keys.data + s * slots.shared_keys.slot;
        for (std::size_t i = 0; i < head_size; ++i) {
            const Number k = key[i * slots.shared_keys.feature];
            for (std::size_t l = 0; l < lanes; ++l) {
                score[l] = Arithmetic::fma(query[i * query_row + l], k, score[l]);
            }
        }
        for (std::size_t l = 0; l < lanes; ++l) {
            weights[s * lanes + l] = score[l];
        }
    }
    for (std::size_t s = slots.visible_first + 1; s < slots.shared; ++s) {
        for (std::size_t l = 0; l < lanes; ++l) {
            Number& score = weights[s * lanes + l];
            score = s <= slots.visible_first + l ? score : lowest;
        }
    }
    Number* const own_weights = weights + slots.shared * lanes;
    for (std::size_t s = 0; s < slots.own; ++s) {
        Number score[lanes] = {};
        const Number* const key = slots.own_keys.data + s * slots.own_keys.slot;
        for (std::size_t i = 0; i < head_size; ++i) {
            for (std::size_t l = 0; l < lanes; ++l) {
                score[l] = Arithmetic::fma(query[i * query_row + l],
                                           key[i * slots.own_keys.feature + l], score[l]);
            }
        }
        for (std::size_t l = 0; l < lanes; ++l) {
            own_weights[s * lanes + l] = score[l];
        }
    }
    Number greatest[lanes];
    Number total[lanes] = {};
    for (std::size_t l = 0; l < lanes; ++l) {
        greatest[l] = lowest;
    }
    for (std::size_t s = 0; s < slots.shared + slots.own; ++s) {
        for (std::size_t l = 0; l < lanes; ++l) {
            const Number score = weights[s * lanes + l];
            greatest[l] = score > greatest[l] ? score : greatest[l];
        }
    }
    for (std::size_t s = 0; s < slots.shared + slots.own; ++s) {
        Number* const kept = weights + s * lanes;
        for (std::size_t l = 0; l < lanes; ++l) {
            const Number weight = Arithmetic::exp((kept[l] - greatest[l]) * scale);
            kept[l] = kept[l] == lowest ? Number{0} : weight;
            total[l] += kept[l];
        }
    }
    for (std::size_t l = 0; l < lanes; ++l) {
        total[l] = Number{1} / total[l];
    }
    for (std::size_t s = 0; s < slots.shared + slots.own; ++s) {
        Number* const kept = weights + s * lanes;
        for (std::size_t l = 0; l < lanes; ++l) {
            kept[l] *= total[l];
        }
    }
    std::size_t i = 0;
    for (; i + 4 <= head_size; i += 4) {
        mix_values<Arithmetic, 4>(slots, weights, i, out + i * out_row, out_row);
    }
    for (; i < head_size; ++i) {
        mix_values<Arithmetic, 1>(slots, weights, i, out + i * out_row, out_row);
    }
}

}  // namespace passk::adapter::tiny_lm::detail

#endif  // PASSK_ADAPTER_TINY_LM_DETAIL_LANE_FUNCTIONS_HPP
