// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_CHOICE_VERIFIER_IPP
#define PASSK_VERIFY_IMPL_CHOICE_VERIFIER_IPP

#include <passk/verify/answer_scan.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/choice_verifier.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/model_turn.hpp>
#include <passk/verify/read_choice.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

// For comparing option texts: font commands and emphasis off, ASCII case folded, white space in
// one form, no full stop at the end, no article at the beginning. Braces stay: \frac{1}{23}.
inline std::string option_key(std::string_view text) {
    text = undecorated(text);
    for (const std::string_view font : std::initializer_list<std::string_view>{
             "\\text{", "\\textbf{", "\\mathrm{", "\\mathbf{"}) {
        if (wrapped(text, font, "}")) {
            text = undecorated(text.substr(font.size(), text.size() - font.size() - 1));
        }
    }
    std::string key;
    bool gap = false;
    for (const char c : text) {
        if (is_white(c)) {
            gap = !key.empty();
        } else {
            if (gap) {
                key += ' ';
                gap = false;
            }
            key += to_lower(c);
        }
    }
    for (const std::string_view article :
         std::initializer_list<std::string_view>{"the ", "a ", "an "}) {
        if (text_at(key, 0, article) && key.size() > article.size()) {
            key.erase(0, article.size());
            break;
        }
    }
    return key;
}

// The one option with this text; none if several have it.
inline std::optional<std::size_t> option_with_text(std::string_view text,
                                                   std::span<const std::string> options) {
    const std::string key = option_key(text);
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (!key.empty() && option_key(options[i]) == key) {
            if (found) {
                return std::nullopt;
            }
            found = i;
        }
    }
    return found;
}

// An answer as options: by letter, then by text. Conflicting if both are there and disagree.
inline chosen_options options_of(std::string_view answer, std::span<const std::string> options,
                                 std::size_t letters) {
    chosen_options out;
    out.answer = answer;
    out.reason = verdict_reason::unreadable_answer;
    const std::optional<std::size_t> by_text = option_with_text(answer, options);
    if (by_text) {
        out.choices.insert(*by_text);
        out.reason = verdict_reason::equal;
        return out;
    }
    const auto reading = read_choice(answer, options.empty() ? letters : options.size());
    if (!reading) {
        return out;
    }
    out.choices = reading->choices;
    out.reason = verdict_reason::equal;
    if (!reading->option_text.empty()) {
        const auto named = option_with_text(reading->option_text, options);
        if (named && !reading->choices.contains(*named)) {
            out.reason = verdict_reason::conflicting;
        }
    }
    return out;
}

// Letters that stand alone in a sentence: (B), B, "A is". "A triangle" has none.
inline choice_set lone_letters(std::string_view sentence, std::size_t letters) {
    choice_set out;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        if (!is_upper(sentence[i]) || static_cast<std::size_t>(sentence[i] - 'A') >= letters) {
            continue;
        }
        const char before = i > 0 ? sentence[i - 1] : ' ';
        const char after = i + 1 < sentence.size() ? sentence[i + 1] : ' ';
        if (is_letter(before) || is_digit(before) || before == '\\' || before == '_'
            || is_letter(after) || is_digit(after) || after == '\'' || after == '_'
            || after == '^') {
            continue;
        }
        const bool article = (sentence[i] == 'A' || sentence[i] == 'I') && after == ' '
                             && !folded_text_at(sentence, i + 2, "is ")
                             && !folded_text_at(sentence, i + 2, "and ") && i + 2 < sentence.size()
                             && is_letter(sentence[i + 2]);
        if (!article) {
            out.insert(static_cast<std::size_t>(sentence[i] - 'A'));
        }
    }
    return out;
}

// A closing sentence that names its choice.
inline chosen_options closing_choice(std::string_view text, std::size_t letters) {
    constexpr std::size_t reach = 600;
    text = trim_white(text);
    if (text.size() > reach) {
        text = text.substr(text.size() - reach);
    }
    chosen_options out;
    const std::size_t line = text.rfind('\n');
    const std::string_view last_line = line == text.npos ? text : text.substr(line + 1);
    if (const auto reading = read_choice(last_line, letters)) {
        out.reason = verdict_reason::equal;
        out.choices = reading->choices;
        out.answer = std::string(last_line);
        return out;
    }
    std::size_t end = text.size();
    for (int sentences = 0; sentences < 4 && end > 0; ++sentences) {
        std::size_t begin = end;
        while (begin > 0) {
            const char c = text[begin - 1];
            const bool wide = begin >= 3 && text_at(text, begin - 3, "\xE3\x80\x82");
            const bool stop = c == '\n' || wide
                              || ((c == '.' || c == '!') && begin < end && is_white(text[begin])
                                  && !(begin >= 2 && is_upper(text[begin - 2])
                                       && (begin == 2 || !is_letter(text[begin - 3]))));
            if (stop && begin < end) {
                break;
            }
            --begin;
        }
        const std::string_view sentence = text.substr(begin, end - begin);
        end = begin;
        if (trim_white(sentence).empty()) {
            continue;
        }
        bool cue = false;
        for (const std::string_view word : std::initializer_list<std::string_view>{
                 "correct", "right", "answer", "choose", "select", "pick", "option", "choice",
                 "\xE9\x80\x89", "\xE6\xAD\xA3\xE7\xA1\xAE"}) {  // 选 正确
            cue = cue || has_word(sentence, word);
        }
        const std::string plain = unwrapped(sentence);
        choice_set named = lone_letters(plain, letters);
        // 故选BCD: a run of letters behind 选.
        const std::size_t chosen = plain.rfind("\xE9\x80\x89");
        if (chosen != plain.npos) {
            std::size_t i = chosen + 3;
            for (const std::string_view skip : std::initializer_list<std::string_view>{
                     "\xE9\xA1\xB9", "\xE6\x8B\xA9", "\xE6\x98\xAF", "\xE4\xB8\xBA", ":", " "}) {
                i += text_at(plain, i, skip) ? skip.size() : 0;
            }
            std::size_t stop = i;
            while (stop < plain.size() && is_upper(plain[stop])) {
                ++stop;
            }
            if (const auto run = read_choice(plain.substr(i, stop - i), letters)) {
                named = run->choices;
            }
        }
        if (!cue || named.empty()) {
            continue;
        }
        const bool several = has_word(sentence, "are") || has_word(sentence, "both")
                             || has_word(sentence, "\xE9\x80\x89");
        if (denies(sentence) || (named.size() > 1 && !several)) {
            return out;
        }
        out.reason = verdict_reason::equal;
        out.choices = named;
        out.answer = std::string(undecorated(sentence));
        return out;
    }
    return out;
}

}  // namespace detail

PASSK_INLINE chosen_options extract_choice(std::string_view response,
                                           std::span<const std::string> options,
                                           std::size_t letters,
                                           const extraction_policy& extraction) {
    response = model_turn(response);
    const extracted_answer found = extract_answer(response, extraction);
    if (found) {
        return detail::options_of(found.text, options, letters);
    }
    chosen_options out;
    out.reason = detail::reason_of(found.status);
    if (found.status != extraction_status::no_answer
        || !extraction.anchors.contains(answer_anchor::answer_phrase)) {
        return out;
    }
    const answer_scan scan = scan_answers(response);
    return detail::closing_choice(
        response.substr(scan.searched_from, scan.searched_to - scan.searched_from),
        options.empty() ? letters : options.size());
}

PASSK_INLINE judgement choice_verifier::explain(const problem& p, std::string_view text) const {
    judgement out;
    text = model_turn(text);
    const std::vector<std::string> options = p.options.empty() ? read_options(p.prompt) : p.options;
    if (!options.empty()) {
        out.steps.push_back("options: " + std::to_string(options.size()));
    }
    const std::string bare = reference_answer(p.reference);
    const chosen_options gold = detail::options_of(bare, options, letters_);
    out.reference = gold.choices.empty() ? bare : gold.choices.letters();
    if (gold.reason != verdict_reason::equal) {
        out.reason = verdict_reason::unreadable_reference;
        out.steps.push_back("the reference names no option: " + bare);
        return out;
    }
    const chosen_options chosen =
        judged_ == judged_text::response ? extract_choice(text, options, letters_, extraction_)
        : undecorated(text).empty()      ? chosen_options{}
                                         : detail::options_of(undecorated(text), options, letters_);
    out.prediction = chosen.choices.empty() ? chosen.answer : chosen.choices.letters();
    out.steps.push_back("read the reference \"" + bare + "\" as " + out.reference);
    if (chosen.reason != verdict_reason::equal) {
        out.reason = chosen.reason;
        out.steps.push_back("the response: " + std::string(to_string(chosen.reason)));
        return out;
    }
    out.steps.push_back("read the answer \"" + chosen.answer + "\" as " + out.prediction);
    out.ruling = chosen.choices == gold.choices ? verdict::correct : verdict::incorrect;
    out.reason = detail::reason_of(out.ruling);
    return out;
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_CHOICE_VERIFIER_IPP
