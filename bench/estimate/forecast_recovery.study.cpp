// SPDX-License-Identifier: Apache-2.0
// How often do the intervals of a beta-binomial fit hold the parameters that were planted?
// Draws 1000 benchmarks with fixed seeds; nominal 95 %.
#include <passk/core/confidence_level.hpp>
#include <passk/core/random_bits.hpp>
#include <passk/estimate/forecast.hpp>
#include <passk/outcome/tally.hpp>

#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
    constexpr std::uint64_t sets = 1000;
    const passk::success_distribution truth{0.0, 0.5, 2.0};
    // 60 problems, half with 32 and half with 64 samples
    std::vector<passk::tally> design(30, passk::tally(32, 0));
    design.resize(60, passk::tally(64, 0));
    unsigned a_held = 0;
    unsigned b_held = 0;
    unsigned unfitted = 0;
    for (std::uint64_t set = 0; set < sets; ++set) {
        passk::random_bits bits(20261124, set);
        const std::vector<passk::tally> drawn = passk::detail::draw_tallies(design, truth, bits);
        const auto intervals = passk::profile_intervals(drawn, passk::confidence_level(0.95));
        if (!intervals) {
            ++unfitted;
            continue;
        }
        a_held += intervals.value().a_lower <= truth.a && truth.a <= intervals.value().a_upper;
        b_held += intervals.value().b_lower <= truth.b && truth.b <= intervals.value().b_upper;
    }
    std::printf("Beta(0.5, 2), 60 problems, n = 32 and 64, %u sets, %u without a fit\n",
                static_cast<unsigned>(sets), unfitted);
    std::printf("95 %% profile interval holds a in %.1f %%, b in %.1f %% of them\n",
                100.0 * a_held / sets, 100.0 * b_held / sets);
}
