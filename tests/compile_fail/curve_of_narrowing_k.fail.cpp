// SPDX-License-Identifier: Apache-2.0
// expect: (is not a constant expression|attempt_count)
#include <passk/interval/statistic.hpp>
passk::curve_of narrowing(const passk::problem_tallies& problems, int k) {
    return passk::curve_of(problems, {k});
}
