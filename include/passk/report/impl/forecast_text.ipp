// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_FORECAST_TEXT_IPP
#define PASSK_REPORT_IMPL_FORECAST_TEXT_IPP

#include <passk/core/confidence_level.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/report/forecast_text.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>

#include <cstdint>
#include <string>

namespace passk {

PASSK_INLINE std::string forecast_method_text(confidence_level level, std::uint64_t resamples,
                                              std::uint64_t seed) {
    return level_text(level) + " intervals by parametric bootstrap, " + grouped_text(resamples)
           + " resamples, seed " + std::to_string(seed)
           + "; they are about problems like these (estimand: " + std::string(forecast_estimand)
           + ").";
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_FORECAST_TEXT_IPP
