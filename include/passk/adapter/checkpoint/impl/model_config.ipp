// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_CHECKPOINT_IMPL_MODEL_CONFIG_IPP
#define PASSK_ADAPTER_CHECKPOINT_IMPL_MODEL_CONFIG_IPP

#include <passk/adapter/checkpoint/complaint.hpp>
#include <passk/adapter/checkpoint/json_document.hpp>
#include <passk/adapter/checkpoint/mapped_file.hpp>
#include <passk/adapter/checkpoint/model_config.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <numbers>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace passk::adapter::checkpoint {

namespace detail {

// Sizes beyond these are mistakes or attacks, and products of three fit in 64 bits.
inline constexpr std::uint64_t max_width = std::uint64_t{1} << 20U;
inline constexpr std::uint64_t max_layers = 1024;
inline constexpr std::uint64_t max_context = std::uint64_t{1} << 24U;

// One id or a list of ids.
[[nodiscard]] inline std::vector<std::uint32_t> token_ids_of(const boost::json::value& value,
                                                             std::string_view what) {
    const auto id = [&](const boost::json::value& one) {
        return static_cast<std::uint32_t>(whole_of(one, what, 0, max_vocabulary));
    };
    std::vector<std::uint32_t> ids;
    if (const auto* const list = value.if_array()) {
        for (const boost::json::value& one : *list) {
            ids.push_back(id(one));
        }
    } else {
        ids.push_back(id(value));
    }
    return ids;
}

inline void read_rope(const boost::json::object& fields, model_config& config) {
    // transformers 5 put rope_theta and rope_scaling into one object, rope_parameters.
    const boost::json::value* const both = find(fields, "rope_parameters");
    const boost::json::value* const scaling = both != nullptr ? both : find(fields, "rope_scaling");
    const boost::json::value* theta = find(fields, "rope_theta");
    if (both != nullptr && object_of(*both, "rope_parameters").contains("rope_theta")) {
        theta = find(both->get_object(), "rope_theta");
    }
    config.rope_theta = theta == nullptr ? 10000.0 : positive_of(*theta, "rope_theta");
    if (scaling == nullptr) {
        return;
    }
    const boost::json::object& rope = object_of(*scaling, "rope_scaling");
    const boost::json::value* type = find(rope, "rope_type");
    type = type != nullptr ? type : find(rope, "type");
    const std::string_view kind = type == nullptr ? "default" : text_of(*type, "rope_type");
    if (kind == "default") {
        return;
    }
    if (kind != "llama3") {
        refuse_unsupported("rope_type is neither default nor llama3", kind);
    }
    llama3_rope llama3;
    llama3.factor = positive_of(need(rope, "factor"), "factor");
    llama3.low_freq_factor = positive_of(need(rope, "low_freq_factor"), "low_freq_factor");
    llama3.high_freq_factor = positive_of(need(rope, "high_freq_factor"), "high_freq_factor");
    llama3.original_max_positions =
        static_cast<std::uint32_t>(whole_of(need(rope, "original_max_position_embeddings"),
                                            "original_max_position_embeddings", 1, max_context));
    if (!(llama3.high_freq_factor > llama3.low_freq_factor)) {
        refuse("high_freq_factor is not above low_freq_factor", shown(*scaling));
    }
    config.rope_scaling = llama3;
}

// Settings that would change the numbers and that nothing here computes.
inline void refuse_what_is_not_computed(const boost::json::object& fields) {
    const auto must_be_false = [&](std::string_view key) {
        const boost::json::value* const value = find(fields, key);
        if (value != nullptr && truth_of(*value, key)) {
            refuse_unsupported(std::string(key) + " is not supported");
        }
    };
    must_be_false("use_sliding_window");
    must_be_false("mlp_bias");
    must_be_false("attention_bias");
    if (const auto* const act = find(fields, "hidden_act");
        act != nullptr && text_of(*act, "hidden_act") != "silu") {
        refuse_unsupported("hidden_act is not silu", shown(*act));
    }
    if (const auto* const quantized = find(fields, "quantization_config")) {
        refuse_unsupported("quantised weights are not supported", shown(*quantized));
    }
    if (const auto* const part = find(fields, "partial_rotary_factor");
        part != nullptr && positive_of(*part, "partial_rotary_factor") != 1.0) {
        refuse_unsupported("partial_rotary_factor is not 1", shown(*part));
    }
    if (const auto* const types = find(fields, "layer_types")) {
        const auto* const list = types->if_array();
        if (list == nullptr) {
            refuse("layer_types is not a list", shown(*types));
        }
        for (const boost::json::value& one : *list) {
            if (text_of(one, "a layer type") != "full_attention") {
                refuse_unsupported("a layer type is not full_attention", shown(one));
            }
        }
    }
}

[[nodiscard]] inline model_config read_config(std::string_view text) {
    const boost::json::value document = parse_document(text);
    const boost::json::object& fields = object_of(document, "the document");
    model_config config;
    const std::string_view type = text_of(need(fields, "model_type"), "model_type");
    if (type == "llama") {
        config.family = model_family::llama;
    } else if (type == "qwen2") {
        config.family = model_family::qwen2;
    } else if (type == "qwen3") {
        config.family = model_family::qwen3;
    } else {
        refuse_unsupported("model_type is none of llama, qwen2 and qwen3", type);
    }
    refuse_what_is_not_computed(fields);

    const auto size = [&](std::string_view key, std::uint64_t highest) {
        return static_cast<std::uint32_t>(whole_of(need(fields, key), key, 1, highest));
    };
    config.vocab_size = size("vocab_size", max_vocabulary);
    config.hidden_size = size("hidden_size", max_width);
    config.layers = size("num_hidden_layers", max_layers);
    config.heads = size("num_attention_heads", 4096);
    config.kv_heads = find(fields, "num_key_value_heads") == nullptr
                          ? config.heads
                          : size("num_key_value_heads", config.heads);
    if (config.heads % config.kv_heads != 0) {
        refuse("num_key_value_heads does not divide num_attention_heads",
               std::to_string(config.kv_heads) + " and " + std::to_string(config.heads));
    }
    if (find(fields, "head_dim") != nullptr) {
        config.head_dim = size("head_dim", 1024);
    } else if (config.hidden_size % config.heads == 0) {
        config.head_dim = config.hidden_size / config.heads;
    } else {
        refuse("num_attention_heads does not divide hidden_size and there is no head_dim",
               std::to_string(config.heads) + " and " + std::to_string(config.hidden_size));
    }
    if (config.head_dim % 2 != 0 || config.head_dim > 1024) {
        refuse("head_dim is odd or above 1024", std::to_string(config.head_dim));
    }
    config.intermediate_size = size("intermediate_size", 4 * max_width);
    config.max_positions = size("max_position_embeddings", max_context);
    config.rms_norm_eps = positive_of(need(fields, "rms_norm_eps"), "rms_norm_eps");
    read_rope(fields, config);
    if (const auto* const tied = find(fields, "tie_word_embeddings")) {
        config.tied_embeddings = truth_of(*tied, "tie_word_embeddings");
    }
    if (const auto* const end = find(fields, "eos_token_id")) {
        config.end_tokens = token_ids_of(*end, "eos_token_id");
    }
    if (const auto* const begin = find(fields, "bos_token_id")) {
        config.begin_token =
            static_cast<std::uint32_t>(whole_of(*begin, "bos_token_id", 0, max_vocabulary));
    }
    return config;
}

// The end tokens that generation_config.json adds: instruct models name more of them there.
inline void add_end_tokens(std::string_view text, model_config& config) {
    const boost::json::value document = parse_document(text);
    const auto* const more = find(object_of(document, "the document"), "eos_token_id");
    if (more != nullptr) {
        for (const std::uint32_t id : token_ids_of(*more, "eos_token_id")) {
            if (std::find(config.end_tokens.begin(), config.end_tokens.end(), id)
                == config.end_tokens.end()) {
                config.end_tokens.push_back(id);
            }
        }
    }
}

}  // namespace detail

PASSK_INLINE result<model_config> parse_model_config(std::string_view name, std::string_view text) {
    try {
        return detail::read_config(text);
    } catch (const detail::refusal& complaint) {
        return detail::about(name, complaint);
    }
}

PASSK_INLINE result<model_config> read_model_config(const std::filesystem::path& folder) {
    const std::string path = (folder / "config.json").string();
    auto file = mapped_file::open(path);
    if (!file) {
        return file.error();
    }
    auto config = parse_model_config(path, file.value().text());
    const std::filesystem::path generation = folder / "generation_config.json";
    std::error_code ignored;
    if (!config || !std::filesystem::exists(generation, ignored)) {
        return config;
    }
    auto more = mapped_file::open(generation.string());
    if (!more) {
        return more.error();
    }
    model_config complete = std::move(config).value();
    try {
        detail::add_end_tokens(more.value().text(), complete);
    } catch (const detail::refusal& complaint) {
        return detail::about(generation.string(), complaint);
    }
    return complete;
}

PASSK_INLINE std::vector<double> rope_frequencies(const model_config& config) {
    std::vector<double> out;
    for (std::uint32_t i = 0; i < config.head_dim / 2; ++i) {
        double frequency = std::pow(config.rope_theta, -2.0 * i / config.head_dim);
        if (config.rope_scaling) {
            const llama3_rope& scaling = *config.rope_scaling;
            const double original = scaling.original_max_positions;
            const double turns = original * frequency / (2.0 * std::numbers::pi);
            const double share = (turns - scaling.low_freq_factor)
                                 / (scaling.high_freq_factor - scaling.low_freq_factor);
            const double smooth = std::clamp(share, 0.0, 1.0);
            frequency *= (1.0 - smooth) / scaling.factor + smooth;
        }
        out.push_back(frequency);
    }
    return out;
}

}  // namespace passk::adapter::checkpoint

#endif  // PASSK_ADAPTER_CHECKPOINT_IMPL_MODEL_CONFIG_IPP
