// SPDX-License-Identifier: Apache-2.0
// expect: (ignoring|unused-result|nodiscard)
#include <passk/interval/confidence_intervals.hpp>
void forget(const passk::problem_tallies& problems) {
    passk::confidence_intervals(passk::curve_of(problems, {1U}), passk::sampled_problems{});
}
