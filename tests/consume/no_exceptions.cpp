// SPDX-License-Identifier: Apache-2.0
// Everything from core to estimate, in a program without exceptions and run-time type information.
#include <passk/core.hpp>
#include <passk/estimate.hpp>
#include <passk/outcome.hpp>
#include <passk/sample.hpp>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    if (argc != 2) {
        return 2;
    }
    passk::outcome_table table;
    table.insert("problem", "model", {.correct = 1, .incorrect = 3});
    const passk::model_outcomes outcomes = table.outcomes_of("model");
    const double estimate =
        passk::pass_at_k(outcomes.tallies[0], std::strtoul(argv[1], nullptr, 10));
    std::printf("%g\n", estimate);
    return estimate == 0.5 ? 0 : 1;
}
