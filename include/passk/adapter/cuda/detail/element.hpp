// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CUDA_DETAIL_ELEMENT_HPP
#define PASSK_ADAPTER_CUDA_DETAIL_ELEMENT_HPP

#include <passk/adapter/checkpoint/element_type.hpp>

#include <bit>
#include <cstdint>

namespace passk::adapter::cuda::detail {

// What weights, the cache and the inputs of matrix products are stored as: float, or this.
struct bf16 {
    std::uint16_t bits = 0;
};

[[nodiscard]] constexpr float load(float value) noexcept {
    return value;
}
[[nodiscard]] constexpr float load(bf16 value) noexcept {
    return checkpoint::float_from_bf16(value.bits);
}

constexpr void store(float& to, float value) noexcept {
    to = value;
}
constexpr void store(bf16& to, float value) noexcept {
    to.bits = checkpoint::bf16_from_float(value);
}

// Whole numbers in the order of the floats; NaN aside.
[[nodiscard]] constexpr std::uint32_t ordered(float value) noexcept {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

}  // namespace passk::adapter::cuda::detail

#endif  // PASSK_ADAPTER_CUDA_DETAIL_ELEMENT_HPP
