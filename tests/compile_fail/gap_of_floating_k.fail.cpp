// SPDX-License-Identifier: Apache-2.0
// expect: (no matching function|attempt_count)
#include <passk/interval/statistic.hpp>
passk::gap_of floating(const passk::paired_outcomes& outcomes) {
    return passk::gap_of(outcomes, 256.0);
}
