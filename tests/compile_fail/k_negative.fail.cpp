// SPDX-License-Identifier: Apache-2.0
// expect: attempt_count
#include <passk/core/attempt_count.hpp>
void f(passk::attempt_count k);
void negative() {
    f(-1);
}
