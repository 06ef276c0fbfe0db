// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_IMPL_GGUF_IPP
#define PASSK_ADAPTER_CHECKPOINT_IMPL_GGUF_IPP

#include <passk/adapter/checkpoint/complaint.hpp>
#include <passk/adapter/checkpoint/element_type.hpp>
#include <passk/adapter/checkpoint/gguf.hpp>
#include <passk/core/error.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace passk::adapter::checkpoint {

namespace detail {

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

// Reads little-endian numbers and texts, never past the end.
class gguf_reader {
public:
    explicit gguf_reader(std::span<const std::byte> file) : file_(file) {}

    [[nodiscard]] std::size_t position() const noexcept { return at_; }
    [[nodiscard]] std::size_t left() const noexcept { return file_.size() - at_; }

    template <class T>
    [[nodiscard]] T number(std::string_view what) {
        if (left() < sizeof(T)) {
            refuse("the file ends within " + std::string(what));
        }
        T value{};
        std::memcpy(&value, file_.data() + at_, sizeof(T));
        at_ += sizeof(T);
        return value;
    }

    [[nodiscard]] std::string_view text(std::string_view what) {
        const auto size = number<std::uint64_t>(what);
        if (size > left()) {
            refuse(std::string(what) + " is longer than the file", std::to_string(size) + " bytes");
        }
        const std::string_view text(reinterpret_cast<const char*>(file_.data()) + at_, size);
        at_ += size;
        return text;
    }

private:
    std::span<const std::byte> file_;
    std::size_t at_ = 0;
};

// The numbers by which a file names types of metadata.
enum class gguf_kind : std::uint32_t {
    u8,
    i8,
    u16,
    i16,
    u32,
    i32,
    f32,
    boolean,
    text,
    list,
    u64,
    i64,
    f64
};

[[nodiscard]] inline gguf_value read_gguf_value(gguf_reader& from, std::uint32_t kind,
                                                std::string_view key);

// Lists of all kinds of whole numbers become one type, as do those of numbers.
template <class Element>
[[nodiscard]] gguf_list read_gguf_elements(gguf_reader& from, std::uint32_t kind,
                                           std::uint64_t count, std::string_view key) {
    std::vector<Element> out;
    out.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
        out.push_back(std::get<Element>(read_gguf_value(from, kind, key)));
    }
    return gguf_list(std::move(out));
}

[[nodiscard]] inline gguf_list read_gguf_list(gguf_reader& from, std::string_view key) {
    const auto kind = from.number<std::uint32_t>("a list's type");
    const auto count = from.number<std::uint64_t>("a list's length");
    // The least that an element takes: a byte, or a text's length.
    const bool texts = kind == static_cast<std::uint32_t>(gguf_kind::text);
    if (count > from.left() / (texts ? 8 : 1)) {
        refuse("the list " + excerpt(key) + " is longer than the file",
               std::to_string(count) + " elements");
    }
    switch (static_cast<gguf_kind>(kind)) {
        case gguf_kind::text: return read_gguf_elements<std::string_view>(from, kind, count, key);
        case gguf_kind::boolean: return read_gguf_elements<bool>(from, kind, count, key);
        case gguf_kind::f32:
        case gguf_kind::f64: return read_gguf_elements<double>(from, kind, count, key);
        case gguf_kind::list: refuse_unsupported("a list of lists", key);
        default: return read_gguf_elements<std::int64_t>(from, kind, count, key);
    }
}

[[nodiscard]] inline gguf_value read_gguf_value(gguf_reader& from, std::uint32_t kind,
                                                std::string_view key) {
    const auto whole = [&]<class T>(T) -> gguf_value {
        const T value = from.number<T>("a whole number");
        if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>) {
            if (value > 0x7FFFFFFFFFFFFFFFU) {
                refuse(excerpt(key) + " is above 2^63 - 1", std::to_string(value));
            }
        }
        return static_cast<std::int64_t>(value);
    };
    switch (static_cast<gguf_kind>(kind)) {
        case gguf_kind::u8: return whole(std::uint8_t{});
        case gguf_kind::i8: return whole(std::int8_t{});
        case gguf_kind::u16: return whole(std::uint16_t{});
        case gguf_kind::i16: return whole(std::int16_t{});
        case gguf_kind::u32: return whole(std::uint32_t{});
        case gguf_kind::i32: return whole(std::int32_t{});
        case gguf_kind::u64: return whole(std::uint64_t{});
        case gguf_kind::i64: return whole(std::int64_t{});
        case gguf_kind::f32: return static_cast<double>(from.number<float>("a number"));
        case gguf_kind::f64: return from.number<double>("a number");
        case gguf_kind::boolean: {
            const auto value = from.number<std::uint8_t>("a truth value");
            if (value > 1) {
                refuse(excerpt(key) + " is neither true nor false", std::to_string(value));
            }
            return value == 1;
        }
        case gguf_kind::text: return from.text("the text of " + excerpt(key));
        case gguf_kind::list: return read_gguf_list(from, key);
    }
    refuse("the type of " + excerpt(key) + " is unknown", std::to_string(kind));
}

// A tensor's name, shape, type and offset; its bytes are looked up later.
struct gguf_tensor_entry {
    gguf_tensor tensor{};
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

[[nodiscard]] inline gguf_tensor_entry read_gguf_tensor(gguf_reader& from) {
    gguf_tensor_entry entry;
    entry.tensor.name = from.text("a tensor's name");
    const std::string who = "tensor '" + excerpt(entry.tensor.name) + "'";
    const auto dimensions = from.number<std::uint32_t>("a tensor's dimensions");
    if (dimensions > 4) {
        refuse(who + " has more than 4 dimensions", std::to_string(dimensions));
    }
    std::uint64_t count = 1;
    for (std::uint32_t i = 0; i < dimensions; ++i) {
        const auto extent = from.number<std::uint64_t>("a tensor's extents");
        if (__builtin_mul_overflow(count, extent, &count)) {
            refuse(who + " has more elements than can be counted");
        }
        entry.tensor.shape.insert(entry.tensor.shape.begin(), extent);  // innermost first
    }
    const auto type = from.number<std::uint32_t>("a tensor's type");
    entry.offset = from.number<std::uint64_t>("a tensor's offset");
    const gguf_type_row* const row = gguf_row_of(type);
    if (row == nullptr) {
        refuse_unsupported(who
                               + " is of a type other than F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, "
                                 "Q8_0, Q4_K, Q5_K and Q6_K",
                           std::to_string(type));
    }
    const std::uint64_t inner = entry.tensor.shape.empty() ? 1 : entry.tensor.shape.back();
    if (inner % row->elements != 0) {
        refuse(who + " has rows that are not whole blocks of " + std::to_string(row->elements),
               std::to_string(inner));
    }
    entry.tensor.type = row->type;
    entry.tensor.count = count;
    if (__builtin_mul_overflow(count / row->elements, row->bytes, &entry.size)) {
        refuse(who + " has more bytes than can be counted");
    }
    return entry;
}

[[nodiscard]] inline gguf_content read_gguf(std::span<const std::byte> file) {
    static_assert(std::endian::native == std::endian::little);
    gguf_reader from(file);
    if (from.number<std::uint32_t>("the first bytes") != 0x46554747U) {
        refuse("does not begin with 'GGUF'");
    }
    const auto version = from.number<std::uint32_t>("the version");
    if (version != 2 && version != 3) {
        refuse_unsupported("the version is neither 2 nor 3", std::to_string(version));
    }
    const auto tensor_count = from.number<std::uint64_t>("the number of tensors");
    const auto value_count = from.number<std::uint64_t>("the number of values");
    gguf_content content;
    for (std::uint64_t i = 0; i < value_count; ++i) {
        const std::string_view key = from.text("a key");
        const auto kind = from.number<std::uint32_t>("a value's type");
        if (!content.metadata.emplace(key, read_gguf_value(from, kind, key)).second) {
            refuse("a key stands twice", key);
        }
    }
    std::int64_t alignment = 32;
    if (const auto found = content.metadata.find("general.alignment");
        found != content.metadata.end()) {
        const auto* const whole = std::get_if<std::int64_t>(&found->second);
        if (whole == nullptr || *whole < 8 || *whole > (std::int64_t{1} << 20U)
            || !std::has_single_bit(static_cast<std::uint64_t>(*whole))) {
            refuse("general.alignment is not a power of two from 8 to 2^20");
        }
        alignment = *whole;
    }
    std::vector<gguf_tensor_entry> entries;
    for (std::uint64_t i = 0; i < tensor_count; ++i) {
        entries.push_back(read_gguf_tensor(from));
    }
    const auto step = static_cast<std::uint64_t>(alignment);
    const std::uint64_t begin =
        (std::min)((from.position() + step - 1) / step * step, std::uint64_t{file.size()});
    const std::span<const std::byte> data = file.subspan(begin);
    for (gguf_tensor_entry& entry : entries) {
        const std::string who = "tensor '" + excerpt(entry.tensor.name) + "'";
        if (entry.offset % step != 0) {
            refuse(who + " does not begin at a multiple of the alignment",
                   std::to_string(entry.offset));
        }
        if (entry.offset > data.size() || entry.size > data.size() - entry.offset) {
            refuse(who + " reaches past the end of the file",
                   std::to_string(entry.size) + " bytes at " + std::to_string(entry.offset));
        }
        entry.tensor.bytes = data.subspan(entry.offset, entry.size);
        const std::string name = entry.tensor.name;
        if (!content.tensors.emplace(name, std::move(entry.tensor)).second) {
            refuse("a tensor's name stands twice", name);
        }
    }
    return content;
}

}  // namespace detail

PASSK_INLINE result<gguf_content> parse_gguf(std::string_view name,
                                             std::span<const std::byte> bytes) {
    try {
        return detail::read_gguf(bytes);
    } catch (const detail::refusal& complaint) {
        return detail::about(name, complaint);
    }
}

PASSK_INLINE void copy_as_float(const gguf_tensor& tensor, std::uint64_t first,
                                std::span<float> out) {
    const detail::gguf_type_row& row =
        *detail::gguf_row_of(static_cast<std::uint32_t>(tensor.type));
    passk::detail::expects(first <= tensor.count && out.size() <= tensor.count - first
                               && first % row.elements == 0 && out.size() % row.elements == 0,
                           "passk::adapter::checkpoint::copy_as_float: elements are whole blocks "
                           "of the tensor");
    detail::block_reader from(tensor.bytes.data() + first / row.elements * row.bytes);
    for (std::size_t i = 0; i < out.size(); i += row.elements) {
        detail::read_block(tensor.type, from, out.data() + i);
    }
}

PASSK_INLINE result<gguf> gguf::open(const std::filesystem::path& path) {
    auto file = mapped_file::open(path.string());
    if (!file) {
        return file.error();
    }
    auto content = parse_gguf(path.string(), file.value().bytes());
    if (!content) {
        return content.error();
    }
    return result<gguf>(gguf(std::move(file).value(), std::move(content).value()));
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_IMPL_GGUF_IPP
