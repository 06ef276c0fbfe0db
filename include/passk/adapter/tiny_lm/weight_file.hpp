// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_WEIGHT_FILE_HPP
#define PASSK_ADAPTER_TINY_LM_WEIGHT_FILE_HPP

#include <passk/adapter/tiny_lm/decoder_shape.hpp>
#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/detail/half.hpp>
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace passk::adapter::tiny_lm {

/// A small model as it lies on disk.
struct stored_model {
    symbol_vocabulary vocabulary;
    decoder_weights weights;
    std::string note{};  ///< for people: how it was made
};

namespace detail {

inline constexpr std::string_view weight_magic = "PASSKTLM";
inline constexpr std::uint32_t weight_version = 1;
inline constexpr std::size_t largest_weight_file = std::size_t{1} << 28U;

[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view bytes) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    }
    return hash;
}

inline void append_number(std::string& bytes, std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
        bytes += static_cast<char>(value >> (8U * i) & 0xFFU);
    }
}

// Little-endian numbers off the front of a text; empty once one was not there.
class number_reader {
public:
    explicit number_reader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] std::uint64_t number(unsigned size) {
        const std::string_view raw = text(size);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(raw[i])} << (8U * i);
        }
        return value;
    }
    [[nodiscard]] std::uint32_t word() { return static_cast<std::uint32_t>(number(4)); }
    [[nodiscard]] std::string_view text(std::size_t size) {
        if (size > rest_.size()) {
            ended_ = true;
            rest_ = {};
            return {};
        }
        const std::string_view head = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return head;
    }
    [[nodiscard]] bool ended() const noexcept { return ended_; }
    [[nodiscard]] std::size_t left() const noexcept { return rest_.size(); }

private:
    std::string_view rest_;
    bool ended_ = false;
};

}  // namespace detail

/// The bytes of a weight file: magic "PASSKTLM", version, shape, symbols, note, the numbers as
/// IEEE binary16, and an FNV-1a checksum of all that; whole numbers are little-endian.
[[nodiscard]] inline std::string weight_file_bytes(const stored_model& model) {
    const decoder_shape& shape = model.weights.shape;
    passk::detail::expects(shape.vocabulary == model.vocabulary.size(),
                           "passk::adapter::tiny_lm::weight_file_bytes: the vocabulary and the "
                           "weights differ in size");
    std::string bytes(detail::weight_magic);
    const auto word = [&bytes](std::uint32_t value) { detail::append_number(bytes, value, 4); };
    word(detail::weight_version);
    for (const std::uint32_t value :
         {shape.vocabulary, shape.hidden, shape.layers, shape.heads, shape.key_value_heads,
          shape.head_size, shape.feed_forward, shape.context}) {
        word(value);
    }
    word((shape.attention_bias ? 1U : 0U) | (shape.tied_head ? 2U : 0U));
    word(std::bit_cast<std::uint32_t>(shape.rotary_base));
    word(std::bit_cast<std::uint32_t>(shape.norm_epsilon));
    bytes += model.vocabulary.symbols();
    word(static_cast<std::uint32_t>(model.note.size()));
    bytes += model.note;
    for (const float number : model.weights.numbers) {
        detail::append_number(bytes, detail::to_half(number), 2);
    }
    detail::append_number(bytes, detail::fnv1a(bytes), 8);
    return bytes;
}

/// Reads the bytes of a weight file.
/// @param name  of the file, for messages
/// @returns  the model, or errc::malformed with what is wrong: not such a file, another version, a
///           shape that cannot be computed with, a length that does not fit, damage, a weight
///           that is not finite
[[nodiscard]] inline result<stored_model> parse_weight_file(const std::string& name,
                                                            std::string_view bytes) {
    const auto malformed = [&name](const std::string& what) {
        return error{errc::malformed, name + ": " + what};
    };
    if (!bytes.starts_with(detail::weight_magic)) {
        return malformed("not a weight file of tiny_lm: it does not begin with PASSKTLM");
    }
    detail::number_reader reader(bytes.substr(detail::weight_magic.size()));
    const std::uint32_t version = reader.word();
    if (!reader.ended() && version != detail::weight_version) {
        return malformed("weight file version " + std::to_string(version)
                         + "; this program reads version 1");
    }
    decoder_shape shape;
    for (std::uint32_t* const value :
         {&shape.vocabulary, &shape.hidden, &shape.layers, &shape.heads, &shape.key_value_heads,
          &shape.head_size, &shape.feed_forward, &shape.context}) {
        *value = reader.word();
    }
    const std::uint32_t flags = reader.word();
    shape.attention_bias = (flags & 1U) != 0;
    shape.tied_head = (flags & 2U) != 0;
    shape.rotary_base = std::bit_cast<float>(reader.word());
    shape.norm_epsilon = std::bit_cast<float>(reader.word());
    if (reader.ended()) {
        return malformed("the file breaks off after " + std::to_string(bytes.size())
                         + " bytes, inside the header");
    }
    if (flags > 3) {
        return malformed("unknown flags " + std::to_string(flags));
    }
    if (const std::optional<std::string> wrong = defect(shape)) {
        return malformed(*wrong);
    }
    if (shape.vocabulary < 2 || shape.vocabulary > 256) {
        return malformed("a vocabulary of " + std::to_string(shape.vocabulary) + " symbols");
    }
    const std::string_view symbols = reader.text(shape.vocabulary);
    const std::string_view note = reader.text(reader.word());
    const std::size_t count = decoder_layout(shape).size;
    if (reader.ended() || count > detail::largest_weight_file || reader.left() != 2 * count + 8) {
        return malformed("the file has " + std::to_string(bytes.size())
                         + " bytes; its header asks for " + std::to_string(count)
                         + " numbers of 2 bytes and a checksum of 8");
    }
    const std::size_t summed = bytes.size() - 8;
    if (detail::number_reader(bytes.substr(summed)).number(8)
        != detail::fnv1a(bytes.substr(0, summed))) {
        return malformed("the checksum does not fit: the file is damaged");
    }
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        if (symbols.find(symbols[i], i + 1) != std::string_view::npos) {
            return malformed("symbol " + std::to_string(i) + " of the vocabulary stands twice");
        }
    }
    stored_model model{symbol_vocabulary(std::string(symbols)), decoder_weights(shape),
                       std::string(note)};
    for (std::size_t i = 0; i < count; ++i) {
        const auto half = static_cast<std::uint16_t>(reader.number(2));
        if ((half & 0x7C00U) == 0x7C00U) {
            return malformed("weight " + std::to_string(i) + " is not finite");
        }
        model.weights.numbers[i] = detail::from_half(half);
    }
    return model;
}

namespace detail {

struct close_file {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using open_file = std::unique_ptr<std::FILE, close_file>;

}  // namespace detail

/// Reads a weight file of at most 256 MB. Errors as of parse_weight_file; errc::io if it cannot be
/// read.
[[nodiscard]] inline result<stored_model> read_weight_file(const std::string& path) {
    const detail::open_file file(std::fopen(path.c_str(), "rb"));
    if (!file) {
        return error{errc::io, path + ": cannot be opened"};
    }
    std::string bytes;
    char block[1 << 16];
    while (const std::size_t got = std::fread(block, 1, sizeof block, file.get())) {
        bytes.append(block, got);
        if (bytes.size() > detail::largest_weight_file) {
            return error{errc::malformed, path + ": too large for a weight file of tiny_lm"};
        }
    }
    if (std::ferror(file.get()) != 0) {
        return error{errc::io, path + ": read failed"};
    }
    return parse_weight_file(path, bytes);
}

/// Writes a weight file: beside it first, then in its place, so that it is never half written.
/// @returns  its size in bytes, or errc::io
[[nodiscard]] inline result<std::size_t> write_weight_file(const std::string& path,
                                                           const stored_model& model) {
    const std::string bytes = weight_file_bytes(model);
    const std::string beside = path + ".partial";
    {
        detail::open_file file(std::fopen(beside.c_str(), "wb"));
        const bool written =
            file && std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
        if (!written || std::fclose(file.release()) != 0) {
            return error{errc::io, beside + ": cannot be written"};
        }
    }
    if (std::rename(beside.c_str(), path.c_str()) != 0) {
        return error{errc::io, path + ": cannot be replaced"};
    }
    return bytes.size();
}

}  // namespace passk::adapter::tiny_lm

#endif  // PASSK_ADAPTER_TINY_LM_WEIGHT_FILE_HPP
