// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TINY_LM_WEIGHT_FILE_HPP
#define PASSK_ADAPTER_TINY_LM_WEIGHT_FILE_HPP

#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/adapter/tiny_lm/symbol_vocabulary.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace passk::adapter::tiny_lm {

/// A small model as it lies on disk.
struct stored_model {
    symbol_vocabulary vocabulary;
    decoder_weights weights;
    std::string note{};  ///< for people: how it was made
};

namespace detail {

[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view bytes) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    }
    return hash;
}

PASSK_INLINE void append_number(std::string& bytes, std::uint64_t value, unsigned size);

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
[[nodiscard]] PASSK_INLINE std::string weight_file_bytes(const stored_model& model);

/// Reads the bytes of a weight file.
/// @param name  of the file, for messages
/// @returns  the model, or errc::malformed with what is wrong: not such a file, another version, a
///           shape that cannot be computed with, a length that does not fit, damage, a weight
///           that is not finite
[[nodiscard]] PASSK_INLINE result<stored_model> parse_weight_file(const std::string& name,
                                                                  std::string_view bytes);

namespace detail {

struct close_file {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
using open_file = std::unique_ptr<std::FILE, close_file>;

}  // namespace detail

/// Reads a weight file of at most 256 MB. Errors as of parse_weight_file; errc::io if it cannot be
/// read.
[[nodiscard]] PASSK_INLINE result<stored_model> read_weight_file(const std::string& path);

/// Writes a weight file: beside it first, then in its place, so that it is never half written.
/// @returns  its size in bytes, or errc::io
[[nodiscard]] PASSK_INLINE result<std::size_t> write_weight_file(const std::string& path,
                                                                 const stored_model& model);

}  // namespace passk::adapter::tiny_lm

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/tiny_lm/impl/weight_file.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_TINY_LM_WEIGHT_FILE_HPP
