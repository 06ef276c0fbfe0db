// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_FORECAST_TEXT_HPP
#define PASSK_REPORT_FORECAST_TEXT_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/core/separate_compilation.hpp>
#include <passk/estimate/forecast.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// What a forecast's intervals are about.
inline constexpr std::string_view forecast_estimand = "sampled problems";

/// The name of a shape of the probabilities of success.
[[nodiscard]] constexpr std::string_view forecast_model_name(forecast_model model) noexcept {
    switch (model) {
        case forecast_model::beta_binomial: return "beta-binomial";
        case forecast_model::zero_inflated_beta_binomial: return "zero-inflated beta-binomial";
        case forecast_model::logit_normal: return "logit-normal";
        case forecast_model::averaged: return "average of three shapes";
    }
    return {};
}

/// Describes the fitted shapes with their weights, one line each.
[[nodiscard]] PASSK_INLINE std::string shapes_text(const fitted_shapes& fitted);

/// Says in one line how far the data carry a forecast: from where on the shapes differ by more than
/// 0.01.
/// @param n  the fewest trials of any problem
[[nodiscard]] PASSK_INLINE std::string reach_text(const fitted_shapes& fitted, std::uint64_t n);

/// How a forecast's intervals were made and what they are about, as the rest of a sentence.
[[nodiscard]] PASSK_INLINE std::string forecast_method_text(confidence_level level,
                                                            std::uint64_t resamples,
                                                            std::uint64_t seed);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/forecast_text.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_FORECAST_TEXT_HPP
