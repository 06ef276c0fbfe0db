// SPDX-License-Identifier: Apache-2.0
// Any bytes as a tokenizer.json; and any text through one that is sound.
#include <passk/adapter/tokenizer/byte_level_bpe.hpp>
#include <passk/adapter/tokenizer/detail/words.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace tokenizer = passk::adapter::tokenizer;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read = tokenizer::byte_level_bpe::parse("fuzz", text);
    if (read) {
        const auto ids = read.value().encode(text);
        if (ids && read.value().decode(ids.value()).size() > 1024 * size) {
            std::abort();
        }
    }
    const std::string valid = passk::replace_invalid_utf8(text);
    for (const auto rule :
         {tokenizer::detail::word_rule::gpt2, tokenizer::detail::word_rule::llama3,
          tokenizer::detail::word_rule::qwen2}) {
        std::string whole;
        for (const std::string_view word : tokenizer::detail::word_cutter(valid, rule).words()) {
            if (word.empty()) {
                std::abort();
            }
            whole += word;
        }
        if (whole != valid || !tokenizer::detail::composed(valid)) {
            std::abort();
        }
    }
    return 0;
}
