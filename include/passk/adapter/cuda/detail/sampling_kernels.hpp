// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_SAMPLING_KERNELS_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_SAMPLING_KERNELS_HPP

#include <passk/adapter/cuda/cpu_executors.hpp>
#include <passk/adapter/cuda/detail/element.hpp>
#include <passk/adapter/cuda/detail/portable_math.hpp>
#include <passk/core/random_bits.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace passk::adapter::cuda::detail {

// The log of what exp(logit - highest) adds up to, from the team's members' shares.
template <class Team>
[[nodiscard]] constexpr float log_total(Team& team, const float* logits, std::uint32_t count,
                                        float highest) {
    std::uint64_t total = 0;
    for (std::uint32_t i = team.rank(); i < count; i += team.size()) {
        total += fixed_exp(logits[i] - highest);
    }
    return log_of_weight(team.sum(total));
}

template <class Team>
[[nodiscard]] constexpr float highest_of(Team& team, const float* logits, std::uint32_t count) {
    float highest = -std::numeric_limits<float>::infinity();
    for (std::uint32_t i = team.rank(); i < count; i += team.size()) {
        highest = logits[i] > highest ? logits[i] : highest;
    }
    return team.max_of(highest);
}

// logprobs[row] = log softmax(logits[row])[targets[row]], without writing the softmax.
struct score_kernel {
    const float* logits;
    const std::int32_t* targets;
    float* logprobs;
    std::uint32_t vocabulary;

    static constexpr std::uint32_t threads = 512;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }
    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t row) const {
        const float* const mine = logits + static_cast<std::size_t>(row) * vocabulary;
        const float highest = highest_of(team, mine, vocabulary);
        const float total = log_total(team, mine, vocabulary, highest);
        if (team.rank() == 0) {
            logprobs[row] = mine[targets[row]] - highest - total;
        }
    }
};

// How one row is sampled.
struct sampling_row {
    float temperature = 1.0F;  // 0: greedy
    float top_p = 1.0F;
    float min_p = 0.0F;
    float repetition_penalty = 1.0F;
    std::uint32_t top_k = 0;   // 0: off
    std::int32_t slot = 0;     // whose seen tokens are penalised
    std::uint32_t number = 0;  // of the token in its completion
    std::uint32_t seed_low = 0;
    std::uint32_t seed_high = 0;
};

// Draws a token for each row.
//
// In this order: repetition penalty, temperature, top-k, top-p over what top-k left, min-p.
// Those are thresholds on the logit, found by a search over the bits of the ordered floats, four
// at a time, with counts and weights in fixed point: no sort, and the same threshold whatever the
// size of the team. Logits equal to a threshold stay. The token is the argmax of logit /
// temperature + Gumbel noise, which is a draw from the softmax; the noise is a function of
// (seed, number of the token, token), so neither batch nor order changes it.
//
// The same logits give the same bits on every executor, compiler and device: weights, logarithms
// and noise are computed in whole numbers (portable_math.hpp), and what is left to floats is
// rounded once at each step, so that fusing a product and a sum changes nothing. Compiler flags
// that give up IEEE 754 (-ffast-math, --use_fast_math) void this.
//
// Raw log-probabilities are those before all of this, processed ones those drawn from.
struct sample_kernel {
    const float* logits;
    const sampling_row* how;
    std::uint32_t* seen;  // bits, seen_stride words to a slot; the token drawn joins them
    std::uint32_t seen_stride;
    std::int32_t* tokens;
    float* raw;
    float* processed;
    std::uint32_t vocabulary;

    static constexpr std::uint32_t threads = 512;
    [[nodiscard]] constexpr std::uint32_t scratch() const { return 0; }

    template <class Team>
    constexpr void operator()(Team& team, std::uint32_t row) const {
        const sampling_row& rule = how[row];
        const float* const mine = logits + static_cast<std::size_t>(row) * vocabulary;
        std::uint32_t* const bits = seen + static_cast<std::size_t>(rule.slot) * seen_stride;
        const float heat = rule.temperature > 0.0F ? rule.temperature : 1.0F;
        const auto logit = [&](std::uint32_t i) {
            const float value = mine[i];
            if (rule.repetition_penalty == 1.0F || (bits[i / 32] >> (i % 32) & 1U) == 0) {
                return value;
            }
            return value > 0.0F ? value / rule.repetition_penalty : value * rule.repetition_penalty;
        };
        float highest = -std::numeric_limits<float>::infinity();
        for (std::uint32_t i = team.rank(); i < vocabulary; i += team.size()) {
            const float value = logit(i);
            highest = value > highest ? value : highest;
        }
        highest = team.max_of(highest);
        const auto weight = [&](float value) { return fixed_exp((value - highest) / heat); };

        std::uint32_t threshold = 0;  // among ordered floats
        if (rule.temperature > 0.0F) {
            if (rule.top_k > 0 && rule.top_k < vocabulary) {
                threshold = search(team, logit, threshold, std::uint64_t{rule.top_k},
                                   [](float) { return std::uint64_t{1}; });
            }
            if (rule.top_p < 1.0F) {
                const std::uint64_t total = total_of(team, logit, threshold, weight);
                const auto needed =
                    static_cast<std::uint64_t>(static_cast<float>(total) * rule.top_p);
                const std::uint32_t found =
                    search(team, logit, threshold, needed > 0 ? needed : 1, weight);
                threshold = found > threshold ? found : threshold;
            }
            if (rule.min_p > 0.0F) {
                // In double the product is exact, fused with the sum or not.
                const double drop =
                    static_cast<double>(heat) * static_cast<double>(log_of(rule.min_p));
                const std::uint32_t lowest =
                    ordered(static_cast<float>(static_cast<double>(highest) + drop));
                threshold = lowest > threshold ? lowest : threshold;
            }
        }

        indexed_value best{-std::numeric_limits<float>::infinity(), vocabulary};
        for (std::uint32_t i = team.rank(); i < vocabulary; i += team.size()) {
            const float value = logit(i);
            if (ordered(value) < threshold) {
                continue;
            }
            const float noise = rule.temperature > 0.0F ? noise_of(rule, i) : 0.0F;
            best = better(best, {value / heat + noise, i});
        }
        best = team.argmax(best);
        const float raw_highest = highest_of(team, mine, vocabulary);
        const float raw_total = log_total(team, mine, vocabulary, raw_highest);
        const std::uint64_t kept = total_of(team, logit, threshold, weight);
        if (team.rank() == 0) {
            tokens[row] = static_cast<std::int32_t>(best.index);
            const std::uint32_t chosen = best.index < vocabulary ? best.index : 0;
            raw[row] = mine[chosen] - raw_highest - raw_total;
            processed[row] = rule.temperature > 0.0F
                                 ? (logit(chosen) - highest) / heat - log_of_weight(kept)
                                 : 0.0F;
            if (rule.repetition_penalty != 1.0F) {
                bits[chosen / 32] |= std::uint32_t{1} << (chosen % 32);
            }
        }
    }

private:
    [[nodiscard]] static constexpr float noise_of(const sampling_row& rule, std::uint32_t i) {
        const std::array<std::uint32_t, 4> words =
            random_bits::philox4x32({i / 4, rule.number, 0, 0}, {rule.seed_low, rule.seed_high});
        return gumbel(words[i % 4]);
    }

    // What the logits from a threshold on weigh together.
    template <class Team, class Logit, class Weight>
    [[nodiscard]] constexpr std::uint64_t total_of(Team& team, const Logit& logit,
                                                   std::uint32_t threshold,
                                                   const Weight& weight) const {
        std::uint64_t total = 0;
        for (std::uint32_t i = team.rank(); i < vocabulary; i += team.size()) {
            const float value = logit(i);
            total += ordered(value) >= threshold ? weight(value) : 0;
        }
        return team.sum(total);
    }

    // The highest threshold that leaves logits which weigh at least `needed`, if only those from
    // `from` on count; 0 if there is none.
    template <class Team, class Logit, class Weight>
    [[nodiscard]] constexpr std::uint32_t search(Team& team, const Logit& logit, std::uint32_t from,
                                                 std::uint64_t needed, const Weight& weight) const {
        std::uint32_t found = 0;
        for (std::uint32_t shift = 32; shift > 0;) {
            shift -= 4;
            std::uint64_t totals[16] = {};  // of thresholds found + digit << shift
            for (std::uint32_t i = team.rank(); i < vocabulary; i += team.size()) {
                const float value = logit(i);
                const std::uint32_t key = ordered(value);
                if (key < found || key < from) {
                    continue;
                }
                const std::uint64_t mass = weight(value);
                for (std::uint32_t digit = 1; digit < 16; ++digit) {
                    totals[digit] += key >= found + (digit << shift) ? mass : 0;
                }
            }
            std::uint32_t best = 0;
            for (std::uint32_t digit = 1; digit < 16; ++digit) {
                best = team.sum(totals[digit]) >= needed ? digit : best;
            }
            found += best << shift;
        }
        return found;
    }
};

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_SAMPLING_KERNELS_HPP
