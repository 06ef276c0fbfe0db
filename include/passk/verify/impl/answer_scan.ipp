// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_ANSWER_SCAN_IPP
#define PASSK_VERIFY_IMPL_ANSWER_SCAN_IPP

#include <passk/verify/answer_scan.hpp>
#include <passk/verify/answer_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

class answer_scanner {
public:
    explicit answer_scanner(std::string_view text) : text_(text) {}

    answer_scan run() {
        std::size_t i = 0;
        while ((i = next_trigger(i)) < text_.size()) {
            i = visit(i);
        }
        found_.searched_to = text_.size();
        if (thinking_from_) {
            // What follows an unclosed <think> is not an answer.
            found_.thinking_unfinished = true;
            found_.searched_to = *thinking_from_;
            std::erase_if(found_.candidates, [&](const answer_candidate& one) {
                return one.end > found_.searched_to;
            });
        }
        for (const open_box& box : boxes_) {
            if (box.begin <= found_.searched_to) {
                found_.open_at = (std::max)(found_.open_at.value_or(0), box.begin);
            }
        }
        if (tag_from_ && *tag_from_ < found_.searched_to) {
            found_.open_at = (std::max)(found_.open_at.value_or(0), *tag_from_);
        }
        return std::move(found_);
    }

private:
    struct open_box {
        std::size_t begin;  // of the content
        std::size_t depth;  // of braces around the content
    };

    // A phrase further from its content, or a content longer than this, is prose.
    static constexpr std::size_t phrase_reach = 80;
    static constexpr std::size_t phrase_length = 400;
    static constexpr std::size_t field_length = 1000;

    using trigger_table = std::array<unsigned char, 256>;

    // Bit 0: always looked at. Bit 1: only while a box is open.
    static constexpr trigger_table make_triggers() noexcept {
        trigger_table table{};
        for (const char c : {'\\', '<', '#', 'w', 'W', 'p', 'P', '\b'}) {
            table[static_cast<unsigned char>(c)] = 1;
        }
        for (const unsigned c : {0xE7U, 0xECU, 0xB2U}) {
            table[c] = 1;
        }
        table[static_cast<unsigned char>('{')] = 2;
        table[static_cast<unsigned char>('}')] = 2;
        return table;
    }

    [[nodiscard]] std::size_t next_trigger(std::size_t i) const noexcept {
        static constexpr trigger_table table = make_triggers();
        const unsigned mask = boxes_.empty() ? 1U : 3U;
        const auto looked_at = [this](std::size_t at) -> unsigned {
            return table[static_cast<unsigned char>(text_[at])];
        };
        for (; text_.size() - i >= 8; i += 8) {
            const unsigned any = looked_at(i) | looked_at(i + 1) | looked_at(i + 2)
                                 | looked_at(i + 3) | looked_at(i + 4) | looked_at(i + 5)
                                 | looked_at(i + 6) | looked_at(i + 7);
            if ((any & mask) != 0) {
                break;
            }
        }
        while (i < text_.size() && (looked_at(i) & mask) == 0) {
            ++i;
        }
        return i;
    }

    // Handles the trigger at `i`; where to go on.
    std::size_t visit(std::size_t i) {
        switch (text_[i]) {
            case '\\': return visit_backslash(i);
            case '\b':  // "\boxed" after a JSON reader took \b for a backspace
                return folded_text_at(text_, i + 1, "oxed") ? visit_box(i + 5) : i + 1;
            case '{': ++depth_; return i + 1;
            case '}': visit_closing_brace(i); return i + 1;
            case '<': return visit_angle(i);
            case '#': return visit_hashes(i);
            default: return visit_word(i);
        }
    }

    std::size_t visit_backslash(std::size_t i) {
        std::size_t name = i;
        while (name < text_.size() && text_[name] == '\\') {
            ++name;
        }
        const std::size_t run = name - i;
        const char initial = name < text_.size() ? text_[name] : '\0';
        const bool may_box = initial == 'b' || initial == 'f';  // most commands are others
        for (const std::string_view command :
             std::initializer_list<std::string_view>{"boxed", "fbox", "framebox"}) {
            if (may_box && text_at(text_, name, command)) {
                const std::size_t after = name + command.size();
                if (after < text_.size() && is_letter(text_[after])) {
                    break;
                }
                doubled_ = run % 2 == 0;
                return visit_box(after);
            }
        }
        // \{ and \} are not grouping; in text whose backslashes are doubled, nor are \\{ and \\}.
        if (name < text_.size() && (text_[name] == '{' || text_[name] == '}')) {
            const bool escaped = doubled_ ? run % 4 != 0 : run % 2 == 1;
            return escaped ? name + 1 : name;
        }
        return name;
    }

    // `i` is just behind the name of a box command.
    std::size_t visit_box(std::size_t i) {
        if (i < text_.size() && text_[i] == '*') {
            ++i;
        }
        std::size_t at = i;
        while (at < text_.size() && is_white(text_[at]) && at - i < 16) {
            ++at;
        }
        if (at < text_.size() && text_[at] == '{') {
            boxes_.push_back({at + 1, depth_});
            ++depth_;
            return at + 1;
        }
        if (at == text_.size()) {
            boxes_.push_back({at, depth_});  // cut off before its content
            return at;
        }
        // Without braces: up to white space or the end of the formula, braces balanced.
        std::size_t depth = 0;
        std::size_t end = at;
        while (end < text_.size() && end - at < phrase_length) {
            const char c = text_[end];
            if (c == '{') {
                ++depth;
            } else if (c == '}') {
                if (depth == 0) {
                    break;
                }
                --depth;
            } else if (depth == 0
                       && (is_white(c) || c == '$' || text_at(text_, end, "\\)")
                           || text_at(text_, end, "\\]"))) {
                break;
            }
            ++end;
        }
        const std::string_view content = undecorated(text_.substr(at, end - at));
        // "\boxed notation" is prose.
        if (depth == 0 && look_of(content) == answer_look::mathematical) {
            add(answer_anchor::boxed, at, end, true);
        }
        return at;
    }

    void visit_closing_brace(std::size_t i) {
        depth_ -= depth_ > 0 ? 1U : 0U;
        if (boxes_.empty() || boxes_.back().depth != depth_) {
            return;
        }
        const std::size_t begin = boxes_.back().begin;
        boxes_.pop_back();
        if (boxes_.empty()) {
            depth_ = 0;
        }
        // What stands inside this box belongs to it.
        while (!found_.candidates.empty() && found_.candidates.back().begin >= begin) {
            found_.candidates.pop_back();
        }
        if (look_of(undecorated(text_.substr(begin, i - begin))) != answer_look::nothing) {
            add(answer_anchor::boxed, begin, i, true);
        }
    }

    std::size_t visit_angle(std::size_t i) {
        const bool closing = text_at(text_, i + 1, "/");
        const std::size_t name = i + (closing ? 2 : 1);
        for (const std::string_view think :
             std::initializer_list<std::string_view>{"think>", "thinking>"}) {
            if (folded_text_at(text_, name, think)) {
                const std::size_t after = name + think.size();
                if (closing) {
                    restart(after);
                } else if (!thinking_from_) {
                    thinking_from_ = i;
                }
                return after;
            }
        }
        if (folded_text_at(text_, name, "answer>")) {
            const std::size_t after = name + 7;
            if (!closing) {
                tag_from_ = after;
            } else if (tag_from_) {
                if (look_of(undecorated(text_.substr(*tag_from_, i - *tag_from_)))
                    != answer_look::nothing) {
                    add(answer_anchor::tag, *tag_from_, i, true);
                }
                tag_from_.reset();
            }
            return after;
        }
        return i + 1;
    }

    // Only what follows the end of the thinking counts.
    void restart(std::size_t at) {
        found_.candidates.clear();
        found_.searched_from = at;
        boxes_.clear();
        depth_ = 0;
        tag_from_.reset();
        thinking_from_.reset();
    }

    std::size_t visit_hashes(std::size_t i) {
        std::size_t at = i;
        while (at < text_.size() && text_[at] == '#') {
            ++at;
        }
        if (at - i != 4
            || (i > found_.searched_from && text_[i - 1] != '\n' && !is_white(text_[i - 1]))) {
            return at;
        }
        const std::size_t end = line_end(at);
        const std::string_view content = undecorated(text_.substr(at, end - at));
        // "#### 2. Compute the total" is a heading of Markdown.
        const bool numbered = numbered_heading(content);
        if (!numbered && look_of(content) == answer_look::mathematical
            && count_words(content) <= 4) {
            add(answer_anchor::hashes, at, end, true);
        }
        return at;
    }

    static bool numbered_heading(std::string_view content) noexcept {
        std::size_t i = 0;
        while (i < content.size() && is_digit(content[i])) {
            ++i;
        }
        return i > 0 && i < content.size() && (content[i] == '.' || content[i] == ')')
               && (i + 1 == content.size() || is_white(content[i + 1]));
    }

    // The trigger at `i` stands inside the word for "answer" in one of several languages, or not.
    std::size_t visit_word(std::size_t i) {
        const char next = i + 1 < text_.size() ? to_lower(text_[i + 1]) : '\0';
        switch (text_[i]) {
            case 'w':
            case 'W':
                return next == 'e'   ? visit_word(i, 3, "answer")
                       : next == 'o' ? visit_word(i, 3, "antwort")
                                     : i + 1;
            case 'p':
            case 'P':
                if (next == 'u') {
                    return visit_word(i, 3, "respuesta");
                }
                if (next != 'o' || i < 2) {
                    return i + 1;
                }
                return text_[i - 1] != 's'             ? visit_word(i, 3, "r\xC3\xA9ponse")
                       : to_lower(text_[i - 2]) == 'e' ? visit_word(i, 3, "resposta")
                                                       : visit_word(i, 3, "risposta");
            case '\xB2':  // the third letter of the Russian word, whose first may be a capital
                return i >= 5 && text_[i - 4] == '\x9E'
                           ? visit_word(i, 5, "\xD0\x9E\xD1\x82\xD0\xB2\xD0\xB5\xD1\x82")
                           : visit_word(i, 5, "\xD0\xBE\xD1\x82\xD0\xB2\xD0\xB5\xD1\x82");
            case '\xE7':  // Chinese, Japanese
                if (text_at(text_, i, "\xE7\xAD\x94:")
                    || text_at(text_, i, "\xE7\xAD\x94\xEF\xBC\x9A")
                    || text_at(text_, i, "\xE7\xAD\x94 :")) {
                    return visit_word(i, 0, "\xE7\xAD\x94");  // 答：, 回答：
                }
                return text_at(text_, i + 3, "\xE6") ? visit_word(i, 0, "\xE7\xAD\x94\xE6\xA1\x88")
                                                     : visit_word(i, 0, "\xE7\xAD\x94\xE3\x81\x88");
            default:  // Korean
                return visit_word(i, 0, "\xEC\xA0\x95\xEB\x8B\xB5");
        }
    }

    // Is this `word`, whose byte number `offset` is the trigger at `i`?
    std::size_t visit_word(std::size_t i, std::size_t offset, std::string_view word) {
        if (i < offset || !folded_text_at(text_, i - offset, word)) {
            return i + 1;
        }
        const std::size_t begin = i - offset;
        const bool inside = is_letter(word[0]) && begin > 0 && is_letter(text_[begin - 1])
                            && !text_at(text_, begin - 1, "lAnswer");  // finalAnswer
        if (begin >= found_.searched_from && !inside) {
            visit_answer_word(begin, begin + word.size());
        }
        return begin + word.size();
    }

    void visit_answer_word(std::size_t begin, std::size_t end) {
        if (end < text_.size() && (text_[end] == '"' || text_[end] == '\'')
            && visit_json_field(begin, end)) {
            return;
        }
        if (begin > 0 && text_[begin - 1] == '<') {
            return;  // a tag
        }
        const std::size_t plural =
            end < text_.size() && to_lower(text_[end]) == 's' ? end + 1 : end;
        if (plural < text_.size()
            && (is_letter(text_[plural])
                || (text_[plural] == '_' && !text_at(text_, plural, "__")))) {
            return;  // answered, answering, answer_key
        }
        const line_position where = position_in_line(begin);
        bool firm_only = false;
        const std::optional<std::size_t> content = content_after(end, where, firm_only);
        if (!content || (!where.at_start && doubtful(where, begin))) {
            return;
        }
        add_phrase(*content,
                   where.final_                               ? answer_anchor::final_phrase
                   : where.at_start && colon_before(*content) ? answer_anchor::answer_line
                                                              : answer_anchor::answer_phrase,
                   firm_only);
    }

    // Is "answer" the key of a field here? If so its value becomes a candidate.
    bool visit_json_field(std::size_t begin, std::size_t end) {
        const char quote = text_[end];
        std::size_t at = skip_white(text_, end + 1);
        if (at - end > 16 || !text_at(text_, at, ":")) {
            return false;
        }
        std::size_t key = begin;
        while (key > 0 && begin - key < 8
               && (is_letter(text_[key - 1]) || text_[key - 1] == '_' || text_[key - 1] == ' ')) {
            --key;
        }
        const std::string_view prefix = text_.substr(key, begin - key);
        const bool known = prefix.empty() || folded_text_at(prefix, 0, "final")
                           || folded_text_at(prefix, 0, "correct");
        if (key == 0 || text_[key - 1] != quote || !known) {
            return false;
        }
        at = skip_white(text_, at + 1);
        if (at >= text_.size()) {
            return true;
        }
        const char first = text_[at];
        std::size_t stop = at + 1;
        if (first == '"' || first == '\'') {
            while (stop < text_.size() && stop - at < field_length && text_[stop] != first) {
                stop += text_[stop] == '\\' ? 2U : 1U;
            }
            if (stop >= text_.size() || text_[stop] != first) {
                return true;
            }
            ++stop;
        } else {
            std::size_t depth = first == '[' || first == '{' ? 1 : 0;
            while (stop < text_.size() && stop - at < field_length) {
                const char c = text_[stop];
                if (depth == 0 && (c == ',' || c == '}' || c == '\n')) {
                    break;
                }
                depth += c == '[' || c == '{' ? 1U : 0U;
                if (depth > 0 && (c == ']' || c == '}')) {
                    --depth;
                    if (depth == 0) {
                        ++stop;
                        break;
                    }
                }
                ++stop;
            }
            if (depth != 0 || text_at(text_, at, "null")) {
                return true;
            }
        }
        if (look_of(text_.substr(at, stop - at)) != answer_look::nothing
            && text_.substr(at, stop - at) != "\"\"") {
            add(answer_anchor::json_field, at, stop, true);
        }
        return true;
    }

    struct line_position {
        std::size_t sentence = 0;  // where what precedes the word in its sentence begins
        bool at_start = false;     // nothing but decoration and "(the) (final|correct)" before
        bool final_ = false;       // "final" stands just before
    };

    [[nodiscard]] line_position position_in_line(std::size_t begin) const noexcept {
        line_position out;
        std::size_t at = begin;
        const std::size_t floor = (std::max)(
            found_.searched_from, begin > phrase_reach ? begin - phrase_reach : std::size_t{0});
        while (at > floor && text_[at - 1] != '\n'
               && !((text_[at - 1] == '.' || text_[at - 1] == '!' || text_[at - 1] == '?')
                    && is_white(text_[at]))) {
            --at;
        }
        out.sentence = at;
        const bool line_start = at == 0 || text_[at - 1] == '\n' || at == found_.searched_from;
        std::string_view before = text_.substr(at, begin - at);
        // Decoration of headings, lists, quotations and emphasis, and closing words.
        while (!before.empty() && !is_letter(before.front())
               && static_cast<unsigned char>(before.front()) < 0x80) {
            before.remove_prefix(1);
        }
        while (!before.empty()
               && (is_white(before.back()) || before.back() == '*' || before.back() == '_')) {
            before.remove_suffix(1);
        }
        const std::string_view bare = before;
        out.final_ = folded_ends_with(bare, "final") || folded_ends_with(bare, "definitive")
                     || (bare.size() >= 6
                         && bare.substr(bare.size() - 6) == "\xE6\x9C\x80\xE7\xBB\x88");  // 最终
        out.at_start = line_start;
        for (std::string_view rest = bare; !rest.empty();) {
            const std::size_t space = rest.find(' ');
            const std::string_view one = rest.substr(0, space);
            // The last three: 最终 故 正确
            if (!is_one_of(one, {"the", "final", "correct", "my", "so", "thus", "therefore",
                                 "hence", "so,", "thus,", "therefore,", "hence,", "short", "your",
                                 "\xE6\x9C\x80\xE7\xBB\x88", "\xE6\x95\x85",
                                 "\xE6\xAD\xA3\xE7\xA1\xAE", "\xE5\x9B\x9E", "\xE8\xA7\xA3"})) {
                out.at_start = false;
                break;
            }
            rest = space == rest.npos ? std::string_view{} : trim_white(rest.substr(space));
        }
        return out;
    }

    // "If the answer is 5", "whether the final answer is 5", "his answer is 5", "express the answer
    // as a percentage: 2/4".
    [[nodiscard]] bool doubtful(const line_position& where, std::size_t begin) const noexcept {
        std::string_view before = text_.substr(where.sentence, begin - where.sentence);
        while (true) {
            while (!before.empty() && !is_letter(before.back())) {
                if (before.back() == ',' || before.back() == ':' || before.back() == ';') {
                    return false;  // another clause
                }
                before.remove_suffix(1);
            }
            std::size_t start = before.size();
            while (start > 0 && (is_letter(before[start - 1]) || before[start - 1] == '\'')) {
                --start;
            }
            const std::string_view last = before.substr(start);
            if (last.empty()) {
                return false;
            }
            if (!is_one_of(last, {"the", "final", "correct", "that", "our", "my", "right"})) {
                return is_one_of(
                    last,
                    {"if",       "whether", "suppose",      "assume",     "assuming",  "unless",
                     "maybe",    "perhaps", "doubt",        "when",       "his",       "her",
                     "their",    "wrong",   "incorrect",    "expected",   "previous",  "another",
                     "not",      "partial", "intermediate", "impossible", "student's", "check",
                     "possible", "express", "write",        "round",      "put",       "provide",
                     "report",   "enter",   "format",       "box",        "give"});
            }
            before = before.substr(0, start);
        }
    }

    static bool is_one_of(std::string_view word,
                          std::initializer_list<std::string_view> list) noexcept {
        for (const std::string_view one : list) {
            if (word.size() == one.size() && folded_text_at(word, 0, one)) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool colon_before(std::size_t content) const noexcept {
        while (content > 0
               && (is_white(text_[content - 1]) || text_[content - 1] == '*'
                   || text_[content - 1] == '_')) {
            --content;
        }
        return content > 0
               && (text_[content - 1] == ':'
                   || (content >= 3 && text_.substr(content - 3, 3) == "\xEF\xBC\x9A"));
    }

    [[nodiscard]] std::size_t skip_decoration(std::size_t at) const noexcept {
        const std::size_t limit = (std::min)(text_.size(), at + 16);
        while (at < limit
               && (text_[at] == ' ' || text_[at] == '\t' || text_[at] == '*' || text_[at] == '_')) {
            ++at;
        }
        return at;
    }

    // Where the content begins that "answer" ending at `at` announces.
    [[nodiscard]] std::optional<std::size_t> content_after(std::size_t at,
                                                           const line_position& where,
                                                           bool& firm_only) const noexcept {
        if (at < text_.size() && to_lower(text_[at]) == 's') {
            ++at;
        } else if (text_at(text_, at, "(s)")) {
            at += 3;
        }
        std::size_t i = skip_decoration(at);
        if (i >= text_.size()) {
            return std::nullopt;
        }
        if (const std::size_t after = after_colon(i); after != i) {
            return next_line_if_empty(after);
        }
        if (text_[i] == '\n') {
            // "### Final Answer" above its answer.
            return where.at_start ? next_line_if_empty(i) : std::nullopt;
        }
        return after_connector(i, firm_only);
    }

    // Behind a colon or equals sign at `i`; `i` itself if there is none.
    [[nodiscard]] std::size_t after_colon(std::size_t i) const noexcept {
        if (i >= text_.size()) {
            return i;
        }
        std::size_t after = i;
        if (text_[i] == ':' || text_[i] == '=') {
            after = i + 1;
        } else if (text_[i] == '\xEF' && text_at(text_, i, "\xEF\xBC\x9A")) {  // full-width colon
            after = i + 3;
        }
        return after == i ? i : skip_decoration(after);
    }

    [[nodiscard]] std::optional<std::size_t> after_connector(std::size_t i,
                                                             bool& firm_only) const noexcept {
        struct connector {
            std::string_view text;
            bool modal;
        };
        constexpr connector connectors[] = {
            {"is", false},       {"are", false},     {"equals", false}, {"becomes", false},
            {"be", true},        {"was", true},      {"es", false},     {"est", false},
            {"ist", false},      {"lautet", false},  {"son", false},    {"sont", false},
            {"\xC3\xA9", false}, {"\xC3\xA8", false}};
        const std::size_t limit = (std::min)(text_.size(), i + phrase_reach);
        bool formula = false;
        bool number = false;
        while (i < limit) {
            if (text_[i] == '$') {
                formula = !formula;
                ++i;
                continue;
            }
            if (formula) {
                ++i;
                continue;
            }
            const bool ascii = static_cast<unsigned char>(text_[i]) < 0x80;
            for (const std::string_view direct : std::initializer_list<std::string_view>{
                     "\xE6\x98\xAF", "\xE4\xB8\xBA", "\xE9\x80\x89", "\xE3\x81\xAF", "\xEC\x9D\x80",
                     "\xEB\x8A\x94"}) {  // 是 为 选 は 은 는
                if (!ascii && text_at(text_, i, direct)) {
                    return after_fillers(i + direct.size());
                }
            }
            if (const std::size_t after = after_colon(i); after != i) {
                // "he answers 30/15 = 2 calls" announces nothing.
                return number ? std::nullopt : next_line_if_empty(after);
            }
            if (!ascii && text_at(text_, i, "\xE4\xB8\x8D")) {  // 不
                return std::nullopt;
            }
            const char c = text_[i];
            number = number || is_digit(c);
            if (c == '\n' || c == '!' || c == '?' || c == ';' || (c == '.' && ends_sentence(i))) {
                return std::nullopt;
            }
            if (!is_letter(c) && static_cast<unsigned char>(c) != 0xC3) {
                ++i;
                continue;
            }
            std::size_t end = i;
            while (end < text_.size()
                   && (is_letter(text_[end]) || static_cast<unsigned char>(text_[end]) >= 0x80)
                   && end - i < 16) {
                ++end;
            }
            const std::string_view word = text_.substr(i, end - i);
            if (is_one_of(word, {"not", "cannot", "never"})) {
                return std::nullopt;  // "the answer cannot be 18"
            }
            for (const connector& one : connectors) {
                if (word.size() == one.text.size() && folded_text_at(word, 0, one.text)) {
                    firm_only = one.modal;
                    return after_fillers(end);
                }
            }
            i = end == i ? i + 1 : end;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<std::size_t> after_fillers(std::size_t at) const noexcept {
        for (int words = 0; words < 4; ++words) {
            at = after_colon(skip_decoration(at));
            bool skipped = false;
            for (const std::string_view filler : std::initializer_list<std::string_view>{
                     "simply", "therefore", "thus", "just", "indeed", "exactly", "clearly", "then",
                     "hence", "equal to", "given by", "found to be", "option", "choice",
                     "as follows"}) {
                const std::size_t end = at + filler.size();
                if (folded_text_at(text_, at, filler)
                    && (end == text_.size() || !is_letter(text_[end]))) {
                    at = end;
                    skipped = true;
                    break;
                }
            }
            if (text_at(text_, at, ",")) {
                ++at;
                skipped = true;
            }
            if (!skipped) {
                break;
            }
        }
        return next_line_if_empty(at);
    }

    // An announcement that ends its line speaks of the next line that is not empty.
    [[nodiscard]] std::optional<std::size_t> next_line_if_empty(std::size_t at) const noexcept {
        std::size_t i = at;
        while (i < text_.size() && i - at < 64
               && (is_white(text_[i]) || text_[i] == '*' || text_[i] == '_')) {
            ++i;
        }
        if (i >= text_.size() || i - at >= 64) {
            return std::nullopt;
        }
        return i;
    }

    [[nodiscard]] std::size_t line_end(std::size_t at) const noexcept {
        const std::size_t limit = (std::min)(text_.size(), at + phrase_length);
        while (at < limit && text_[at] != '\n') {
            ++at;
        }
        return at;
    }

    // Does the full stop at `i` end a sentence?
    [[nodiscard]] bool ends_sentence(std::size_t i) const noexcept {
        if (i + 1 < text_.size()) {
            const char next = text_[i + 1];
            if (!is_white(next) && next != '"' && next != '\'' && next != '*' && next != ')'
                && next != '<') {
                return false;
            }
        }
        // "Dr. Smith", "approx. 5", "3 p.m. sharp"
        if (i >= 2 && text_[i - 2] == '.' && is_letter(text_[i - 1])) {
            return false;
        }
        for (const std::string_view title : std::initializer_list<std::string_view>{
                 "dr", "mr", "mrs", "ms", "st", "approx", "ca", "no"}) {
            if (i >= title.size() && folded_text_at(text_, i - title.size(), title)
                && (i == title.size() || !is_letter(text_[i - title.size() - 1]))) {
                return false;
            }
        }
        return true;
    }

    // End of the content that a phrase announces at `begin`.
    [[nodiscard]] std::size_t phrase_end(std::size_t begin) const noexcept {
        const std::size_t limit = (std::min)(text_.size(), begin + phrase_length);
        bool formula = false;
        bool display = false;
        std::size_t depth = 0;
        std::size_t i = begin;
        for (; i < limit; ++i) {
            const char c = text_[i];
            if (c == '\n' && !display) {
                break;
            }
            if (c == '\\' && i + 1 < limit) {
                const char next = text_[i + 1];
                if (next == '(' || next == '[' || next == ')' || next == ']') {
                    formula = next == '(' || next == '[';
                    display = next == '[';
                } else if (folded_text_at(text_, i, "\\begin{")) {
                    display = formula = true;
                } else if (folded_text_at(text_, i, "\\end{")) {
                    display = formula = false;
                }
                ++i;
                continue;
            }
            if (c == '$') {
                if (text_at(text_, i, "$$")) {
                    display = !display;
                    formula = display;
                    ++i;
                } else if (formula || !is_currency(text_, i)) {
                    formula = !formula;
                }
                continue;
            }
            if (c == '{') {
                ++depth;
            } else if (c == '}') {
                depth -= depth > 0 ? 1U : 0U;
            }
            if (c == '<' && (text_at(text_, i, "</") || text_at(text_, i, "<|"))) {
                break;
            }
            if (formula || depth > 0) {
                continue;
            }
            if (((c == '.' || c == '?') && ends_sentence(i))
                || text_at(text_, i, "\xE3\x80\x82")) {  // ideographic full stop
                const bool belongs =
                    c == '?' || ends_in_elided_decimal(text_.substr(begin, i + 1 - begin));
                return belongs ? i + 1 : i;
            }
        }
        return i;
    }

    void add_phrase(std::size_t begin, answer_anchor anchor, bool firm_only) {
        std::size_t end = phrase_end(begin);
        std::string_view content = text_.substr(begin, end - begin);
        if (content.size() >= phrase_length || (!content.empty() && content.back() == '?')) {
            return;
        }
        for (const std::string_view cut : std::initializer_list<std::string_view>{
                 " because ", " since ", ", which ", ", so ", ", as ", ", not ", ", because ",
                 ", since ", " I hope", " as shown", " as required", " as follows",
                 "\xEF\xBC\x8C\xE5\x9B\xA0", "\xEF\xBC\x8C\xE6\x95\x85",
                 "\xEF\xBC\x8C\xE6\x89\x80"}) {  // ，因 ，故 ，所
            content = content.substr(0, content.find(cut));
        }
        end = begin + content.size();
        const std::string_view bare = undecorated(content);
        const answer_look look = look_of(bare);
        const std::size_t words = count_words(bare);
        const bool firm = look == answer_look::mathematical
                          && words <= (anchor == answer_anchor::answer_phrase ? 6U : 8U);
        if (look == answer_look::nothing || (!firm && (firm_only || words > 5))
            || (!firm && says_nothing(bare))) {
            return;
        }
        add(anchor, begin, end, firm);
    }

    // "not known", "correct", "the same as before", "in the box below"
    static bool says_nothing(std::string_view content) noexcept {
        std::size_t end = 0;
        while (end < content.size() && (is_letter(content[end]) || content[end] == '\'')) {
            ++end;
        }
        return is_one_of(content.substr(0, end), {"not",
                                                  "correct",
                                                  "incorrect",
                                                  "wrong",
                                                  "right",
                                                  "unclear",
                                                  "unknown",
                                                  "below",
                                                  "above",
                                                  "given",
                                                  "as",
                                                  "obvious",
                                                  "obtained",
                                                  "in",
                                                  "to",
                                                  "that",
                                                  "what",
                                                  "there",
                                                  "already",
                                                  "still",
                                                  "based",
                                                  "also",
                                                  "only",
                                                  "same",
                                                  "always",
                                                  "now",
                                                  "likely",
                                                  "probably",
                                                  "boxed",
                                                  "wrapped",
                                                  "if",
                                                  "when",
                                                  "because",
                                                  "for",
                                                  "from",
                                                  "with",
                                                  "valid",
                                                  "we",
                                                  "i",
                                                  "you",
                                                  "it",
                                                  "this",
                                                  "going",
                                                  "being",
                                                  "asked",
                                                  "simple",
                                                  "it's",
                                                  "consistent",
                                                  "therefore",
                                                  "reasonable",
                                                  "independent",
                                                  "ambiguous",
                                                  "straightforward"})
               || folded_text_at(content, 0, "the same") || folded_text_at(content, 0, "an integer")
               || folded_text_at(content, 0, "the following")
               || folded_text_at(content, 0, "a number");
    }

    void add(answer_anchor anchor, std::size_t begin, std::size_t end, bool firm) {
        found_.candidates.push_back({anchor, begin, end, firm});
    }

    std::string_view text_;
    answer_scan found_;
    std::vector<open_box> boxes_;
    std::size_t depth_ = 0;
    bool doubled_ = false;
    std::optional<std::size_t> tag_from_;
    std::optional<std::size_t> thinking_from_;
};

}  // namespace detail

PASSK_INLINE answer_scan scan_answers(std::string_view response) {
    return detail::answer_scanner(response).run();
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_ANSWER_SCAN_IPP
