// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|attempts|attempt_count)
#include <passk/interval/statistic.hpp>
passk::curve_of floating(const passk::problem_tallies& problems) {
    return passk::curve_of(problems, {1.0});
}
