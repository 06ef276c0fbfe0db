// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_EXACT_MATCH_HPP
#define PASSK_VERIFY_EXACT_MATCH_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/sample/problem.hpp>
#include <passk/verify/judgement.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// What exact_match looks at.
enum class match_form : std::uint8_t {
    bytes,    ///< every byte
    trimmed,  ///< without white space at both ends
    folded,   ///< trimmed, runs of white space as one space, ASCII letters without case
};

/// Correct if the whole response is the reference; undecided if either has no content.
struct exact_match {
    match_form form = match_form::trimmed;

    [[nodiscard]] verdict operator()(const problem& p, std::string_view text) const {
        return explain(p, text).ruling;
    }

    [[nodiscard]] judgement explain(const problem& p, std::string_view text) const {
        judgement out;
        out.prediction = in_form(text);
        out.reference = in_form(p.reference);
        if (in_folded_form(p.reference).empty()) {
            out.reason = verdict_reason::unreadable_reference;
        } else if (in_folded_form(text).empty()) {
            out.reason = verdict_reason::no_answer;
        } else {
            out.ruling = out.prediction == out.reference ? verdict::correct : verdict::incorrect;
            out.reason = detail::reason_of(out.ruling);
        }
        return out;
    }

private:
    static constexpr std::string_view white = " \t\n\r\f\v";

    [[nodiscard]] std::string in_form(std::string_view text) const {
        switch (form) {
            case match_form::bytes: return std::string(text);
            case match_form::folded: return in_folded_form(text);
            case match_form::trimmed: break;
        }
        const std::size_t first = text.find_first_not_of(white);
        if (first == text.npos) {
            return {};
        }
        return std::string(text.substr(first, text.find_last_not_of(white) + 1 - first));
    }

    static std::string in_folded_form(std::string_view text) {
        std::string out;
        bool gap = false;
        for (const char c : text) {
            if (white.find(c) != white.npos) {
                gap = !out.empty();
                continue;
            }
            if (gap) {
                out += ' ';
                gap = false;
            }
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        return out;
    }
};

}  // namespace passk

#endif  // PASSK_VERIFY_EXACT_MATCH_HPP
