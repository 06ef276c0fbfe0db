// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_IMPL_EXTRACT_ANSWER_IPP
#define PASSK_VERIFY_IMPL_EXTRACT_ANSWER_IPP

#include <passk/verify/answer_conclusion.hpp>
#include <passk/verify/answer_scan.hpp>
#include <passk/verify/answer_text.hpp>
#include <passk/verify/extract_answer.hpp>
#include <passk/verify/model_turn.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk {

namespace detail {

// The value of a JSON string literal, quotes included; other values as they are.
inline std::string json_value(std::string_view raw) {
    raw = trim_white(raw);
    if (raw.size() < 2 || (raw.front() != '"' && raw.front() != '\'')) {
        return std::string(raw);
    }
    raw = raw.substr(1, raw.size() - 2);
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\' || i + 1 == raw.size()) {
            out += raw[i];
            continue;
        }
        const char next = raw[i + 1];
        // Models often write LaTeX without doubling its backslashes: "\frac" is no form feed.
        if (next == '"' || next == '\\' || next == '/' || next == '\'') {
            out += next;
            ++i;
        } else if (next == 'n' && (i + 2 == raw.size() || !is_letter(raw[i + 2]))) {
            out += '\n';
            ++i;
        } else {
            out += '\\';
        }
    }
    return out;
}

// Do only list words, signs and assignments stand between two boxes?
inline bool lists_boxes(std::string_view between) noexcept {
    if (between.size() > 60) {
        return false;
    }
    std::size_t lines = 0;
    for (std::size_t i = 0; i < between.size();) {
        const char c = between[i];
        if (c == '\n' && ++lines > 1) {
            return false;
        }
        if (is_white(c) || c == '$' || c == ',' || c == ';' || c == '&' || c == '{' || c == '}') {
            ++i;
            continue;
        }
        bool known = false;
        for (const std::string_view word : std::initializer_list<std::string_view>{
                 "\\text",       "\\quad",       "\\qquad",     "\\mbox",
                 "\\(",          "\\)",          "\\,",         "\\;",
                 "\\ ",          "\\boxed",      "\\fbox",      "\\framebox",
                 "and",          "or",           "for",         "in",
                 "the first",    "the second",   "the third",   "the other",
                 "first",        "second",       "third",       "part",
                 "case",         "equation",     "(a)",         "(b)",
                 "(c)",          "part (a)",     "part (b)",    "\xE5\x92\x8C",
                 "\xE6\x88\x96", "\xE3\x80\x81", "\xEF\xBC\x8C"}) {  // 和 或 、 ，
            if (text_at(between, i, word)) {
                i += word.size();
                known = true;
                break;
            }
        }
        if (known) {
            continue;
        }
        // x = , f(x) =
        if (is_letter(c) && (i + 1 == between.size() || !is_letter(between[i + 1]))) {
            const std::size_t equals = between.find('=', i);
            if (equals != between.npos && equals - i < 12) {
                i = equals + 1;
                continue;
            }
        }
        return false;
    }
    return true;
}

// What the last rows of an aligned display say: "x &= 2 + 3 \\ &= 5" says 5.
inline std::string_view last_row(std::string_view display) noexcept {
    for (const std::string_view shape :
         std::initializer_list<std::string_view>{"matrix}", "{array}", "{cases}"}) {
        if (display.find(shape) != display.npos) {
            return display;
        }
    }
    for (const std::string_view end :
         std::initializer_list<std::string_view>{"\\end{aligned}", "\\end{align}", "\\end{align*}",
                                                 "\\end{gathered}", "\\end{split}"}) {
        const std::size_t at = display.rfind(end);
        if (at != display.npos) {
            display = display.substr(0, at);
        }
    }
    display = trim_white(display);
    while (display.size() >= 2 && display.substr(display.size() - 2) == "\\\\") {
        display = trim_white(display.substr(0, display.size() - 2));
    }
    const std::size_t row = display.rfind("\\\\");
    if (row != display.npos) {
        display = display.substr(row + 2);
    }
    const std::size_t begin = display.rfind("\\begin{");
    if (begin != display.npos) {
        const std::size_t close = display.find('}', begin);
        display = close == display.npos ? display : display.substr(close + 1);
    }
    display = trim_white(display);
    while (!display.empty() && (display.front() == '&' || display.front() == '=')) {
        display = trim_white(display.substr(1));
    }
    return display;
}

class answer_picker {
public:
    answer_picker(std::string_view response, const extraction_policy& policy)
        : response_(response), policy_(policy), scan_(scan_answers(response)) {
        std::erase_if(scan_.candidates, [&](const answer_candidate& one) {
            return !policy.anchors.contains(one.anchor);
        });
        add_solution_line();
        out_.candidates = scan_.candidates.size();
    }

    extracted_answer run() {
        pick();
        if (!out_ && out_.status != extraction_status::conflicting
            && policy_.thinking == thinking_rule::last_resort) {
            search_thinking();
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string_view searched() const noexcept {
        return response_.substr(scan_.searched_from, scan_.searched_to - scan_.searched_from);
    }

    void pick() {
        if (scan_.open_at) {
            // Only what follows an answer that was left open can stand in its place.
            std::erase_if(scan_.candidates,
                          [&](const answer_candidate& one) { return one.begin < *scan_.open_at; });
        }
        if (const answer_candidate* one = last_of_best_rank()) {
            if (!withdrawn(*one)) {
                take(*one);
            }
            return;
        }
        if (scan_.open_at) {
            out_.status = extraction_status::cut_off;
            if (policy_.unclosed == unclosed_rule::take_rest) {
                const std::size_t line = response_.find('\n', *scan_.open_at);
                take_span(answer_anchor::boxed, *scan_.open_at,
                          (std::min)(line, scan_.searched_to));
            }
            return;
        }
        if (take_ending() || take_conclusion() || take_whole() || take_last_number()) {
            return;
        }
        out_.status =
            scan_.thinking_unfinished ? extraction_status::cut_off : extraction_status::no_answer;
    }

    // An answer that the response takes back gives way to what is said behind the retraction.
    bool withdrawn(const answer_candidate& best) {
        const std::string_view own = response_.substr(0, scan_.searched_to);
        const auto cue = retraction_after(own, best.end);
        if (!cue) {
            return false;
        }
        const std::size_t end = best.end;
        std::erase_if(scan_.candidates,
                      [&](const answer_candidate& one) { return one.begin < *cue; });
        if (const answer_candidate* later = last_of_best_rank()) {
            take(*later);
        } else if (const auto value = corrected_answer(own, *cue)) {
            take_span(answer_anchor::answer_phrase, value->begin, value->end);
        } else if (const auto earlier = corrected_answer(own, end)) {
            take_span(answer_anchor::answer_phrase, earlier->begin, earlier->end);
        } else {
            out_.status = extraction_status::conflicting;
        }
        return true;
    }

    static int rank(const answer_candidate& one) noexcept {
        switch (one.anchor) {
            case answer_anchor::boxed:
            case answer_anchor::tag:
            case answer_anchor::json_field:
            case answer_anchor::hashes: return 3;
            case answer_anchor::final_phrase: return one.firm ? 3 : 2;
            case answer_anchor::answer_line: return 2;
            default: return one.firm ? 2 : 1;
        }
    }

    [[nodiscard]] const answer_candidate* last_of_best_rank() const noexcept {
        const answer_candidate* best = nullptr;
        for (const answer_candidate& one : scan_.candidates) {
            if (best == nullptr || rank(one) > rank(*best)
                || (rank(one) == rank(*best) && one.begin >= best->begin)) {
                best = &one;
            }
        }
        return best;
    }

    void take(const answer_candidate& one) {
        if (one.anchor == answer_anchor::boxed) {
            take_boxes(one);
        } else if (one.anchor == answer_anchor::json_field) {
            const std::string value = json_value(response_.substr(one.begin, one.end - one.begin));
            take_text(one.anchor, one.begin, one.end, undecorated(value));
        } else if (static_cast<unsigned char>(response_[one.begin]) >= 0x80
                   && look_of(response_.substr(one.begin, one.end - one.begin))
                          == answer_look::words) {
            // A Chinese sentence around one value.
            const auto value =
                value_of_sentence(response_.substr(0, one.end), {one.begin, one.end});
            take_span(one.anchor, value ? value->begin : one.begin, value ? value->end : one.end);
        } else {
            take_span(one.anchor, one.begin, one.end);
        }
    }

    void take_boxes(const answer_candidate& last) {
        std::vector<const answer_candidate*> boxes;
        for (const answer_candidate& one : scan_.candidates) {
            if (one.anchor == answer_anchor::boxed) {
                boxes.push_back(&one);
            }
        }
        const auto content = [&](const answer_candidate* one) {
            return undecorated(response_.substr(one->begin, one->end - one->begin));
        };
        if (const std::string whole = formula_around(last); !whole.empty()) {
            take_text(answer_anchor::boxed, last.begin, last.end, whole);
            return;
        }
        std::size_t first = boxes.size() - 1;
        switch (policy_.boxes) {
            case box_rule::last: break;
            case box_rule::first:
                take_span(answer_anchor::boxed, boxes.front()->begin, boxes.front()->end);
                return;
            case box_rule::single:
                for (const answer_candidate* one : boxes) {
                    if (content(one) != content(&last)) {
                        out_.status = extraction_status::conflicting;
                        return;
                    }
                }
                break;
            case box_rule::last_group:
                while (first > 0) {
                    const std::size_t gap = boxes[first - 1]->end;
                    // The braces of the two boxes belong to the gap; lists_boxes reads over them.
                    const bool nested = boxes[first]->begin < gap;  // neither was closed
                    if (nested || !lists_boxes(response_.substr(gap, boxes[first]->begin - gap))) {
                        break;
                    }
                    --first;
                }
                break;
        }
        std::string joined;
        std::vector<std::string_view> listed;
        for (std::size_t i = first; i < boxes.size(); ++i) {
            const std::string_view one = content(boxes[i]);
            // A hostile list of many boxes is cut short; it equals no answer anyway.
            if (listed.size() < 64
                && std::find(listed.begin(), listed.end(), one) == listed.end()) {
                const std::size_t before = i > first ? boxes[i - 1]->end : boxes[i]->begin;
                const std::string_view gap =
                    response_.substr((std::min)(before, boxes[i]->begin),
                                     boxes[i]->begin - (std::min)(before, boxes[i]->begin));
                const bool either = gap.find(" or ") != gap.npos || gap.find("{or}") != gap.npos;
                joined += listed.empty() ? "" : either ? " \\text{ or } " : ", ";
                joined += one;
                listed.push_back(one);
            }
        }
        take_text(answer_anchor::boxed, boxes[first]->begin, last.end, joined);
    }

    // "-\boxed{6}" and "\boxed{7}\sqrt{5}": the formula that a box is a factor or a term of, with
    // the box in parentheses; empty if the box is all of its side of the formula.
    [[nodiscard]] std::string formula_around(const answer_candidate& box) const {
        const std::size_t command =
            box.begin == 0 ? response_.npos : response_.rfind('\\', box.begin - 1);
        if (command == response_.npos || box.begin - command > 16 || box.end >= response_.size()
            || response_[box.end] != '}') {
            return {};
        }
        std::size_t open = command;
        while (open > 0 && response_[open - 1] == '\\') {
            --open;
        }
        // To the left: back to the delimiter of the formula, a relation or a comma.
        std::size_t begin = open;
        std::size_t depth = 0;
        std::size_t around = 0;  // arguments of commands that the box stands in
        bool nested = false;
        bool delimited = false;
        while (begin > 0 && open - begin < 120) {
            const char c = response_[begin - 1];
            if (c == '}') {
                ++depth;
            } else if (c == '{') {
                if (depth > 0) {
                    --depth;
                } else if (is_argument(begin - 1)) {
                    ++around;
                } else {
                    break;
                }
            }
            const bool delimiter =
                c == '$' || (begin >= 2 && response_[begin - 2] == '\\' && (c == '(' || c == '['));
            if (delimiter || c == '\n') {
                delimited = delimiter;
                break;
            }
            if (depth == 0
                && (c == '=' || c == '<' || c == '>' || c == ',' || c == ';' || c == ':'
                    || c == '&')) {
                break;
            }
            --begin;
        }
        std::string_view left = trim_white(response_.substr(begin, open - begin));
        // Without a delimiter only a sign that touches the box belongs to it.
        const bool touching = left.ends_with('-') && open > 0 && response_[open - 1] == '-';
        const bool in_formula = delimited || inside_formula(open);
        if (!in_formula) {
            left = touching ? left.substr(left.size() - 1) : std::string_view{};
        }
        for (const std::string_view sign : {"\\approx",
                                            "\\Rightarrow",
                                            "\\implies",
                                            "\\therefore",
                                            "\\to",
                                            "\\in",
                                            "\\equiv",
                                            "\\quad",
                                            "\\qquad",
                                            "\\le",
                                            "\\ge",
                                            "\\leq",
                                            "\\geq",
                                            "\\text",
                                            "\\mathrm",
                                            "\\left",
                                            "\\iff",
                                            "\\Longrightarrow",
                                            "\\Leftrightarrow",
                                            "\\longrightarrow",
                                            "\\boxed",
                                            "\\sim",
                                            "\\ne",
                                            "\\displaystyle",
                                            "\\textbf",
                                            "\\cup",
                                            "\\mid"}) {
            const std::size_t at = left.rfind(sign);
            if (at != left.npos) {
                left = left.substr(at + sign.size());
                if (left.starts_with('{')) {
                    const std::size_t close = left.find('}');
                    left = close == left.npos ? std::string_view{} : left.substr(close + 1);
                }
                left = trim_white(left);
            }
        }
        left = trim_white(left);
        const bool joined_left = !left.empty() && count_words(left) == 0 && left != "\\"
                                 && left != "\\," && left != "\\;" && left != "\\:" && left != "{"
                                 && left != "(" && left != "[";
        // To the right: on to the end of the formula, a relation or a comma.
        std::size_t end = box.end + 1;
        const std::size_t from = end;
        depth = 0;
        while (in_formula && end < response_.size() && end - from < 120) {
            const char c = response_[end];
            if (c == '{') {
                ++depth;
            } else if (c == '}') {
                if (depth > 0) {
                    --depth;
                } else if (around > 0) {
                    --around;
                    nested = true;
                } else {
                    break;
                }
            }
            const bool closing = c == '$' || c == '\n' || text_at(response_, end, "\\)")
                                 || text_at(response_, end, "\\]")
                                 || text_at(response_, end, "\\\\");
            if (closing
                || (depth == 0
                    && (c == '=' || c == '<' || c == '>' || c == ',' || c == ';' || c == '&'))) {
                break;
            }
            ++end;
        }
        std::string_view right = trim_white(response_.substr(from, end - from));
        for (const std::string_view gap : {"\\,", "\\;", "\\ ", "\\:", "\\!", "\\quad", "~"}) {
            while (right.starts_with(gap)) {
                right = trim_white(right.substr(gap.size()));
            }
        }
        const bool factor =
            nested
            || (!right.empty()
                && (right[0] == '^' || right[0] == '!' || right[0] == '+' || right[0] == '-'
                    || right[0] == '*' || right[0] == '/' || is_digit(right[0]) || right[0] == '('
                    || right[0] == '_'
                    || (is_letter(right[0]) && (right.size() == 1 || !is_letter(right[1])))
                    || right.starts_with("\\sqrt") || right.starts_with("\\pi")
                    || right.starts_with("\\frac") || right.starts_with("\\dfrac")
                    || right.starts_with("\\cdot") || right.starts_with("\\times")
                    || right.starts_with("\\pm") || right.starts_with("\\%")
                    || right.starts_with("\\ln") || right.starts_with("\\log")
                    || right.starts_with("\\div") || right.starts_with("\\degree")
                    || right.starts_with("\\circ")));
        if (!joined_left && !factor) {
            return {};
        }
        while (right.ends_with('.')) {
            right.remove_suffix(1);
        }
        const std::string content(undecorated(response_.substr(box.begin, box.end - box.begin)));
        std::string out(joined_left ? left : std::string_view{});
        const bool alone = content.find_first_not_of("0123456789.") == content.npos;
        out +=
            alone && (out.empty() || !is_digit(out.back())) ? ' ' + content : "(" + content + ")";
        out += factor ? right : std::string_view{};
        return std::string(trim_white(out));
    }

    // Is the brace at `at` that of an argument, of a root, a fraction or an exponent, and not of a
    // group or a font?
    [[nodiscard]] bool is_argument(std::size_t at) const {
        const std::string_view before = response_.substr(0, at);
        return before.ends_with("\\sqrt") || before.ends_with("frac") || before.ends_with('^')
               || before.ends_with('_') || before.ends_with('}') || before.ends_with(']')
               || before.ends_with("\\overline") || before.ends_with("\\bar");
    }

    // Is a formula open at `at`, counted from the beginning of its line?
    [[nodiscard]] bool inside_formula(std::size_t at) const {
        const std::size_t line = at == 0 ? 0 : response_.rfind('\n', at - 1) + 1;
        bool open = false;
        for (std::size_t i = line; i < at; ++i) {
            if (response_[i] == '$' && (open || !is_currency(response_, i))) {
                open = !open;
            } else if (text_at(response_, i, "\\(") || text_at(response_, i, "\\[")) {
                open = true;
                ++i;
            } else if (text_at(response_, i, "\\)") || text_at(response_, i, "\\]")) {
                open = false;
                ++i;
            } else if (response_[i] == '\\') {
                ++i;
            }
        }
        return open;
    }

    void take_span(answer_anchor anchor, std::size_t begin, std::size_t end) {
        const std::string_view content = undecorated(response_.substr(begin, end - begin));
        if (anchor == answer_anchor::tag && !nested_ && count_words(content) > 2) {
            // <answer>The answer is 7.</answer>
            answer_picker inner(content, policy_);
            inner.nested_ = true;
            extracted_answer found = inner.run();
            if (found) {
                const auto offset = static_cast<std::size_t>(content.data() - response_.data());
                take_text(anchor, offset + found.begin, offset + found.end, found.text);
                return;
            }
        }
        take_text(anchor, begin, end, content);
    }

    void take_text(answer_anchor anchor, std::size_t begin, std::size_t end,
                   std::string_view text) {
        if (look_of(text) == answer_look::nothing) {
            return;
        }
        out_.status = extraction_status::found;
        out_.anchor = anchor;
        out_.begin = begin;
        out_.end = end;
        out_.text = text;
    }

    // "A: 18" as the last line, the form of GSM8K's solutions; "A: Rome" is an option.
    void add_solution_line() {
        const std::string_view text = trim_white(searched());
        const std::size_t before = text.rfind('\n');
        const std::string_view line = before == text.npos ? text : text.substr(before + 1);
        if (!policy_.anchors.contains(answer_anchor::solution_line) || !text_at(line, 0, "A:")
            || line.size() > 200
            || look_of(undecorated(line.substr(2))) != answer_look::mathematical) {
            return;
        }
        const auto begin = static_cast<std::size_t>(line.data() - response_.data());
        scan_.candidates.push_back(
            {answer_anchor::solution_line, begin + 2, begin + line.size(), true});
    }

    // A display or an emphasis that ends the response.
    bool take_ending() {
        std::string_view text = trim_white(searched());
        while (!text.empty() && (text.back() == '.' || is_white(text.back()))) {
            text.remove_suffix(1);
        }
        const auto offset = [&](std::string_view part) {
            return static_cast<std::size_t>(part.data() - response_.data());
        };
        if (policy_.anchors.contains(answer_anchor::display_math)) {
            const std::string_view display = ending_display(text);
            if (look_of(display) == answer_look::mathematical) {
                take_span(answer_anchor::display_math, offset(display),
                          offset(display) + display.size());
                return static_cast<bool>(out_);
            }
        }
        if (policy_.anchors.contains(answer_anchor::bold) && text.size() > 4
            && text.substr(text.size() - 2) == "**") {
            const std::string_view rest = text.substr(0, text.size() - 2);
            const std::size_t open = rest.rfind("**");
            if (open != rest.npos) {
                const std::string_view bold = rest.substr(open + 2);
                const std::string_view bare = undecorated(bold);
                if (!bold.empty() && bold.back() != ':' && count_words(bare) <= 3
                    && look_of(bare) == answer_look::mathematical) {
                    take_span(answer_anchor::bold, offset(bold), offset(bold) + bold.size());
                    return static_cast<bool>(out_);
                }
            }
        }
        return false;
    }

    static std::string_view ending_display(std::string_view text) noexcept {
        const auto between = [&](std::string_view open, std::string_view close) {
            if (text.size() < open.size() + close.size()
                || text.substr(text.size() - close.size()) != close) {
                return std::string_view{};
            }
            const std::string_view rest = text.substr(0, text.size() - close.size());
            const std::size_t at = rest.rfind(open);
            return at == rest.npos ? std::string_view{} : last_row(rest.substr(at + open.size()));
        };
        for (const std::string_view environment : std::initializer_list<std::string_view>{
                 "equation", "equation*", "align", "align*", "gather", "gather*", "displaymath"}) {
            const std::string open = "\\begin{" + std::string(environment) + "}";
            const std::string close = "\\end{" + std::string(environment) + "}";
            if (const std::string_view got = between(open, close); !got.empty()) {
                return got;
            }
        }
        const std::string_view bracketed = between("\\[", "\\]");
        return bracketed.empty() ? between("$$", "$$") : bracketed;
    }

    bool take_conclusion() {
        if (!policy_.anchors.contains(answer_anchor::conclusion)) {
            return false;
        }
        const std::string_view text = searched();
        const auto value = concluding_answer(text);
        if (!value) {
            return false;
        }
        take_span(answer_anchor::conclusion, scan_.searched_from + value->begin,
                  scan_.searched_from + value->end);
        return static_cast<bool>(out_);
    }

    bool take_whole() {
        if (!policy_.anchors.contains(answer_anchor::whole_response)) {
            return false;
        }
        const std::string_view text = trim_white(searched());
        for (const std::string_view reply : {std::string_view("yes"), std::string_view("no")}) {
            const bool said = folded_text_at(text, 0, reply) && text.size() <= 200
                              && text.find('\n') == text.npos
                              && (text.size() == reply.size() || text[reply.size()] == ','
                                  || text[reply.size()] == '.');
            if (said) {
                const auto from = static_cast<std::size_t>(text.data() - response_.data());
                take_span(answer_anchor::whole_response, from, from + text.size());
                return static_cast<bool>(out_);
            }
        }
        if (text.size() > 200 || text.find('\n') != text.npos
            || look_of(undecorated(text)) != answer_look::mathematical || count_words(text) > 2) {
            return false;
        }
        // An empty box or tag, a heading, an object without an answer field.
        if (text.front() == '<' || text.front() == '#' || text.substr(0, 2) == "{\""
            || text.find("box") != text.npos) {
            return false;
        }
        const auto begin = static_cast<std::size_t>(text.data() - response_.data());
        take_span(answer_anchor::whole_response, begin, begin + text.size());
        return static_cast<bool>(out_);
    }

    bool take_last_number() {
        if (!policy_.anchors.contains(answer_anchor::last_number)) {
            return false;
        }
        const std::string_view text = searched();
        std::size_t end = text.size();
        while (end > 0 && !is_digit(text[end - 1])) {
            --end;
        }
        if (end == 0) {
            return false;
        }
        std::size_t begin = end;
        while (begin > 0
               && (is_digit(text[begin - 1])
                   || ((text[begin - 1] == ',' || text[begin - 1] == '.' || text[begin - 1] == '/')
                       && begin >= 2 && is_digit(text[begin - 2])))) {
            --begin;
        }
        const bool sign =
            begin > 0 && text[begin - 1] == '-'
            && (begin == 1 || (!is_digit(text[begin - 2]) && !is_letter(text[begin - 2])));
        begin -= sign ? 1U : 0U;
        take_span(answer_anchor::last_number, scan_.searched_from + begin,
                  scan_.searched_from + end);
        return static_cast<bool>(out_);
    }

    void search_thinking() {
        std::size_t begin = 0;
        std::size_t end = 0;
        if (scan_.thinking_unfinished) {
            begin = scan_.searched_to;
            end = response_.size();
        } else if (scan_.searched_from > 0) {
            end = response_.rfind('<', scan_.searched_from - 1);
        }
        const std::string_view inside = response_.substr(begin, end - begin);
        if (text_at(trim_white(inside), 0, "<")) {  // the opening tag
            begin += (std::min)(inside.find('>'), inside.size() - 1) + 1;
        }
        extraction_policy policy = policy_;
        policy.thinking = thinking_rule::skip;
        extracted_answer found = answer_picker(response_.substr(begin, end - begin), policy).run();
        if (found) {
            found.begin += begin;
            found.end += begin;
            out_ = std::move(found);
        }
    }

    std::string_view response_;
    const extraction_policy& policy_;
    answer_scan scan_;
    extracted_answer out_;
    bool nested_ = false;  // inside a tag already
};

}  // namespace detail

PASSK_INLINE extracted_answer extract_answer(std::string_view response,
                                             const extraction_policy& policy) {
    return detail::answer_picker(model_turn(response), policy).run();
}

PASSK_INLINE std::string reference_answer(std::string_view reference) {
    constexpr extraction_policy marked{
        .anchors = {answer_anchor::boxed, answer_anchor::hashes, answer_anchor::solution_line},
        .boxes = box_rule::last_group,
        .unclosed = unclosed_rule::no_answer,
        .thinking = thinking_rule::skip};
    extracted_answer found = extract_answer(reference, marked);
    return found ? std::move(found.text) : std::string(undecorated(reference));
}

}  // namespace passk

#endif  // PASSK_VERIFY_IMPL_EXTRACT_ANSWER_IPP
