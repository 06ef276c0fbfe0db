// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_SOLVABLE_FIGURE_IPP
#define PASSK_REPORT_IMPL_SOLVABLE_FIGURE_IPP

#include <passk/outcome/tally.hpp>
#include <passk/report/comparison_report.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/detail/figure_parts.hpp>
#include <passk/report/figure.hpp>
#include <passk/report/number_text.hpp>
#include <passk/report/solvable_figure.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace passk {
namespace detail {

PASSK_INLINE table_cell tally_cell(const tally& counts) {
    return std::to_string(counts.successes()) + "/" + std::to_string(counts.trials());
}

[[nodiscard]] inline std::size_t solvable_group(const compared_problem& problem) {
    const bool base = problem.base.successes() > 0;
    const bool tuned = problem.tuned.successes() > 0;
    return base ? (tuned ? 3U : 0U) : (tuned ? 1U : 2U);
}

inline constexpr std::array<const char*, 4> solvable_names = {"base only", "tuned only", "neither",
                                                              "both"};

}  // namespace detail

PASSK_INLINE figure solvable_figure(const model_comparison& report, bool with_table) {
    figure drawn{.id = "solvable",
                 .title = "Who solved which problem",
                 .reading =
                     "Each square is a problem, placed by who solved it at least once in "
                     "all of the samples. What a model did not solve it may solve with "
                     "more samples: the groups speak of these n. Under \"tuned only\" "
                     "stands what to look at for reach beyond the base."};
    square_chart chart{.base = report.base.model, .tuned = report.tuned.model};
    for (const char* name : detail::solvable_names) {
        chart.groups.push_back({.name = name});
    }
    for (std::size_t i = 0; i < report.problems.size(); ++i) {
        chart.groups[detail::solvable_group(report.problems[i])].problems.push_back(i);
    }
    for (square_chart::group& group : chart.groups) {
        std::stable_sort(
            group.problems.begin(), group.problems.end(), [&](std::size_t a, std::size_t b) {
                return report.problems[a].base.successes() < report.problems[b].base.successes();
            });
        drawn.description += grouped_text(group.problems.size()) + " solved by " + group.name
                             + (&group == &chart.groups.back() ? "." : ", ");
    }
    if (with_table) {
        drawn.table.heading = {"problem", report.base.model, report.tuned.model, "solved by"};
        for (const compared_problem& problem : report.problems) {
            drawn.table.add_row({problem.name, detail::tally_cell(problem.base),
                                 detail::tally_cell(problem.tuned),
                                 detail::solvable_names[detail::solvable_group(problem)]});
        }
    } else {
        drawn.table.heading = {"solved by", "problems"};
        for (const square_chart::group& group : chart.groups) {
            drawn.table.add_row({group.name, count_cell(group.problems.size())});
        }
    }
    detail::add_sample_notes(drawn.notes, std::array{report.base, report.tuned});
    drawn.notes.push_back("McNemar's exact " + p_statement(report.test.exact_p)
                          + " for equally many problems solved by one model only, "
                          + grouped_text(report.test.base_only) + " against "
                          + grouped_text(report.test.tuned_only) + ".");
    drawn.chart = std::move(chart);
    return drawn;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_SOLVABLE_FIGURE_IPP
