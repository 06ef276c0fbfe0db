// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_LIMIT_OF_RLVR_RULE_HPP
#define PASSK_VERIFY_LIMIT_OF_RLVR_RULE_HPP

#include <passk/outcome/verdict.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/hendrycks_rule.hpp>

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A reproduction, faults included, for comparing with published numbers. For judging answers use
// math_verifier.

namespace passk {

/// The answer that the grader of limit-of-RLVR (a copy of Qwen2.5-Math's) takes from a response:
/// a formula between "final answer is" and "I hope", else what follows the last "boxed", closed or
/// not, else what follows "he answer is", "final answer is" or the Chinese phrase, else the last
/// number anywhere.
///
/// @par Source
/// Yue et al. 2025, arXiv:2504.13837, released evaluation code, as its behaviour is described;
/// its removal of unit words is not reproduced, since it depends on a list of 200 patterns.
[[nodiscard]] std::string limit_of_rlvr_answer(std::string_view response);

/// Whether that grader calls two answers equal, as far as it compares texts and numbers: the same
/// text without case; numbers within a ten-thousandth of each other, commas deleted, the gold also
/// divided or multiplied by 100; the same text once brackets and braces are deleted; lists in
/// brackets member by member; "x = 5" against 5.
///
/// @returns correct or incorrect where it stops there; undecided where it would go on to a
///          symbolic comparison by SymPy under a time limit
[[nodiscard]] verdict limit_of_rlvr_equivalent(std::string_view prediction, std::string_view gold);

namespace detail {

// A number as that grader reads one: commas deleted, a per cent sign divides by 100.
inline std::optional<double> loose_number(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != ',') {
            digits += c;
        }
    }
    double scale = 1;
    if (!digits.empty() && digits.back() == '%') {
        digits.pop_back();
        if (!digits.empty() && digits.back() == '\\') {
            digits.pop_back();
        }
        scale = 0.01;
    }
    const std::string_view bare = trim_white(digits);
    if (bare.empty() || bare.size() > 400
        || bare.find_first_not_of("0123456789+-.eE") != bare.npos) {
        return std::nullopt;
    }
    const std::string exact(bare);
    char* end = nullptr;
    const double value = std::strtod(exact.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value * scale;
}

inline std::string without_brackets(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c != '{' && c != '}' && c != '(' && c != ')') {
            out += to_lower(c);
        }
    }
    return out;
}

inline std::vector<std::string_view> comma_parts(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t comma = text.find(',');
        parts.push_back(trim_white(text.substr(0, comma)));
        if (comma == text.npos) {
            return parts;
        }
        text.remove_prefix(comma + 1);
    }
}

inline bool bracketed(std::string_view text, char open, char close) noexcept {
    return text.size() >= 2 && text.front() == open && text.back() == close;
}

// One level of lists only: the members are compared as texts and numbers.
inline verdict limit_of_rlvr_compare(std::string_view prediction, std::string_view gold,
                                     bool inside_list) {
    prediction = trim_white(prediction);
    gold = trim_white(gold);
    std::string a;
    std::string b;
    for (const char c : prediction) {
        a += to_lower(c);
    }
    for (const char c : gold) {
        b += to_lower(c);
    }
    if (a == b) {
        return verdict::correct;
    }
    const auto p = loose_number(prediction);
    const auto g = loose_number(gold);
    if (p && g) {
        for (const double target : {*g / 100, *g, *g * 100}) {
            if (std::fabs(*p - target) <= 1e-4 * std::fabs(target)) {
                return verdict::correct;
            }
        }
        return verdict::incorrect;
    }
    if (a.empty()) {
        return verdict::incorrect;
    }
    if (without_brackets(prediction) == without_brackets(gold)
        || without_brackets(
               prediction.substr(bracketed(prediction, '[', ']') ? 1 : 0,
                                 prediction.size() - (bracketed(prediction, '[', ']') ? 2 : 0)))
               == without_brackets(gold)) {
        return verdict::correct;
    }
    const auto list = [](std::string_view text) {
        return text.size() >= 2 && (text.front() == '(' || text.front() == '[')
               && (text.back() == ')' || text.back() == ']');
    };
    if (!inside_list && list(prediction) && list(gold)) {
        const auto left = comma_parts(prediction.substr(1, prediction.size() - 2));
        const auto right = comma_parts(gold.substr(1, gold.size() - 2));
        bool all = left.size() == right.size();
        for (std::size_t i = 0; all && i < left.size(); ++i) {
            all = limit_of_rlvr_compare(left[i], right[i], true) == verdict::correct;
        }
        if (all) {
            return verdict::correct;
        }
    }
    const auto right_side = [](std::string_view text) -> std::optional<std::string_view> {
        const std::size_t equals = text.find('=');
        if (equals == text.npos || text.find('=', equals + 1) != text.npos
            || trim_white(text.substr(0, equals)).size() > 2) {
            return std::nullopt;
        }
        return trim_white(text.substr(equals + 1));
    };
    const auto p_side = right_side(prediction);
    const auto g_side = right_side(gold);
    if (p_side && gold.find('=') == gold.npos && !inside_list) {
        return limit_of_rlvr_compare(*p_side, gold, inside_list);
    }
    if (g_side && prediction.find('=') == prediction.npos && !inside_list) {
        return limit_of_rlvr_compare(prediction, *g_side, inside_list);
    }
    return verdict::undecided;
}

}  // namespace detail

inline std::string limit_of_rlvr_answer(std::string_view response) {
    constexpr std::string_view formula = "final answer is $";
    constexpr std::string_view hope = "$. I hope";
    const std::size_t taught = response.find(formula);
    if (taught != response.npos && response.find(hope, taught) != response.npos) {
        const std::size_t begin = taught + formula.size();
        return std::string(
            detail::trim_white(response.substr(begin, response.find(hope, begin) - begin)));
    }
    const std::size_t boxed = response.rfind("boxed");
    if (boxed != response.npos) {
        const std::string_view rest = response.substr(boxed + 5);
        if (rest.empty() || rest[0] != '{') {
            return std::string(detail::trim_white(rest.substr(0, rest.find('$'))));
        }
        std::size_t depth = 1;
        std::size_t end = 1;
        while (end < rest.size()) {
            depth += rest[end] == '{' ? 1U : 0U;
            depth -= rest[end] == '}' ? 1U : 0U;
            if (depth == 0) {
                break;
            }
            ++end;
        }
        return std::string(rest.substr(1, end - 1));
    }
    for (const std::string_view phrase :
         {"he answer is", "final answer is", "\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF"}) {
        const std::size_t at = response.rfind(phrase);
        if (at != response.npos) {
            std::string_view rest = detail::trim_white(response.substr(at + phrase.size()));
            rest = rest.substr(0, rest.find("\n\n"));
            while (!rest.empty() && (rest.back() == '.' || rest.back() == '/')) {
                rest.remove_suffix(1);
            }
            return std::string(rest);
        }
    }
    // The last number, commas deleted.
    std::string text(response);
    detail::replace_all(text, ",", "");
    std::size_t end = text.size();
    while (end > 0 && !detail::is_digit(text[end - 1])) {
        --end;
    }
    std::size_t begin = end;
    while (begin > 0 && detail::is_digit(text[begin - 1])) {
        --begin;
    }
    if (begin >= 2 && text[begin - 1] == '.' && detail::is_digit(text[begin - 2])) {
        --begin;
        while (begin > 0 && detail::is_digit(text[begin - 1])) {
            --begin;
        }
    }
    begin -= begin > 0 && begin < end && text[begin - 1] == '-' ? 1U : 0U;
    return text.substr(begin, end - begin);
}

inline verdict limit_of_rlvr_equivalent(std::string_view prediction, std::string_view gold) {
    return detail::limit_of_rlvr_compare(prediction, gold, false);
}

}  // namespace passk

#endif  // PASSK_VERIFY_LIMIT_OF_RLVR_RULE_HPP
