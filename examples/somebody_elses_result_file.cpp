// SPDX-License-Identifier: Apache-2.0
// What is in the result file that another evaluation tool wrote?
#include <passk/adapter/json.hpp>
#include <passk/estimate/pass_at_k_curve.hpp>

#include <array>
#include <cstdint>
#include <iostream>

int main() {
    // The format is recognised by its content; .gz files and several files work the same way.
    const auto read =
        passk::adapter::json::read_outcomes({"data/human_eval_results_example.jsonl"});
    if (!read) {
        std::cerr << read.error().context << '\n';
        return 1;
    }
    const passk::outcome_table& table = read.value().table;
    for (const auto& file : read.value().report.files) {
        std::cout << file.file << ": " << name_of(file.format) << ", " << file.problems
                  << " problems, " << file.samples << " samples\n";
    }
    const passk::model_outcomes outcomes = table.outcomes_of(table.models().front());
    for (std::size_t i = 0; i < outcomes.problems.size(); ++i) {
        std::cout << outcomes.problems[i] << "  n=" << outcomes.tallies[i].trials()
                  << " c=" << outcomes.tallies[i].successes() << '\n';
    }
    // The problems have 3 and 4 samples, so k may go up to 3.
    const std::array<std::uint64_t, 2> ks{1, 2};
    const auto curve = passk::mean_pass_at_k_curve(outcomes, ks);
    std::cout << "pass@1 = " << curve[0] << ", pass@2 = " << curve[1] << '\n';
}
