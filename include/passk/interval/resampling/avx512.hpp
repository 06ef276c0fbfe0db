// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_INTERVAL_RESAMPLING_AVX512_HPP
#define PASSK_INTERVAL_RESAMPLING_AVX512_HPP

#if defined(__x86_64__)

#include <passk/interval/resampling/lane_random.hpp>
#include <passk/interval/resampling/portable.hpp>
#include <passk/interval/resampling/resampling_plan.hpp>

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <cstdint>

// The kernels of resampling_portable.hpp with 64 byte counts in a register. Compiled for their
// instructions whatever the translation unit is compiled for, and called only where they exist.
namespace passk::resampling::avx512 {

#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // in GCC 12's own intrinsics
#endif

#define PASSK_TARGET_AVX512 \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bitalg")))

// lane_random with its state in registers.
struct random_state {
    __m512i a, b, c, d;
};

PASSK_TARGET_AVX512 inline random_state load(const lane_random& random) noexcept {
    const auto& words = random.state();
    return {_mm512_loadu_si512(words[0].data()), _mm512_loadu_si512(words[1].data()),
            _mm512_loadu_si512(words[2].data()), _mm512_loadu_si512(words[3].data())};
}

PASSK_TARGET_AVX512 inline void store(const random_state& state, lane_random& random) noexcept {
    std::array<lane_random::words, 4> words;
    _mm512_storeu_si512(words[0].data(), state.a);
    _mm512_storeu_si512(words[1].data(), state.b);
    _mm512_storeu_si512(words[2].data(), state.c);
    _mm512_storeu_si512(words[3].data(), state.d);
    random.set_state(words);
}

PASSK_TARGET_AVX512 inline __m512i next(random_state& s) noexcept {
    const __m512i out = _mm512_add_epi64(_mm512_rol_epi64(_mm512_add_epi64(s.a, s.d), 23), s.a);
    const __m512i shifted = _mm512_slli_epi64(s.b, 17);
    s.c = _mm512_xor_si512(s.c, s.a);
    s.d = _mm512_xor_si512(s.d, s.b);
    s.b = _mm512_xor_si512(s.b, s.c);
    s.a = _mm512_xor_si512(s.a, s.d);
    s.c = _mm512_xor_si512(s.c, shifted);
    s.d = _mm512_rol_epi64(s.d, 45);
    return out;
}

// Binomial(m, 1/2) in each byte.
PASSK_TARGET_AVX512 inline __m512i left_counts(random_state& random, __m512i m) noexcept {
    const __m512i eight = _mm512_set1_epi8(8);
    const __m512i masks = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 3, 7, 15, 31, 63, 127, -1, -1, -1, -1, -1, -1, -1, -1));
    __m512i kept = _mm512_shuffle_epi8(masks, _mm512_min_epu8(m, eight));
    __m512i left = _mm512_popcnt_epi8(_mm512_and_si512(next(random), kept));
    __m512i rest = _mm512_subs_epu8(m, eight);
    while (_mm512_test_epi8_mask(rest, rest) != 0) {
        kept = _mm512_shuffle_epi8(masks, _mm512_min_epu8(rest, eight));
        left = _mm512_add_epi8(left, _mm512_popcnt_epi8(_mm512_and_si512(next(random), kept)));
        rest = _mm512_subs_epu8(rest, eight);
    }
    return left;
}

// As portable::draw_weights, in bytes; false if one may have been too narrow, and then the slots
// hold nothing.
PASSK_TARGET_AVX512 inline bool draw_weights(const resampling_plan& plan, lane_random& random,
                                             std::uint8_t* slots) noexcept {
    auto* const slot = reinterpret_cast<__m512i*>(slots);
    random_state state = load(random);
    __m512i fullest = _mm512_setzero_si512();

    const std::uint32_t roots = std::uint32_t{1} << plan.top_levels();
    for (std::uint32_t s = 0; s < roots; ++s) {
        _mm512_storeu_si512(slot + s, _mm512_setzero_si512());
    }
    __m512i* const group = slot + plan.group_begin();
    for (std::uint32_t g = 0; g < plan.groups(); ++g) {
        _mm512_storeu_si512(group, _mm512_set1_epi8(static_cast<char>(plan.group_size(g))));
        for (std::uint32_t nodes = 1; nodes < roots; nodes *= 2) {
            for (std::uint32_t i = nodes; i-- > 0;) {
                const __m512i m = _mm512_loadu_si512(group + i);
                const __m512i left = left_counts(state, m);
                _mm512_storeu_si512(group + std::size_t{2} * i, left);
                _mm512_storeu_si512(group + std::size_t{2} * i + 1, _mm512_sub_epi8(m, left));
            }
        }
        for (std::uint32_t s = 0; s < roots; ++s) {
            const __m512i sum =
                _mm512_adds_epu8(_mm512_loadu_si512(slot + s), _mm512_loadu_si512(group + s));
            fullest = _mm512_max_epu8(fullest, sum);
            _mm512_storeu_si512(slot + s, sum);
        }
    }
    for (const std::uint32_t s : plan.cleared()) {
        _mm512_storeu_si512(slot + s, _mm512_setzero_si512());
    }
    for (const resampling_plan::split& node : plan.splits()) {
        const __m512i m = _mm512_loadu_si512(slot + node.source);
        const __m512i left = left_counts(state, m);
        _mm512_storeu_si512(slot + node.left, left);
        _mm512_storeu_si512(slot + node.right, _mm512_sub_epi8(m, left));
    }
    for (const resampling_plan::addition& leaf : plan.additions()) {
        const __m512i sum = _mm512_adds_epu8(_mm512_loadu_si512(slot + leaf.to),
                                             _mm512_loadu_si512(slot + leaf.from));
        fullest = _mm512_max_epu8(fullest, sum);
        _mm512_storeu_si512(slot + leaf.to, sum);
    }
    const __m512i full = _mm512_set1_epi8(static_cast<char>(0xFF));
    if (_mm512_cmpeq_epi8_mask(fullest, full) != 0) {
        return false;
    }
    store(state, random);
    return portable::redraw_padding(plan, random, slots);
}

// sums[c][lane] += weights[d][lane] * values[d][c] for `Columns` columns, 16 lanes from `lane`.
template <std::size_t Columns>
PASSK_TARGET_AVX512 inline void add_columns(const std::uint8_t* weights, const double* values,
                                            std::size_t stride, std::size_t first, std::size_t last,
                                            double* sums) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    __m512d low[Columns];
    __m512d high[Columns];
#pragma GCC unroll 16
    for (std::size_t c = 0; c < Columns; ++c) {
        low[c] = _mm512_loadu_pd(sums + lanes * c);
        high[c] = _mm512_loadu_pd(sums + lanes * c + 8);
    }
    for (std::size_t d = first; d < last; ++d) {
        const __m512i weight = _mm512_cvtepu8_epi32(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + lanes * d)));
        const __m512d weight_low = _mm512_cvtepi32_pd(_mm512_castsi512_si256(weight));
        const __m512d weight_high = _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(weight, 1));
        const double* const row = values + stride * d;
#pragma GCC unroll 16
        for (std::size_t c = 0; c < Columns; ++c) {
            const __m512d value = _mm512_set1_pd(row[c]);
            low[c] = _mm512_fmadd_pd(weight_low, value, low[c]);
            high[c] = _mm512_fmadd_pd(weight_high, value, high[c]);
        }
    }
#pragma GCC unroll 16
    for (std::size_t c = 0; c < Columns; ++c) {
        _mm512_storeu_pd(sums + lanes * c, low[c]);
        _mm512_storeu_pd(sums + lanes * c + 8, high[c]);
    }
}

// As portable::add_products.
PASSK_TARGET_AVX512 inline void add_products(const std::uint8_t* weights, const double* values,
                                             std::size_t stride, std::size_t first,
                                             std::size_t last, std::size_t columns,
                                             double* sums) noexcept {
    constexpr std::size_t lanes = resampling_plan::lanes;
    using kernel = void (*)(const std::uint8_t*, const double*, std::size_t, std::size_t,
                            std::size_t, double*) noexcept;
    static constexpr kernel kernels[] = {
        nullptr,         add_columns<1>,  add_columns<2>, add_columns<3>, add_columns<4>,
        add_columns<5>,  add_columns<6>,  add_columns<7>, add_columns<8>, add_columns<9>,
        add_columns<10>, add_columns<11>, add_columns<12>};
    constexpr std::size_t tile = 12;
    for (std::size_t begin = 0; begin < columns; begin += tile) {
        const std::size_t width = columns - begin < tile ? columns - begin : tile;
        for (std::size_t lane = 0; lane < lanes; lane += 16) {
            kernels[width](weights + lane, values + begin, stride, first, last,
                           sums + lanes * begin + lane);
        }
    }
}

#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#undef PASSK_TARGET_AVX512

}  // namespace passk::resampling::avx512

#endif  // defined(__x86_64__)

#endif  // PASSK_INTERVAL_RESAMPLING_AVX512_HPP
