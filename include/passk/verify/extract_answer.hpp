// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_EXTRACT_ANSWER_HPP
#define PASSK_VERIFY_EXTRACT_ANSWER_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/verify/answer_scan.hpp>
#include <passk/verify/judgement.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace passk {

/// A set of anchors.
class anchor_set {
public:
    constexpr anchor_set(std::initializer_list<answer_anchor> anchors) noexcept {
        for (const answer_anchor one : anchors) {
            bits_ = static_cast<std::uint16_t>(bits_ | bit(one));
        }
    }
    [[nodiscard]] constexpr bool contains(answer_anchor one) const noexcept {
        return (bits_ & bit(one)) != 0;
    }
    friend constexpr bool operator==(anchor_set, anchor_set) = default;

private:
    static constexpr std::uint16_t bit(answer_anchor one) noexcept {
        return static_cast<std::uint16_t>(1U << static_cast<unsigned>(one));
    }
    std::uint16_t bits_ = 0;
};

/// Which of several boxes is the answer.
enum class box_rule : std::uint8_t {
    last_group,  ///< the last one, with those listed before it: the boxes 2 and 3
    last,        ///< the last one
    first,       ///< the first one
    single,      ///< none, if there are two with different content
};

/// What an answer is worth that is still open where the response ends.
enum class unclosed_rule : std::uint8_t {
    no_answer,  ///< the response was cut off: no answer, unless a complete one follows
    take_rest,  ///< what is there is the answer
};

/// What text inside <think>...</think> is worth.
enum class thinking_rule : std::uint8_t {
    skip,         ///< never searched
    last_resort,  ///< searched if nothing else gives an answer
};

/// How extract_answer chooses.
struct extraction_policy {
    /// Which anchors count. answer_anchor::last_number is left out unless it is asked for: it
    /// makes an answer of any text that was cut off.
    anchor_set anchors{
        answer_anchor::boxed,         answer_anchor::tag,           answer_anchor::json_field,
        answer_anchor::hashes,        answer_anchor::final_phrase,  answer_anchor::answer_line,
        answer_anchor::answer_phrase, answer_anchor::solution_line, answer_anchor::display_math,
        answer_anchor::bold,          answer_anchor::conclusion,    answer_anchor::whole_response};
    box_rule boxes = box_rule::last_group;
    unclosed_rule unclosed = unclosed_rule::no_answer;
    thinking_rule thinking = thinking_rule::skip;

    friend constexpr bool operator==(const extraction_policy&, const extraction_policy&) = default;
};

/// For rewards: one complete box or answer tag, or there is no answer.
[[nodiscard]] constexpr extraction_policy strict_extraction() noexcept {
    return {.anchors = {answer_anchor::boxed, answer_anchor::tag},
            .boxes = box_rule::single,
            .unclosed = unclosed_rule::no_answer,
            .thinking = thinking_rule::skip};
}

/// Takes whatever it can get, the last number and open boxes included. Counts lucky hits.
[[nodiscard]] constexpr extraction_policy lenient_extraction() noexcept {
    return {
        .anchors = {answer_anchor::boxed, answer_anchor::tag, answer_anchor::json_field,
                    answer_anchor::hashes, answer_anchor::final_phrase, answer_anchor::answer_line,
                    answer_anchor::answer_phrase, answer_anchor::solution_line,
                    answer_anchor::display_math, answer_anchor::bold, answer_anchor::conclusion,
                    answer_anchor::whole_response, answer_anchor::last_number},
        .boxes = box_rule::last_group,
        .unclosed = unclosed_rule::take_rest,
        .thinking = thinking_rule::last_resort};
}

/// What a verifier is given to judge.
enum class judged_text : std::uint8_t {
    response,  ///< all that the model wrote: the answer must be found in it
    answer,    ///< an answer that was taken out before, or a solution as reference_answer reads it
};

/// How an extraction ended.
enum class extraction_status : std::uint8_t {
    found,
    no_answer,    ///< nothing that the policy accepts
    cut_off,      ///< the response ends inside its answer or its thinking
    conflicting,  ///< several boxes that differ, under box_rule::single
};

/// An answer with its evidence.
struct extracted_answer {
    extraction_status status = extraction_status::no_answer;
    std::string text{};  ///< without decoration; a list joined by ", " for a group of boxes
    answer_anchor anchor = answer_anchor::boxed;  ///< meaningful if found
    std::size_t begin = 0;                        ///< where it stands in the response, in bytes
    std::size_t end = 0;
    std::size_t candidates = 0;  ///< how many places the scan offered

    [[nodiscard]] explicit operator bool() const noexcept {
        return status == extraction_status::found;
    }
    friend bool operator==(const extracted_answer&, const extracted_answer&) = default;
};

namespace detail {

constexpr verdict_reason reason_of(extraction_status status) noexcept {
    switch (status) {
        case extraction_status::cut_off: return verdict_reason::cut_off;
        case extraction_status::conflicting: return verdict_reason::conflicting;
        case extraction_status::found:
        case extraction_status::no_answer: break;
    }
    return verdict_reason::no_answer;
}

// One line for judgement::steps.
inline std::string described(const extracted_answer& found) {
    if (!found) {
        return "no answer in the response: " + std::string(to_string(reason_of(found.status)));
    }
    return "answer by " + std::string(to_string(found.anchor)) + ", bytes "
           + std::to_string(found.begin) + " to " + std::to_string(found.end) + ": " + found.text;
}

}  // namespace detail

/// The final answer of a response: a pure choice among what scan_answers found.
///
/// The last explicit one wins: a complete box, an answer tag, an answer field of JSON, a
/// "####" line or "final answer"; else the last "Answer:" line or "the answer is"; else a formula
/// or bold answer that ends the response; else the response itself if it is nothing but an
/// answer. Text of the thinking is skipped. Never an empty answer.
///
/// @param response  any bytes; meant to be UTF-8
/// @param policy    what counts
///
/// @par Cost
/// linear in the length of `response`.
[[nodiscard]] PASSK_INLINE extracted_answer extract_answer(std::string_view response,
                                                           const extraction_policy& policy = {});

/// The answer of a reference, which is a bare answer or a solution that ends in one: the last
/// complete box, the "####" line, the last line "A: ...", or all of the text. Phrases are not
/// searched: a bare answer may contain any words.
[[nodiscard]] PASSK_INLINE std::string reference_answer(std::string_view reference);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/verify/impl/extract_answer.ipp>
#endif

#endif  // PASSK_VERIFY_EXTRACT_ANSWER_HPP
