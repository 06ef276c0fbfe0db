// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TOKENIZER_CHAT_FORMAT_HPP
#define PASSK_ADAPTER_TOKENIZER_CHAT_FORMAT_HPP

#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/sample/prompt.hpp>

#include <cstdint>
#include <string>

namespace passk::adapter::tokenizer {

/// How the turns of a chat become one text.
enum class chat_format : std::uint8_t {
    chatml,  ///< Qwen's: <|im_start|>role, newline, text, <|im_end|>, newline
    llama3,  ///< <|start_header_id|>role<|end_header_id|>, two newlines, trimmed text, <|eot_id|>
};

/// The text of a chat up to where the assistant's answer begins, special tokens included: encode
/// it without template tokens.
///
/// What the templates of some models add of their own, such as a system message that nobody
/// wrote or today's date, is not added here: write it as a message.
///
/// @returns  errc::unsupported for images and for roles other than system, user and assistant
[[nodiscard]] PASSK_INLINE result<std::string> render_chat(chat_format format,
                                                           const chat& messages);

}  // namespace passk::adapter::tokenizer

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/adapter/tokenizer/impl/chat_format.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_ADAPTER_TOKENIZER_CHAT_FORMAT_HPP
