// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ESTIMATE_DETAIL_MISS_RECURRENCE_HPP
#define PASSK_ESTIMATE_DETAIL_MISS_RECURRENCE_HPP

#include <passk/core/simd_level.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// C(n - c, k)/C(n, k) for many c and k in double-double arithmetic: sixteen values of one of the
// two are the lanes, the other one counts the steps of the recurrence
//
//     q(step) = q(step - 1) (n - lane - step + 1)/(n - step + 1).
//
// One source for all instruction sets: a vector of lanes is an array of T, which is double or a
// vector of doubles. Every product that is added to something goes through `fused`, explicitly,
// so that what the compiler would fuse on its own cannot change a bit. Intrinsics are avoided
// because their header takes half a second to read.
namespace passk::detail {

inline constexpr std::size_t recurrence_lanes = 16;

template <class T>
inline constexpr std::size_t vectors_of = recurrence_lanes * sizeof(double) / sizeof(T);

// a * b + c and a * b - c, rounded once.
[[gnu::always_inline]] inline void fused(double& result, double a, double b, double c) noexcept {
    result = __builtin_fma(a, b, c);
}
[[gnu::always_inline]] inline void fused_minus(double& result, double a, double b,
                                               double c) noexcept {
    result = __builtin_fma(a, b, -c);
}
[[gnu::always_inline]] inline double first_lane(double lanes) noexcept {
    return lanes;
}

#if defined(__x86_64__)
using double4 [[gnu::vector_size(32)]] = double;
using double8 [[gnu::vector_size(64)]] = double;

// GCC takes vector registers in assembly for code that is inlined into a function of their
// instruction set; Clang does not, but makes one instruction of an expression where told to.
#if defined(__clang__)
template <class T>
[[gnu::always_inline]] inline void fused(T& result, const T& a, const T& b, const T& c) noexcept {
#pragma clang fp contract(on)
    result = a * b + c;
}
template <class T>
[[gnu::always_inline]] inline void fused_minus(T& result, const T& a, const T& b,
                                               const T& c) noexcept {
#pragma clang fp contract(on)
    result = a * b - c;
}
#else
template <class T>
[[gnu::always_inline]] inline void fused(T& result, const T& a, const T& b, const T& c) noexcept {
    T product = a;
    asm("vfmadd213pd %2, %1, %0" : "+v"(product) : "v"(b), "v"(c));
    result = product;
}
template <class T>
[[gnu::always_inline]] inline void fused_minus(T& result, const T& a, const T& b,
                                               const T& c) noexcept {
    T product = a;
    asm("vfmsub213pd %2, %1, %0" : "+v"(product) : "v"(b), "v"(c));
    result = product;
}
#endif

template <class T>
[[gnu::always_inline]] inline double first_lane(const T& lanes) noexcept {
    return lanes[0];
}
#endif

template <class T>
[[gnu::always_inline]] inline void load(T& value, const double* from) noexcept {
    __builtin_memcpy(&value, from, sizeof(T));
}
template <class T>
[[gnu::always_inline]] inline void store(double* to, const T& value) noexcept {
    __builtin_memcpy(to, &value, sizeof(T));
}

// What the steps from 1 on divide by, as double-doubles: 1/(n - step + 1) at [step].
struct step_reciprocals {
    std::vector<double> high;
    std::vector<double> low;
};

// Fills both vectors, whose size is a multiple of the lanes; what lies beyond step n is of no use.
template <class T>
[[gnu::always_inline]] inline void fill_reciprocals(std::uint64_t n,
                                                    step_reciprocals& reciprocals) noexcept {
    constexpr std::size_t width = recurrence_lanes / vectors_of<T>;
    std::array<double, width> counting{};
    for (std::size_t i = 0; i < width; ++i) {
        counting[i] = static_cast<double>(n + 1) - static_cast<double>(i);
    }
    T divisor;
    load(divisor, counting.data());
    const T one = T{} + 1.0;
    for (std::size_t step = 0; step < reciprocals.high.size(); step += width) {
        const T inverse = one / divisor;
        T rest;
        fused(rest, -inverse, divisor, one);
        store(reciprocals.high.data() + step, inverse);
        store(reciprocals.low.data() + step, rest * inverse);
        divisor = divisor - static_cast<double>(width);
    }
}

template <class T>
struct recurrence_state {
    T high[vectors_of<T>];
    T low[vectors_of<T>];
    T lane[vectors_of<T>];

    [[gnu::always_inline]] void start(const double* lanes, const double* weights) noexcept {
        for (std::size_t v = 0; v < vectors_of<T>; ++v) {
            constexpr std::size_t width = recurrence_lanes / vectors_of<T>;
            load(lane[v], lanes + v * width);
            load(high[v], weights + v * width);
            low[v] = T{};
        }
    }

    // left = n - step + 1
    [[gnu::always_inline]] void advance(double left, double reciprocal_high,
                                        double reciprocal_low) noexcept {
        const T all = T{} + left;
        const T inverse = T{} + reciprocal_high;
        const T inverse_low = T{} + reciprocal_low;
        for (std::size_t v = 0; v < vectors_of<T>; ++v) {
            // Reaches 0 exactly where a miss becomes impossible, and q stays 0 from there on.
            const T factor = all - lane[v];
            const T ratio = factor * inverse;
            T ratio_low;
            fused_minus(ratio_low, factor, inverse, ratio);
            fused(ratio_low, factor, inverse_low, ratio_low);
            const T product = high[v] * ratio;
            T product_low;
            fused_minus(product_low, high[v], ratio, product);
            T cross = high[v] * ratio_low;
            fused(cross, low[v], ratio, cross);
            const T rest = product_low + cross;
            high[v] = product + rest;
            const T taken = high[v] - product;
            low[v] = rest - taken;
        }
    }
};

// The same without the low part.
template <class T>
[[gnu::always_inline]] inline void advance_high(recurrence_state<T>& q, double left,
                                                double reciprocal) noexcept {
    for (std::size_t v = 0; v < vectors_of<T>; ++v) {
        const T ratio = (left - q.lane[v]) * reciprocal;
        q.high[v] = q.high[v] * ratio;
    }
}

// sum += term, all double-doubles. For terms of one sign.
template <class T>
[[gnu::always_inline]] inline void accumulate(T& sum_high, T& sum_low, const T& high,
                                              const T& low) noexcept {
    const T sum = sum_high + high;
    const T back = sum - sum_high;
    const T lost = (sum_high - (sum - back)) + (high - back);
    const T rest = lost + (sum_low + low);
    sum_high = sum + rest;
    const T taken = sum_high - sum;
    sum_low = rest - taken;
}

// rows[i] = 1 - q(steps[i]), rounded, for the sixteen lanes. Returns false if an error of
// `tolerance` in q could have changed any of them. `steps` rises.
template <class T>
[[gnu::always_inline]] inline bool recurrence_rows(std::uint64_t n, const double* lanes,
                                                   std::span<const std::uint64_t> steps,
                                                   const step_reciprocals& reciprocals,
                                                   double tolerance, double* rows,
                                                   std::size_t stride) noexcept {
    constexpr std::size_t width = recurrence_lanes / vectors_of<T>;
    std::array<double, recurrence_lanes> ones{};
    ones.fill(1.0);
    recurrence_state<T> q;
    q.start(lanes, ones.data());
    T doubt[vectors_of<T>] = {};
    std::uint64_t step = 0;
    for (const std::uint64_t wanted : steps) {
        while (step < wanted) {
            ++step;
            q.advance(static_cast<double>(n - step + 1), reciprocals.high[step],
                      reciprocals.low[step]);
        }
        for (std::size_t v = 0; v < vectors_of<T>; ++v) {
            const T one = T{} + 1.0;
            const T pass = one - q.high[v];
            const T lost = (one - pass) - q.high[v];
            const T rest = lost - q.low[v];
            const T value = pass + rest;
            const T above = pass + (rest + tolerance);
            const T below = pass + (rest - tolerance);
            doubt[v] = doubt[v] + (above - below);
            store(rows + v * width, value);
        }
        rows += stride;
    }
    double doubts[recurrence_lanes];
    double sum = 0.0;
    for (std::size_t v = 0; v < vectors_of<T>; ++v) {
        store(doubts + v * width, doubt[v]);
    }
    for (const double one : doubts) {
        sum += one;
    }
    return sum == 0.0;
}

// For each lane, the sum of weights[i] q(steps[i]) as a double-double. `steps` rises.
template <class T>
[[gnu::always_inline]] inline void recurrence_sums(std::uint64_t n, const double* lanes,
                                                   std::span<const std::uint64_t> steps,
                                                   const double* weights,
                                                   const step_reciprocals& reciprocals,
                                                   double* sums_high, double* sums_low) noexcept {
    constexpr std::size_t width = recurrence_lanes / vectors_of<T>;
    std::array<double, recurrence_lanes> ones{};
    ones.fill(1.0);
    recurrence_state<T> q;
    q.start(lanes, ones.data());
    T high[vectors_of<T>] = {};
    T low[vectors_of<T>] = {};
    std::uint64_t step = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        while (step < steps[i]) {
            ++step;
            q.advance(static_cast<double>(n - step + 1), reciprocals.high[step],
                      reciprocals.low[step]);
        }
        const T weight = T{} + weights[i];
        for (std::size_t v = 0; v < vectors_of<T>; ++v) {
            const T term = weight * q.high[v];
            T term_low;
            fused_minus(term_low, weight, q.high[v], term);
            fused(term_low, weight, q.low[v], term_low);
            accumulate(high[v], low[v], term, term_low);
        }
    }
    for (std::size_t v = 0; v < vectors_of<T>; ++v) {
        store(sums_high + v * width, high[v]);
        store(sums_low + v * width, low[v]);
    }
}

// Half as many sums as there are lanes: those of lane i and lane i + 8.
inline constexpr std::size_t curve_sums = recurrence_lanes / 2;

// Adds weights[lane] q(steps[i]) to sums[i], for each step until no lane has more than 2^-80 of
// its weight left; lanes must rise, so that the first is the last to go. The high sums are whole
// multiples of `grid` and so exact; what is finer goes to the low sums. Below 2^-30 of its weight
// a lane is carried on in double precision alone.
template <class T>
[[gnu::always_inline]] inline void recurrence_curve(std::uint64_t n, const double* lanes,
                                                    const double* weights,
                                                    std::span<const std::uint64_t> steps,
                                                    const step_reciprocals& reciprocals,
                                                    double grid, double* sums_high,
                                                    double* sums_low) noexcept {
    constexpr std::size_t width = recurrence_lanes / vectors_of<T>;
    constexpr std::size_t half = vectors_of<T> / 2;
    const double to_grid = grid * 0x1.8p52;
    const double coarse = weights[0] * 0x1p-30;
    const double negligible = weights[0] * 0x1p-80;
    recurrence_state<T> q;
    q.start(lanes, weights);
    std::uint64_t step = 0;
    bool fine = true;
    for (const std::uint64_t wanted : steps) {
        while (step < wanted) {
            ++step;
            const auto left = static_cast<double>(n - step + 1);
            if (fine) {
                q.advance(left, reciprocals.high[step], reciprocals.low[step]);
            } else {
                advance_high(q, left, reciprocals.high[step]);
            }
        }
        for (std::size_t v = 0; v < half; ++v) {
            T low;
            load(low, sums_low + v * width);
            if (fine) {
                const T first = (q.high[v] + to_grid) - to_grid;
                const T second = (q.high[v + half] + to_grid) - to_grid;
                T high;
                load(high, sums_high + v * width);
                store(sums_high + v * width, high + (first + second));
                low = low
                      + (((q.high[v] - first) + q.low[v])
                         + ((q.high[v + half] - second) + q.low[v + half]));
            } else {
                low = low + (q.high[v] + q.high[v + half]);
            }
            store(sums_low + v * width, low);
        }
        sums_high += curve_sums;
        sums_low += curve_sums;
        const double first = first_lane(q.high[0]);
        if (first <= coarse) {
            fine = false;
            if (first <= negligible) {
                break;
            }
        }
    }
}

// means[i] = 1 - misses/problems rounded, or -1 where an error of `tolerance` could change it.
[[gnu::always_inline]] inline void round_means_inline(const double* high, const double* low,
                                                      double problems, double tolerance,
                                                      double* means, std::size_t size) noexcept {
    for (std::size_t i = 0; i < size; ++i) {
        const double passes = problems - high[i];
        const double rest = ((problems - passes) - high[i]) - low[i];
        const double mean = passes / problems;
        const double correction = (__builtin_fma(-mean, problems, passes) + rest) / problems;
        const double above = mean + (correction + tolerance);
        const double below = mean + (correction - tolerance);
        means[i] = above == below ? above : -1.0;
    }
}

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] inline void round_means_avx2(const double* high, const double* low,
                                                         double problems, double tolerance,
                                                         double* means, std::size_t size) {
    round_means_inline(high, low, problems, tolerance, means, size);
}
[[gnu::target("avx512f")]] inline void fill_reciprocals_avx512(std::uint64_t n,
                                                               step_reciprocals& reciprocals) {
    fill_reciprocals<double8>(n, reciprocals);
}
[[gnu::target("avx2,fma")]] inline void fill_reciprocals_avx2(std::uint64_t n,
                                                              step_reciprocals& reciprocals) {
    fill_reciprocals<double4>(n, reciprocals);
}
[[gnu::target("avx512f")]] inline bool recurrence_rows_avx512(std::uint64_t n, const double* lanes,
                                                              std::span<const std::uint64_t> steps,
                                                              const step_reciprocals& reciprocals,
                                                              double tolerance, double* rows,
                                                              std::size_t stride) {
    return recurrence_rows<double8>(n, lanes, steps, reciprocals, tolerance, rows, stride);
}
[[gnu::target("avx2,fma")]] inline bool recurrence_rows_avx2(std::uint64_t n, const double* lanes,
                                                             std::span<const std::uint64_t> steps,
                                                             const step_reciprocals& reciprocals,
                                                             double tolerance, double* rows,
                                                             std::size_t stride) {
    return recurrence_rows<double4>(n, lanes, steps, reciprocals, tolerance, rows, stride);
}
[[gnu::target("avx512f")]] inline void recurrence_sums_avx512(std::uint64_t n, const double* lanes,
                                                              std::span<const std::uint64_t> steps,
                                                              const double* weights,
                                                              const step_reciprocals& reciprocals,
                                                              double* high, double* low) {
    recurrence_sums<double8>(n, lanes, steps, weights, reciprocals, high, low);
}
[[gnu::target("avx2,fma")]] inline void recurrence_sums_avx2(std::uint64_t n, const double* lanes,
                                                             std::span<const std::uint64_t> steps,
                                                             const double* weights,
                                                             const step_reciprocals& reciprocals,
                                                             double* high, double* low) {
    recurrence_sums<double4>(n, lanes, steps, weights, reciprocals, high, low);
}
[[gnu::target("avx512f")]] inline void recurrence_curve_avx512(std::uint64_t n, const double* lanes,
                                                               const double* weights,
                                                               std::span<const std::uint64_t> steps,
                                                               const step_reciprocals& reciprocals,
                                                               double grid, double* high,
                                                               double* low) {
    recurrence_curve<double8>(n, lanes, weights, steps, reciprocals, grid, high, low);
}
[[gnu::target("avx2,fma")]] inline void recurrence_curve_avx2(std::uint64_t n, const double* lanes,
                                                              const double* weights,
                                                              std::span<const std::uint64_t> steps,
                                                              const step_reciprocals& reciprocals,
                                                              double grid, double* high,
                                                              double* low) {
    recurrence_curve<double4>(n, lanes, weights, steps, reciprocals, grid, high, low);
}
#endif

inline void round_means(simd_level level, const double* high, const double* low, double problems,
                        double tolerance, double* means, std::size_t size) {
#if defined(__x86_64__)
    if (level != simd_level::portable) {
        round_means_avx2(high, low, problems, tolerance, means, size);
        return;
    }
#endif
    (void)level;
    round_means_inline(high, low, problems, tolerance, means, size);
}

inline step_reciprocals make_reciprocals(simd_level level, std::uint64_t n, std::uint64_t steps) {
    const std::size_t size =
        (static_cast<std::size_t>(steps) / recurrence_lanes + 1) * recurrence_lanes;
    step_reciprocals reciprocals{std::vector<double>(size), std::vector<double>(size)};
#if defined(__x86_64__)
    if (level == simd_level::avx512) {
        fill_reciprocals_avx512(n, reciprocals);
        return reciprocals;
    }
    if (level == simd_level::avx2) {
        fill_reciprocals_avx2(n, reciprocals);
        return reciprocals;
    }
#endif
    (void)level;
    fill_reciprocals<double>(n, reciprocals);
    return reciprocals;
}

inline bool recurrence_rows(simd_level level, std::uint64_t n, const double* lanes,
                            std::span<const std::uint64_t> steps,
                            const step_reciprocals& reciprocals, double tolerance, double* rows,
                            std::size_t stride) {
#if defined(__x86_64__)
    if (level == simd_level::avx512) {
        return recurrence_rows_avx512(n, lanes, steps, reciprocals, tolerance, rows, stride);
    }
    if (level == simd_level::avx2) {
        return recurrence_rows_avx2(n, lanes, steps, reciprocals, tolerance, rows, stride);
    }
#endif
    (void)level;
    return recurrence_rows<double>(n, lanes, steps, reciprocals, tolerance, rows, stride);
}

inline void recurrence_sums(simd_level level, std::uint64_t n, const double* lanes,
                            std::span<const std::uint64_t> steps, const double* weights,
                            const step_reciprocals& reciprocals, double* high, double* low) {
#if defined(__x86_64__)
    if (level == simd_level::avx512) {
        return recurrence_sums_avx512(n, lanes, steps, weights, reciprocals, high, low);
    }
    if (level == simd_level::avx2) {
        return recurrence_sums_avx2(n, lanes, steps, weights, reciprocals, high, low);
    }
#endif
    (void)level;
    recurrence_sums<double>(n, lanes, steps, weights, reciprocals, high, low);
}

inline void recurrence_curve(simd_level level, std::uint64_t n, const double* lanes,
                             const double* weights, std::span<const std::uint64_t> steps,
                             const step_reciprocals& reciprocals, double grid, double* high,
                             double* low) {
#if defined(__x86_64__)
    if (level == simd_level::avx512) {
        return recurrence_curve_avx512(n, lanes, weights, steps, reciprocals, grid, high, low);
    }
    if (level == simd_level::avx2) {
        return recurrence_curve_avx2(n, lanes, weights, steps, reciprocals, grid, high, low);
    }
#endif
    (void)level;
    recurrence_curve<double>(n, lanes, weights, steps, reciprocals, grid, high, low);
}

}  // namespace passk::detail

#endif  // PASSK_ESTIMATE_DETAIL_MISS_RECURRENCE_HPP
