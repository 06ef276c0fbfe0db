// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_FORECAST_REPORT_HPP
#define PASSK_REPORT_FORECAST_REPORT_HPP

#include <passk/core/result.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/report/forecast_text.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/text_table.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace passk {

/// What is forecast of one model beyond the samples that it has, ready to be shown.
struct forecast_report {
    outcome_summary summary{};
    forecast_options options{};
    fitted_shapes fit{};
    std::vector<pass_at_k_forecast> points{};
    /// How a forecast from a quarter of the samples would have fared; an error says why there is
    /// none.
    result<forecast_check> check = error{errc::unsupported, "not checked"};
};

/// Forecasts as text for a terminal: what was sampled, a table, the shape that it trusts, and how
/// a forecast of that shape fares where it can be checked.
[[nodiscard]] inline std::string to_text(std::span<const forecast_report> reports) {
    std::string text;
    for (const forecast_report& report : reports) {
        text += text.empty() ? "" : "\n";
        text += report.summary.model + ": " + grouped_text(report.summary.problems) + " problems, "
                + trials_text(report.summary) + "\n" + summary_text(report.summary) + "\n\n";
        text_table table({"k", "pass@k", "interval", ""});
        for (const pass_at_k_forecast& at : report.points) {
            table.add_row({grouped_text(at.k), fixed_text(at.estimate, 4),
                           interval_text(at.lower, at.upper, 4),
                           at.k > report.summary.fewest_trials ? "beyond n" : "within n"});
        }
        text += table.aligned(3) + "\n";
        text += "Shapes of the probabilities of success:\n" + shapes_text(report.fit)
                + reach_text(report.fit, report.summary.fewest_trials) + "\n"
                + forecast_method_text(report.options.level, report.options.resamples,
                                       report.options.seed)
                + "\nThey hold if one of the shapes does: what lies beyond n was not seen.\n";
        if (report.check) {
            const forecast_check& check = report.check.value();
            text += "Check: from " + grouped_text(check.fitted_trials)
                    + " samples a problem the forecast for k = " + grouped_text(check.k) + " is "
                    + fixed_text(check.forecast, 4) + ", and all samples say "
                    + fixed_text(check.observed, 4) + ".\n";
        } else {
            text += "Not checked: " + report.check.error().context + ".\n";
        }
    }
    return text;
}

/// Forecasts as CSV: one row for each model and k.
[[nodiscard]] inline std::string to_csv(std::span<const forecast_report> reports) {
    text_table table({"model", "problems", "fewest_trials", "k", "beyond_n", "pass_at_k", "lower",
                      "upper", "level", "method", "estimand", "resamples", "seed"});
    for (const forecast_report& report : reports) {
        for (const pass_at_k_forecast& at : report.points) {
            table.add_row({report.summary.model, std::to_string(report.summary.problems),
                           std::to_string(report.summary.fewest_trials), std::to_string(at.k),
                           at.k > report.summary.fewest_trials ? "true" : "false",
                           shortest_text(at.estimate), shortest_text(at.lower),
                           shortest_text(at.upper), shortest_text(report.options.level.value()),
                           std::string(forecast_model_name(report.options.model)),
                           std::string(forecast_estimand), std::to_string(report.options.resamples),
                           std::to_string(report.options.seed)});
        }
    }
    return table.csv();
}

/// Forecasts as one JSON document of schema "passk.forecast/1".
[[nodiscard]] inline std::string to_json(std::span<const forecast_report> reports) {
    json_writer out;
    out.begin_object().member("schema", "passk.forecast/1").key("forecasts").begin_array();
    for (const forecast_report& report : reports) {
        out.begin_object().key("outcomes");
        write_json(out, report.summary);
        out.key("fit")
            .begin_object()
            .member("model", forecast_model_name(report.options.model))
            .member("agree_up_to", report.fit.agree_up_to(report.summary.fewest_trials))
            .key("shapes")
            .begin_array();
        for (const fitted_shape& shape : report.fit.shapes) {
            out.begin_object()
                .member("model", forecast_model_name(shape.model))
                .member("weight", shape.weight)
                .member("log_likelihood", shape.log_likelihood);
            if (const auto* const beta = std::get_if<success_distribution>(&shape.distribution)) {
                out.member("a", beta->a)
                    .member("b", beta->b)
                    .member("impossible", beta->impossible);
            } else {
                const auto& normal = std::get<logit_normal_distribution>(shape.distribution);
                out.member("mean", normal.mean).member("sd", normal.sd);
            }
            out.end();
        }
        out.end().end();
        out.member("estimand", forecast_estimand)
            .member("level", report.options.level.value())
            .member("resamples", report.options.resamples)
            .member("seed", report.options.seed);
        out.key("points").begin_array();
        for (const pass_at_k_forecast& at : report.points) {
            out.begin_object()
                .member("k", at.k)
                .member("beyond_n", at.k > report.summary.fewest_trials)
                .member("estimate", at.estimate)
                .member("lower", at.lower)
                .member("upper", at.upper)
                .end();
        }
        out.end().key("check");
        if (report.check) {
            const forecast_check& check = report.check.value();
            out.begin_object()
                .member("fitted_trials", check.fitted_trials)
                .member("k", check.k)
                .member("forecast", check.forecast)
                .member("observed", check.observed)
                .end();
        } else {
            out.null().member("not_checked", report.check.error().context);
        }
        out.end();
    }
    out.end().end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_FORECAST_REPORT_HPP
