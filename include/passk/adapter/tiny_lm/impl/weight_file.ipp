// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_IMPL_WEIGHT_FILE_IPP
#define PASSK_ADAPTER_TINY_LM_IMPL_WEIGHT_FILE_IPP

#include <passk/adapter/tiny_lm/decoder_shape.hpp>
#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/detail/half.hpp>
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace passk::adapter::tiny_lm {

namespace detail {

inline constexpr std::string_view weight_magic = "PASSKTLM";
inline constexpr std::uint32_t weight_version = 1;
inline constexpr std::size_t largest_weight_file = std::size_t{1} << 28U;

PASSK_INLINE void append_number(std::string& bytes, std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
        bytes += static_cast<char>(value >> (8U * i) & 0xFFU);
    }
}

}  // namespace detail

PASSK_INLINE std::string weight_file_bytes(const stored_model& model) {
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

PASSK_INLINE result<stored_model> parse_weight_file(const std::string& name,
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

PASSK_INLINE result<stored_model> read_weight_file(const std::string& path) {
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

PASSK_INLINE result<std::size_t> write_weight_file(const std::string& path,
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

#endif  // PASSK_ADAPTER_TINY_LM_IMPL_WEIGHT_FILE_IPP
