// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_CURVE_REPORT_HPP
#define PASSK_REPORT_CURVE_REPORT_HPP

#include <passk/compare/curve_of_model.hpp>
#include <passk/core/error.hpp>
#include <passk/core/result.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/json_writer.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/text_table.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

/// Curves as text for a terminal: for each model what was sampled, a table, and how it was made.
[[nodiscard]] inline std::string to_text(std::span<const model_curve> reports) {
    std::string text;
    for (const model_curve& report : reports) {
        text += text.empty() ? "" : "\n";
        text += report.summary.model + ": " + grouped_text(report.summary.problems) + " problems, "
                + trials_text(report.summary) + "\n" + summary_text(report.summary) + "\n"
                + families_text(report.clusters) + "\n";
        std::vector<std::string> heading{"k", "pass@k", "interval"};
        if (!report.band.empty()) {
            heading.emplace_back("all k at once");
        }
        if (!report.exact.empty()) {
            heading.emplace_back("exactly");
        }
        text_table table(std::move(heading));
        for (std::size_t i = 0; i < report.ks.size(); ++i) {
            const estimate_with_interval& at = report.curve[i];
            std::vector<std::string> row{std::to_string(report.ks[i]), fixed_text(at.estimate, 4),
                                         interval_text(at, 4)};
            if (!report.band.empty()) {
                row.push_back(interval_text(report.band[i], 4));
            }
            if (!report.exact.empty()) {
                row.push_back(report.exact[i]);
            }
            table.add_row(std::move(row));
        }
        text += table.aligned(2) + "\n" + method_text(report.ks, report.curve);
        if (!report.band.empty()) {
            text += "All k at once: " + method_text(report.ks, report.band);
        }
    }
    return text;
}

/// Curves as CSV: one row for each model and k.
[[nodiscard]] inline std::string to_csv(std::span<const model_curve> reports) {
    text_table table({"model", "problems", "k", "pass_at_k", "lower", "upper", "level", "method",
                      "estimand", "resamples", "seed", "band_lower", "band_upper", "band_level",
                      "band_method", "band_estimand", "band_resamples", "band_seed", "exact"});
    for (const model_curve& report : reports) {
        for (std::size_t i = 0; i < report.ks.size(); ++i) {
            std::vector<std::string> row{
                report.summary.model, std::to_string(report.summary.problems),
                std::to_string(report.ks[i]), shortest_text(report.curve[i].estimate)};
            const std::vector<std::string> interval_fields = csv_fields(report.curve[i].bounds);
            row.insert(row.end(), interval_fields.begin(), interval_fields.end());
            const std::vector<std::string> band_fields =
                csv_fields(report.band.empty() ? result<interval>(error{}) : report.band[i].bounds);
            row.insert(row.end(), band_fields.begin(), band_fields.end());
            row.push_back(report.exact.empty() ? "" : report.exact[i]);
            table.add_row(std::move(row));
        }
    }
    return table.csv();
}

/// Curves as one JSON document of schema "passk.curve/1".
[[nodiscard]] inline std::string to_json(std::span<const model_curve> reports) {
    json_writer out;
    out.begin_object().member("schema", "passk.curve/1").key("curves").begin_array();
    for (const model_curve& report : reports) {
        out.begin_object().key("outcomes");
        write_json(out, report.summary);
        if (report.clusters > 0) {
            out.member("families", report.clusters);
        }
        out.key("points").begin_array();
        for (std::size_t i = 0; i < report.ks.size(); ++i) {
            out.begin_object().member("k", report.ks[i]).key("pass_at_k");
            write_json(out, report.curve[i]);
            if (!report.band.empty()) {
                out.key("band");
                write_json(out, report.band[i]);
            }
            if (!report.exact.empty()) {
                out.member("exact", report.exact[i]);
            }
            out.end();
        }
        out.end().end();
    }
    out.end().end();
    return std::move(out).finish();
}

}  // namespace passk

#endif  // PASSK_REPORT_CURVE_REPORT_HPP
