// SPDX-License-Identifier: Apache-2.0
// Needs Boost.JSON.
#ifndef PASSK_ADAPTER_CHECKPOINT_MODEL_CONFIG_HPP
#define PASSK_ADAPTER_CHECKPOINT_MODEL_CONFIG_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace passk::adapter::checkpoint {

/// Families of decoder-only transformers. All have RMSNorm before each block, rotary positions,
/// grouped-query attention and SwiGLU.
enum class model_family : std::uint8_t {
    llama,  ///< no biases
    qwen2,  ///< biases on the projections to queries, keys and values
    qwen3,  ///< no biases; RMSNorm on each head of queries and keys
};

/// Llama 3's change of the rotary frequencies for contexts longer than those trained on.
struct llama3_rope {
    double factor = 1.0;
    double low_freq_factor = 1.0;
    double high_freq_factor = 4.0;
    std::uint32_t original_max_positions = 8192;

    friend bool operator==(const llama3_rope&, const llama3_rope&) = default;
};

/// What a config.json says about a model, as far as computing needs it.
struct model_config {
    model_family family = model_family::llama;
    std::uint32_t vocab_size = 0;
    std::uint32_t hidden_size = 0;
    std::uint32_t layers = 0;
    std::uint32_t heads = 0;
    std::uint32_t kv_heads = 0;           ///< divides heads
    std::uint32_t head_dim = 0;           ///< even
    std::uint32_t intermediate_size = 0;  ///< of the SwiGLU block
    std::uint32_t max_positions = 0;      ///< longest context the model was made for
    double rms_norm_eps = 1e-6;
    double rope_theta = 10000.0;
    std::optional<llama3_rope> rope_scaling{};
    bool tied_embeddings = false;             ///< the output matrix is the embedding's
    std::vector<std::uint32_t> end_tokens{};  ///< any of them ends a completion; may be empty
    std::optional<std::uint32_t> begin_token{};

    friend bool operator==(const model_config&, const model_config&) = default;
};

namespace detail {

inline constexpr std::uint64_t max_vocabulary = std::uint64_t{1} << 22U;

}  // namespace detail

/// The configuration in the text of a config.json. What would change a model's numbers and is
/// not computed here is refused by name with errc::unsupported: other families, other rotary
/// scalings (yarn, linear, dynamic, longrope), sliding windows, quantised weights.
///
/// @param name  stands for the file in messages
[[nodiscard]] PASSK_INLINE result<model_config> parse_model_config(std::string_view name,
                                                                   std::string_view text);

/// The configuration of a model's folder: config.json, and the end tokens of
/// generation_config.json where there is one.
[[nodiscard]] PASSK_INLINE result<model_config> read_model_config(
    const std::filesystem::path& folder);

/// The rotary frequencies of a model, in radians a position: head_dim / 2 of them.
/// @par Source
/// Su et al. 2021, arXiv:2104.09864; for Llama 3, the reference implementation's apply_scaling.
[[nodiscard]] PASSK_INLINE std::vector<double> rope_frequencies(const model_config& config);

}  // namespace passk::adapter::checkpoint

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/checkpoint/impl/model_config.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_CHECKPOINT_MODEL_CONFIG_HPP
