// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_INTERVAL_TEXT_HPP
#define PASSK_REPORT_INTERVAL_TEXT_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/interval/interval.hpp>
#include <passk/report/json_writer.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace passk {

/// "[0.5895, 0.6382]".
[[nodiscard]] PASSK_INLINE std::string interval_text(double lower, double upper, int digits);

/// "[+0.1463, +0.1848]", as the ends of a difference are written.
[[nodiscard]] PASSK_INLINE std::string signed_interval_text(double lower, double upper, int digits);

/// "95%", or "99.9%".
[[nodiscard]] PASSK_INLINE std::string level_text(confidence_level level);

/// How an interval was made and what it is about, as one sentence.
[[nodiscard]] PASSK_INLINE std::string method_text(const interval& of);

/// "[0.5895, 0.6382]", or "none" where there is no interval.
[[nodiscard]] PASSK_INLINE std::string interval_text(const estimate_with_interval& of, int digits);

/// "[+0.1463, +0.1848]", or "none" where there is no interval.
[[nodiscard]] PASSK_INLINE std::string signed_interval_text(const estimate_with_interval& of,
                                                            int digits);

/// How the interval was made and what it is about, or why there is none, as one sentence.
[[nodiscard]] PASSK_INLINE std::string method_text(const estimate_with_interval& of);

/// How the intervals of a curve were made, and for which k there is none and why: a sentence a
/// line for each method and reason that occurs.
/// @pre as many estimates as ks
[[nodiscard]] PASSK_INLINE std::string method_text(std::span<const std::uint64_t> ks,
                                                   std::span<const estimate_with_interval> curve);

/// That problems are drawn by family, as one line; empty if they are not.
/// @param families  how many there are; 0: none
[[nodiscard]] PASSK_INLINE std::string families_text(std::uint64_t families);

/// The interval as a JSON object that carries everything needed to say how it came about.
PASSK_INLINE void write_json(json_writer& out, const interval& of, std::string_view reason = {});

/// lower, upper, level, method, estimand, resamples and seed as fields of CSV, empty where there
/// is no interval.
[[nodiscard]] PASSK_INLINE std::vector<std::string> csv_fields(const result<interval>& bounds);

/// The estimate with its interval, or with the reason why there is none.
PASSK_INLINE void write_json(json_writer& out, const estimate_with_interval& of);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/interval_text.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_INTERVAL_TEXT_HPP
