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
#include <variant>

namespace passk {

PASSK_INLINE std::string forecast_method_text(confidence_level level, std::uint64_t resamples,
                                              std::uint64_t seed) {
    return level_text(level) + " intervals by parametric bootstrap, " + grouped_text(resamples)
           + " resamples, seed " + std::to_string(seed)
           + "; they are about problems like these (estimand: " + std::string(forecast_estimand)
           + ").";
}

PASSK_INLINE std::string shapes_text(const fitted_shapes& fitted) {
    std::string text;
    for (const fitted_shape& shape : fitted.shapes) {
        text += std::string(forecast_model_name(shape.model)) + ", weight "
                + fixed_text(shape.weight, 2) + ": ";
        if (const auto* const beta = std::get_if<success_distribution>(&shape.distribution)) {
            text += "Beta(" + fixed_text(beta->a, 4) + ", " + fixed_text(beta->b, 4) + ")";
            if (shape.model == forecast_model::zero_inflated_beta_binomial) {
                text += ", " + fixed_text(100.0 * beta->impossible, 2)
                        + "% of the problems are impossible";
            }
        } else {
            const auto& normal = std::get<logit_normal_distribution>(shape.distribution);
            text += "the logit has mean " + fixed_text(normal.mean, 4) + " and standard deviation "
                    + fixed_text(normal.sd, 4);
        }
        text += "\n";
    }
    return text;
}

PASSK_INLINE std::string reach_text(const fitted_shapes& fitted, std::uint64_t n) {
    if (fitted.shapes.size() < 2) {
        return "One shape only: the interval does not know that the shape is a guess.";
    }
    const std::uint64_t reach = fitted.agree_up_to(n);
    return reach == 0
               ? "The shapes differ by more than 0.01 already at k = " + grouped_text(n) + "."
               : "The data carry to k = " + grouped_text(reach)
                     + ": up to there the shapes differ by at most 0.01.";
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_FORECAST_TEXT_IPP
