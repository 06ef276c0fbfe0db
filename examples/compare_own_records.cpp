// SPDX-License-Identifier: Apache-2.0
// Compares two models whose counts are in structs of the program's own: no file, no adapter.
#include <passk/compare/compare_models.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/report/comparison_report.hpp>

#include <iostream>
#include <string>
#include <vector>

namespace {

struct task {
    std::string name;
    unsigned right_before;  // of 16 answers before training
    unsigned right_after;   // of 16 answers after it

    [[nodiscard]] passk::tally before() const { return {16, right_before}; }
    [[nodiscard]] passk::tally after() const { return {16, right_after}; }
};

}  // namespace

int main() {
    const std::vector<task> tasks{{"sums", 12, 16}, {"primes", 3, 9},  {"graphs", 1, 0},
                                  {"games", 6, 11}, {"knights", 2, 0}, {"dates", 9, 15}};
    // One model by itself: a projection says where the counts are.
    for (const auto& at : passk::confidence_intervals(
             passk::curve_of({tasks, &task::after}, {1U, 4U, 16U}), passk::sampled_problems{})) {
        std::cout << at << '\n';
    }
    passk::paired_outcomes outcomes{.base_model = "before", .tuned_model = "after"};
    for (const task& one : tasks) {
        outcomes.problems.push_back(one.name);
        outcomes.base_tallies.push_back(one.before());
        outcomes.tuned_tallies.push_back(one.after());
    }
    const auto found = passk::compare_models(outcomes, passk::estimand::sampled_problems);
    for (const std::string& sentence : passk::findings(found.value())) {
        std::cout << sentence << '\n';
    }
}
