// SPDX-License-Identifier: Apache-2.0
// Calls one function of each room that takes part in separate compilation.
#include <passk/passk.hpp>
#include <passk/report/number_text.hpp>

#ifndef PASSK_SEPARATE_COMPILATION
#error "the target passk::compiled defines PASSK_SEPARATE_COMPILATION"
#endif

int main() {
    const double estimate = passk::pass_at_k(passk::tally(4, 1), 1);
    return passk::shortest_text(estimate) == "0.25" ? 0 : 1;
}
