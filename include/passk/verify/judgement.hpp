// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_JUDGEMENT_HPP
#define PASSK_VERIFY_JUDGEMENT_HPP

#include <passk/outcome/verdict.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// Why a verdict is what it is.
enum class verdict_reason : std::uint8_t {
    equal,                 ///< correct: shown to be the same answer
    different,             ///< incorrect: shown to be another answer
    no_answer,             ///< undecided: the response gives no answer
    cut_off,               ///< undecided: the response ends inside its answer or its thinking
    conflicting,           ///< undecided: the response or its judges contradict each other
    unreadable_answer,     ///< undecided: an answer was found and could not be read
    unreadable_reference,  ///< undecided: the reference could not be read
    not_settled,           ///< undecided: both were read, neither proof was found
    unexplained,           ///< the verifier says no more than its verdict
};

/// Name of a reason, in words with underscores, as it stands in the enumeration.
[[nodiscard]] constexpr std::string_view to_string(verdict_reason reason) noexcept {
    switch (reason) {
        case verdict_reason::equal: return "equal";
        case verdict_reason::different: return "different";
        case verdict_reason::no_answer: return "no_answer";
        case verdict_reason::cut_off: return "cut_off";
        case verdict_reason::conflicting: return "conflicting";
        case verdict_reason::unreadable_answer: return "unreadable_answer";
        case verdict_reason::unreadable_reference: return "unreadable_reference";
        case verdict_reason::not_settled: return "not_settled";
        case verdict_reason::unexplained: return "unexplained";
    }
    return "unexplained";
}

/// A verdict with its evidence.
struct judgement {
    verdict ruling = verdict::undecided;
    verdict_reason reason = verdict_reason::no_answer;
    std::string prediction{};          ///< the answer as it was taken from the response
    std::string reference{};           ///< what it was compared with
    std::vector<std::string> steps{};  ///< what was done, one line each, for a person to read

    friend bool operator==(const judgement&, const judgement&) = default;
};

namespace detail {

// The reason that goes with a plain comparison of two answers that were both read.
constexpr verdict_reason reason_of(verdict v) noexcept {
    switch (v) {
        case verdict::correct: return verdict_reason::equal;
        case verdict::incorrect: return verdict_reason::different;
        case verdict::undecided: break;
    }
    return verdict_reason::not_settled;
}

}  // namespace detail
}  // namespace passk

#endif  // PASSK_VERIFY_JUDGEMENT_HPP
