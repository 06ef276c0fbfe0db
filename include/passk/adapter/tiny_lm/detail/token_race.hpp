// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DETAIL_TOKEN_RACE_HPP
#define PASSK_ADAPTER_TINY_LM_DETAIL_TOKEN_RACE_HPP

#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/sample/sampling.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace passk::adapter::tiny_lm::detail {

/// The least logit that top-k, top-p and min-p let through, in this order, all after the
/// temperature. Tokens as likely as the last one kept are kept too.
/// @param logits  of one token each, finite
/// @pre  temperature > 0
[[nodiscard]] inline float least_logit(std::vector<float> logits, const sampling& how) {
    std::sort(logits.begin(), logits.end(), std::greater<>());
    const float greatest = logits.front();
    const auto warmth = static_cast<float>(how.temperature);
    std::size_t kept = logits.size();
    if (how.top_k != 0 && how.top_k < kept) {
        kept = static_cast<std::size_t>(how.top_k);
        while (kept < logits.size() && logits[kept] == logits[kept - 1]) {
            ++kept;
        }
    }
    const auto share = [&](std::size_t i) {
        return static_cast<double>(portable_arithmetic::exp((logits[i] - greatest) / warmth));
    };
    if (how.top_p < 1.0) {
        double total = 0.0;
        for (std::size_t i = 0; i < kept; ++i) {
            total += share(i);
        }
        double sum = 0.0;
        std::size_t i = 0;
        while (i < kept && sum < how.top_p * total) {
            sum += share(i);
            ++i;
        }
        kept = i;
    }
    while (kept > 1 && share(kept - 1) < how.min_p) {
        --kept;
    }
    return logits[kept - 1];
}

/// Draws the next token of every lane: each token's time of arrival is exponential with its
/// probability as the rate, and the first to arrive wins. That is the Gumbel-max trick before
/// its logarithms; the noise of a token is a function of seed, prompt, position and token alone.
struct token_race {
    std::size_t vocabulary = 0;
    std::size_t columns = 0;
    const float* logits = nullptr;         ///< [vocabulary][columns]
    const float* least = nullptr;          ///< [columns]: tokens with smaller logits take no part
    float temperature = 1.0F;              ///< 0: the most likely token
    const std::uint64_t* seeds = nullptr;  ///< [columns]
    std::uint64_t prompt = 0;              ///< tells prompts apart
    std::uint32_t position = 0;
    std::uint32_t* chosen = nullptr;  ///< [columns]
    float* logprobs = nullptr;        ///< [columns]: of the chosen token, at temperature 1; not
                                      ///< a number if a logit is not finite

    template <class Arithmetic>
    [[gnu::always_inline]] void run() const {
        for (std::size_t column = 0; column < columns; column += lanes) {
            run_block<Arithmetic>(column);
        }
    }

private:
    template <class Arithmetic>
    [[gnu::always_inline]] void run_block(std::size_t column) const {
        const float warmth = temperature > 0.0F ? temperature : 1.0F;
        float greatest[lanes];
        float total[lanes] = {};
        float defect[lanes] = {};
        for (std::size_t l = 0; l < lanes; ++l) {
            greatest[l] = logits[column + l];
        }
        for (std::size_t v = 0; v < vocabulary; ++v) {
            const float* const row = logits + v * columns + column;
            for (std::size_t l = 0; l < lanes; ++l) {
                greatest[l] = row[l] > greatest[l] ? row[l] : greatest[l];
                defect[l] += row[l] - row[l];
            }
        }
        float first[lanes];
        float winner[lanes];
        std::uint32_t token[lanes] = {};
        for (std::size_t l = 0; l < lanes; ++l) {
            first[l] = (std::numeric_limits<float>::max)();
            winner[l] = greatest[l];
        }
        std::uint32_t words[4][lanes];
        for (std::size_t v = 0; v < vocabulary; ++v) {
            const float* const row = logits + v * columns + column;
            if (v % 4 == 0 && temperature > 0.0F) {
                noise(column, static_cast<std::uint32_t>(v / 4), words);
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                total[l] += Arithmetic::exp(row[l] - greatest[l]);
            }
            float arrival[lanes];
            if (temperature > 0.0F) {
                for (std::size_t l = 0; l < lanes; ++l) {
                    const float rate = Arithmetic::exp((row[l] - greatest[l]) / warmth);
                    arrival[l] = exponential<Arithmetic>(words[v % 4][l]) / rate;
                    arrival[l] = row[l] < least[column + l] ? (std::numeric_limits<float>::max)()
                                                            : arrival[l];
                }
            } else {
                for (std::size_t l = 0; l < lanes; ++l) {
                    arrival[l] = greatest[l] - row[l];
                }
            }
            for (std::size_t l = 0; l < lanes; ++l) {
                const bool earlier = arrival[l] < first[l];
                first[l] = earlier ? arrival[l] : first[l];
                winner[l] = earlier ? row[l] : winner[l];
                token[l] = earlier ? static_cast<std::uint32_t>(v) : token[l];
            }
        }
        for (std::size_t l = 0; l < lanes; ++l) {
            chosen[column + l] = token[l];
            logprobs[column + l] =
                winner[l] - greatest[l] - log_of<Arithmetic>(total[l]) + defect[l];
        }
    }

    // Philox4x32-10 (random_bits::philox4x32), a lane each.
    [[gnu::always_inline]] void noise(std::size_t column, std::uint32_t block,
                                      std::uint32_t (&words)[4][lanes]) const {
        std::uint32_t key[2][lanes];
        for (std::size_t l = 0; l < lanes; ++l) {
            words[0][l] = block;
            words[1][l] = position;
            words[2][l] = static_cast<std::uint32_t>(prompt);
            words[3][l] = static_cast<std::uint32_t>(prompt >> 32U);
            key[0][l] = static_cast<std::uint32_t>(seeds[column + l]);
            key[1][l] = static_cast<std::uint32_t>(seeds[column + l] >> 32U);
        }
        for (int round = 0; round < 10; ++round) {
            for (std::size_t l = 0; l < lanes; ++l) {
                const std::uint64_t one = std::uint64_t{0xD2511F53U} * words[0][l];
                const std::uint64_t two = std::uint64_t{0xCD9E8D57U} * words[2][l];
                words[0][l] = static_cast<std::uint32_t>(two >> 32U) ^ words[1][l] ^ key[0][l];
                words[2][l] = static_cast<std::uint32_t>(one >> 32U) ^ words[3][l] ^ key[1][l];
                words[1][l] = static_cast<std::uint32_t>(two);
                words[3][l] = static_cast<std::uint32_t>(one);
                key[0][l] += 0x9E3779B9U;
                key[1][l] += 0xBB67AE85U;
            }
        }
    }

    // -ln(1 - w) for w = word / 2^32: exponential with mean 1, to full relative accuracy down to
    // 2^-33, so that tokens of small probability arrive first as often as they should.
    template <class Arithmetic>
    [[gnu::always_inline]] static float exponential(std::uint32_t word) noexcept {
        float w = static_cast<float>(word) * 0x1p-32F;
        w = w > 0x1p-33F ? w : 0x1p-33F;
        w = w < 0.99999994F ? w : 0.99999994F;
        const float rest = 1.0F - w;
        const float lost = 1.0F - rest;  // w as far as `rest` knows it
        const float divisor = lost > 0.0F ? lost : 1.0F;
        const float corrected = -log_of<Arithmetic>(rest) * (w / divisor);
        return lost > 0.0F ? corrected : w;
    }
};

}  // namespace passk::adapter::tiny_lm::detail

#endif  // PASSK_ADAPTER_TINY_LM_DETAIL_TOKEN_RACE_HPP
