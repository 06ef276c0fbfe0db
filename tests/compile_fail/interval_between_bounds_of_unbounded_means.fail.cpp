// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|bounded_statistic|bounded_method)
#include <passk/interval/confidence_intervals.hpp>
#include <vector>
void values_without_bounds(const std::vector<double>& values) {
    (void)passk::confidence_intervals(passk::means_of(values), passk::sampled_problems{},
                                      passk::gaffke{});
}
