// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_DETAIL_SVG_TEXT_HPP
#define PASSK_REPORT_DETAIL_SVG_TEXT_HPP

#include <passk/report/detail/utf8.hpp>
#include <passk/report/escape.hpp>
#include <passk/report/number_text.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace passk::detail {

/// A length in pixels, to a tenth.
[[nodiscard]] inline std::string px(double length) {
    std::string text = fixed_text(length, 1);
    if (text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text;
}

// After Okabe and Ito 2008, "Color Universal Design", darkened where needed so that each keeps a
// contrast of 3 to 1 against white; a page may set its own by class.
inline constexpr std::array<const char*, 8> look_colours = {
    "#0072B2", "#C44E00", "#008A63", "#A8498A", "#A06A00", "#2B83BA", "#5B5B5B", "#7A5BD0"};

inline constexpr std::array<const char*, 8> look_markers = {
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "M0-5L5 0L0 5L-5 0z",
    "M-3.6-3.6h7.2v7.2h-7.2z",
    "M0-4.8L4.5 3.4H-4.5z",
    "M0 4.8L4.5-3.4H-4.5z",
    "M-1.6-4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z",
    "M0-4.8L4.6-1.5L2.8 3.9H-2.8L-4.6-1.5z",
    "M-4.2-4.2L0-1.8L4.2-4.2L1.8 0L4.2 4.2L0 1.8L-4.2 4.2L-1.8 0z"};

inline constexpr std::array<const char*, 4> look_dashes = {"", "7 3", "2 3", "9 3 2 3"};

[[nodiscard]] inline std::string look_class(std::size_t look) {
    return "s" + std::to_string(look % look_colours.size());
}
[[nodiscard]] inline const char* look_colour(std::size_t look) {
    return look_colours[look % look_colours.size()];
}
[[nodiscard]] inline const char* look_marker(std::size_t look) {
    return look_markers[look % look_markers.size()];
}
[[nodiscard]] inline std::string dash_attribute(std::size_t look, bool extrapolated) {
    const std::string dashes =
        extrapolated ? "4 4" : look_dashes[look / look_colours.size() % look_dashes.size()];
    return dashes.empty() ? "" : " stroke-dasharray=\"" + dashes + "\"";
}

/// How long text is at a size of letters, by a usual width of letters.
[[nodiscard]] inline double text_width(std::string_view text, double size) {
    return 0.56 * size * static_cast<double>(display_width(text));
}

// Colours of what is no data. A page overrides them by class.
inline constexpr const char* ink = "#1c2024";
inline constexpr const char* muted = "#5a626b";
inline constexpr const char* rule = "#d9dde2";

struct text_style {
    double size = 12.5;
    const char* anchor = "start";
    bool quiet = false;  ///< in the colour of axes
    bool bold = false;
    bool halo = false;  ///< legible over lines
    bool name = false;  ///< somebody else's words, of either direction
};

[[nodiscard]] inline std::string svg_words(double x, double y, std::string_view words,
                                           const text_style& style = {}) {
    std::string text = "<text x=\"" + px(x) + "\" y=\"" + px(y) + "\"";
    text += style.anchor == std::string_view("start")
                ? ""
                : " text-anchor=\"" + std::string(style.anchor) + "\"";
    text += style.size == 12.5 ? "" : " font-size=\"" + px(style.size) + "\"";
    text += style.quiet ? " class=\"quiet\" fill=\"" + std::string(muted) + "\"" : "";
    text += style.bold ? " font-weight=\"650\"" : "";
    text += style.halo ? " paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"4\" "
                         "stroke-linejoin=\"round\""
                       : "";
    text += style.name ? " style=\"unicode-bidi:plaintext\"" : "";
    return text + ">" + html_escaped(words) + "</text>";
}

[[nodiscard]] inline std::string svg_line(double x1, double y1, double x2, double y2,
                                          std::string_view attributes) {
    return "<line x1=\"" + px(x1) + "\" y1=\"" + px(y1) + "\" x2=\"" + px(x2) + "\" y2=\"" + px(y2)
           + "\" " + std::string(attributes) + "/>";
}

[[nodiscard]] inline std::string grid_attributes() {
    return "class=\"grid\" stroke=\"" + std::string(rule) + "\"";
}
[[nodiscard]] inline std::string axis_attributes() {
    return "class=\"axis\" stroke=\"" + std::string(muted) + "\"";
}

/// A group in the colour of a look, for what is filled and stroked in it.
[[nodiscard]] inline std::string open_look(std::size_t look, std::string_view classes,
                                           std::string_view more = {}) {
    return "<g class=\"" + std::string(classes) + " " + look_class(look) + "\" fill=\""
           + look_colour(look) + "\" stroke=\"" + look_colour(look) + "\"" + std::string(more)
           + ">";
}

/// A picture's body with the height that it takes.
struct drawn_chart {
    std::string body{};
    double height{};
    std::string attributes{};  ///< of the svg element, for the script of a page
};

}  // namespace passk::detail

#endif  // PASSK_REPORT_DETAIL_SVG_TEXT_HPP
