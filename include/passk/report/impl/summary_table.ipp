// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_REPORT_IMPL_SUMMARY_TABLE_IPP
#define PASSK_REPORT_IMPL_SUMMARY_TABLE_IPP

#include <passk/core/error.hpp>
#include <passk/report/data_table.hpp>
#include <passk/report/outcome_text.hpp>
#include <passk/report/summary_table.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace passk {

PASSK_INLINE data_table summary_table(std::span<const outcome_summary> models,
                                      std::span<const std::string> benchmarks) {
    detail::expects(benchmarks.empty() || benchmarks.size() == models.size(),
                    "passk::summary_table: there must be a benchmark for each model");
    data_table table{.heading = {"model", "problems", "n, least", "n, most", "completions",
                                 "correct", "problems solved", "undecided", "missing"}};
    if (!benchmarks.empty()) {
        table.heading.insert(table.heading.begin(), "benchmark");
    }
    for (std::size_t i = 0; i < models.size(); ++i) {
        const outcome_summary& one = models[i];
        std::vector<table_cell> row{one.model,
                                    count_cell(one.problems),
                                    count_cell(one.fewest_trials),
                                    count_cell(one.most_trials),
                                    count_cell(one.trials),
                                    count_cell(one.successes),
                                    count_cell(one.solved),
                                    count_cell(one.undecided),
                                    count_cell(one.missing)};
        if (!benchmarks.empty()) {
            row.insert(row.begin(), benchmarks[i]);
        }
        table.add_row(std::move(row));
    }
    return table;
}

}  // namespace passk

#endif  // PASSK_REPORT_IMPL_SUMMARY_TABLE_IPP
