// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_ELEMENT_TYPE_HPP
#define PASSK_ADAPTER_CHECKPOINT_ELEMENT_TYPE_HPP

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace passk::adapter::checkpoint {

/// What the elements of a stored tensor are.
enum class element_type : std::uint8_t {
    boolean,
    u8,
    i8,
    f8_e4m3,
    f8_e5m2,
    u16,
    i16,
    f16,
    bf16,
    u32,
    i32,
    f32,
    u64,
    i64,
    f64
};

namespace detail {

struct element_row {
    std::string_view name;  // as safetensors spells it
    std::size_t size;       // bytes
};

// In the order of element_type.
inline constexpr std::array<element_row, 15> element_rows{{{"BOOL", 1},
                                                           {"U8", 1},
                                                           {"I8", 1},
                                                           {"F8_E4M3", 1},
                                                           {"F8_E5M2", 1},
                                                           {"U16", 2},
                                                           {"I16", 2},
                                                           {"F16", 2},
                                                           {"BF16", 2},
                                                           {"U32", 4},
                                                           {"I32", 4},
                                                           {"F32", 4},
                                                           {"U64", 8},
                                                           {"I64", 8},
                                                           {"F64", 8}}};

}  // namespace detail

/// The name in a safetensors file, such as "BF16".
[[nodiscard]] constexpr std::string_view name_of(element_type type) noexcept {
    return detail::element_rows[static_cast<std::size_t>(type)].name;
}

/// Bytes of one element.
[[nodiscard]] constexpr std::size_t size_of(element_type type) noexcept {
    return detail::element_rows[static_cast<std::size_t>(type)].size;
}

/// The type of that name; nothing for a name that this library does not know.
[[nodiscard]] constexpr std::optional<element_type> element_type_named(
    std::string_view name) noexcept {
    for (std::size_t i = 0; i < detail::element_rows.size(); ++i) {
        if (detail::element_rows[i].name == name) {
            return static_cast<element_type>(i);
        }
    }
    return std::nullopt;
}

/// The float that a bfloat16 stands for, exactly.
[[nodiscard]] constexpr float float_from_bf16(std::uint16_t bits) noexcept {
    return std::bit_cast<float>(std::uint32_t{bits} << 16U);
}

/// The bfloat16 nearest to a float; of two, the even one. NaN stays NaN.
[[nodiscard]] constexpr std::uint16_t bf16_from_float(float value) noexcept {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
        return static_cast<std::uint16_t>((bits >> 16U) | 0x40U);
    }
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

/// The float that an IEEE 754 binary16 stands for, exactly.
[[nodiscard]] constexpr float float_from_f16(std::uint16_t bits) noexcept {
    const std::uint32_t sign = std::uint32_t{bits & 0x8000U} << 16U;
    const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
    const std::uint32_t fraction = bits & 0x3FFU;
    if (exponent == 0) {  // zero or subnormal: fraction * 2^-24
        const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
        return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | sign);
    }
    const std::uint32_t wide = exponent == 0x1FU ? 0xFFU : exponent + 112U;
    return std::bit_cast<float>(sign | (wide << 23U) | (fraction << 13U));
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_ELEMENT_TYPE_HPP
