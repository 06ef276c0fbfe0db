// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_SVG_HPP
#define PASSK_REPORT_SVG_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/figure.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace passk {
namespace detail {

/// A name in the legend with what it looks like.
struct legend_entry {
    std::string name{};
    std::size_t look = 0;
    bool extrapolated = false;
    bool bar = false;
};

[[nodiscard]] PASSK_INLINE std::vector<legend_entry> legend_of(const figure& drawn);

// The sample in front of a name, 26 by 12 pixels from its origin.
[[nodiscard]] PASSK_INLINE std::string legend_key(const legend_entry& entry);

inline constexpr double wide_picture = 640.0;
inline constexpr double narrow_picture = 358.0;

// The svg element of a page: no legend, for the page has its own. Ids begin with `id`.
[[nodiscard]] PASSK_INLINE std::string inline_svg(const figure& drawn, double width,
                                                  const std::string& id);

}  // namespace detail

/// The figure as one SVG document that stands alone: with title, description and legend, on white,
/// in attributes that every viewer and LaTeX's converters understand; dark where a browser shows it
/// on a screen that is.
[[nodiscard]] PASSK_INLINE std::string to_svg(const figure& drawn);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/svg.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_SVG_HPP
