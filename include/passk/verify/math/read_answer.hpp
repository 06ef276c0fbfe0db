// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_READ_ANSWER_HPP
#define PASSK_VERIFY_MATH_READ_ANSWER_HPP

#include <passk/verify/math/chinese.hpp>
#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/parser.hpp>
#include <passk/verify/math/plain_number.hpp>
#include <passk/verify/math/wording.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace passk::detail::math {

/// Longest answer that is read; a longer one is no final answer.
inline constexpr std::size_t longest_answer = 20000;

/// One reading of an answer; null if it cannot be read.
struct reading {
    node_ptr root = nullptr;
    bool ambiguous_slash = false;  ///< 1/2x: another reading exists
    bool spaced_letter = false;    ///< "5 m": the letter may be a unit
};

[[nodiscard]] inline std::string strip_markdown(std::string_view text) {
    text = trim_answer(text);
    for (bool again = true; again;) {
        again = false;
        for (std::string_view mark : {"**", "__", "`", "\"", "'", "\\(", "\\["}) {
            const std::string_view closing = mark == "\\(" ? "\\)" : mark == "\\[" ? "\\]" : mark;
            if (text.size() > 2 * mark.size() && text.starts_with(mark) && text.ends_with(closing)
                && text.substr(mark.size(), text.size() - 2 * mark.size()).find(mark)
                       == text.npos) {
                text = trim_answer(text.substr(mark.size(), text.size() - 2 * mark.size()));
                again = true;
            }
        }
        while (text.size() > 1 && text.back() == '\\') {
            text = trim_answer(text.substr(0, text.size() - 1));  // a line break or gap at the end
        }
        if (text.size() > 2 && text.front() == '*' && text.back() == '*') {
            text = trim_answer(text.substr(1, text.size() - 2));
            again = true;
        }
    }
    return std::string(text);
}

/// \text{...} and its like around all of the answer, removed.
[[nodiscard]] inline std::string_view unwrap(std::string_view text) {
    for (bool again = true; again;) {
        again = false;
        text = trim_answer(text);
        if (!text.starts_with('\\')) {
            break;
        }
        for (std::string_view name :
             {"\\text{", "\\textbf{", "\\mathrm{", "\\mathbf{", "\\mbox{", "\\textrm{", "\\boxed{",
              "\\fbox{", "\\textit{", "\\bf{", "\\boldsymbol{", "\\emph{"}) {
            if (text.starts_with(name) && text.back() == '}'
                && text.substr(name.size()).find('}') == text.size() - name.size() - 1) {
                text = text.substr(name.size(), text.size() - name.size() - 1);
                again = true;
                break;
            }
        }
    }
    return text;
}

/// "They are parallel" is "parallel"; "Yes, it is" is "yes".
[[nodiscard]] inline std::string plain_statement(std::string words, std::string_view text) {
    for (std::string_view lead : {"they are ", "it is ", "this is ", "these are "}) {
        if (words.starts_with(lead) && words.find(" not ") == words.npos
            && words.compare(lead.size(), 4, "not ") != 0) {
            words.erase(0, lead.size());
            break;
        }
    }
    for (std::string_view reply : {"yes", "no"}) {
        // "Yes, the series converges": the reason is no part of the answer, unless it hedges.
        const bool reasoned = words.starts_with(reply) && text.size() > reply.size()
                              && (text[reply.size()] == ',' || text[reply.size()] == '.'
                                  || text[reply.size()] == ';');
        if (reasoned) {
            const std::vector<std::string> all = words_of(words);
            const auto hedges = [](const std::string& w) {
                return w == "but" || w == "yes" || w == "no" || w == "however" || w == "unless"
                       || w == "if" || w == "not" || w == "only" || w == "except" || w == "or";
            };
            if (std::none_of(all.begin() + 1, all.end(), hedges)) {
                return std::string(reply);
            }
        }
        const bool alone = words.starts_with(reply) && words.size() > reply.size()
                           && text.size() > reply.size()
                           && (text[reply.size()] == ',' || text[reply.size()] == '.');
        const std::string_view rest =
            alone ? std::string_view(words).substr(reply.size()) : std::string_view();
        static constexpr std::array<std::string_view, 10> echoes{
            " it is",   " it does",   " they are",    " they do",      " he can",
            " she can", " it is not", " it does not", " they are not", " it can"};
        const bool denies = rest.ends_with(" not");
        if (std::find(echoes.begin(), echoes.end(), rest) != echoes.end()
            && denies == (reply == "no")) {
            return std::string(reply);
        }
    }
    return words;
}

/// Words taken for factors or for units of words: the sign of a sentence.
[[nodiscard]] inline bool holds_words(node_ptr n) {
    const bool product = is(n, node_kind::add) || is(n, node_kind::multiply)
                         || is(n, node_kind::quantity) || is(n, node_kind::list);
    return is(n, node_kind::text)
           || (product && std::any_of(n->args.begin(), n->args.end(), holds_words));
}
[[nodiscard]] inline bool only_words(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || c == ' ' || c == '-' || c == '\'' || c == '.';
    });
}

/// Letters in the longest word outside LaTeX commands; an apostrophe does not end a word.
[[nodiscard]] inline std::size_t longest_word(std::string_view text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\') {
            run = 0;
            while (at + 1 < text.size() && is_letter(text[at + 1])) {
                ++at;
            }
        } else if (is_letter(c) || static_cast<unsigned char>(c) >= 0x80) {
            longest = (std::max)(longest, ++run);
        } else if (c != '\'') {
            run = 0;
        }
    }
    return longest;
}

/// The members of a list of Roman numerals, "I, II, and IV" or "III", in lower case; empty for
/// other texts. A single letter is a variable or an option.
[[nodiscard]] inline std::vector<std::string> roman_list(std::string_view text) {
    static constexpr std::array<std::string_view, 12> numerals{
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};
    std::vector<std::string> out;
    std::size_t letters = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_letter(text[at])) {
            if (text[at] != ' ' && text[at] != ',' && text[at] != ';' && text[at] != '('
                && text[at] != ')') {
                return {};
            }
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_letter(text[end])) {
            ++end;
        }
        const std::string_view word = text.substr(at, end - at);
        at = end;
        if (word == "and") {
            continue;
        }
        if (std::find(numerals.begin(), numerals.end(), word) == numerals.end()
            || out.size() > numerals.size()) {
            return {};
        }
        letters = (std::max)(letters, word.size());
        out.push_back(lower(word));
    }
    return letters > 1 ? out : std::vector<std::string>{};
}

/// Reads an answer: words for numbers, times, dates, then the grammar, then plain words.
[[nodiscard]] inline reading read_answer(std::string_view answer, parser_options options,
                                         node_arena& arena) {
    reading out;
    if (answer.size() > longest_answer) {
        return out;
    }
    const auto without = without_chinese(std::string(unwrap(to_ascii(strip_markdown(answer)))));
    if (!without) {
        return out;
    }
    std::string ascii = *without;
    if (ascii.size() < 400 && has_words(ascii)) {
        ascii = wording(unwrap(ascii)).in_notation();
    }
    std::string_view text = unwrap(ascii);
    for (std::string_view article : {"the ", "The ", "a ", "A ", "an ", "An "}) {
        if (text.starts_with(article) && text.size() > article.size() + 2
            && is_letter(text[article.size()]) && is_letter(text[article.size() + 1])
            && is_letter(text[article.size() + 2])
            && !text.substr(article.size()).starts_with("and ")
            && !text.substr(article.size()).starts_with("but ")) {
            text.remove_prefix(article.size());
            break;
        }
    }
    if (text.empty()) {
        return out;
    }
    const bool short_text = text.size() < 200;
    const std::size_t word_length = longest_word(text);
    std::optional<std::string> stated;
    const auto words = [&]() -> const std::string& {
        if (!stated) {
            stated = plain_statement(normal_text(text), text);
        }
        return *stated;
    };
    if (short_text) {
        if (const auto minutes = word_length >= 1 ? time_of_day(text) : std::nullopt) {
            node* clock = arena.make(node_kind::clock);
            clock->value = *minutes * 60;
            out.root = clock;
            return out;
        }
        const bool may_be_date = word_length >= 3 || text.size() == 10;  // July 4, 2020-07-04
        if (auto date = may_be_date ? calendar_date(text) : std::nullopt) {
            out.root = arena.named(node_kind::date, *date);
            return out;
        }
        if (const auto number = word_length >= 3 ? number_in_words(text) : std::nullopt) {
            out.root = arena.number(*number);
            return out;
        }
    }
    static constexpr std::array<std::string_view, 20> phrases{"yes",
                                                              "no",
                                                              "true",
                                                              "false",
                                                              "none",
                                                              "no solution",
                                                              "does not exist",
                                                              "undefined",
                                                              "infinitely many",
                                                              "all real numbers",
                                                              "no real solution",
                                                              "even",
                                                              "odd",
                                                              "never",
                                                              "always",
                                                              "empty set",
                                                              "both",
                                                              "neither",
                                                              "positive",
                                                              "negative"};
    if (word_length >= 2 && std::find(phrases.begin(), phrases.end(), words()) != phrases.end()) {
        out.root = arena.named(node_kind::text, words());
        return out;
    }
    if (const std::vector<std::string> numerals = roman_list(text); !numerals.empty()) {
        std::vector<node_ptr> members;
        for (const std::string& numeral : numerals) {
            members.push_back(arena.named(node_kind::text, numeral));
        }
        out.root = members.size() == 1 ? members[0] : arena.make(node_kind::list, members);
        return out;
    }
    // 2A_{16}: letters as digits of a base above ten.
    if (const std::size_t mark = text.find('_'); mark != text.npos && short_text && mark > 1) {
        std::string_view digits = unwrap(text.substr(0, mark));
        if (digits.size() > 2 && digits.front() == '(' && digits.back() == ')') {
            digits = digits.substr(1, digits.size() - 2);
        }
        const std::string base_text(unwrap(text.substr(mark + 1)));
        std::string base_digits;
        for (char c : base_text) {
            if (c != '{' && c != '}') {
                base_digits += c;
            }
        }
        const bool letters = std::any_of(digits.begin(), digits.end(), is_letter);
        const bool plain = std::all_of(digits.begin(), digits.end(), [](char c) {
            return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
        });
        if (letters && plain && digits.size() < 40
            && (base_digits == "16" || base_digits == "12" || base_digits == "11"
                || base_digits == "13" || base_digits == "14" || base_digits == "15")) {
            const int base = (base_digits[0] - '0') * 10 + (base_digits[1] - '0');
            rational value = 0;
            bool valid = true;
            for (char c : digits) {
                const int digit = is_digit(c) ? c - '0' : (c >= 'a' ? c - 'a' : c - 'A') + 10;
                valid = valid && digit < base;
                value = value * base + digit;
            }
            if (valid) {
                out.root = arena.number(value);
                return out;
            }
        }
    }
    parser parse(text, options, arena);
    out.root = parse.parse();
    out.ambiguous_slash = parse.slash_before_product();
    out.spaced_letter = parse.spaced_letter();
    const bool sentence = out.root != nullptr && is_letter(text.front())
                          && std::count(text.begin(), text.end(), ' ') > 2 && words().size() > 12;
    if (short_text && (out.root == nullptr || holds_words(out.root) || sentence)) {
        if (const std::string figure = figure_with_words(text); !figure.empty()) {
            out.root = parser(figure, options, arena).parse();
        }
        if (out.root != nullptr && holds_words(out.root) && out.root->kind != node_kind::text
            && words().size() > 1 && only_words(text) && !is(out.root, node_kind::list)) {
            out.root = arena.named(node_kind::text, words());
        }
    }
    if (out.root == nullptr && short_text) {
        // Words that are no formula: at least one of three letters, no operator.
        std::size_t run = 0;
        std::size_t longest = 0;
        for (char c : text) {
            run = is_letter(c) ? run + 1 : 0;
            longest = (std::max)(longest, run);
        }
        const bool formula =
            text.find_first_of("=<>^_+*/\\{}|$") != text.npos && text.find("\\text") == text.npos;
        if (longest >= 2 && !formula && !words().empty()) {
            out.root = arena.named(node_kind::text, words());
        }
    }
    return out;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_READ_ANSWER_HPP
