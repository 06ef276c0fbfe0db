// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_ESCAPE_IPP
#define PASSK_REPORT_IMPL_ESCAPE_IPP

#include <passk/report/detail/utf8.hpp>
#include <passk/report/escape.hpp>

#include <string>
#include <string_view>

namespace passk {

PASSK_INLINE std::string html_escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    detail::for_each_character(text, [&safe](std::string_view character) {
        const auto lead = static_cast<unsigned char>(character.front());
        if (character == "&") {
            safe += "&amp;";
        } else if (character == "<") {
            safe += "&lt;";
        } else if (character == ">") {
            safe += "&gt;";
        } else if (character == "\"") {
            safe += "&quot;";
        } else if (character == "'") {
            safe += "&#39;";
        } else if ((lead < 0x20 && lead != '\t' && lead != '\n') || lead == 0x7F) {
            safe += replacement_character;
        } else if (character.size() == 3
                   && ((character >= "\xE2\x80\xAA" && character <= "\xE2\x80\xAE")
                       || (character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9")
                       || character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF")) {
            safe += replacement_character;
        } else {
            safe += character;
        }
    });
    return safe;
}

PASSK_INLINE std::string markdown_escaped(std::string_view text) {
    std::string safe;
    bool in_word = false;
    detail::for_each_character(text, [&safe, &in_word](std::string_view character) {
        static constexpr std::string_view special = "\\`*_{}[]>#|~$";
        if (character == "\n" || character == "\r" || character == "\t") {
            safe += ' ';
        } else if (character == "<") {
            safe += "&lt;";
        } else if (character == "&") {
            safe += "&amp;";
        } else if (character == "@" && !in_word) {
            safe += "@<!-- -->";  // no mention of whoever bears that name
        } else if (special.find(character) != std::string_view::npos) {
            safe += '\\';
            safe += character;
        } else if (static_cast<unsigned char>(character.front()) < 0x20) {
            safe += replacement_character;
        } else {
            safe += character;
        }
        const char last = character.front();
        in_word = (last >= '0' && last <= '9') || (last >= 'A' && last <= 'Z')
                  || (last >= 'a' && last <= 'z');
    });
    return safe;
}

PASSK_INLINE std::string latex_escaped(std::string_view text) {
    std::string safe;
    detail::for_each_character(text, [&safe](std::string_view character) {
        if (character == "\\") {
            safe += "\\textbackslash{}";
        } else if (character == "~") {
            safe += "\\textasciitilde{}";
        } else if (character == "^") {
            safe += "\\textasciicircum{}";
        } else if (character == "<") {
            safe += "\\textless{}";
        } else if (character == ">") {
            safe += "\\textgreater{}";
        } else if (character == "\"") {
            safe += "\\textquotedbl{}";
        } else if (std::string_view("&%$#_{}").find(character) != std::string_view::npos) {
            safe += '\\';
            safe += character;
        } else if (static_cast<unsigned char>(character.front()) < 0x20) {
            safe += ' ';
        } else {
            safe += character;
        }
    });
    return safe;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_ESCAPE_IPP
