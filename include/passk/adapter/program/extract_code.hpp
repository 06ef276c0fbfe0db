// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_ADAPTER_PROGRAM_EXTRACT_CODE_HPP
#define PASSK_ADAPTER_PROGRAM_EXTRACT_CODE_HPP

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

struct fence {
    std::size_t indentation = 0;
    char mark = '\0';
    std::size_t length = 0;
    std::string_view info{};
};

// A line that opens or closes a block: at least three ` or ~ after blanks. CommonMark allows three
// blanks; models indent fences inside lists, so any number is taken.
[[nodiscard]] inline fence read_fence(std::string_view line) {
    fence found;
    while (found.indentation < line.size()
           && (line[found.indentation] == ' ' || line[found.indentation] == '\t')) {
        ++found.indentation;
    }
    line.remove_prefix(found.indentation);
    if (line.empty() || (line[0] != '`' && line[0] != '~')) {
        return {};
    }
    const char mark = line[0];
    while (found.length < line.size() && line[found.length] == mark) {
        ++found.length;
    }
    found.info = line.substr(found.length);
    while (
        !found.info.empty()
        && (found.info.back() == ' ' || found.info.back() == '\t' || found.info.back() == '\r')) {
        found.info.remove_suffix(1);
    }
    while (!found.info.empty() && (found.info.front() == ' ' || found.info.front() == '\t')) {
        found.info.remove_prefix(1);
    }
    // ```code``` on one line is no fence.
    if (found.length < 3 || (mark == '`' && found.info.find('`') != std::string_view::npos)) {
        return {};
    }
    found.mark = mark;
    return found;
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

}  // namespace detail

/// All fenced blocks of a Markdown text, in order. A block ends at a fence of the same mark that
/// is at least as long and bare, or at the end of the text.
///
/// @par Cost
/// linear.
[[nodiscard]] inline std::vector<code_block> code_blocks(std::string_view text) {
    std::vector<code_block> blocks;
    detail::fence open;
    code_block block;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const detail::fence here = detail::read_fence(line);
        if (open.mark == '\0') {
            if (here.mark != '\0') {
                open = here;
                std::string_view word = here.info.substr(0, here.info.find_first_of(" \t,{"));
                block = {.language = detail::lower_case(word), .text = {}, .terminated = true};
            }
        } else if (here.mark == open.mark && here.length >= open.length && here.info.empty()) {
            blocks.push_back(std::exchange(block, {}));
            open = {};
        } else {
            std::size_t blanks = 0;
            while (blanks < open.indentation && blanks < line.size()
                   && (line[blanks] == ' ' || line[blanks] == '\t')) {
                ++blanks;
            }
            line.remove_prefix(blanks);
            if (!line.empty() && line.back() == '\r') {
                line.remove_suffix(1);
            }
            block.text += line;
            block.text += '\n';
        }
    }
    if (open.mark != '\0') {
        block.terminated = false;
        blocks.push_back(std::move(block));
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

}  // namespace passk::adapter::program

#endif  // PASSK_ADAPTER_PROGRAM_EXTRACT_CODE_HPP
