// SPDX-License-Identifier: Apache-2.0
// Needs ICU.
#ifndef PASSK_ADAPTER_TOKENIZER_DETAIL_WORDS_HPP
#define PASSK_ADAPTER_TOKENIZER_DETAIL_WORDS_HPP

#include <passk/core/utf8.hpp>

#include <unicode/uchar.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace passk::adapter::tokenizer::detail {

// How a text is cut into words before pairs are merged: the three regular expressions in use.
enum class word_rule : std::uint8_t { gpt2, llama3, qwen2 };

inline constexpr std::string_view llama3_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view qwen2_pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
inline constexpr std::string_view gpt2_pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

[[nodiscard]] inline std::optional<word_rule> word_rule_of(std::string_view pattern) {
    if (pattern == gpt2_pattern) {
        return word_rule::gpt2;
    }
    if (pattern == llama3_pattern) {
        return word_rule::llama3;
    }
    if (pattern == qwen2_pattern) {
        return word_rule::qwen2;
    }
    return std::nullopt;
}

enum class character_kind : std::uint8_t { other, letter, number, space };

[[nodiscard]] inline character_kind kind_of(char32_t point) {
    // White_Space is the separators and six controls. u_hasBinaryProperty says the same, and takes
    // the whole of ICU's data, 30 MB, into programs that link it statically.
    const std::uint32_t category = U_MASK(u_charType(static_cast<UChar32>(point)));
    const bool control = (point >= 0x09 && point <= 0x0D) || point == 0x85;
    if (control || (category & U_GC_Z_MASK) != 0) {
        return character_kind::space;
    }
    return (category & U_GC_L_MASK) != 0   ? character_kind::letter
           : (category & U_GC_N_MASK) != 0 ? character_kind::number
                                           : character_kind::other;
}

// Cuts one text. The regular expressions are matched by hand, alternative by alternative in
// their order, as each of them can be decided without trying others.
class word_cutter {
public:
    // @pre text is UTF-8
    word_cutter(std::string_view text, word_rule rule) : text_(text), rule_(rule) {
        std::size_t at = 0;
        while (at < text.size()) {
            const utf8_character next = decode_utf8(text.substr(at));
            characters_.push_back({next.point, at, kind_of(next.point)});
            at += next.length;
        }
        characters_.push_back({0, text.size(), character_kind::other});
    }

    // The words, which together are the text.
    [[nodiscard]] std::vector<std::string_view> words() const {
        std::vector<std::string_view> out;
        std::size_t from = 0;
        while (from < count()) {
            const std::size_t to = word_end(from);
            const std::size_t begin = characters_[from].offset;
            out.push_back(text_.substr(begin, characters_[to].offset - begin));
            from = to;
        }
        return out;
    }

private:
    struct character {
        char32_t point;
        std::size_t offset;
        character_kind kind;
    };

    [[nodiscard]] std::size_t count() const { return characters_.size() - 1; }
    [[nodiscard]] bool is(std::size_t at, character_kind kind) const {
        return at < count() && characters_[at].kind == kind;
    }
    [[nodiscard]] bool is_newline(std::size_t at) const {
        return at < count() && (characters_[at].point == U'\n' || characters_[at].point == U'\r');
    }
    [[nodiscard]] std::size_t end_of_run(std::size_t at, character_kind kind) const {
        while (is(at, kind)) {
            ++at;
        }
        return at;
    }

    // 's, 't, 're, 've, 'm, 'll, 'd; where case is ignored, so is that of the long s.
    [[nodiscard]] std::size_t contraction_end(std::size_t from) const {
        if (characters_[from].point != U'\'') {
            return from;
        }
        const auto letter = [&](std::size_t at) -> char32_t {
            const char32_t point = at < count() ? characters_[at].point : 0;
            if (rule_ == word_rule::gpt2) {
                return point;
            }
            return point == U'\u017F'               ? U's'
                   : point >= U'A' && point <= U'Z' ? point - U'A' + U'a'
                                                    : point;
        };
        const char32_t first = letter(from + 1);
        const char32_t second = letter(from + 2);
        if (first == U's' || first == U't' || first == U'm' || first == U'd') {
            return from + 2;
        }
        const bool two = (second == U'e' && (first == U'r' || first == U'v'))
                         || (first == U'l' && second == U'l');
        return two ? from + 3 : from;
    }

    [[nodiscard]] std::size_t word_end(std::size_t from) const {
        const std::size_t contraction = contraction_end(from);
        if (contraction > from) {
            return contraction;
        }
        const bool gpt2 = rule_ == word_rule::gpt2;
        const std::size_t after_space = from + (characters_[from].point == U' ' ? 1 : 0);
        // Letters, with one character before them: a space, or anything but a number or newline.
        const bool prefix = gpt2 ? after_space > from
                                 : !is(from, character_kind::letter)
                                       && !is(from, character_kind::number) && !is_newline(from);
        const std::size_t letters = from + (prefix ? 1 : 0);
        if (is(letters, character_kind::letter)) {
            return end_of_run(letters, character_kind::letter);
        }
        if (gpt2 && is(after_space, character_kind::number)) {
            return end_of_run(after_space, character_kind::number);
        }
        if (!gpt2 && is(from, character_kind::number)) {
            const std::size_t limit = from + (rule_ == word_rule::llama3 ? 3 : 1);
            std::size_t to = from;
            while (to < limit && is(to, character_kind::number)) {
                ++to;
            }
            return to;
        }
        if (is(after_space, character_kind::other)) {
            std::size_t to = end_of_run(after_space, character_kind::other);
            while (!gpt2 && is_newline(to)) {
                ++to;
            }
            return to;
        }
        // Only a space is left: up to its last newline; else all but the last, which goes with
        // the word that follows; else all.
        const std::size_t to = end_of_run(from, character_kind::space);
        for (std::size_t last = to; !gpt2 && last > from; --last) {
            if (is_newline(last - 1)) {
                return last;
            }
        }
        return to < count() && to - from > 1 ? to - 1 : to;
    }

    std::string_view text_;
    word_rule rule_;
    std::vector<character> characters_{};
};

}  // namespace passk::adapter::tokenizer::detail

#endif  // PASSK_ADAPTER_TOKENIZER_DETAIL_WORDS_HPP
