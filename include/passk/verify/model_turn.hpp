// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MODEL_TURN_HPP
#define PASSK_VERIFY_MODEL_TURN_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace passk {

namespace detail {

/// Tokens with which chat templates end a turn or a text.
inline constexpr std::array<std::string_view, 21> end_of_turn_tokens{
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|eom_id|>",
    "<|end_of_text|>",
    "<|end_of_turn|>",
    "<|end|>",
    "<|return|>",
    "<|eot|>",
    "<|EOT|>",
    "<|eos|>",
    "<|endofresponse|>",
    "<end_of_turn>",
    "<eos>",
    "<EOS>",
    "</s>",
    "<\xEF\xBD\x9C"
    "end\xE2\x96\x81of\xE2\x96\x81sentence\xEF\xBD\x9C>",
    "<|end\xE2\x96\x81of\xE2\x96\x81sentence|>",
    "<|END_OF_TURN_TOKEN|>",
    "[EOS]",
    "<|file_separator|>"};

/// Tokens with which chat templates begin a turn.
inline constexpr std::array<std::string_view, 12> start_of_turn_tokens{
    "<|im_start|>",
    "<|start_header_id|>",
    "<start_of_turn>",
    "<|user|>",
    "<|assistant|>",
    "<|system|>",
    "<|start|>",
    "<|START_OF_TURN_TOKEN|>",
    "[INST]",
    "[/INST]",
    "<\xEF\xBD\x9CUser\xEF\xBD\x9C>",
    "<\xEF\xBD\x9C"
    "Assistant\xEF\xBD\x9C>"};

/// Lines with which a base model goes on to the next exchange.
inline constexpr std::array<std::string_view, 8> speaker_marks{
    "Human:",          "User:",    "### Human",  "### User",
    "### Instruction", "<human>:", "**Human:**", "**User:**"};

/// Lines with which a base model goes on to the next problem of a prompt with examples. A
/// response may also begin with them, so they count behind an answer only.
inline constexpr std::array<std::string_view, 8> problem_marks{
    "Question:",   "Problem:",      "Q:",           "### Question",
    "### Problem", "**Question:**", "**Problem:**", "\xE9\x97\xAE\xE9\xA2\x98\xEF\xBC\x9A"};

template <std::size_t Size>
[[nodiscard]] inline bool begins_with_any(std::string_view text,
                                          const std::array<std::string_view, Size>& marks) {
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return text.starts_with(mark); });
}

/// Where the first sign of an answer stands; the end of the text if there is none.
[[nodiscard]] inline std::size_t first_answer_cue(std::string_view text) {
    constexpr std::array<std::string_view, 6> cues{"boxed", "nswer", "####",
                                                   "```",   "\nA:",  "\xE7\xAD\x94"};
    std::size_t first = text.size();
    for (const std::string_view cue : cues) {
        first = (std::min)(first, text.substr(0, first).find(cue));
    }
    return first;
}

}  // namespace detail

/// The part of a sampled text that is the model's own turn: up to the first token that ends a
/// turn or begins another (`<|im_end|>`, `<|eot_id|>`, `</s>`, `<|im_start|>user`, ...), and up to
/// the first line on which the text goes on as somebody else ("Human:", "User:") or, once an
/// answer has been given, with another problem ("Question:"). Base models run on after their
/// answer and tuned ones stop; what comes after the turn answers no question that was asked.
///
/// @param text  any bytes
/// @returns     a part of `text` that begins where `text` begins, so offsets stay valid
/// @par Cost
/// linear in the length of the text.
/// @par Example
/// @code
/// model_turn("73<|im_end|>\n<|im_start|>user") == "73"
/// @endcode
[[nodiscard]] inline std::string_view model_turn(std::string_view text) {
    constexpr std::string_view white = " \t\r\n\f\v";
    std::size_t content = text.find_first_not_of(white);  // of the model's own turn
    std::optional<std::size_t> cue;
    for (std::size_t at = text.find_first_of("<[\n"); at != text.npos;
         at = text.find_first_of("<[\n", at + 1)) {
        const std::string_view rest = text.substr(at);
        const bool nothing_yet = content >= at;
        if (text[at] != '\n') {
            if (detail::begins_with_any(rest, detail::end_of_turn_tokens)) {
                if (!nothing_yet) {
                    return text.substr(0, at);
                }
                content = text.find_first_not_of(white, text.find_first_of(">]", at) + 1);
            } else if (detail::begins_with_any(rest, detail::start_of_turn_tokens)) {
                if (!nothing_yet) {
                    return text.substr(0, at);
                }
                // "<|im_start|>assistant" opens the turn itself.
                const std::size_t line = text.find('\n', at);
                const std::size_t token = text.find_first_of(">]", at) + 1;
                const std::string_view role =
                    text.substr(token, (std::min)(line, text.size()) - token);
                const bool named = role.starts_with("assistant") || role.starts_with("model");
                const std::size_t begin = named ? (std::min)(line, text.size()) : token;
                content = text.find_first_not_of(white, begin);
                at = begin > at ? begin - 1 : at;
            }
            continue;
        }
        const std::string_view line = rest.substr(1);
        if (nothing_yet || line.empty()) {
            continue;
        }
        if (detail::begins_with_any(line, detail::speaker_marks)) {
            return text.substr(0, at);
        }
        if (detail::begins_with_any(line, detail::problem_marks)) {
            cue = cue ? cue : detail::first_answer_cue(text);
            if (*cue < at) {
                return text.substr(0, at);
            }
        }
    }
    return text;
}

}  // namespace passk

#endif  // PASSK_VERIFY_MODEL_TURN_HPP
