// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_RECORDED_OUTCOMES_HPP
#define PASSK_TESTS_SUPPORT_RECORDED_OUTCOMES_HPP

#include <passk/outcome/outcome_table.hpp>

#include "recorded_data.hpp"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace passk_tests {

/// The rows of a recorded CSV file without its header.
inline std::vector<std::vector<std::string>> recorded_rows(std::string_view file) {
    std::ifstream in(recorded_data(file));
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::stringstream fields(line);
        rows.emplace_back();
        for (std::string field; std::getline(fields, field, ',');) {
            rows.back().push_back(field);
        }
    }
    return rows;
}

/// Counts recorded as model,problem,n,c.
inline passk::outcome_table recorded_outcomes(std::string_view file) {
    const auto rows = recorded_rows(file);
    passk::outcome_table table;
    for (const std::vector<std::string>& row : rows) {
        const std::uint64_t n = std::stoull(row.at(2));
        const std::uint64_t c = std::stoull(row.at(3));
        table.insert(row.at(1), row.at(0), {.correct = c, .incorrect = n - c});
    }
    return table;
}

/// Qwen2.5-7B and its tuned sibling on MATH500, n = 128.
inline passk::paired_outcomes math500() {
    const auto table = recorded_outcomes("math500_qwen7b_simplerl_counts.csv");
    return table.pair("Qwen2.5-7B", "Qwen2.5-7B-SimpleRL-Zoo");
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_RECORDED_OUTCOMES_HPP
