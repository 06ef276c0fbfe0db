// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_WORDS_HPP
#define PASSK_VERIFY_MATH_WORDS_HPP

#include <passk/verify/math/expression.hpp>
#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/units.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// The words of a text in lower case, without articles, punctuation and LaTeX commands.
[[nodiscard]] inline std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    std::string word;
    const auto flush = [&] {
        if (!word.empty()) {
            out.push_back(word);
            word.clear();
        }
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\\') {
            flush();
            while (at + 1 < text.size() && is_letter(text[at + 1])) {
                ++at;
            }
        } else if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (c != '\'') {
            flush();
        }
    }
    flush();
    return out;
}

/// Text in the form in which two texts are compared: words joined by one blank, articles left
/// out, a few phrases of one meaning brought to one wording.
[[nodiscard]] inline std::string normal_text(std::string_view text) {
    std::vector<std::string> words = words_of(text);
    if (words.size() > 1) {
        std::erase_if(words,
                      [](const std::string& w) { return w == "the" || w == "a" || w == "an"; });
    }
    std::string out;
    for (const std::string& word : words) {
        out += out.empty() ? word : ' ' + word;
    }
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 17> same{{
        {"there is no solution", "no solution"},
        {"there are no solutions", "no solution"},
        {"no solutions", "no solution"},
        {"no real solutions", "no real solution"},
        {"dne", "does not exist"},
        {"doesnt exist", "does not exist"},
        {"limit does not exist", "does not exist"},
        {"no limit", "does not exist"},
        {"infinitely many solutions", "infinitely many"},
        {"infinitely many", "infinitely many"},
        {"infinite solutions", "infinitely many"},
        {"not defined", "undefined"},
        {"it is undefined", "undefined"},
        {"all reals", "all real numbers"},
        {"all real number", "all real numbers"},
        {"any real number", "all real numbers"},
        {"infinite number of solutions", "infinitely many"},
    }};
    for (const auto& [from, to] : same) {
        if (out == from) {
            return std::string(to);
        }
    }
    return out;
}

/// 7 for "seventh" and "sevenths", 2 for "half"; 0 if the word is no denominator.
[[nodiscard]] inline int denominator_in_words(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, int>, 24> parts{
        {{"half", 2},       {"halve", 2},       {"third", 3},       {"quarter", 4},
         {"fourth", 4},     {"fifth", 5},       {"sixth", 6},       {"seventh", 7},
         {"eighth", 8},     {"ninth", 9},       {"tenth", 10},      {"eleventh", 11},
         {"twelfth", 12},   {"thirteenth", 13}, {"fourteenth", 14}, {"fifteenth", 15},
         {"sixteenth", 16}, {"eighteenth", 18}, {"twentieth", 20},  {"thirtieth", 30},
         {"fortieth", 40},  {"fiftieth", 50},   {"hundredth", 100}, {"thousandth", 1000}}};
    if (word.ends_with('s')) {
        word.remove_suffix(1);
    }
    for (const auto& [name, below] : parts) {
        if (word == name) {
            return below;
        }
    }
    return 0;
}

/// The number that words such as "one hundred and twenty-one", "two thirds" or "three and a
/// half" say.
[[nodiscard]] inline std::optional<rational> number_in_words(std::string_view text) {
    static constexpr std::array<std::string_view, 20> units{
        "zero",     "one",     "two",     "three",     "four",     "five",    "six",
        "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static constexpr std::array<std::string_view, 8> tens{"twenty", "thirty",  "forty",  "fifty",
                                                          "sixty",  "seventy", "eighty", "ninety"};
    // "-five" and "twenty, five" are no number words.
    if (text.find_first_of(",;/+*=^<>&|()[]") != text.npos || text.starts_with('-')) {
        return std::nullopt;
    }
    std::vector<std::string> words = words_of(text);
    if (words.empty() || words.size() > 16) {
        return std::nullopt;
    }
    if (words.size() == 1 && (words[0] == "half" || words[0] == "quarter")) {
        return words[0] == "half" ? rational(1, 2) : rational(1, 4);
    }
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        // "a half", "three and a half", "a hundred"
        const bool counts = denominator_in_words(words[i + 1]) > 0 || words[i + 1] == "hundred"
                            || words[i + 1] == "thousand" || words[i + 1] == "million"
                            || words[i + 1] == "dozen";
        if ((words[i] == "a" || words[i] == "an") && counts && words[i + 1] != "second") {
            words[i] = "one";
        }
    }
    rational whole = 0;  // before the "and" of a mixed number
    rational total = 0;
    rational part = 0;
    enum class piece { none, unit, ten, scale } last = piece::none;
    bool negative = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (i == 0 && (word == "negative" || word == "minus")) {
            negative = true;
            continue;
        }
        if (word == "and" && last != piece::none && denominator_in_words(words.back()) > 0) {
            // "three and one seventh"
            whole += total + part;
            total = 0;
            part = 0;
            last = piece::none;
            continue;
        }
        if (word == "and" && last == piece::scale) {
            continue;
        }
        const auto unit_at = std::find(units.begin(), units.end(), word);
        const auto ten_at = std::find(tens.begin(), tens.end(), word);
        if (unit_at != units.end()) {
            const auto value = unit_at - units.begin();
            if (last == piece::unit || (last == piece::ten && (value == 0 || value > 9))) {
                return std::nullopt;
            }
            part += static_cast<long long>(value);
            last = piece::unit;
        } else if (ten_at != tens.end()) {
            if (last == piece::unit || last == piece::ten) {
                return std::nullopt;
            }
            part += static_cast<long long>(10 * (ten_at - tens.begin() + 2));
            last = piece::ten;
        } else if (word == "hundred" || word == "dozen") {
            const int scale = word == "dozen" ? 12 : 100;
            part = (part == 0 ? rational(1) : part) * scale;
            last = piece::scale;
        } else if (word == "thousand" || word == "million" || word == "billion"
                   || word == "trillion") {
            const long long scale = word == "thousand"  ? 1000
                                    : word == "million" ? 1000000
                                    : word == "billion" ? 1000000000
                                                        : 1000000000000;
            total += (part == 0 ? rational(1) : part) * scale;
            part = 0;
            last = piece::scale;
        } else {
            const int below = denominator_in_words(word);
            if (below == 0 || i + 1 != words.size() || i == 0 || last == piece::none) {
                return std::nullopt;
            }
            const rational out = whole + (total + part) / below;
            return negative ? rational(-out) : out;
        }
    }
    if (last == piece::none) {
        return std::nullopt;
    }
    total += part;
    return negative ? rational(-total) : total;
}

/// Minutes after midnight of a time of day such as "3:30 PM" or "3 p.m."; a bare "15:30" is
/// left to the caller, since it may be a ratio.
[[nodiscard]] inline std::optional<int> time_of_day(std::string_view text) {
    std::string spoken = lower(text);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> halves{
        {{"in the morning", "am"},
         {"in the afternoon", "pm"},
         {"in the evening", "pm"},
         {"o'clock", ""}}};
    for (const auto& [words, half] : halves) {
        if (const std::size_t at = spoken.find(words); at != spoken.npos) {
            spoken.replace(at, words.size(), half);
        }
    }
    std::string compact;
    for (char c : spoken) {
        if (c != ' ' && c != '.' && c != '~' && c != '{' && c != '}') {
            compact += c;
        }
    }
    for (std::string_view noise : {"\\text", "\\mathrm", "\\,", "\\"}) {
        for (std::size_t at = compact.find(noise); at != compact.npos; at = compact.find(noise)) {
            compact.erase(at, noise.size());
        }
    }
    if (compact == "noon") {
        return 720;
    }
    if (compact == "midnight") {
        return 0;
    }
    if (compact.size() < 3 || compact.size() > 10) {
        return std::nullopt;
    }
    const std::string_view half = std::string_view(compact).substr(compact.size() - 2);
    if (half != "am" && half != "pm") {
        return std::nullopt;
    }
    int hour = 0;
    int minute = 0;
    std::size_t at = 0;
    const std::string_view body = std::string_view(compact).substr(0, compact.size() - 2);
    while (at < body.size() && is_digit(body[at]) && at < 2) {
        hour = hour * 10 + (body[at++] - '0');
    }
    if (at == 0) {
        return std::nullopt;
    }
    if (at < body.size()) {
        if (body.size() != at + 3 || body[at] != ':' || !is_digit(body[at + 1])
            || !is_digit(body[at + 2])) {
            return std::nullopt;
        }
        minute = (body[at + 1] - '0') * 10 + (body[at + 2] - '0');
    }
    if (hour < 1 || hour > 12 || minute > 59) {
        return std::nullopt;
    }
    return (hour % 12) * 60 + minute + (half == "pm" ? 720 : 0);
}

/// A calendar date as year-month-day; year 0000 if none was written. Reads 2020-07-04,
/// "July 4, 2020", "4 July 2020" and "July 4".
[[nodiscard]] inline std::optional<std::string> calendar_date(std::string_view text) {
    const auto written = [](int year, int month, int day) -> std::optional<std::string> {
        if (month < 1 || month > 12 || day < 1 || day > 31) {
            return std::nullopt;
        }
        std::array<char, 48> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", year, month, day);
        return std::string(buffer.data());
    };
    const auto digits = [](std::string_view s) {
        int value = 0;
        if (s.empty() || s.size() > 4) {
            return -1;
        }
        for (char c : s) {
            if (!is_digit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    };
    if (text.size() == 10
        && ((text[4] == '-' && text[7] == '-') || (text[4] == '/' && text[7] == '/'))) {
        const int year = digits(text.substr(0, 4));
        const int month = digits(text.substr(5, 2));
        const int day = digits(text.substr(8, 2));
        return year < 0 || month < 0 || day < 0 ? std::nullopt : written(year, month, day);
    }
    static constexpr std::array<std::string_view, 12> months{
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    if (text.size() > 60) {
        return std::nullopt;
    }
    std::vector<std::string> words = words_of(text);
    static constexpr std::array<std::string_view, 7> weekdays{
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    if (words.size() > 1
        && std::find(weekdays.begin(), weekdays.end(), words[0]) != weekdays.end()) {
        words.erase(words.begin());
    }
    std::erase_if(words,
                  [](const std::string& w) { return w == "of" || w == "the" || w == "text"; });
    if (words.size() < 2 || words.size() > 3) {
        return std::nullopt;
    }
    int month = 0;
    std::vector<int> numbers;
    for (std::string& word : words) {
        for (std::size_t m = 0; m < months.size(); ++m) {
            if (word == months[m] || (word.size() == 3 && months[m].starts_with(word))) {
                if (month != 0) {
                    return std::nullopt;
                }
                month = static_cast<int>(m) + 1;
                word.clear();
                break;
            }
        }
        if (word.empty()) {
            continue;
        }
        if (word.size() > 2 && is_digit(word[0])
            && (word.ends_with("th") || word.ends_with("st") || word.ends_with("nd")
                || word.ends_with("rd"))) {
            word.resize(word.size() - 2);
        }
        numbers.push_back(digits(word));
    }
    if (month == 0 || numbers.empty() || numbers[0] < 0) {
        return std::nullopt;
    }
    if (numbers.size() == 1) {
        return numbers[0] > 31 ? std::nullopt : written(0, month, numbers[0]);
    }
    return numbers[1] < 100 ? std::nullopt : written(numbers[1], month, numbers[0]);
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_WORDS_HPP
