// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_VEGA_LITE_HPP
#define PASSK_REPORT_VEGA_LITE_HPP

#include <passk/core/separate_compilation.hpp>
#include <passk/report/figure.hpp>

#include <string>

namespace passk {

/// The figure as a Vega-Lite 5 specification with its data inside, for notebooks and for whoever
/// wants to restyle it.
[[nodiscard]] PASSK_INLINE std::string to_vega_lite(const figure& drawn);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/vega_lite.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_VEGA_LITE_HPP
