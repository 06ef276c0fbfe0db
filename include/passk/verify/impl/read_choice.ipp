// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_READ_CHOICE_IPP
#define PASSK_VERIFY_IMPL_READ_CHOICE_IPP

#include <passk/verify/answer_text.hpp>
#include <passk/verify/read_choice.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

// Without formula signs, emphasis, braces and font commands: \textbf{(B)} becomes (B).
inline std::string unwrapped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '$' || c == '*' || c == '`' || c == '{' || c == '}') {
            ++i;
            continue;
        }
        if (c == '~' && i > 0) {
            out += ' ';
            ++i;
            continue;
        }
        if (c == '\\') {
            bool known = false;
            for (const std::string_view command : std::initializer_list<std::string_view>{
                     "\\textbf", "\\textit", "\\textrm", "\\text", "\\mathrm", "\\mathbf",
                     "\\mathsf", "\\bf", "\\rm", "\\boxed", "\\fbox", "\\mbox", "\\left", "\\right",
                     "\\operatorname", "\\displaystyle"}) {
                const std::size_t end = i + command.size();
                if (text_at(text, i, command) && (end >= text.size() || !is_letter(text[end]))) {
                    i = end;
                    known = true;
                    break;
                }
            }
            for (const std::string_view gap : std::initializer_list<std::string_view>{
                     "\\qquad", "\\quad", "\\,", "\\;", "\\!", "\\ ", "\\:"}) {
                if (!known && text_at(text, i, gap)) {
                    out += ' ';
                    i += gap.size();
                    known = true;
                }
            }
            if (!known) {
                for (const std::string_view mark :
                     std::initializer_list<std::string_view>{"\\(", "\\)", "\\[", "\\]"}) {
                    if (!known && text_at(text, i, mark)) {
                        i += 2;
                        known = true;
                    }
                }
            }
            if (known) {
                continue;
            }
        }
        // Full-width forms of ( ) . , and A to Z.
        if (text_at(text, i, "\xEF\xBC") && i + 2 < text.size()) {
            const auto third = static_cast<unsigned char>(text[i + 2]);
            if (third >= 0x81 && third <= 0xBF) {
                out += static_cast<char>('!' + (third - 0x81));
                i += 3;
                continue;
            }
        }
        out += c;
        ++i;
    }
    return out;
}

inline bool has_word(std::string_view sentence, std::string_view word) noexcept {
    for (std::size_t at = 0; at + word.size() <= sentence.size(); ++at) {
        const std::size_t end = at + word.size();
        if (folded_text_at(sentence, at, word)
            && (!is_letter(word[0])
                || ((at == 0 || !is_letter(sentence[at - 1]))
                    && (end == sentence.size() || !is_letter(sentence[end]))))) {
            return true;
        }
    }
    return false;
}

// Does a sentence about an option speak against it?
inline bool denies(std::string_view sentence) noexcept {
    for (const std::string_view ending :
         std::initializer_list<std::string_view>{"n't", "n\xE2\x80\x99t"}) {  // isn't, isn’t
        if (sentence.find(ending) != sentence.npos) {
            return true;
        }
    }
    for (const std::string_view word : std::initializer_list<std::string_view>{
             "not", "incorrect", "wrong", "eliminate", "false", "cannot", "neither", "if",
             "\xE4\xB8\x8D", "\xE9\x94\x99"}) {  // 不 错
        if (has_word(sentence, word)) {
            return true;
        }
    }
    return false;
}

// Is `text` what is said of an option before it, "is wrong", and not its content?
inline bool begins_with_verb(std::string_view text) noexcept {
    std::size_t end = 0;
    while (end < text.size() && is_letter(text[end])) {
        ++end;
    }
    std::string_view word = text.substr(0, end);
    if (text_at(text, end, "'t") || text_at(text, end, "\xE2\x80\x99t")) {
        word.remove_suffix(word.ends_with('n') ? 1 : 0);  // isn't, can't
    }
    for (const std::string_view verb : std::initializer_list<std::string_view>{
             "is",     "are",   "was",  "were",   "do",    "does",  "did",     "has",
             "have",   "ca",    "can",  "cannot", "could", "must",  "may",     "might",
             "should", "would", "will", "wo",     "seems", "looks", "appears", "becomes"}) {
        if (word == verb) {
            return true;
        }
    }
    return false;
}

class choice_reader {
public:
    choice_reader(std::string_view text, std::size_t options) : text_(text), options_(options) {}

    std::optional<choice_reading> run() {
        skip_introduction();
        if (!item()) {
            return std::nullopt;
        }
        if (run_of_letters()) {
            return std::move(out_);
        }
        while (true) {
            const bool bracketed = bracketed_;
            const std::size_t item_end = at_;
            skip_spaces();
            if (at_ == text_.size() || ends_here()) {
                return std::move(out_);
            }
            if (separator()) {
                skip_introduction();
                if (item()) {
                    continue;
                }
                return std::nullopt;
            }
            if (out_.choices.size() != 1) {
                return std::nullopt;
            }
            const bool glued =
                at_ < text_.size()
                && (is_digit(text_[at_]) || static_cast<unsigned char>(text_[at_]) >= 0x80);
            if (stop_sign()) {
                // "I, II and IV" lists Roman numerals.
                const std::size_t next = skip_white(text_, at_ + 1);
                if (text_[at_] == ',' && next + 1 < text_.size() && is_upper(text_[next])
                    && is_upper(text_[next + 1])) {
                    return std::nullopt;
                }
                ++at_;
            } else if (!bracketed || (at_ == item_end && !glued)) {
                return std::nullopt;  // "A triangle", "B12"
            } else if (begins_with_verb(text_.substr(at_)) && denies(text_.substr(at_))) {
                return std::nullopt;  // "(B) is wrong"
            }
            out_.option_text = std::string(undecorated(text_.substr(at_)));
            return std::move(out_);
        }
    }

private:
    void skip_spaces() noexcept { at_ = skip_white(text_, at_); }

    bool skip_word(std::string_view word) noexcept {
        if (!folded_text_at(text_, at_, word)) {
            return false;
        }
        const std::size_t end = at_ + word.size();
        if (is_letter(word.back()) && end < text_.size() && is_letter(text_[end])) {
            return false;
        }
        at_ = end;
        return true;
    }

    void skip_introduction() noexcept {
        for (bool again = true; again;) {
            skip_spaces();
            again = false;
            for (const std::string_view word : std::initializer_list<std::string_view>{
                     "option", "options", "choice", "choices", "letter", "letters", "answer", "the",
                     "correct", "is", "are", "both", ":", "\xE9\x80\x89\xE9\xA1\xB9",
                     "\xE9\x80\x89\xE6\x8B\xA9", "\xE9\x80\x89"}) {  // 选项 选择 选
                if (skip_word(word)) {
                    again = true;
                    break;
                }
            }
        }
    }

    // One letter, in brackets or bare.
    bool item() {
        skip_spaces();
        bracketed_ = false;
        if (at_ >= text_.size()) {
            return false;
        }
        const char open = text_[at_];
        const char close = open == '(' ? ')' : open == '[' ? ']' : '\0';
        if (close != '\0') {
            const std::size_t letter = skip_white(text_, at_ + 1);
            const std::size_t end = skip_white(text_, letter + 1);
            if (end >= text_.size() || text_[end] != close || !insert(text_[letter])) {
                return false;
            }
            bracketed_ = true;
            at_ = end + 1;
            return true;
        }
        const bool numeral = at_ + 1 < text_.size() && is_upper(text_[at_ + 1]);
        if (numeral && !out_.choices.empty()) {
            return false;  // "I, II" lists Roman numerals
        }
        const bool alone =
            at_ + 1 == text_.size() || (text_[at_ + 1] == ')' && at_ == skip_white(text_, 0));
        if (!is_upper(open) && !alone) {
            return false;
        }
        if (!insert(open)) {
            return false;
        }
        ++at_;
        return true;
    }

    bool insert(char letter) {
        if (!is_letter(letter)) {
            return false;
        }
        const auto index = static_cast<std::size_t>(to_lower(letter) - 'a');
        if (index >= options_) {
            return false;
        }
        out_.choices.insert(index);
        return true;
    }

    // "ACD": all that is left are further letters in ascending order.
    bool run_of_letters() {
        if (bracketed_ || at_ >= text_.size() || !is_upper(text_[at_])) {
            return false;
        }
        const choice_set first = out_.choices;
        char last = text_[at_ - 1];
        std::size_t i = at_;
        for (; i < text_.size() && is_upper(text_[i]) && text_[i] > last; ++i) {
            last = text_[i];
            if (!insert(text_[i])) {
                break;
            }
        }
        if (skip_white(text_, i) == text_.size()) {
            return true;
        }
        out_.choices = first;
        return false;
    }

    bool separator() noexcept {
        for (const std::string_view sign :
             std::initializer_list<std::string_view>{",", ";", "&", "/", "+", "\xE3\x80\x81",
                                                     "\xE5\x92\x8C", "\xE4\xB8\x8E"}) {  // 、和与
            if (text_at(text_, at_, sign)) {
                const std::size_t here = at_;
                at_ += sign.size();
                skip_spaces();
                skip_word("and");
                skip_spaces();
                // "B, Paris" and "B、Paris" go on with the text of the option.
                const bool item_follows =
                    at_ < text_.size()
                    && (text_[at_] == '(' || text_[at_] == '['
                        || (is_upper(text_[at_])
                            && (at_ + 1 == text_.size() || !is_letter(text_[at_ + 1]))));
                if (!item_follows) {
                    at_ = here;
                }
                return item_follows;
            }
        }
        return skip_word("and");  // "A or B" chooses none
    }

    // "B is correct", "B选项"
    [[nodiscard]] bool ends_here() noexcept {
        if (out_.choices.size() == 1
            && (text_at(text_, at_, "\xE9\x80\x89\xE9\xA1\xB9")
                || text_at(text_, at_, "\xE9\xA1\xB9"))) {
            return true;
        }
        if (out_.choices.size() == 1
            && text_at(text_, at_, "\xE6\x98\xAF\xE6\xAD\xA3\xE7\xA1\xAE")) {
            return true;  // D是正确的
        }
        for (const std::string_view word : std::initializer_list<std::string_view>{
                 "is correct", "is right", "is the correct", "is the right", "are correct",
                 "is true", "only"}) {
            if (folded_text_at(text_, at_, word)) {
                return true;
            }
        }
        return skip_white(text_, at_ + 1) == text_.size()
               && (text_[at_] == '.' || text_[at_] == ')' || text_[at_] == ':');
    }

    [[nodiscard]] bool stop_sign() const noexcept {
        if (text_at(text_, at_, ")") || text_at(text_, at_, ":")) {
            return true;
        }
        if (text_at(text_, at_, "-")) {
            // "A - Paris" and no difference "A - B"
            const std::size_t next = skip_white(text_, at_ + 1);
            return next > at_ + 1 && next + 1 < text_.size() && is_letter(text_[next])
                   && is_letter(text_[next + 1]);
        }
        if (text_at(text_, at_, ".") || text_at(text_, at_, ",")) {
            return at_ + 1 == text_.size() || is_white(text_[at_ + 1]);
        }
        return false;
    }

    std::string_view text_;
    std::size_t options_;
    std::size_t at_ = 0;
    bool bracketed_ = false;
    choice_reading out_;
};

// An option marker at `i`: the style's character behind the letter, or 0. `open` tells "(A)".
inline char option_marker(std::string_view text, std::size_t i, bool& open) noexcept {
    open = text[i] == '(';
    const std::size_t letter = open ? i + 1 : i;
    if (letter + 1 >= text.size() || !is_upper(text[letter])
        || (i > 0 && !is_white(text[i - 1]) && text[i - 1] != '*')) {
        return '\0';
    }
    const char sign = text[letter + 1];
    if (open) {
        return sign == ')' ? ')' : '\0';
    }
    const bool spaced = letter + 2 < text.size() && is_white(text[letter + 2]);
    return sign == ')' || ((sign == '.' || sign == ':') && spaced) ? sign : '\0';
}

}  // namespace detail

PASSK_INLINE std::optional<choice_reading> read_choice(std::string_view answer,
                                                       std::size_t options) {
    if (answer.size() > 1000) {
        return std::nullopt;
    }
    const std::string plain = detail::unwrapped(undecorated(answer));
    return detail::choice_reader(detail::trim_white(plain), options).run();
}

PASSK_INLINE std::vector<std::string> read_options(std::string_view question) {
    struct marker {
        std::size_t at;
        std::size_t text;
        char letter;
        char sign;
        bool open;
    };
    std::vector<marker> run;
    std::vector<marker> best;
    for (std::size_t i = 0; i < question.size(); ++i) {
        bool open = false;
        const char sign = detail::option_marker(question, i, open);
        if (sign == '\0') {
            continue;
        }
        const std::size_t letter_at = open ? i + 1 : i;
        const marker found{i, letter_at + 2, question[letter_at], sign, open};
        const bool follows = !run.empty() && run.back().sign == sign && run.back().open == open
                             && found.letter == run.back().letter + 1;
        if (follows) {
            run.push_back(found);
        } else if (found.letter == 'A') {
            run = {found};
        }
        if (run.size() >= 2) {
            best = run;
        }
    }
    std::vector<std::string> options;
    for (std::size_t i = 0; i < best.size(); ++i) {
        const std::size_t begin = best[i].text;
        std::size_t end = i + 1 < best.size() ? best[i + 1].at : question.find('\n', begin);
        end = end == question.npos ? question.size() : end;
        options.emplace_back(undecorated(question.substr(begin, end - begin)));
    }
    return options;
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_READ_CHOICE_IPP
