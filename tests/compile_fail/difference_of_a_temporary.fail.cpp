// SPDX-License-Identifier: Apache-2.0
// expect: (deleted|use of deleted)
#include <passk/interval/statistic.hpp>
passk::paired_outcomes read();
void dangling() {
    const passk::difference_of difference(read(), {1U});
}
