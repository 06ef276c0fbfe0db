// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_TOKENIZER_IMPL_CHAT_FORMAT_IPP
#define PASSK_ADAPTER_TOKENIZER_IMPL_CHAT_FORMAT_IPP

#include <passk/adapter/tokenizer/chat_format.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/sample/prompt.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace passk::adapter::tokenizer {

PASSK_INLINE result<std::string> render_chat(chat_format format, const chat& messages) {
    const bool chatml = format == chat_format::chatml;
    const auto heading = [&](std::string_view role) {
        return chatml ? "<|im_start|>" + std::string(role) + '\n'
                      : "<|start_header_id|>" + std::string(role) + "<|end_header_id|>\n\n";
    };
    std::string out = chatml ? "" : "<|begin_of_text|>";
    for (const chat_message& message : messages) {
        if (!message.images.empty()) {
            return error{errc::unsupported, "this chat format has no images"};
        }
        if (message.role != "system" && message.role != "user" && message.role != "assistant") {
            return error{errc::unsupported, "this chat format has no role '" + message.role + "'"};
        }
        std::string_view text = message.text;
        if (!chatml) {
            constexpr std::string_view blank = " \t\n\v\f\r";
            const std::size_t first = text.find_first_not_of(blank);
            text = first == std::string_view::npos
                       ? std::string_view()
                       : text.substr(first, text.find_last_not_of(blank) - first + 1);
        }
        out += heading(message.role);
        out += text;
        out += chatml ? "<|im_end|>\n" : "<|eot_id|>";
    }
    return out + heading("assistant");
}

}  // namespace passk::adapter::tokenizer

#endif  // PASSK_ADAPTER_TOKENIZER_IMPL_CHAT_FORMAT_IPP
