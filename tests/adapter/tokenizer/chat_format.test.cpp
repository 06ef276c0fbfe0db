// SPDX-License-Identifier: Apache-2.0
#include <passk/adapter/tokenizer/chat_format.hpp>

#include <doctest/doctest.h>

#include <passk/sample/prompt.hpp>

#include <memory>
#include <string>

namespace {

using passk::adapter::tokenizer::chat_format;
using passk::adapter::tokenizer::render_chat;

const passk::chat talk{{.role = "system", .text = "Be brief."},
                       {.role = "user", .text = " 1 + 1? \n"},
                       {.role = "assistant", .text = "2"},
                       {.role = "user", .text = "Sure?"}};

TEST_CASE("ChatML as in Qwen's template") {
    CHECK(render_chat(chat_format::chatml, talk).value()
          == "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n 1 + 1? \n<|im_end|>\n"
             "<|im_start|>assistant\n2<|im_end|>\n<|im_start|>user\nSure?<|im_end|>\n"
             "<|im_start|>assistant\n");
}

TEST_CASE("Llama 3 as in Meta's template") {
    CHECK(render_chat(chat_format::llama3, talk).value()
          == "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
             "<|start_header_id|>user<|end_header_id|>\n\n1 + 1?<|eot_id|>"
             "<|start_header_id|>assistant<|end_header_id|>\n\n2<|eot_id|>"
             "<|start_header_id|>user<|end_header_id|>\n\nSure?<|eot_id|>"
             "<|start_header_id|>assistant<|end_header_id|>\n\n");
}

TEST_CASE("what a format has no place for is refused") {
    CHECK(render_chat(chat_format::chatml, {{.role = "tool", .text = "x"}}).error().context
          == "this chat format has no role 'tool'");
    const passk::image picture{.media_type = "image/png",
                               .bytes = std::make_shared<const std::string>("x")};
    CHECK(render_chat(chat_format::llama3, {{.role = "user", .text = "", .images = {picture}}})
              .error()
              .code
          == passk::errc::unsupported);
}

}  // namespace
