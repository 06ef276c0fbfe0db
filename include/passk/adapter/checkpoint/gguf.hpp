// SPDX-License-Identifier: Apache-2.0
// Needs POSIX.
#ifndef PASSK_ADAPTER_CHECKPOINT_GGUF_HPP
#define PASSK_ADAPTER_CHECKPOINT_GGUF_HPP

#include <passk/adapter/checkpoint/gguf_type.hpp>
#include <passk/adapter/checkpoint/mapped_file.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk::adapter::checkpoint {

/// A list in the metadata of a GGUF file: whole numbers, numbers, truth values or texts. The texts
/// lie in the file's bytes.
using gguf_list = std::variant<std::vector<std::int64_t>, std::vector<double>, std::vector<bool>,
                               std::vector<std::string_view>>;

/// A value in the metadata of a GGUF file. Whole numbers above 2^63 - 1 are refused.
using gguf_value = std::variant<std::int64_t, double, bool, std::string_view, gguf_list>;

/// A tensor of a GGUF file: row-major in the order of `shape`, the outermost extent first.
struct gguf_tensor {
    std::string name{};
    gguf_type type{};
    std::vector<std::uint64_t> shape{};
    std::span<const std::byte> bytes{};
    std::uint64_t count = 0;  ///< of elements
};

/// What a GGUF file holds. Texts and tensors lie in its bytes.
struct gguf_content {
    std::map<std::string, gguf_value, std::less<>> metadata{};
    std::map<std::string, gguf_tensor, std::less<>> tensors{};
};

/// The metadata and tensors of the bytes of a GGUF file of version 2 or 3. They refer to the bytes
/// given. Every length, offset and type is checked against the file; types of tensors other than
/// gguf_type's are refused by name.
///
/// @param name  stands for the file in messages
/// @par Source
/// https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
[[nodiscard]] PASSK_INLINE result<gguf_content> parse_gguf(std::string_view name,
                                                           std::span<const std::byte> bytes);

/// Elements of a tensor as floats, de-quantised by blocks, with the bits that gguf of PyPI gives
/// them.
///
/// @param first  the first element; a multiple of the elements of a block
/// @pre          first + out.size() <= tensor.count, out.size() a multiple likewise
/// @throws       domain_error if they are not
PASSK_INLINE void copy_as_float(const gguf_tensor& tensor, std::uint64_t first,
                                std::span<float> out);

/// A GGUF file that stays mapped as long as this lives.
class gguf {
public:
    /// Maps a file and reads what it holds.
    [[nodiscard]] PASSK_INLINE static result<gguf> open(const std::filesystem::path& path);

    /// The value of a key; null if there is none.
    [[nodiscard]] const gguf_value* value(std::string_view key) const {
        const auto found = content_.metadata.find(key);
        return found == content_.metadata.end() ? nullptr : &found->second;
    }
    /// The tensor of a name; null if there is none.
    [[nodiscard]] const gguf_tensor* tensor(std::string_view name) const {
        const auto found = content_.tensors.find(name);
        return found == content_.tensors.end() ? nullptr : &found->second;
    }
    /// All of both, by name.
    [[nodiscard]] const gguf_content& content() const noexcept { return content_; }

private:
    gguf(mapped_file file, gguf_content content)
        : file_(std::move(file)), content_(std::move(content)) {}

    mapped_file file_;
    gguf_content content_;
};

}  // namespace passk::adapter::checkpoint

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/checkpoint/impl/gguf.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_CHECKPOINT_GGUF_HPP
