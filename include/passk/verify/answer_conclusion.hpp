// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_ANSWER_CONCLUSION_HPP
#define PASSK_VERIFY_ANSWER_CONCLUSION_HPP

#include <passk/verify/answer_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail {

/// A part of a response: bytes begin to end.
struct text_span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Words with which a sentence concludes, in lower case; the last ones are Chinese and Japanese.
inline constexpr std::array<std::string_view, 56> conclusion_words{
    "therefore",
    "thus",
    "hence",
    "so ",
    "so,",
    "in conclusion",
    "consequently",
    "finally",
    "in total",
    "altogether",
    "this means",
    "this gives",
    "we get",
    "we find",
    "the result",
    "the value",
    "the solution",
    "the total",
    "the probability",
    "the sum",
    "the area",
    "the number",
    "the final",
    "it follows",
    "as a result",
    "overall",
    "donc",
    "ainsi",
    "par cons\xC3\xA9quent",
    "also ",
    "daher",
    "somit",
    "folglich",
    "damit",
    "por lo tanto",
    "por tanto",
    "as\xC3\xAD",
    "\xE6\x89\x80\xE4\xBB\xA5",
    "\xE5\x9B\xA0\xE6\xAD\xA4",
    "\xE6\x95\x85",
    "\xE7\xBB\xBC\xE4\xB8\x8A",
    "\xE3\x81\x97\xE3\x81\x9F\xE3\x81\x8C\xE3\x81\xA3\xE3\x81\xA6",
    "\xE3\x82\x88\xE3\x81\xA3\xE3\x81\xA6",
    "the length",
    "the angle",
    "the perimeter",
    "the volume",
    "the distance",
    "the time",
    "the cost",
    "the price",
    "the speed",
    "the height",
    "the radius",
    "the diameter",
    "the average"};

/// The last sentence of a text; empty if it asks or is too long for a conclusion.
[[nodiscard]] inline text_span last_sentence(std::string_view text) {
    std::size_t end = text.size();
    while (end > 0 && is_white(text[end - 1])) {
        --end;
    }
    std::size_t begin = end;
    bool formula = false;
    while (begin > 0 && end - begin < 400) {
        const char c = text[begin - 1];
        if (c == '$' && !is_currency(text, begin - 1)) {
            formula = !formula;
        }
        const bool stop = (c == '.' || c == '!' || c == '?') && begin < end && is_white(text[begin])
                          && !(begin >= 2 && is_digit(text[begin - 2]) && is_digit(text[begin]));
        const bool wide = begin >= 3 && begin < end
                          && text.substr(begin - 3, 3) == "\xE3\x80\x82";  // ideographic full stop
        if (c == '\n' || (!formula && (stop || wide))) {
            break;
        }
        --begin;
    }
    if (end - begin >= 400 || (end > begin && text[end - 1] == '?')) {
        return {};
    }
    while (begin < end
           && (is_white(text[begin]) || text[begin] == '*' || text[begin] == '-'
               || text[begin] == '#' || text[begin] == '>')) {
        ++begin;
    }
    return {begin, end};
}

/// The formulas and figures of a sentence, in order; nothing if it holds an unclosed formula.
[[nodiscard]] inline std::optional<std::vector<text_span>> values_in(std::string_view text,
                                                                     text_span sentence) {
    std::vector<text_span> out;
    for (std::size_t at = sentence.begin; at < sentence.end;) {
        std::string_view close;
        std::size_t open = 0;
        if (text_at(text, at, "\\(")) {
            close = "\\)";
            open = 2;
        } else if (text[at] == '$' && !is_currency(text, at)) {
            close = text_at(text, at, "$$") ? "$$" : "$";
            open = close.size();
        }
        if (open > 0) {
            const std::size_t end = text.find(close, at + open);
            if (end == text.npos || end >= sentence.end) {
                return std::nullopt;
            }
            out.push_back({at, end + close.size()});
            at = end + close.size();
            continue;
        }
        const bool sign = text[at] == '-' && at + 1 < sentence.end && is_digit(text[at + 1])
                          && (at == 0 || is_white(text[at - 1]));
        const bool money = text[at] == '$' && at + 1 < sentence.end && is_digit(text[at + 1]);
        if (is_digit(text[at]) || sign || money) {
            std::size_t end = at + 1;
            while (end < sentence.end
                   && (is_digit(text[end])
                       || ((text[end] == ',' || text[end] == '.' || text[end] == '/'
                            || text[end] == ':')
                           && end + 1 < sentence.end && is_digit(text[end + 1])))) {
                ++end;
            }
            const bool glued = at > sentence.begin && is_letter(text[at - 1]);
            end += end < sentence.end && text[end] == '%' ? 1U : 0U;
            if (!glued) {
                out.push_back({at, end});
            }
            at = end;
            continue;
        }
        ++at;
    }
    return out;
}

/// Does a verb such as "is" stand directly before the value?
[[nodiscard]] inline bool value_announced(std::string_view text, text_span sentence,
                                          text_span value) {
    std::size_t before = value.begin;
    while (before > sentence.begin && is_white(text[before - 1])) {
        --before;
    }
    const std::string_view lead = text.substr(sentence.begin, before - sentence.begin);
    constexpr std::array<std::string_view, 15> verbs{
        " is",    " are",         " equals",      " equal to",    " be",
        " gives", " =",           " est",         " ist",         " es",
        " son",   "\xE6\x98\xAF", "\xE4\xB8\xBA", "\xE6\x9C\x89", "\xE3\x81\xAF"};  // 是 为 有 は
    return std::any_of(verbs.begin(), verbs.end(),
                       [&](std::string_view verb) { return lead.ends_with(verb); });
}

/// The one value of a sentence, with the measure word behind it; several values that "and" or
/// commas join; or the value behind the last "is".
[[nodiscard]] inline std::optional<text_span> value_of_sentence(std::string_view text,
                                                                text_span sentence) {
    const auto values = values_in(text, sentence);
    if (!values || values->empty()) {
        return std::nullopt;
    }
    const auto with_measure = [&](text_span value) {
        // 47颗糖, 5千克, 8万
        std::size_t end = value.end;
        while (end < sentence.end && static_cast<unsigned char>(text[end]) >= 0x80
               && !text_at(text, end, "\xE3\x80\x82") && !text_at(text, end, "\xEF\xBC\x8C")) {
            ++end;
        }
        return text_span{value.begin, end};
    };
    if (values->size() == 1) {
        return with_measure(values->front());
    }
    bool listed = true;
    for (std::size_t i = 0; i + 1 < values->size(); ++i) {
        const std::size_t from = (*values)[i].end;
        const std::string_view gap = trim_white(text.substr(from, (*values)[i + 1].begin - from));
        listed = listed && (gap == "and" || gap == "," || gap == ", and");
    }
    if (listed) {
        return text_span{values->front().begin, values->back().end};
    }
    return value_announced(text, sentence, values->back())
               ? std::optional(with_measure(values->back()))
               : std::nullopt;
}

/// The answer of a concluding sentence that ends a response, where nothing marks one: "Therefore
/// $t \geq 9$ is the solution.", "The result is $41$.", "所以小明一共有47颗糖". It is the one value
/// of the sentence, or the value that stands directly behind its last "is"; a sentence with
/// several values and no such verb concludes nothing that could be told.
[[nodiscard]] inline std::optional<text_span> concluding_answer(std::string_view text) {
    const text_span sentence = last_sentence(text);
    if (sentence.begin == sentence.end) {
        return std::nullopt;
    }
    const std::string_view words = text.substr(sentence.begin, sentence.end - sentence.begin);
    const bool concludes =
        std::any_of(conclusion_words.begin(), conclusion_words.end(),
                    [&](std::string_view word) { return folded_text_at(words, 0, word); });
    const bool chinese_total = words.find("\xE4\xB8\x80\xE5\x85\xB1") != words.npos      // 一共
                               || words.find("\xE6\x80\xBB\xE5\x85\xB1") != words.npos;  // 总共
    for (const std::string_view doubt : {" if ",
                                         " not ",
                                         "n't ",
                                         " or ",
                                         " cannot ",
                                         " unless ",
                                         " between ",
                                         " at least ",
                                         " at most ",
                                         " more than ",
                                         " less than ",
                                         "\xE4\xB8\x8D",
                                         "\xE6\x88\x96",
                                         "\xE8\x87\xB3\xE5\xB0\x91",
                                         "\xE8\x87\xB3\xE5\xA4\x9A",
                                         "\xE8\xB6\x85\xE8\xBF\x87",
                                         "\xE4\xBB\xA5\xE4\xB8\x8A",
                                         "\xE4\xBB\xA5\xE4\xB8\x8B",
                                         "\xE5\xA4\xA7\xE4\xBA\x8E",
                                         "\xE5\xB0\x8F\xE4\xBA\x8E"}) {  // 不 或
        if (words.find(doubt) != words.npos) {
            return std::nullopt;
        }
    }
    for (char letter = 'A'; letter <= 'J'; ++letter) {
        // A choice is no number: "the correct option is (C) 52 m".
        if (words.find(std::string{'(', letter, ')'}) != words.npos) {
            return std::nullopt;
        }
    }
    const auto values = values_in(text, sentence);
    if (!values || values->empty()) {
        return std::nullopt;
    }
    return concludes || chinese_total ? value_of_sentence(text, sentence) : std::nullopt;
}

/// Where a response takes back what it said before: behind "that is wrong", "I made a mistake",
/// "Wait, that's not right".
[[nodiscard]] inline std::optional<std::size_t> retraction_after(std::string_view text,
                                                                 std::size_t from) {
    constexpr std::array<std::string_view, 40> cues{"is wrong",
                                                    "is not correct",
                                                    "is not right",
                                                    "no wait",
                                                    "no, wait",
                                                    "wait, no",
                                                    "oops",
                                                    "no, it is",
                                                    "no, it's",
                                                    "no, that",
                                                    "no, the answer",
                                                    "is not the answer",
                                                    "that is not right",
                                                    "that's not right",
                                                    "that isn't right",
                                                    "this is not right",
                                                    "that is wrong",
                                                    "that's wrong",
                                                    "this is wrong",
                                                    "that was wrong",
                                                    "is incorrect",
                                                    "that's incorrect",
                                                    "was incorrect",
                                                    "that is not correct",
                                                    "that's not correct",
                                                    "this is not correct",
                                                    "i made a mistake",
                                                    "i made an error",
                                                    "i made a small mistake",
                                                    "i was wrong",
                                                    "let me correct",
                                                    "correction:",
                                                    "scratch that",
                                                    "not quite right",
                                                    "should actually be",
                                                    "should instead be",
                                                    "is actually",
                                                    "\xE4\xB8\x8D\xE5\xAF\xB9",
                                                    "\xE6\x90\x9E\xE9\x94\x99\xE4\xBA\x86",
                                                    "\xE7\xAE\x97\xE9\x94\x99\xE4\xBA\x86"};
    const auto conditional = [&](std::size_t at) {
        const std::size_t begin = at > 24 ? at - 24 : 0;
        std::string_view before = text.substr(begin, at - begin);
        const std::size_t line = before.find_last_of(".\n;");
        before = line == before.npos ? before : before.substr(line + 1);
        for (const std::string_view word :
             {"if ", "If ", "whether ", "option", "Option", "choice", "statement", "(", "not "}) {
            if (before.find(word) != before.npos) {
                return true;
            }
        }
        return false;
    };
    std::optional<std::size_t> last;
    for (std::size_t at = from; at < text.size(); ++at) {
        const char c = to_lower(text[at]);
        if (c != 't' && c != 'i' && c != 'w' && c != 'l' && c != 'c' && c != 's' && c != 'n'
            && c != '\xE4' && c != '\xE6') {
            continue;
        }
        for (const std::string_view cue : cues) {
            if (folded_text_at(text, at, cue) && (at == 0 || !is_letter(text[at - 1]))
                && !conditional(at)) {
                last = at + cue.size();
            }
        }
    }
    return last;
}

/// The value behind "it should be", "should be", "it is" or "the answer becomes", after a
/// retraction.
[[nodiscard]] inline std::optional<text_span> corrected_answer(std::string_view text,
                                                               std::size_t from) {
    constexpr std::array<std::string_view, 8> phrases{
        "it's",
        "should be",
        "should actually be",
        "should instead be",
        "is actually",
        "must be",
        "it is",
        "\xE5\xBA\x94\xE8\xAF\xA5\xE6\x98\xAF"};  // 应该是
    std::optional<text_span> out;
    const std::size_t begin = from > 24 ? from - 24 : 0;  // the cue may be the phrase
    for (std::size_t at = begin; at < text.size(); ++at) {
        for (const std::string_view phrase : phrases) {
            if (!folded_text_at(text, at, phrase) || at + phrase.size() < from) {
                continue;
            }
            std::size_t value = at + phrase.size();
            while (value < text.size()
                   && (text[value] == ' ' || text[value] == '*' || text[value] == ':')) {
                ++value;
            }
            const std::size_t newline = text.substr(value, 120).find('\n');
            const std::size_t line =
                newline == text.npos ? (std::min)(text.size(), value + 120) : value + newline;
            const auto values = values_in(text, {value, line});
            if (values && !values->empty() && values->front().begin == value) {
                out = values->front();
            }
        }
    }
    return out;
}

}  // namespace passk::detail

#endif  // PASSK_VERIFY_ANSWER_CONCLUSION_HPP
