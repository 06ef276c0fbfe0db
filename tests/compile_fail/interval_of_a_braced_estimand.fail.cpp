// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|ambiguous)
#include <passk/interval/confidence_intervals.hpp>
void which_estimand(const passk::problem_tallies& problems) {
    (void)passk::confidence_intervals(passk::curve_of(problems, {1U}), {});
}
