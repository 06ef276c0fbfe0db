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

// Reads the fields of a block one after the other.
class block_reader {
public:
    explicit block_reader(const std::byte* at) : at_(at) {}
    [[nodiscard]] std::uint32_t byte() { return std::to_integer<std::uint32_t>(*at_++); }
    [[nodiscard]] float half() {
        const std::uint32_t low = byte();
        return float_from_f16(static_cast<std::uint16_t>(byte() << 8U | low));
    }
    [[nodiscard]] std::uint32_t word() {
        std::uint32_t value = 0;
        for (std::uint32_t shift = 0; shift < 32; shift += 8) {
            value |= byte() << shift;
        }
        return value;
    }
    [[nodiscard]] const std::byte* skip(std::size_t size) {
        const std::byte* const from = at_;
        at_ += size;
        return from;
    }

private:
    const std::byte* at_;
};

[[nodiscard]] inline std::uint32_t byte_at(const std::byte* at, std::size_t i) {
    return std::to_integer<std::uint32_t>(at[i]);
}

// Blocks of 32: the low halves of 16 bytes, then the high ones; a fifth bit of each in a word.
inline void read_nibbles(block_reader& from, bool fifth, bool least, float* out) {
    const float scale = from.half();
    const float add = least ? from.half() : 0.0F;
    const std::uint32_t high = fifth ? from.word() : 0;
    const float middle = least ? 0.0F : fifth ? 16.0F : 8.0F;
    const std::byte* const bytes = from.skip(16);
    for (std::uint32_t i = 0; i < 32; ++i) {
        const std::uint32_t nibble = byte_at(bytes, i % 16) >> (i < 16 ? 0U : 4U) & 0xFU;
        const std::uint32_t whole = nibble | (high >> i & 1U) << 4U;
        const float product = scale * (static_cast<float>(whole) - middle);
        out[i] = least ? product + add : product;  // -0 stays
    }
}

// The scale and the least of the j-th 32 of 256, 6 bits each, in 12 bytes.
struct scale_pair {
    float scale;
    float least;
};
[[nodiscard]] inline scale_pair pair_of_scales(const std::byte* packed, std::uint32_t j) {
    if (j < 4) {
        return {static_cast<float>(byte_at(packed, j) & 63U),
                static_cast<float>(byte_at(packed, j + 4) & 63U)};
    }
    return {
        static_cast<float>((byte_at(packed, j + 4) & 0xFU) | (byte_at(packed, j - 4) >> 6U) << 4U),
        static_cast<float>((byte_at(packed, j + 4) >> 4U) | (byte_at(packed, j) >> 6U) << 4U)};
}

// Q4_K and Q5_K: each 32 bytes hold 32 low halves, then 32 high ones.
inline void read_k_blocks(block_reader& from, bool fifth, float* out) {
    const float scale = from.half();
    const float least = from.half();
    const std::byte* const packed = from.skip(12);
    const std::byte* const high = fifth ? from.skip(32) : nullptr;
    const std::byte* const low = from.skip(128);
    for (std::uint32_t j = 0; j < 8; ++j) {
        const scale_pair pair = pair_of_scales(packed, j);
        const float step = scale * pair.scale;
        const float drop = least * pair.least;
        for (std::uint32_t i = 0; i < 32; ++i) {
            std::uint32_t whole = byte_at(low, std::size_t{j / 2} * 32 + i) >> (4 * (j % 2)) & 0xFU;
            if (fifth) {
                whole |= (byte_at(high, i) >> j & 1U) << 4U;
            }
            out[j * 32 + i] = step * static_cast<float>(whole) - drop;
        }
    }
}

inline void read_q6_k(block_reader& from, float* out) {
    const std::byte* const low = from.skip(128);
    const std::byte* const high = from.skip(64);
    const std::byte* const scales = from.skip(16);
    const float scale = from.half();
    for (std::uint32_t i = 0; i < 256; ++i) {
        const std::uint32_t part = i / 128;        // of 128 elements
        const std::uint32_t quarter = i / 32 % 4;  // of the part
        const std::size_t at = std::size_t{part} * 64 + std::size_t{quarter % 2} * 32 + i % 32;
        const std::uint32_t nibble = byte_at(low, at) >> (quarter < 2 ? 0U : 4U) & 0xFU;
        const std::uint32_t two =
            byte_at(high, std::size_t{part} * 32 + i % 32) >> (2 * quarter) & 3U;
        const auto step = static_cast<float>(std::bit_cast<std::int8_t>(scales[i / 16]));
        out[i] = scale * step * (static_cast<float>(nibble | two << 4U) - 32.0F);
    }
}

// One block of a type.
inline void read_block(gguf_type type, block_reader& from, float* out) {
    switch (type) {
        case gguf_type::f32: *out = std::bit_cast<float>(from.word()); return;
        case gguf_type::f16: *out = from.half(); return;
        case gguf_type::bf16: {
            const std::uint32_t low = from.byte();
            *out = float_from_bf16(static_cast<std::uint16_t>(from.byte() << 8U | low));
            return;
        }
        case gguf_type::q4_0: read_nibbles(from, false, false, out); return;
        case gguf_type::q4_1: read_nibbles(from, false, true, out); return;
        case gguf_type::q5_0: read_nibbles(from, true, false, out); return;
        case gguf_type::q5_1: read_nibbles(from, true, true, out); return;
        case gguf_type::q8_0: {
            const float scale = from.half();
            for (std::uint32_t i = 0; i < 32; ++i) {
                const auto whole = static_cast<std::byte>(from.byte());
                out[i] = scale * static_cast<float>(std::bit_cast<std::int8_t>(whole));
            }
            return;
        }
        case gguf_type::q4_k: read_k_blocks(from, false, out); return;
        case gguf_type::q5_k: read_k_blocks(from, true, out); return;
        case gguf_type::q6_k: read_q6_k(from, out); return;
    }
}

}  // namespace detail

/// The name of a type, such as "Q4_K".
[[nodiscard]] constexpr std::string_view name_of(gguf_type type) noexcept {
    return detail::gguf_row_of(static_cast<std::uint32_t>(type))->name;
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_GGUF_TYPE_HPP
