// SPDX-License-Identifier: Apache-2.0
#include <passk/passk.hpp>
double second();
double second() {
    return passk::pass_at_k(passk::tally(4, 1), 1);
}
double first();
int main() {
    return first() == second() ? 0 : 1;
}
