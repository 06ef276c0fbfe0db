// SPDX-License-Identifier: Apache-2.0
#include <passk/passk.hpp>

int main() {
    return passk::pass_at_k(passk::tally(4, 1), 1) == 0.25 ? 0 : 1;
}
