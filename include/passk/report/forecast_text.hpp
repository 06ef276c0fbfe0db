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

/// The name of a shape of the chances of success.
[[nodiscard]] constexpr std::string_view forecast_model_name(forecast_model model) noexcept {
    return model == forecast_model::beta_binomial ? "beta-binomial" : "zero-inflated beta-binomial";
}

/// How a forecast's intervals were made and what they are about, as the rest of a sentence.
[[nodiscard]] PASSK_INLINE std::string forecast_method_text(confidence_level level,
                                                            std::uint64_t resamples,
                                                            std::uint64_t seed);

}  // namespace passk

#ifndef PASSK_SEPARATE_COMPILATION
#include <passk/report/impl/forecast_text.ipp>  // IWYU pragma: keep
#endif

#endif  // PASSK_REPORT_FORECAST_TEXT_HPP
