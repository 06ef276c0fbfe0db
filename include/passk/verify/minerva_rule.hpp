// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MINERVA_RULE_HPP
#define PASSK_VERIFY_MINERVA_RULE_HPP

#include <passk/verify/answer_text.hpp>
#include <passk/verify/hendrycks_rule.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// A reproduction, faults included, for comparing with published numbers. For judging answers use
// math_verifier.

namespace passk {

/// The normal form of an answer in Minerva's evaluation: what follows the last "=", without
/// articles, spaces, a list of units and words wherever they occur, dollar signs and font
/// commands; fractions and roots without braces given braces; commas removed from pure numbers.
///
/// @par Source
/// Lewkowycz et al. 2022, "Solving Quantitative Reasoning Problems with Language Models",
/// arXiv:2206.14858, listing 1; written anew from it.
[[nodiscard]] std::string minerva_normal_form(std::string_view answer);

/// Whether the normal forms are the same text. The harnesses that build on this rule go on with a
/// symbolic comparison by SymPy, which is not part of it: what they call equal beyond this is
/// not reproduced here.
[[nodiscard]] bool minerva_equivalent(std::string_view prediction, std::string_view gold);

/// The answer of "Final Answer: The final answer is X. I hope it is correct.", the form that its
/// prompt teaches.
[[nodiscard]] std::optional<std::string> minerva_answer(std::string_view text);

namespace detail {

// \text{m} becomes m for every occurrence of the command; the shortest content counts.
inline void unwrap_command(std::string& text, std::string_view command) {
    const std::string open = std::string(command) + "{";
    std::string out;
    std::size_t at = 0;
    for (std::size_t next = text.find(open); next != text.npos; next = text.find(open, at)) {
        const std::size_t close = text.find('}', next + open.size());
        if (close == text.npos) {
            break;
        }
        out.append(text, at, next - at);
        out.append(text, next + open.size(), close - next - open.size());
        at = close + 1;
    }
    out.append(text, at);
    text = std::move(out);
}

// "frac12" becomes "frac{1}{2}" and "sqrt3" becomes "sqrt{3}".
inline void brace_minerva(std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const bool fraction = text_at(text, i, "frac");
        const std::size_t taken = fraction ? 2 : 1;
        const std::size_t end = i + 4;
        if ((fraction || text_at(text, i, "sqrt")) && end + taken <= text.size()
            && text[end] != '{') {
            out.append(text, i, 4);
            for (std::size_t k = 0; k < taken; ++k) {
                out += '{';
                out += text[end + k];
                out += '}';
            }
            i = end + taken;
        } else {
            out += text[i++];
        }
    }
    text = std::move(out);
}

}  // namespace detail

inline std::string minerva_normal_form(std::string_view answer) {
    const std::size_t equals = answer.rfind('=');
    std::string text(equals == answer.npos ? answer : answer.substr(equals + 1));
    constexpr std::pair<std::string_view, std::string_view> substitutions[] = {
        {"an ", ""},          {"a ", ""},
        {".$", "$"},          {"\\$", ""},
        {"\\ ", ""},          {" ", ""},
        {"mbox", "text"},     {",\\text{and}", ","},
        {"\\text{and}", ","}, {"\\text{m}", "\\text{}"}};
    for (const auto& [from, to] : substitutions) {
        detail::replace_all(text, from, to);
    }
    for (const std::string_view word : {"square",       "ways",
                                        "integers",     "dollars",
                                        "mph",          "inches",
                                        "ft",           "hours",
                                        "km",           "units",
                                        "\\ldots",      "sue",
                                        "points",       "feet",
                                        "minutes",      "digits",
                                        "cents",        "degrees",
                                        "cm",           "gm",
                                        "pounds",       "meters",
                                        "meals",        "edges",
                                        "students",     "childrentickets",
                                        "multiples",    "\\text{s}",
                                        "\\text{.}",    "\\text{\ns}",
                                        "\\text{}^2",   "\\text{}^3",
                                        "\\text{\n}",   "\\text{}",
                                        "\\mathrm{th}", "^\\circ",
                                        "^{\\circ}",    "\\;",
                                        ",\\!",         "{,}",
                                        "\"",           "\\dots"}) {
        detail::replace_all(text, word, "");
    }
    // The first formula, if there is one, is the answer.
    const std::size_t open = text.find('$');
    const std::size_t close = open == text.npos ? open : text.find('$', open + 1);
    if (close != text.npos && text.find('\n') == text.npos) {
        text = text.substr(open + 1, close - open - 1);
    }
    for (const std::string_view command : {"\\text", "\\textbf", "\\overline"}) {
        detail::unwrap_command(text, command);
    }
    const std::size_t box = text.find("\\boxed{");
    const std::size_t box_end = text.rfind('}');
    if (box != text.npos && box_end != text.npos && box_end > box) {
        text.erase(box_end, 1);
        text.erase(box, 7);
    }
    detail::brace_minerva(text);
    detail::replace_all(text, "$", "");
    bool number = !text.empty();
    bool digit = false;
    for (const char c : text) {
        number = number && (detail::is_digit(c) || c == ',');
        digit = digit || detail::is_digit(c);
    }
    if (number && digit) {
        detail::replace_all(text, ",", "");
    }
    return text;
}

inline bool minerva_equivalent(std::string_view prediction, std::string_view gold) {
    return minerva_normal_form(prediction) == minerva_normal_form(gold);
}

inline std::optional<std::string> minerva_answer(std::string_view text) {
    constexpr std::string_view before = "Final Answer: The final answer is";
    constexpr std::string_view after = ". I hope it is correct.";
    const std::size_t begin = text.find(before);
    if (begin == text.npos) {
        return std::nullopt;
    }
    const std::size_t from = begin + before.size();
    const std::size_t end = text.find(after, from);
    if (end == text.npos) {
        return std::nullopt;
    }
    return std::string(detail::trim_white(text.substr(from, end - from)));
}

}  // namespace passk

#endif  // PASSK_VERIFY_MINERVA_RULE_HPP
