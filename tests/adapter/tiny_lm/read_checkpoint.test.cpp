// SPDX-License-Identifier: Apache-2.0
#include "source_directory.hpp"

#include <passk/adapter/checkpoint/safetensors.hpp>
#include <passk/adapter/tiny_lm/read_checkpoint.hpp>
#include <passk/adapter/tiny_lm/weight_file.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace lm = passk::adapter::tiny_lm;
namespace checkpoint = passk::adapter::checkpoint;

namespace {

// small.tlm as Hugging Face would lay it out; `left_out` is a tensor that is missing.
class model_folder {
public:
    model_folder(const lm::decoder_weights& weights, const std::string& config,
                 const std::string& left_out = "") {
        std::filesystem::create_directories(path_);
        std::ofstream(path_ / "config.json") << config;
        std::vector<checkpoint::tensor_view> tensors;
        const auto add = [&](const std::string& name, const std::vector<std::uint64_t>& shape,
                             std::size_t offset) {
            std::size_t count = 1;
            for (const std::uint64_t extent : shape) {
                count *= extent;
            }
            if (name != left_out) {
                tensors.push_back({.name = name,
                                   .type = checkpoint::element_type::f32,
                                   .shape = shape,
                                   .bytes = std::as_bytes(std::span(weights.at(offset), count))});
            }
        };
        add("model.embed_tokens.weight", {11, 24}, weights.layout.embedding);
        add("model.norm.weight", {24}, weights.layout.final_gain);
        for (std::size_t i = 0; i < 2; ++i) {
            const lm::decoder_layout::layer& at = weights.layout.layers[i];
            const std::string layer = "model.layers." + std::to_string(i) + '.';
            add(layer + "input_layernorm.weight", {24}, at.attention_gain);
            add(layer + "self_attn.q_proj.weight", {24, 24}, at.query_key_value);
            add(layer + "self_attn.k_proj.weight", {12, 24}, at.query_key_value + 24 * 24);
            add(layer + "self_attn.v_proj.weight", {12, 24}, at.query_key_value + 36 * 24);
            add(layer + "self_attn.q_proj.bias", {24}, at.bias);
            add(layer + "self_attn.k_proj.bias", {12}, at.bias + 24);
            add(layer + "self_attn.v_proj.bias", {12}, at.bias + 36);
            add(layer + "self_attn.o_proj.weight", {24, 24}, at.attention_out);
            add(layer + "post_attention_layernorm.weight", {24}, at.feed_forward_gain);
            add(layer + "mlp.gate_proj.weight", {20, 24}, at.gate_up);
            add(layer + "mlp.up_proj.weight", {20, 24}, at.gate_up + 20 * 24);
            add(layer + "mlp.down_proj.weight", {24, 20}, at.down);
        }
        REQUIRE(!checkpoint::write_safetensors(path_ / "model.safetensors", tensors));
    }
    model_folder(const model_folder&) = delete;
    model_folder& operator=(const model_folder&) = delete;
    ~model_folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::filesystem::path path_ = std::filesystem::temp_directory_path() / "passk_tiny_lm_folder";
};

constexpr const char* qwen2 =
    R"({"model_type": "qwen2", "vocab_size": 11, "hidden_size": 24, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6, "intermediate_size": 20,
        "max_position_embeddings": 40, "rms_norm_eps": 1e-6, "rope_theta": 500.0,
        "tie_word_embeddings": true, "hidden_act": "silu", "eos_token_id": 10})";

lm::decoder_weights small() {
    passk::result<lm::stored_model> read = lm::read_weight_file(
        passk_tests::source_directory() + "/tests/adapter/tiny_lm/golden/small.tlm");
    REQUIRE(read.has_value());
    return std::move(read).value().weights;
}

}  // namespace

TEST_CASE("a Qwen2 folder gives the weights that went into it") {
    const lm::decoder_weights weights = small();
    const model_folder folder(weights, qwen2);
    const passk::result<lm::checkpoint_model> read = lm::read_checkpoint(folder.path());
    REQUIRE_MESSAGE(read.has_value(), (read ? "" : read.error().context));
    CHECK(read.value().weights.shape == weights.shape);
    CHECK(read.value().weights.numbers == weights.numbers);
    CHECK(read.value().end_tokens == std::vector<std::uint32_t>{10});
}

TEST_CASE("a folder that lacks a tensor, or whose sizes do not fit, is refused by name") {
    const lm::decoder_weights weights = small();
    {
        const model_folder folder(weights, qwen2, "model.layers.1.self_attn.k_proj.bias");
        const passk::result<lm::checkpoint_model> read = lm::read_checkpoint(folder.path());
        REQUIRE(!read.has_value());
        CHECK(read.error().code == passk::errc::malformed);
    }
    std::string config = qwen2;
    config.replace(config.find("\"intermediate_size\": 20"), 23, "\"intermediate_size\": 19");
    const model_folder folder(weights, config);
    const passk::result<lm::checkpoint_model> read = lm::read_checkpoint(folder.path());
    REQUIRE(!read.has_value());
    CHECK(read.error().context.find("gate_proj.weight' has shape [20, 24], not [19, 24]")
          != std::string::npos);
}

TEST_CASE("a folder that is not there is an error") {
    CHECK(!lm::read_checkpoint("/nowhere/at/all").has_value());
}
