// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_SUMMARY_TABLE_HPP
#define PASSK_REPORT_SUMMARY_TABLE_HPP

#include <passk/report/data_table.hpp>
#include <passk/report/outcome_summary.hpp>

#include <vector>

namespace passk {

/// What every figure rests on: the samples of each model, and what is missing of them.
[[nodiscard]] inline data_table summary_table(const std::vector<const outcome_summary*>& models) {
    data_table table{.heading = {"model", "problems", "n, least", "n, most", "completions",
                                 "correct", "problems solved", "undecided", "missing"}};
    for (const outcome_summary* one : models) {
        table.add_row({one->model, count_cell(one->problems), count_cell(one->fewest_trials),
                       count_cell(one->most_trials), count_cell(one->trials),
                       count_cell(one->successes), count_cell(one->solved),
                       count_cell(one->undecided), count_cell(one->missing)});
    }
    return table;
}

}  // namespace passk

#endif  // PASSK_REPORT_SUMMARY_TABLE_HPP
