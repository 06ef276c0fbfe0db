// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_CHECKPOINT_SAFETENSORS_HPP
#define PASSK_ADAPTER_CHECKPOINT_SAFETENSORS_HPP

#include <passk/adapter/checkpoint/mapped_file.hpp>
#include <passk/adapter/checkpoint/tensor_view.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::checkpoint {

/// The tensors of the bytes of a safetensors file. They refer to the bytes given.
///
/// Every bound is checked: the header's length, each tensor's offsets against its shape, its
/// type and the file, no overlap, no gap, no name twice.
///
/// @param name  stands for the file in messages
/// @par Source
/// https://github.com/huggingface/safetensors, "Format".
[[nodiscard]] PASSK_INLINE result<std::vector<tensor_view>> parse_safetensors(
    std::string_view name, std::span<const std::byte> bytes);

/// The tensors of a model's folder: model.safetensors, or the shards that
/// model.safetensors.index.json names. The files stay mapped as long as this lives.
class safetensors {
public:
    /// Opens a folder, or one file.
    [[nodiscard]] PASSK_INLINE static result<safetensors> open(const std::filesystem::path& where);

    /// The tensor of that name; null pointer if there is none.
    [[nodiscard]] const tensor_view* find(std::string_view name) const {
        const auto found = tensors_.find(name);
        return found == tensors_.end() ? nullptr : &found->second;
    }

    /// All tensors by name.
    [[nodiscard]] const std::map<std::string, tensor_view, std::less<>>& tensors() const noexcept {
        return tensors_;
    }

private:
    safetensors() = default;

    // Maps a file and takes its tensors.
    [[nodiscard]] PASSK_INLINE std::optional<error> add(const std::filesystem::path& path);

    [[nodiscard]] PASSK_INLINE static result<safetensors> open_shards(
        const std::filesystem::path& folder, const std::filesystem::path& index);

    std::vector<mapped_file> files_{};
    std::map<std::string, tensor_view, std::less<>> tensors_{};
};

/// Writes tensors to one safetensors file, in the order given.
///
/// @returns  nothing, or why it could not be written
/// @throws   domain_error if a tensor's bytes are not those of its shape and type, or a name
///           stands twice
[[nodiscard]] PASSK_INLINE std::optional<error> write_safetensors(
    const std::filesystem::path& path, std::span<const tensor_view> tensors);

}  // namespace passk::adapter::checkpoint

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/checkpoint/impl/safetensors.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_CHECKPOINT_SAFETENSORS_HPP
