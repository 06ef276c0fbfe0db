// SPDX-License-Identifier: Apache-2.0
// The paper's figure 12: ask for answers without any reasoning (the template "direct"), and leave
// out the problems that are then solved now and then, but seldom: those are being guessed.
#include <passk/adapter/json/read_outcomes.hpp>
#include <passk/estimate/guess_filter.hpp>

#include <cstddef>
#include <iostream>

int main() {
    // passk sample --template direct -n 200 ..., and passk verify, wrote the verdicts; here are
    // their counts.
    const auto read = passk::adapter::json::read_outcomes_from_memory("direct.csv",
                                                                      "problem,n,c\n"
                                                                      "0,200,0\n"
                                                                      "1,200,3\n"
                                                                      "2,200,150\n"
                                                                      "3,200,9\n"
                                                                      "4,200,10\n");
    const passk::outcome_table& table = read.value().table;
    const passk::model_outcomes direct = table.outcomes_of("direct");
    const passk::guess_filter_result parted = passk::guess_filter(direct.tallies);
    for (const std::size_t i : parted.guessable) {
        std::cout << "problem " << direct.problems[i] << " is guessed\n";
    }
    std::cout << parted.kept.size() << " problems are kept\n";
}
