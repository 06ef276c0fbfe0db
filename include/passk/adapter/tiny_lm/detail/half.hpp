// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_DETAIL_HALF_HPP
#define PASSK_ADAPTER_TINY_LM_DETAIL_HALF_HPP

#include <bit>
#include <cstdint>

namespace passk::adapter::tiny_lm::detail {

// IEEE 754 binary16 of a float, to nearest, ties to even; beyond its range an infinity.
[[nodiscard]] constexpr std::uint16_t to_half(float value) noexcept {
    const std::uint32_t bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = bits >> 16U & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
    std::uint32_t half = 0;
    if (magnitude > 0x7F800000U) {
        half = 0x7E00U;
    } else if (magnitude >= 0x47800000U) {  // 2^16 and above
        half = 0x7C00U;
    } else if (magnitude >= 0x38800000U) {  // normal: drop 13 bits and move the exponent
        half = (magnitude - 0x38000000U + 0xFFFU + (magnitude >> 13U & 1U)) >> 13U;
    } else if (magnitude >= 0x33000000U) {  // a multiple of 2^-24
        const std::uint32_t shift = 126U - (magnitude >> 23U);
        const std::uint32_t fraction = (magnitude & 0x7FFFFFU) | 0x800000U;
        half = fraction >> shift;
        const std::uint32_t rest = fraction & ((1U << shift) - 1U);
        const std::uint32_t middle = 1U << (shift - 1U);
        half += rest > middle || (rest == middle && (half & 1U) != 0) ? 1U : 0U;
    }
    return static_cast<std::uint16_t>(sign | half);
}

// The float that a binary16 stands for, exactly.
[[nodiscard]] constexpr float from_half(std::uint16_t half) noexcept {
    const std::uint32_t sign = (half & 0x8000U) << 16U;
    const std::uint32_t exponent = half >> 10U & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 0) {
        const float value = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -value : value;
    }
    const std::uint32_t wide = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | wide << 23U | fraction << 13U);
}

}  // namespace passk::adapter::tiny_lm::detail

#endif  // PASSK_ADAPTER_TINY_LM_DETAIL_HALF_HPP
