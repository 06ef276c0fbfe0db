// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DETAIL_ARITHMETIC_HPP
#define PASSK_ADAPTER_TINY_LM_DETAIL_ARITHMETIC_HPP

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

// What the model computes with: float by three instruction sets, and double to check gradients.
//
// Columns (tokens) lie in lanes, and no lane is ever added to another. Every lane sees the same
// operations in the same order whatever the width of a register is; a product that feeds a sum
// is always one fused multiply-add, written out, so that no compiler chooses. Results in float
// are therefore the same bits on every instruction set, and in every place of a batch.
namespace passk::adapter::tiny_lm::detail {

/// Columns are handled in blocks of this many; their number is a multiple of it.
inline constexpr std::size_t lanes = 16;

[[nodiscard]] constexpr std::size_t whole_blocks(std::size_t columns) noexcept {
    return (columns + lanes - 1) / lanes * lanes;
}

/// c[m][n] (+)= sum over k of a[m][k] * b[k][n], k ascending, each step one fused multiply-add.
template <class Number>
struct matrix_product {
    std::size_t rows = 0, columns = 0, depth = 0;
    const Number* a = nullptr;
    std::size_t a_row = 0, a_depth = 0;  ///< strides of a: from row to row, from k to k
    const Number* b = nullptr;
    std::size_t b_depth = 0;  ///< stride of b from k to k; columns lie side by side
    Number* c = nullptr;
    std::size_t c_row = 0;
    bool accumulate = false;  ///< add to what c holds
};

/// y (+)= W x: W [rows][depth] in rows, x [depth][columns], y [rows][columns].
template <class Arithmetic, class Number = typename Arithmetic::number>
void apply_weights(const Number* w, std::size_t rows, std::size_t depth, const Number* x,
                   std::size_t columns, Number* y, bool accumulate) noexcept {
    Arithmetic::multiply(matrix_product<Number>{.rows = rows,
                                                .columns = columns,
                                                .depth = depth,
                                                .a = w,
                                                .a_row = depth,
                                                .a_depth = 1,
                                                .b = x,
                                                .b_depth = columns,
                                                .c = y,
                                                .c_row = columns,
                                                .accumulate = accumulate});
}

// a * b + c rounded once, for processors that have no such instruction. The product is exact in
// double; the sum is rounded to odd there, which makes the second rounding harmless.
// Boldo, Melquiond 2008, "Emulation of FMA and correctly rounded sums", IEEE TC 57(4).
[[nodiscard]] inline float emulated_fma(float a, float b, float c) noexcept {
    const double product = static_cast<double>(a) * static_cast<double>(b);
    const double addend = static_cast<double>(c);
    const double sum = product + addend;
    const double shadow = sum - product;
    const double error = (product - (sum - shadow)) + (addend - shadow);
    std::uint64_t bits = std::bit_cast<std::uint64_t>(sum);
    if ((error > 0.0 || error < 0.0) && (bits & 1U) == 0) {
        bits = (error > 0.0) == (sum > 0.0) ? bits + 1 : bits - 1;
    }
    return static_cast<float>(std::bit_cast<double>(bits));
}

// One block of columns from `column`, `Width` wide, of all rows.
template <class Arithmetic, std::size_t Width, class Number>
[[gnu::always_inline]] inline void multiply_block(const matrix_product<Number>& p,
                                                  std::size_t column) noexcept {
    for (std::size_t row = 0; row < p.rows; ++row) {
        Number sum[Width];
        Number* const c = p.c + row * p.c_row + column;
        for (std::size_t l = 0; l < Width; ++l) {
            sum[l] = p.accumulate ? c[l] : Number{0};
        }
        const Number* a = p.a + row * p.a_row;
        const Number* b = p.b + column;
        for (std::size_t k = 0; k < p.depth; ++k, a += p.a_depth, b += p.b_depth) {
            for (std::size_t l = 0; l < Width; ++l) {
                sum[l] = Arithmetic::fma(*a, b[l], sum[l]);
            }
        }
        for (std::size_t l = 0; l < Width; ++l) {
            c[l] = sum[l];
        }
    }
}

template <class Arithmetic, class Number>
[[gnu::always_inline]] inline void multiply_by_blocks(const matrix_product<Number>& p,
                                                      std::size_t column = 0) noexcept {
    for (; column + lanes <= p.columns; column += lanes) {
        multiply_block<Arithmetic, lanes>(p, column);
    }
    for (; column < p.columns; ++column) {
        multiply_block<Arithmetic, 1>(p, column);
    }
}

struct double_arithmetic {
    using number = double;
    [[gnu::always_inline]] static double fma(double a, double b, double c) noexcept {
        return a * b + c;  // gradients are compared with differences: fused or not is no matter
    }
    [[nodiscard]] static double exp(double x) noexcept { return std::exp(x); }
    static void multiply(const matrix_product<double>& p) noexcept {
        multiply_by_blocks<double_arithmetic>(p);
    }
};

// e^x to 2 ULP for x from -87 to 88, and what it is there beyond; not a number counts as -87.
// Coefficients: Moshier, Cephes 2.8, expf.c.
template <class Arithmetic>
[[gnu::always_inline, nodiscard]] inline float exp_of(float x) noexcept {
    x = x > -87.0F ? x : -87.0F;
    x = x < 88.0F ? x : 88.0F;
    constexpr float round = 12582912.0F;  // adding and subtracting it rounds to a whole number
    const float power = Arithmetic::fma(x, 1.44269504F, round) - round;
    const float r =
        Arithmetic::fma(power, 2.12194440e-4F, Arithmetic::fma(power, -0.693359375F, x));
    float p = 1.9875691500e-4F;
    p = Arithmetic::fma(p, r, 1.3981999507e-3F);
    p = Arithmetic::fma(p, r, 8.3334519073e-3F);
    p = Arithmetic::fma(p, r, 4.1665795894e-2F);
    p = Arithmetic::fma(p, r, 1.6666665459e-1F);
    p = Arithmetic::fma(p, r, 5.0000001201e-1F);
    p = Arithmetic::fma(p, r * r, r) + 1.0F;
    return std::bit_cast<float>(std::bit_cast<std::int32_t>(p)
                                + static_cast<std::int32_t>(power) * (1 << 23));
}

// Natural logarithm of a normal x > 0 to 2 ULP.
template <class Arithmetic>
[[gnu::always_inline, nodiscard]] inline float log_of(float x) noexcept {
    // x = 2^power * m, m in [sqrt(1/2), sqrt(2))
    const std::int32_t bits = std::bit_cast<std::int32_t>(x) - 0x3F3504F3;
    const std::int32_t power = bits >> 23;
    const float m = std::bit_cast<float>((bits & 0x7FFFFF) + 0x3F3504F3);
    const float s = (m - 1.0F) / (m + 1.0F);
    const float z = s * s;
    float p = 0.22222222F;
    p = Arithmetic::fma(p, z, 0.28571429F);
    p = Arithmetic::fma(p, z, 0.4F);
    p = Arithmetic::fma(p, z, 0.66666667F);
    const float tail = p * z * s;
    const float n = static_cast<float>(power);
    return Arithmetic::fma(n, 0.693359375F, Arithmetic::fma(n, -2.12194440e-4F, tail) + 2.0F * s);
}

struct portable_arithmetic {
    using number = float;
    [[gnu::always_inline]] static float fma(float a, float b, float c) noexcept {
#if defined(__FP_FAST_FMAF)
        return __builtin_fmaf(a, b, c);
#else
        return emulated_fma(a, b, c);
#endif
    }
    [[gnu::always_inline]] static float exp(float x) noexcept {
        return exp_of<portable_arithmetic>(x);
    }
    static void multiply(const matrix_product<float>& p) noexcept {
        multiply_by_blocks<portable_arithmetic>(p);
    }
};

#if defined(__x86_64__)

// Inlined only into functions compiled for instructions that have it; elsewhere a call of the C
// library, with the same result.
struct fused_arithmetic {
    using number = float;
    [[gnu::always_inline]] static float fma(float a, float b, float c) noexcept {
        return __builtin_fmaf(a, b, c);
    }
    [[gnu::always_inline]] static float exp(float x) noexcept {
        return exp_of<fused_arithmetic>(x);
    }
};

template <std::size_t Rows, std::size_t Vectors>
[[gnu::target("avx2,fma")]] inline void multiply_tile_avx2(const matrix_product<float>& p,
                                                           std::size_t row,
                                                           std::size_t column) noexcept {
    __m256 sum[Rows][Vectors];
    float* const c = p.c + row * p.c_row + column;
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            sum[r][v] =
                p.accumulate ? _mm256_loadu_ps(c + r * p.c_row + 8 * v) : _mm256_setzero_ps();
        }
    }
    const float* a = p.a + row * p.a_row;
    const float* b = p.b + column;
    for (std::size_t k = 0; k < p.depth; ++k, a += p.a_depth, b += p.b_depth) {
        __m256 values[Vectors];
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            values[v] = _mm256_loadu_ps(b + 8 * v);
        }
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r) {
            const __m256 factor = _mm256_set1_ps(a[r * p.a_row]);
#pragma GCC unroll 16
            for (std::size_t v = 0; v < Vectors; ++v) {
                sum[r][v] = _mm256_fmadd_ps(factor, values[v], sum[r][v]);
            }
        }
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            _mm256_storeu_ps(c + r * p.c_row + 8 * v, sum[r][v]);
        }
    }
}

template <std::size_t Rows, std::size_t Vectors>
[[gnu::target("avx512f")]] inline void multiply_tile_avx512(const matrix_product<float>& p,
                                                            std::size_t row,
                                                            std::size_t column) noexcept {
    __m512 sum[Rows][Vectors];
    float* const c = p.c + row * p.c_row + column;
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            sum[r][v] =
                p.accumulate ? _mm512_loadu_ps(c + r * p.c_row + 16 * v) : _mm512_setzero_ps();
        }
    }
    const float* a = p.a + row * p.a_row;
    const float* b = p.b + column;
    for (std::size_t k = 0; k < p.depth; ++k, a += p.a_depth, b += p.b_depth) {
        __m512 values[Vectors];
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            values[v] = _mm512_loadu_ps(b + 16 * v);
        }
#pragma GCC unroll 16
        for (std::size_t r = 0; r < Rows; ++r) {
            const __m512 factor = _mm512_set1_ps(a[r * p.a_row]);
#pragma GCC unroll 16
            for (std::size_t v = 0; v < Vectors; ++v) {
                sum[r][v] = _mm512_fmadd_ps(factor, values[v], sum[r][v]);
            }
        }
    }
#pragma GCC unroll 16
    for (std::size_t r = 0; r < Rows; ++r) {
#pragma GCC unroll 16
        for (std::size_t v = 0; v < Vectors; ++v) {
            _mm512_storeu_ps(c + r * p.c_row + 16 * v, sum[r][v]);
        }
    }
}

struct avx2_arithmetic : fused_arithmetic {
    static void multiply(const matrix_product<float>& p) noexcept {
        std::size_t column = 0;
        for (; column + 16 <= p.columns; column += 16) {
            std::size_t row = 0;
            for (; row + 6 <= p.rows; row += 6) {
                multiply_tile_avx2<6, 2>(p, row, column);
            }
            for (; row + 2 <= p.rows; row += 2) {
                multiply_tile_avx2<2, 2>(p, row, column);
            }
            for (; row < p.rows; ++row) {
                multiply_tile_avx2<1, 2>(p, row, column);
            }
        }
        multiply_rest(p, column);
    }

private:
    [[gnu::target("avx2,fma")]] static void multiply_rest(const matrix_product<float>& p,
                                                          std::size_t column) noexcept {
        multiply_by_blocks<fused_arithmetic>(p, column);
    }
};

struct avx512_arithmetic : fused_arithmetic {
    static void multiply(const matrix_product<float>& p) noexcept {
        std::size_t column = 0;
        for (; column + 64 <= p.columns; column += 64) {
            multiply_columns<6, 4>(p, column);
        }
        for (; column + 32 <= p.columns; column += 32) {
            multiply_columns<12, 2>(p, column);
        }
        for (; column + 16 <= p.columns; column += 16) {
            multiply_columns<14, 1>(p, column);
        }
        multiply_rest(p, column);
    }

private:
    template <std::size_t Rows, std::size_t Vectors>
    static void multiply_columns(const matrix_product<float>& p, std::size_t column) noexcept {
        std::size_t row = 0;
        for (; row + Rows <= p.rows; row += Rows) {
            multiply_tile_avx512<Rows, Vectors>(p, row, column);
        }
        for (; row + 4 <= p.rows; row += 4) {
            multiply_tile_avx512<4, Vectors>(p, row, column);
        }
        for (; row < p.rows; ++row) {
            multiply_tile_avx512<1, Vectors>(p, row, column);
        }
    }
    [[gnu::target("avx512f,fma")]] static void multiply_rest(const matrix_product<float>& p,
                                                             std::size_t column) noexcept {
        multiply_by_blocks<fused_arithmetic>(p, column);
    }
};

#endif

}  // namespace passk::adapter::tiny_lm::detail

#endif  // PASSK_ADAPTER_TINY_LM_DETAIL_ARITHMETIC_HPP
