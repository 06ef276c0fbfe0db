// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/tiny_lm/detail/arithmetic.hpp>
#include <passk/adapter/tiny_lm/detail/half.hpp>
#include <passk/adapter/tiny_lm/detail/run_with.hpp>
#include <passk/core/random_bits.hpp>

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace tiny = passk::adapter::tiny_lm::detail;

namespace {

struct call_product {
    const tiny::matrix_product<float>& product;
    template <class Arithmetic>
    void run() const {
        Arithmetic::multiply(product);
    }
};

std::vector<passk::simd_level> supported() {
    std::vector<passk::simd_level> all;
    for (const auto which :
         {passk::simd_level::portable, passk::simd_level::avx2, passk::simd_level::avx512}) {
        if (is_supported(which)) {
            all.push_back(which);
        }
    }
    return all;
}

}  // namespace

TEST_CASE("the emulated fused multiply-add is that of the C library, to the bit") {
    passk::random_bits bits(1);
    const auto any_float = [&] { return std::bit_cast<float>(static_cast<std::uint32_t>(bits())); };
    std::uint64_t compared = 0;
    for (int i = 0; i < 200'000; ++i) {
        const float a = any_float();
        const float b = any_float();
        // Every other addend nearly cancels the product: there the roundings differ.
        const float c =
            i % 2 == 0 ? any_float() : -(a * b) * (1.0F + 0x1p-20F * static_cast<float>(i % 7));
        const float expected = std::fma(a, b, c);
        const float got = tiny::emulated_fma(a, b, c);
        if (expected == expected) {
            CHECK(std::bit_cast<std::uint32_t>(got) == std::bit_cast<std::uint32_t>(expected));
            ++compared;
        } else {
            CHECK(got != got);
        }
    }
    CHECK(compared > 150'000);
    constexpr float infinity = std::numeric_limits<float>::infinity();
    CHECK(tiny::emulated_fma(infinity, -1.0F, 1.0F) == -infinity);
    CHECK(tiny::emulated_fma(1.0F, 1.0F, infinity) == infinity);
    // A tie in float that the product's last bits break.
    CHECK(tiny::emulated_fma(1.0F + 0x1p-23F, 1.0F + 0x1p-23F, 0x1p24F)
          == std::fma(1.0F + 0x1p-23F, 1.0F + 0x1p-23F, 0x1p24F));
}

TEST_CASE("e^x and ln x keep their stated accuracy") {
    double worst = 0.0;
    for (float x = -86.5F; x < 88.0F; x += 0.00917F) {
        const double exact = std::exp(static_cast<double>(x));
        const double got = static_cast<double>(tiny::portable_arithmetic::exp(x));
        worst = std::fmax(worst, std::fabs(got - exact) / exact);
    }
    CHECK(worst < 2 * 0x1p-23);
    CHECK(tiny::portable_arithmetic::exp(0.0F) == 1.0F);
    CHECK(tiny::portable_arithmetic::exp(-1e30F) > 0.0F);
    CHECK(tiny::portable_arithmetic::exp(1e30F) < std::numeric_limits<float>::infinity());
    worst = 0.0;
    for (float x = 1e-37F; x < 1e38F; x *= 1.0113F) {
        const double exact = std::log(static_cast<double>(x));
        const double got = static_cast<double>(tiny::log_of<tiny::portable_arithmetic>(x));
        worst = std::fmax(worst, std::fabs(got - exact) / std::fabs(exact));
    }
    CHECK(worst < 2 * 0x1p-23);
    for (const float x : {1.0F - 0x1p-24F, 1.0F + 0x1p-23F, 0.99F, 1.01F}) {
        const double exact = std::log(static_cast<double>(x));
        CHECK(std::fabs(static_cast<double>(tiny::log_of<tiny::portable_arithmetic>(x)) - exact)
              <= 2 * 0x1p-23 * std::fabs(exact));
    }
    CHECK(tiny::log_of<tiny::portable_arithmetic>(1.0F) == 0.0F);
}

TEST_CASE("a matrix product is the same bits on every instruction set, and right") {
    passk::random_bits bits(2);
    const auto number = [&] { return static_cast<float>(passk::uniform_unit(bits) - 0.5); };
    struct size {
        std::size_t rows, columns, depth;
    };
    for (const size& s : {size{23, 16, 9}, size{13, 96, 40}, size{64, 112, 17}, size{7, 37, 5},
                          size{1, 1, 1}, size{3, 128, 0}}) {
        for (const bool by_rows : {true, false}) {
            CAPTURE(s.rows);
            CAPTURE(s.columns);
            std::vector<float> a(s.rows * s.depth + 1);
            std::vector<float> b(s.depth * s.columns + 1);
            std::vector<float> start(s.rows * s.columns);
            for (std::vector<float>* const all : {&a, &b, &start}) {
                for (float& one : *all) {
                    one = number();
                }
            }
            std::vector<std::vector<float>> results;
            for (const passk::simd_level which : supported()) {
                std::vector<float> c = start;
                const tiny::matrix_product<float> product{.rows = s.rows,
                                                          .columns = s.columns,
                                                          .depth = s.depth,
                                                          .a = a.data(),
                                                          .a_row = by_rows ? s.depth : 1,
                                                          .a_depth = by_rows ? 1 : s.rows,
                                                          .b = b.data(),
                                                          .b_depth = s.columns,
                                                          .c = c.data(),
                                                          .c_row = s.columns,
                                                          .accumulate = true};
                tiny::run_with(which, call_product{product});
                results.push_back(c);
            }
            for (const std::vector<float>& other : results) {
                CHECK(other == results.front());
            }
            for (std::size_t m = 0; m < s.rows; ++m) {
                for (std::size_t n = 0; n < s.columns; ++n) {
                    double sum = static_cast<double>(start[m * s.columns + n]);
                    for (std::size_t k = 0; k < s.depth; ++k) {
                        const float factor = by_rows ? a[m * s.depth + k] : a[k * s.rows + m];
                        sum +=
                            static_cast<double>(factor) * static_cast<double>(b[k * s.columns + n]);
                    }
                    CHECK(static_cast<double>(results.front()[m * s.columns + n])
                          == doctest::Approx(sum).epsilon(1e-6));
                }
            }
        }
    }
}

TEST_CASE("half precision: every half survives, every float goes to the nearest") {
    for (std::uint32_t half = 0; half < 65536; ++half) {
        const float value = tiny::from_half(static_cast<std::uint16_t>(half));
        if (value == value) {
            REQUIRE(tiny::to_half(value) == half);
        }
    }
    CHECK(tiny::from_half(0x3C00) == 1.0F);
    CHECK(tiny::from_half(0x7BFF) == 65504.0F);
    CHECK(tiny::from_half(0x0001) == 0x1p-24F);
    CHECK(tiny::to_half(65520.0F) == 0x7C00);  // half way to 2^16: to even, an infinity
    CHECK(tiny::to_half(65519.996F) == 0x7BFF);
    CHECK(tiny::to_half(0x1p-25F) == 0x0000);  // half way to the least: to even, zero
    CHECK(tiny::to_half(1.5F * 0x1p-25F) == 0x0001);
    CHECK(tiny::to_half(1.0F + 0x1p-11F) == 0x3C00);
    CHECK(tiny::to_half(1.0F + 3 * 0x1p-11F) == 0x3C02);
    passk::random_bits bits(3);
    for (int i = 0; i < 20'000; ++i) {
        const auto value =
            static_cast<float>((passk::uniform_unit(bits) - 0.5) * std::exp2(i % 34 - 24));
        const std::uint16_t half = tiny::to_half(value);
        const float distance = std::fabs(tiny::from_half(half) - value);
        for (const int step : {-1, 1}) {
            const auto neighbour = static_cast<std::uint16_t>(half + step);
            if ((neighbour & 0x8000U) == (half & 0x8000U)) {
                CHECK(distance <= std::fabs(tiny::from_half(neighbour) - value));
            }
        }
    }
}
