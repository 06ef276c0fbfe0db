// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|sampled_method|fixed_method)
#include <passk/interval/confidence_intervals.hpp>
void resampling_problems_of_a_fixed_benchmark(const passk::problem_tallies& problems) {
    (void)passk::confidence_intervals(passk::curve_of(problems, {1U}), passk::fixed_benchmark{},
                                      passk::percentile_bootstrap{});
}
