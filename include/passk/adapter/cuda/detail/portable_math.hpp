// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_PORTABLE_MATH_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_PORTABLE_MATH_HPP

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

// Exponentials, logarithms and noise in whole numbers. The exp and log of the C library, of CUDA
// and of compilers' vector libraries differ in their last bits, and compilers may fuse a product
// and a sum into one rounding; whole numbers are the same everywhere.
namespace passk::adapter::cuda::detail {

// c[0] - x * (c[1] - x * (c[2] - ...)) where all are multiples of 2^-32 and x is below 1. The
// coefficients fall in size, so no step is negative.
template <std::size_t Terms>
[[nodiscard]] constexpr std::uint64_t alternating_polynomial(
    const std::array<std::uint64_t, Terms>& c, std::uint64_t x) noexcept {
    std::uint64_t sum = c[Terms - 1];
    for (std::size_t i = Terms - 1; i-- > 0;) {
        sum = c[i] - (sum * x >> 32U);
    }
    return sum;
}

// 2^32 ln(1 + x / 2^32) for x below 2^32; within 8 of it.
[[nodiscard]] constexpr std::uint64_t fixed_log_of_one_plus(std::uint64_t x) noexcept {
    // ln(1 + t) / t, interpolated at the Chebyshev nodes of [0, 1]: 8.5e-10 off at most.
    constexpr std::array<std::uint64_t, 11> quotient{4294967292, 2147482767, 1431619868, 1073161851,
                                                     854089478,  690958147,  531630874,  351673680,
                                                     176121893,  56641284,   8532797};
    return x * alternating_polynomial(quotient, x) >> 32U;
}

inline constexpr std::uint64_t fixed_log_of_two = 2977044472;  // 2^32 ln 2

// 2^32 ln(x) for x >= 1; within 16 of it.
[[nodiscard]] constexpr std::uint64_t fixed_log(std::uint64_t x) noexcept {
    const auto zeros = static_cast<std::uint32_t>(std::countl_zero(x));
    const std::uint64_t fraction = (x << zeros << 1U) >> 32U;
    return (63 - zeros) * fixed_log_of_two + fixed_log_of_one_plus(fraction);
}

// Weights are multiples of 2^-40 in [0, 1]: sums of these are exact, so their order, and with it
// the size of the team that adds, does not matter. A vocabulary of 2^22 does not overflow.
inline constexpr std::uint32_t weight_bits = 40;

// 2^40 exp(x) for x <= 0; off by at most 2^-26 of it and 1. 0 for NaN.
[[nodiscard]] constexpr std::uint64_t fixed_exp(float x) noexcept {
    if (!(x > -28.0F)) {
        return 0;
    }
    const auto steps = static_cast<std::uint64_t>(-x * 0x1p27F);  // the product is exact
    const std::uint64_t doublings = steps * 3098164009;           // 2^31 / ln 2: multiples of 2^-58
    const std::uint64_t fraction = (doublings >> 26U) & 0xFFFFFFFFU;
    // 2^-f on [0, 1], interpolated likewise: 5.8e-9 off at most, and 1 for 0.
    constexpr std::array<std::uint64_t, 7> power{4294967296, 2977044447, 1031763206, 238367376,
                                                 41218952,   5547538,    493577};
    return alternating_polynomial(power, fraction) << 8U >> (doublings >> 58U);
}

// A sum of weights as the float nearest to its logarithm; -infinity for 0.
[[nodiscard]] constexpr float log_of_weight(std::uint64_t sum) noexcept {
    if (sum == 0) {
        return std::bit_cast<float>(0xFF800000U);
    }
    const auto log = static_cast<std::int64_t>(fixed_log(sum))
                     - static_cast<std::int64_t>(weight_bits * fixed_log_of_two);
    return static_cast<float>(log) * 0x1p-32F;
}

// The logarithm of a normal float above 0, to the nearest float but for 2^-27.
[[nodiscard]] constexpr float log_of(float value) noexcept {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const auto log = static_cast<std::int64_t>(fixed_log((bits & 0x7FFFFFU) | 0x800000U))
                     + (static_cast<std::int64_t>(bits >> 23U) - 150)
                           * static_cast<std::int64_t>(fixed_log_of_two);
    return static_cast<float>(log) * 0x1p-32F;
}

// Standard Gumbel noise, -ln(-ln(1 - v)), of v = (bits + 1/2) / 2^32: off by at most 7e-8 of it or
// of 1. Large values come from small v, which the bits resolve.
[[nodiscard]] constexpr float gumbel(std::uint32_t bits) noexcept {
    const std::uint64_t twice = 2 * std::uint64_t{bits} + 1;  // 2^33 v
    std::uint64_t plus = 0;
    std::uint64_t minus = 0;
    if (bits < 0x80000000U) {
        // -ln(1 - v) / v - 1 in z = 1 - 2v, interpolated likewise, and 16 more, so that rounding
        // does not take it below 0: 9e-10 + 4e-9 off at most.
        constexpr std::array<std::uint64_t, 11> excess{
            1659121660, 2635844720, 1659083809, 1203578647, 938126812, 748500340,
            570719799,  375417265,  187380473,  60140066,   9048503};
        const std::uint64_t z = 0xFFFFFFFFU - 2 * std::uint64_t{bits};
        plus = fixed_log(twice) + fixed_log_of_one_plus(alternating_polynomial(excess, z));
        minus = 33 * fixed_log_of_two;
    } else {
        plus = fixed_log(33 * fixed_log_of_two - fixed_log((std::uint64_t{1} << 33U) - twice));
        minus = 32 * fixed_log_of_two;
    }
    return static_cast<float>(static_cast<std::int64_t>(minus - plus)) * 0x1p-32F;
}

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_PORTABLE_MATH_HPP
