// SPDX-License-Identifier: Apache-2.0
// Prints what "passk compare" finds of two models of a result file.
#include <passk/adapter/json.hpp>
#include <passk/compare/compare_models.hpp>
#include <passk/report/comparison_report.hpp>

#include <iostream>

int main() {
    const auto read =
        passk::adapter::json::read_outcomes({"data/math500_qwen7b_simplerl_counts.csv"});
    if (!read) {
        std::cerr << read.error().context << '\n';
        return 1;
    }
    const auto outcomes = read.value().table.pair("Qwen2.5-7B", "Qwen2.5-7B-SimpleRL-Zoo");
    const auto comparison = passk::compare_models(outcomes, passk::estimand::sampled_problems);
    if (!comparison) {
        std::cerr << comparison.error().context << '\n';
        return 1;
    }
    std::cout << passk::to_text(comparison.value());
}
