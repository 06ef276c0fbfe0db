// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|share_statistic|share_method)
#include <passk/interval/confidence_intervals.hpp>
void a_difference_is_no_share(const passk::paired_outcomes& outcomes) {
    (void)passk::confidence_intervals(passk::difference_of(outcomes, {1U}),
                                      passk::sampled_problems{}, passk::korn_graubard{});
}
