// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON (link Boost::json) and POSIX.
#ifndef PASSK_ADAPTER_TINY_LM_READ_CHECKPOINT_HPP
#define PASSK_ADAPTER_TINY_LM_READ_CHECKPOINT_HPP

#include <passk/adapter/tiny_lm/decoder_weights.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace passk::adapter::tiny_lm {

/// A model of Hugging Face's layout. It has no tokenizer here: it takes and gives token ids.
struct checkpoint_model {
    decoder_weights weights;
    std::vector<std::uint32_t> end_tokens{};
};

/// Reads config.json and the safetensors of a folder: models of the Llama and Qwen2 families.
///
/// @param folder   as Hugging Face lays it out
/// @param context  the most tokens of prompt and completion; what the model was made for if that
///                 is less
/// @returns  the model; errc::unsupported for a family or a setting that is not computed here,
///           errc::malformed for a tensor that is missing, of another shape or not finite
/// @par Cost
/// 4 bytes a weight, twice that of the usual 2-byte checkpoint: for models of modest size.
[[nodiscard]] PASSK_INLINE result<checkpoint_model> read_checkpoint(
    const std::filesystem::path& folder, std::uint32_t context = 4096);

}  // namespace passk::adapter::tiny_lm

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/tiny_lm/impl/read_checkpoint.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_TINY_LM_READ_CHECKPOINT_HPP
