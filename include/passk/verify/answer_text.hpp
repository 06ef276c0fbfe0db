// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANSWER_TEXT_HPP
#define PASSK_VERIFY_ANSWER_TEXT_HPP

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace passk {

/// The answer inside its decoration: without white space, Markdown emphasis, quotes and math
/// delimiters ($ $, \( \), \[ \]) that enclose all of it, and without the full stop or comma
/// that ends its sentence. What is left is a part of `text`; nothing inside it is touched.
///
/// @param text  one answer, as a model wrote it
/// @par Cost
/// linear in the length of `text` for each layer of decoration; at most 16 layers are taken off.
[[nodiscard]] std::string_view undecorated(std::string_view text) noexcept;

namespace detail {

constexpr bool is_white(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) noexcept {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) noexcept {
    return is_upper(c) || (c >= 'a' && c <= 'z');
}
constexpr char to_lower(char c) noexcept {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// `at` may lie beyond the end: then the answer is no.
constexpr bool text_at(std::string_view text, std::size_t at, std::string_view what) noexcept {
    return at <= text.size() && text.substr(at, what.size()) == what;
}

// The same without regard to the case of ASCII letters; `what` is in lower case.
constexpr bool folded_text_at(std::string_view text, std::size_t at,
                              std::string_view what) noexcept {
    if (at > text.size() || text.size() - at < what.size()) {
        return false;
    }
    for (std::size_t i = 0; i < what.size(); ++i) {
        if (to_lower(text[at + i]) != what[i]) {
            return false;
        }
    }
    return true;
}

constexpr bool folded_ends_with(std::string_view text, std::string_view what) noexcept {
    return text.size() >= what.size() && folded_text_at(text, text.size() - what.size(), what);
}

constexpr std::size_t skip_white(std::string_view text, std::size_t at) noexcept {
    while (at < text.size() && is_white(text[at])) {
        ++at;
    }
    return at;
}

constexpr std::string_view trim_white(std::string_view text) noexcept {
    while (true) {
        if (!text.empty() && is_white(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_white(text.back())
                   && !(text.size() >= 2 && text.back() == ' ' && text[text.size() - 2] == '\\')) {
            text.remove_suffix(1);
        } else if (text.substr(0, 3) == "\xE3\x80\x80") {  // ideographic space
            text.remove_prefix(3);
        } else if (text.size() >= 3 && text.substr(text.size() - 3) == "\xE3\x80\x80") {
            text.remove_suffix(3);
        } else {
            return text;
        }
    }
}

// Is the $ at `at` a price, as in "He pays $42. Then", rather than the start of a formula?
constexpr bool is_currency(std::string_view text, std::size_t at) noexcept {
    std::size_t i = at + 1;
    if (i >= text.size() || !is_digit(text[i])) {
        return false;
    }
    while (i < text.size() && (is_digit(text[i]) || text[i] == ',' || text[i] == '.')) {
        ++i;
    }
    if (i == text.size() || text[i] == '\n') {
        return true;
    }
    if (text[i] != ' ' && text[i] != '/' && text[i] != ')' && text[i] != '*') {
        return false;
    }
    // "$5 + x$" is a formula, "$5 per hour" is not.
    ++i;
    return i + 1 >= text.size() || (is_letter(text[i]) && is_letter(text[i + 1]));
}

// Words of at least two letters outside formulas and LaTeX commands.
constexpr std::size_t count_words(std::string_view text) noexcept {
    std::size_t words = 0;
    bool formula = false;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '$' && !(formula ? false : is_currency(text, i))) {
            formula = !formula;
            ++i;
        } else if (c == '\\') {
            ++i;
            if (i < text.size() && (text[i] == '(' || text[i] == '[')) {
                formula = true;
            } else if (i < text.size() && (text[i] == ')' || text[i] == ']')) {
                formula = false;
            }
            while (i < text.size() && is_letter(text[i])) {
                ++i;
            }
            i += i < text.size() ? 1U : 0U;
        } else if (is_letter(c)) {
            const std::size_t start = i;
            while (i < text.size() && (is_letter(text[i]) || text[i] == '\'')) {
                ++i;
            }
            words += !formula && i - start >= 2 ? 1U : 0U;
        } else {
            ++i;
        }
    }
    return words;
}

// What stands where an answer is expected.
enum class answer_look : std::uint8_t {
    nothing,       // empty, dots, or a placeholder such as "your answer"
    mathematical,  // begins like a number, a formula, a letter of a choice
    words,         // begins with a word
};

constexpr bool is_placeholder(std::string_view text) noexcept {
    constexpr std::string_view known[] = {"",
                                          "...",
                                          ".",
                                          "..",
                                          "....",
                                          "\xE2\x80\xA6",
                                          "?",
                                          "\\ldots",
                                          "\\dots",
                                          "\\cdots",
                                          "\\square",
                                          "\\boxed{}",
                                          "answer",
                                          "your answer",
                                          "the answer",
                                          "final answer",
                                          "_",
                                          "__",
                                          "___",
                                          "\\text{answer}",
                                          "\\text{your answer}",
                                          "\\text{final answer}",
                                          "\\,",
                                          "\\ ",
                                          "{}",
                                          "\\text{}",
                                          "\\quad",
                                          "\\placeholder",
                                          "$",
                                          "$$"};
    for (const std::string_view one : known) {
        if (text.size() == one.size() && folded_text_at(text, 0, one)) {
            return true;
        }
    }
    return false;
}

constexpr answer_look look_of(std::string_view text) noexcept {
    text = trim_white(text);
    while (!text.empty() && (text.front() == '*' || text.front() == '_' || text.front() == '`')) {
        text = trim_white(text.substr(1));
    }
    if (is_placeholder(text)) {
        return answer_look::nothing;
    }
    const char c = text.front();
    if (!is_letter(c)) {
        // Ideographs (U+3400 to U+9FFF), Hangul and Cyrillic are words; of the rest beyond ASCII
        // most that begin an answer are signs: U+2212, U+221A, U+03C0, U+00BD ...
        const auto lead = static_cast<unsigned char>(c);
        const bool word = lead == 0xD0 || lead == 0xD1 || (lead >= 0xE3 && lead <= 0xED);
        return word || c == '"' || c == '\'' ? answer_look::words : answer_look::mathematical;
    }
    const bool lone = text.size() == 1 || !is_letter(text[1]);
    if (lone && text.size() > 2 && text[1] == ' ' && is_letter(text[2])) {
        // "x or y", "A and C" are answers; "A triangle", "I think" are prose.
        const std::string_view rest = text.substr(2);
        return folded_text_at(rest, 0, "or ") || folded_text_at(rest, 0, "and ")
                       || folded_text_at(rest, 0, "in ") || folded_text_at(rest, 0, "is ")
                   ? answer_look::mathematical
                   : answer_look::words;
    }
    if (lone && text.size() > 1 && text[1] == '\'') {
        return answer_look::words;
    }
    return lone ? answer_look::mathematical : answer_look::words;
}

// Does `text` end in a decimal whose digits go on: 0.333...?
constexpr bool ends_in_elided_decimal(std::string_view text) noexcept {
    if (!text.ends_with("...")) {
        return false;
    }
    text.remove_suffix(3);
    const std::size_t digits = text.size();
    while (!text.empty() && is_digit(text.back())) {
        text.remove_suffix(1);
    }
    return text.size() < digits && text.ends_with('.');
}

// Length of the longest of these signs that ends (or begins) `text`.
constexpr std::size_t closing_stop(std::string_view text) noexcept {
    if (text.empty()) {
        return 0;
    }
    const char c = text.back();
    if (c == ',' || c == ';' || c == ':') {
        return text.size() >= 2 && text[text.size() - 2] == '\\' ? 0 : 1;  // \, is a space
    }
    if (c == '.') {
        const std::size_t n = text.size();
        if (n >= 2 && text[n - 2] == '.') {
            return 0;  // 1, 2, 3, ...
        }
        if (n >= 4 && is_letter(text[n - 2]) && text[n - 3] == '.') {
            return 0;  // "p.m."
        }
        return ends_in_elided_decimal(text) ? 0 : 1;
    }
    const std::string_view three = text.size() >= 3 ? text.substr(text.size() - 3) : "";
    constexpr std::string_view wide[] = {"\xE3\x80\x82", "\xEF\xBC\x8E", "\xEF\xBC\x8C",
                                         "\xEF\xBC\x9B", "\xEF\xBC\x9A", "\xEF\xBD\xA1"};
    for (const std::string_view one : wide) {
        if (three == one) {
            return 3;
        }
    }
    return 0;
}

// Does `open`...`close` enclose all of `text`, with no other `close` (or `open`) between?
constexpr bool wrapped(std::string_view text, std::string_view open,
                       std::string_view close) noexcept {
    if (text.size() < open.size() + close.size() || text.substr(0, open.size()) != open
        || text.substr(text.size() - close.size()) != close) {
        return false;
    }
    const std::string_view inside =
        text.substr(open.size(), text.size() - open.size() - close.size());
    if (close != "$") {
        return inside.find(close) == inside.npos
               && (open == close || inside.find(open) == inside.npos);
    }
    bool escaped = false;  // \$ is money inside the formula
    for (const char c : inside) {
        if (c == '$' && !escaped) {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    return !escaped;
}

}  // namespace detail

inline std::string_view undecorated(std::string_view text) noexcept {
    struct pair {
        std::string_view open;
        std::string_view close;
    };
    constexpr pair wraps[] = {{"$$", "$$"},   {"$", "$"},     {"\\(", "\\)"},
                              {"\\[", "\\]"}, {"***", "***"}, {"**", "**"},
                              {"__", "__"},   {"*", "*"},     {"`", "`"},
                              {"\"", "\""},   {"'", "'"},     {"\xE2\x80\x9C", "\xE2\x80\x9D"}};
    constexpr std::string_view strays[] = {"**", "__"};
    for (int layer = 0; layer < 16; ++layer) {
        const std::size_t before = text.size();
        text = detail::trim_white(text);
        for (const std::string_view stray : strays) {
            // One end of an emphasis whose other end lies outside: "**Answer: 5**".
            if (text.substr(0, 2) == stray && text.find(stray, 2) == text.npos) {
                text.remove_prefix(2);
            } else if (text.size() >= 2 && text.substr(text.size() - 2) == stray
                       && text.find(stray) == text.size() - 2) {
                text.remove_suffix(2);
            }
        }
        for (const pair& wrap : wraps) {
            if (detail::wrapped(text, wrap.open, wrap.close)) {
                text = text.substr(wrap.open.size(),
                                   text.size() - wrap.open.size() - wrap.close.size());
                break;
            }
        }
        if (!detail::is_placeholder(text)) {
            text.remove_suffix(detail::closing_stop(text));
        }
        if (text.size() == before) {
            break;
        }
    }
    return text;
}

}  // namespace passk

#endif  // PASSK_VERIFY_ANSWER_TEXT_HPP
