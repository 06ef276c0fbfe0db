// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_PASS_AT_K_FIGURE_HPP
#define PASSK_REPORT_PASS_AT_K_FIGURE_HPP

#include <passk/report/curve_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/outcome_summary.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {
namespace detail {

// A note once, however many curves it is true of.
inline void add_note(std::vector<std::string>& notes, const std::string& note) {
    if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) {
        notes.push_back(note);
    }
}

// How an interval was made, or why there is none.
inline void add_interval_note(std::vector<std::string>& notes, const estimate_with_interval& at) {
    add_note(notes, at.bounds ? method_text(at.bounds.value())
                              : "No interval at some k: " + at.bounds.error().context + ".");
}

// "500 problems; n = 128 each", with the model where models differ.
inline void add_sample_notes(std::vector<std::string>& notes,
                             std::span<const outcome_summary* const> summaries) {
    const auto text = [](const outcome_summary& one) {
        return grouped_text(one.problems) + (one.problems == 1 ? " problem, " : " problems, ")
               + trials_text(one);
    };
    bool same = true;
    for (const outcome_summary* one : summaries) {
        same = same && text(*one) == text(*summaries.front());
    }
    if (same && !summaries.empty()) {
        notes.push_back(text(*summaries.front()) + ".");
        return;
    }
    for (const outcome_summary* one : summaries) {
        notes.push_back(one->model + ": " + text(*one) + ".");
    }
}

[[nodiscard]] inline chart_point point_of(std::uint64_t k, const estimate_with_interval& at) {
    chart_point point{.x = static_cast<double>(k), .y = at.estimate};
    if (at.bounds) {
        point.lower = at.bounds.value().lower;
        point.upper = at.bounds.value().upper;
    }
    return point;
}

[[nodiscard]] inline table_cell interval_cell(const estimate_with_interval& at) {
    return at.bounds ? table_cell(interval_text(at, 4)) : table_cell("none");
}

}  // namespace detail

/// Figure 2 of the paper: mean pass-at-k of each model over k, on a logarithmic axis, with its
/// intervals as a band. The first curve is the base model's.
[[nodiscard]] inline figure pass_at_k_figure(std::span<const curve_report> curves) {
    figure drawn{.id = "pass-at-k",
                 .title = "pass@k",
                 .reading =
                     "Each line is a model's chance to solve a problem in at least one of k "
                     "attempts, averaged over problems. On the left one attempt counts, on "
                     "the right what is reachable at all. The band is the interval at each "
                     "k on its own."};
    curve_chart chart{.x = {.label = "k, attempts", .scale = axis_scale::log2},
                      .y = {.label = "pass@k", .probability = true}};
    drawn.table.heading = {"k"};
    std::set<std::uint64_t> ks;
    std::vector<const outcome_summary*> summaries;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        const curve_report& curve = curves[i];
        chart_series series{.name = curve.summary.model, .look = i};
        for (std::size_t j = 0; j < curve.ks.size(); ++j) {
            series.points.push_back(detail::point_of(curve.ks[j], curve.curve[j]));
        }
        if (!curve.ks.empty()) {
            drawn.description += curve.summary.model + ": pass@" + std::to_string(curve.ks.front())
                                 + " is " + fixed_text(curve.curve.front().estimate, 4) + ", pass@"
                                 + std::to_string(curve.ks.back()) + " is "
                                 + fixed_text(curve.curve.back().estimate, 4) + ". ";
        }
        chart.series.push_back(std::move(series));
        drawn.table.heading.push_back(curve.summary.model);
        drawn.table.heading.emplace_back("interval");
        ks.insert(curve.ks.begin(), curve.ks.end());
        summaries.push_back(&curve.summary);
        for (const estimate_with_interval& at : curve.curve) {
            detail::add_interval_note(drawn.notes, at);
        }
    }
    detail::add_sample_notes(drawn.notes, summaries);
    for (const std::uint64_t k : ks) {
        std::vector<table_cell> row{attempts_cell(k)};
        for (const curve_report& curve : curves) {
            const auto found = std::find(curve.ks.begin(), curve.ks.end(), k);
            if (found == curve.ks.end()) {
                row.insert(row.end(), {table_cell("beyond n"), table_cell("")});
                continue;
            }
            const estimate_with_interval& at =
                curve.curve[static_cast<std::size_t>(found - curve.ks.begin())];
            row.push_back(number_cell(at.estimate, 4));
            row.push_back(detail::interval_cell(at));
        }
        drawn.table.add_row(std::move(row));
    }
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_PASS_AT_K_FIGURE_HPP
