// SPDX-License-Identifier: Apache-2.0
// How often the recommended 95 % interval of one model's pass@k holds the truth, by simulation.
//
//     passk.study.curve_coverage [simulations]
//
// Prints the coverage in percent for each population of populations.hpp with 64 trials of unrelated
// problems, P = 15, 30, 100, 300 and k = 1, 4, 16, 64, and the least of all. Simulations use
// random_bits(77, P): the same figures on every machine. 1,500 simulations take four CPU minutes.
#include "populations.hpp"

#include <passk/interval/confidence_intervals.hpp>
#include <passk/interval/statistic.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr std::uint64_t trials = 64;
constexpr std::array<std::uint64_t, 4> ks{1, 4, 16, 64};

std::array<double, ks.size()> true_curve(const study::population& from) {
    std::array<double, ks.size()> curve{};
    for (const study::planted_problem& one : from.problems) {
        for (std::size_t c = 0; c < ks.size(); ++c) {
            curve[c] += (1.0 - std::pow(1.0 - one.base, static_cast<double>(ks[c])))
                        / static_cast<double>(from.problems.size());
        }
    }
    return curve;
}

std::vector<passk::tally> draw(const study::population& from, std::size_t problems,
                               passk::random_bits& bits) {
    std::vector<passk::tally> tallies;
    for (std::size_t i = 0; i < problems; ++i) {
        const double p = from.problems[passk::uniform_below(bits, from.problems.size())].base;
        std::uint64_t successes = 0;
        for (std::uint64_t j = 0; j < trials; ++j) {
            successes += passk::uniform_unit(bits) < p ? 1U : 0U;
        }
        tallies.emplace_back(trials, successes);
    }
    return tallies;
}

}  // namespace

int main(int argc, char** argv) {
    const int simulations = argc > 1 ? std::atoi(argv[1]) : 1'500;
    double least = 100.0;
    for (const study::population& from : study::single_populations()) {
        const bool plain =
            std::all_of(from.problems.begin(), from.problems.end(),
                        [](const auto& one) { return one.trials == trials && one.relatives == 1; });
        if (!plain) {
            continue;
        }
        const auto truth = true_curve(from);
        for (const std::size_t problems : {15U, 30U, 100U, 300U}) {
            passk::random_bits bits(77, problems);
            std::array<int, ks.size()> held{};
            for (int s = 0; s < simulations; ++s) {
                const std::vector<passk::tally> tallies = draw(from, problems, bits);
                const auto intervals = passk::confidence_intervals(passk::curve_of(tallies, ks),
                                                                   passk::sampled_problems{});
                for (std::size_t c = 0; c < ks.size(); ++c) {
                    const passk::interval& at = intervals[c].bounds.value();
                    held[c] += at.lower <= truth[c] && truth[c] <= at.upper ? 1 : 0;
                }
            }
            std::printf("%-32s P = %3zu ", std::string(from.name).c_str(), problems);
            for (const int count : held) {
                const double coverage = 100.0 * count / simulations;
                least = std::min(least, coverage);
                std::printf(" %6.2f", coverage);
            }
            std::puts("");
        }
    }
    std::printf("least %.2f\n", least);
}
