// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_HENDRYCKS_RULE_HPP
#define PASSK_VERIFY_HENDRYCKS_RULE_HPP

#include <passk/verify/answer_text.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// A reproduction, faults included, for comparing with published numbers. For judging answers use
// math_verifier.

namespace passk {

/// The normal form that the MATH benchmark's own grader compares: spaces, sizing commands, degree,
/// dollar and per cent signs, and a text unit at the end removed; fractions and roots without
/// braces given braces; 0.5 and a/b of integers written as a fraction command; a left side of at
/// most two characters dropped.
///
/// @returns nothing where the original fails with an exception and compares the raw texts
/// @par Source
/// Hendrycks et al. 2021, "Measuring Mathematical Problem Solving With the MATH Dataset",
/// arXiv:2103.03874, and its published grader; written anew from the description of its steps.
[[nodiscard]] std::optional<std::string> hendrycks_normal_form(std::string_view answer);

/// Whether the MATH benchmark's grader calls two answers equal: equal normal forms.
[[nodiscard]] bool hendrycks_equivalent(std::string_view prediction, std::string_view gold);

/// The answer that it finds in a text: the content of the last box.
[[nodiscard]] std::optional<std::string> hendrycks_answer(std::string_view text);

namespace detail {

inline void replace_all(std::string& text, std::string_view from, std::string_view to) {
    std::string out;
    std::size_t at = 0;
    for (std::size_t next = text.find(from); next != text.npos; next = text.find(from, at)) {
        out.append(text, at, next - at);
        out += to;
        at = next + from.size();
    }
    out.append(text, at);
    text = std::move(out);
}

// \sqrt3 becomes \sqrt{3}: one character is taken. Fails at the end of the text.
inline bool brace_roots(std::string& text) {
    constexpr std::string_view root = "\\sqrt";
    std::string out;
    std::size_t at = 0;
    for (std::size_t next = text.find(root); next != text.npos; next = text.find(root, at)) {
        out.append(text, at, next - at);
        at = next + root.size();
        if (at >= text.size()) {
            return false;
        }
        out += root;
        if (text[at] != '{') {
            out += '{';
            out += text[at++];
            out += '}';
        }
    }
    out.append(text, at);
    text = std::move(out);
    return true;
}

// \frac12 becomes \frac{1}{2}, \frac1{72} becomes \frac{1}{72}. A \frac with fewer than two
// characters behind it leaves the whole text as it was.
inline void brace_fractions(std::string& text) {
    constexpr std::string_view fraction = "\\frac";
    std::string out;
    std::size_t at = 0;
    for (std::size_t next = text.find(fraction); next != text.npos;
         next = text.find(fraction, at)) {
        out.append(text, at, next - at);
        out += fraction;
        at = next + fraction.size();
        const std::size_t end = (std::min)(text.find(fraction, at), text.size());
        if (at < end && text[at] == '{') {
            continue;
        }
        if (end - at < 2) {
            return;
        }
        const char above = text[at];
        const char below = text[at + 1];
        out += '{';
        out += above;
        out += '}';
        if (below == '{') {
            at += 1;
        } else {
            out += '{';
            out += below;
            out += '}';
            at += 2;
        }
    }
    out.append(text, at);
    text = std::move(out);
}

// "3/4" of two integers, and nothing else, becomes \frac{3}{4}.
inline void write_slash_as_fraction(std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == text.npos || text.find('/', slash + 1) != text.npos) {
        return;
    }
    const auto plain_integer = [](std::string_view digits) {
        const std::string_view unsigned_part =
            digits.substr(!digits.empty() && digits[0] == '-' ? 1 : 0);
        const bool leading_zero = unsigned_part.size() > 1 && unsigned_part[0] == '0';
        bool all = !unsigned_part.empty() && !leading_zero && digits != "-0";
        for (const char c : unsigned_part) {
            all = all && is_digit(c);
        }
        return all;
    };
    const std::string above = text.substr(0, slash);
    const std::string below = text.substr(slash + 1);
    if (plain_integer(above) && plain_integer(below)) {
        text = "\\frac{" + above + "}{" + below + "}";
    }
}

}  // namespace detail

inline std::optional<std::string> hendrycks_normal_form(std::string_view answer) {
    std::string text(answer);
    const auto replace = [&text](std::string_view from, std::string_view to) {
        detail::replace_all(text, from, to);
    };
    replace("\n", "");
    replace("\\!", "");
    replace("\\\\", "\\");
    replace("tfrac", "frac");
    replace("dfrac", "frac");
    replace("\\left", "");
    replace("\\right", "");
    replace("^{\\circ}", "");
    replace("^\\circ", "");
    replace("\\$", "");
    const std::size_t unit = text.find("\\text{ ");
    if (unit != text.npos) {
        if (text.find("\\text{ ", unit + 1) != text.npos) {
            return std::nullopt;
        }
        text.erase(unit);
    }
    replace("\\%", "");
    replace(" .", " 0.");
    replace("{.", "{0.");
    if (text.empty()) {
        return text;
    }
    if (text[0] == '.') {
        text.insert(0, "0");
    }
    const std::size_t equals = text.find('=');
    if (equals != text.npos && equals <= 2 && text.find('=', equals + 1) == text.npos) {
        text.erase(0, equals + 1);
    }
    if (!detail::brace_roots(text)) {
        return std::nullopt;
    }
    replace(" ", "");
    detail::brace_fractions(text);
    if (text == "0.5") {
        text = "\\frac{1}{2}";
    }
    detail::write_slash_as_fraction(text);
    return text;
}

inline bool hendrycks_equivalent(std::string_view prediction, std::string_view gold) {
    const auto a = hendrycks_normal_form(prediction);
    const auto b = hendrycks_normal_form(gold);
    return a && b ? *a == *b : prediction == gold;
}

inline std::optional<std::string> hendrycks_answer(std::string_view text) {
    const std::size_t spaced = text.rfind("\\boxed ");
    if (spaced != text.npos) {
        const std::string_view rest = text.substr(spaced + 7);
        return std::string(rest.substr(0, rest.find('$')));
    }
    std::size_t at = text.rfind("\\boxed");
    if (at == text.npos) {
        at = text.rfind("\\fbox");
    }
    const std::size_t open = at == text.npos ? at : text.find('{', at);
    if (open == text.npos) {
        return std::nullopt;
    }
    std::size_t depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        depth += text[i] == '{' ? 1U : 0U;
        if (text[i] == '}' && --depth == 0) {
            return std::string(text.substr(open + 1, i - open - 1));
        }
    }
    return std::nullopt;
}

}  // namespace passk

#endif  // PASSK_VERIFY_HENDRYCKS_RULE_HPP
