// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|sampled_method|fixed_method)
#include <passk/interval/confidence_intervals.hpp>
void sampling_variance_for_sampled_problems(const passk::problem_tallies& problems) {
    (void)passk::confidence_intervals(passk::curve_of(problems, {1U}), passk::sampled_problems{},
                                      passk::unbiased_variance{});
}
