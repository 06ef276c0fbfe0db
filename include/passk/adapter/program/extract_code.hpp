// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_EXTRACT_CODE_HPP
#define PASSK_ADAPTER_PROGRAM_EXTRACT_CODE_HPP

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace passk::adapter::program {

/// A fenced block of Markdown.
struct code_block {
    std::string language{};  ///< the first word after the opening fence, in lower case
    std::string text{};      ///< with the indentation of the opening fence removed
    bool terminated = true;  ///< false: the text ended before a closing fence

    friend bool operator==(const code_block&, const code_block&) = default;
};

namespace detail {

[[nodiscard]] inline std::string lower_case(std::string_view text) {
    std::string lower;
    for (const char c : text) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return lower;
}

[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// One name for the names of a language and the file names of its programs.
[[nodiscard]] constexpr std::string_view language_name(std::string_view label) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"py", "python"},       {"python3", "python"},
        {"py3", "python"},      {"pypy", "python"},
        {"pypy3", "python"},    {"ipython", "python"},
        {"main.py", "python"},  {"solution.py", "python"},
        {"c++", "cpp"},         {"cc", "cpp"},
        {"cxx", "cpp"},         {"c++17", "cpp"},
        {"c++20", "cpp"},       {"main.cpp", "cpp"},
        {"main.cc", "cpp"},     {"main.c", "c"},
        {"main.java", "java"},  {"js", "javascript"},
        {"node", "javascript"}, {"main.js", "javascript"},
        {"rs", "rust"},         {"main.rs", "rust"},
        {"golang", "go"},       {"main.go", "go"},
    };
    for (const auto& [name, language] : names) {
        if (label == name) {
            return language;
        }
    }
    return label;
}

// Words that follow an opening fence, beside those that language_name knows.
[[nodiscard]] inline bool names_language(std::string_view word) {
    constexpr std::string_view known[] = {
        "python",     "cpp",       "c",      "java",    "javascript", "rust",     "go",
        "bash",       "sh",        "shell",  "text",    "txt",        "json",     "console",
        "output",     "plaintext", "diff",   "ruby",    "kotlin",     "sql",      "html",
        "typescript", "ts",        "csharp", "haskell", "pycon",      "markdown", "md"};
    const std::string lower = lower_case(word);
    return language_name(lower) != lower
           || std::find(std::begin(known), std::end(known), lower) != std::end(known);
}

/// A run of at least three ` or ~ in a line, with what stands before and after it.
struct fence {
    std::size_t indentation = 0;
    char mark = '\0';
    std::size_t length = 0;
    std::string_view before{};  // trimmed
    std::string_view info{};    // trimmed

    [[nodiscard]] explicit operator bool() const noexcept { return mark != '\0'; }
    // The language of an opening fence: its first word.
    [[nodiscard]] std::string_view word() const {
        std::string_view text = info;
        text.remove_prefix(text.starts_with("{") ? 1 : 0);
        return text.substr(0, text.find_first_of(" \t,{}"));
    }
    // Nothing but marks that end an answer stand behind it.
    [[nodiscard]] bool ends_answer() const {
        std::string_view rest = info;
        while (!rest.empty()) {
            if (rest[0] == '<') {
                const std::size_t end = rest.find('>');
                if (end == std::string_view::npos) {
                    return false;
                }
                rest = trimmed(rest.substr(end + 1));
            } else if (rest[0] == '.' || rest[0] == '*' || rest[0] == '"' || rest[0] == ')'
                       || rest[0] == ']') {
                rest = trimmed(rest.substr(1));
            } else {
                return false;
            }
        }
        return true;
    }
};

// The last run of marks of a line; CommonMark allows three blanks before it, models indent fences
// inside lists and write them behind text, so anything may stand there.
[[nodiscard]] inline fence find_fence(std::string_view line) {
    fence found;
    const std::size_t at_ticks = line.rfind("```");
    const std::size_t at_tildes = line.rfind("~~~");
    std::size_t at = at_ticks;
    if (at == std::string_view::npos
        || (at_tildes != std::string_view::npos && at_tildes > at
            && trimmed(line.substr(0, at_tildes)).find_first_not_of('~')
                   == std::string_view::npos)) {
        at = at_tildes;
    }
    if (at == std::string_view::npos) {
        return {};
    }
    found.mark = line[at];
    std::size_t end = at + 3;
    while (at > 0 && line[at - 1] == found.mark) {
        --at;
    }
    found.length = end - at;
    found.info = trimmed(line.substr(end));
    found.before = trimmed(line.substr(0, at));
    while (found.indentation < line.size()
           && (line[found.indentation] == ' ' || line[found.indentation] == '\t')) {
        ++found.indentation;
    }
    if (found.mark == '~' && !found.before.empty()) {
        return {};
    }
    return found;
}

[[nodiscard]] inline std::vector<std::string_view> all_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
        lines.push_back(line);
    }
    return lines;
}

// A line on which a block may begin: a fence alone, with the name of a language, or with one of
// both behind text or a tag.
[[nodiscard]] inline bool opens(const fence& here) {
    const bool plain = here.info.find('`') == std::string_view::npos;
    if (!here || !plain) {
        return false;
    }
    if (here.before.empty()) {
        return here.info.find(' ') == std::string_view::npos || names_language(here.word())
               || here.info.find_first_of("={:") != std::string_view::npos;
    }
    if (here.before.find('`') != std::string_view::npos) {
        return false;
    }
    const char last = here.before.back();
    return names_language(here.word()) || (here.info.empty() && (last == ':' || last == '>'));
}

// A line that ends the block that `open` began.
[[nodiscard]] inline bool closes(const fence& here, const fence& open) {
    return here && here.mark == open.mark && here.length >= open.length && here.before.empty()
           && !(names_language(here.word()) && here.info == here.word())
           && (here.info.empty() || here.ends_answer()
               || here.info.find(' ') != std::string_view::npos);
}

// A line of code that has the closing fence behind it.
[[nodiscard]] inline bool closes_behind(const fence& here, const fence& open) {
    return here && here.mark == open.mark && here.length >= open.length && !here.before.empty()
           && here.ends_answer() && (here.info.empty() || here.info[0] != '"');
}

// Whether lines look like a program rather than like a sentence: by how they begin and end.
[[nodiscard]] inline bool looks_like_code(const std::vector<std::string_view>& lines,
                                          std::size_t begin, std::size_t end) {
    int code = 0;
    int prose = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const std::string_view line = trimmed(lines[i]);
        if (line.empty()) {
            continue;
        }
        const std::string_view word = line.substr(0, line.find_first_of(" (:"));
        constexpr std::string_view starts[] = {
            "def",  "class", "import", "from",  "return", "for",  "while", "if",       "else",
            "elif", "print", "try",    "with",  "assert", "@",    "#",     "#include", "using",
            "int",  "void",  "const",  "let",   "var",    "fn",   "use",   "public",   "package",
            "func", "//",    "raise",  "yield", "static", "long", "auto",  "struct"};
        const bool starts_so =
            std::find(std::begin(starts), std::end(starts), word) != std::end(starts)
            || line[0] == '@' || line[0] == '#' || line[0] == '}';
        const char last = line.back();
        const bool ends_so =
            last == ';' || last == '{' || last == '}' || last == ')' || last == ']';
        const bool assigns = line.find(" = ") != std::string_view::npos
                             || line.find("+= ") != std::string_view::npos;
        const bool indented = lines[i][0] == ' ' || lines[i][0] == '\t';
        const bool sentence =
            (last == '.' || last == '!' || last == '?') && line.find(' ') != std::string_view::npos;
        if ((starts_so || ends_so || assigns || indented) && !sentence) {
            ++code;
        } else {
            ++prose;
        }
    }
    return code > prose;
}

}  // namespace detail

/// All fenced blocks of an answer, in order. Beside CommonMark's form it reads what models write:
///
///   - an opening fence behind text or a tag ("Here it is: ```python", "<answer>```");
///   - a closing fence behind the last line of code, or with "</answer>", "<|im_end|>", "." or
///     other words behind it;
///   - a closing fence only, where the prompt has opened the block;
///   - a block that never ends.
///
/// @par Cost
/// linear, but for a text of many fences that open nothing: quadratic in their number.
[[nodiscard]] inline std::vector<code_block> code_blocks(std::string_view text) {
    using detail::fence;
    const std::vector<std::string_view> lines = detail::all_lines(text);
    std::vector<fence> fences;
    fences.reserve(lines.size());
    for (const std::string_view line : lines) {
        fences.push_back(detail::find_fence(line));
    }
    std::vector<code_block> blocks;
    const auto take = [&](std::size_t begin, std::size_t end, const fence& open,
                          std::string_view last_line) {
        code_block block;
        block.language = detail::lower_case(open.word());
        const auto add = [&](std::string_view line) {
            std::size_t blanks = 0;
            const std::size_t indentation = open.before.empty() ? open.indentation : 0;
            while (blanks < indentation && blanks < line.size()
                   && (line[blanks] == ' ' || line[blanks] == '\t')) {
                ++blanks;
            }
            block.text += line.substr(blanks);
            block.text += '\n';
        };
        for (std::size_t i = begin; i < end; ++i) {
            add(lines[i]);
        }
        if (!last_line.empty()) {
            add(last_line);
        }
        return block;
    };
    // What stands before a fence that closes a block which nothing here has opened.
    const auto closes_alone = [&](std::size_t i, std::size_t from) {
        const fence& here = fences[i];
        if (here.mark != '`' || !blocks.empty()
            || !(here.before.empty() ? here.info.empty() || here.ends_answer()
                                     : detail::closes_behind(here, here))) {
            return false;
        }
        const bool code_before =
            detail::looks_like_code(lines, from, here.before.empty() ? i : i + 1);
        if (!code_before) {
            return false;
        }
        for (std::size_t next = i + 1; next < lines.size(); ++next) {
            if (detail::closes(fences[next], here)) {
                return false;  // this one opens a block
            }
            if (detail::opens(fences[next])) {
                return true;
            }
        }
        return !detail::looks_like_code(lines, i + 1, lines.size());
    };
    std::size_t from = 0;  // after the last block
    for (std::size_t i = 0; i < lines.size();) {
        if (closes_alone(i, from)) {
            const std::string_view last =
                fences[i].before.empty()
                    ? std::string_view()
                    : lines[i].substr(0, lines[i].rfind(std::string(fences[i].length, '`')));
            blocks.push_back(take(from, i, {}, last));
            from = ++i;
            continue;
        }
        if (!detail::opens(fences[i])) {
            ++i;
            continue;
        }
        const fence open = fences[i];
        std::size_t end = i + 1;
        std::optional<std::size_t> behind;  // the first line of code with a closing fence
        while (end < lines.size() && !detail::closes(fences[end], open)) {
            if (!behind && detail::closes_behind(fences[end], open)) {
                behind = end;
            }
            if (behind && detail::opens(fences[end]) && fences[end].mark == open.mark) {
                break;
            }
            ++end;
        }
        const bool closed = end < lines.size() && detail::closes(fences[end], open);
        if (behind && (!closed || !detail::looks_like_code(lines, *behind + 1, end))) {
            const std::string_view line = lines[*behind];
            blocks.push_back(
                take(i + 1, *behind, open,
                     line.substr(0, line.rfind(std::string(fences[*behind].length, open.mark)))));
            from = i = *behind + 1;
            continue;
        }
        blocks.push_back(take(i + 1, end, open, {}));
        blocks.back().terminated = closed;
        from = i = end + (closed ? 1 : 0);
    }
    return blocks;
}

/// The program in a model's answer: the last fenced block in the language, else the last block
/// without a language, else the whole text. Blocks in other languages (the shell command that runs
/// the program, its output) are passed over; empty ones too.
///
/// @param text      the answer; what stands before a closing </think> is thought, not answer.
/// @param language  "python", "cpp", ..., or a file name such as "main.cpp".
[[nodiscard]] inline std::string extract_code(std::string_view text,
                                              std::string_view language = "python") {
    constexpr std::string_view end_of_thought = "</think>";
    if (const std::size_t at = text.rfind(end_of_thought); at != std::string_view::npos) {
        text.remove_prefix(at + end_of_thought.size());
    }
    const std::string wanted = detail::lower_case(language);
    const std::vector<code_block> blocks = code_blocks(text);
    const code_block* unnamed = nullptr;
    for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
        if (block->text.find_first_not_of(" \t\r\n") == std::string::npos) {
            continue;
        }
        if (!block->language.empty()
            && detail::language_name(block->language) == detail::language_name(wanted)) {
            return block->text;
        }
        if (block->language.empty() && unnamed == nullptr) {
            unnamed = &*block;
        }
    }
    return unnamed != nullptr ? unnamed->text : std::string(text);
}

/// Whether a text is an answer with fenced code rather than a program: a fence begins a block
/// outside of every literal of three quotes.
[[nodiscard]] inline bool holds_fenced_code(std::string_view text) {
    if (text.find("```") == std::string_view::npos) {
        return false;
    }
    char quote = '\0';
    for (const std::string_view line : detail::all_lines(text)) {
        const detail::fence here = detail::find_fence(line);
        if (quote == '\0' && here && here.mark == '`'
            && (detail::opens(here) || detail::closes(here, here)
                || detail::closes_behind(here, here))
            && here.before.find_first_of("\"'#") == std::string_view::npos) {
            return true;
        }
        for (std::size_t at = 0; at + 2 < line.size(); ++at) {
            const char c = line[at];
            if ((c == '"' || c == '\'') && line[at + 1] == c && line[at + 2] == c
                && (quote == '\0' || quote == c)) {
                quote = quote == '\0' ? c : '\0';
                at += 2;
            }
        }
    }
    return false;
}

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_EXTRACT_CODE_HPP
