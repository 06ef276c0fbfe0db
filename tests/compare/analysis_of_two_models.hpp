// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_COMPARE_ANALYSIS_OF_TWO_MODELS_HPP
#define PASSK_TESTS_COMPARE_ANALYSIS_OF_TWO_MODELS_HPP

#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/problem_clusters.hpp>

#include <cstdint>
#include <string>

namespace passk_tests {

/// A base model and a tuned one on 24 problems of one benchmark and 16 of another, n = 16.
inline passk::outcome_table two_benchmarks() {
    passk::outcome_table table;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const std::string name = (i < 24 ? "A/" : "B/") + std::to_string(i);
        const std::uint64_t base = i * i * i % 17;
        const std::uint64_t tuned = i * i % 17;
        table.insert(name, "base", {.correct = base, .incorrect = 16 - base});
        table.insert(name, "tuned", {.correct = tuned, .incorrect = 16 - tuned});
        const std::uint64_t later = (i + 5) % 17;
        table.insert(name, "later", {.correct = later, .incorrect = 16 - later});
    }
    return table;
}

/// Neighbouring problems in pairs.
inline passk::problem_clusters pairs_of_problems() {
    passk::problem_clusters clusters;
    for (std::uint64_t i = 0; i < 40; ++i) {
        clusters[(i < 24 ? "A/" : "B/") + std::to_string(i)] = "pair " + std::to_string(i / 2);
    }
    return clusters;
}

}  // namespace passk_tests

#endif  // PASSK_TESTS_COMPARE_ANALYSIS_OF_TWO_MODELS_HPP
