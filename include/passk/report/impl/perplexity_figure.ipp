// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_PERPLEXITY_FIGURE_IPP
#define PASSK_REPORT_IMPL_PERPLEXITY_FIGURE_IPP

#include <passk/compare/perplexity_comparison.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/interval_text.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/perplexity_figure.hpp>
#include <passk/report/perplexity_report.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace passk {
namespace detail {

PASSK_INLINE table_cell measure_cell(double value, int digits) {
    return {measure_text(value, digits), value};
}

PASSK_INLINE std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace detail

PASSK_INLINE figure perplexity_figure(const perplexity_report& report,
                                      const perplexity_comparison& of) {
    const bool all = of.filter == completion_filter::all;
    figure drawn{.id = all ? "perplexity" : "perplexity-correct",
                 .title = all ? "Perplexity of completions" : "Perplexity of correct completions",
                 .reading =
                     "scorer(Y_drawer): how surprised the scorer is by what the drawer "
                     "wrote; 1 is no surprise. If base(Y_tuned) lies where base(Y_base) "
                     "lies, or lower, the base already held the tuned model's paths "
                     "likely. Thick: the middle half of the completions; thin: all of "
                     "them; the mark is the median, each dot one problem's median."};
    range_chart chart{.x = {.label = "perplexity (logarithmic)", .scale = axis_scale::log10}};
    drawn.table.heading = {"distribution", "problems",       "completions",
                           "median",       "lower quartile", "upper quartile",
                           "least",        "greatest",       "median interval"};
    std::string sizes;
    for (const auto& [name, one] : detail::distributions_of(of)) {
        const distribution_summary& summary = one->perplexity;
        drawn.table.add_row({name, count_cell(one->problems), count_cell(summary.count),
                             detail::measure_cell(summary.median, 4),
                             detail::measure_cell(summary.lower_quartile, 4),
                             detail::measure_cell(summary.upper_quartile, 4),
                             detail::measure_cell(summary.least, 4),
                             detail::measure_cell(summary.greatest, 4),
                             one->median ? "[" + detail::measure_text(one->median->lower, 4) + ", "
                                               + detail::measure_text(one->median->upper, 4) + "]"
                                         : std::string("none")});
        sizes += (sizes.empty() ? "" : "; ") + name + ": " + grouped_text(summary.count)
                 + " completions of " + grouped_text(one->problems)
                 + (one->problems == 1 ? " problem" : " problems");
        drawn.description += name + ": median " + detail::measure_text(summary.median, 4) + ". ";
        if (one->median) {
            detail::add_note(drawn.notes, "Median: " + method_text(*one->median));
        }
        if (!std::isfinite(summary.median)) {
            drawn.notes.push_back(name + " has an infinite median and is not drawn.");
            continue;
        }
        range_chart::row row{.name = name,
                             .look = name == "base(Y_base)"     ? 0U
                                     : name == "base(Y_tuned)"  ? 1U
                                     : name == "tuned(Y_tuned)" ? 2U
                                                                : 3U,
                             .value = summary.median,
                             .lower = detail::finite(summary.lower_quartile),
                             .upper = detail::finite(summary.upper_quartile),
                             .least = detail::finite(summary.least),
                             .greatest = detail::finite(summary.greatest)};
        if (of.location && row.look < 2) {
            for (const problem_location& problem : of.location->problems) {
                const double median = row.look == 0 ? problem.base.median : problem.tuned.median;
                if (std::isfinite(median)) {
                    row.points.push_back(median);
                }
            }
        }
        chart.rows.push_back(std::move(row));
    }
    drawn.notes.push_back(sizes + ".");
    drawn.notes.push_back("base: " + report.base + "; tuned: " + report.tuned
                          + (report.reference.empty() ? "" : "; reference: " + report.reference)
                          + ".");
    const left_out_completions& out = of.left_out;
    drawn.notes.push_back("Left out: " + grouped_text(out.cut) + " cut, " + grouped_text(out.empty)
                          + " empty, " + grouped_text(out.missing_tokens) + " with missing tokens, "
                          + grouped_text(out.without_count) + " without token counts, "
                          + grouped_text(out.not_correct) + " not correct.");
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_PERPLEXITY_FIGURE_IPP
