// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_MODEL_WITH_WORDS_HPP
#define PASSK_TESTS_SUPPORT_MODEL_WITH_WORDS_HPP

#include <passk/adapter/checkpoint/element_type.hpp>
#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/checkpoint/tensor_view.hpp>
#include <passk/core/random_bits.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source_directory.hpp"

namespace passk_tests {

/// Writes a random model of the Qwen3 family into a folder, whose vocabulary is that of one of
/// the tokenizers of tests/adapter/tokenizer, and that tokenizer with ChatML's tokens.
inline void write_model_with_words(const std::filesystem::path& folder) {
    std::ifstream golden(source_directory() + "/tests/adapter/tokenizer/golden.json");
    const std::string text(std::istreambuf_iterator<char>(golden), {});
    const boost::json::value all = boost::json::parse(text);
    std::string words = boost::json::serialize(all.at(2).at("tokenizer"));
    for (const auto& [from, to] :
         {std::pair{"<|begin|>", "<|im_start|>"}, std::pair{"<|end|>", "<|im_end|>"}}) {
        for (std::size_t at = words.find(from); at != std::string::npos; at = words.find(from)) {
            words.replace(at, std::string_view(from).size(), to);
        }
    }
    std::ofstream(folder / "tokenizer.json") << words;
    std::ofstream(folder / "config.json") << R"({"model_type": "qwen3", "vocab_size": 405,
 "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
 "head_dim": 4, "intermediate_size": 8, "max_position_embeddings": 256, "rms_norm_eps": 1e-6,
 "tie_word_embeddings": true, "eos_token_id": 401})";
    const std::vector<std::pair<std::string, std::vector<std::uint64_t>>> shapes{
        {"model.embed_tokens.weight", {405, 8}},
        {"model.norm.weight", {8}},
        {"model.layers.0.input_layernorm.weight", {8}},
        {"model.layers.0.self_attn.q_proj.weight", {8, 8}},
        {"model.layers.0.self_attn.k_proj.weight", {4, 8}},
        {"model.layers.0.self_attn.v_proj.weight", {4, 8}},
        {"model.layers.0.self_attn.q_norm.weight", {4}},
        {"model.layers.0.self_attn.k_norm.weight", {4}},
        {"model.layers.0.self_attn.o_proj.weight", {8, 8}},
        {"model.layers.0.post_attention_layernorm.weight", {8}},
        {"model.layers.0.mlp.gate_proj.weight", {8, 8}},
        {"model.layers.0.mlp.up_proj.weight", {8, 8}},
        {"model.layers.0.mlp.down_proj.weight", {8, 8}}};
    passk::random_bits bits(11);
    std::vector<std::vector<float>> numbers;
    std::vector<passk::adapter::checkpoint::tensor_view> tensors;
    numbers.reserve(shapes.size());
    for (const auto& [name, shape] : shapes) {
        numbers.emplace_back(shape.size() == 2 ? shape[0] * shape[1] : shape[0]);
        for (float& number : numbers.back()) {
            number = static_cast<float>(2.0 * passk::uniform_unit(bits) - 1.0);
        }
        tensors.push_back({.name = name,
                           .type = passk::adapter::checkpoint::element_type::f32,
                           .shape = shape,
                           .bytes = std::as_bytes(std::span(numbers.back()))});
    }
    if (const auto failure = passk::adapter::checkpoint::write_safetensors(
            (folder / "model.safetensors").string(), tensors)) {
        throw std::runtime_error(failure->context);
    }
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_MODEL_WITH_WORDS_HPP
