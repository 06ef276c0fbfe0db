// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_VERIFY_MATH_LEXER_HPP
#define PASSK_VERIFY_MATH_LEXER_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::detail::math {

enum class token_kind : std::uint8_t {
    number,   ///< text holds digits with at most one point, grouping removed
    word,     ///< text holds a run of letters
    command,  ///< text holds a LaTeX name without its backslash
    quoted,   ///< text holds the raw content of \text{...} and its relatives
    sign,     ///< text holds one operator or bracket, ASCII where one exists
    end,
};

struct token {
    token_kind kind = token_kind::end;
    std::string text{};
    bool spaced = false;   ///< white space stood before it
    bool upright = false;  ///< came from \mathrm, so a letter may be a unit
    bool elided = false;   ///< a number followed by an ellipsis
};

/// A part of the text that the lexer took in one step. One without tokens is layout: white space,
/// dollar delimiters, \left, \displaystyle and their like.
struct text_piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t tokens = 0;
};

/// How digits with separators are read where a text allows two readings.
struct lexer_options {
    bool comma_groups = true;  ///< 1,234 outside brackets is one number
};

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What a character beyond ASCII stands for: LaTeX or ASCII text that is lexed in its place.
[[nodiscard]] inline std::string_view ascii_spelling(std::string_view rest, std::size_t& length) {
    struct spelling {
        std::string_view character;
        std::string_view meaning;
    };
    static constexpr std::array table{
        spelling{"−", "-"},           spelling{"–", "-"},           spelling{"—", "-"},
        spelling{"‐", "-"},           spelling{"‑", "-"},           spelling{"×", "*"},
        spelling{"·", "*"},           spelling{"⋅", "*"},           spelling{"∙", "*"},
        spelling{"•", "*"},           spelling{"∗", "*"},           spelling{"÷", "/"},
        spelling{"∕", "/"},           spelling{"⁄", "/"},           spelling{"±", "\\pm "},
        spelling{"∓", "\\mp "},       spelling{"√", "\\sqrt "},     spelling{"∛", "\\cbrt "},
        spelling{"π", "\\pi "},       spelling{"∞", "\\infty "},    spelling{"≤", "\\le "},
        spelling{"≥", "\\ge "},       spelling{"⩽", "\\le "},       spelling{"⩾", "\\ge "},
        spelling{"≠", "\\ne "},       spelling{"≈", "\\approx "},   spelling{"≡", "\\equiv "},
        spelling{"∈", "\\in "},       spelling{"∉", "\\notin "},    spelling{"∪", "\\cup "},
        spelling{"∩", "\\cap "},      spelling{"∖", "\\setminus "}, spelling{"⊂", "\\subset "},
        spelling{"⊆", "\\subseteq "}, spelling{"∅", "\\emptyset "}, spelling{"ℝ", "\\mathbb{R}"},
        spelling{"ℤ", "\\mathbb{Z}"}, spelling{"ℕ", "\\mathbb{N}"}, spelling{"ℚ", "\\mathbb{Q}"},
        spelling{"ℂ", "\\mathbb{C}"}, spelling{"°", "\\degree "},   spelling{"∘", "\\circ "},
        spelling{"º", "\\degree "},   spelling{"½", "(1/2)"},       spelling{"⅓", "(1/3)"},
        spelling{"⅔", "(2/3)"},       spelling{"¼", "(1/4)"},       spelling{"¾", "(3/4)"},
        spelling{"⅕", "(1/5)"},       spelling{"⅖", "(2/5)"},       spelling{"⅗", "(3/5)"},
        spelling{"⅘", "(4/5)"},       spelling{"⅙", "(1/6)"},       spelling{"⅚", "(5/6)"},
        spelling{"⅛", "(1/8)"},       spelling{"⅜", "(3/8)"},       spelling{"⅝", "(5/8)"},
        spelling{"⅞", "(7/8)"},       spelling{"△", "\\triangle "}, spelling{"∠", "\\angle "},
        spelling{"Å", "\\AA "},       spelling{"₀", "_0"},          spelling{"₁", "_1"},
        spelling{"₂", "_2"},          spelling{"₃", "_3"},          spelling{"₄", "_4"},
        spelling{"₅", "_5"},          spelling{"₆", "_6"},          spelling{"₇", "_7"},
        spelling{"₈", "_8"},          spelling{"₉", "_9"},          spelling{"∑", "\\sum "},
        spelling{"∏", "\\prod "},     spelling{"∫", "\\int "},      spelling{"α", "\\alpha "},
        spelling{"β", "\\beta "},     spelling{"γ", "\\gamma "},    spelling{"δ", "\\delta "},
        spelling{"ε", "\\epsilon "},  spelling{"θ", "\\theta "},    spelling{"λ", "\\lambda "},
        spelling{"μ", "\\mu "},       spelling{"µ", "\\mu "},       spelling{"ρ", "\\rho "},
        spelling{"σ", "\\sigma "},    spelling{"τ", "\\tau "},      spelling{"φ", "\\phi "},
        spelling{"ϕ", "\\phi "},      spelling{"ω", "\\omega "},    spelling{"Δ", "\\Delta "},
        spelling{"Ω", "\\Omega "},    spelling{"Γ", "\\Gamma "},    spelling{"⟨", "\\langle "},
        spelling{"⟩", "\\rangle "},   spelling{"⌊", "\\lfloor "},   spelling{"⌋", "\\rfloor "},
        spelling{"⌈", "\\lceil "},    spelling{"⌉", "\\rceil "},    spelling{"→", "\\to "},
        spelling{"∧", "\\land "},     spelling{"∨", "\\lor "},      spelling{"€", "\\euro "},
        spelling{"£", "\\pounds "},   spelling{"¥", "\\yen "},      spelling{"₹", "\\rupee "},
        spelling{"‰", "\\permille "}, spelling{"…", "..."},         spelling{"¢", "\\text{cents}"},
        spelling{"∣", "|"},           spelling{"′", "'"},           spelling{"’", "'"},
        spelling{"‘", "'"},           spelling{"“", "\""},          spelling{"”", "\""},
        spelling{"（", "("},          spelling{"）", ")"},          spelling{"［", "["},
        spelling{"］", "]"},          spelling{"，", ","},          spelling{"：", ":"},
        spelling{"；", ";"},          spelling{"、", ","},          spelling{"。", ""},
        spelling{"＝", "="},          spelling{"＋", "+"},          spelling{"－", "-"},
        spelling{"＜", "<"},          spelling{"＞", ">"},          spelling{"％", "%"},
        spelling{"／", "/"},          spelling{"．", "."},          spelling{"∶", ":"},
        spelling{"\u00A0", " "},      spelling{"\u2009", " "},      spelling{"\u202F", " "},
        spelling{"\u2002", " "},      spelling{"\u2003", " "},      spelling{"\u2005", " "},
        spelling{"\u3000", " "},      spelling{"\u200B", ""},       spelling{"\u2061", ""},
        spelling{"\u2062", "*"},      spelling{"\uFEFF", ""},       spelling{"é", "e"},
        spelling{"è", "e"},           spelling{"ö", "o"},           spelling{"ü", "u"},
        spelling{"ä", "a"},           spelling{"ñ", "n"},           spelling{"ç", "c"},
        spelling{"ó", "o"},           spelling{"á", "a"},           spelling{"í", "i"},
    };
    for (const spelling& entry : table) {
        if (rest.starts_with(entry.character)) {
            length = entry.character.size();
            return entry.meaning;
        }
    }
    // Full-width digits and letters, U+FF10 to U+FF5A.
    static constexpr std::string_view ascii =
        "!\"#$%&'()*+,-./"
        "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz"
        "{|}~";
    if (rest.size() >= 3 && rest[0] == '\xEF' && (rest[1] == '\xBC' || rest[1] == '\xBD')) {
        const int low = static_cast<unsigned char>(rest[2]) - 0x80;
        const int index = (rest[1] == '\xBC' ? low - 1 : low + 63);
        if (low >= 0 && low < 64 && index >= 0 && index < static_cast<int>(ascii.size())) {
            length = 3;
            return ascii.substr(static_cast<std::size_t>(index), 1);
        }
    }
    length = 0;
    return {};
}

/// The ASCII form of a superscript character at the beginning, and its length; 0 if none.
[[nodiscard]] inline char superscript(std::string_view rest, std::size_t& length) {
    static constexpr std::array<std::pair<std::string_view, char>, 16> raised{{{"⁰", '0'},
                                                                               {"¹", '1'},
                                                                               {"²", '2'},
                                                                               {"³", '3'},
                                                                               {"⁴", '4'},
                                                                               {"⁵", '5'},
                                                                               {"⁶", '6'},
                                                                               {"⁷", '7'},
                                                                               {"⁸", '8'},
                                                                               {"⁹", '9'},
                                                                               {"⁺", '+'},
                                                                               {"⁻", '-'},
                                                                               {"⁽", '('},
                                                                               {"⁾", ')'},
                                                                               {"ⁿ", 'n'},
                                                                               {"ⁱ", 'i'}}};
    for (const auto& [character, ascii] : raised) {
        if (rest.starts_with(character)) {
            length = character.size();
            return ascii;
        }
    }
    return 0;
}

/// Rewrites what several notations spell differently: Unicode signs, HTML entities, Markdown
/// emphasis, backslashes doubled by JSON. The result is ASCII but for characters of no meaning
/// here, which stay as they are.
[[nodiscard]] inline std::string to_ascii(std::string_view text) {
    const bool doubled = text.find("\\\\begin") != std::string_view::npos
                         || (text.find("\\begin") == std::string_view::npos && [&] {
                                for (std::size_t at = text.find("\\\\"); at != text.npos;
                                     at = text.find("\\\\", at + 2)) {
                                    if (at + 2 < text.size() && is_letter(text[at + 2])) {
                                        return true;
                                    }
                                }
                                return false;
                            }());
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> entities{{
        {"&lt;", "<"},
        {"&gt;", ">"},
        {"&amp;", "&"},
        {"&nbsp;", " "},
        {"&le;", "\\le "},
        {"&ge;", "\\ge "},
        {"&times;", "*"},
        {"&minus;", "-"},
    }};
    std::string out;
    out.reserve(text.size() + 16);
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (doubled && c == '\\' && at + 1 < text.size() && text[at + 1] == '\\') {
            out += '\\';
            at += 2;
            continue;
        }
        if (c == '<') {
            static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> tags{
                {{"<sup>", "^{"},
                 {"</sup>", "}"},
                 {"<sub>", "_{"},
                 {"</sub>", "}"},
                 {"<br>", " "}}};
            const auto tag = std::find_if(tags.begin(), tags.end(), [&](const auto& entry) {
                return text.substr(at).starts_with(entry.first);
            });
            if (tag != tags.end()) {
                out += tag->second;
                at += tag->first.size();
                continue;
            }
        }
        if (c == '&') {
            bool found = false;
            for (const auto& [entity, meaning] : entities) {
                if (text.substr(at).starts_with(entity)) {
                    out += meaning;
                    at += entity.size();
                    found = true;
                    break;
                }
            }
            if (found) {
                continue;
            }
        }
        if (static_cast<unsigned char>(c) < 0x80) {
            out += c;
            ++at;
            continue;
        }
        std::size_t length = 0;
        if (superscript(text.substr(at), length) != 0) {
            out += "^{";
            while (const char raised = superscript(text.substr(at), length)) {
                out += raised;
                at += length;
            }
            out += '}';
            continue;
        }
        const std::string_view meaning = ascii_spelling(text.substr(at), length);
        if (length == 0) {
            out += c;
            ++at;
            continue;
        }
        // A vulgar fraction after a digit is the fraction of a mixed number.
        if (meaning.starts_with("(1/") || meaning.starts_with("(2/") || meaning.starts_with("(3/")
            || meaning.starts_with("(4/") || meaning.starts_with("(5/")
            || meaning.starts_with("(7/")) {
            out += "\\frac{";
            out += meaning[1];
            out += "}{";
            out += meaning[3];
            out += '}';
        } else {
            out += meaning;
        }
        at += length;
    }
    return out;
}

/// Cuts an answer into tokens; never fails, since an unknown character becomes a sign token that
/// no rule of the grammar accepts. Layout (\left, \displaystyle, thin spaces, dollar delimiters)
/// produces no token.
///
/// @par Cost
/// linear in the length of the text.
class lexer {
public:
    lexer(std::string_view text, lexer_options options) : text_(text), options_(options) {
        dollars_are_money_ = std::count(text.begin(), text.end(), '$') % 2 == 1;
    }

    /// @param account  if given, receives the pieces in order; together they are the whole text
    [[nodiscard]] std::vector<token> tokens(std::vector<text_piece>* account = nullptr) {
        std::vector<token> out;
        while (at_ < text_.size()) {
            const std::size_t from = at_;
            const std::size_t before = out.size();
            one(out);
            if (account != nullptr) {
                account->push_back({from, at_, out.size() - before});
            }
        }
        token last;
        last.spaced = spaced_;
        out.push_back(std::move(last));
        return out;
    }

private:
    void push(std::vector<token>& out, token_kind kind, std::string text) {
        token made;
        made.kind = kind;
        made.text = std::move(text);
        made.spaced = spaced_;
        spaced_ = false;
        out.push_back(std::move(made));
    }

    [[nodiscard]] char peek(std::size_t ahead) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    void one(std::vector<token>& out) {
        const char c = text_[at_];
        if (c == '~' && negation(out)) {
            push(out, token_kind::sign, "~");
            ++at_;
        } else if (c == ' ' || (c >= '\t' && c <= '\r') || c == '~') {
            spaced_ = true;
            ++at_;
        } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            number(out);
        } else if (is_letter(c)) {
            std::size_t end = at_;
            while (end < text_.size() && is_letter(text_[end])) {
                ++end;
            }
            push(out, token_kind::word, std::string(text_.substr(at_, end - at_)));
            at_ = end;
        } else if (c == '\\') {
            command(out);
        } else if (c == '$') {
            if (dollars_are_money_ && (is_digit(peek(1)) || peek(1) == ' ' || peek(1) == '.')) {
                push(out, token_kind::command, "$");
            } else {
                spaced_ = true;
            }
            ++at_;
        } else {
            static constexpr std::array<std::string_view, 10> wide{
                "<=>", "...", "**", "<=", ">=", "!=", "==", "->", ":=", "=<"};
            const bool may_be_wide =
                std::string_view("=.*><").find(peek(1)) != std::string_view::npos;
            for (std::string_view sign : wide) {
                if (may_be_wide && text_.substr(at_).starts_with(sign)) {
                    push(out, token_kind::sign,
                         std::string(sign == "**"   ? "^"
                                     : sign == ":=" ? "="
                                     : sign == "=<" ? "<="
                                                    : sign));
                    at_ += sign.size();
                    return;
                }
            }
            depth_ += (c == '(' || c == '[') ? 1 : 0;
            depth_ -= ((c == ')' || c == ']') && depth_ > 0) ? 1 : 0;
            push(out, token_kind::sign, std::string(1, c));
            ++at_;
        }
    }

    /// A ~ that is no gap of LaTeX: before a letter, with nothing before it that a gap could
    /// follow.
    [[nodiscard]] bool negation(const std::vector<token>& out) const {
        if (!is_letter(peek(1)) && peek(1) != '(') {
            return false;
        }
        if (out.empty()) {
            return true;
        }
        const token& last = out.back();
        return (last.kind == token_kind::word && last.text.size() > 1)
               || (last.kind == token_kind::sign && last.text != ")" && last.text != "}"
                   && last.text != "]")
               || (last.kind == token_kind::command && last.text != "}" && last.text != "$"
                   && last.text != "pi" && last.text != "circ");
    }

    [[nodiscard]] std::size_t digit_run(std::size_t from) const {
        std::size_t end = from;
        while (end < text_.size() && is_digit(text_[end])) {
            ++end;
        }
        return end - from;
    }

    /// Length of a separator of digit groups at `from`, 0 if there is none.
    [[nodiscard]] std::size_t separator(std::size_t from, char& style) const {
        const std::string_view rest = text_.substr((std::min)(from, text_.size()));
        if (rest.starts_with("{,}")) {
            style = 'l';
            return 3;
        }
        if (rest.starts_with("\\,") || rest.starts_with("\\!")) {
            // "1,\!234" separates with a comma and takes the gap back.
            style = 't';
            return 2;
        }
        if (rest.starts_with(",\\!")) {
            style = 'l';
            return rest.size() > 3 && rest[3] == ' ' ? 4 : 3;
        }
        // No list has a member written 000 or 050, so such a comma groups wherever it stands.
        const bool groups = (options_.comma_groups && depth_ == 0)
                            || (rest.size() > 1 && rest[1] == '0' && digit_run(from + 1) == 3);
        if (rest.starts_with(",") && groups) {
            style = ',';
            return 1;
        }
        if (rest.starts_with("\\ ")) {
            style = 't';
            return 2;
        }
        if (rest.starts_with(" ") || rest.starts_with("_") || rest.starts_with("'")
            || rest.starts_with("~")) {
            style = rest.front();
            return 1;
        }
        return 0;
    }

    /// 0b101, 0o17, 0x3A: the value of a numeral that names its base, if one stands here.
    bool prefixed(std::vector<token>& out) {
        const char mark = peek(1);
        const unsigned bits = mark == 'x' || mark == 'X'   ? 4
                              : mark == 'o' || mark == 'O' ? 3
                              : mark == 'b' || mark == 'B' ? 1
                                                           : 0;
        if (peek(0) != '0' || bits == 0) {
            return false;
        }
        std::uint64_t value = 0;
        std::size_t end = at_ + 2;
        for (; end < text_.size() && (is_digit(text_[end]) || is_letter(text_[end])); ++end) {
            const char c = text_[end];
            const auto digit = static_cast<unsigned>(is_digit(c) ? c - '0'
                                                     : c >= 'a'  ? c - 'a' + 10
                                                                 : c - 'A' + 10);
            if (digit >> bits != 0 || value >> (64 - bits) != 0) {
                return false;
            }
            value = value << bits | digit;
        }
        if (end == at_ + 2) {
            return false;
        }
        at_ = end;
        push(out, token_kind::number, std::to_string(value));
        return true;
    }

    void number(std::vector<token>& out) {
        if (prefixed(out)) {
            return;
        }
        std::string digits;
        std::size_t run = digit_run(at_);
        digits.append(text_.substr(at_, run));
        at_ += run;
        // 1.234.567 and 1.234,56: points that group, as two of them or a later comma show.
        if (run >= 1 && run <= 3 && digits != "0" && dotted_groups(digits)) {
            finish(out, std::move(digits));
            return;
        }
        if (run >= 1 && run <= 3 && digits != "0") {
            char style = 0;
            for (;;) {
                char next = 0;
                const std::size_t length = separator(at_, next);
                if (length == 0 || (style != 0 && next != style)) {
                    break;
                }
                const std::size_t group = digit_run(at_ + length);
                const bool indian = next == ',' && group == 2 && indian_groups(at_);
                if (group != 3 && !indian) {
                    break;
                }
                // "1 234/567" is a mixed number and "2 100" needs no reading as a product.
                if (next == ' ' && mixed_follows(at_ + length + group)) {
                    break;
                }
                style = next;
                digits.append(text_.substr(at_ + length, group));
                at_ += length + group;
            }
            // 1 234 567,89: where blanks group, the comma is a decimal point.
            const std::size_t places = peek(0) == ',' ? digit_run(at_ + 1) : 0;
            if ((style == ' ' || style == 't') && places > 0 && places != 3) {
                digits += '.';
                digits.append(text_.substr(at_ + 1, places));
                at_ += places + 1;
                finish(out, std::move(digits));
                return;
            }
        }
        // 0,375: no list begins with a bare 0 and goes on with three digits or more of one number.
        if (digits == "0" && depth_ == 0 && decimal_comma()) {
            const std::size_t places = digit_run(at_ + 1);
            digits += '.';
            digits.append(text_.substr(at_ + 1, places));
            at_ += places + 1;
            finish(out, std::move(digits));
            return;
        }
        // 3{,}14 and 3{.}14: braces take the list spacing away, so the sign is a decimal point.
        const std::string_view rest = text_.substr(at_);
        if ((rest.starts_with("{,}") || rest.starts_with("{.}"))
            && digits.find('.') == std::string::npos && digit_run(at_ + 3) > 0) {
            const std::size_t places = digit_run(at_ + 3);
            digits += '.';
            digits.append(text_.substr(at_ + 3, places));
            at_ += places + 3;
        } else if (peek(0) == '.' && is_digit(peek(1))) {
            const std::size_t places = digit_run(at_ + 1);
            digits.append(text_.substr(at_, places + 1));
            at_ += places + 1;
            // 3.141 592 653: groups after the point.
            while ((text_.substr(at_).starts_with("\\,") || peek(0) == ' ') && places % 3 == 0) {
                const std::size_t gap = peek(0) == ' ' ? 1 : 2;
                const std::size_t group = digit_run(at_ + gap);
                if (group == 0 || group > 3 || mixed_follows(at_ + gap + group)) {
                    break;
                }
                digits.append(text_.substr(at_ + gap, group));
                at_ += gap + group;
            }
        } else if (peek(0) == '.'
                   && (peek(1) == '(' || text_.substr(at_ + 1).starts_with("\\over")
                       || text_.substr(at_ + 1).starts_with("\\dot{")
                       || text_.substr(at_ + 1).starts_with("\\bar{"))) {
            digits += '.';  // 0.(3)
            ++at_;
        } else if (peek(0) == '.' && !is_letter(peek(1)) && peek(1) != '.') {
            ++at_;  // "5." at the end of a number
        }
        finish(out, std::move(digits));
    }

    /// A comma with two digits or more behind it, and no other comma in the text.
    [[nodiscard]] bool decimal_comma() const {
        return options_.comma_groups && peek(0) == ',' && digit_run(at_ + 1) >= 2
               && std::count(text_.begin(), text_.end(), ',') == 1 && text_.find(';') == text_.npos;
    }

    [[nodiscard]] bool mixed_follows(std::size_t from) const {
        while (from < text_.size() && text_[from] == ' ') {
            ++from;
        }
        return from < text_.size() && text_[from] == '/';
    }

    [[nodiscard]] bool indian_groups(std::size_t from) const {
        while (from < text_.size() && text_[from] == ',') {
            const std::size_t group = digit_run(from + 1);
            if (group == 3) {
                from += 4;
                return from >= text_.size() || text_[from] != ',';
            }
            if (group != 2) {
                return false;
            }
            from += 3;
        }
        return false;
    }

    bool dotted_groups(std::string& digits) {
        std::size_t from = at_;
        std::string read = digits;
        int groups = 0;
        while (from < text_.size() && text_[from] == '.' && digit_run(from + 1) == 3) {
            read.append(text_.substr(from + 1, 3));
            from += 4;
            ++groups;
        }
        const bool comma = from < text_.size() && text_[from] == ',' && digit_run(from + 1) > 0;
        if (groups < 1 || (groups == 1 && !comma) || depth_ > 0) {
            return false;
        }
        if (comma) {
            const std::size_t places = digit_run(from + 1);
            if (groups == 1 && places == 3) {
                return false;  // 1.234,567 may be a list
            }
            read += '.';
            read.append(text_.substr(from + 1, places));
            from += places + 1;
        }
        at_ = from;
        digits = std::move(read);
        return true;
    }

    void finish(std::vector<token>& out, std::string digits) {
        // Scientific notation: a letter e between digits without a gap.
        if ((peek(0) == 'e' || peek(0) == 'E')
            && (is_digit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && is_digit(peek(2))))) {
            const std::size_t signs = is_digit(peek(1)) ? 0 : 1;
            const std::size_t run = digit_run(at_ + 1 + signs);
            if (run <= 6) {
                digits += 'e';
                digits.append(text_.substr(at_ + 1, signs + run));
                at_ += 1 + signs + run;
            }
        }
        push(out, token_kind::number, std::move(digits));
        for (std::string_view dots : {"...", "\\ldots", "\\dots", "\\cdots"}) {
            std::size_t from = at_;
            while (from < text_.size() && text_[from] == ' ') {
                ++from;
            }
            if (out.back().text.find('.') != std::string::npos
                && text_.substr(from).starts_with(dots)) {
                out.back().elided = true;
                at_ = from + dots.size();
                break;
            }
        }
    }

    /// The content of the brace group at the current place, or of one letter; moves past it.
    [[nodiscard]] std::string_view group() {
        while (at_ < text_.size() && text_[at_] == ' ') {
            ++at_;
        }
        if (at_ >= text_.size() || text_[at_] != '{') {
            const std::string_view one = text_.substr((std::min)(at_, text_.size()), 1);
            at_ += one.size();
            return one;
        }
        std::size_t depth = 0;
        const std::size_t from = at_ + 1;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (text_[at_] == '{') {
                ++depth;
            } else if (text_[at_] == '}' && --depth == 0) {
                const std::string_view inside = text_.substr(from, at_ - from);
                ++at_;
                return inside;
            }
        }
        at_ = text_.size();
        return text_.substr((std::min)(from, text_.size()));
    }

    void command(std::vector<token>& out) {
        ++at_;
        if (at_ >= text_.size()) {
            push(out, token_kind::sign, "\\");
            return;
        }
        if (!is_letter(text_[at_])) {
            const char c = text_[at_++];
            switch (c) {
                case ' ':
                case ',':
                case ';':
                case ':':
                case '>':
                case '/': spaced_ = true; return;
                case '!': return;
                case '(':
                case ')':
                case '[':
                case ']': spaced_ = true; return;
                case '\\': push(out, token_kind::command, "\\"); return;
                case '{': push(out, token_kind::command, "{"); return;
                case '}': push(out, token_kind::command, "}"); return;
                case '$': push(out, token_kind::command, "$"); return;
                case '|': push(out, token_kind::sign, "|"); return;
                default: push(out, token_kind::sign, std::string(1, c)); return;
            }
        }
        std::size_t end = at_;
        while (end < text_.size() && is_letter(text_[end])) {
            ++end;
        }
        const std::string_view name = text_.substr(at_, end - at_);
        at_ = end;
        const auto any = [&](std::initializer_list<std::string_view> names) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        if (any({"left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr",
                 "biggl", "biggr", "Biggl", "Biggr", "middle", "limits", "nolimits"})) {
            if (peek(0) == '.' && !is_digit(peek(1))) {
                ++at_;
            }
            return;
        }
        if (any({"displaystyle", "textstyle",   "scriptstyle",
                 "quad",         "qquad",       "hfill",
                 "enspace",      "thinspace",   "medspace",
                 "thickspace",   "space",       "hspace",
                 "phantom",      "hphantom",    "vphantom",
                 "label",        "tag",         "large",
                 "Large",        "normalsize",  "rm",
                 "bf",           "it",          "mathstrut",
                 "strut",        "hline",       "nonumber",
                 "notag",        "smallskip",   "newline",
                 "tiny",         "small",       "color",
                 "textcolor",    "checkmark",   "huge",
                 "Huge",         "LARGE",       "blacksquare",
                 "negthinspace", "negmedspace", "negthickspace",
                 "allowbreak",   "nobreak",     "relax"})) {
            if (any({"hspace", "phantom", "hphantom", "vphantom", "label", "tag", "color",
                     "textcolor"})) {
                static_cast<void>(group());
            }
            spaced_ = true;
            return;
        }
        if (any({"text", "textrm", "textbf", "textit", "textsf", "texttt", "mbox", "textnormal",
                 "hbox", "emph", "textup", "unit"})) {
            push(out, token_kind::quoted, std::string(group()));
            return;
        }
        if (any({"mathrm", "mathbf", "mathit", "boldsymbol", "bm", "operatorname", "mathsf",
                 "mathop", "mathcal", "bold", "pmb", "mathscr", "mathfrak", "mathtt"})) {
            if (peek(0) == '*') {
                ++at_;
            }
            std::string inside(group());
            if (inside.starts_with('~')) {
                inside[0] = ' ';
            }
            const bool upright = any({"mathrm", "operatorname", "mathop"});
            lexer inner(inside, options_);
            std::vector<token> tokens = inner.tokens();
            tokens.pop_back();
            const bool words = upright && inside.find('\\') == std::string::npos
                               && inside.find_first_of("0123456789{}") == std::string::npos
                               && inside.find(' ') != std::string::npos;
            if (words) {
                push(out, token_kind::quoted, inside);
                return;
            }
            for (std::size_t i = 0; i < tokens.size(); ++i) {
                tokens[i].upright = upright;
                tokens[i].spaced = tokens[i].spaced || (i == 0 && spaced_);
                out.push_back(std::move(tokens[i]));
            }
            spaced_ = false;
            return;
        }
        if (name == "AA") {
            push(out, token_kind::quoted, "angstrom");
            return;
        }
        if (name == "longrightarrow" || name == "rightarrow") {
            push(out, token_kind::command, "to");
            return;
        }
        if (name == "cr") {
            push(out, token_kind::command, "\\");
            return;
        }
        if (name == "colon") {
            push(out, token_kind::sign, ":");
            return;
        }
        // Brackets with names of their own.
        static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> brackets{
            {{"lbrace", "{"},
             {"rbrace", "}"},
             {"lbrack", "["},
             {"rbrack", "]"},
             {"lparen", "("},
             {"rparen", ")"}}};
        for (const auto& [spelled, sign] : brackets) {
            if (name == spelled) {
                const bool brace = sign == "{" || sign == "}";
                push(out, brace ? token_kind::command : token_kind::sign, std::string(sign));
                return;
            }
        }
        push(out, token_kind::command, std::string(name));
    }

    std::string_view text_;
    lexer_options options_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool spaced_ = false;
    bool dollars_are_money_ = false;
};

}  // namespace passk::detail::math

#endif  // PASSK_VERIFY_MATH_LEXER_HPP
