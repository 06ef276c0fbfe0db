// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_WORDING_HPP
#define PASSK_VERIFY_MATH_WORDING_HPP

#include <passk/verify/math/lexer.hpp>
#include <passk/verify/math/plain_number.hpp>
#include <passk/verify/math/units.hpp>
#include <passk/verify/math/words.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

/// The English around a formula, brought into notation: "The answer is 5" is 5, "the area is 5"
/// is \text{area} = 5, "x is at least 5" is x \ge 5. What is negated, bounded or hedged in any
/// other way keeps its words, and so has no reading as a number.
class wording {
public:
    explicit wording(std::string_view text) : text_(text) {}

    [[nodiscard]] std::string in_notation() {
        for (int layer = 0; layer < 4; ++layer) {
            const std::size_t before = text_.size();
            text_ = std::string(trim_answer(text_));
            drop_lead_in();
            if (text_.size() == before) {
                break;
            }
        }
        operations();
        currencies();
        signs();
        comparisons();
        exceptions();
        bases();
        hyphens();
        return text_;
    }

private:
    struct word {
        std::string text;  ///< in lower case
        std::size_t begin = 0;
        std::size_t end = 0;  ///< behind the word and the white space after it
        char stop = 0;        ///< a colon, comma or equals sign directly behind it
    };

    static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    /// The plain words at the beginning, \text{...} around them or not, up to the first sign.
    [[nodiscard]] std::vector<word> leading_words() const {
        std::vector<word> out;
        std::size_t at = 0;
        int open = 0;
        while (at < text_.size() && out.size() < 24) {
            const char c = text_[at];
            bool wrapper = false;
            for (std::string_view name :
                 {"\\text{", "\\textbf{", "\\textrm{", "\\mathrm{", "\\mbox{", "\\textit{"}) {
                if (std::string_view(text_).substr(at).starts_with(name)) {
                    at += name.size();
                    ++open;
                    wrapper = true;
                    break;
                }
            }
            if (wrapper) {
                continue;
            }
            const bool delimiter = c == '$' && (at + 1 == text_.size() || !is_digit(text_[at + 1]));
            if (is_space(c) || c == '~' || delimiter) {
                ++at;
                continue;
            }
            if (c == '}' && open > 0) {
                --open;
                ++at;
                if (!out.empty()) {
                    out.back().end = at;
                }
                continue;
            }
            if ((c == ':' || c == ',') && !out.empty() && out.back().stop == 0) {
                out.back().stop = c;
                ++at;
                out.back().end = at;
                continue;
            }
            if (!is_letter(c)) {
                if (c == '=' && !out.empty()) {
                    out.back().stop = '=';
                }
                break;
            }
            word next;
            next.begin = at;
            while (at < text_.size() && (is_letter(text_[at]) || text_[at] == '\'')) {
                ++at;
            }
            next.text = lower(std::string_view(text_).substr(next.begin, at - next.begin));
            next.end = at;
            out.push_back(std::move(next));
        }
        if (open > 0) {
            // The wrapper holds more than words: only what stood before it is plain.
            out.clear();
        }
        return out;
    }

    template <std::size_t Size>
    static bool one_of(std::string_view text, const std::array<std::string_view, Size>& words) {
        return std::find(words.begin(), words.end(), text) != words.end();
    }

    /// Begins what follows like a value rather than with more words?
    static bool value_like(std::string_view rest) {
        rest = trim_answer(rest);
        if (rest.empty()) {
            return false;
        }
        if (rest.starts_with("\\text") || rest.starts_with("\\mathrm{")) {
            return false;
        }
        const char c = rest.front();
        if (!is_letter(c)) {
            return is_digit(c) || c == '(' || c == '[' || c == '\\' || c == '-' || c == '+'
                   || c == '{' || c == '|' || c == '$'
                   || (c == '.' && rest.size() > 1 && is_digit(rest[1]));
        }
        std::size_t run = 0;
        while (run < rest.size() && is_letter(rest[run])) {
            ++run;
        }
        return run == 1 || number_in_words(rest.substr(0, run)).has_value();
    }

    void drop_lead_in() {
        static constexpr std::array<std::string_view, 10> links{
            "is", "are", "equals", "was", "be", "gives", "get", "becomes", "were", "obtain"};
        static constexpr std::array<std::string_view, 28> barred{
            "not",     "no",    "never",  "isn't", "aren't",  "cannot", "least",
            "most",    "more",  "less",   "fewer", "greater", "than",   "between",
            "over",    "under", "except", "if",    "neither", "nor",    "or",
            "without", "false", "wrong",  "only",  "unless",  "when",   "incorrect"};
        static constexpr std::array<std::string_view, 78> idle{
            "option",    "choice",  "line",       "lines",       "curve",         "circle",
            "parabola",  "ellipse", "plane",      "function",    "formula",       "expression",
            "number",    "vertex",  "center",     "centre",      "the",           "a",
            "an",        "so",      "thus",       "therefore",   "hence",         "then",
            "answer",    "final",   "answers",    "result",      "value",         "solution",
            "solutions", "is",      "are",        "it",          "this",          "that",
            "we",        "have",    "our",        "my",          "correct",       "i",
            "of",        "equals",  "to",         "which",       "finally",       "get",
            "obtain",    "gives",   "in",         "total",       "approximately", "about",
            "roughly",   "around",  "nearly",     "exactly",     "approx",        "simply",
            "precisely", "point",   "points",     "coordinates", "equation",      "interval",
            "set",       "vector",  "conclusion", "simplified",  "simplifies",    "equal",
            "required",  "desired", "be",         "either",      "just",          "overall"};
        const std::vector<word> words = leading_words();
        if (words.empty()) {
            return;
        }
        std::size_t cut = 0;      // words that may go
        std::size_t subject = 0;  // words up to a link that name what has the value
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (one_of(words[i].text, barred)) {
                break;
            }
            const bool link = one_of(words[i].text, links) || words[i].stop == ':';
            if (cut == i && (one_of(words[i].text, idle) || words[i].text == "boxed")) {
                cut = i + 1;
            }
            if (link) {
                subject = i + 1;
            }
        }
        if (subject > cut) {
            const std::string_view rest = std::string_view(text_).substr(words[subject - 1].end);
            if (!value_like(rest) || words[subject - 1].begin == 0) {
                return;
            }
            if (subject == 2 && words[0].end - words[0].begin == 1) {
                // "x is 5"
                text_ = text_.substr(words[0].begin, 1) + " = " + std::string(rest);
                return;
            }
            std::string name;
            for (std::size_t i = 0; i < subject; ++i) {
                if (!one_of(words[i].text, links) && !one_of(words[i].text, idle)) {
                    name += name.empty() ? words[i].text : ' ' + words[i].text;
                }
            }
            text_ =
                name.empty() ? std::string(rest) : "\\text{" + name + "} = " + std::string(rest);
            return;
        }
        if (cut == 0) {
            return;
        }
        const bool said =
            words[cut - 1].stop == ':'
            || std::any_of(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(cut),
                           [](const word& w) { return w.text == "answer"; });
        const std::size_t last = words[cut - 1].end;
        if (words[cut - 1].stop == '=' || (last < text_.size() && text_[last] == '(')) {
            return;  // Interval(0, 1) calls
        }
        const std::string_view rest = std::string_view(text_).substr(words[cut - 1].end);
        // "The answer is east" speaks in words; "a set of rules" does not.
        if (value_like(rest) || (said && cut >= 2 && !trim_answer(rest).empty())
            || (said && words[cut - 1].stop == ':' && !trim_answer(rest).empty())) {
            const bool article = cut == 1 && (words[0].text == "a" || words[0].text == "i");
            if (!article) {
                text_ = std::string(rest);
            }
        }
    }

    /// "3 times the square root of 5" and "2 divided by 3"
    void operations() {
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> spoken{
            {{"the square root of ", "\\sqrt "},
             {"square root of ", "\\sqrt "},
             {"the cube root of ", "\\sqrt[3] "},
             {"cube root of ", "\\sqrt[3] "},
             {" times ", " \\times "},
             {" multiplied by ", " \\times "},
             {" divided by ", " / "},
             {" plus ", " + "},
             {" minus ", " - "}}};
        if (text_.find("\\text") != text_.npos) {
            return;  // what stands inside of \text{} stays there
        }
        std::string read = text_;
        bool any = false;
        for (const auto& [from, to] : spoken) {
            for (std::size_t at = read.find(from); at != read.npos; at = read.find(from)) {
                read.replace(at, from.size(), to);
                any = true;
            }
        }
        // Only where every word of the answer is one of these: "5 times as many" is no product.
        if (any && !words_left(read)) {
            text_ = read;
        }
    }
    static bool words_left(std::string_view text) {
        for (std::size_t at = 0; at + 1 < text.size(); ++at) {
            if (text[at] == '\\') {
                while (at + 1 < text.size() && is_letter(text[at + 1])) {
                    ++at;
                }
            } else if (is_letter(text[at]) && is_letter(text[at + 1])) {
                std::size_t end = at;
                while (end < text.size() && is_letter(text[end])) {
                    ++end;
                }
                const std::string_view word = text.substr(at, end - at);
                if (word != "pi" && !number_in_words(word)) {
                    return true;
                }
                at = end;
            }
        }
        return false;
    }

    /// "USD 12" and "US$12" are $12.
    void currencies() {
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> codes{
            {{"USD ", "\\$"},
             {"US\\$", "\\$"},
             {"US$", "\\$"},
             {"EUR ", "\\euro "},
             {"GBP ", "\\pounds "},
             {"INR ", "\\rupee "},
             {"Rs. ", "\\rupee "},
             {"Rs ", "\\rupee "}}};
        for (const auto& [code, sign] : codes) {
            if (text_.starts_with(code) && text_.size() > code.size()
                && is_digit(text_[code.size()])) {
                text_ = std::string(sign) + text_.substr(code.size());
                return;
            }
        }
    }

    void signs() {
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> spoken{
            {{"plus or minus ", "\\pm "}, {"negative ", "-"}, {"minus ", "-"}, {"positive ", ""}}};
        const std::string folded = lower(std::string_view(text_).substr(0, 16));
        for (const auto& [from, to] : spoken) {
            const bool words = number_in_words(text_).has_value();
            if (!words && folded.starts_with(from)
                && value_like(std::string_view(text_).substr(from.size()))) {
                text_ = std::string(to) + text_.substr(from.size());
                return;
            }
        }
    }

    /// "x is at least 5", "x is greater than 5"
    void comparisons() {
        std::size_t at = 0;
        while (at < text_.size() && (is_letter(text_[at]) || text_[at] == '$')) {
            ++at;
        }
        if (at != 1 && !(at == 3 && text_[0] == '$' && text_[2] == '$')) {
            return;
        }
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> phrases{
            {{" is greater than or equal to ", "\\ge "},
             {" is less than or equal to ", "\\le "},
             {" is strictly greater than ", ">"},
             {" is strictly less than ", "<"},
             {" is greater than ", ">"},
             {" is less than ", "<"},
             {" is at least ", "\\ge "},
             {" is at most ", "\\le "},
             {" is no less than ", "\\ge "},
             {" is no more than ", "\\le "},
             {" is not equal to ", "\\ne "},
             {" is equal to ", "="},
             {" greater than ", ">"},
             {" less than ", "<"}}};
        for (const auto& [from, to] : phrases) {
            if (std::string_view(text_).substr(at).starts_with(from)) {
                text_ =
                    text_.substr(0, at) + ' ' + std::string(to) + text_.substr(at + from.size());
                return;
            }
        }
    }

    /// "all real numbers except 0"
    void exceptions() {
        static constexpr std::array<std::string_view, 3> everything{"all real numbers", "all reals",
                                                                    "all real x"};
        static constexpr std::array<std::string_view, 4> besides{" except for ", " except ",
                                                                 " other than ", " but "};
        const std::string folded = lower(std::string_view(text_).substr(0, 60));
        for (std::string_view all : everything) {
            if (!folded.starts_with(all)) {
                continue;
            }
            for (std::string_view but : besides) {
                if (std::string_view(folded).substr(all.size()).starts_with(but)) {
                    std::string rest = text_.substr(all.size() + but.size());
                    if (rest.starts_with("x = ") || rest.starts_with("x=")) {
                        rest.erase(0, rest.find('=') + 1);
                    }
                    for (std::string_view both : {" and ", " or "}) {
                        if (const std::size_t found = rest.find(both); found != rest.npos) {
                            rest.replace(found, both.size(), ", ");
                        }
                    }
                    text_ = "\\mathbb{R}\\setminus\\{" + rest + "\\}";
                    return;
                }
            }
        }
    }

    /// "101 base 2", "101_{\text{base }2}" and "101 (base 2)" are 101_2.
    void bases() {
        const std::size_t found = text_.find("base");
        if (found == text_.npos || found == 0) {
            return;
        }
        std::string head = text_.substr(0, found);
        std::string tail = text_.substr(found + 4);
        const auto noise = [](char c) {
            return is_space(c) || c == '{' || c == '}' || c == '(' || c == ')' || c == '_'
                   || c == '-' || c == '~';
        };
        std::erase_if(tail, noise);
        for (bool again = true; again;) {
            again = false;
            while (!head.empty() && noise(head.back())) {
                head.pop_back();
            }
            for (std::string_view end : {"\\text", "\\textrm", "\\mathrm", " in", " (in", "\\,"}) {
                if (head.ends_with(end)) {
                    head.resize(head.size() - end.size());
                    again = true;
                }
            }
        }
        const bool digits =
            !tail.empty() && tail.size() < 3 && tail.find_first_not_of("0123456789") == tail.npos;
        if (digits && !head.empty()
            && head.find_first_not_of("0123456789ABCDEFabcdef ") == head.npos) {
            text_ = head + "_{" + tail + "}";
        }
    }

    /// "twenty-five" and "two-thirds" are one number, not a difference.
    void hyphens() {
        for (std::size_t at = text_.find('-'); at != text_.npos; at = text_.find('-', at + 1)) {
            std::size_t begin = at;
            while (begin > 0 && is_letter(text_[begin - 1])) {
                --begin;
            }
            std::size_t end = at + 1;
            while (end < text_.size() && is_letter(text_[end])) {
                ++end;
            }
            if (at - begin >= 3 && end - at >= 4
                && number_in_words(text_.substr(begin, end - begin))) {
                text_[at] = ' ';
            }
        }
    }

    std::string text_;
};

/// A sentence around one figure, "She has 5 apples" or "$18 every day", as that figure with its
/// words behind it; empty where a word bounds, negates, hedges or counts besides the figure.
[[nodiscard]] inline std::string figure_with_words(std::string_view text) {
    static constexpr std::array<std::string_view, 84> barred{
        "but",     "zero",    "not",       "no",         "never",     "cannot",    "least",
        "most",    "more",    "less",      "fewer",      "greater",   "than",      "between",
        "over",    "under",   "except",    "if",         "neither",   "nor",       "or",
        "without", "false",   "wrong",     "only",       "unless",    "when",      "incorrect",
        "up",      "above",   "below",     "within",     "minus",     "plus",      "times",
        "divided", "root",    "squared",   "cubed",      "square",    "cube",      "power",
        "base",    "mod",     "modulo",    "negative",   "factorial", "remainder", "percent",
        "dozen",   "half",    "third",     "quarter",    "twice",     "double",    "triple",
        "about",   "around",  "nearly",    "almost",     "roughly",   "multiple",  "multiples",
        "factor",  "factors", "divisible", "multiplied", "from",      "until",     "before",
        "after",   "isn't",   "aren't",    "doesn't",    "sin",       "cos",       "tan",
        "log",     "ln",      "pi",        "sqrt",       "is",        "are",       "equals"};
    // "Step 2" and "page 12" number a thing.
    static constexpr std::array<std::string_view, 40> labels{
        "step",    "question", "problem", "option", "choice",   "case",  "figure", "table",
        "page",    "room",     "number",  "player", "day",      "week",  "year",   "part",
        "line",    "chapter",  "section", "item",   "equation", "eq",    "grade",  "level",
        "version", "method",   "row",     "column", "bus",      "route", "no",     "example",
        "theorem", "lemma",    "month",   "top",    "exercise", "type",  "group",  "class"};
    std::string figure;
    std::string words;
    bool money = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (is_letter(c)) {
            std::size_t end = at;
            while (end < text.size() && (is_letter(text[end]) || text[end] == '\'')) {
                ++end;
            }
            const std::string word = lower(text.substr(at, end - at));
            const bool single = word.size() == 1 && word != "a" && c != 'I';
            if (single || std::find(barred.begin(), barred.end(), word) != barred.end()
                || number_in_words(word) || denominator_in_words(word) > 0) {
                return {};
            }
            words += ' ' + word;
            at = end;
        } else if (is_digit(c)
                   || ((c == '-' || c == '.') && at + 1 < text.size() && is_digit(text[at + 1])
                       && (at == 0 || text[at - 1] == ' ' || text[at - 1] == '$'))) {
            std::size_t end = at + 1;
            while (end < text.size()
                   && (is_digit(text[end])
                       || ((text[end] == ',' || text[end] == '.') && end + 1 < text.size()
                           && is_digit(text[end + 1])))) {
                ++end;
            }
            const std::string last_word = words.substr(words.rfind(' ') + 1);
            if (std::find(labels.begin(), labels.end(), last_word) != labels.end()) {
                return {};
            }
            const bool glued =
                (at > 0 && is_letter(text[at - 1])) || (end < text.size() && is_letter(text[end]));
            if (!figure.empty() || glued) {
                return {};
            }
            figure = std::string(text.substr(at, end - at));
            at = end;
        } else if (c == '$' && !money && at + 1 < text.size() && is_digit(text[at + 1])) {
            money = true;
            ++at;
        } else if (c == '\\' && at + 1 < text.size() && text[at + 1] == '$') {
            ++at;
        } else if (c == ' ' || c == '\n' || ((c == ',' || c == '.') && !figure.empty())) {
            ++at;
        } else {
            return {};
        }
    }
    return figure.empty() || words.empty() ? std::string() : figure + " \\text{" + words + "}";
}

/// Two adjacent letters outside a LaTeX command: there are words to look at.
[[nodiscard]] inline bool has_words(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\') {
            if (text.substr(at).starts_with("\\text") || text.substr(at).starts_with("\\mathrm{")) {
                return true;
            }
            ++at;
            while (at < text.size() && is_letter(text[at])) {
                ++at;
            }
        } else if (is_letter(text[at]) && at + 1 < text.size() && is_letter(text[at + 1])) {
            return true;
        }
    }
    return false;
}

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_WORDING_HPP
