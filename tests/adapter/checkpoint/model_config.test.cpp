// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/checkpoint/model_config.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../json/temporary_files.hpp"

namespace {

namespace checkpoint = passk::adapter::checkpoint;

const std::string llama = R"({"model_type": "llama", "vocab_size": 128256, "hidden_size": 2048,
 "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64,
 "intermediate_size": 8192, "max_position_embeddings": 131072, "rms_norm_eps": 1e-05,
 "rope_theta": 500000.0, "hidden_act": "silu", "attention_bias": false, "mlp_bias": false,
 "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
  "original_max_position_embeddings": 8192, "rope_type": "llama3"},
 "tie_word_embeddings": true, "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009]})";

// llama with one text for another.
std::string changed(std::string_view from, std::string_view to) {
    std::string text = llama;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string complaint(const std::string& text) {
    const auto read = checkpoint::parse_model_config("c", text);
    return read ? "accepted" : read.error().context;
}

TEST_CASE("Llama 3.2 1B as published") {
    const auto read = checkpoint::parse_model_config("c", llama);
    REQUIRE(read);
    const checkpoint::model_config& config = read.value();
    CHECK(config.family == checkpoint::model_family::llama);
    CHECK(config.kv_heads == 8);
    CHECK(config.head_dim == 64);
    CHECK(config.tied_embeddings);
    CHECK(config.rope_scaling == checkpoint::llama3_rope{.factor = 32.0});
    CHECK(config.end_tokens == std::vector<std::uint32_t>{128001, 128008, 128009});
    CHECK(config.begin_token == 128000U);
}

TEST_CASE("rotary parameters in the form of transformers 5") {
    const std::string text =
        changed(R"("rope_theta": 500000.0)",
                R"("rope_parameters": {"rope_theta": 1e6, "rope_type": "default"})");
    const auto read = checkpoint::parse_model_config("c", text);
    REQUIRE(read);
    CHECK(read.value().rope_theta == 1e6);
    CHECK(!read.value().rope_scaling);
}

TEST_CASE("frequencies of Llama 3: short waves stay, long ones are stretched by the factor") {
    const checkpoint::model_config config = checkpoint::parse_model_config("c", llama).value();
    const std::vector<double> scaled = checkpoint::rope_frequencies(config);
    checkpoint::model_config plain_config = config;
    plain_config.rope_scaling.reset();
    const std::vector<double> plain = checkpoint::rope_frequencies(plain_config);
    REQUIRE(scaled.size() == 32);
    CHECK(plain[0] == 1.0);
    CHECK(plain[16] == doctest::Approx(1.0 / std::sqrt(500000.0)));
    for (std::size_t i = 0; i < 32; ++i) {
        const double wavelength = 2.0 * 3.14159265358979323846 / plain[i];
        CAPTURE(i);
        if (wavelength < 8192.0 / 4.0) {
            CHECK(scaled[i] == plain[i]);
        } else if (wavelength > 8192.0) {
            CHECK(scaled[i] == plain[i] / 32.0);
        } else {
            CHECK(scaled[i] < plain[i]);
            CHECK(scaled[i] > plain[i] / 32.0);
        }
    }
}

TEST_CASE("what would change the numbers is refused by name") {
    CHECK(complaint(changed("llama3", "yarn"))
          == "c: rope_type is neither default nor llama3 (yarn)");
    CHECK(checkpoint::parse_model_config("c", changed("llama3", "yarn")).error().code
          == passk::errc::unsupported);
    CHECK(complaint(changed("\"llama\"", "\"mixtral\""))
          == "c: model_type is none of llama, qwen2 and qwen3 (mixtral)");
    CHECK(complaint(changed("silu", "gelu")) == "c: hidden_act is not silu (\"gelu\")");
    CHECK(complaint(changed("\"mlp_bias\": false", "\"mlp_bias\": true"))
          == "c: mlp_bias is not supported");
    CHECK(complaint(changed("\"mlp_bias\": false", "\"use_sliding_window\": true"))
          == "c: use_sliding_window is not supported");
    CHECK(complaint(changed("\"mlp_bias\": false",
                            R"("layer_types": ["full_attention", "sliding_attention"])"))
          == "c: a layer type is not full_attention (\"sliding_attention\")");
    CHECK(complaint(changed("\"mlp_bias\": false", R"("quantization_config": {"bits": 4})"))
          == "c: quantised weights are not supported ({\"bits\":4})");
}

TEST_CASE("sizes that cannot be are errors that show them") {
    CHECK(complaint(changed("2048", "0")) == "c: hidden_size is not from 1 to 1048576 (0)");
    CHECK(complaint(changed("2048", "-5"))
          == "c: hidden_size is not a whole number from 1 to 1048576 (-5)");
    CHECK(complaint(changed("2048", "2048.5"))
          == "c: hidden_size is not a whole number from 1 to 1048576 (2.0485E3)");
    CHECK(complaint(changed("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 7"))
          == "c: num_key_value_heads does not divide num_attention_heads (7 and 32)");
    CHECK(complaint(changed("\"head_dim\": 64", "\"head_dim\": 63"))
          == "c: head_dim is odd or above 1024 (63)");
    CHECK(complaint(changed("1e-05", "0")) == "c: rms_norm_eps is not a number above 0 (0)");
    CHECK(complaint(changed("\"vocab_size\": 128256, ", ""))
          == "c: there is no field 'vocab_size'");
    CHECK(complaint("{\"a\":1,\n\"a\":2}") == "c: line 2: a key stands twice in one object");
    CHECK(complaint("[1]") == "c: the document is not an object ([1])");
}

TEST_CASE("generation_config.json adds end tokens") {
    const passk_tests::temporary_files files;
    static_cast<void>(files.write("config.json", changed("[128001, 128008, 128009]", "128009")));
    static_cast<void>(files.write("generation_config.json", R"({"eos_token_id": [128009, 5]})"));
    const auto read = checkpoint::read_model_config(files.path(""));
    REQUIRE(read);
    CHECK(read.value().end_tokens == std::vector<std::uint32_t>{128009, 5});
    const std::string bad = files.write("generation_config.json", R"({"eos_token_id": "x"})");
    CHECK(checkpoint::read_model_config(files.path("")).error().context.starts_with(bad + ": "));
}

}  // namespace
