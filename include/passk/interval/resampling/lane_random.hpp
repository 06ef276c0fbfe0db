// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_LANE_RANDOM_HPP
#define PASSK_INTERVAL_RESAMPLING_LANE_RANDOM_HPP

#include <passk/core/random_bits.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace passk::resampling {

// Eight xoshiro256++ generators (Blackman, Vigna 2021, "Scrambled linear pseudorandom number
// generators") side by side, started from random_bits(seed, stream): 512 bits a step in a form
// that every SIMD width computes alike. Philox itself would cost half of a bootstrap's time.
class lane_random {
public:
    static constexpr std::size_t lanes = 8;
    using words = std::array<std::uint64_t, lanes>;

    constexpr lane_random(std::uint64_t seed, std::uint64_t stream) {
        random_bits bits(seed, stream);
        for (words& part : state_) {
            for (std::uint64_t& word : part) {
                word = bits();
            }
        }
    }

    // The next word of one generator whose state is a, b, c, d.
    [[nodiscard]] static constexpr std::uint64_t next(std::uint64_t& a, std::uint64_t& b,
                                                      std::uint64_t& c, std::uint64_t& d) noexcept {
        const std::uint64_t out = std::rotl(a + d, 23) + a;
        const std::uint64_t shifted = b << 17U;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = std::rotl(d, 45);
        return out;
    }

    constexpr words operator()() noexcept {
        words out{};
        for (std::size_t j = 0; j < lanes; ++j) {
            out[j] = next(state_[0][j], state_[1][j], state_[2][j], state_[3][j]);
        }
        return out;
    }

    // The four words of all generators, in order, for kernels that keep them in registers.
    [[nodiscard]] constexpr const std::array<words, 4>& state() const noexcept { return state_; }
    constexpr void set_state(const std::array<words, 4>& state) noexcept { state_ = state; }

private:
    std::array<words, 4> state_{};
};

// Whole numbers below a bound, from the 32-bit halves of the words, low half first.
class lane_index_source {
public:
    constexpr lane_index_source(lane_random& random, std::uint32_t bound) noexcept
        : random_(random), bound_(bound), threshold_((0U - bound) % bound) {}

    constexpr std::uint32_t operator()() noexcept {
        for (;;) {
            const std::uint64_t product = std::uint64_t{next()} * bound_;
            if (static_cast<std::uint32_t>(product) >= threshold_) {
                return static_cast<std::uint32_t>(product >> 32U);
            }
        }
    }

private:
    constexpr std::uint32_t next() noexcept {
        if (used_ == 2 * lane_random::lanes) {
            words_ = random_();
            used_ = 0;
        }
        const std::uint64_t word = words_[used_ / 2];
        const auto half = static_cast<std::uint32_t>(used_ % 2 == 0 ? word : word >> 32U);
        ++used_;
        return half;
    }

    lane_random& random_;
    std::uint32_t bound_;
    std::uint32_t threshold_;
    lane_random::words words_{};
    std::size_t used_ = 2 * lane_random::lanes;
};

}  // namespace passk::resampling

#endif  // PASSK_INTERVAL_RESAMPLING_LANE_RANDOM_HPP
