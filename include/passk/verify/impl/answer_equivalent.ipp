// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_ANSWER_EQUIVALENT_IPP
#define PASSK_VERIFY_IMPL_ANSWER_EQUIVALENT_IPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/answer_equivalent.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/impl/read_choice.ipp>
#include <passk/verify/math_equivalent.hpp>
#include <passk/verify/math_judgement.hpp>
#include <passk/verify/read_choice.hpp>

#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace passk {

namespace detail {

// An answer that can only be an option of a multiple-choice problem: B, (b), \text{(C)}, "A and C",
// "B. Paris". A lower-case letter without brackets is a variable, AB is a product.
inline std::optional<choice_reading> plain_choice(std::string_view gold) {
    auto reading = read_choice(gold);
    if (!reading) {
        return std::nullopt;
    }
    const std::string plain = unwrapped(undecorated(gold));
    bool upper = false;
    bool lower = false;
    for (const char c : plain) {
        upper = upper || is_upper(c);
        lower = lower || (is_letter(c) && !is_upper(c));
    }
    const bool bracketed = plain.find('(') != plain.npos || plain.find('[') != plain.npos;
    const bool separated = bracketed || plain.find(',') != plain.npos || lower;
    if ((!upper && !bracketed) || (reading->choices.size() > 1 && !separated)) {
        return std::nullopt;
    }
    return reading;
}

constexpr verdict_reason reason_of(const math_judgement& judged) noexcept {
    if (judged.v != verdict::undecided) {
        return reason_of(judged.v);
    }
    switch (judged.reason) {
        case math_reason::empty_answer: return verdict_reason::no_answer;
        case math_reason::unreadable_prediction: return verdict_reason::unreadable_answer;
        case math_reason::unreadable_gold: return verdict_reason::unreadable_reference;
        default: return verdict_reason::not_settled;
    }
}

}  // namespace detail

PASSK_INLINE judgement answer_equivalent(std::string_view prediction, std::string_view gold,
                                         const math_policy& policy) {
    judgement out;
    auto options = detail::plain_choice(gold);
    if (!options) {
        // AB is a pair of options beside "A and B".
        const auto chosen = detail::plain_choice(prediction);
        const auto letters = chosen ? read_choice(gold) : std::nullopt;
        if (letters && letters->choices.size() > 1 && letters->choices == chosen->choices) {
            options = letters;
        }
    }
    if (options) {
        const auto chosen = read_choice(prediction);
        if (chosen) {
            out.ruling =
                chosen->choices == options->choices ? verdict::correct : verdict::incorrect;
            out.reason = detail::reason_of(out.ruling);
            out.prediction = chosen->choices.letters();
            out.reference = options->choices.letters();
            out.steps.emplace_back("compared as options of a multiple-choice problem");
            return out;
        }
        if (!options->option_text.empty()) {
            gold = options->option_text;
            out.steps.push_back("compared with the text of the option: " + options->option_text);
        }
    }
    math_judgement judged = math_equivalent(prediction, gold, policy);
    out.ruling = judged.v;
    out.reason = detail::reason_of(judged);
    out.prediction = std::move(judged.parsed_prediction);
    out.reference = std::move(judged.parsed_gold);
    out.steps.push_back("settled by: " + std::string(to_string(judged.reason)));
    if (judged.error_bound > 0) {
        std::array<char, 32> bound{};
        std::snprintf(bound.data(), bound.size(), "%.0e", judged.error_bound);
        out.steps.push_back("chance of error at most " + std::string(bound.data()));
    }
    return out;
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_ANSWER_EQUIVALENT_IPP
