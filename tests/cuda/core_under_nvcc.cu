// SPDX-License-Identifier: Apache-2.0
#include <passk/exact.hpp>
#include <passk/passk.hpp>

int main() {
    const passk::tally counts(4, 1);
    return passk::pass_at_k(counts, 1) == 0.25 && passk::exact::pass_at_k(counts, 1) * 4 == 1 ? 0
                                                                                              : 1;
}
