// SPDX-License-Identifier: Apache-2.0
// expect: (is not a constant expression|attempt_count)
#include <passk/core/attempt_count.hpp>
void f(passk::attempt_count k);
void narrowing(int k) {
    f(k);
}
