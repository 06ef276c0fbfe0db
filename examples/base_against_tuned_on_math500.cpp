// SPDX-License-Identifier: Apache-2.0
// Does an RL-tuned model reach further than its base, or only faster?
#include <passk/adapter/json.hpp>
#include <passk/compare/crossover.hpp>
#include <passk/compare/difference_curve.hpp>
#include <passk/compare/mcnemar.hpp>
#include <passk/compare/solvable_sets.hpp>
#include <passk/core/attempts.hpp>

#include <iomanip>
#include <iostream>

int main() {
    const auto table =
        passk::adapter::json::read_outcomes({"data/math500_qwen7b_simplerl_counts.csv"});
    if (!table) {
        std::cerr << table.error().context << '\n';
        return 1;
    }
    const passk::paired_outcomes outcomes =
        table.value().table.pair("Qwen2.5-7B", "Qwen2.5-7B-SimpleRL-Zoo");

    // Intervals for problems like these: whole problems are resampled, both models together.
    constexpr auto target = passk::estimand::sampled_problems;
    const auto ks = passk::doubling_attempts(outcomes.base().min_trials());
    std::cout << std::fixed << std::setprecision(4) << "k    base    tuned   tuned - base\n";
    for (const passk::difference_at_k& at : passk::difference_curve(outcomes, ks, target)) {
        std::cout << std::left << std::setw(4) << at.k << ' ' << at.base << "  " << at.tuned << "  "
                  << std::showpos << at.difference.estimate << " [" << at.difference.lower << ", "
                  << at.difference.upper << "]\n"
                  << std::noshowpos;
    }

    const auto every_k = passk::all_attempts(outcomes.base().min_trials());
    const passk::crossover crossing = passk::find_crossover(outcomes, every_k, target);
    if (crossing.at && crossing.lower && crossing.upper) {
        std::cout << "the base catches up at k = " << std::setprecision(1) << *crossing.at << " ["
                  << *crossing.lower << ", " << *crossing.upper << "]\n";
    }
    const passk::solvable_sets sets = passk::find_solvable_sets(outcomes);
    std::cout << "solved by both " << sets.both.size() << ", base only " << sets.base_only.size()
              << ", tuned only " << sets.tuned_only.size() << ", neither " << sets.neither.size()
              << "; McNemar p = " << std::setprecision(6) << passk::mcnemar(sets).exact_p << '\n';
}
