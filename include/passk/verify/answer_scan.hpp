// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANSWER_SCAN_HPP
#define PASSK_VERIFY_ANSWER_SCAN_HPP

#include <passk/core/separate_compilation.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace passk {

/// What told us that an answer stands here.
enum class answer_anchor : std::uint8_t {
    boxed,           ///< the content of a boxed, fbox or framebox command
    tag,             ///< <answer>...</answer>
    json_field,      ///< "answer": ..., "final_answer": ...
    hashes,          ///< #### ... to the end of the line
    final_phrase,    ///< final answer is ..., Final Answer: ..., 最终答案 ...
    answer_line,     ///< a line that begins with Answer: (or Antwort:, Ответ:, 答案：...)
    answer_phrase,   ///< the answer is ..., the answer should be ..., 答案是 ...
    solution_line,   ///< A: ... as the last line
    display_math,    ///< $$...$$, \[...\] or a math environment
    bold,            ///< **...**
    conclusion,      ///< the value of a concluding sentence that ends the response
    whole_response,  ///< the response is nothing but an answer
    last_number,     ///< the last number of the text
};

/// Name of an anchor, as it stands in the enumeration.
[[nodiscard]] constexpr std::string_view to_string(answer_anchor anchor) noexcept {
    constexpr std::array<std::string_view, 13> names{
        "boxed",        "tag",         "json_field",    "hashes",
        "final_phrase", "answer_line", "answer_phrase", "solution_line",
        "display_math", "bold",        "conclusion",    "whole_response",
        "last_number"};
    return names[static_cast<std::size_t>(anchor)];
}

/// A place in a response where an answer may stand. Offsets are bytes of the response.
struct answer_candidate {
    answer_anchor anchor = answer_anchor::boxed;
    std::size_t begin = 0;  ///< first byte of the content
    std::size_t end = 0;    ///< one past its last byte
    bool firm = true;       ///< it begins like a number, formula or choice, or is delimited

    friend bool operator==(const answer_candidate&, const answer_candidate&) = default;
};

/// Everything that one pass over a response found.
struct answer_scan {
    std::vector<answer_candidate> candidates{};
    std::size_t searched_from = 0;  ///< after the last </think>
    std::size_t searched_to = 0;    ///< the end, or the <think> that never closes
    bool thinking_unfinished = false;
    /// Where the content of the last box or tag begins that is still open at the end.
    std::optional<std::size_t> open_at{};
};

/// Finds the places where an answer may stand: one forward pass, no backtracking, any bytes.
///
/// Text before the last closing thinking tag (</think>, </thinking>) is not searched, nor is text
/// after an opening one that never closes. Which candidate is the answer is not decided here:
/// see extract_answer.
///
/// @par Cost
/// linear in the length of `response`, the same for hostile ones; memory linear in the number of
/// candidates.
[[nodiscard]] PASSK_INLINE answer_scan scan_answers(std::string_view response);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/answer_scan.ipp>
#endif

#endif  // PASSK_VERIFY_ANSWER_SCAN_HPP
