// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_PROMPT_HPP
#define PASSK_SAMPLE_PROMPT_HPP

#include <passk/sample/token_id.hpp>

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace passk {

/// A picture of a visual problem. Copies share the bytes.
struct image {
    std::string media_type{};                    ///< such as "image/png"
    std::shared_ptr<const std::string> bytes{};  ///< the file as it is on disk; not null

    /// Same type and bytes.
    friend bool operator==(const image& a, const image& b) {
        return a.media_type == b.media_type
               && (a.bytes == b.bytes || (a.bytes && b.bytes && *a.bytes == *b.bytes));
    }
};

/// One turn of a conversation; the model's chat template makes tokens of it.
struct chat_message {
    std::string role{};           ///< "system", "user" or "assistant"
    std::string text{};           ///< UTF-8
    std::vector<image> images{};  ///< shown before the text

    friend bool operator==(const chat_message&, const chat_message&) = default;
};

using chat = std::vector<chat_message>;

/// What a model is given: text that it continues, a conversation that its chat template turns
/// into tokens, or the tokens themselves, which leave nothing to a template or tokenizer.
using prompt = std::variant<std::string, chat, token_ids>;

}  // namespace passk

#endif  // PASSK_SAMPLE_PROMPT_HPP
