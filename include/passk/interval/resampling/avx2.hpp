// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_AVX2_HPP
#define PASSK_INTERVAL_RESAMPLING_AVX2_HPP

#if defined(__x86_64__)

#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/portable.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

// The kernels of resampling_portable.hpp with 64 byte counts in two registers. Compiled for their
// instructions whatever the translation unit is compiled for, and called only where they exist.
namespace passk::resampling::avx2 {

#define PASSK_TARGET_AVX2 __attribute__((target("avx2,fma")))

// 64 bytes.
struct bytes {
    __m256i low, high;
};

PASSK_TARGET_AVX2 inline bytes load(const void* from) noexcept {
    const auto* const halves = static_cast<const __m256i*>(from);
    return {_mm256_loadu_si256(halves), _mm256_loadu_si256(halves + 1)};
}

PASSK_TARGET_AVX2 inline void store(void* to, const bytes& value) noexcept {
    auto* const halves = static_cast<__m256i*>(to);
    _mm256_storeu_si256(halves, value.low);
    _mm256_storeu_si256(halves + 1, value.high);
}

PASSK_TARGET_AVX2 inline void fill(void* to, char value) noexcept {
    const __m256i all = _mm256_set1_epi8(value);
    store(to, {all, all});
}

PASSK_TARGET_AVX2 inline bytes subtract(const bytes& x, const bytes& y) noexcept {
    return {_mm256_sub_epi8(x.low, y.low), _mm256_sub_epi8(x.high, y.high)};
}

// to += from, saturating; keeps the largest results in `fullest`.
PASSK_TARGET_AVX2 inline void add_to(void* to, const void* from, bytes& fullest) noexcept {
    const bytes x = load(to);
    const bytes y = load(from);
    const bytes sum{_mm256_adds_epu8(x.low, y.low), _mm256_adds_epu8(x.high, y.high)};
    fullest = {_mm256_max_epu8(fullest.low, sum.low), _mm256_max_epu8(fullest.high, sum.high)};
    store(to, sum);
}

// Half of lane_random, with its state in registers.
struct half_state {
    __m256i a, b, c, d;
};

PASSK_TARGET_AVX2 inline __m256i next(half_state& s) noexcept {
    const __m256i sum = _mm256_add_epi64(s.a, s.d);
    const __m256i turned = _mm256_or_si256(_mm256_slli_epi64(sum, 23), _mm256_srli_epi64(sum, 41));
    const __m256i out = _mm256_add_epi64(turned, s.a);
    const __m256i shifted = _mm256_slli_epi64(s.b, 17);
    s.c = _mm256_xor_si256(s.c, s.a);
    s.d = _mm256_xor_si256(s.d, s.b);
    s.b = _mm256_xor_si256(s.b, s.c);
    s.a = _mm256_xor_si256(s.a, s.d);
    s.c = _mm256_xor_si256(s.c, shifted);
    s.d = _mm256_or_si256(_mm256_slli_epi64(s.d, 45), _mm256_srli_epi64(s.d, 19));
    return out;
}

struct random_state {
    half_state low, high;
};

PASSK_TARGET_AVX2 inline random_state load_random(const lane_random& random) noexcept {
    const auto& words = random.state();
    const bytes a = load(words[0].data());
    const bytes b = load(words[1].data());
    const bytes c = load(words[2].data());
    const bytes d = load(words[3].data());
    return {{a.low, b.low, c.low, d.low}, {a.high, b.high, c.high, d.high}};
}

PASSK_TARGET_AVX2 inline void store_random(const random_state& state,
                                           lane_random& random) noexcept {
    std::array<lane_random::words, 4> words;
    store(words[0].data(), {state.low.a, state.high.a});
    store(words[1].data(), {state.low.b, state.high.b});
    store(words[2].data(), {state.low.c, state.high.c});
    store(words[3].data(), {state.low.d, state.high.d});
    random.set_state(words);
}

// popcount(random & ((1 << min(rest, 8)) - 1)) in each byte.
PASSK_TARGET_AVX2 inline __m256i taken(__m256i random, __m256i rest) noexcept {
    const __m256i masks = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 3, 7, 15, 31, 63, 127, -1, -1, -1, -1, -1, -1, -1, -1));
    const __m256i ones =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m256i nibble = _mm256_set1_epi8(15);
    const __m256i now = _mm256_min_epu8(rest, _mm256_set1_epi8(8));
    const __m256i kept = _mm256_and_si256(random, _mm256_shuffle_epi8(masks, now));
    const __m256i low = _mm256_shuffle_epi8(ones, _mm256_and_si256(kept, nibble));
    const __m256i high =
        _mm256_shuffle_epi8(ones, _mm256_and_si256(_mm256_srli_epi16(kept, 4), nibble));
    return _mm256_add_epi8(low, high);
}

// Binomial(m, 1/2) in each byte.
PASSK_TARGET_AVX2 inline bytes left_counts(random_state& random, const bytes& m) noexcept {
    const __m256i eight = _mm256_set1_epi8(8);
    bytes rest = m;
    bytes left{_mm256_setzero_si256(), _mm256_setzero_si256()};
    __m256i any;
    do {
        left.low = _mm256_add_epi8(left.low, taken(next(random.low), rest.low));
        left.high = _mm256_add_epi8(left.high, taken(next(random.high), rest.high));
        rest = {_mm256_subs_epu8(rest.low, eight), _mm256_subs_epu8(rest.high, eight)};
        any = _mm256_or_si256(rest.low, rest.high);
    } while (_mm256_testz_si256(any, any) == 0);
    return left;
}

// As portable::draw_weights, in bytes; false if one may have been too narrow, and then the slots
// hold nothing.
PASSK_TARGET_AVX2 inline bool draw_weights(const resampling_plan& plan, lane_random& random,
                                           std::uint8_t* slots) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    random_state state = load_random(random);
    bytes fullest{_mm256_setzero_si256(), _mm256_setzero_si256()};

    const std::uint32_t roots = std::uint32_t{1} << plan.top_levels();
    for (std::uint32_t s = 0; s < roots; ++s) {
        fill(slots + lanes * s, 0);
    }
    std::uint8_t* const group = slots + lanes * plan.group_begin();
    for (std::uint32_t g = 0; g < plan.groups(); ++g) {
        fill(group, static_cast<char>(plan.group_size(g)));
        for (std::uint32_t nodes = 1; nodes < roots; nodes *= 2) {
            for (std::uint32_t i = nodes; i-- > 0;) {
                const bytes m = load(group + lanes * i);
                const bytes left = left_counts(state, m);
                store(group + lanes * 2 * i, left);
                store(group + lanes * (2 * i + 1), subtract(m, left));
            }
        }
        for (std::uint32_t s = 0; s < roots; ++s) {
            add_to(slots + lanes * s, group + lanes * s, fullest);
        }
    }
    for (const std::uint32_t s : plan.cleared()) {
        fill(slots + lanes * s, 0);
    }
    for (const resampling_plan::split& node : plan.splits()) {
        const bytes m = load(slots + lanes * node.source);
        const bytes left = left_counts(state, m);
        store(slots + lanes * node.left, left);
        store(slots + lanes * node.right, subtract(m, left));
    }
    for (const resampling_plan::addition& leaf : plan.additions()) {
        add_to(slots + lanes * leaf.to, slots + lanes * leaf.from, fullest);
    }
    const __m256i full = _mm256_cmpeq_epi8(_mm256_max_epu8(fullest.low, fullest.high),
                                           _mm256_set1_epi8(static_cast<char>(0xFF)));
    if (_mm256_movemask_epi8(full) != 0) {
        return false;
    }
    store_random(state, random);
    return portable::redraw_padding(plan, random, slots);
}

// As portable::add_products, for 4 lanes and 4 columns at a time in registers.
PASSK_TARGET_AVX2 inline void add_products(const std::uint8_t* weights, const double* values,
                                           std::size_t stride, std::size_t first, std::size_t last,
                                           std::size_t columns, double* sums) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    constexpr std::size_t tile = 4;
    for (std::size_t begin = 0; begin < columns; begin += tile) {
        const std::size_t width = columns - begin < tile ? columns - begin : tile;
        for (std::size_t lane = 0; lane < lanes; lane += 8) {
            double* const at = sums + lanes * begin + lane;
            __m256d low[tile];
            __m256d high[tile];
            for (std::size_t c = 0; c < tile; ++c) {
                low[c] = c < width ? _mm256_loadu_pd(at + lanes * c) : _mm256_setzero_pd();
                high[c] = c < width ? _mm256_loadu_pd(at + lanes * c + 4) : _mm256_setzero_pd();
            }
            for (std::size_t d = first; d < last; ++d) {
                const __m256i weight = _mm256_cvtepu8_epi32(
                    _mm_loadl_epi64(reinterpret_cast<const __m128i*>(weights + lanes * d + lane)));
                const __m256d weight_low = _mm256_cvtepi32_pd(_mm256_castsi256_si128(weight));
                const __m256d weight_high = _mm256_cvtepi32_pd(_mm256_extracti128_si256(weight, 1));
                const double* const row = values + stride * d + begin;
                if (width == tile) {
                    for (std::size_t c = 0; c < tile; ++c) {
                        const __m256d value = _mm256_set1_pd(row[c]);
                        low[c] = _mm256_fmadd_pd(weight_low, value, low[c]);
                        high[c] = _mm256_fmadd_pd(weight_high, value, high[c]);
                    }
                } else {
                    for (std::size_t c = 0; c < width; ++c) {
                        const __m256d value = _mm256_set1_pd(row[c]);
                        low[c] = _mm256_fmadd_pd(weight_low, value, low[c]);
                        high[c] = _mm256_fmadd_pd(weight_high, value, high[c]);
                    }
                }
            }
            for (std::size_t c = 0; c < width; ++c) {
                _mm256_storeu_pd(at + lanes * c, low[c]);
                _mm256_storeu_pd(at + lanes * c + 4, high[c]);
            }
        }
    }
}

#undef PASSK_TARGET_AVX2

}  // namespace passk::resampling::avx2

#endif  // defined(__x86_64__)

#endif  // PASSK_INTERVAL_RESAMPLING_AVX2_HPP
