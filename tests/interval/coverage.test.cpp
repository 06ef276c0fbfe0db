// SPDX-License-Identifier: Apache-2.0
// A small part of bench/interval/coverage.study.cpp, with a fixed seed.
#include <passk/core/random_bits.hpp>
#include <passk/interval/confidence_intervals.hpp>
#include <passk/outcome/outcome_table.hpp>
#include <passk/outcome/tally.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using passk::random_bits;
using passk::tally;
using passk::uniform_unit;

namespace {

constexpr std::uint64_t trials = 64;
constexpr std::array<std::uint64_t, 3> ks{1, 4, 16};

// A problem's probability of success is `low` with probability `share`, otherwise `high`.
struct two_points {
    double share;
    double low;
    double high;

    [[nodiscard]] double draw(random_bits& bits) const {
        return uniform_unit(bits) < share ? low : high;
    }
    [[nodiscard]] double pass_at_k(std::uint64_t k) const {
        const auto n = static_cast<double>(k);
        return 1.0 - share * std::pow(1.0 - low, n) - (1.0 - share) * std::pow(1.0 - high, n);
    }
};

tally draw_tally(random_bits& bits, double p) {
    std::uint64_t successes = 0;
    for (std::uint64_t i = 0; i < trials; ++i) {
        successes += uniform_unit(bits) < p ? 1U : 0U;
    }
    return {trials, successes};
}

template <class Intervals>
void count_held(const Intervals& intervals, const std::array<double, ks.size()>& truth,
                std::array<int, ks.size()>& held) {
    for (std::size_t c = 0; c < ks.size(); ++c) {
        if (intervals[c].bounds) {
            held[c] += intervals[c].bounds.value().lower <= truth[c]
                               && truth[c] <= intervals[c].bounds.value().upper
                           ? 1
                           : 0;
        }
    }
}

constexpr int simulations = 300;

}  // namespace

TEST_CASE("recommended intervals of one model hold where effective n is fooled") {
    int worst_of_korn_graubard = simulations;
    for (const two_points& of :
         {two_points{0.1, 0.05, 0.98}, two_points{0.02, 0.0, 0.9}, two_points{0.95, 0.0, 0.2}}) {
        std::array<double, ks.size()> truth{};
        for (std::size_t c = 0; c < ks.size(); ++c) {
            truth[c] = of.pass_at_k(ks[c]);
        }
        std::array<int, ks.size()> held{};
        std::array<int, ks.size()> held_by_korn_graubard{};
        for (int s = 0; s < simulations; ++s) {
            random_bits bits(51, static_cast<std::uint64_t>(s));
            std::vector<tally> problems;
            for (int i = 0; i < 30; ++i) {
                problems.push_back(draw_tally(bits, of.draw(bits)));
            }
            const passk::curve_of curve(problems, ks);
            const passk::sampled_problems target;
            count_held(passk::confidence_intervals(curve, target), truth, held);
            count_held(passk::confidence_intervals(curve, target, passk::korn_graubard{}), truth,
                       held_by_korn_graubard);
        }
        for (std::size_t c = 0; c < ks.size(); ++c) {
            CAPTURE(of.low);
            CAPTURE(ks[c]);
            CHECK(held[c] >= 0.95 * simulations - 3.0 * std::sqrt(0.95 * 0.05 * simulations));
            worst_of_korn_graubard = held_by_korn_graubard[c] < worst_of_korn_graubard
                                         ? held_by_korn_graubard[c]
                                         : worst_of_korn_graubard;
        }
    }
    CHECK(worst_of_korn_graubard < 0.7 * simulations);
}

TEST_CASE("recommended intervals of a difference hold where few problems move") {
    int worst_of_t = simulations;
    // The tuned model loses 3 % of the problems of a saturated benchmark.
    constexpr double share = 0.03;
    std::array<double, ks.size()> truth{};
    for (std::size_t c = 0; c < ks.size(); ++c) {
        truth[c] = -share * (1.0 - std::pow(1.0 - 0.95, static_cast<double>(ks[c])));
    }
    std::array<int, ks.size()> held{};
    std::array<int, ks.size()> held_by_t{};
    for (int s = 0; s < simulations; ++s) {
        random_bits bits(52, static_cast<std::uint64_t>(s));
        passk::paired_outcomes outcomes;
        for (int i = 0; i < 30; ++i) {
            outcomes.problems.emplace_back();
            outcomes.base_tallies.push_back(draw_tally(bits, 0.95));
            outcomes.tuned_tallies.push_back(
                draw_tally(bits, uniform_unit(bits) < share ? 0.0 : 0.95));
        }
        const passk::difference_of difference(outcomes, ks);
        const passk::sampled_problems target;
        count_held(passk::confidence_intervals(difference, target), truth, held);
        count_held(passk::confidence_intervals(difference, target, passk::student_t{}), truth,
                   held_by_t);
    }
    for (std::size_t c = 0; c < ks.size(); ++c) {
        CAPTURE(ks[c]);
        CHECK(held[c] >= 0.935 * simulations - 3.0 * std::sqrt(0.95 * 0.05 * simulations));
        worst_of_t = held_by_t[c] < worst_of_t ? held_by_t[c] : worst_of_t;
    }
    CHECK(worst_of_t < 0.8 * simulations);
}
