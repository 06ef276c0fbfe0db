// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_CORE_RANDOM_BITS_HPP
#define PASSK_CORE_RANDOM_BITS_HPP

#include <passk/core/error.hpp>
#include <passk/core/uint128.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace passk {

/// Random bits addressed by number: Philox4x32-10, a counter-based generator.
///
/// A pair (seed, stream) names one sequence of 2^65 words; different streams of one seed never
/// overlap. Whoever gives every unit of work (one resample, one completion) its own stream gets
/// results that depend on neither thread count nor order. Models std::uniform_random_bit_generator.
///
/// @par Determinism
/// The same (seed, stream) gives the same bits on every machine and compiler. Distributions of
/// std are not portable; draw integers with uniform_below.
/// @par Cost
/// 10 rounds of two 32 x 32 bit products for every two 64-bit words.
/// @par Source
/// Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11,
/// section 3.3; known-answer vectors of Random123 1.14.
class random_bits {
public:
    using result_type = std::uint64_t;

    constexpr explicit random_bits(std::uint64_t seed, std::uint64_t stream = 0) noexcept
        : key_{low(seed), high(seed)}, counter_{0, 0, low(stream), high(stream)} {}

    [[nodiscard]] static constexpr result_type(min)() noexcept { return 0; }
    [[nodiscard]] static constexpr result_type(max)() noexcept {
        return (std::numeric_limits<result_type>::max)();
    }

    /// The next 64 bits of the stream.
    constexpr result_type operator()() noexcept {
        if (unused_ == 0) {
            refill();
        }
        --unused_;
        return words_[unused_];
    }

    /// Ten rounds of Philox4x32 on one 128-bit counter: the bijection behind the stream.
    [[nodiscard]] static constexpr std::array<std::uint32_t, 4> philox4x32(
        std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) noexcept {
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t first = std::uint64_t{0xD2511F53U} * counter[0];
            const std::uint64_t second = std::uint64_t{0xCD9E8D57U} * counter[2];
            counter = {high(second) ^ counter[1] ^ key[0], low(second),
                       high(first) ^ counter[3] ^ key[1], low(first)};
            key[0] += 0x9E3779B9U;
            key[1] += 0xBB67AE85U;
        }
        return counter;
    }

private:
    static constexpr std::uint32_t low(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word & 0xFFFFFFFFU);
    }
    static constexpr std::uint32_t high(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word >> 32U);
    }

    constexpr void refill() noexcept {
        const std::array<std::uint32_t, 4> block = philox4x32(counter_, key_);
        words_ = {(std::uint64_t{block[3]} << 32U) | block[2],
                  (std::uint64_t{block[1]} << 32U) | block[0]};
        unused_ = 2;
        if (++counter_[0] == 0) {
            ++counter_[1];
        }
    }

    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint64_t, 2> words_{};
    unsigned unused_ = 0;
};

/// A whole number drawn evenly from 0 to bound - 1, exactly, by multiply and shift with
/// rejection.
///
/// @param bits   a generator of 64 random bits a call
/// @param bound  how many values there are
/// @pre          bound >= 1
/// @throws       domain_error if bound is 0
/// @par Cost
/// one draw, rarely two.
/// @par Source
/// Lemire 2019, "Fast random integer generation in an interval", ACM TOMACS 29(1), algorithm 5.
template <class Bits>
[[nodiscard]] constexpr std::uint64_t uniform_below(Bits& bits, std::uint64_t bound) {
    static_assert((Bits::min)() == 0
                  && (Bits::max)() == (std::numeric_limits<std::uint64_t>::max)());
    detail::expects(bound >= 1, "passk::uniform_below: there must be at least one value to draw");
    uint128 product = uint128{bits()} * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t threshold = (0 - bound) % bound;
        while (static_cast<std::uint64_t>(product) < threshold) {
            product = uint128{bits()} * bound;
        }
    }
    return static_cast<std::uint64_t>(product >> 64U);
}

/// A double drawn evenly from the 2^53 multiples of 2^-53 in [0, 1).
template <class Bits>
[[nodiscard]] constexpr double uniform_unit(Bits& bits) {
    static_assert((Bits::min)() == 0
                  && (Bits::max)() == (std::numeric_limits<std::uint64_t>::max)());
    return static_cast<double>(bits() >> 11U) * 0x1p-53;
}

}  // namespace passk

#endif  // PASSK_CORE_RANDOM_BITS_HPP
