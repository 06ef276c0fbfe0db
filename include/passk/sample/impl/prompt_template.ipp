// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_SAMPLE_IMPL_PROMPT_TEMPLATE_IPP
#define PASSK_SAMPLE_IMPL_PROMPT_TEMPLATE_IPP

#include <passk/core/error.hpp>
#include <passk/sample/problem.hpp>
#include <passk/sample/prompt.hpp>
#include <passk/sample/prompt_template.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

inline void replace_mark(std::string& text, std::string_view mark, std::string_view by) {
    if (const std::size_t at = text.find(mark); at != std::string::npos) {
        text.replace(at, mark.size(), by);
    }
}

[[nodiscard]] inline std::string format_of_program(const problem& task) {
    return task.starter.empty()
               ? "### Format: Read the inputs from stdin solve the problem and write the answer to "
                 "stdout (do not directly test on the sample inputs). Enclose your code within "
                 "delimiters as follows. Ensure that when the python program runs, it reads the "
                 "inputs, runs the algorithm and writes output to STDOUT.\n```python\n# YOUR CODE "
                 "HERE\n```\n\n"
               : "### Format: You will use the following starter code to write the solution to the "
                 "problem and enclose your code within delimiters.\n```python\n"
                     + task.starter + "\n```\n\n";
}

[[nodiscard]] inline chat chat_of_messages(const problem& task, const std::vector<image>& images) {
    chat turns;
    std::size_t shown = 0;
    for (const problem_message& one : task.messages) {
        expects(one.images <= images.size() - shown,
                "passk::render_prompt: a message shows more images than there are");
        const auto from = images.begin() + static_cast<std::ptrdiff_t>(shown);
        turns.push_back({.role = one.role,
                         .text = one.text,
                         .images = {from, from + static_cast<std::ptrdiff_t>(one.images)}});
        shown += one.images;
    }
    expects(shown == images.size(), "passk::render_prompt: an image is in no message");
    return turns;
}

}  // namespace detail

PASSK_INLINE std::string problem_statement(const problem& task) {
    std::string text = task.prompt;
    for (std::size_t i = 0; i < task.options.size() && i < 26; ++i) {
        text += "\n(";
        text += static_cast<char>('A' + i);
        text += ") " + task.options[i];
    }
    return text;
}

PASSK_INLINE prompt render_prompt(const prompt_template& with, const problem& task,
                                  std::vector<image> images) {
    if (!task.messages.empty()) {
        return detail::chat_of_messages(task, images);
    }
    if (with.form != prompt_form::messages && !images.empty()) [[unlikely]] {
        detail::fail_precondition("passk::render_prompt: the template '" + std::string(with.name)
                                  + "' makes text, and problem '" + task.id
                                  + "' has images; take one that makes a chat");
    }
    std::string user(with.user);
    detail::replace_mark(user, "{format}", detail::format_of_program(task));
    detail::replace_mark(user, "{question}", problem_statement(task));
    if (with.form == prompt_form::messages) {
        chat turns;
        if (!with.system.empty()) {
            turns.push_back({.role = "system", .text = std::string(with.system)});
        }
        turns.push_back({.role = "user", .text = std::move(user), .images = std::move(images)});
        if (!with.prefill.empty()) {
            turns.push_back({.role = "assistant", .text = std::string(with.prefill)});
        }
        return turns;
    }
    if (with.form == prompt_form::text) {
        return user + std::string(with.prefill);
    }
    std::string text;
    if (!with.system.empty()) {
        text += "<|im_start|>system\n" + std::string(with.system) + "<|im_end|>\n";
    }
    return text + "<|im_start|>user\n" + user + "<|im_end|>\n<|im_start|>assistant\n"
           + std::string(with.prefill);
}

}  // namespace passk

#endif  // PASSK_SAMPLE_IMPL_PROMPT_TEMPLATE_IPP
