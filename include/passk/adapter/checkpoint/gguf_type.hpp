// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_GGUF_TYPE_HPP
#define PASSK_ADAPTER_CHECKPOINT_GGUF_TYPE_HPP

#include <passk/adapter/checkpoint/element_type.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace passk::adapter::checkpoint {

/// What the elements of a tensor in a GGUF file are stored as: numbers, or blocks of 32 or 256
/// small whole numbers that share scales. The values are those of the file.
enum class gguf_type : std::uint32_t {
    f32 = 0,
    f16 = 1,
    q4_0 = 2,   ///< d (q - 8), q of 4 bits
    q4_1 = 3,   ///< d q + m
    q5_0 = 6,   ///< d (q - 16), q of 5 bits
    q5_1 = 7,   ///< d q + m
    q8_0 = 8,   ///< d q, q from -128 to 127
    q4_k = 12,  ///< as q4_1, with scales of 6 bits for each 32 of 256
    q5_k = 13,  ///< as q5_1, likewise
    q6_k = 14,  ///< d s (q - 32), q of 6 bits, s of 8 bits for each 16 of 256
    bf16 = 30,
};

namespace detail {

struct gguf_type_row {
    gguf_type type;
    std::string_view name;
    std::uint32_t elements;  // of a block
    std::uint32_t bytes;     // of a block
};

inline constexpr std::array<gguf_type_row, 11> gguf_type_rows{{{gguf_type::f32, "F32", 1, 4},
                                                               {gguf_type::f16, "F16", 1, 2},
                                                               {gguf_type::q4_0, "Q4_0", 32, 18},
                                                               {gguf_type::q4_1, "Q4_1", 32, 20},
                                                               {gguf_type::q5_0, "Q5_0", 32, 22},
                                                               {gguf_type::q5_1, "Q5_1", 32, 24},
                                                               {gguf_type::q8_0, "Q8_0", 32, 34},
                                                               {gguf_type::q4_k, "Q4_K", 256, 144},
                                                               {gguf_type::q5_k, "Q5_K", 256, 176},
                                                               {gguf_type::q6_k, "Q6_K", 256, 210},
                                                               {gguf_type::bf16, "BF16", 1, 2}}};

[[nodiscard]] constexpr const gguf_type_row* gguf_row_of(std::uint32_t type) noexcept {
    for (const gguf_type_row& row : gguf_type_rows) {
        if (static_cast<std::uint32_t>(row.type) == type) {
            return &row;
        }
    }
    return nullptr;
}

}  // namespace detail

/// The name of a type, such as "Q4_K".
[[nodiscard]] constexpr std::string_view name_of(gguf_type type) noexcept {
    return detail::gguf_row_of(static_cast<std::uint32_t>(type))->name;
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_GGUF_TYPE_HPP
