// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_FORECAST_TEXT_HPP
#define PASSK_REPORT_FORECAST_TEXT_HPP

#include <passk/core/confidence_level.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace passk {

/// What a forecast's intervals are about.
inline constexpr std::string_view forecast_estimand = "sampled problems";

/// The name of a shape of the chances of success.
[[nodiscard]] constexpr std::string_view forecast_model_name(forecast_model model) noexcept {
    return model == forecast_model::beta_binomial ? "beta-binomial" : "zero-inflated beta-binomial";
}

/// How a forecast's intervals were made and what they are about, as the rest of a sentence.
[[nodiscard]] inline std::string forecast_method_text(confidence_level level,
                                                      std::uint64_t resamples, std::uint64_t seed) {
    return level_text(level) + " intervals by parametric bootstrap, " + grouped_text(resamples)
           + " resamples, seed " + std::to_string(seed)
           + "; they are about problems like these (estimand: " + std::string(forecast_estimand)
           + ").";
}

}  // namespace passk

#endif  // PASSK_REPORT_FORECAST_TEXT_HPP
