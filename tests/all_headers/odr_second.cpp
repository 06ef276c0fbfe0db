// SPDX-License-Identifier: Apache-2.0
#include "all_headers.hpp"

double first();
double second();
double second() {
    return passk::pass_at_k(passk::tally(4, 1), 1);
}
int main() {
    return first() == second() ? 0 : 1;
}
